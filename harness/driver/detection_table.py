"""Sums up what fuzzing found of the planted defects: shares, medians, by way of fuzzing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NEVER = math.inf


@dataclass(frozen=True)
class Row:
    """One run on one defect."""

    defect: str
    rule: str
    way: str  # "empty", "seeds", or "mutator", "bytes", "dictionary"
    seed: int
    found: str  # what; "" for nothing
    seconds: float
    executions: int
    edges: int
    reached: bool | None = None
    triggered: bool = False
    failure: str = ""

    def time(self) -> float:
        """The time to detection; a run that found nothing never did."""
        return self.seconds if self.found else NEVER

    def cost(self) -> float:
        """Executions to detection."""
        return self.executions if self.found else NEVER


def quantile(values: Sequence[float], share: float) -> float:
    """The value that so many do not exceed. Runs that were cut off count as never."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else NEVER


def finite(value: float) -> float | None:
    """None for never: JSON has no infinity."""
    return None if math.isinf(value) else round(value, 3)


def share(part: int, whole: int) -> float:
    """A percentage."""
    return round(100.0 * part / whole, 1) if whole else 0.0


@dataclass(frozen=True)
class Fate:
    """All runs of one way on one defect."""

    rows: Sequence[Row]

    def found_by_any(self) -> bool:
        """At least one run found it."""
        return any(row.found for row in self.rows)

    def median(self) -> float:
        """Of the times of its runs."""
        return quantile([row.time() for row in self.rows], 0.5)

    def triggered(self) -> bool:
        """In some run something came out differently."""
        return any(row.triggered for row in self.rows)

    def reached(self) -> bool:
        """In some run the changed lines were run."""
        return any(row.reached for row in self.rows)


def fates(rows: Sequence[Row], way: str) -> dict[str, Fate]:
    """By defect."""
    by_defect: dict[str, list[Row]] = {}
    for row in rows:
        if row.way == way and not row.failure:
            by_defect.setdefault(row.defect, []).append(row)
    return {defect: Fate(own) for defect, own in sorted(by_defect.items())}


def way_summary(rows: Sequence[Row], way: str) -> dict[str, Any]:
    """The numbers of one way."""
    by_defect = fates(rows, way)
    own = [row for fate in by_defect.values() for row in fate.rows]
    found = sum(not math.isinf(fate.median()) for fate in by_defect.values())
    return {
        "defects": len(by_defect),
        "runs": len(own),
        "reached": sum(fate.reached() for fate in by_defect.values()),
        "triggered": sum(fate.triggered() for fate in by_defect.values()),
        "detected": found,
        "detected_by_any_run": sum(fate.found_by_any() for fate in by_defect.values()),
        "share": share(found, len(by_defect)),
        "share_of_runs": share(sum(bool(row.found) for row in own), len(own)),
        "median_seconds": finite(quantile([row.time() for row in own], 0.5)),
        "p90_seconds": finite(quantile([row.time() for row in own], 0.9)),
        "median_executions": finite(quantile([row.cost() for row in own], 0.5)),
        "rate": round(
            sum(row.executions for row in own) / max(sum(row.seconds for row in own), 0.001)
        ),
    }


def shown_seconds(value: float | None) -> str:
    """A time for the table."""
    return "never" if value is None else f"{value:.1f} s"


def show_ways(ways: dict[str, dict[str, Any]]) -> None:
    """The table of the ways."""
    print(
        f"\n{'':12}{'defects':>8}{'reached':>9}{'triggered':>11}{'detected':>10}{'share':>9}"
        f"{'of runs':>9}{'median':>10}{'p90':>10}{'executions':>12}"
    )
    for way, told in ways.items():
        executions = told["median_executions"]
        print(
            f"{way:12}{told['defects']:>8}{told['reached']:>9}{told['triggered']:>11}"
            f"{told['detected']:>10}{told['share']:>8} %{told['share_of_runs']:>7} %"
            f"{shown_seconds(told['median_seconds']):>10}{shown_seconds(told['p90_seconds']):>10}"
            f"{'never' if executions is None else int(executions):>12}"
        )


def show_left(rows: Sequence[Row], way: str) -> None:
    """What most runs of a way did not find, and how far they came."""
    for defect, fate in fates(rows, way).items():
        if not math.isinf(fate.median()):
            continue
        found = sum(bool(row.found) for row in fate.rows)
        if found:
            how = f"detected by {found} of {len(fate.rows)} runs"
        elif fate.triggered():
            how = "triggered, not detected"
        elif fate.reached():
            how = "reached, not triggered"
        elif any(row.reached is None for row in fate.rows):
            how = "in data, not triggered"
        else:
            how = "never reached"
        print(f"  {way}: {how}: {defect}")


def show_defects(rows: Sequence[Row], ways: Sequence[str]) -> None:
    """The time to each defect, median of its runs, in each way."""
    by_way = {way: fates(rows, way) for way in ways}
    names = sorted({name for found in by_way.values() for name in found})
    print(f"\n{'time to detection, median':48}" + "".join(f"{way:>12}" for way in ways))
    for name in names:
        cells = "".join(
            f"{shown_seconds(finite(found[name].median())) if name in found else '':>12}"
            for found in by_way.values()
        )
        print(f"{name:48}{cells}")


def show_edges(edges: dict[str, list[int]]) -> None:
    """What each way covers without a defect."""
    print(f"\n{'':12}{'edges of the sound decoder in the same time, by seed':>56}")
    for way, own in edges.items():
        print(f"{way:12}{'  '.join(str(one) for one in own):>56}")
