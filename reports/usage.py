"""What a run used, beside what its case allows and what the decoder promises."""

from __future__ import annotations

from dataclasses import dataclass

from reports.model import (
    HEAP_BASE,
    HEAP_PER_BYTE,
    STACK_PROMISE,
    STEPS_BASE,
    STEPS_PER_BYTE,
    Result,
)
from reports.text import duration, size


@dataclass(frozen=True, slots=True)
class Usage:
    """One line of the table; `share` is the part of the tighter bound, 1.0 when it is reached."""

    name: str
    used: str
    budget: str = ""
    promise: str = ""
    share: float | None = None

    @property
    def over(self) -> bool:
        return self.share is not None and self.share > 1

    @property
    def percent(self) -> int:
        return 0 if self.share is None else min(100, round(self.share * 100))


def _share(used: int | None, *bounds: int | None) -> float | None:
    """Of the tightest bound; a bound of 0 is exceeded by anything."""
    stated = [bound for bound in bounds if bound is not None]
    if used is None or not stated:
        return None
    bound = min(stated)
    if bound == 0:
        return 2.0 if used else 0.0
    return used / bound


def usage(result: Result) -> list[Usage]:
    """The lines of the table; none when the target did not live to tell."""
    resources, budget = result.resources, result.budget
    if resources is None:
        return []
    stack = resources.stack_bytes
    per_byte = resources.steps / result.length if result.length else 0.0
    return [
        Usage(
            "peak heap",
            size(resources.peak_heap),
            size(budget.peak) if budget.peak is not None else "",
            f"{size(result.heap_promise)} ({HEAP_PER_BYTE} * input + {size(HEAP_BASE)})",
            _share(resources.peak_heap, budget.peak, result.heap_promise),
        ),
        Usage(
            "C stack",
            "not measured" if stack is None else size(stack),
            promise=size(STACK_PROMISE),
            share=_share(stack, STACK_PROMISE),
        ),
        Usage(
            "steps",
            f"{resources.steps:,} ({per_byte:,.2f} a byte)",
            f"{budget.steps:,}" if budget.steps is not None else "",
            f"{result.steps_promise:,} ({STEPS_PER_BYTE} * input + {STEPS_BASE:,})",
            _share(resources.steps, budget.steps, result.steps_promise),
        ),
        Usage(
            "bytes consumed",
            f"{resources.consumed:,} of {result.length:,}",
        ),
        Usage("allocations", f"{resources.allocations:,}"),
        Usage("objects until reset", f"{resources.objects:,}"),
        Usage("array elements until reset", f"{resources.elements:,}"),
        Usage("time", duration(result.microseconds)),
    ]
