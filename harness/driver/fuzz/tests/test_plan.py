"""Targets and engines are dealt out so that nobody waits and nobody is left out."""

from __future__ import annotations

from collections import Counter

from harness.driver.fuzz import plan

TEN = [f"t{number}" for number in range(10)]


def test_one_target_on_four_processors_runs_four_times() -> None:
    made = plan.turns(["decode"], ["libfuzzer"], 60, 4)
    assert [one.role for one in made] == [0, 1, 2, 3]
    assert plan.length(60, 4, 4) == 60


def test_both_engines_share_the_processors() -> None:
    made = plan.turns(["decode"], plan.ENGINES, 60, 4)
    assert Counter(one.engine for one in made) == {"libfuzzer": 2, "aflpp": 2}
    assert [one.role for one in made if one.engine == "aflpp"] == [0, 1]


def test_every_target_gets_its_turn_within_the_time() -> None:
    made = plan.turns(TEN, plan.ENGINES, 600, 4)
    assert len(made) == 20
    assert {(one.target, one.engine) for one in made} == {(t, e) for t in TEN for e in plan.ENGINES}
    assert plan.length(600, 20, 4) == 120


def test_no_processor_is_idle_at_the_end() -> None:
    made = plan.turns(TEN[:3], ["libfuzzer"], 60, 2)
    assert len(made) == 4
    assert plan.length(60, 4, 2) == 30


def test_long_runs_are_cut_into_turns() -> None:
    made = plan.turns(TEN, plan.ENGINES, 8 * 3600, 4)
    assert plan.length(8 * 3600, len(made), 4) <= plan.LONGEST_TURN
    counts = Counter((one.target, one.engine) for one in made)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_what_was_lost_is_taken_from_the_turns_to_come() -> None:
    assert plan.length(90, 4, 2) == 45
    assert plan.length(-5, 1, 2) == 1
