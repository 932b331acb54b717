"""The night in words, the same for all views."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reports.nightly.changes import Changes, Standing
from reports.nightly.figures import FIGURES, Move, shown
from reports.nightly.model import Failure, Night, Step

STATUS = {
    "ok": "ok",
    "failed": "found failures",
    "broken": "broken",
    "skipped": "left out",
    "not-run": "not run",
    "stopped": "stopped",
}


def status(step: Step, night: Night) -> str:
    """How a step ended: it was stopped by whoever stopped the night, or had no more time."""
    if step.status == "stopped" and not night.interrupted:
        return "out of time"
    return STATUS[step.status]


def length(seconds: float) -> str:
    """`7 h 58 min`, `12 min 5 s`, `3.1 s`."""
    if seconds < 60:
        return f"{seconds:.1f} s".replace(".0 ", " ")
    whole = round(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min {whole % 60} s" if whole % 60 else f"{minutes} min"


def day(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC")


def age(standing: Standing) -> str:
    """Since when a failure is known."""
    text = f"since {standing.since:%Y-%m-%d}, {_nights(standing.nights)}"
    if standing.known is not None:
        text += f"; {standing.known.owner} until {standing.known.expires}: {standing.known.reason}"
    return text


def _nights(count: int) -> str:
    return f"{count} nights" if count > 1 else "1 night"


def why_red(standing: Standing) -> str | None:
    """What is new about a failure that was there before."""
    if standing.was is not None:
        return f"it failed before, in another way: {standing.was}"
    if standing.known is not None and standing.nights > 1:
        return f"its entry among the known failures expired on {standing.known.expires}"
    return None


def move(changed: Move) -> str:
    """`MC/DC 95.1 % → 93.8 %`."""
    figure = changed.figure
    return (
        f"{figure.label} {shown(changed.before, figure.unit)} → {shown(changed.now, figure.unit)}"
    )


def rule_or_kind(failure: Failure) -> str:
    return failure.rule or failure.kind


def commits(changes: Changes) -> str:
    """What was tested, and what the last night tested."""
    now = (changes.night.commit or "no commit")[:12]
    last = changes.history.last
    if last is None or not last.commit:
        return now
    return (
        f"{now}, as last night"
        if last.commit == changes.night.commit
        else f"{last.commit[:12]} → {now}"
    )


def told_steps(changes: Changes) -> Sequence[Step]:
    """Steps that the first screen has to name."""
    return [step for step in changes.night.steps if step.status not in ("ok", "failed", "skipped")]


def figure_rows(changes: Changes) -> list[tuple[str, str, str, list[float]]]:
    """Name, label, value of tonight and the values of all nights, for figures known tonight."""
    return [
        (
            name,
            figure.label,
            shown(changes.today[name], figure.unit),
            [*changes.history.series(name), changes.today[name]],
        )
        for name, figure in FIGURES.items()
        if name in changes.today
    ]
