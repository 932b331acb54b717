"""The seven kinds of difference, each told from the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reports.targets.changes import KINDS, differing
from reports.tests.targets import baseline, cell, column, compared, entry, unsupported


def kinds(result: object) -> list[tuple[str, str]]:
    return [(one.kind, one.what) for one in result.differences]  # type: ignore[attr-defined]


def test_there_are_seven() -> None:
    assert len(KINDS) == 7


def test_new_failure(tmp_path: Path) -> None:
    result = compared(column(cell("a/one", "IN-5"), cell("a/two")))
    assert kinds(result) == [("new", "a/one")]
    assert result.differences[0].command == "build/bin/sluice run --case a/one"
    known = baseline(tmp_path, entry("a/one", "IN-5"))
    result = compared(column(cell("a/one", "IN-5"), cell("a/two", "IN-5")), known)
    assert (kinds(result), result.known) == ([("new", "a/two")], 1)


def test_known_failure(tmp_path: Path) -> None:
    known = baseline(tmp_path, entry("a/*", "IN-5, accepted"))
    result = compared(column(cell("a/one", "IN-5", "accepted"), cell("a/two", "IN-5")), known)
    assert (kinds(result), result.known) == ([], 2)


@pytest.mark.parametrize(
    ("shows", "words"),
    [(("IN-5", "IN-8"), "shows IN-8 besides IN-5"), (("IN-8",), "shows IN-8: ")],
)
def test_changed_failure_that_shows_more(
    tmp_path: Path, shows: tuple[str, ...], words: str
) -> None:
    known = baseline(tmp_path, entry("a/one", "IN-5"))
    result = compared(column(cell("a/one", *shows)), known)
    kind = "changed" if len(shows) == 2 else "new"
    assert kinds(result) == [(kind, "a/one")]
    assert words in result.differences[0].detail


def test_changed_failure_that_shows_less(tmp_path: Path) -> None:
    known = baseline(tmp_path, entry("a/one", "IN-5, IN-8"))
    result = compared(column(cell("a/one", "IN-5")), known)
    assert kinds(result) == [("changed", "a/one")]
    assert "no longer shows IN-8, but IN-5" in result.differences[0].detail
    # Under a pattern the record knows it.
    known = baseline(tmp_path, entry("a/*", "IN-5, IN-8"))
    result = compared(column(cell("a/one", "IN-5")), known, {"a/one": ("IN-5", "IN-8")})
    assert kinds(result) == [("changed", "a/one")]


def test_what_is_unsupported_now_is_not_forgiven(tmp_path: Path) -> None:
    known = baseline(tmp_path, entry("a/one", "IN-5"))
    result = compared(column(unsupported("a/one")), known)
    assert kinds(result) == [("changed", "a/one")]
    assert "is unsupported now" in result.differences[0].detail
    recorded = {"a/one": ("IN-5",)}
    assert kinds(compared(column(unsupported("a/one")), None, recorded)) == [("changed", "a/one")]


def test_unexpected_pass(tmp_path: Path) -> None:
    known = baseline(tmp_path, entry("a/one", "IN-5"))
    result = compared(column(cell("a/one")), known)
    assert kinds(result) == [("passes", "a/one")]
    assert result.differences[0].command.endswith("fake.yaml:3")
    # One of many under a pattern: the record knows it.
    known = baseline(tmp_path, entry("a/*", "IN-5"))
    both = column(cell("a/one"), cell("a/two", "IN-5"))
    result = compared(both, known, {"a/one": ("IN-5",), "a/two": ("IN-5",)})
    assert (kinds(result), result.known) == ([("passes", "a/one")], 1)
    # All of them.
    result = compared(column(cell("a/one")), known)
    assert [kind for kind, _ in kinds(result)] == ["passes"]


def test_stale_entry(tmp_path: Path) -> None:
    known = baseline(tmp_path, entry("a/gone", "IN-5"))
    result = compared(column(cell("a/one")), known)
    assert [kind for kind, _ in kinds(result)] == ["stale"]
    assert result.differences[0].detail == "there is no case a/gone"
    # Of a part of the suite nothing is known.
    assert kinds(compared(column(cell("a/one")), known, is_whole=False)) == []


def test_pattern_too_wide(tmp_path: Path) -> None:
    many = column(*(cell(f"a/case-{number}", "IN-5") for number in range(21)))
    result = compared(many, baseline(tmp_path, entry("a/*", "IN-5")))
    assert [kind for kind, _ in kinds(result)] == ["wide"]
    assert "covers 21 cases, and is to cover 20 at most" in result.differences[0].detail
    result = compared(many, baseline(tmp_path, entry("a/*", "IN-5", "at_most: 21")))
    assert (kinds(result), result.known) == ([], 21)


def test_expired_entry(tmp_path: Path) -> None:
    last_day = baseline(tmp_path, entry("a/one", "IN-5", "expires: 2026-11-23"))
    of = column(cell("a/one", "IN-5"))
    assert kinds(compared(of, last_day)) == []
    result = compared(of, baseline(tmp_path, entry("a/one", "IN-5", "expires: 2026-11-22")))
    # It is no new failure besides.
    assert [kind for kind, _ in kinds(result)] == ["expired"]


def test_flaky_beyond_its_list(tmp_path: Path) -> None:
    of = column(cell("a/one", "IN-5", "hang"))
    recorded = {"a/one": ("IN-5",)}
    known = baseline(tmp_path, entry("a/*", "IN-5"))
    result = compared(of, known, recorded, {"a/one": cell("a/one", "IN-5")})
    assert kinds(result) == [("flaky", "a/one")]
    assert result.differences[0].detail.startswith("hang: ")
    # The same each time: a failure that has changed.
    result = compared(of, known, recorded, {"a/one": cell("a/one", "IN-5", "hang")})
    assert kinds(result) == [("changed", "a/one")]
    # Listed: it counts for nothing, whether it is shown or not.
    listed = baseline(tmp_path, entry("a/*", "IN-5"), entry("a/one", "hang", "kind: flaky"))
    result = compared(of, listed, recorded)
    assert (kinds(result), result.flaky, result.known) == ([], ("a/one",), 1)
    result = compared(column(cell("a/one", "IN-5")), listed, recorded)
    assert (kinds(result), result.flaky, result.known) == ([], (), 1)
    assert differing(of, listed, recorded) == []
    assert differing(of, known, recorded) == ["a/one"]


def test_a_target_that_proved_nothing_makes_no_list(tmp_path: Path) -> None:
    known = baseline(tmp_path, entry("a/gone", "IN-5"), entry("a/*", "hang"))
    of = column(cell("a/one", "not-run"), cell("a/two", "IN-8"))
    broken = replace(of, faults=("it was cut off",))
    assert kinds(compared(broken, known)) == [("new", "a/two")]
    assert len(kinds(compared(of, known))) == 4


def test_no_result_can_be_known(tmp_path: Path) -> None:
    known = baseline(tmp_path, entry("a/*", "IN-5, crash, hang"))
    result = compared(column(cell("a/one", "not-run")), known, {"a/one": ("IN-5",)})
    assert ("new", "a/one") in kinds(result)
