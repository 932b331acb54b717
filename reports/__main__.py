"""The command: python3 -m reports --results FILE --out DIR."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reports import summary
from reports.catalogue import DEFAULT_FOLDER, load_catalogue
from reports.coverage import attack_coverage, rule_coverage
from reports.evidence import DEFAULT_ATTACKS, DEFAULT_MUTANTS, load_evidence
from reports.html import coverage_page, page
from reports.junit import junit
from reports.load import UnreadableError, load
from reports.matrix import matrix
from reports.terminal import Paint, terminal

EXIT_FAULT = 2
DESCRIPTION = """\
Writes the report of one run of the suite: index.html (one page, opens from disk),
coverage.html (what is put to the test, and how much of what is broken on purpose is
noticed) and junit.xml, and prints a summary.
"""
EPILOG = """\
exit status:
  0  written, and the run is clean
  1  written, and the run has regressions
  2  the results are incomplete or contradict themselves (what can be shown is
     written, under a red banner), or nothing could be read or written

example:
  build/bin/sluice run --results build/report/results.jsonl corpora/attacks
  python3 -m reports --results build/report/results.jsonl --out build/report
"""


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m reports",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--results", required=True, type=Path, help="the results.jsonl of a run")
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
        type=Path,
        default=DEFAULT_ATTACKS,
        help="the attack catalogue (default: corpora/attacks/CATALOGUE.md)",
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser.parse_args(arguments)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a page."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    options = _arguments(arguments)
    try:
        run = load(options.results)
    except UnreadableError as error:
        print(f"reports: {error}", file=sys.stderr)
        return EXIT_FAULT
    catalogue = load_catalogue(options.catalogue)
    run = replace(run, faults=run.faults + catalogue.faults)
    rows = matrix(run, catalogue)
    evidence = load_evidence(options.mutants, options.attacks)
    rules, attacks = rule_coverage(run, rows, evidence), attack_coverage(run, evidence)
    files = {
        "html": options.out / "index.html",
        "coverage": options.out / "coverage.html",
        "junit": options.out / "junit.xml",
    }
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        _write(files["html"], page(run, rows, evidence).encode("utf-8"))
        _write(files["coverage"], coverage_page(run, rules, attacks, evidence).encode("utf-8"))
        _write(files["junit"], junit(run, rows))
    except OSError as error:
        print(f"reports: {options.out}: cannot be written: {error.strerror}", file=sys.stderr)
        return EXIT_FAULT
    if options.json:
        names = {name: str(path) for name, path in files.items()}
        teeth = summary.teeth_as_json(rules, attacks, evidence)
        print(json.dumps(summary.as_json(run, rows, names) | {"teeth": teeth}))
    else:
        lines = summary.teeth(rules, attacks, evidence)
        print(terminal(run, rows, Paint(sys.stdout.isatty()), lines), end="")
    return run.exit


if __name__ == "__main__":
    sys.exit(main())
