"""How the time to detection is measured and summed up."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from harness.driver import detection
from harness.driver import detection_build as build
from harness.driver import detection_run as fuzzing
from harness.driver import detection_table as table
from harness.mutants import defects as data

ROOT = Path(__file__).resolve().parents[3]

SUBJECT = """\
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 && data[0] == 'S' && data[1] == LOOKED_FOR) {
        fprintf(stderr, "\\nSLUICE-FINDING target=toy rule=IN-5: it is %d\\n", data[1]);
        abort();
    }
    return 0;
}
"""


def row(defect: str, seed: int, found: str = "", seconds: float = 60, **more: object) -> table.Row:
    return table.Row(defect, "IN-1", "empty", seed, found, seconds, 1000, 10, **more)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A program of which libFuzzer finds something, and one of which it never does."""
    folder = tmp_path_factory.mktemp("toy")
    source = folder / "toy.c"
    source.write_text(SUBJECT, encoding="utf-8")
    compiler = shutil.which("clang")
    programs = {}
    for name, looked_for in (("finds", "'L'"), ("never", "4711")):
        programs[name] = folder / name
        words = ["-fsanitize=fuzzer", f"-DLOOKED_FOR={looked_for}", str(source)]
        done = compiler and subprocess.run(
            [compiler, *words, "-o", str(programs[name])], capture_output=True, check=False
        )
        if not done or done.returncode != 0:
            pytest.skip("no clang with libFuzzer: scripts/setup")
    return programs


def test_a_run_ends_with_what_it_finds(toy: dict[str, Path], tmp_path: Path) -> None:
    ended = fuzzing.run(fuzzing.Order(toy["finds"], tmp_path, seed=1, seconds=60))
    assert ended.found == "IN-5: it is 76"
    assert ended.executions > 0
    assert ended.edges > 0
    assert not ended.failure
    assert list(tmp_path.glob("found-crash-*"))
    order = fuzzing.Order(toy["finds"], tmp_path, seed=1, seconds=60)
    assert fuzzing.is_found_by(toy["finds"], order)
    assert not fuzzing.is_found_by(toy["never"], order)


def test_a_run_that_ends_just_before_it_is_told_to_is_followed_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process = subprocess.Popen(["/bin/sh", "-c", "exit 7"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    wait = os.wait4
    answers = iter([(0, 0, None)])
    monkeypatch.setattr(os, "wait4", lambda pid, how: next(answers, None) or wait(pid, how))
    assert fuzzing._follow(process, 0)[0] == 7


def test_findings_of_the_sound_program_do_not_count(toy: dict[str, Path], tmp_path: Path) -> None:
    order = fuzzing.Order(toy["finds"], tmp_path, seed=1, seconds=0.5)
    ended = fuzzing.run_on(order, toy["finds"])
    assert ended.found == ""
    assert not ended.failure
    assert fuzzing.run_on(order, toy["never"]).found == "IN-5: it is 76"


def test_a_run_that_finds_nothing_ends_when_its_time_is_up(
    toy: dict[str, Path], tmp_path: Path
) -> None:
    ended = fuzzing.run(fuzzing.Order(toy["never"], tmp_path, seed=1, seconds=0.3))
    assert ended.found == ""
    assert not ended.failure
    assert ended.seconds >= 0.3
    assert ended.executions > 0
    assert fuzzing.inputs_of(fuzzing.Order(toy["never"], tmp_path, 1, 0.3))


def test_a_run_that_is_stopped_before_it_has_begun_is_no_failure(tmp_path: Path) -> None:
    program = tmp_path / "slow"
    program.write_text("#!/bin/sh\necho busy\nwhile :; do :; done\n", encoding="utf-8")
    program.chmod(0o755)
    ended = fuzzing.run(fuzzing.Order(program, tmp_path / "run", seed=1, seconds=0.05))
    assert (ended.found, ended.failure, ended.executions) == ("", "", 0)


def test_a_run_ends_at_once_when_everything_ends(toy: dict[str, Path], tmp_path: Path) -> None:
    fuzzing.HALT.set()
    try:
        with pytest.raises(fuzzing.HaltedError):
            fuzzing.run(fuzzing.Order(toy["never"], tmp_path, seed=1, seconds=600))
    finally:
        fuzzing.HALT.clear()


def test_a_program_that_does_not_run_is_no_finding(tmp_path: Path) -> None:
    program = tmp_path / "broken"
    program.write_text("#!/bin/sh\necho cannot start >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    ended = fuzzing.run(fuzzing.Order(program, tmp_path / "run", seed=1, seconds=1))
    assert ended.found == ""
    assert "cannot start" in ended.failure


def test_a_program_that_does_not_start_where_the_sound_one_does_is_a_finding(
    toy: dict[str, Path], tmp_path: Path
) -> None:
    program = tmp_path / "broken"
    program.write_text("#!/bin/sh\necho two models >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    order = fuzzing.Order(program, tmp_path / "run", seed=1, seconds=1)
    ended = fuzzing.run_on(order, toy["never"])
    assert (ended.found, ended.failure) == ("does not start: two models", "")
    assert fuzzing.run_on(order, program).failure == "two models"


@pytest.mark.parametrize(
    ("status", "said", "found"),
    [
        (0, "SLUICE-FINDING target=a rule=IN-1: x", ""),
        (72, "", ""),
        (77, "a\nSLUICE-FINDING target=all rule=BOUND-HEAP: too much\nERROR: libFuzzer: deadly",
         "BOUND-HEAP: too much"),
        (77, "==1==ERROR: AddressSanitizer: heap-buffer-overflow on",
         "AddressSanitizer: heap-buffer-overflow"),
        (77, "a.c:1:2: runtime error: division by zero\nERROR: libFuzzer: deadly signal",
         "UndefinedBehaviorSanitizer: division by zero"),
        (77, "ERROR: LeakSanitizer: detected memory leaks", "LeakSanitizer: detected"),
        (70, "ERROR: libFuzzer: timeout after 25 seconds", "timeout"),
        (71, "ERROR: libFuzzer: out-of-memory", "out of memory"),
        (-11, "", "ended with -11"),
    ],
)  # fmt: skip
def test_what_was_found(status: int, said: str, found: str) -> None:
    assert fuzzing.what_was_found(status, said) == found


def test_the_ways_differ_in_what_they_ask_for(tmp_path: Path) -> None:
    def told(way: str) -> fuzzing.Order:
        return detection.order(detection.Task(None, way, 7), tmp_path / "p", tmp_path, 60)

    assert (told("empty").seeds, told("empty").plain_bytes) == (None, False)
    assert told("seeds").seeds == detection.SEEDS
    assert fuzzing.command(told("seeds"))[-1] == str(detection.SEEDS)
    assert (told("bytes").dictionary, told("bytes").plain_bytes) == (None, True)
    assert told("dictionary").dictionary == detection.DICTIONARY
    assert told("dictionary").plain_bytes
    assert not told("mutator").plain_bytes
    assert "-seed=7" in fuzzing.command(told("mutator"))
    assert "-entropic=0" in fuzzing.command(told("mutator"))


def test_runs_that_were_cut_off_are_kept_in_the_medians() -> None:
    rows = [
        row("a", 1, "IN-1: x", 1.0),
        row("a", 2, "IN-1: x", 3.0),
        row("a", 3, reached=True),
        row("b", 1, "IN-1: x", 2.0),
        row("b", 2, reached=True, triggered=True),
        row("b", 3, reached=False),
        row("c", 1, reached=None),
        row("c", 2, reached=False),
        row("c", 3, reached=False),
    ]
    told = table.way_summary(rows, "empty")
    assert table.fates(rows, "empty")["a"].median() == 3.0
    assert math.isinf(table.fates(rows, "empty")["b"].median())
    assert told["defects"] == 3
    assert told["detected"] == 1
    assert told["detected_by_any_run"] == 2
    assert (told["reached"], told["triggered"]) == (2, 1)
    assert told["share"] == 33.3
    assert told["share_of_runs"] == 33.3
    assert told["median_seconds"] is None
    assert table.quantile([1, 2, 3, math.inf], 0.5) == 2


def test_what_did_not_run_is_no_miss() -> None:
    rows = [row("a", 1, "IN-1: x", 1.0), row("a", 2, failure="no memory")]
    assert table.way_summary(rows, "empty")["share_of_runs"] == 100.0


def test_the_lines_of_a_change() -> None:
    before = "a\nb\nc\nd\n"
    assert build.changed_lines(before, "a\nx\ny\nc\nd\n") == {2, 3}
    assert build.changed_lines(before, "a\nc\nd\n") == {1, 2}
    assert build.changed_lines(before, before) == set()


def test_a_sample_depends_on_its_salt_alone() -> None:
    every = data.load()
    some = detection.sample(every, 20, "x")
    assert len(some) == 20
    assert some == detection.sample(list(reversed(every)), 20, "x")
    assert some != detection.sample(every, 20, "y")
    assert len(detection.sample(every, 0, "x")) == len(every)


def test_defects_of_the_judge_are_not_for_fuzzing() -> None:
    edit = data.Edit("decoder/stream/a.c", "a", "b")
    other = data.Edit("rules/oracles/a.c", "a", "b")
    path = Path("x.yaml")
    assert detection.is_for_fuzzing(data.Defect("a/b", "IN-1", "t", (edit,), path))
    assert not detection.is_for_fuzzing(data.Defect("a/b", "IN-1", "t", (edit, other), path))


def test_defects_of_archives_are_for_their_targets() -> None:
    stream = data.Edit("decoder/stream/a.c", "a", "b")
    archive = data.Edit("decoder/archive/a.c", "a", "b")
    path = Path("x.yaml")
    for target, about in (("all", stream), ("archive", archive), ("archive-zip", archive)):
        for edit in (stream, archive):
            defect = data.Defect("a/b", "IN-1", "t", (edit,), path)
            assert detection.is_for_fuzzing(defect, target) == (edit == about)


def test_finished_runs_are_kept_for_the_same_sources(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    kept = detection.Kept(path, "now", 60)
    kept.add(row("a", 1, "IN-1: x", 1.0))
    kept.add(row("a", 2))
    with path.open("a", encoding="utf-8") as out:
        out.write('{"of": "now", "defect": "half')
    again = detection.Kept(path, "now", 60)
    assert again.rows == kept.rows
    assert set(again.rows) == {("a", "empty", 1), ("a", "empty", 2)}
    assert not detection.Kept(path, "later", 60).rows


def test_what_was_found_in_less_time_would_be_found_again(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    kept = detection.Kept(path, "now", 60)
    kept.add(row("a", 1, "IN-1: x", 20.0))
    kept.add(row("a", 2))
    assert set(detection.Kept(path, "now", 600).rows) == {("a", "empty", 1)}
    assert set(detection.Kept(path, "now", 30).rows) == {("a", "empty", 1)}
    assert not detection.Kept(path, "now", 10).rows


def test_the_control_comes_last(tmp_path: Path) -> None:
    edit = data.Edit("decoder/stream/a.c", "a", "b")
    defect = data.Defect("a/b", "IN-1", "t", (edit,), tmp_path)
    names = [task.name() for task in detection.plan([defect], settings())]
    assert names == ["a/b", "a/b", detection.CONTROL, detection.CONTROL]


def settings() -> detection.Settings:
    return detection.Settings(60, 1, 2, ("empty",), 1)


ABOUT = {
    "target": "all",
    "salt": "x",
    "sampled": 1,
    "in_decoder": 1,
    "in_judge": 0,
    "same_code": [],
    "stopped": False,
}


def test_a_finding_without_a_defect_is_red(capsys: pytest.CaptureFixture[str]) -> None:
    good = [row("a", 1, "IN-1: x", 1.0), row("a", 2, "IN-1: x", 2.0)]
    told = detection.document(good, settings(), ABOUT, comparing=False)
    assert told["verdict"] == "ok"
    alarm = row(detection.CONTROL, 1, "IN-2: y", 1.0)
    told = detection.document([*good, alarm], settings(), ABOUT, comparing=False)
    assert told["verdict"] == "red"
    assert told["ways"]["empty"]["defects"] == 1
    json.dumps(told)
    detection.show(told, [*good, alarm])
    assert "found without any defect" in capsys.readouterr().out


def test_too_few_detected_is_red_unless_it_is_a_comparison() -> None:
    bad = [row("a", 1), row("a", 2)]
    assert detection.document(bad, settings(), ABOUT, comparing=False)["verdict"] == "red"
    assert detection.document(bad, settings(), ABOUT, comparing=True)["verdict"] == "ok"


@pytest.mark.parametrize(
    "words",
    [
        ["--minutes", "0"],
        ["--seeds", "0"],
        ["--compare", "--from", "seeds"],
        ["--only"],
    ],
)
def test_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        detection.arguments(words)
    assert ended.value.code == 2


def test_a_defect_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert detection.main(["--only", "no such defect"]) == 2
    assert "--only" in capsys.readouterr().err


def test_a_comparison_has_a_line_for_each_defect(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        row("in-1/a", 1, "IN-1: x", 2.0),
        replace(row("in-1/a", 1), way="bytes"),
        replace(row("in-1/b", 1, "IN-1: x", 3.0), way="bytes"),
    ]
    table.show_defects(rows, ["empty", "bytes"])
    said = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["in-1/a", "2.0", "s", "never"] in said
    assert ["in-1/b", "3.0", "s"] in said


def test_what_is_compared_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = detection.MUTATORS
    rows = [replace(row("in-1/a", 1, "IN-1: x", 2.0), way=way) for way in ways]
    given = detection.Settings(60, 1, 1, ways, 1)
    told = detection.document(rows, given, ABOUT, comparing=True)
    monkeypatch.setattr(detection, "measure", lambda _given: (told, rows))
    monkeypatch.setattr(detection, "RECORD", tmp_path / "detection.txt")
    assert detection.main(["--compare", "--record", "--sample", "1", "--seeds", "1"]) == 0
    recorded = (tmp_path / "detection.txt").read_text(encoding="utf-8")
    assert recorded.startswith("scripts/bench --fuzz --compare --sample 1 --salt x --minutes 10")
    assert recorded.partition("\n")[2] == capsys.readouterr().out
    assert "in-1/a" in recorded


def test_what_is_found_is_recorded_beside_what_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "detection.txt"
    kept.write_text("scripts/bench --fuzz --compare --salt y\nold\n", encoding="utf-8")
    given = detection.Settings(600, 1, 1, ("empty",), 1)
    rows = [row("in-1/a", 1, "IN-1: x", 2.0)]
    told = detection.document(rows, given, ABOUT, comparing=False)
    monkeypatch.setattr(detection, "measure", lambda _given: (told, rows))
    monkeypatch.setattr(detection, "RECORD", kept)
    words = ["--record", "--from", "empty", "--sample", "1", "--seeds", "1"]
    assert [detection.main(words), detection.main(words)] == [0, 0]
    compared, found = kept.read_text(encoding="utf-8").split("\n\n", maxsplit=1)
    assert compared == "scripts/bench --fuzz --compare --salt y\nold"
    first = "scripts/detection --sample 1 --salt x --minutes 10 --seeds 1 --from empty"
    assert found.startswith(first + "\n")
    assert found.count("scripts/") == 1
    assert "100.0 %" in found
