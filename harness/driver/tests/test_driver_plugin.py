"""The pytest plugin, with a runner that is made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CASES = """\
family: demo
title: Demonstration
cases:
  - id: demo/good
    title: good
  - id: demo/bad
    title: bad
  - title: last
    id: demo/missing
"""

CONFTEST = "from harness.driver.plugin import pytest_collect_file\n"

RESULT = {
    "type": "result",
    "case": "",
    "verdict": "accept",
    "severity": "high",
    "title": "a claim",
    "message": "expected reject with EOFException, got accept",
    "sanitizer": None,
    "signal": None,
    "expected": {"verdict": "reject", "error": ["EOFException"], "reason": "truncated", "at": None},
    "error": None,
    "value": "int[0]{}",
    "replay": "sluice run demo.yaml --case demo/bad",
    "judged": [
        {"rule": "IN-1", "outcome": "violated", "detail": "published too early"},
        {"rule": "IN-2", "outcome": "held", "detail": None},
    ],
}


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of cases and a fake `sluice` that writes what results.txt holds."""
    folder = pytester.mkdir("attacks")
    (folder / "demo.yaml").write_text(CASES)
    (folder / "conftest.py").write_text(CONFTEST)
    fake = pytester.path / "sluice"
    fake.write_text(
        "#!/bin/sh\n"
        f'echo "$@" >> {pytester.path}/calls.txt\n'
        f"cat {pytester.path}/results.txt > $3\n"
        f"exit $(cat {pytester.path}/status.txt)\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("SLUICE_BIN", str(fake))
    (pytester.path / "status.txt").write_text("1")
    answer(pytester, ("demo/good", True), ("demo/bad", False))
    return folder


def answer(pytester: pytest.Pytester, *cells: tuple[str, bool]) -> None:
    lines = [json.dumps({**RESULT, "case": case, "pass": passed}) for case, passed in cells]
    (pytester.path / "results.txt").write_text("\n".join(lines) + "\n")


def test_each_case_is_an_item(pytester: pytest.Pytester, suite: Path) -> None:
    result = pytester.runpytest_inprocess("-v", str(suite))
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*demo/good PASSED*",
            "*demo/bad FAILED*",
            "*demo/missing FAILED*",
            "*expected reject with EOFException, got accept*",
            "*expected  reject with EOFException, reason truncated*",
            "*got       accept, value int*",
            "*IN-1: published too early*",
            "*again     sluice run demo.yaml --case demo/bad*",
            "demo/missing: not-run",
            "*ended with status 1 and without a result for this case*",
        ]
    )
    result.stdout.no_fnmatch_line("*IN-2*")
    assert len((pytester.path / "calls.txt").read_text().splitlines()) == 1


def test_a_selection_is_handed_on(pytester: pytest.Pytester, suite: Path) -> None:
    result = pytester.runpytest_inprocess(str(suite), "-k", "good")
    result.assert_outcomes(passed=1, deselected=2)
    assert (pytester.path / "calls.txt").read_text().split()[-2:] == ["--case", "demo/good"]


def test_a_failed_harness_fails_every_case(pytester: pytest.Pytester, suite: Path) -> None:
    (pytester.path / "status.txt").write_text("2")
    result = pytester.runpytest_inprocess(str(suite))
    result.assert_outcomes(failed=3)


def test_broken_results_are_no_results(pytester: pytest.Pytester, suite: Path) -> None:
    (pytester.path / "results.txt").write_text("{\n[]\nnull\n")
    pytester.runpytest_inprocess(str(suite)).assert_outcomes(failed=3)


def test_without_the_command(
    pytester: pytest.Pytester, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLUICE_BIN", str(pytester.path / "none"))
    result = pytester.runpytest_inprocess(str(suite))
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["*none is not there: build it with*"])


@pytest.mark.parametrize("text", ["cases: [", "cases: []\n", "\t", "just text\n"])
def test_a_file_without_cases_is_an_error(
    pytester: pytest.Pytester, suite: Path, text: str
) -> None:
    (suite / "other.yaml").write_text(text)
    result = pytester.runpytest_inprocess(str(suite))
    result.assert_outcomes(errors=1)
