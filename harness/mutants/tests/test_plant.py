"""The driver tells cases apart, stops early when told to, and sums up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.mutants import defects as data
from harness.mutants import plant, suite

RECORDS = [
    {"type": "result", "case": "a/one", "pass": True, "effect": None, "rules": ["IN-1"]},
    {"type": "result", "case": "a/two", "pass": False, "effect": "harm", "rules": ["IN-2"]},
]


def program(folder: Path, tail: str) -> Path:
    """A stand-in for the command: writes two results, then does `tail`."""
    lines = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in RECORDS)
    path = folder / "sluice"
    path.write_text(
        f"#!{sys.executable}\nimport sys, time\nprint({lines!r}, end='', flush=True)\n{tail}\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def run(program: Path, *, fail_fast: bool = False) -> suite.Run:
    """A run of it."""
    return plant.run_suite(program, plant.Suite(fail_fast=fail_fast))


def test_cases_that_notice(tmp_path: Path) -> None:
    done = run(program(tmp_path, "sys.exit(1)"))
    assert (done.notices(), done.failed()) == (True, ["a/two"])


def test_nothing_noticed(tmp_path: Path) -> None:
    assert not run(program(tmp_path, "sys.exit(0)")).notices()


def test_what_it_says_when_it_falls(tmp_path: Path) -> None:
    done = run(program(tmp_path, "print('alas', file=sys.stderr); sys.exit(2)"))
    assert (done.notices(), done.said) == (True, "alas")


def test_first_failure_is_enough(tmp_path: Path) -> None:
    done = run(program(tmp_path, "time.sleep(600)"), fail_fast=True)
    assert (done.notices(), done.failed()) == (True, ["a/two"])


def test_suite_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "WALL_SECONDS", 0.3)
    done = run(program(tmp_path, "time.sleep(600)"))
    assert done.notices()
    assert not done.ended


def test_suite_that_turns_round_and_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "PROCESSOR_SECONDS", 1)
    assert run(program(tmp_path, "while True:\n    pass")).notices()


def test_summary_tells_the_cases_of_the_rule_apart() -> None:
    outcomes = [
        plant.Outcome("in-1/x", "IN-1", "t", plant.KILLED, ["a/one", "a/two"]),
        plant.Outcome("in-1/y", "IN-1", "t", plant.KILLED, ["a/two"]),
        plant.Outcome("in-1/z", "IN-1", "t", plant.SURVIVED),
    ]
    rules = {str(one["case"]): one["rules"] for one in RECORDS}
    document = plant.summary(outcomes, rules, ("corpora/attacks",))
    assert document["rules"] == {"IN-1": {"planted": 3, "killed": 2, "by_own_cases": 1}}
    assert (document["defects"], document["killed"]) == (3, 2)


@pytest.mark.parametrize(
    ("files", "archives"),
    [
        (["decoder/archive/zip_end.c"], True),
        (["rules/oracles/packages.c", "rules/oracles/archive.c"], True),
        (["rules/judge.c"], False),
        (["decoder/archive/zip_end.c", "decoder/stream/engine.c"], False),
    ],
)
def test_defects_of_archives_are_for_cases_of_archives(files: list[str], *, archives: bool) -> None:
    defect = SimpleNamespace(files=lambda: files)
    assert plant.is_about_archives(defect) == archives  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("files", "in_judge"),
    [
        (["rules/judge.c"], True),
        (["rules/oracles/archive.c", "harness/suite/outcome.c"], True),
        (["decoder/stream/engine.c"], False),
        (["decoder/archive/zip_end.c"], False),
        (["rules/judge.c", "decoder/stream/engine.c"], False),
    ],
)
def test_defects_of_the_judge_are_told_apart(files: list[str], *, in_judge: bool) -> None:
    defect = SimpleNamespace(files=lambda: files)
    assert plant.is_in_judge(defect) == in_judge  # type: ignore[arg-type]


def test_idle_attacks_are_not_asked_about_defects_of_the_judge(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted: list[str] = []

    def find_idle(defects: list[data.Defect], *_rest: object) -> list[str]:
        planted.extend(one.source.name for one in defects)
        return []

    monkeypatch.setattr(plant.shop, "prepare", lambda *_folders: None)
    monkeypatch.setattr(plant, "sound_suites", lambda *_asked: suite.Run())
    monkeypatch.setattr(plant, "find_idle", find_idle)
    assert plant.main(["--idle-cases"]) == 0
    assert "reading.yaml" in planted
    assert "judge.yaml" not in planted
    assert plant.main(["--idle-cases", "--only", "archive-judge"]) == 2
    assert "no defect of the decoder fits --only" in capsys.readouterr().err


def test_rules_and_idle_attacks(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [
        plant.Outcome("in-1/x", "IN-1", "t", plant.KILLED, ["a/one"]),
        plant.Outcome("in-1/y", "IN-1", "t", plant.SURVIVED),
    ]
    plant.show_rules(outcomes, {"IN-1", "IN-2"})
    assert plant.show_idle([]) == 0
    assert plant.show_idle(["a/two"]) == 1
    said = capsys.readouterr().out
    assert "IN-1                    2        1" in said
    assert "without a defect: IN-2" in said
    assert "1 attacks notice no defect" in said
    assert "  a/two" in said


def test_attacks_are_asked_until_they_have_noticed_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, ...]] = []
    noticed = {"in-1/x": ["a/one", "a/twin"], "in-1/y": [], "in-1/z": ["a/two"]}

    def planted(
        defect: SimpleNamespace, _workshop: object, streams: plant.Suite, archives: plant.Suite
    ) -> plant.Outcome:
        asked.append(streams.cases)
        assert archives.cases == ("zip-names/nul",)
        return plant.Outcome(defect.defect_id, "IN-1", "t", plant.KILLED, noticed[defect.defect_id])

    monkeypatch.setattr(plant, "plant", planted)
    sound = suite.Run(
        results=[
            {"case": "a/one", "effect": "bad"},
            {"case": "a/twin", "effect": None},
            {"case": "a/two", "effect": "bad"},
            {"case": "a/idle", "effect": "bad"},
            {"case": "zip-names/nul", "effect": "bad"},
        ]
    )
    defects = [SimpleNamespace(defect_id=name) for name in noticed]
    idle = plant.find_idle(
        defects,  # type: ignore[arg-type]
        None,  # type: ignore[arg-type]
        plant.chosen_suites([], variants=False, fail_fast=False),
        sound,
        1,
    )
    assert idle == ["a/idle", "zip-names/nul"]
    assert asked == [("a/one", "a/two", "a/idle"), ("a/two", "a/idle"), ("a/two", "a/idle")]
