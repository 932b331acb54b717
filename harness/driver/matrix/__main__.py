"""The command: scripts/matrix."""

from __future__ import annotations

import argparse
import json
import shlex
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from harness.driver.matrix.run import Listed, RunError, Stop, StoppedError, list_targets
from harness.driver.matrix.session import Session
from harness.driver.matrix.suites import ARCHIVES, STREAMS, SUITES, Suite
from harness.driver.run import command
from harness.driver.signals import handled
from reports.catalogue import load_catalogue
from reports.places import ARCHIVES as ARCHIVES_PAGE
from reports.places import INDEX
from reports.targets import archives_page, document, words
from reports.targets.baselines import BaselineError, read_baselines
from reports.targets.changes import Changes, compare, differing, settled
from reports.targets.model import REFERENCE, Absent, Column, Matrix, in_order
from reports.targets.page import View, write_pages
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
DIFF_LINES = 200
DESCRIPTION = """\
Runs the whole suite over every target that is available here (`sluice targets` lists
them), one after the other, and says which rules each breaks, which of that is known
(reports/baselines/targets) and which is new. A target that crashes, hangs or is killed
costs the case that it was at. One that is not available is named with the reason.

There are two suites: that of streams, and that of archives, which the reference verifier and
what the JDK has for signed archives are asked. With --about it is one of them.

With PATH or --case only a part of the suite is asked, of streams unless --about says
archives; with --target only those targets.
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
  scripts/matrix --about archives --target jdk17-jarsigner-strict
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
    parser.add_argument(
        "--about", choices=[one.name for one in SUITES], help="only this suite (both)"
    )
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
    parser.add_argument("--archives", action="append", default=[], help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, default=ROOT, help=argparse.SUPPRESS)
    parser.add_argument("--today", type=date.fromisoformat, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.jobs < 0:
        parser.error("--jobs is a number of workers, 1 or more")
    options.today = options.today or datetime.now(UTC).date()
    options.words = list(sys.argv[1:] if arguments is None else arguments)
    options.is_part = bool(options.paths or options.case)
    options.suites = {STREAMS.name: options.suite, ARCHIVES.name: options.archives}
    if options.record and options.is_part:
        parser.error("--record is about the whole suite: leave out PATH and --case")
    return options


def _suites(options: argparse.Namespace) -> list[Suite]:
    """Those that are asked for."""
    if options.about:
        return [one for one in SUITES if one.name == options.about]
    if options.is_part:
        return [STREAMS]
    given = [one for one in SUITES if options.suites[one.name]]
    return given or list(SUITES)


def _asks(target: Listed, suite: Suite) -> bool:
    return target.name == REFERENCE or target.asks == suite.name


def _chosen(
    listed: list[Listed], names: Sequence[str], suite: Suite
) -> tuple[list[Listed], list[Absent]]:
    """The targets to be run, and those that cannot be. Raises RunError."""
    known = {one.name: one for one in listed}
    for name in names:
        if name not in known:
            raise RunError(f"there is no target {name}: `build/bin/sluice targets` lists them")
        if known[name].why is not None:
            raise RunError(f"the target {name} is not available: {known[name].why}")
    wanted = [name for name in in_order(names or known) if _asks(known[name], suite)]
    absent = [Absent(name, known[name].why or "") for name in wanted if known[name].why]
    return [known[name] for name in wanted if known[name].why is None], absent


@dataclass(frozen=True, slots=True)
class _Ran:
    """A suite that was run: as it came, and held against what is known."""

    suite: Suite
    raw: Matrix
    record: Record
    matrix: Matrix
    changes: Changes

    @property
    def status(self) -> int:
        has_fault = any(column.faults for column in self.matrix.columns)
        return EXIT_FAULT if has_fault else 1 if self.changes.all else 0


def _matrix(columns: list[Column], absent: list[Absent], is_part: bool, seconds: float) -> Matrix:
    rules = load_catalogue().rules
    known = tuple(rule for rule, entry in rules.items() if not entry.is_planned)
    return Matrix(
        tuple(columns), tuple(absent), is_whole=not is_part, seconds=seconds, known_rules=known
    )


def _told(session: Session, matrix: Matrix, record: Record) -> tuple[Matrix, Changes]:
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


def _check(ran: _Ran) -> bool:
    """Says what is not as it is recorded."""
    matrix, record = ran.matrix, ran.record
    lines = diff_of(matrix, record, ran.suite.part)
    for sentence in other_versions(matrix, record):
        print(f"note: {sentence}")
    missing = in_order(record.targets.keys() - {column.target for column in matrix.columns})
    if missing:
        print(f"note: recorded, and not looked at: {', '.join(missing)}")
    if not lines:
        print(f"{ran.suite.name}: all that was looked at is as it is recorded")
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


def _run(session: Session, listed: list[Listed]) -> _Ran | None:
    """Runs a suite; None where nobody who is chosen is asked about it."""
    options, suite = session.options, session.suite
    started = time.monotonic()
    record = read_record(options.store, suite.part)
    targets, absent = _chosen(listed, options.target, suite)
    if not targets:
        return None
    columns = session.run(targets)
    raw = _matrix(columns, absent, options.is_part, time.monotonic() - started)
    matrix, changes = _told(session, raw, record)
    return _Ran(suite, raw, record, matrix, changes)


def _report(options: argparse.Namespace, runs: Sequence[_Ran]) -> None:
    """Writes the pages and the figures."""
    options.out.mkdir(parents=True, exist_ok=True)
    catalogue = load_catalogue()
    line = shlex.join(["scripts/matrix", *options.words])
    views = {ran.suite.name: View(ran.matrix, ran.changes, catalogue) for ran in runs}
    streams, archives = views.get(STREAMS.name), views.get(ARCHIVES.name)
    facts: dict[str, object] = {}
    if archives:
        archives_page.write_page(options.out, archives, line, has_index=streams is not None)
        facts = document.document(archives.matrix, archives.changes)
    if streams:
        write_pages(options.out, streams, line, archives)
        more = {"archives": facts} if archives else {}
        facts = document.document(streams.matrix, streams.changes) | more
    text = json.dumps(facts, indent=1) + "\n"
    (options.out / "matrix.json").write_text(text, encoding="utf-8")
    print(f"report: {options.out / (INDEX if streams else ARCHIVES_PAGE)}")
    if options.json:
        options.json.write_text(text, encoding="utf-8")


def _record(options: argparse.Namespace, ran: _Ran) -> int:
    """Rewrites what is committed of a suite."""
    if not _is_recordable(ran.matrix, options.target, ran.record):
        return EXIT_FAULT
    for path in write_record(ran.matrix, options.store, ran.suite.part):
        print(f"wrote {path}")
    # What differs from the record no longer does; what no baseline knows is red as before.
    baselines = read_baselines(options.store / BASELINES)
    recorded = read_record(options.store, ran.suite.part).targets
    left = compare(ran.raw, baselines, recorded, {}, options.today)
    print(f"recorded; {words.headline(ran.matrix, left)}")
    return 1 if left.all else 0


def _finish(options: argparse.Namespace, runs: Sequence[_Ran]) -> int:
    for ran in runs:
        print(words.summary(ran.matrix, ran.changes), flush=True)
    _report(options, runs)
    status = max(ran.status for ran in runs)
    if options.check:
        as_recorded = [_check(ran) for ran in runs]
        status = max(status, 0 if all(as_recorded) else 1)
    return max(_record(options, ran) for ran in runs) if options.record else status


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    options = _arguments(arguments)
    program = command(ROOT)
    stop = Stop()
    results = options.out.absolute() / "results"
    try:
        # A wrong baseline is said before minutes are spent.
        read_baselines(options.store / BASELINES)
        with handled(stop, signal.SIGINT, signal.SIGTERM):
            listed = list_targets(program, options.adapters)
            results.mkdir(parents=True, exist_ok=True)
            sessions = [Session(options, suite, program, stop) for suite in _suites(options)]
            runs = [ran for session in sessions if (ran := _run(session, listed))]
            if not runs:
                raise RunError(f"no target that is chosen is asked about {options.about}")
            return _finish(options, runs)
    except StoppedError:
        print("scripts/matrix: stopped; nothing was compared or recorded", file=sys.stderr)
        return EXIT_FAULT
    except (RunError, RecordError, BaselineError, OSError) as error:
        print(f"scripts/matrix: {error}", file=sys.stderr)
        return EXIT_FAULT
    finally:
        if not options.keep_results:
            for path in results.glob("*.jsonl"):
                path.unlink()


if __name__ == "__main__":
    sys.exit(main())
