"""The command: scripts/matrix."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

from harness.driver.matrix.progress import Progress
from harness.driver.matrix.run import (
    Listed,
    RunError,
    Stop,
    StoppedError,
    SuiteRun,
    Tail,
    list_targets,
)
from harness.driver.run import command
from harness.driver.signals import handled
from reports.catalogue import load_catalogue
from reports.targets import document, words
from reports.targets.baselines import BaselineError, read_baselines
from reports.targets.changes import Changes, compare, differing, settled
from reports.targets.model import Absent, Cell, Column, Matrix, in_order
from reports.targets.page import View, write_pages
from reports.targets.read import read_column
from reports.targets.record import (
    Record,
    RecordError,
    diff_of,
    other_versions,
    read_record,
    write_record,
)

ROOT = Path(__file__).resolve().parents[3]
EXIT_FAULT = 2
BASELINES = Path("reports/baselines/targets")
# More cells that differ than that are no flakiness.
MOST_AGAIN = 200
DIFF_LINES = 200
DESCRIPTION = """\
Runs the whole suite over every target that is available here (`sluice targets` lists
them), one after the other, and says which rules each breaks, which of that is known
(reports/baselines/targets) and which is new. A target that crashes, hangs or is killed
costs the case that it was at. One that is not available is named with the reason.

With PATH or --case only a part of the suite is asked; with --target only those targets.
"""
EPILOG = """\
exit status:
  0  nothing fails that is not known; with --check: all is as it is recorded
  1  a difference of one of seven kinds: new failure, changed failure, unexpected pass,
     stale entry, pattern too wide, expired entry, flaky; or, with --check, another one
  2  a target proved nothing, a baseline is wrong, or the run was stopped

examples:
  scripts/matrix
  scripts/matrix --target jdk17-filter --target reference corpora/attacks/huge-arrays.yaml
  scripts/matrix --record      # after a change that was meant: look at the diff, commit it
"""


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/matrix",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="cases (corpora/attacks)")
    parser.add_argument("--case", action="append", default=[], metavar="ID", help="only this case")
    parser.add_argument("--target", action="append", default=[], metavar="NAME", help="only this")
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="workers at a time (as many as cores)"
    )
    parser.add_argument("--out", type=Path, default=Path("build/matrix"), help="(build/matrix)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures as JSON, too")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check", action="store_true", help="fail when something is not as it is recorded"
    )
    what.add_argument("--record", action="store_true", help="rewrite harness/targets/MATRIX.md")
    parser.add_argument("--adapters", type=Path, metavar="DIR", help="look for targets in DIR")
    parser.add_argument("--keep-results", action="store_true", help="leave each results.jsonl")
    # The whole suite, what is committed, and the day of today: for the tests.
    parser.add_argument("--suite", action="append", default=[], help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, default=ROOT, help=argparse.SUPPRESS)
    parser.add_argument("--today", type=date.fromisoformat, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.jobs < 0:
        parser.error("--jobs is a number of workers, 1 or more")
    options.today = options.today or datetime.now(UTC).date()
    options.words = list(sys.argv[1:] if arguments is None else arguments)
    options.is_part = bool(options.paths or options.case)
    if options.record and options.is_part:
        parser.error("--record is about the whole suite: leave out PATH and --case")
    return options


def _chosen(listed: list[Listed], names: Sequence[str]) -> tuple[list[Listed], list[Absent]]:
    """The targets to be run, and those that cannot be. Raises RunError."""
    known = {one.name: one for one in listed}
    for name in names:
        if name not in known:
            raise RunError(f"there is no target {name}: `build/bin/sluice targets` lists them")
        if known[name].why is not None:
            raise RunError(f"the target {name} is not available: {known[name].why}")
    wanted = in_order(names or known)
    absent = [Absent(name, known[name].why or "") for name in wanted if known[name].why]
    return [known[name] for name in wanted if known[name].why is None], absent


class _Session:
    """The runs of one command."""

    def __init__(self, options: argparse.Namespace, program: Path, stop: Stop) -> None:
        self.options = options
        self.program = program
        self.stop = stop
        self.out = options.out.absolute()

    def _words(self, target: str, cases: Sequence[str], jobs: int) -> list[str]:
        # As it is to be pasted: the results repeat it.
        inside = self.program.is_relative_to(ROOT)
        program = self.program.relative_to(ROOT) if inside else self.program
        paths = self.options.paths or self.options.suite
        words = [str(program), "run", *paths, "--target", target]
        words += ["--jobs", str(jobs)]
        words += ["--adapters", str(self.options.adapters)] if self.options.adapters else []
        for case in cases:
            words += ["--case", case]
        return words

    def _results(self, target: str, what: str = "") -> Path:
        return self.out / "results" / f"{target}{what}.jsonl"

    def run(self, targets: list[Listed]) -> list[Column]:
        """All of them; the results of one are read while the next is run."""
        jobs = self.options.jobs or len(os.sched_getaffinity(0))
        progress = Progress(sys.stderr, len(targets))
        read: list[tuple[Future[Column], str | None]] = []
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as readers:
            try:
                for number, target in enumerate(targets, 1):

                    def watch(tail: Tail, number: int = number, name: str = target.name) -> None:
                        progress.show(number, name, tail.results, tail.planned)

                    results = self._results(target.name)
                    words = self._words(target.name, self.options.case, jobs)
                    ended = SuiteRun(words, results, ROOT, watch).run(self.stop, time.monotonic)
                    if ended.fault:
                        progress.say(f"{target.name}: {ended.fault}")
                    read.append((readers.submit(read_column, results, target.name), ended.fault))
            finally:
                progress.end()
            columns = []
            for future, fault in read:
                column = future.result()
                faults = ((fault,) if fault else ()) + column.faults
                columns.append(replace(column, faults=faults))
        return columns

    def ask_again(self, target: str, cases: list[str]) -> dict[str, Cell]:
        """What these cases show when they are asked once more, one after the other."""
        if not cases or len(cases) > MOST_AGAIN:
            return {}
        print(f"{target}: {len(cases)} cases differ, and are asked again", file=sys.stderr)
        results = self._results(target, "-again")
        words = self._words(target, cases, 1)
        SuiteRun(words, results, ROOT, lambda _: None).run(self.stop, time.monotonic)
        cells = read_column(results, target).cells
        results.unlink(missing_ok=True)
        return {case: cells[case] for case in cases if case in cells}


def _matrix(columns: list[Column], absent: list[Absent], is_part: bool, seconds: float) -> Matrix:
    rules = load_catalogue().rules
    known = tuple(rule for rule, entry in rules.items() if not entry.is_planned)
    return Matrix(
        tuple(columns), tuple(absent), is_whole=not is_part, seconds=seconds, known_rules=known
    )


def _told(session: _Session, matrix: Matrix, record: Record) -> tuple[Matrix, Changes]:
    """The matrix without what is not the same each time, and what is new in it."""
    options = session.options
    baselines = read_baselines(options.store / BASELINES)
    again = {
        column.target: session.ask_again(
            column.target,
            differing(column, baselines.get(column.target), record.targets.get(column.target)),
        )
        for column in matrix.columns
        if not column.faults
    }
    changes = compare(matrix, baselines, record.targets, again, options.today)
    columns = tuple(settled(one, baselines.get(one.target)) for one in matrix.columns)
    return replace(matrix, columns=columns), changes


def _check(matrix: Matrix, record: Record) -> bool:
    """Says what is not as it is recorded."""
    lines = diff_of(matrix, record)
    for sentence in other_versions(matrix, record):
        print(f"note: {sentence}")
    missing = in_order(record.targets.keys() - {column.target for column in matrix.columns})
    if missing:
        print(f"note: recorded, and not looked at: {', '.join(missing)}")
    if not lines:
        print("all that was looked at is as it is recorded")
        return True
    print("\n".join(lines[:DIFF_LINES]))
    if len(lines) > DIFF_LINES:
        print(f"... and {len(lines) - DIFF_LINES:,} more lines")
    print("this is not what is recorded: if it is meant, run scripts/matrix --record and commit it")
    return False


def _is_recordable(matrix: Matrix, targets: Sequence[str], record: Record) -> bool:
    """MATRIX.md shows all targets: what is not run now would be lost."""
    missing = record.targets.keys() - {column.target for column in matrix.columns}
    faults = [column.target for column in matrix.columns if column.faults]
    if faults:
        print(f"scripts/matrix: not recorded: {', '.join(faults)} proved nothing", file=sys.stderr)
    elif missing or targets:
        lost = ", ".join(in_order(missing)) or "with --target"
        print(
            f"scripts/matrix: not recorded: not all targets were run ({lost}); a target that is "
            "gone for good goes with its file in reports/baselines/recorded",
            file=sys.stderr,
        )
    return not faults and not missing and not targets


def _finish(session: _Session, raw: Matrix, record: Record) -> int:
    options = session.options
    matrix, changes = _told(session, raw, record)
    print(words.summary(matrix, changes), flush=True)
    facts = document.document(matrix, changes)
    session.out.mkdir(parents=True, exist_ok=True)
    page = View(matrix, changes, load_catalogue())
    write_pages(session.out, page, shlex.join(["scripts/matrix", *options.words]))
    text = json.dumps(facts, indent=1) + "\n"
    (session.out / "matrix.json").write_text(text, encoding="utf-8")
    print(f"report: {options.out / 'index.html'}")
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    has_fault = any(column.faults for column in matrix.columns)
    status = EXIT_FAULT if has_fault else 1 if changes.all else 0
    if options.check and not _check(matrix, record):
        status = max(status, 1)
    if not options.record:
        return status
    if not _is_recordable(matrix, options.target, record):
        return EXIT_FAULT
    for path in write_record(matrix, options.store):
        print(f"wrote {path}")
    # What differs from the record no longer does; what no baseline knows is red as before.
    baselines = read_baselines(options.store / BASELINES)
    recorded = read_record(options.store).targets
    left = compare(raw, baselines, recorded, {}, options.today)
    print(f"recorded; {words.headline(matrix, left)}")
    return 1 if left.all else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    options = _arguments(arguments)
    program = command(ROOT)
    stop = Stop()
    started = time.monotonic()
    try:
        record = read_record(options.store)
        # A wrong baseline is said before minutes are spent.
        read_baselines(options.store / BASELINES)
        with handled(stop, signal.SIGINT, signal.SIGTERM):
            listed = [one for one in list_targets(program, options.adapters) if not one.of_archives]
            targets, absent = _chosen(listed, options.target)
            session = _Session(options, program, stop)
            (session.out / "results").mkdir(parents=True, exist_ok=True)
            columns = session.run(targets)
            seconds = time.monotonic() - started
            return _finish(session, _matrix(columns, absent, options.is_part, seconds), record)
    except StoppedError:
        print("scripts/matrix: stopped; nothing was compared or recorded", file=sys.stderr)
        return EXIT_FAULT
    except (RunError, RecordError, BaselineError, OSError) as error:
        print(f"scripts/matrix: {error}", file=sys.stderr)
        return EXIT_FAULT
    finally:
        if not options.keep_results:
            for path in (options.out.absolute() / "results").glob("*.jsonl"):
                path.unlink()


if __name__ == "__main__":
    sys.exit(main())
