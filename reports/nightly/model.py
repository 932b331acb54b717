"""What a night is, once its file has been read: plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import jsonschema

SCHEMA_FILE = Path(__file__).with_name("night.schema.json")
# A step that ended so did what it is there for.
DONE = ("ok", "failed")
# So the night says less than it was to say.
INCOMPLETE = ("broken", "not-run")

Value = TypeVar("Value")
Json = Mapping[str, Any]


class UnusableError(Exception):
    """A file cannot be used; the text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    title: str
    status: str
    seconds: float
    planned: float | None = None
    why: str | None = None
    command: str | None = None
    log: str | None = None
    looked: str = "some"
    cleared: tuple[str, ...] = ()

    def settles(self, failure_id: str) -> bool:
        """Whether a failure that this step does not report is gone, and not merely out of sight."""
        if self.status not in DONE:
            return False
        return self.looked == "all" or failure_id in self.cleared


@dataclass(frozen=True, slots=True)
class Failure:
    id: str
    step: str
    kind: str
    title: str
    signature: str | None = None
    detail: str | None = None
    rule: str | None = None
    severity: str | None = None
    target: str | None = None
    engine: str | None = None
    replay: str | None = None
    file: str | None = None
    line: int | None = None
    case: str | None = None
    input: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    note: str | None = None
    red: frozenset[int] = frozenset()  # numbers of rows that are not as they have to be


@dataclass(frozen=True, slots=True)
class Night:
    started: datetime
    ended: datetime
    budget: float
    commit: str | None
    version: str
    machine: str
    command: tuple[str, ...]
    interrupted: bool
    shortened: tuple[str, ...]
    steps: tuple[Step, ...]
    failures: tuple[Failure, ...]
    figures: Mapping[str, float]
    tables: Mapping[str, Table] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    commits: tuple[str, ...] = ()  # since the last night, the newest first

    @property
    def seconds(self) -> float:
        return (self.ended - self.started).total_seconds()

    @property
    def incomplete(self) -> tuple[Step, ...]:
        """Steps that could not do their work."""
        return tuple(step for step in self.steps if step.status in INCOMPLETE)

    def is_red(self, step: Step) -> bool:
        """Whether the step makes the night red: merely to run out of time does not."""
        return step.status in INCOMPLETE or (step.status == "stopped" and self.interrupted)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)


def time_of(text: str) -> datetime:
    """A time as the files have it, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def time_text(time: datetime) -> str:
    """The same as a text."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _filled(kind: type[Value], entries: Json) -> Value:
    """The value whose fields are the entries; lists become tuples."""
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    return kind(
        **{
            name: tuple(entry) if isinstance(entry, list) else entry
            for name, entry in entries.items()
            if name in known
        }
    )


def _table(entries: Json) -> Table:
    rows = tuple(tuple(row) for row in entries["rows"])
    red = frozenset(entries.get("red", ()))
    return Table(tuple(entries["columns"]), rows, entries.get("note"), red)


def night_of(document: object) -> Night:
    """The night that a document describes. Raises UnusableError."""
    misfit = jsonschema.exceptions.best_match(_validator().iter_errors(document))
    if misfit is not None:
        raise UnusableError(f"{misfit.json_path}: {misfit.message[:300]}")
    assert isinstance(document, dict)
    steps = tuple(_filled(Step, step) for step in document["steps"])
    names = {step.name for step in steps}
    lost = [one["id"] for one in document["failures"] if one["step"] not in names]
    if lost:
        raise UnusableError(f"the failure {lost[0]!r} belongs to no step of the night")
    by_id = {entry["id"]: _filled(Failure, entry) for entry in document["failures"]}
    plain = {
        name: tuple(document[name]) if isinstance(document[name], list) else document[name]
        for name in ("budget", "commit", "version", "machine", "command", "interrupted")
    }
    return Night(
        started=time_of(document["started"]),
        ended=time_of(document["ended"]),
        shortened=tuple(document["shortened"]),
        steps=steps,
        failures=tuple(by_id.values()),
        figures=document["figures"],
        tables={title: _table(table) for title, table in document["tables"].items()},
        links=document["links"],
        commits=tuple(document.get("commits", ())),
        **plain,
    )


def read_night(path: Path) -> Night:
    """The night of a file. Raises UnusableError."""
    try:
        return night_of(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UnusableError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UnusableError(f"{path}: is not JSON: {error}") from error
    except UnusableError as error:
        raise UnusableError(f"{path}: {error}; see reports/nightly/night.schema.json") from error
