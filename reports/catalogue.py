"""The rules that a run is judged by, as rules/catalogue states them: one YAML file for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

DEFAULT_FOLDER = Path(__file__).parent.parent / "rules" / "catalogue"


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    title: str
    statement: str | None = None
    why: str | None = None
    cwe: tuple[str, ...] = ()
    known: bool = True
    awaits: str | None = None
    undecided: str | None = None
    seen: tuple[str, ...] = ()

    @property
    def is_planned(self) -> bool:
        """Stated, but judged by nothing yet: neither passed nor failed."""
        return self.awaits is not None


@dataclass(frozen=True, slots=True)
class Catalogue:
    rules: Mapping[str, Rule]
    faults: tuple[str, ...] = ()

    def rule(self, rule_id: str) -> Rule:
        return self.rules.get(rule_id) or Rule(rule_id, "not in the catalogue", known=False)


def natural(rule_id: str) -> list[tuple[int, str]]:
    """Sort key: IN-2 before IN-10."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.split(r"(\d+)", rule_id)
        if part
    ]


def _one_line(text: object) -> str | None:
    return " ".join(text.split()) if isinstance(text, str) and text.strip() else None


def _rule(path: Path, entries: object) -> Rule:
    if not isinstance(entries, dict) or not isinstance(entries.get("id"), str):
        raise ValueError("not a mapping with a string `id`")
    statement = _one_line(entries.get("statement"))
    title = _one_line(entries.get("title")) or statement
    if title is None:
        raise ValueError("neither `title` nor `statement` says what the rule is")
    if entries["id"] != path.stem:
        raise ValueError(f"the id {entries['id']!r} is not the name of the file")
    return Rule(
        id=entries["id"],
        title=title,
        statement=statement,
        why=_one_line(entries.get("why")),
        cwe=tuple(str(weakness) for weakness in entries.get("cwe") or ()),
        awaits=_awaits(entries),
        undecided=_one_line(entries.get("undecided")),
        seen=tuple(str(way) for way in entries.get("seen") or ()),
    )


def _awaits(entries: dict[str, object]) -> str | None:
    """What a planned rule waits for; None for a rule that is enforced."""
    status = entries.get("status")
    if status is None:
        return None
    if status != "planned":
        raise ValueError(f"the status {status!r} is unknown: planned is the only one")
    return _one_line(entries.get("awaits")) or "It does not say what it awaits."


def first_line(error: Exception) -> str:
    """What went wrong, in one line."""
    return " ".join(str(error).split())[:200]


def load_catalogue(folder: Path = DEFAULT_FOLDER) -> Catalogue:
    """All rules, in the natural order of their ids; what cannot be read becomes a fault."""
    rules: dict[str, Rule] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml"), key=lambda path: natural(path.stem)):
        try:
            rule = _rule(path, yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, TypeError, ValueError, RecursionError, yaml.YAMLError) as error:
            faults.append(f"the rule file {path.name} cannot be used: {first_line(error)}")
        else:
            rules[rule.id] = rule
    if not rules and not faults:
        faults.append(
            f"no rules in {folder}: rules have no titles, and a rule without a case is not seen"
        )
    return Catalogue(rules, tuple(faults))
