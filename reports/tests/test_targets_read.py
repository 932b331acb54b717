"""From the results of one target to what its cases show broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.targets.model import Matrix, ordered
from reports.targets.read import cell_of, read_column
from reports.targets.record import Record, diff_of, read_record, text_of, write_record
from reports.tests.targets import cell, column, unsupported

HEADER = {"type": "header", "targets": [{"name": "fake", "version": "7", "kind": "process"}]}
FOOTER = {"type": "footer", "seconds": 1.5, "exit": 1}


def line(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    """A result that is as expected."""
    usual = {
        "type": "result",
        "case": "a/one",
        "target": "fake",
        "title": "a title",
        "rules": ["IN-8"],
        "effect": "harm",
        "lies": 0,
        "expected": {"verdict": "reject", "violates": []},
        "verdict": "reject",
        "pass": True,
        "message": None,
        "bytes": 12,
        "judged": [judged("IN-5", "held"), judged("IN-8", "not-applicable")],
        "replay": "build/bin/sluice run",
    }
    return {**usual, **more}


def judged(rule: str, outcome: str) -> dict[str, str | None]:
    return {"rule": rule, "outcome": outcome, "detail": f"about {rule}"}


def broken(verdict: str, message: str, *rules: str, **more: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The marks of a result that did not pass."""
    violated = [judged(rule, "violated") for rule in rules]
    of = {"verdict": verdict, "pass": False, "message": message, "judged": violated}
    return cell_of(line(**{**of, **more})).marks


@pytest.mark.parametrize(
    ("marks", "given"),
    [
        (("IN-5", "IN-11"), ("partial-object", "breaks rule IN-5: x", "IN-11", "IN-5")),
        (("hang",), ("hang", "the program did not answer before its deadline")),
        (("IN-8", "crash"), ("crash", "killed", "IN-8")),
        (("side-effect",), ("side-effect", "side effect: a call")),
        (("IN-8", "side-effect"), ("side-effect", "side effect: a call", "IN-8")),
        (("twin",), ("reject", "the verdict reject does not count: twin a/b was to be ...")),
        (("expectation",), ("accept", "expected reject")),
    ],
)
def test_all_that_a_case_shows(marks: tuple[str, ...], given: tuple[str, ...]) -> None:
    assert broken(*given) == marks


@pytest.mark.parametrize("miss", ["accepted", "refused", "error", "value"])
def test_what_is_wrong_with_the_answer_stands_beside_broken_rules(miss: str) -> None:
    assert broken("reject", "expected accept", miss=miss) == (miss,)
    both = broken("partial-object", "breaks rule IN-5: x", "IN-5", miss=miss)
    assert both == ("IN-5", miss)


def test_what_passes_shows_nothing_and_could_show_what_was_decided() -> None:
    one = cell_of(line(judged=[judged("IN-5", "held"), judged("IN-8", "not-applicable")]))
    assert (one.marks, one.decided, one.passed) == ((), {"IN-5"}, True)
    careless = line(
        expected={"verdict": "accept", "violates": ["DEV-2"]}, judged=[judged("DEV-2", "violated")]
    )
    # It tells of the judge, and not of the target.
    assert (cell_of(careless).marks, cell_of(careless).decided) == ((), frozenset())
    assert cell_of(line(lies=1, judged=[judged("IN-5", "violated")])).decided == frozenset()


def write(folder: Path, *lines: object) -> Path:
    path = folder / "results.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    return path


def planned(case: str, target: str = "fake") -> dict[str, str]:
    return {"type": "planned", "case": case, "target": target}


def test_a_whole_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, planned("a/one"), line(), FOOTER)
    got = read_column(path, "fake")
    assert (got.faults, got.version, got.asked, got.passed) == ((), "7", 1, 1)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ((HEADER, planned("a/one"), line()), "do not reach their end"),
        ((HEADER, planned("a/one"), FOOTER), "1 cases have no result, a/one is the first"),
        ((HEADER, planned("a/one"), line(), line(), FOOTER), "line 4 of its results"),
        ((HEADER, line(), FOOTER), "was not planned"),
        ((HEADER, planned("a/one", "other"), FOOTER), "about another target"),
        ((HEADER, planned("a/one"), {"type": "result", "case": "a/one"}, FOOTER), "line 3"),
        ((HEADER, planned("a/one"), line(), FOOTER | {"exit": 2}), "failed or was stopped"),
        ((HEADER, FOOTER), "no case was planned"),
        ((), "no case was planned"),
    ],
)
def test_what_is_wrong_with_a_file_is_a_fault(
    tmp_path: Path, lines: tuple[object, ...], fault: str
) -> None:
    got = read_column(write(tmp_path, *lines), "fake")
    assert any(fault in one for one in got.faults), got.faults


def test_a_planned_cell_without_a_result_has_not_passed(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, planned("a/one"), planned("a/two"), line())
    got = read_column(path, "fake")
    assert got.cells["a/two"].marks == ("not-run",)
    assert (got.asked, got.passed, len(got.failures)) == (1, 1, 1)


# --- figures ----------------------------------------------------------------------------------


def test_the_smallest_case_is_the_one_of_fewest_bytes() -> None:
    of = column(
        cell("a/long", "IN-5", length=30),
        cell("b/short", "IN-5", length=7),
        cell("c/short", "IN-5", length=7),
        cell("d/sound", length=1),
    )
    broken = of.of("IN-5")
    assert (broken.count, broken.could) == (3, 4)
    assert broken.smallest is not None
    assert broken.smallest.case == "b/short"
    assert (of.of("IN-8").count, of.of("IN-8").could, of.of("IN-1").could) == (0, 4, 0)


def test_what_is_unsupported_is_asked_of_nobody() -> None:
    of = column(cell("a/one", "accepted"), unsupported("a/two"), cell("a/three"))
    assert (of.asked, of.passed, of.unsupported) == (2, 1, 1)
    assert (of.of("accepted").count, of.of("accepted").could) == (1, 2)
    assert of.let_in("IN-8") == (1, 2)


def test_what_a_target_always_breaks_hides_nothing_else() -> None:
    always = [cell(f"a/{number}", "IN-5", decided=frozenset({"IN-5"})) for number in range(10)]
    one_more = cell("a/more", "IN-5", "value", decided=frozenset({"IN-5", "DEV-1"}))
    other = cell("a/other", "DEV-1", decided=frozenset({"DEV-1"}))
    of = column(*always, one_more, other)
    assert (of.always, of.beside, len(of.failures)) == (("IN-5",), 2, 12)
    # once kept, it is not always broken; and what few cases could show is never called so
    kept = cell("a/kept", decided=frozenset({"IN-5"}))
    assert (column(*always, kept).always, column(*always, kept).beside) == ((), 10)
    assert column(*always[:9]).always == ()
    lines = text_of(Matrix((of,))).splitlines()
    assert "| fake | 12 | 12 | 0 | 12 | 2 | 0 | IN-5 |" in lines


def test_marks_are_in_order() -> None:
    assert ordered(["hang", "IN-11", "accepted", "IN-2", "DEV-1"]) == (
        *("DEV-1", "IN-2", "IN-11"),
        *("accepted", "hang"),
    )


# --- the record ---------------------------------------------------------------------------------


def test_the_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    whole = Matrix((column(cell("a/one", "IN-5", "hang"), cell("a/two")),))
    write_record(whole, tmp_path)
    record = read_record(tmp_path)
    assert record.targets == {"fake": {"a/one": ("IN-5", "hang")}}
    assert record.text == text_of(whole)
    assert diff_of(whole, record) == []


def test_another_version_alone_is_no_difference(tmp_path: Path) -> None:
    write_record(Matrix((column(cell("a/one", "IN-5")),)), tmp_path)
    newer = column(cell("a/one", "IN-5"))
    newer = type(newer)(newer.target, "2.0", newer.cells)
    assert diff_of(Matrix((newer,)), read_record(tmp_path)) == []


def test_a_diff_tells_cases(tmp_path: Path) -> None:
    write_record(Matrix((column(cell("a/one", "IN-5"), cell("a/two", "hang")),)), tmp_path)
    now = Matrix((column(cell("a/one", "IN-5", "IN-8"), cell("a/two"), cell("a/new", "hang")),))
    lines = diff_of(now, read_record(tmp_path))
    for wanted in ("-a/one\tIN-5", "+a/one\tIN-5 IN-8", "-a/two\thang", "+a/new\thang"):
        assert wanted in lines
    # A part of the suite is compared as far as it goes.
    part = Matrix((column(cell("a/one", "IN-5")),), is_whole=False)
    assert diff_of(part, read_record(tmp_path)) == []
    # A case that is gone is not forgotten.
    gone = Matrix((column(cell("a/one", "IN-5")),))
    assert "-a/two\thang" in diff_of(gone, read_record(tmp_path))


def test_nothing_recorded_is_a_difference() -> None:
    of = Matrix((column(cell("a/one")),))
    assert diff_of(of, Record(None, {}))
