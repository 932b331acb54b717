"""Planted defects as data: what is changed where, and which rule it breaks.

A defect is a few lines of a source file that are replaced by others. The lines to be replaced must
stand in the file exactly once, so a defect cannot rot unseen: `check` is run by the tests of every
build.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "defects"
KEYS = {"id", "rule", "title", "edits", "file", "find", "replace"}


class DefectError(Exception):
    """A defect that cannot be used; says which, where and why."""


@dataclass(frozen=True)
class Edit:
    """Text of a file and what stands there instead."""

    file: str
    find: str
    replace: str


@dataclass(frozen=True)
class Defect:
    """One planted defect."""

    defect_id: str
    rule: str
    title: str
    edits: tuple[Edit, ...]
    source: Path

    def files(self) -> list[str]:
        """The files that it changes."""
        return sorted({edit.file for edit in self.edits})

    def apply(self, root: Path) -> dict[str, str]:
        """The changed files by name, with their new text."""
        texts: dict[str, str] = {}
        for edit in self.edits:
            text = texts.get(edit.file)
            if text is None:
                path = root / edit.file
                if not path.is_file():
                    raise DefectError(f"{self.where()}: there is no file {edit.file}")
                text = path.read_text(encoding="utf-8")
            count = text.count(edit.find)
            if count != 1:
                said = "does not stand" if count == 0 else f"stands {count} times"
                raise DefectError(
                    f"{self.where()}: the text to replace {said} in {edit.file}:"
                    " write it as the file has it now, with lines around it if need be\n"
                    f"{edit.find}"
                )
            texts[edit.file] = text.replace(edit.find, edit.replace)
        return texts

    def where(self) -> str:
        """File and id, for messages."""
        return f"{self.source.name}: {self.defect_id}"


def _text(entry: dict[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or value == "":
        raise DefectError(f"{where}: `{key}` must be a text")
    return value


def _edit(entry: dict[str, Any], where: str) -> Edit:
    replace = entry.get("replace", "")
    if not isinstance(replace, str):
        raise DefectError(f"{where}: `replace` must be a text, or be left out to remove the lines")
    edit = Edit(_text(entry, "file", where), _text(entry, "find", where), replace)
    if edit.find == edit.replace:
        raise DefectError(f"{where}: `find` and `replace` are the same")
    return edit


def _defect(entry: dict[str, Any], source: Path) -> Defect:
    if not isinstance(entry, dict):
        raise DefectError(f"{source.name}: a defect must be a map with id, rule, title and an edit")
    defect_id = _text(entry, "id", source.name)
    where = f"{source.name}: {defect_id}"
    unknown = set(entry) - KEYS
    if unknown:
        raise DefectError(
            f"{where}: unknown key {sorted(unknown)[0]}; allowed are {', '.join(sorted(KEYS))}"
        )
    edits = entry.get("edits", [entry])
    return Defect(
        defect_id=defect_id,
        rule=_text(entry, "rule", where),
        title=_text(entry, "title", where),
        edits=tuple(_edit(edit, where) for edit in edits),
        source=source,
    )


def load(folder: Path = FOLDER) -> list[Defect]:
    """All defects, in the order of the files."""
    defects: list[Defect] = []
    seen: dict[str, Defect] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or not isinstance(document.get("defects"), list):
            raise DefectError(f"{path.name}: expected `defects:` and a list")
        for entry in document["defects"]:
            defect = _defect(entry, path)
            if defect.defect_id in seen:
                first = seen[defect.defect_id].where()
                raise DefectError(f"{defect.where()}: the id stands in {first} too")
            seen[defect.defect_id] = defect
            defects.append(defect)
    return defects


def _words_of(changed: dict[str, str]) -> tuple[str, ...]:
    """What tells changed sources apart, however they are laid out."""
    laid_out = (f"{file}\0{''.join(text.split())}" for file, text in sorted(changed.items()))
    return tuple(hashlib.sha256(one.encode()).hexdigest() for one in laid_out)


def check(root: Path, defects: list[Defect], rules: set[str]) -> list[str]:
    """What is wrong with the defects, held against the sources: one sentence each."""
    problems = []
    made: dict[tuple[str, ...], Defect] = {}
    for defect in defects:
        if defect.rule not in rules:
            problems.append(
                f"{defect.where()}: no rule {defect.rule} is enforced: name one of rules/catalogue"
                " that is not planned"
            )
        try:
            same = made.setdefault(_words_of(defect.apply(root)), defect)
        except DefectError as error:
            problems.append(str(error))
            continue
        if same is not defect:
            problems.append(
                f"{defect.where()}: {same.where()} makes the very same source: plant another, or"
                " take it out"
            )
    return problems
