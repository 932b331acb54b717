"""Runs of one mutant end when the first case fails, and the outcomes are counted as they are."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.mutants import binary, memory, mutate, schemata, score, suite, sweep

# A stand-in for the command: mutant 1 is noticed by the second case and would then go on for ever,
# 2 cannot even start, 3 turns round and round, and nobody notices any other.
COMMAND = f"""\
#!{sys.executable}
import json, os, sys, time
mutant = int(os.environ.get("SLUICE_ACTIVE") or "0")
if mutant == 2:
    os.abort()
while mutant == 3:
    pass
words = sys.argv[1:]
cases = [words[i + 1] for i, word in enumerate(words) if word == "--case"] or ["a/x", "a/y"]
for number, case in enumerate(cases):
    passed = not (mutant == 1 and number == 1)
    record = {{"type": "result", "case": case, "microseconds": 1000, "pass": passed, "twin": None}}
    print(json.dumps(record, separators=(",", ":")), flush=True)
    if not passed:
        time.sleep(600)
"""
COSTS = [binary.Cost("a/x", 0.001, ("a.yaml",)), binary.Cost("a/y", 0.001, ("a.yaml",))]


def command(folder: Path) -> Path:
    """The stand-in."""
    path = folder / "sluice"
    path.write_text(COMMAND, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, None), (1, "a/y"), (2, "(the run ended with -6)"), (3, "(the run ended with -9)")],
)
def test_a_mutant_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: str | None
) -> None:
    monkeypatch.setattr(binary, "LEAST_SECONDS", 1)
    begun = time.monotonic()
    assert binary.noticed(tmp_path, command(tmp_path), [number], COSTS) == expected
    assert time.monotonic() - begun < 60  # it does not wait for what hangs


def test_costs_are_those_of_a_sound_suite(tmp_path: Path) -> None:
    made = binary.Binary(tmp_path, command(tmp_path), tmp_path, [], 1, [])
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.yaml").touch()
    assert [one.case for one in binary.costs(made, ["x"])] == ["a/x", "a/y"]


def test_files_with_twins_come_along(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.yaml").touch()
    twins = {"a/x": "b/x", "b/x": None, "b/y": "c/x", "c/x": None, "d/x": None}
    files = suite.files_of(tmp_path, ["."], twins)
    names = {family: sorted(Path(one).stem for one in found) for family, found in files.items()}
    assert names == {"a": ["a", "b", "c"], "b": ["b", "c"], "c": ["c"], "d": ["d"]}


def fates() -> list[score.Fate]:
    """Some of each kind."""
    outcomes = [score.KILLED, score.KILLED, score.SURVIVED, score.SAME, score.BROKEN]
    names = ["rules/a.c", "decoder/stream/b.c", "rules/a.c", "rules/c.c", "rules/c.c"]
    return [
        score.Fate(file, 1, "f", "a -> b", f"{file}:f: a -> b #{number}", outcome)
        for number, (file, outcome) in enumerate(zip(names, outcomes, strict=True), start=1)
    ]


def sources(folder: Path) -> Path:
    """A tree with one file."""
    (folder / "rules").mkdir()
    (folder / "rules" / "a.c").write_text("int a;\n", encoding="utf-8")
    return folder


def test_summary_counts_by_room(tmp_path: Path) -> None:
    rooms = ["decoder/stream", "rules"]
    document = score.summary(sources(tmp_path), rooms, ["corpora"], fates())
    ours = document["rooms"]["rules"]
    assert (ours["mutants"], ours["killed"], ours["survived"]) == (4, 1, 1)
    assert (ours["same_code"], ours["not_compilable"]) == (1, 1)
    assert (ours["score"], ours["survivors"]) == (50.0, {"rules/a.c": 1})
    assert document["rooms"]["decoder/stream"]["score"] == 100.0
    assert document["all"]["score"] == 66.66  # never rounded up
    assert "survivors" not in document["all"]


def test_survivors_are_told_apart(tmp_path: Path) -> None:
    document = score.summary(sources(tmp_path), ["rules"], ["corpora"], fates())
    (tmp_path / "out.json").write_text("", encoding="utf-8")
    score.write(tmp_path / "out.json", score.outcomes(document, fates()))
    read = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [one["key"] for one in read["survivors"]] == ["rules/a.c:f: a -> b #3"]
    assert [one["key"] for one in read["not_compilable"]] == ["rules/c.c:f: a -> b #5"]


def test_hash_belongs_to_the_sources(tmp_path: Path) -> None:
    root = sources(tmp_path)
    before = score.sources_hash(root, ["rules"])
    (root / "rules" / "tests").mkdir()
    (root / "rules" / "tests" / "t.c").write_text("int t;\n", encoding="utf-8")
    assert score.sources_hash(root, ["rules"]) == before
    (root / "rules" / "a.c").write_text("int b;\n", encoding="utf-8")
    assert score.sources_hash(root, ["rules"]) != before


def test_equivalents_that_are_noticed_are_wrong() -> None:
    every = fates()
    told, wrong = sweep.judge(every, {every[0].key: "because", every[2].key: "because"})
    assert [one.outcome for one in told[:3]] == [score.KILLED, score.KILLED, score.EQUIVALENT]
    (sentence,) = wrong
    assert every[0].key in sentence


def test_many_are_asked_together(tmp_path: Path) -> None:
    mutants = []
    for number in range(1, 9):
        name = f"{number}.c"
        (tmp_path / name).write_text("int f(int a)\n{\n    return a + 1;\n}\n", encoding="utf-8")
        mutants.append(schemata.Numbered(number, mutate.mutations(tmp_path, name)[0]))
    asked = []

    class OnlyThree(sweep.Sweep):
        """Of all mutants somebody notices the third."""

        def __init__(self) -> None:
            self.jobs = 1
            self.costs = COSTS
            self.cases = {one.number: [COSTS[0]] for one in mutants}
            self.memory = memory.Memory(tmp_path / "kept.json", tmp_path)

        def ask(self, numbers: Sequence[int], cases: Sequence[binary.Cost]) -> str | None:
            assert list(cases) == [COSTS[0]]
            asked.append(list(numbers))
            return "a/x" if 3 in numbers else None

    assert OnlyThree().in_groups("asked", mutants, lambda _: True) == {3: "a/x"}
    assert list(memory.Memory(tmp_path / "kept.json", tmp_path).noticed.values()) == ["a/x"]
    assert len(asked) == 7  # eight, both halves, both quarters, both eighths


def test_record_is_for_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        sweep.arguments(["--record", "--room", "rules"])
    assert "whole sweep" in capsys.readouterr().err


def test_groups_hold_no_two_of_a_file() -> None:
    site = mutate.Site(0, 1, mutate.EXPRESSION, "b", constant=False)
    files = ["a.c"] * 30 + [f"{letter}.c" for letter in "bcdefghijklmnopq" for _ in range(3)]
    mutants = [
        schemata.Numbered(number, mutate.Mutation(file, 1, "f", "a", "b", "operator", site, "a"))
        for number, file in enumerate(files, start=1)
    ]
    groups = sweep.grouped(mutants)
    assert sorted(one.number for group in groups for one in group) == list(range(1, 79))
    for group in groups:
        assert len({one.mutation.file for one in group}) == len(group) <= sweep.GROUP


def test_the_builder_is_a_room_of_its_own() -> None:
    rooms = {room: score.sources(sweep.ROOT, room) for room in score.ROOMS}
    assert "decoder/stream/build_object.c" in rooms[score.BUILDER]
    assert "decoder/stream/bind.c" in rooms["decoder/stream"]
    every = [name for names in rooms.values() for name in names]
    assert len(every) == len(set(every))
    assert not [name for name in every if "tests" in Path(name).parts]
