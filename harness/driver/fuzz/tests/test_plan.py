"""Targets and engines are dealt out so that nobody waits and nobody is left out."""

from __future__ import annotations

from collections import Counter

import pytest

from harness.driver.fuzz import plan
from harness.driver.fuzz.aflpp import ROLES

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


def roles_of(made: list[plan.Turn], roles: int) -> dict[int, set[str]]:
    """The targets that have a turn of AFL++ in each role."""
    found: dict[int, set[str]] = {role: set() for role in range(roles)}
    for one in made:
        if one.engine == plan.AFL:
            found[one.role % roles].add(one.target)
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 10])
@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize("engines", [plan.ENGINES, (plan.AFL,)])
def test_short_runs_have_all_roles(count: int, jobs: int, engines: tuple[str, ...]) -> None:
    """Twenty minutes, or whatever more it takes for as many turns as there are roles."""
    least = len(ROLES) * len(engines) * (plan.SHORTEST_TURN + 1) / jobs * 2
    seconds = max(20 * 60, least)
    made = plan.turns(TEN[:count], engines, seconds, jobs, len(ROLES))
    assert all(roles_of(made, len(ROLES)).values())
    assert plan.length(seconds, len(made), jobs) >= plan.SHORTEST_TURN / 2


def test_what_roles_are_about_is_not_left_to_one_target() -> None:
    made = plan.turns(TEN, plan.ENGINES, 20 * 60, 4, len(ROLES))
    assert len(made) == 20
    used = [ROLES[one.role % len(ROLES)] for one in made if one.engine == plan.AFL]
    assert {one.schedule for one in used} == {one.schedule for one in ROLES}
    assert {one.build for one in used} == {one.build for one in ROLES}
    assert {one.cmplog for one in used} == {False, True}
    assert {one.mutator for one in used} == {"", "mixed", "only"}


def test_a_target_has_one_role_after_the_other() -> None:
    made = plan.turns(TEN, plan.ENGINES, 8 * 3600, 4, len(ROLES))
    for target in TEN:
        roles = [one.role for one in made if (one.target, one.engine) == (target, plan.AFL)]
        assert roles == list(range(roles[0], roles[0] + len(roles)))


def test_turns_are_not_cut_to_nothing_for_the_sake_of_roles() -> None:
    made = plan.turns(TEN[:2], [plan.AFL], 60, 1, len(ROLES))
    assert len(made) == 2
    assert len({one.role for one in made}) == 2


def test_long_runs_are_cut_into_turns() -> None:
    made = plan.turns(TEN, plan.ENGINES, 8 * 3600, 4)
    assert plan.length(8 * 3600, len(made), 4) <= plan.LONGEST_TURN
    counts = Counter((one.target, one.engine) for one in made)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_what_was_lost_is_taken_from_the_turns_to_come() -> None:
    assert plan.length(90, 4, 2) == 45
    assert plan.length(-5, 1, 2) == 1
