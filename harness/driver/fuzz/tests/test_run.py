"""A run of the driver over programs that play libFuzzer: what is kept, counted and ended."""

from __future__ import annotations

import dataclasses
import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.driver.fuzz import libfuzzer, run, worker
from harness.driver.fuzz.findings import Finding
from harness.driver.fuzz.statistics import Statistics

FAKE = Path(__file__).with_name("fake_engine.py")


class Clock:
    """Time stands still unless somebody moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def settings(tmp_path: Path, play: str, **more: object) -> run.Settings:
    programs = tmp_path / "root" / "build" / "fuzz" / "bin"
    programs.mkdir(parents=True)
    for name in ("fuzz-decode", "fuzz-inspect"):
        shutil.copy(FAKE, programs / name)
        (programs / name).chmod(0o755)
    (programs / "play").write_text(play)
    made = run.Settings(["decode"], root=tmp_path / "root", work=tmp_path / "work", **more)
    for kind, data in (("fuzz/streams", b"bad"), ("regressions/fuzz/inspect", b"old")):
        folder = made.root / "corpora" / kind
        folder.mkdir(parents=True)
        (folder / "name").write_bytes(data)
    return made


def drive(wanted: run.Settings, watcher: run.Watcher | None = None) -> Statistics:
    return run.Driver(wanted, watcher, Clock(), lambda _: time.sleep(0.01)).run()


def inputs(wanted: run.Settings) -> set[bytes]:
    return {path.read_bytes() for path in (wanted.work / "corpus" / "streams").iterdir()}


def test_a_quiet_run_is_counted(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "good", jobs=2, runs=64)
    done = drive(wanted)
    (counts,) = done.targets
    assert (counts.processes, counts.executions, counts.added) == (2, 128, 2)
    assert (counts.coverage, counts.features, counts.corpus) == (9, 12, 4)
    assert done.findings == []
    assert not done.stopped
    said = json.loads((wanted.work / "stats.json").read_text())
    assert said["targets"][0]["executions"] == 128
    assert inputs(wanted) == {b"bad", b"old", b"new"}


def test_it_goes_on_after_a_finding_which_is_kept(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "once", runs=64)
    done = drive(wanted)
    (counts,) = done.targets
    (found,) = done.findings
    assert (found.target, found.kind, found.rule) == ("decode", "rule", "IN-5")
    assert found.detail == "a sentence"
    assert (wanted.work / "findings" / found.file).read_bytes() == b"bad"
    assert (counts.restarts, counts.findings, counts.executions) == (1, 1, 64)
    listing = json.loads((wanted.work / "findings" / "findings.json").read_text())
    assert [one["rule"] for one in listing] == ["IN-5"]


def test_what_ends_a_process_leaves_the_corpus(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "once", runs=64)
    drive(wanted)
    assert inputs(wanted) == {b"old", b"new"}
    assert (wanted.root / "corpora" / "fuzz" / "streams" / "name").exists()


def test_the_same_finding_is_counted_and_kept_once(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "always", runs=100)
    done = drive(wanted)
    assert [(one.rule, one.count) for one in done.findings] == [("IN-5", 5)]
    assert len(list((wanted.work / "findings" / "decode").iterdir())) == 1


def test_a_slow_input_is_kept_and_counted_once_and_is_no_finding(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "slow", jobs=2, runs=64, mutation=worker.BYTES)
    done = drive(wanted)
    (counts,) = done.targets
    assert (counts.processes, counts.slow, counts.findings) == (2, 1, 0)
    assert done.findings == []
    assert not done.is_red
    kept = [path.read_bytes() for path in (wanted.work / "slow" / "decode").iterdir()]
    assert kept == [b"slow"]
    drive(dataclasses.replace(wanted, runs=10))
    assert [path.read_bytes() for path in (wanted.work / "slow" / "decode").iterdir()] == kept


def test_a_slow_input_beside_a_finding_is_kept(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "slow once", runs=64)
    (counts,) = drive(wanted).targets
    assert (counts.slow, counts.findings, counts.restarts) == (1, 1, 1)


def test_a_program_that_does_not_run_is_no_quiet_run(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "fail", runs=64)
    with pytest.raises(worker.EngineError, match=r"status 3 3 times and left no input.*unknown"):
        drive(wanted)


class Stopper(run.Silence):
    """Stops the run as soon as the programs have begun."""

    def __init__(self) -> None:
        self.driver: run.Driver | None = None
        self.active: Sequence[str] = ()

    def tick(self, statistics: Statistics, left: float, active: Sequence[str]) -> None:
        self.active = active
        if left > 0 and statistics.targets[0].coverage == 5 and self.driver is not None:
            self.driver.stop()


def test_a_stop_ends_programs_that_do_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libfuzzer, "PATIENCE", 0.05)
    wanted = settings(tmp_path, "hang", jobs=2)
    stopper = Stopper()
    stopper.driver = run.Driver(wanted, stopper, Clock(), lambda _: time.sleep(0.01))
    done = stopper.driver.run()
    assert done.stopped
    assert stopper.active == ["decode (libfuzzer)"] * 2
    assert done.targets[0].corpus == 2
    assert inputs(wanted) == {b"bad", b"old"}


def test_one_that_does_not_end_is_killed(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "hang", seconds=10.0)
    clock = Clock()

    def sleep(_: float) -> None:
        clock.now += 5.0

    done = run.Driver(wanted, None, clock, sleep).run()
    assert done.targets[0].processes == 1
    assert clock.now >= 100.0 + 10.0 + worker.GRACE


def test_nothing_is_begun_with_if_that_is_asked_for(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "good", runs=64, start=run.EMPTY)
    old = wanted.work / "corpus" / "streams" / "x"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"of an earlier run")
    drive(wanted)
    assert inputs(wanted) == {b"new"}


def test_seeds_are_taken_if_that_is_asked_for(tmp_path: Path) -> None:
    wanted = settings(tmp_path, "good", runs=64, start=run.SEEDS)
    seeds = wanted.work / "seeds" / "streams"
    seeds.mkdir(parents=True)
    (seeds / "one").write_bytes(b"seed")
    (seeds / "long").write_bytes(bytes(4097))
    drive(wanted)
    assert inputs(wanted) == {b"bad", b"old", b"new", b"seed"}


class Ears(run.Silence):
    """Hears of findings."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def found(self, finding: Finding) -> None:
        self.heard.append(finding.rule)


def test_whoever_watches_hears_of_findings(tmp_path: Path) -> None:
    ears = Ears()
    drive(settings(tmp_path, "once", runs=64), ears)
    assert ears.heard == ["IN-5"]


def test_a_missing_program_is_said_at_once(tmp_path: Path) -> None:
    wanted = run.Settings(["decode"], root=tmp_path, work=tmp_path)
    with pytest.raises(worker.EngineError, match="run scripts/fuzz without --no-build"):
        run.fuzz(wanted)
