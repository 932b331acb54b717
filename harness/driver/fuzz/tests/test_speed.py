"""The measurement of the fuzz targets: what is divided by what, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.driver.fuzz import plan, speed, worker

PROGRAM = """\
#!/bin/sh
echo "$@" >> "{log}"
echo "stat::number_of_executed_units: 1000"
exit {status}
"""


def programs(tmp_path: Path, status: int = 0) -> Path:
    folder = tmp_path / "root" / "build" / "fuzz" / "bin"
    folder.mkdir(parents=True)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "one").write_bytes(b"1")
    for target in (speed.EMPTY, *speed.BARS[plan.LIBFUZZER]):
        path = folder / f"fuzz-{target}"
        path.write_text(PROGRAM.format(log=tmp_path / target, status=status))
        path.chmod(0o755)
    return tmp_path / "root"


def quiet(_text: str) -> None: ...


def test_the_empty_target_is_what_others_are_compared_with() -> None:
    rates = {speed.EMPTY: 1000.0, "inspect": 60.0, "all": 19.0}
    ways: dict[str, Callable[[str], float]] = {"so": lambda target: rates[target]}
    inspect, both = speed.compare(plan.LIBFUZZER, ways, 1, quiet)
    assert (inspect.share, inspect.met) == (pytest.approx(6.0), True)
    assert (both.share, both.met) == (pytest.approx(1.9), False)
    first, second = speed.table([inspect, both]).splitlines()[1:]
    assert "below" not in first
    assert second.endswith("below")


def test_the_median_of_the_rounds_counts() -> None:
    seen = {name: iter((1.0, 50.0, 2.0)) for name in (speed.EMPTY, "inspect", "all")}
    ways: dict[str, Callable[[str], float]] = {"so": lambda target: next(seen[target])}
    assert {one.rate for one in speed.compare(plan.LIBFUZZER, ways, 3, quiet)} == {2.0}


def test_each_way_runs_the_program_as_its_name_says(tmp_path: Path) -> None:
    measured = speed.LibFuzzer(tmp_path / "corpus", 1.0, programs(tmp_path))
    for measure in measured.ways().values():
        assert measure("inspect") > 0
    said = (tmp_path / "inspect").read_text().splitlines()
    corpus = str(tmp_path / "corpus")
    assert sum("-max_total_time=1" in line for line in said) == 4
    assert sum(line.endswith(corpus) for line in said) == 2
    assert sum(line.endswith(f"{corpus}/one") for line in said) == 2


def test_a_program_that_fails_is_an_error(tmp_path: Path) -> None:
    measured = speed.LibFuzzer(tmp_path / "corpus", 1.0, programs(tmp_path, status=77))
    with pytest.raises(worker.EngineError, match="ended with 77; it said: stat"):
        measured.replay("inspect")


def test_what_the_mutator_is_worth_stands_behind_as_it_was_recorded(tmp_path: Path) -> None:
    assert "nobody has recorded" in speed.recorded(tmp_path / "none.txt")
    assert "as it was recorded in harness/bench/detection.txt" in speed.recorded()
    assert "mutator" in speed.recorded()
