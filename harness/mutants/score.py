"""What became of a sweep: counts by room, the score, and what survived.

Needs nothing but the standard library, so that a report can read the summary and see whether it
still belongs to the sources.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SUMMARY = Path(__file__).parent / "score.json"
SCHEMA = 1
# By folder, but for the builder: programs make graphs with it, and no stream comes by.
BUILDER = "decoder/stream/build"
ROOMS = ("decoder/stream", BUILDER, "decoder/classes", "rules")
# Watches the code of classes in Debug builds: no part of what is judged.
LEFT_OUT = ("decoder/stream/watch.c",)

KILLED, SURVIVED, SAME, EQUIVALENT, BROKEN = (
    "killed",
    "survived",
    "same code",
    "equivalent",
    "not compilable",
)


@dataclass(frozen=True)
class Fate:
    """What became of one mutant."""

    file: str
    line: int
    function: str
    change: str
    key: str
    outcome: str
    reached: bool = True
    by: str = ""  # the first case that noticed


def room_of(file: str) -> str:
    """The room that a file stands in."""
    if file.startswith((f"{BUILDER}.", f"{BUILDER}_")):
        return BUILDER
    return next((room for room in ROOMS if file.startswith(f"{room}/")), "")


def sources(root: Path, room: str, suffixes: Sequence[str] = (".c", ".h")) -> list[str]:
    """The files of a room that are swept, and those that they are made of."""
    folder = root / room if room != BUILDER else (root / room).parent
    names = (
        str(path.relative_to(root))
        for path in folder.rglob("*")
        if path.suffix in suffixes and "tests" not in path.relative_to(root).parts
    )
    return sorted(name for name in names if room_of(name) == room and name not in LEFT_OUT)


def sources_hash(root: Path, rooms: Sequence[str]) -> str:
    """One number for all that the score of these rooms is about."""
    whole = hashlib.sha256()
    for room in rooms:
        for name in sources(root, room):
            data = (root / name).read_bytes()
            whole.update(f"{name}\0{len(data)}\0".encode())
            whole.update(data)
    return whole.hexdigest()


def _percent(killed: int, survived: int) -> float:
    """Rounded down: what is not reached must not look as if it were."""
    counted = killed + survived
    return killed * 10000 // counted / 100 if counted else 100.0


def tally(root: Path, rooms: Sequence[str], fates: Iterable[Fate]) -> dict[str, Any]:
    """The counts of these rooms together."""
    ours = [one for one in fates if room_of(one.file) in rooms]
    counts = Counter(one.outcome for one in ours)
    left = [one for one in ours if one.outcome == SURVIVED]
    return {
        "sources": sources_hash(root, rooms),
        "mutants": len(ours),
        "killed": counts[KILLED],
        "survived": counts[SURVIVED],
        "same_code": counts[SAME],
        "equivalent": counts[EQUIVALENT],
        "not_compilable": counts[BROKEN],
        "never_reached": sum(not one.reached for one in left),
        "score": _percent(counts[KILLED], counts[SURVIVED]),
    }


def summary(
    root: Path,
    rooms: Sequence[str],
    suite: Sequence[str],
    fates: Sequence[Fate],
    *,
    quick: bool = False,
) -> dict[str, Any]:
    """What is kept of a sweep: no name of a mutant, no date. A quick one has not asked the cases
    that take long: its score is the least that it can be."""
    by_room = {}
    for room in rooms:
        files = Counter(
            one.file for one in fates if one.outcome == SURVIVED and room_of(one.file) == room
        )
        by_room[room] = {**tally(root, [room], fates), "survivors": dict(sorted(files.items()))}
    return {
        "schema": SCHEMA,
        "suite": list(suite),
        "quick": quick,
        "all": tally(root, rooms, fates),
        "rooms": by_room,
    }


def write(path: Path, document: dict[str, Any]) -> None:
    """Writes it as this project writes JSON."""
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def outcomes(document: dict[str, Any], fates: Sequence[Fate]) -> dict[str, Any]:
    """The summary with each mutant that nobody noticed, and each that is no program."""

    def told(outcome: str) -> list[dict[str, Any]]:
        return [
            {key: value for key, value in asdict(one).items() if key not in ("by", "outcome")}
            for one in fates
            if one.outcome == outcome
        ]

    cases = Counter(one.by for one in fates if one.outcome == KILLED)
    return {
        **document,
        "survivors": told(SURVIVED),
        "not_compilable": told(BROKEN),
        "first_noticed_by": dict(sorted(cases.items())),
    }
