"""The loop: what fails stops nothing else, what is stopped is told, and the report can read it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harness.driver.nightly import findings, steps
from harness.driver.nightly.found import Found
from harness.driver.nightly.night import (
    Action,
    BrokenError,
    LateError,
    LeftOutError,
    Night,
    Outcome,
    document,
    recall_times,
    remember_times,
    run,
)
from harness.driver.nightly.plan import NAMES, Plan
from harness.driver.nightly.work import StoppedError, Worker
from reports.nightly.changes import compare
from reports.nightly.history import History
from reports.nightly.model import night_of

STARTED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
FACTS = {"commit": "0" * 40, "version": "0.1.0", "machine": "one", "command": ["scripts/nightly"]}
CASE = {"id": "case reference a/b", "step": "suite", "kind": "case", "title": "accepted"}


class Clock:
    """Goes on by a second each time it is asked."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1
        return self.seconds


def night_in(folder: Path, budget: float = 1200, **plan: object) -> Night:
    said: list[str] = []
    chosen = plan.get("chosen", NAMES)
    assert isinstance(chosen, tuple)
    return Night(
        root=folder,
        out=folder / "report",
        state=folder,
        plan=Plan(budget, chosen, {}),
        worker=Worker(folder, folder / "report" / "logs"),
        jobs=1,
        options={},
        wall=lambda: STARTED.replace(hour=3),
        now=Clock(),
        say=said.append,
    )


def actions(**changed: Action) -> dict[str, Action]:
    def nothing(night: Night) -> Outcome:  # noqa: ARG001
        return Outcome()

    named = {name.replace("_", "-"): action for name, action in changed.items()}
    return dict.fromkeys(NAMES, nothing) | named


def raising(error: BaseException) -> Action:
    def action(night: Night) -> Outcome:  # noqa: ARG001
        raise error

    return action


def status(night: Night) -> dict[str, str]:
    return {record["name"]: record["status"] for record in night.records}


def test_what_fails_stops_nothing_else(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    found = Found(failures=[CASE], figures={"suite.cases": 1})
    run(
        night,
        actions(
            update=raising(LeftOutError("there is no git")),
            build_fuzz=raising(BrokenError("cmake ended with status 1")),
            suite=lambda _: Outcome(found),
            coverage=raising(ValueError("no JSON")),
            tests=raising(LateError("its time was over")),
        ),
    )
    ends = status(night)
    assert list(ends) == list(NAMES)
    assert ends["update"] == "skipped"
    assert ends["suite"] == "failed"
    assert ends["build-fuzz"] == ends["coverage"] == "broken"
    assert ends["fuzz"] == ends["corpora"] == "not-run"
    assert ends["pytest"] == "skipped"
    assert ends["tests"] == "stopped"
    assert ends["bench"] == ends["triage"] == "ok"
    report = night_of(document(night, STARTED, FACTS))
    changes = compare(report, History(), {})
    assert [one.id for one in changes.new] == ["case reference a/b"]
    assert changes.exit == 2
    assert {step.name for step in changes.incomplete} == {
        "build-fuzz", "fuzz", "corpora", "coverage",
    }  # fmt: skip


def test_why_a_step_broke_is_what_it_said_last(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    night.worker.now = lambda: 0.0

    def action(night: Night) -> Outcome:
        night.worker.run("bench", ["sh", "-c", "echo first; echo no such file; echo"], 60)
        raise BrokenError("it ended with status 2")

    run(night, actions(bench=action))
    record = next(one for one in night.records if one["name"] == "bench")
    assert record["why"] == "it ended with status 2 (no such file)"
    assert record["log"] == "logs/bench.txt"


def test_a_stopped_night_has_a_report(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    found = Found(failures=[CASE])
    run(night, actions(suite=lambda _: Outcome(found), fuzz=raising(StoppedError())))
    ends = status(night)
    assert (ends["suite"], ends["fuzz"], ends["triage"]) == ("failed", "stopped", "stopped")
    report = night_of(document(night, STARTED, FACTS))
    assert report.interrupted
    assert compare(report, History(), {}).exit == 2


def test_only_what_was_asked_for(tmp_path: Path) -> None:
    night = night_in(tmp_path, chosen=("suite",))
    run(night, actions())
    assert {name for name, end in status(night).items() if end != "skipped"} == {"suite"}


def test_what_needs_a_late_build_is_late_and_not_broken(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    run(night, actions(build_dev=raising(LateError("late")), build_fuzz=raising(BrokenError("no"))))
    record = next(one for one in night.records if one["name"] == "tests")
    assert record["status"] == "stopped"
    assert record["why"] == "it needs what there was no time for: Build with sanitizers"
    assert status(night)["fuzz"] == "not-run"
    report = night_of(document(night, STARTED, FACTS))
    assert {step.name for step in report.incomplete} == {"build-fuzz", "fuzz", "corpora"}


def test_a_build_that_is_late(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    night.worker.now = Steady(lambda: night.worker.log("build-dev").is_file())
    with pytest.raises(LateError, match="the next night goes on with it"):
        steps.build("dev")(night)


def test_without_the_compiler_of_aflpp_its_builds_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = night_in(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LeftOutError, match="afl-clang-fast is not installed: scripts/setup --fuzz"):
        steps.build("fuzz-afl")(night)
    # Without libFuzzer a night is none.
    with pytest.raises(BrokenError, match="clang is not installed"):
        steps.build("fuzz")(night)


def test_a_late_step_proves_nothing_fixed(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    run(
        night,
        actions(
            suite=lambda _: Outcome(late="its time was over"),
            fuzz=lambda _: Outcome(Found(figures={"fuzz.rate": 1}), late="stopped"),
        ),
    )
    assert status(night)["suite"] == "stopped"
    assert status(night)["fuzz"] == "ok"
    step = next(one for one in night.records if one["name"] == "suite")
    assert step["looked"] == "some"


def test_times_are_remembered(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    run(night, actions(suite=raising(BrokenError("no"))))
    path = tmp_path / "times.json"
    remember_times(path, night.plan, night.records)
    times = recall_times(path)
    assert times["bench, short"] > 0
    assert "suite, short" not in times
    assert recall_times(tmp_path / "none.json") == {}


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(tmp_path, tmp_path / "logs")


def test_a_command_and_its_log(worker: Worker) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    done = worker.run("step", [sys.executable, "-c", code], 60)
    assert (done.exit, done.is_late) == (3, False)
    log = worker.log("step").read_text()
    assert log.startswith("$ ")
    assert "out\n" in log
    assert "err\n" in log
    assert worker.run("step", ["./nothing-here"], 60).exit == 127


def test_a_command_whose_time_is_over_ends_with_its_children(
    worker: Worker, tmp_path: Path
) -> None:
    child = tmp_path / "child"
    code = (
        "import subprocess, sys, time, pathlib;"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        f"pathlib.Path({str(child)!r}).write_text(str(p.pid)); time.sleep(600)"
    )
    worker.now = Steady(lambda: child.exists() and child.read_text() != "")
    done = worker.run("step", [sys.executable, "-c", code], 1000)
    assert done.is_late
    assert is_gone(int(child.read_text()))


class Steady:
    """A clock that stands still until something has happened, and then is far ahead."""

    def __init__(self, is_over: Callable[[], bool]) -> None:
        self.is_over = is_over

    def __call__(self) -> float:
        return 1_000_000.0 if self.is_over() else 0.0


def is_gone(pid: int) -> bool:
    for _ in range(600):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_control_c_ends_the_command_first(worker: Worker, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    code = (
        "import pathlib, signal, sys, time\n"
        # Whoever runs the tests in the background has this signal ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "try:\n"
        f"    pathlib.Path({str(marker)!r}).write_text('began'); time.sleep(600)\n"
        "except KeyboardInterrupt:\n"
        f"    pathlib.Path({str(marker)!r}).write_text('ended')\n"
    )

    def tick() -> None:
        if marker.exists() and marker.read_text() == "began":
            worker.stop(2, None)

    worker.tick = tick
    with pytest.raises(StoppedError):
        worker.run("step", [sys.executable, "-c", code], 600)
    assert marker.read_text() == "ended"
    with pytest.raises(StoppedError):
        worker.run("next", [sys.executable, "-c", ""], 600)


def program(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    path = folder / "fuzz-decode"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def opened(folder: Path, *names: str) -> None:
    entries = {}
    for name in names:
        path = folder / "findings" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
        entries[f"finding decode IN-5 {name}"] = {
            "kind": "finding",
            "title": name,
            "input": f"findings/{name}",
            "replay": None,
            "rule": "IN-5",
            "signature": "IN-5",
        }
    (folder / "history.jsonl").write_text(json.dumps({"open": entries}) + "\n")


def test_open_findings_are_replayed(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    opened(tmp_path, "good", "bad")
    before = findings.open_findings(tmp_path / "history.jsonl")
    assert findings.replay(night, before).cleared == []
    program(tmp_path / "build" / "bin", 'case "$2" in *bad) exit 1;; esac')
    found = findings.replay(night, before)
    assert found.cleared == ["finding decode IN-5 good"]
    assert [one["id"] for one in found.failures] == ["finding decode IN-5 bad"]
    # The build with sanitizers may see what the other does not.
    program(tmp_path / "build" / "dev" / "bin", "kill -6 $$")
    assert findings.replay(night, before).cleared == []


def test_new_findings_are_kept_where_the_next_night_finds_them(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    run(night, actions())
    folder = night.work / "findings"
    (folder / "decode").mkdir(parents=True)
    (folder / "decode" / "0123").write_bytes(b"\xac\xed")
    entry = {"target": "decode", "kind": "rule", "rule": "IN-5", "detail": "early"} | {
        "file": "decode/0123"
    }
    (folder / "findings.json").write_text(json.dumps({"findings": [entry, entry]}))
    found = findings.triage(night).found
    (one,) = found.failures
    assert one["id"] == "finding decode IN-5 untriaged"
    assert one["input"] == "findings/decode-0123"
    assert (tmp_path / one["input"]).read_bytes() == b"\xac\xed"
    assert one["replay"] == "build/bin/fuzz-decode findings/decode-0123"
    # Where the programs for replay are not built, it names those that found it.
    night.records[2]["status"] = "failed"
    assert night.records[2]["name"] == "build-release"
    (listed,) = findings.listed(night, "fuzz")
    assert listed["replay"] == "build/fuzz/bin/fuzz-decode findings/decode-0123"
    night.records[2]["status"] = "ok"
    assert found.notes == [
        "The findings were not put into buckets: sluice triage: it ended with status 127,"
        " and said nothing to use."
    ]
    inputs = tmp_path / "small"
    inputs.write_bytes(b"\xac")
    bucket = {
        "bucket": "IN-5: an object is constructed early",
        "target": "decode",
        "kind": "rule",
        "rule": "IN-5",
        "detail": "an object is constructed early",
        "input": str(inputs),
        "replay": f"build/bin/fuzz-decode --thorough {inputs}",
        "case": "- id: found-by-fuzzing/a\n",
        "case_file": str(tmp_path / "report" / "cases" / "found-by-fuzzing.yaml"),
        "note": "minimized",
        "files": ["x/decode/0123"],
    }
    others = [{"file": "f", "why": "does not reproduce"}]
    answer = json.dumps({"buckets": [bucket], "others": others})
    (tmp_path / "answer.json").write_text(answer)
    sluice = tmp_path / "build" / "bin" / "sluice"
    sluice.parent.mkdir(parents=True)
    sluice.write_text("#!/bin/sh\ncat answer.json\nexit 1\n")
    sluice.chmod(0o755)
    entry["engine"] = "aflpp"
    (folder / "findings.json").write_text(json.dumps([entry]))
    found = findings.triage(night).found
    (one,) = found.failures
    assert one["id"] == "finding decode IN-5: an object is constructed early"
    assert (one["engine"], one["file"]) == ("aflpp", "report/cases/found-by-fuzzing.yaml")
    assert one["input"] == "findings/decode-small"
    assert list(found.tables) == ["Inputs that triage could not use"]


def test_a_suite_whose_variants_take_too_long_is_run_without_them(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    run(night, actions())
    (tmp_path / "reports.py").write_text('print(\'{"cells": 7, "failures": []}\')\n')
    sluice = tmp_path / "build" / "bin" / "sluice"
    sluice.parent.mkdir(parents=True)
    text = 'case "$*" in *--variants) touch asked; sleep 600;; *--thorough) touch thorough;; esac\n'
    text += 'while [ "$1" != --results ]; do shift; done; touch "$2"'
    sluice.write_text(f"#!/bin/sh\n{text}\n")
    sluice.chmod(0o755)
    (tmp_path / "x").write_text("")
    asked = tmp_path / "asked"

    def now() -> float:
        # Far ahead once the variants run; still again for what comes after them.
        if asked.exists():
            asked.unlink()
            return 1_000_000.0
        return 0.0

    night.worker.now = now
    outcome = steps.suite(night)
    assert outcome.found.figures == {"suite.cases": 7}
    assert outcome.late is not None
    assert outcome.late == "`sluice run` was late: it ran again without --variants"
    # The cases of archives have their own time.
    assert (tmp_path / "thorough").is_file()


def targets_of(folder: Path, *names: str) -> None:
    lines = [json.dumps({"name": name, "available": True}) for name in names]
    sluice = folder / "build" / "bin" / "sluice"
    sluice.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines)
    sluice.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n")
    sluice.chmod(0o755)


def test_without_a_jdk_other_targets_are_run_all_the_same(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    run(night, actions())
    (tmp_path / "scripts").mkdir()
    matrix = tmp_path / "scripts" / "matrix"
    numbers = '{"targets": [{"name": "a", "version": "1", "asked": 1, "expected": 1, "broken": 0, '
    numbers += '"unsupported": 0, "faults": []}], "differences": {}, "unavailable": []}'
    matrix.write_text(
        f"#!/bin/sh\nmkdir -p report/matrix\necho '{numbers}' >report/matrix/matrix.json\n"
    )
    matrix.chmod(0o755)
    targets_of(tmp_path, "reference")
    with pytest.raises(LeftOutError, match="no target but the reference"):
        steps.matrix(night)
    for name in ("jvm.jar", "archive.jar"):
        (tmp_path / "build" / "targets").mkdir(exist_ok=True)
        (tmp_path / "build" / "targets" / name).touch()
    targets_of(tmp_path, "reference", "cafegopher")
    assert steps.matrix(night).found.figures == {"targets.run": 1}
    # With one, what it runs is made anew of the sources, of which there are none here.
    targets_of(tmp_path, "reference", "jdk17-plain")
    with pytest.raises(BrokenError, match=r"harness\.targets\.adapters\.jvm\.build"):
        steps.matrix(night)


def test_what_failed_is_told_when_the_report_of_the_suite_is_late(tmp_path: Path) -> None:
    night = night_in(tmp_path)
    run(night, actions())
    record = {"type": "result", "pass": False, "case": "a/b", "target": "reference", "replay": "x"}
    record |= {"verdict": "accept", "message": "accepted", "severity": "high"}
    record |= {"judged": [{"rule": "IN-5", "outcome": "violated"}]}
    (tmp_path / "line").write_text(json.dumps(record) + "\n")
    (tmp_path / "reports.py").write_text(
        "import time\nopen('asked', 'w').close()\ntime.sleep(600)\n"
    )
    sluice = tmp_path / "build" / "bin" / "sluice"
    sluice.parent.mkdir(parents=True)
    text = 'while [ "$1" != --results ]; do shift; done; cp line "$2"; exit 1'
    sluice.write_text(f"#!/bin/sh\n{text}\n")
    sluice.chmod(0o755)
    night.worker.now = Steady(lambda: (tmp_path / "asked").exists())
    outcome = steps.suite(night)
    assert [one["id"] for one in outcome.found.failures] == ["case reference a/b"] * 2
    assert outcome.found.failures[0]["signature"] == "accept IN-5"
    assert outcome.late is not None
    assert "the report of the suites: its" in outcome.late
    assert outcome.found.links == {}


def test_the_command_says_what_is_wrong() -> None:
    root = Path(__file__).resolve().parents[4]
    done = subprocess.run(
        [root / "scripts" / "nightly", "--time", "soon"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "'soon' is no time: write it as 8h" in done.stderr
