"""A turn of AFL++, played: its settings, what it begins with, and what is taken from it."""

from __future__ import annotations

import json
import os
import select
import shutil
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from harness.driver.fuzz import aflpp, plan, run, targets, worker
from harness.driver.fuzz.tests.test_run import Clock, drive, inputs, settings

FAKE = Path(__file__).with_name("fake_afl.py")
PATIENCE = 60.0  # seconds; it takes none


@pytest.fixture
def afl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, with an afl-fuzz that plays."""
    programs = tmp_path / "path"
    programs.mkdir()
    shutil.copy(FAKE, programs / "afl-fuzz")
    (programs / "afl-fuzz").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return tmp_path


def said(wanted: run.Settings) -> list[dict[str, Any]]:
    paths = sorted((wanted.work / "afl" / "decode").glob("*/said.json"))
    return [json.loads(path.read_text()) for path in paths]


def test_it_begins_with_the_minimized_corpus_and_gives_back_what_it_finds(afl: Path) -> None:
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64)
    done = drive(wanted)
    (counts,) = done.targets
    assert said(wanted)[0]["inputs"] == [b"old".hex()]
    assert inputs(wanted) == {b"old", b"found"}
    assert (counts.executions, counts.coverage, counts.corpus, counts.added) == (1234, 55, 3, 1)


def test_a_merge_that_takes_long_is_cut_short(afl: Path) -> None:
    wanted = settings(afl, "slow-merge", engines=[plan.AFL], runs=64)
    clock = Clock()

    def sleep(_seconds: float) -> None:
        clock.now += 50
        time.sleep(0.1)

    run.Driver(wanted, None, clock, sleep).run()
    assert set(said(wanted)[0]["inputs"]) == {b"old".hex(), b"bad".hex()}


def test_a_crash_is_told_by_the_program_of_libfuzzer_and_a_slow_input_is_none(afl: Path) -> None:
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64)
    (found,) = drive(wanted).findings
    assert (found.engine, found.kind, found.rule) == ("aflpp", "rule", "IN-5")
    assert (wanted.work / "findings" / found.file).read_bytes() == b"bad"


def test_one_instance_is_the_main_one_and_each_has_settings_of_its_own(afl: Path) -> None:
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64, jobs=4)
    drive(wanted)
    all_words = [one["words"] for one in said(wanted)]
    assert sum("-M" in words for words in all_words) == 1
    assert all("-F" in words for words in all_words if "-M" in words)
    assert len({words[words.index("-p") + 1] for words in all_words}) == 4
    programs = [Path(words[-1]).parent.parent.name for words in all_words]
    assert programs == ["fuzz-afl", "fuzz-afl-asan", "fuzz-afl", "fuzz-afl"]
    assert sum("-c" in words for words in all_words) == 1


def test_the_names_of_instances_are_as_short_as_it_asks_for(afl: Path) -> None:
    target = max(targets.names(), key=len)
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64)
    wanted.targets = [target]
    shop = run.Driver(wanted).shop
    turn = aflpp.Afl(plan.Turn(123456, target, plan.AFL, 0), shop)
    shutil.copy(wanted.root / "build/fuzz/bin/fuzz-decode", shop.program(targets.LIBFUZZER, target))
    shop.corpus(target).mkdir(parents=True)
    turn.begin(0.0, 60.0)
    while turn.tick(1.0):
        time.sleep(0.01)
    assert turn.counts.executions == 1234


def test_half_of_the_instances_load_the_mutator(afl: Path) -> None:
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64, jobs=4)
    library = wanted.root / "build" / "bin" / "libsluice-mutator.so"
    library.parent.mkdir()
    library.touch()
    drive(wanted)
    loaded = [one["variables"].get("AFL_CUSTOM_MUTATOR_LIBRARY") for one in said(wanted)]
    assert loaded == [str(library), None, str(library), None]


def test_bytes_alone_means_neither_mutator_nor_dictionary(afl: Path) -> None:
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64, mutation=worker.BYTES)
    library = wanted.root / "build" / "bin" / "libsluice-mutator.so"
    library.parent.mkdir()
    library.touch()
    (wanted.root / "corpora" / "fuzz" / "sluice.dict").write_text('"a"\n')
    drive(wanted)
    (one,) = said(wanted)
    assert "-x" not in one["words"]
    assert "AFL_CUSTOM_MUTATOR_LIBRARY" not in one["variables"]
    shutil.rmtree(wanted.work)
    wanted.mutation = worker.DICTIONARY
    drive(wanted)
    assert "-x" in said(wanted)[0]["words"]


def test_from_nothing_it_begins_with_an_empty_stream(afl: Path) -> None:
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64, start=run.EMPTY)
    drive(wanted)
    assert said(wanted)[0]["inputs"] == [aflpp.FIRST.hex()]


def test_what_it_complains_of_is_handed_on(afl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_AFL_FAILS", "1")
    wanted = settings(afl, "good", engines=[plan.AFL], runs=64)
    with pytest.raises(worker.EngineError, match="status 1: all is lost; all that it said is in"):
        drive(wanted)


@pytest.mark.parametrize("fails", [False, True])
def test_a_target_that_it_forgets_is_ended(
    afl: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    held = afl / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setenv("FAKE_AFL_FORGETS", str(held))
    if fails:
        monkeypatch.setenv("FAKE_AFL_FAILS", "1")
    with pytest.raises(worker.EngineError) if fails else nullcontext():
        drive(settings(afl, "good", engines=[plan.AFL], runs=64))
    # It would hold the pipe for minutes: the end of it is read when nobody does.
    ended, _, _ = select.select([reader], [], [], PATIENCE)
    os.close(reader)
    assert ended


def test_without_it_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = settings(tmp_path, "good", engines=[plan.AFL], runs=64)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(worker.EngineError, match="run scripts/setup --fuzz"):
        drive(wanted)
