"""Why conditions are missing: harness/fuzz/coverage.yaml, held against sources and measurement.

An entry names a decision by its text, so that it does not rot unseen: when the text is gone from
the file, the entry is stale. `kind` says what it claims:

    unreachable   no input can make the condition decide alone; seeing it do so refutes the entry
    unreached     some input, fault or call could, and none of what is run does; says which
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from harness.driver.coverage_read import Condition, CoverageError, Sources, plain

FILE = Path("harness/fuzz/coverage.yaml")
KINDS = ("unreachable", "unreached")
_KEYS = {"file", "decision", "condition", "function", "kind", "reason"}


@dataclass(frozen=True)
class Note:
    """One entry: about a condition of a decision, or about all that call a function."""

    number: int
    kind: str
    reason: str
    file: str = ""
    decision: str = ""
    condition: str = ""
    function: str = ""

    def fits(self, condition: Condition) -> bool:
        """Whether it is about this condition."""
        if self.function:
            return condition.text.lstrip("!").startswith(f"{self.function}(")
        return (
            condition.file == self.file
            and condition.decision == self.decision
            and self.condition in ("", condition.text)
        )

    def where(self) -> str:
        """For messages."""
        about = self.function or f"{self.file}: {self.condition or self.decision}"
        return f"{FILE} entry {self.number} ({about})"


def _note(number: int, entry: object) -> Note:
    where = f"{FILE} entry {number}"
    if not isinstance(entry, dict) or not all(isinstance(one, str) for one in entry.values()):
        raise CoverageError(f"{where}: must be a map of texts")
    unknown = set(entry) - _KEYS
    if unknown:
        raise CoverageError(f"{where}: unknown key {sorted(unknown)[0]}")
    if entry.get("kind") not in KINDS:
        raise CoverageError(f"{where}: `kind` must be {' or '.join(KINDS)}")
    if len(plain(entry.get("reason", "")).split()) < 3:
        raise CoverageError(f"{where}: `reason` must be a sentence")
    by_function = "function" in entry
    if by_function == ("file" in entry and "decision" in entry):
        raise CoverageError(f"{where}: needs `file` and `decision`, or `function` alone")
    return Note(
        number,
        entry["kind"],
        plain(entry["reason"]),
        entry.get("file", ""),
        plain(entry.get("decision", "")),
        plain(entry.get("condition", "")),
        entry.get("function", ""),
    )


def load(path: Path) -> list[Note]:
    """The entries of the file."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise CoverageError(f"{path} cannot be read: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("conditions"), list):
        raise CoverageError(f"{path}: expected `conditions:` and a list")
    return [_note(number, entry) for number, entry in enumerate(document["conditions"], start=1)]


def _stands(note: Note, texts: dict[str, str], sources: Sources) -> bool:
    if note.function:
        return any(f"{note.function}(" in text for text in texts.values())
    if not (sources.root / note.file).is_file():
        return False
    if note.file not in texts:
        texts[note.file] = plain("\n".join(sources.lines(note.file)))
    return note.decision in texts[note.file] and note.condition in note.decision


def check(notes: Sequence[Note], root: Path, rooms: Sequence[str]) -> list[str]:
    """Entries whose decision no longer stands in the sources: one sentence each."""
    sources = Sources(root)
    texts = {}
    for room in rooms:
        for path in sorted((root / room).glob("*.[ch]")):
            file = str(path.relative_to(root))
            texts[file] = plain("\n".join(sources.lines(file)))
    return [
        f"{note.where()}: the decision does not stand there any more: mend or remove the entry"
        for note in notes
        if not _stands(note, texts, sources)
    ]


def explain(notes: Sequence[Note], condition: Condition) -> Note | None:
    """The entry about a condition."""
    return next((note for note in notes if note.fits(condition)), None)


def refuted(notes: Sequence[Note], conditions: Sequence[Condition]) -> list[str]:
    """Entries that a measurement has shown to be wrong, or that are about nothing."""
    problems = []
    for note in notes:
        own = [one for one in conditions if note.fits(one)]
        if not own:
            problems.append(f"{note.where()}: no condition fits it: mend or remove the entry")
        elif note.kind == "unreachable" and all(one.covered for one in own):
            place = f"{own[0].file}:{own[0].line}"
            problems.append(f"{note.where()}: said to be unreachable, and {place} is covered")
    return problems


def spare(notes: Sequence[Note], conditions: Sequence[Condition]) -> list[str]:
    """Entries about what is covered by now."""
    return [
        f"{note.where()}: it is covered now: the entry may go"
        for note in notes
        if note.kind == "unreached" and all(one.covered for one in conditions if note.fits(one))
    ]
