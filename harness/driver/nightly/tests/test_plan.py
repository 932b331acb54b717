"""How the time of a night is divided."""

from __future__ import annotations

import pytest

from harness.driver.nightly.plan import BY_NAME, NAMES, REPORT, STEPS, Plan, seconds_of, times_key
from harness.driver.nightly.steps import ACTIONS

HOUR = 3600.0


def plan(budget: float, *chosen: str, **measured: float) -> Plan:
    return Plan(budget, chosen or NAMES, measured)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("8h", 28800), ("20m", 1200), ("90s", 90), ("1h30m", 5400), ("2h5s", 7205)],
)
def test_times(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "8", "h", "8 h", "1m1h", "-5m", "10s", "900h", "1.5h"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="is "):
        seconds_of(text)


def test_every_step_has_an_action_and_needs_earlier_steps() -> None:
    assert set(ACTIONS) == set(NAMES)
    for place, step in enumerate(STEPS):
        assert set(step.needs) <= set(NAMES[:place])


def test_fuzzing_gets_what_is_left() -> None:
    whole = plan(8 * HOUR)
    later = sum(whole.estimate(step) for step in STEPS[NAMES.index("fuzz") + 1 :])
    assert whole.fuzzing(1000) == 8 * HOUR - 1000 - later - REPORT
    assert whole.fuzzing(1000) > 5 * HOUR


def test_all_estimates_fit_into_a_short_night() -> None:
    short = plan(1200)
    before = sum(short.estimate(step) for step in STEPS[: NAMES.index("fuzz")])
    assert short.fuzzing(before) >= 60
    after = sum(short.estimate(step) for step in STEPS[NAMES.index("fuzz") + 1 :])
    assert before + after + REPORT < 1.2 * 1200


def test_a_late_start_leaves_something_for_fuzzing_and_something_for_the_rest() -> None:
    assert plan(1200).fuzzing(1000) == pytest.approx(85)
    assert plan(1200).fuzzing(1200) == 10


def test_what_the_last_night_measured_counts() -> None:
    step = BY_NAME["suite"]
    assert plan(8 * HOUR, suite=77.0).estimate(step) == 77
    assert plan(1200, suite=77.0).estimate(step) == step.short
    assert plan(1200, **{times_key("suite", True): 33.0}).estimate(step) == 33


def test_a_step_that_is_not_chosen_takes_no_time() -> None:
    assert plan(1200, "fuzz").fuzzing(0) == 1200 - REPORT


def test_no_step_may_take_the_whole_night() -> None:
    for budget in (300.0, 1200.0, 8 * HOUR):
        whole = plan(budget)
        for step in STEPS:
            if step.name != "fuzz":
                assert 60 <= whole.given(step, 0) <= max(budget / 2, 60), step.name


def test_a_step_before_fuzzing_leaves_its_share() -> None:
    assert plan(1200).given(BY_NAME["tests"], 700) == 200
    assert plan(1200).given(BY_NAME["tests"], 1100) == 60
    assert plan(1200, "tests").given(BY_NAME["tests"], 700) == 600


def test_a_step_behind_fuzzing_does_not_make_a_late_night_much_later() -> None:
    whole = plan(1200)
    late = {name: whole.given(BY_NAME[name], 1200) for name in ("corpora", "triage", "bench")}
    assert late == {"corpora": 120, "triage": 120, "bench": 120}
    # A tenth of the night, but for what has to be told.
    later = {name: whole.given(BY_NAME[name], 1290) for name in ("coverage", "triage", "bench")}
    assert later == {"coverage": 60, "triage": 60, "bench": 60}
    assert whole.given(BY_NAME["triage"], 300) > 300
    assert plan(8 * HOUR).given(BY_NAME["coverage"], 4 * HOUR) == 1600


def test_nothing_begins_when_the_night_is_over_but_what_has_to_be_told() -> None:
    whole = plan(1200)
    assert [step.name for step in STEPS if whole.is_over(step, 1160)] == [
        "coverage",
        "defects",
        "bench",
    ]
    assert [step.name for step in STEPS if whole.is_over(step, 1100)] == ["coverage", "defects"]
    assert not any(whole.is_over(step, 1000) for step in STEPS)


def test_a_short_night_says_what_it_leaves_out() -> None:
    assert plan(8 * HOUR).shortened() == []
    short = plan(1200)
    assert len(short.shortened()) == 6
    assert [step.name for step in STEPS if short.is_left_out(step)] == ["matrix", "pytest"]
    assert plan(1200, "suite").shortened() == []
