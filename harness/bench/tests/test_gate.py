"""The regression gate and the comparison, with results that are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.bench import compare, gate

CASES = {"small-objects inspect": dict.fromkeys(gate.COUNTS, 1000)}
KEY = "GNU 12.2.0, -O2, x86_64"


def moved(count: str, value: int) -> dict[str, dict[str, int]]:
    return {"small-objects inspect": CASES["small-objects inspect"] | {count: value}}


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    gate.update(path, KEY, CASES, "first")
    return path


def test_within_tolerance_passes(baseline: Path) -> None:
    assert gate.judge(baseline, KEY, moved("instructions", 1010)) == 0
    assert gate.judge(baseline, KEY, moved("instructions", 990)) == 0


@pytest.mark.parametrize("count", gate.COUNTS)
@pytest.mark.parametrize("value", [1011, 989])
def test_change_either_way_fails_and_names_the_command(
    baseline: Path, count: str, value: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate.judge(baseline, KEY, moved(count, value)) == 1
    said = capsys.readouterr().err
    assert f"small-objects inspect: {count} 1,000 -> {value:,}" in said
    assert "scripts/bench --update-baseline --reason" in said


def test_what_was_not_counted_before_is_a_change() -> None:
    assert gate.changes(moved("steps", 0), moved("steps", 7)) == [
        "small-objects inspect: steps 0 -> 7"
    ]


def test_update_is_what_is_compared_next(baseline: Path) -> None:
    gate.update(baseline, KEY, moved("steps", 2000), "twice the steps")
    assert gate.judge(baseline, KEY, moved("steps", 2000)) == 0
    assert json.loads(baseline.read_text())["baselines"][KEY]["reason"] == "twice the steps"


def test_unknown_compiler_is_told_apart(baseline: Path) -> None:
    assert gate.judge(baseline, "Clang 14", CASES) == gate.NO_BASELINE


def test_cases_missing_on_either_side_fail(baseline: Path) -> None:
    assert gate.changes({}, CASES) == ["small-objects inspect: is not in the baseline"]
    assert gate.changes(CASES, {}) == [
        "small-objects inspect: is in the baseline, but was not measured"
    ]
    assert gate.judge(baseline, KEY, {}) == 1


def test_update_needs_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "baseline.json"
    arguments = ["--program", "none", "--baseline", str(path), "--update", "--reason", " "]
    assert gate.main(arguments) == 2
    assert "needs a reason" in capsys.readouterr().err
    assert not path.exists()


def test_broken_baseline_is_one_sentence_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text("{\n  oops")
    with pytest.raises(gate.GateError, match=r"baseline\.json:2:3: is not JSON"):
        gate.load(path)


def test_instructions_are_read_from_what_valgrind_prints() -> None:
    assert gate.instructions_of("==7== \n==7== I   refs:      1,234,567\n") == 1234567
    assert gate.instructions_of("==7== I refs:        89\n") == 89
    with pytest.raises(gate.GateError, match="cannot open"):
        gate.instructions_of("valgrind: cannot open")


def native(seconds: float) -> dict[str, Any]:
    results = [
        {
            "mode": mode,
            "memory": memory,
            "seconds": {"median": seconds, "min": seconds / 2},
            "bytes_per_second": 1e9,
            "objects_per_second": 3e7,
        }
        for mode in ("inspect", "write")
        for memory in ("cold", "reused")
    ]
    return {"files": [{"name": "small-objects", "results": results}]}


def peer(median: float) -> dict[str, Any]:
    return {
        "seconds": {"median": median, "min": median - 1},
        "bytes_per_second": 2e8,
        "objects_per_second": 6e6,
    }


JDK = {"small-objects": {"read": peer(10.0), "write": peer(8.0)}}


@pytest.mark.parametrize(("seconds", "met"), [(2.0, True), (2.01, False)])
def test_targets_are_judged_by_the_ratio_of_the_medians(seconds: float, met: bool) -> None:
    rows = compare.ratios(native(seconds), JDK)
    assert [row.ratio for row in rows] == [10.0 / seconds] * 2 + [8.0 / seconds] * 2
    assert [row.least_ratio for row in rows] == [18.0 / seconds] * 2 + [14.0 / seconds] * 2
    assert [row.met for row in rows] == [met] * 4
    assert ("BELOW" not in compare.side_by_side(rows, JDK)) is met


def test_without_a_jdk_nothing_is_judged() -> None:
    rows = compare.ratios(native(1.0), {})
    assert [row.ratio for row in rows] == [None] * 4
    assert [row.met for row in rows] == [None] * 4
