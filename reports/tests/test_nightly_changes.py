"""What counts as new, known, fixed or out of sight, and when a night is red."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reports.nightly.changes import headline
from reports.nightly.history import History, append, line_of, read_history
from reports.nightly.known import DEFAULT_FILE, Known, read_known
from reports.nightly.model import UnusableError, night_of
from reports.tests.nights import after, case, document, finding, night, step


def listed(until: date, entry_id: str = "case reference huge-arrays/greedy") -> dict[str, Known]:
    entry = Known(entry_id, "suite", "its repair is under way", "ann", date(2026, 11, 1), until)
    return {entry.id: entry}


def test_a_clean_night() -> None:
    changes = after(night())
    assert (changes.exit, headline(changes)) == (0, "Nothing fails")
    assert changes.is_first


def test_whatever_fails_in_the_first_night_is_new() -> None:
    changes = after(night(0, case()))
    assert [one.id for one in changes.new] == ["case reference huge-arrays/greedy"]
    assert (changes.exit, headline(changes)) == (1, "1 new failure")


def test_what_failed_before_is_known_and_has_its_age() -> None:
    changes = after(night(0, case()), night(1, case()), night(2, case()))
    (standing,) = changes.old
    assert (changes.exit, changes.new) == (0, ())
    assert (standing.nights, standing.since.day) == (3, 20)
    assert headline(changes) == "Nothing new fails, 1 known"


def test_what_fails_in_another_way_is_new() -> None:
    changes = after(night(0, case()), night(1, case(signature="crash")))
    (standing,) = changes.new
    assert (standing.was, changes.exit) == ("accept", 1)


def test_what_is_gone_is_fixed() -> None:
    changes = after(night(0, case(), finding()), night(1, finding()))
    assert list(changes.fixed) == ["case reference huge-arrays/greedy"]
    assert headline(changes) == "Nothing new fails, 1 fixed, 1 known"
    later = after(night(0, case()), night(1), night(2, case()))
    assert [one.nights for one in later.new] == [1]


@pytest.mark.parametrize("status", ["broken", "not-run", "skipped", "stopped"])
def test_what_was_not_looked_at_is_neither_fixed_nor_new_when_it_comes_back(status: str) -> None:
    steps = [step("build"), step("suite", status), step("fuzz")]
    nights = [night(0, case()), night(1, steps=steps), night(2, case())]
    between = after(*nights[:2])
    assert (list(between.unseen), between.fixed) == (["case reference huge-arrays/greedy"], {})
    assert between.exit == (2 if status in ("broken", "not-run") else 0)
    assert "1 known" in headline(between)
    assert [one.nights for one in after(*nights).old] == [2]


def test_a_sample_clears_only_what_it_names() -> None:
    some = step("fuzz", looked="some", cleared=["finding decode IN-5 a"])
    steps = [step("build"), step("suite"), some]
    changes = after(night(0, finding("a"), finding("b")), night(1, steps=steps))
    assert list(changes.fixed) == ["finding decode IN-5 a"]
    assert list(changes.unseen) == ["finding decode IN-5 b"]


def test_a_night_without_a_result_is_never_green() -> None:
    steps = [step("build", "failed"), step("suite", "not-run"), step("fuzz")]
    build = case(id="build dev", step="build", kind="build")
    changes = after(night(0, build, steps=steps), night(1, build, steps=steps))
    assert (changes.exit, changes.new) == (2, ())
    assert headline(changes) == "1 step without a result, 1 known"
    assert after(night(0, interrupted=True)).exit == 2


def test_a_step_that_ran_out_of_time_is_told_and_not_red() -> None:
    steps = [step("build"), step("suite"), step("fuzz", "stopped")]
    changes = after(night(0, steps=steps))
    assert (changes.exit, headline(changes)) == (0, "Nothing fails, 1 step out of time")


def test_the_worst_comes_first() -> None:
    low = case("a/b", severity="low")
    changes = after(night(0, low, case(), finding()))
    assert [one.failure.kind for one in changes.new] == ["finding", "case", "case"]
    assert changes.new[-1].failure.severity == "low"


def test_a_listed_failure_is_not_red_until_its_entry_expires() -> None:
    known = listed(date(2026, 11, 20))
    assert after(night(0, case()), known=known).exit == 0
    assert after(night(1, case()), known=known).exit == 1
    expired = after(night(0, case()), night(1, case()), night(2, case()), known=known)
    assert (expired.exit, len(expired.new)) == (1, 1)


def test_a_listed_failure_that_is_gone_is_red() -> None:
    changes = after(night(0), known=listed(date(2027, 1, 1)))
    assert (changes.exit, len(changes.stale)) == (1, 1)
    assert headline(changes) == "1 entry to be taken off the list of known failures"
    steps = [step("build"), step("suite", "skipped"), step("fuzz")]
    assert after(night(0, steps=steps), known=listed(date(2027, 1, 1))).exit == 0


def test_figures_move_only_beyond_their_slack() -> None:
    before = [night(number) for number in range(3)]
    assert after(*before, night(3)).moves == ()
    figures = {"suite.cases": 5242, "coverage.mcdc": 93.8, "fuzz.rate": 90000}
    worse, better = after(*before, night(3, figures=figures)).moves
    assert (worse.figure.name, worse.before, worse.now) == ("coverage.mcdc", 95.5, 93.8)
    assert worse.is_worse
    assert better.figure.name == "fuzz.rate"
    assert better.is_better


def test_the_history_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "state" / "history.jsonl"
    past = after(night(0, case(), finding())).past
    append(path, past)
    append(path, after(night(1)).past)
    history = read_history(path)
    assert history.nights[0] == past
    assert (len(history.nights), history.notes) == (2, ())


def test_a_line_that_was_cut_off_harms_no_other(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(line_of(after(night(0)).past) + '\n{"schema": 1, "sta')
    append(path, after(night(1)).past)
    history = read_history(path)
    assert len(history.nights) == 2
    assert history.notes[0].startswith("line 2 of history.jsonl is passed over: ")
    assert read_history(tmp_path / "none.jsonl") == History()


def test_the_list_of_known_failures(tmp_path: Path) -> None:
    read_known(DEFAULT_FILE)
    path = tmp_path / "known.yaml"
    path.write_text("known:\n- {id: a, step: s, reason: r, owner: o, added: 2026-11-22}\n")
    with pytest.raises(UnusableError, match="lacks expires"):
        read_known(path)
    path.write_text(path.read_text().replace("}", ", expires: 2026-12-22}"))
    assert read_known(path)["a"].expires == date(2026, 12, 22)
    path.write_text(path.read_text().replace("2026-12-22", "soon"))
    with pytest.raises(UnusableError, match="`expires` of a is no date"):
        read_known(path)


def test_a_night_that_does_not_fit_is_refused() -> None:
    with pytest.raises(UnusableError, match=r"\$\.steps\[0\]"):
        night_of(document(steps=[step("build", "perhaps")]))
    with pytest.raises(UnusableError, match="belongs to no step"):
        night(0, case(step="nowhere"))


def test_half_a_night_measures_nothing() -> None:
    slow = {"fuzz.rate": 1000}
    assert after(night(0), night(1, figures=slow)).moves
    assert after(night(0), night(1, figures=slow, interrupted=True)).moves == ()
    assert after(night(0, figures=slow, interrupted=True), night(1)).moves == ()


def test_nights_of_another_length_are_not_compared() -> None:
    slow = {"fuzz.rate": 1000}
    assert after(night(0), night(1, figures=slow, budget=1200)).moves == ()
    assert after(night(0), night(1, figures=slow, budget=20000)).moves
    after_all = after(night(0), night(1, figures=slow, budget=1200), night(2, budget=1300))
    assert [move.now for move in after_all.moves] == [61002]
