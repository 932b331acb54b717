"""How a run is shown: a table on a terminal, lines elsewhere, each finding once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from harness.driver.fuzz import progress
from harness.driver.fuzz.findings import Finding
from harness.driver.fuzz.statistics import Counts, Statistics


class Screen(io.StringIO):
    """A terminal, or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def state() -> Statistics:
    counts = Counts("decode", "libfuzzer", 1, 5000, 2.0, 77, 88, 9, 3)
    return Statistics(60.0, 1, targets=[counts])


def shown(*, terminal: bool, times: list[float]) -> str:
    screen = Screen(terminal=terminal)
    clock = iter(times)
    shows = progress.Progress(screen, lambda: next(clock))
    for _ in times:
        shows.tick(state(), 42.0, ["decode (libfuzzer)"])
    shows.end()
    return screen.getvalue()


def test_a_file_gets_a_line_now_and_then() -> None:
    text = shown(terminal=False, times=[1, 2, 29, 31, 40])
    line = (
        "5,000 executions, 2,500 per s and process, edges 77, 3 new inputs, 0 findings, 42 s left\n"
    )
    assert text == line * 2


def test_a_terminal_gets_a_table_that_is_drawn_again() -> None:
    text = shown(terminal=True, times=[1, 1.5, 2.5])
    assert text.count("42 s left; running: decode (libfuzzer)") == 2
    assert text.count("\x1b[3A\x1b[J") == 2  # before the second one, and at the end
    assert "\ndecode     libfuzzer" in text
    assert "5,000     2,500" in text


def test_a_finding_is_told_once_and_stays() -> None:
    screen = Screen(terminal=True)
    shows = progress.Progress(screen, lambda: 1.0)
    for _ in range(2):
        shows.found(Finding("decode", "aflpp", "rule", "IN-5", "a sentence", "decode/1"))
    shows.found(Finding("decode", "aflpp", "rule", "IN-6", "another", "decode/2"))
    assert screen.getvalue() == (
        "FOUND decode (aflpp): rule IN-5: a sentence\nFOUND decode (aflpp): rule IN-6: another\n"
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0 s"), (119, "119 s"), (601, "10 min 1 s"), (8 * 3600 - 60, "7 h 59 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert progress.duration(seconds) == text


def test_rates_are_of_a_process() -> None:
    assert Counts("decode", "libfuzzer", seconds=0.0, executions=3).rate == 0.0
    assert state().targets[0].rate == 2500.0


def test_rules_that_were_not_put_to_the_test_are_named() -> None:
    done = state()
    assert "eighbor" not in progress.summary(done, work="w")
    done.is_matrix_due = True
    assert "RED  no neighbor of any rule was seen" in progress.summary(done, work="w")
    done.neighbors = {
        "IN-1": {"tried": 4, "accepted": 3, "refused": 2},
        "IN-2": {"tried": 4, "accepted": 3, "refused": 0},
    }
    text = progress.summary(done, work="w")
    assert "RED  neighbors on both sides of no more than 1 of 2 rules: the run was too" in text
    assert "     IN-2: no rejecting neighbor, 4 tried" in text


def test_slow_inputs_have_a_line() -> None:
    done = state()
    assert "SLOW" not in progress.summary(done, work="w")
    done.targets[0].slow = 2
    text = progress.summary(done, work="w")
    line = (
        "SLOW  decode (libfuzzer): 2 inputs took 10 s or longer, which is no finding: w/slow/decode"
    )
    assert line in text.splitlines()
    assert text.endswith("Nothing was found.")


def test_what_to_do_with_findings_is_said_from_the_beginning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = state()
    done.findings = [Finding("decode", "aflpp", "rule", "IN-5", "a sentence", "decode/1")]
    monkeypatch.setattr(progress.targets, "ROOT", tmp_path)
    assert "first: cmake --preset release && cmake --build" in progress.summary(done, work="w")
    (tmp_path / "build" / "bin").mkdir(parents=True)
    (tmp_path / "build" / "bin" / "sluice").touch()
    text = progress.summary(done, work="w")
    assert text.endswith("To make cases of them: build/bin/sluice triage w/findings")
