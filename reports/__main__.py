"""The command: python3 -m reports --results FILE --out DIR."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from reports import summary
from reports.catalogue import DEFAULT_FOLDER, load_catalogue
from reports.coverage import AttackCoverage, RuleCoverage, attack_coverage, rule_coverage
from reports.evidence import DEFAULT_ATTACKS, DEFAULT_MUTANTS, Evidence, load_evidence
from reports.files import remove_stale, write_whole
from reports.html import coverage_page, family_page, index_page
from reports.junit import junit
from reports.load import UnreadableError, joined, load
from reports.matrix import MatrixRow, matrix
from reports.model import Run
from reports.places import CASES, COVERAGE, INDEX, JUNIT, family_page_name
from reports.terminal import Paint, terminal

EXIT_FAULT = 2
Coverage = tuple[list[RuleCoverage], list[AttackCoverage]]
DESCRIPTION = """\
Writes the report of one run of the suite: index.html (what failed, rules, the list of
all cases), cases/ (the details of every case, a page for each family), coverage.html
(what is put to the test, and how much of what is broken on purpose is noticed) and
junit.xml, and prints a summary. The pages open from disk, without a server.
"""
EPILOG = """\
exit status:
  0  written, and the run is clean
  1  written, and the run has regressions
  2  the results are incomplete or contradict themselves (what can be shown is
     written, under a red banner), or nothing could be read or written

example:
  build/bin/sluice run --results build/report/results.jsonl corpora/attacks
  build/bin/sluice archive run --results build/report/archives.jsonl corpora/archives
  python3 -m reports --results build/report/results.jsonl \\
    --results build/report/archives.jsonl --out build/report
"""


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m reports",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--results",
        required=True,
        action="append",
        type=Path,
        help="the results.jsonl of a run; given again, of another run that belongs to it",
    )
    parser.add_argument("--out", required=True, type=Path, help="folder for the report")
    parser.add_argument(
        "--catalogue",
        type=Path,
        default=DEFAULT_FOLDER,
        help="folder of rule files (default: rules/catalogue of this checkout)",
    )
    parser.add_argument(
        "--mutants",
        type=Path,
        default=DEFAULT_MUTANTS,
        help="folder with defects/, planted.json and score.json (default: harness/mutants)",
    )
    parser.add_argument(
        "--attacks",
        action="append",
        type=Path,
        help="an attack catalogue (default: CATALOGUE.md of corpora/attacks and corpora/archives)",
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser.parse_args(arguments)


# What is inherited need not be sent to each process.
_kept: Callable[[str, str], None]


def _keep(write: Callable[[str, str], None]) -> None:
    global _kept
    _kept = write
    # The pool ends its workers by this signal, whatever whoever writes reports makes of it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _write_kept(page: tuple[str, str]) -> None:
    _kept(*page)


def _write_family(
    out: Path, run: Run, rows: list[MatrixRow], evidence: Evidence, name: str, family: str
) -> None:
    write_whole(out / name, family_page(run, family, rows, evidence).encode("utf-8"))


def write_report(
    out: Path, run: Run, rows: list[MatrixRow], evidence: Evidence, coverage: Coverage
) -> None:
    """Writes all files; the index comes last, for what it links to is there by then."""
    (out / CASES).mkdir(parents=True, exist_ok=True)
    pages = {family_page_name(family): family for family in run.families}
    # Each page is made from the same values, which a forked process has already.
    write = partial(_write_family, out, run, rows, evidence)
    with get_context("fork").Pool(initializer=_keep, initargs=(write,)) as pool:
        pool.map(_write_kept, pages.items(), chunksize=1)
    write_whole(out / COVERAGE, coverage_page(run, *coverage, evidence).encode("utf-8"))
    write_whole(out / JUNIT, junit(run, rows))
    write_whole(out / INDEX, index_page(run, rows, evidence).encode("utf-8"))
    remove_stale(out, CASES, set(pages))


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    options = _arguments(arguments)
    try:
        run = joined([load(path) for path in options.results])
    except UnreadableError as error:
        print(f"reports: {error}", file=sys.stderr)
        return EXIT_FAULT
    catalogue = load_catalogue(options.catalogue)
    run = replace(run, faults=run.faults + catalogue.faults)
    rows = matrix(run, catalogue)
    evidence = load_evidence(options.mutants, options.attacks or DEFAULT_ATTACKS)
    coverage = rule_coverage(run, rows, evidence), attack_coverage(run, evidence)
    try:
        write_report(options.out, run, rows, evidence, coverage)
    except OSError as error:
        print(f"reports: {options.out}: cannot be written: {error.strerror}", file=sys.stderr)
        return EXIT_FAULT
    if options.json:
        names = {"html": INDEX, "cases": CASES, "coverage": COVERAGE, "junit": JUNIT}
        files = {name: str(options.out / file) for name, file in names.items()}
        teeth = summary.teeth_as_json(*coverage, evidence)
        print(json.dumps(summary.as_json(run, rows, files) | {"teeth": teeth}))
    else:
        lines = summary.teeth(*coverage, evidence)
        print(terminal(run, rows, Paint(sys.stdout.isatty()), lines), end="")
    return run.exit


if __name__ == "__main__":
    sys.exit(main())
