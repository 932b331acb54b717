"""The command: scripts/nightly."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.driver.nightly import night as nightly
from harness.driver.nightly.findings import last_night
from harness.driver.nightly.night import Night
from harness.driver.nightly.plan import NAMES, Plan, seconds_of
from harness.driver.nightly.steps import ACTIONS
from harness.driver.nightly.work import Worker
from harness.driver.signals import handled

ROOT = Path(__file__).resolve().parents[3]
EXIT_FAULT = 2
COMMITS_TOLD = 40
DESCRIPTION = """\
Runs everything there is within a time, and writes one report: update, set-up, builds,
the suites of streams and of archives with their variants, other deserializers, the
tests, every fuzz target with every engine, corpora, triage, coverage, planted defects,
benchmark. What says most for its time comes first, the rest of the time is for
fuzzing; what there is no time for is told, and is not red. A step that fails does not
stop the others. Ctrl-C ends the night with a report of what there is.

The report is left in STATE/report: index.html, junit.xml, nightly.sarif, summary.md,
suite/, logs/. STATE/history.jsonl keeps what the next night is compared with.
"""
EPILOG = """\
exit status:
  0  nothing fails that is not known
  1  new failures, or an entry of reports/baselines/nightly.yaml is out of date
  2  a step has no result, the night was stopped, or the command was wrong

examples:
  scripts/nightly --time 8h
  scripts/nightly --time 20m --no-update
  scripts/nightly --time 10m --only build-release --only suite
"""


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/nightly",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--time", default="8h", help="of the whole night: 8h, 90m, 1h30m (8h)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument(
        "--state", type=Path, default=Path("build/nightly"), help="kept folder (build/nightly)"
    )
    parser.add_argument(
        "--jobs", type=int, default=0, help="processes at a time (as many as cores)"
    )
    parser.add_argument("--no-update", action="store_true", help="test what is here")
    parser.add_argument("--no-setup", action="store_true", help="install no packages")
    parser.add_argument(
        "--only", action="append", choices=NAMES, metavar="STEP", help=f"one of {', '.join(NAMES)}"
    )
    parser.add_argument("--skip", action="append", choices=NAMES, metavar="STEP", default=[])
    # The night has updated its own code, and begins again with it.
    parser.add_argument("--updated", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        options.seconds = seconds_of(options.time)
    except ValueError as error:
        parser.error(str(error))
    if options.jobs < 0:
        parser.error("--jobs is a number of processes, 1 or more")
    return options


def _output_of(*words: str) -> str | None:
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _commits(history: Path) -> list[str]:
    """Those since the last night; none if that is not known, or they are not all here."""
    last = last_night(history).get("commit")
    if not last:
        return []
    words = ("log", f"--max-count={COMMITS_TOLD}", "--format=%h %s", f"{last}..HEAD")
    return [line[:300] for line in (_output_of("git", *words) or "").splitlines()]


def _facts(arguments: Sequence[str], history: Path) -> dict[str, Any]:
    """What the report says of the sources and the machine."""
    version = _output_of("build/bin/sluice", "--version") or "unknown"
    cores = len(os.sched_getaffinity(0))
    # Of the last minutes: what else runs here makes a night late.
    load = os.getloadavg()[2]
    return {
        "commit": _output_of("git", "rev-parse", "HEAD"),
        "commits": _commits(history),
        "version": version.split()[-1],
        "machine": f"{platform.system()} {platform.machine()}, {cores} cores, load {load:.0f}",
        "command": ["scripts/nightly", *(word for word in arguments if word != "--updated")],
    }


def _cleared(folder: Path) -> Path:
    """The folder of the report, without what an earlier night left there."""
    if (folder / "night.json").is_file():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _locked(state: Path) -> Any:  # noqa: ANN401
    """An open file that keeps a second night out; None if there is one already."""
    state.mkdir(parents=True, exist_ok=True)
    lock = (state / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def _begin_again(words: Sequence[str]) -> Callable[[], None]:
    def begin() -> None:
        module = "harness.driver.nightly"
        os.execv(sys.executable, [sys.executable, "-m", module, *words, "--updated"])  # noqa: S606

    return begin


def _night(options: argparse.Namespace, state: Path, words: Sequence[str]) -> Night:
    out = _cleared(state / "report")
    chosen = [name for name in options.only or NAMES if name not in options.skip]
    plan = Plan(options.seconds, chosen, nightly.recall_times(state / "times.json"))
    jobs = options.jobs or len(os.sched_getaffinity(0))
    worker = Worker(ROOT, out / "logs", environment={"SLUICE_JOBS": str(jobs)})
    night = Night(
        root=ROOT,
        out=out,
        state=state,
        plan=plan,
        worker=worker,
        jobs=jobs,
        options={
            "no_update": options.no_update,
            "no_setup": options.no_setup,
            "is_updated": options.updated,
            "begin_again": _begin_again(words),
            "salt": f"{datetime.now(UTC):%Y-%m-%d}",
        },
    )
    worker.tick = night.tick
    return night


def _report(night: Night, options: argparse.Namespace) -> int:
    words = [sys.executable, "-m", "reports.nightly", "--night", str(night.out / "night.json")]
    words += ["--history", str(night.state / "history.jsonl"), "--out", str(night.out)]
    words += ["--json"] if options.json else []
    # Its own session: one more Ctrl-C must not cost the report.
    status = subprocess.run(words, cwd=ROOT, check=False, start_new_session=True).returncode
    night.say(f"report: {night.out / 'index.html'}")
    return status if status in (0, 1) else EXIT_FAULT


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _arguments(words)
    state = options.state.absolute()
    lock = _locked(state)
    if lock is None:
        print(f"scripts/nightly: {state} is in use by another night", file=sys.stderr)
        return EXIT_FAULT
    with lock:
        started = datetime.now(UTC)
        night = _night(options, state, words)
        # A job that is ended by its server is stopped as by Ctrl-C.
        with handled(night.worker.stop, signal.SIGINT, signal.SIGTERM):
            nightly.run(night, ACTIONS)
        nightly.remember_times(state / "times.json", night.plan, night.records)
        document = nightly.document(night, started, _facts(words, state / "history.jsonl"))
        text = json.dumps(document, indent=1) + "\n"
        (night.out / "night.json").write_text(text, encoding="utf-8")
        return _report(night, options)


if __name__ == "__main__":
    sys.exit(main())
