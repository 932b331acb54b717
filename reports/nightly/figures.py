"""The figures of a night that are drawn over time, and what a change of one means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# A figure is compared with the median of so many nights.
NIGHTS = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """`better` is 1 if more is better, -1 if less is, 0 if it merely tells."""

    name: str
    label: str
    unit: str
    better: int
    slack: float
    is_share: bool = False  # the slack is in points, and not in percent of what it was


FIGURES = {
    figure.name: figure
    for figure in (
        Figure("failures.open", "Open failures", "", -1, 0),
        Figure("findings.open", "Open findings", "", -1, 0),
        Figure("suite.cases", "Cases of the suite", "", 1, 0),
        Figure("suite.variants", "Variants run", "", 0, 0),
        Figure("targets.run", "Targets", "", 1, 0),
        Figure("coverage.mcdc", "MC/DC", "%", 1, 0.5, True),
        Figure("coverage.branches", "Branches", "%", 1, 0.5, True),
        Figure("coverage.lines", "Lines", "%", 1, 0.5, True),
        Figure("corpus.files", "Corpus files", "", 0, 0),
        Figure("corpus.bytes", "Corpus bytes", "B", 0, 0),
        Figure("fuzz.edges", "Edges, all targets", "", 1, 2),
        Figure("fuzz.executions", "Executions", "", 0, 0),
        Figure("fuzz.rate", "Fuzzing, one core", "/s", 1, 20),
        Figure("fuzz.rules.empty", "Rules without a neighbor", "", -1, 0),
        Figure("defects.tried", "Planted defects tried", "", 0, 0),
        Figure("defects.detected", "Planted defects found", "%", 1, 5, True),
        Figure("defects.seconds", "Median time to a defect", "s", -1, 50),
        Figure("bench.inspect", "Speed of inspect", "MB/s", 1, 15),
        Figure("bench.decode", "Speed of decode", "MB/s", 1, 15),
    )
}


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that is not what it was."""

    figure: Figure
    before: float
    now: float
    is_worse: bool
    is_better: bool

    @property
    def difference(self) -> float:
        return self.now - self.before


def usual(values: Sequence[float]) -> float | None:
    """What a figure was in the last nights; one night alone may be noise."""
    return median(values[-NIGHTS:]) if values else None


def move_of(figure: Figure, values: Sequence[float], now: float) -> Move | None:
    """What became of a figure; None when there is nothing to tell."""
    before = usual(values)
    if before is None:
        return None
    slack = figure.slack if figure.is_share else abs(before) * figure.slack / 100
    change = now - before
    if figure.better == 0 or abs(change) <= slack:
        return None
    gain = change * figure.better > 0
    return Move(figure, before, now, is_worse=not gain, is_better=gain)


def moves(series: Mapping[str, Sequence[float]], now: Mapping[str, float]) -> list[Move]:
    """What is worse first, then what is better, each in the order of FIGURES."""
    found = [
        move
        for name, figure in FIGURES.items()
        if name in now and (move := move_of(figure, series.get(name, ()), now[name])) is not None
    ]
    return sorted(found, key=lambda move: move.is_better)


def shown(value: float, unit: str = "") -> str:
    """A figure for people."""
    if unit == "%":
        text = f"{value:.1f}"
    elif value == int(value) or abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:,.2f}"
    return f"{text} {unit}".strip() if unit != "/s" else f"{text}/s"
