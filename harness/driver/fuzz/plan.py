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
# As long as that, turns are cut until every role has one: a turn takes a while to begin.
SHORTEST_TURN = 90.0


@dataclass(frozen=True)
class Turn:
    """A process: one target under one engine for a while."""

    number: int  # among all turns, from 0
    target: str
    engine: str
    role: int  # selects its settings; the next turn of the target has the next one


def turns(
    targets: Sequence[str], engines: Sequence[str], seconds: float, jobs: int, roles: int = 1
) -> list[Turn]:
    """All turns, in their order: each pair of target and engine has equally many, but for the last
    ones, so that no processor is idle while others work.

    Each target begins with the role behind the last one of the target before it: so all `roles`
    occur among few turns of many targets as well as among many of one."""
    pairs = [(target, engine) for engine in engines for target in targets]
    each = seconds * jobs / len(pairs)
    wanted = min(math.ceil(roles / len(targets)), int(each / SHORTEST_TURN))
    times = max(math.ceil(each / LONGEST_TURN), wanted, 1)
    waves = math.ceil(len(pairs) * times / jobs)
    made = []
    for number in range(waves * jobs):
        before, pair = divmod(number, len(pairs))
        made.append(Turn(number, *pairs[pair], pair % len(targets) * times + before))
    return made


def length(left: float, turns_left: int, jobs: int) -> float:
    """Seconds for the next turn, when so many seconds are left for so many turns."""
    return max(1.0, left / math.ceil(turns_left / jobs))
