"""What is known besides the run: the attack catalogue, and what is broken on purpose.

All of it comes from files; one that is missing or cannot be used becomes one sentence, and the
report goes on without it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml

from reports.catalogue import first_line

ROOT = Path(__file__).parent.parent
DEFAULT_MUTANTS = ROOT / "harness" / "mutants"
DEFAULT_ATTACKS = (
    ROOT / "corpora" / "attacks" / "CATALOGUE.md",
    ROOT / "corpora" / "archives" / "CATALOGUE.md",
)

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class AttackRow:
    """One attack of a CATALOGUE.md."""

    id: str
    title: str
    how: str
    section: str


@dataclass(frozen=True, slots=True)
class Planted:
    """What is planted against one rule, and how much of it the suite notices."""

    titles: tuple[str, ...] = ()
    killed: int | None = None
    by_own_cases: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Mutants made by rule from the sources of one room."""

    room: str
    mutants: int
    killed: int
    survived: int
    equivalent: int
    same_code: int
    not_compilable: int
    never_reached: int
    percent: float
    is_current: bool | None
    is_quick: bool
    survivors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """Everything of it; `notes` say what is missing or out of date."""

    attacks: tuple[AttackRow, ...] = ()
    planted: Mapping[str, Planted] = field(default_factory=dict)
    scores: tuple[Score, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Score | None:
        """The score of all rooms together."""
        return next((score for score in self.scores if score.room == "all"), None)

    @property
    def planted_in_all(self) -> tuple[int, int | None]:
        """How many defects are planted, and how many are noticed; None when nobody has looked."""
        counts = [entry.killed for entry in self.planted.values()]
        killed = None if None in counts else sum(count or 0 for count in counts)
        return sum(len(entry.titles) for entry in self.planted.values()), killed


def _attack_rows(path: Path) -> tuple[AttackRow, ...]:
    rows: list[AttackRow] = []
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        cells = [cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line)][1:]
        if len(cells) >= 3 and re.fullmatch(r"[A-Z]+[0-9]+[a-z]?", cells[0]):
            rows.append(AttackRow(cells[0], cells[1], cells[2], section))
    if not rows:
        raise ValueError("it has no rows that begin with AT1, AT2 ...")
    return tuple(rows)


def _defects(folder: Path) -> dict[str, tuple[str, ...]]:
    """The titles of the planted defects by rule."""
    titles: dict[str, tuple[str, ...]] = {}
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ValueError("there are no files of defects in it")
    for path in files:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["defects"]:
            titles[entry["rule"]] = (*titles.get(entry["rule"], ()), str(entry["title"]))
    return titles


def _loaded(path: Path) -> dict[str, Any]:
    document = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or document.get("schema") != 1:
        raise ValueError("it is not of schema 1")
    return document


def _score(
    room: str, entry: Mapping[str, Any], *, is_current: bool | None, is_quick: bool
) -> Score:
    return Score(
        room=room,
        mutants=int(entry["mutants"]),
        killed=int(entry["killed"]),
        survived=int(entry["survived"]),
        equivalent=int(entry["equivalent"]),
        same_code=int(entry["same_code"]),
        not_compilable=int(entry["not_compilable"]),
        never_reached=int(entry["never_reached"]),
        percent=float(entry["score"]),
        is_current=is_current,
        is_quick=is_quick,
        survivors={str(file): int(n) for file, n in entry.get("survivors", {}).items()},
    )


def _hash_of(root: Path, names: list[str]) -> str:
    """As harness/mutants writes it into its summaries: names, lengths and contents, in order."""
    whole = hashlib.sha256()
    for name in names:
        data = (root / name).read_bytes()
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()


def _defects_hash(mutants: Path) -> str:
    folder = mutants / "defects"
    return _hash_of(folder, sorted(path.name for path in folder.glob("*.yaml")))


# Watches the code of classes in Debug builds; harness/mutants leaves it out of its sweep.
_LEFT_OUT = "decoder/stream/watch.c"
# A room of its own among the files of another: those whose names begin so.
_BUILDER = "decoder/stream/build"


def sources_hash(root: Path, rooms: list[str]) -> str:
    """What the score of these rooms is about, as harness/mutants/score.py counts it."""
    return _hash_of(root, [name for room in rooms for name in _sources(root, room)])


def _sources(root: Path, room: str) -> list[str]:
    paths = [path.relative_to(root) for path in _folder(root, room).rglob("*.[ch]")]
    names = [str(path) for path in paths if "tests" not in path.parts]
    builder = (f"{_BUILDER}.", f"{_BUILDER}_")
    return sorted(
        name
        for name in names
        if name != _LEFT_OUT and name.startswith(builder) == (room == _BUILDER)
    )


def _folder(root: Path, room: str) -> Path:
    return (root / room).parent if room == _BUILDER else root / room


def _scores(path: Path, root: Path) -> tuple[Score, ...]:
    document = _loaded(path)
    rooms = list(document["rooms"])
    is_quick = bool(document.get("quick"))

    def is_current(names: list[str], entry: Mapping[str, Any]) -> bool | None:
        # Away from its checkout nobody can tell.
        if not all(_folder(root, name).is_dir() for name in names):
            return None
        return bool(sources_hash(root, names) == entry["sources"])

    parts = {room: (document["rooms"][room], [room]) for room in rooms}
    parts["all"] = (document["all"], rooms)
    return tuple(
        _score(room, entry, is_current=is_current(names, entry), is_quick=is_quick)
        for room, (entry, names) in parts.items()
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """What planted.json says: by rule, how many are noticed, and how many by its own cases."""

    sources: str = ""
    rules: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def _counted(path: Path) -> _Counted:
    document = _loaded(path)
    rules = {
        str(rule): (int(entry["killed"]), int(entry["by_own_cases"]))
        for rule, entry in document["rules"].items()
    }
    return _Counted(str(document["sources"]), rules)


def _planted(titles: dict[str, tuple[str, ...]], counted: _Counted) -> dict[str, Planted]:
    nobody_looked: tuple[None, None] = (None, None)
    return {
        rule: Planted(of_rule, *counted.rules.get(rule, nobody_looked))
        for rule, of_rule in titles.items()
    }


_UNUSABLE = (
    OSError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    yaml.YAMLError,
)


class _Notes:
    """Collects one sentence for each file that is of no use."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def read(
        self, path: Path, what: str, remedy: str, reading: Callable[[Path], Read], empty: Read
    ) -> Read:
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        if not path.exists():
            self.said.append(f"{what}: {shown} is not there; {remedy}")
            return empty
        try:
            return reading(path)
        except _UNUSABLE as error:
            self.said.append(f"{what}: {shown} cannot be used ({first_line(error)}); {remedy}")
            return empty


def load_evidence(
    mutants: Path = DEFAULT_MUTANTS,
    attacks: Path | Sequence[Path] = DEFAULT_ATTACKS,
    root: Path = ROOT,
) -> Evidence:
    """Whatever of it can be read."""
    notes = _Notes()
    rows: tuple[AttackRow, ...] = ()
    for path in (attacks,) if isinstance(attacks, Path) else attacks:
        rows += notes.read(
            path,
            "The rows of the attack catalogue are unknown",
            "name it with --attacks",
            _attack_rows,
            (),
        )
    titles: dict[str, tuple[str, ...]] = notes.read(
        mutants / "defects",
        "What is planted is unknown",
        "name the folder above it with --mutants",
        _defects,
        {},
    )
    counted = notes.read(
        mutants / "planted.json",
        "How many of the planted defects are noticed is unknown",
        "`scripts/mutants --record` finds out",
        _counted,
        _Counted(),
    )
    scores: tuple[Score, ...] = notes.read(
        mutants / "score.json",
        "The mutation score is unknown",
        "`scripts/mutate --record` finds out",
        lambda path: _scores(path, root),
        (),
    )
    if counted.rules and titles and counted.sources != _defects_hash(mutants):
        notes.said.append(
            "The planted defects have changed since they were last counted:"
            " `scripts/mutants --record` counts them again"
        )
    if any(score.is_quick for score in scores):
        notes.said.append(
            "The mutation score is the least that it can be: the cases that take long were not"
            " asked; `scripts/mutate --record` asks them"
        )
    if any(score.is_current is False for score in scores):
        notes.said.append(
            "The mutation score belongs to older sources: `scripts/mutate --record` brings it"
            " up to date"
        )
    return Evidence(rows, _planted(titles, counted), scores, tuple(notes.said))
