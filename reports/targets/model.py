"""What the suite has shown of one target, and of all: plain values, no input or output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reports.catalogue import natural

REFERENCE = "reference"

# What a case can show besides broken rules, in the order in which it is listed. A *mark* is one of
# these, or the id of a rule that was found broken.
WORDS: Mapping[str, str] = {
    "accepted": "accepted what was to be refused",
    "refused": "refused what was to be accepted",
    "error": "refused with another error",
    "value": "accepted with another value",
    "twin": "refused the twin, too: its refusals do not count",
    "expectation": "not as the case says",
    "sanitizer": "a sanitizer reported",
    "crash": "killed by a signal",
    "hang": "no answer before the deadline",
    "adapter-error": "broke the contract of targets",
    "side-effect": "did something outside",
    "leak": "kept memory",
    "budget": "took more than the case allows",
    "partial-object": "handed out half an object",
    "wrong-value": "another value",
    "not-run": "no result",
}
# A rule that a target breaks in every case that could show it, of so many at least, is one that it
# does not know: it says nothing of a case.
ALWAYS = 10
_WORD_ORDER = {word: place for place, word in enumerate(WORDS)}


def mark_key(mark: str) -> tuple[bool, list[tuple[int, str]], int]:
    """Rules first, in their natural order, then the words."""
    if mark in _WORD_ORDER:
        return True, [], _WORD_ORDER[mark]
    return False, natural(mark), 0


def ordered(marks: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(marks), key=mark_key))


@dataclass(frozen=True, slots=True)
class Cell:
    """A case on a target."""

    case: str
    verdict: str
    passed: bool
    marks: tuple[str, ...]  # what it shows broken, all of it, whatever the verdict says first
    decided: frozenset[str]  # rules that it could show broken: their oracles had something to say
    answer: str | None  # what the target itself said, whatever was found
    length: int  # bytes of the stream
    title: str
    rules: tuple[str, ...]  # that the case is about
    is_attack: bool
    message: str
    details: Mapping[str, str]  # of broken rules
    replay: str
    said: str = ""  # of what it accepted or refused, in its own words

    @property
    def family(self) -> str:
        return self.case.partition("/")[0]

    @property
    def is_unsupported(self) -> bool:
        return self.passed and self.verdict == "unsupported"

    @property
    def is_asked(self) -> bool:
        """The target has been asked and has not declined."""
        return not self.is_unsupported and "not-run" not in self.marks

    @property
    def is_let_in(self) -> bool:
        """An attack that the target accepts."""
        return self.is_attack and "accepted" in self.marks

    def without(self, marks: frozenset[str]) -> Cell:
        """The same, but of these marks nothing is said."""
        if not marks:
            return self
        kept = tuple(mark for mark in self.marks if mark not in marks)
        passed = self.passed or not kept
        return Cell(
            self.case,
            self.answer or self.verdict if passed else self.verdict,
            passed,
            kept,
            self.decided - marks,
            self.answer,
            self.length,
            self.title,
            self.rules,
            self.is_attack,
            self.message,
            self.details,
            self.replay,
            self.said,
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """A mark on a target: in how many cases, of how many that could show it, and the smallest."""

    mark: str
    count: int
    could: int
    smallest: Cell | None  # fewest bytes


@dataclass(frozen=True)
class Column:
    """All cases on one target."""

    target: str
    version: str | None
    cells: Mapping[str, Cell]
    faults: tuple[str, ...] = ()  # the run of this target proves nothing, and why
    seconds: float = 0.0

    def of_run(self, settle: Callable[[Cell], Cell]) -> Column:
        """The same with other cells."""
        cells = {case: settle(cell) for case, cell in self.cells.items()}
        return Column(self.target, self.version, cells, self.faults, self.seconds)

    @cached_property
    def asked(self) -> int:
        return sum(cell.is_asked for cell in self.cells.values())

    @cached_property
    def passed(self) -> int:
        return sum(cell.passed and cell.is_asked for cell in self.cells.values())

    @cached_property
    def unsupported(self) -> int:
        return sum(cell.is_unsupported for cell in self.cells.values())

    @cached_property
    def failures(self) -> tuple[Cell, ...]:
        return tuple(cell for _, cell in sorted(self.cells.items()) if not cell.passed)

    @cached_property
    def broken(self) -> Mapping[str, Broken]:
        """By mark, all that a case shows broken, in order."""
        by_mark: dict[str, list[Cell]] = {}
        for cell in self.failures:
            for mark in cell.marks:
                by_mark.setdefault(mark, []).append(cell)
        return {
            mark: Broken(
                mark,
                len(by_mark[mark]),
                self.could(mark),
                min(by_mark[mark], key=lambda cell: (cell.length, cell.case)),
            )
            for mark in ordered(by_mark)
        }

    @cached_property
    def always(self) -> tuple[str, ...]:
        """The rules that it breaks wherever a case could show it, in order."""
        return tuple(
            mark
            for mark, broken in self.broken.items()
            if mark not in WORDS and broken.count == broken.could >= ALWAYS
        )

    @cached_property
    def beside(self) -> int:
        """In how many cases something else than these is broken."""
        return sum(not set(self.always).issuperset(cell.marks) for cell in self.failures)

    @cached_property
    def _decided(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for cell in self.cells.values():
            for rule in cell.decided:
                counts[rule] = counts.get(rule, 0) + 1
        return counts

    def could(self, mark: str) -> int:
        """How many cases could show it."""
        return self.asked if mark in WORDS else self._decided.get(mark, 0)

    def of(self, mark: str) -> Broken:
        return self.broken.get(mark) or Broken(mark, 0, self.could(mark), None)

    def let_in(self, rule: str) -> tuple[int, int]:
        """Of the attacks about a rule, how many the target accepts, and how many it was asked."""
        about = [cell for cell in self._attacks if rule in cell.rules]
        return sum(cell.is_let_in for cell in about), len(about)

    @cached_property
    def _attacks(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells.values() if cell.is_attack and cell.is_asked)


@dataclass(frozen=True, slots=True)
class Absent:
    """A target that could not be tried here; it has neither passed nor failed."""

    name: str
    why: str


@dataclass(frozen=True)
class Matrix:
    """All targets, the reference first."""

    columns: tuple[Column, ...]
    absent: tuple[Absent, ...] = ()
    is_whole: bool = True  # every case was asked, not a part of the suite
    commit: str | None = None
    seconds: float = 0.0
    known_rules: tuple[str, ...] = field(default=())

    @cached_property
    def cases(self) -> tuple[str, ...]:
        return tuple(sorted({case for column in self.columns for case in column.cells}))

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """Those that an oracle has decided on for any target, or that are broken."""
        found = {rule for column in self.columns for rule in column._decided}
        return tuple(sorted(found | set(self.known_rules), key=natural))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What was shown besides broken rules."""
        found = {mark for column in self.columns for mark in column.broken}
        return tuple(word for word in WORDS if word in found)

    def column(self, target: str) -> Column | None:
        return next((column for column in self.columns if column.target == target), None)


def in_order(names: Iterable[str]) -> list[str]:
    """The reference first, then by name."""
    return sorted(names, key=lambda name: (name != REFERENCE, name))
