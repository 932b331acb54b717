"""Who runs what, and for how long: targets and engines are dealt out to the processors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LIBFUZZER = "libfuzzer"
AFL = "aflpp"
ENGINES = (LIBFUZZER, AFL)
# Longer turns are cut: a target learns from what others have found when its next turn begins.
LONGEST_TURN = 600.0


@dataclass(frozen=True)
class Turn:
    """A process: one target under one engine for a while."""

    number: int  # among all turns, from 0
    target: str
    engine: str
    role: int  # how often this target had a turn under this engine before: selects its settings


def turns(targets: Sequence[str], engines: Sequence[str], seconds: float, jobs: int) -> list[Turn]:
    """All turns, in their order: each pair of target and engine has equally many, but for the last
    ones, so that no processor is idle while others work."""
    pairs = [(target, engine) for engine in engines for target in targets]
    times = math.ceil(seconds * jobs / len(pairs) / LONGEST_TURN) or 1
    waves = math.ceil(len(pairs) * times / jobs)
    return [
        Turn(number, *pairs[number % len(pairs)], number // len(pairs))
        for number in range(waves * jobs)
    ]


def length(left: float, turns_left: int, jobs: int) -> float:
    """Seconds for the next turn, when so many seconds are left for so many turns."""
    return max(1.0, left / math.ceil(turns_left / jobs))
