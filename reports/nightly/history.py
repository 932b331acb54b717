"""The nights so far: one line of JSON for each, in history.jsonl."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from reports.nightly.model import UnusableError, time_of, time_text

SCHEMA = 1
# Nights are compared whose times differ by no more than this factor.
ALIKE = 2.0


@dataclass(frozen=True, slots=True)
class Open:
    """A failure that is not known to be gone."""

    step: str
    kind: str
    title: str
    since: datetime
    seen: datetime
    nights: int
    signature: str | None = None
    rule: str | None = None
    replay: str | None = None
    input: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What is kept of a night."""

    started: datetime
    seconds: float
    budget: float
    commit: str | None
    exit: int
    headline: str
    steps: Mapping[str, str]
    figures: Mapping[str, float]
    open: Mapping[str, Open]
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All nights, the oldest first; `notes` say what could not be read."""

    nights: tuple[Past, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def last(self) -> Past | None:
        return self.nights[-1] if self.nights else None

    def series(self, name: str, count: int = 60) -> list[float]:
        """The figure in the last nights that have it, oldest first; half a night measures none."""
        values = [
            night.figures[name]
            for night in self.nights
            if name in night.figures and not night.interrupted
        ]
        return values[-count:]

    def comparable(self, budget: float) -> dict[str, Sequence[float]]:
        """All figures, of nights that were given about as much time: in more time more is found."""
        alike = [one for one in self.nights if budget / ALIKE <= one.budget <= budget * ALIKE]
        names = dict.fromkeys(name for night in alike for name in night.figures)
        return {name: History(tuple(alike)).series(name) for name in names}


def _open(entries: dict[str, Any]) -> Open:
    times = {name: time_of(entries[name]) for name in ("since", "seen")}
    return Open(**(entries | times))


def _past(line: str) -> Past:
    entries = json.loads(line)
    if not isinstance(entries, dict) or entries.pop("schema", None) != SCHEMA:
        raise ValueError(f"it is not of schema {SCHEMA}")
    entries["started"] = time_of(entries["started"])
    entries["open"] = {name: _open(one) for name, one in entries["open"].items()}
    return Past(**entries)


def line_of(past: Past) -> str:
    """The night as a line, without its end."""
    entries = asdict(past) | {"schema": SCHEMA, "started": time_text(past.started)}
    for one in entries["open"].values():
        one["since"], one["seen"] = time_text(one["since"]), time_text(one["seen"])
    return json.dumps(entries, sort_keys=True)


def read_history(path: Path | None) -> History:
    """The nights of a file; none if there is no file. A line that cannot be used becomes a note."""
    if path is None or not path.exists():
        return History()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UnusableError(f"{path}: cannot be read: {error.strerror}") from error
    nights: list[Past] = []
    notes: list[str] = []
    for number, line in enumerate(lines, 1):
        try:
            nights.append(_past(line))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            notes.append(f"line {number} of {path.name} is passed over: {str(error)[:200]}")
    return History(tuple(sorted(nights, key=lambda night: night.started)), tuple(notes))


def append(path: Path, past: Past) -> None:
    """Adds a night at the end. A line that was cut off before stays a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = line_of(past) + "\n"
    if path.exists() and (content := path.read_bytes()) and not content.endswith(b"\n"):
        text = "\n" + text
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
