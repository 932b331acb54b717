"""A run held against what is known: seven kinds of difference, and what to do about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from reports.targets.baselines import Baseline, Entry
from reports.targets.model import Cell, Column, Matrix, ordered

# The seven, in the order in which they are told; each of them makes a run red.
KINDS: Mapping[str, str] = {
    "new": "new failure",
    "changed": "changed failure",
    "passes": "unexpected pass",
    "stale": "stale entry",
    "wide": "pattern too wide",
    "expired": "expired entry",
    "flaky": "flaky, and not listed as such",
}
PLURALS: Mapping[str, str] = {
    "new": "new failures",
    "changed": "changed failures",
    "passes": "unexpected passes",
    "stale": "stale entries",
    "wide": "patterns too wide",
    "expired": "expired entries",
    "flaky": "flaky, and not listed as such",
}
RECORD = "scripts/matrix --record"

# What the record of a target says: what each case that fails shows.
Recorded = Mapping[str, tuple[str, ...]]
# What was shown when a cell that differs was asked once more, alone.
Again = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Difference:
    kind: str
    target: str
    what: str  # a case, or an entry
    detail: str
    command: str

    @property
    def sort_key(self) -> tuple[int, str, str]:
        return list(KINDS).index(self.kind), self.target, self.what


@dataclass(frozen=True, slots=True)
class Compared:
    """A target held against its baseline."""

    target: str
    differences: tuple[Difference, ...]
    known: int  # cells that fail as is known
    flaky: tuple[str, ...]  # cells that show now what they are listed to show at times
    covered: Mapping[str, int]  # cases that each entry covers, by its place


@dataclass(frozen=True)
class Changes:
    """All targets held against what is known."""

    by_target: Mapping[str, Compared]

    @cached_property
    def all(self) -> tuple[Difference, ...]:
        found = [one for each in self.by_target.values() for one in each.differences]
        return tuple(sorted(found, key=lambda one: one.sort_key))

    def of(self, kind: str) -> tuple[Difference, ...]:
        return tuple(one for one in self.all if one.kind == kind)


def settled(column: Column, baseline: Baseline | None) -> Column:
    """The column as it is recorded: nothing in it that is not the same in each run."""
    if baseline is None or not any(entry.is_flaky for entry in baseline.entries):
        return column
    return column.of_run(lambda cell: cell.without(baseline.flaky_of(cell.case)))


def differing(column: Column, baseline: Baseline | None, recorded: Recorded | None) -> list[str]:
    """The cases that do not show what is recorded: to be asked once more."""
    if recorded is None:
        return []
    now = settled(column, baseline).cells
    return [
        case
        for case, cell in now.items()
        if "not-run" not in cell.marks and set(cell.marks) != set(recorded.get(case, ()))
    ]


class _Comparison:
    def __init__(
        self,
        column: Column,
        baseline: Baseline | None,
        recorded: Recorded | None,
        again: Again,
        today: date,
        is_whole: bool,
    ) -> None:
        self.raw = column
        self.column = settled(column, baseline)
        self.baseline = baseline or Baseline(column.target, Path(), ())
        self.recorded = recorded
        self.again = again
        self.today = today
        self.is_whole = is_whole
        self.found: list[Difference] = []
        self.known = 0
        self.covered = {entry.place: 0 for entry in self.baseline.entries}

    def run(self) -> Compared:
        # What was not run is told once, as the fault of its target.
        is_broken = bool(self.column.faults)
        for cell in self.column.cells.values():
            if not is_broken or "not-run" not in cell.marks:
                self._cell(cell)
        for entry in self.baseline.entries if not is_broken else ():
            self._entry(entry)
        flaky = [case for case, cell in self.raw.cells.items() if cell != self.column.cells[case]]
        return Compared(
            self.column.target,
            tuple(sorted(self.found, key=lambda one: one.sort_key)),
            self.known,
            tuple(flaky),
            self.covered,
        )

    def _tell(self, kind: str, what: str, detail: str, command: str) -> None:
        self.found.append(Difference(kind, self.column.target, what, detail, command))

    # --- a cell ---

    def _cell(self, cell: Cell) -> None:
        marks = set(cell.marks)
        before = None if self.recorded is None else set(self.recorded.get(cell.case, ()))
        claimed = {mark: self.baseline.claims(cell.case, mark) for mark in marks}
        for place in {entry.place for entries in claimed.values() for entry in entries}:
            self.covered[place] += 1
        if before is not None and marks != before and self._is_flaky(cell, before):
            return
        unclaimed = ordered(mark for mark, entries in claimed.items() if not entries)
        if unclaimed:
            self._unclaimed(cell, unclaimed)
        elif marks and self._is_as_listed(cell, marks) and self._is_as_recorded(cell, before):
            self.known += 1
        elif not marks:
            self._is_as_listed(cell, marks)
            self._passes(cell, before)

    def _unclaimed(self, cell: Cell, unclaimed: tuple[str, ...]) -> None:
        shown = ", ".join(unclaimed)
        if len(unclaimed) < len(cell.marks):
            known = ", ".join(mark for mark in cell.marks if mark not in unclaimed)
            detail = f"shows {shown} besides {known}, which is known: {cell.message}"
            self._tell("changed", cell.case, detail, cell.replay)
        else:
            self._tell("new", cell.case, f"shows {shown}: {cell.message}", cell.replay)

    def _is_as_listed(self, cell: Cell, marks: set[str]) -> bool:
        """Whether what is said of this very case, and not of a pattern, is all true."""
        own = [
            entry
            for entry in self.baseline.entries
            if entry.cases == cell.case and not entry.is_flaky
        ]
        missing = ordered(mark for entry in own for mark in entry.shows if mark not in marks)
        if not missing:
            return True
        gone = ", ".join(missing)
        where = next(entry.place for entry in own if set(entry.shows) & set(missing))
        if marks:
            detail = f"no longer shows {gone}, but {', '.join(cell.marks)}"
            self._tell("changed", cell.case, detail, f"edit {where}")
        else:
            what = "is unsupported now" if cell.is_unsupported else "passes"
            kind = "changed" if cell.is_unsupported else "passes"
            detail = f"{what}, and is listed to show {gone}"
            self._tell(kind, cell.case, detail, f"take it out of {where}")
        return False

    def _is_as_recorded(self, cell: Cell, before: set[str] | None) -> bool:
        if not before:
            return True
        gone = ordered(before - set(cell.marks))
        if not gone:
            return True
        detail = f"no longer shows {', '.join(gone)}, but {', '.join(cell.marks)}"
        self._tell("changed", cell.case, detail, RECORD)
        return False

    def _passes(self, cell: Cell, before: set[str] | None) -> None:
        told = any(one.what == cell.case for one in self.found[-1:])
        if not before or told:
            return
        gone = ", ".join(ordered(before))
        if cell.is_unsupported:
            detail = f"is unsupported now, and is recorded to show {gone}"
            self._tell("changed", cell.case, detail, cell.replay)
        else:
            detail = f"passes, and is recorded to show {gone}"
            self._tell("passes", cell.case, detail, RECORD)

    def _is_flaky(self, cell: Cell, before: set[str]) -> bool:
        """Asked once more, it shows what is recorded."""
        once_more = self.again.get(cell.case)
        if once_more is None:
            return False
        marks = set(once_more.without(self.baseline.flaky_of(cell.case)).marks)
        if marks != before:
            return False
        differs = ", ".join(ordered(set(cell.marks) ^ before))
        detail = f"{differs}: shown in one run and not in the next"
        self._tell("flaky", cell.case, detail, cell.replay)
        return True

    # --- an entry ---

    def _entry(self, entry: Entry) -> None:
        if entry.is_expired(self.today):
            detail = (
                f"{entry.cases} with {', '.join(entry.shows)} was to be gone by {entry.expires}"
            )
            self._tell("expired", entry.place, f"{detail}: {entry.reason}", f"edit {entry.place}")
        matching = [case for case in self.column.cells if entry.matches(case)]
        if not matching:
            if self.is_whole:
                detail = f"there is no case {entry.cases}"
                self._tell("stale", entry.place, detail, f"take it out of {entry.place}")
            return
        covered = self.covered[entry.place]
        if entry.is_flaky:
            covered = len(matching)
        if entry.is_pattern and covered > entry.at_most:
            detail = (
                f"{entry.cases} covers {covered} cases, and is to cover {entry.at_most} at most"
            )
            command = f"narrow it, or raise at_most in {entry.place}"
            self._tell("wide", entry.place, detail, command)
        elif entry.is_pattern and covered == 0 and self.is_whole:
            shows = ", ".join(entry.shows)
            detail = f"no case of {entry.cases} shows {shows} any longer"
            self._tell("passes", entry.place, detail, f"take it out of {entry.place}")


def compare(
    matrix: Matrix,
    baselines: Mapping[str, Baseline],
    recorded: Mapping[str, Recorded],
    again: Mapping[str, Again],
    today: date,
) -> Changes:
    """All targets of a run held against what is known of them."""
    return Changes(
        {
            column.target: _Comparison(
                column,
                baselines.get(column.target),
                recorded.get(column.target),
                again.get(column.target, {}),
                today,
                matrix.is_whole,
            ).run()
            for column in matrix.columns
        }
    )
