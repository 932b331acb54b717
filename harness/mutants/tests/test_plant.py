"""The driver tells cases apart, stops early when told to, and sums up."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from harness.mutants import plant

RECORDS = [
    {"type": "result", "case": "a/one", "pass": True, "effect": None},
    {"type": "result", "case": "a/two", "pass": False, "effect": "harm"},
]


def program(folder: Path, tail: str) -> Path:
    """A stand-in for the command: writes two results, then does `tail`."""
    lines = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in RECORDS)
    path = folder / "sluice"
    path.write_text(
        f"#!{sys.executable}\nimport sys, time\n"
        f"out = sys.argv[sys.argv.index('--results') + 1]\n"
        f"open(out, 'w').write({lines!r})\n{tail}\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def test_cases_that_notice(tmp_path: Path) -> None:
    noticed, cases, detail = plant.run_suite(
        program(tmp_path, "sys.exit(1)"), tmp_path, plant.Suite()
    )
    assert (noticed, cases, detail) == (True, ["a/two"], "")


def test_nothing_noticed(tmp_path: Path) -> None:
    noticed, _, detail = plant.run_suite(program(tmp_path, "sys.exit(0)"), tmp_path, plant.Suite())
    assert (noticed, detail) == (False, "")


def test_first_failure_is_enough(tmp_path: Path) -> None:
    suite = plant.Suite(fail_fast=True)
    noticed, cases, _ = plant.run_suite(program(tmp_path, "time.sleep(600)"), tmp_path, suite)
    assert (noticed, cases) == (True, ["a/two"])


def test_suite_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plant, "SUITE_SECONDS", 0.3)
    noticed, _, detail = plant.run_suite(
        program(tmp_path, "time.sleep(600)"), tmp_path, plant.Suite()
    )
    assert noticed
    assert "did not end" in detail


def test_rules_and_idle_attacks(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [
        plant.Outcome("in-1/x", "IN-1", "t", plant.KILLED, ["a/one"]),
        plant.Outcome("in-1/y", "IN-1", "t", plant.SURVIVED),
    ]
    plant.show_rules(outcomes, {"IN-1", "IN-2"})
    plant.show_idle(["a/one", "a/two"], outcomes)
    said = capsys.readouterr().out
    assert "IN-1                    2        1" in said
    assert "without a defect: IN-2" in said
    assert "1 of 2 attacks notice no defect" in said
    assert "  a/two" in said
