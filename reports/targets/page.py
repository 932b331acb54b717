"""The pages of a run over all targets: what is new, rules by targets, cases by targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from reports.catalogue import Catalogue
from reports.files import mark, remove_stale, write_whole
from reports.places import ARCHIVES, CASES, INDEX, family_page_name
from reports.targets.changes import KINDS, PLURALS, Changes
from reports.targets.model import WORDS, Cell, Column, Matrix
from reports.targets.words import headline
from reports.templating import asset, environment
from reports.text import safe

# So many differences of each kind are told in full, and so many of the rest by name.
TOLD = 25
NAMED = 500
# Rows in which the targets do the same are one row; so many of those are shown.
GROUPS = 80

# What a target did in a case: nothing wrong, nothing at all, or these marks.
AS_EXPECTED = ("as expected",)
DECLINED = ("unsupported",)
NOT_ASKED = ("not asked",)
Vector = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases in which every target does the same as in the others."""

    vector: Vector
    cases: tuple[str, ...]
    smallest: Cell


@dataclass(frozen=True, slots=True)
class Told:
    """What some targets did in a case, in the same words."""

    targets: tuple[str, ...]
    marks: tuple[str, ...]
    message: str
    replay: str


class View:
    """What the templates show of a run."""

    def __init__(self, matrix: Matrix, changes: Changes, catalogue: Catalogue) -> None:
        self.matrix = matrix
        self.changes = changes
        self.catalogue = catalogue

    @property
    def headline(self) -> str:
        return headline(self.matrix, self.changes)

    @property
    def is_red(self) -> bool:
        return bool(self.changes.all or self.faults)

    @cached_property
    def faults(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (column.target, fault) for column in self.matrix.columns for fault in column.faults
        )

    def title(self, shown: str) -> str:
        """What a mark stands for."""
        return WORDS.get(shown) or self.catalogue.rule(shown).title

    def place(self, target: str, shown: str) -> str:
        """The anchor of a mark on a target."""
        return f"{target}/{shown}"

    def link(self, target: str, shown: str) -> str:
        return "#" + quote(safe(self.place(target, shown)), safe="/")

    def case_link(self, case: str, from_family: bool = False) -> str:
        """Where a case stands, from the first page or from one of a family."""
        page = family_page_name(case.partition("/")[0])
        page = page.removeprefix(f"{CASES}/") if from_family else page
        return page + "#" + quote(safe(case), safe="/")

    def broken_figure(self, column: Column, shown: str) -> tuple[int, int, str]:
        """In how many cases, of how many that could show it, and where they stand."""
        broken = column.of(shown)
        return broken.count, broken.could, self.link(column.target, shown)

    def let_in_figure(self, column: Column, rule: str) -> tuple[int, int, str]:
        accepted, asked = column.let_in(rule)
        return accepted, asked, self.link(column.target, "accepted")

    # --- cases by targets ---

    def shown(self, case: str, target: str) -> tuple[str, ...]:
        column = self.matrix.column(target)
        cell = column.cells.get(case) if column else None
        if cell is None:
            return NOT_ASKED
        if cell.is_unsupported:
            return DECLINED
        return cell.marks or AS_EXPECTED

    @cached_property
    def vectors(self) -> Mapping[str, Vector]:
        """What each target did, by case."""
        names = [column.target for column in self.matrix.columns]
        return {case: tuple(self.shown(case, name) for name in names) for case in self.matrix.cases}

    def smallest_cell(self, case: str) -> Cell:
        cells = [column.cells[case] for column in self.matrix.columns if case in column.cells]
        return next((cell for cell in cells if cell.title), cells[0])

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Where something is broken, the most frequent first."""
        by_vector: dict[Vector, list[str]] = {}
        for case, vector in self.vectors.items():
            if any(shown not in (AS_EXPECTED, DECLINED, NOT_ASKED) for shown in vector):
                by_vector.setdefault(vector, []).append(case)
        groups = [
            Group(
                vector,
                tuple(cases),
                min(map(self.smallest_cell, cases), key=lambda cell: (cell.length, cell.case)),
            )
            for vector, cases in by_vector.items()
        ]
        return tuple(sorted(groups, key=lambda group: (-len(group.cases), group.smallest.case)))

    @cached_property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """The cases of each, those that all targets are right about among them."""
        found: dict[str, list[str]] = {}
        for case in self.matrix.cases:
            found.setdefault(case.partition("/")[0], []).append(case)
        return {family: tuple(cases) for family, cases in found.items()}

    def broken_in(self, family: str) -> int:
        return sum(1 for case in self.families[family] if self.is_broken(case))

    def is_broken(self, case: str) -> bool:
        return any(
            case in column.cells and not column.cells[case].passed for column in self.matrix.columns
        )

    def broken_on(self, family: str, target: str) -> int:
        column = self.matrix.column(target)
        cells = column.cells if column else {}
        return sum(case in cells and not cells[case].passed for case in self.families[family])

    def told(self, case: str) -> Iterator[Told]:
        """Why not, with those that say the same in one."""
        same: dict[tuple[tuple[str, ...], str], list[tuple[str, str]]] = {}
        for column in self.matrix.columns:
            cell = column.cells.get(case)
            if cell is not None and not cell.passed:
                key = cell.marks, cell.message
                same.setdefault(key, []).append((column.target, cell.replay))
        for (marks, message), targets in same.items():
            yield Told(tuple(name for name, _ in targets), marks, message, targets[0][1])


def render(template: str, view: View, **more: object) -> str:
    """A page by its template."""
    return (
        environment()
        .get_template(template)
        .render(
            view=view,
            matrix=view.matrix,
            changes=view.changes,
            kinds=KINDS,
            plurals=PLURALS,
            told=TOLD,
            named=NAMED,
            plain=(AS_EXPECTED, DECLINED, NOT_ASKED),
            style=asset("style.css"),
            scripts=[asset("script.js")],
            **more,
        )
    )


def write_pages(out: Path, view: View, command: str, archives: View | None = None) -> None:
    """All of them, and takes away those of families that are gone. `archives` has a page of its
    own, to which the first leads."""
    (out / CASES).mkdir(parents=True, exist_ok=True)
    written = set()
    for name, text in pages(view, command, archives):
        write_whole(out / name, text.encode("utf-8"))
        written.add(name)
    remove_stale(out, CASES, written)


def pages(view: View, command: str, archives: View | None = None) -> Iterator[tuple[str, str]]:
    """Each with its name; the first page comes last, for what it links to is there by then."""
    families = list(view.families)
    for place, family in enumerate(families):
        name = family_page_name(family)
        yield (
            name,
            render(
                "targets_family.html.j2",
                view,
                family=family,
                mark=mark(name),
                before=families[place - 1] if place else None,
                after=families[place + 1] if place + 1 < len(families) else None,
                page_of=family_page_name,
            ),
        )
    yield (
        INDEX,
        render(
            "targets.html.j2",
            view,
            groups=view.groups[:GROUPS],
            command_line=command,
            archives=archives,
            archives_page=ARCHIVES,
            shown_rules=[
                rule
                for rule in view.matrix.rules
                if any(column.could(rule) for column in view.matrix.columns)
            ],
            attacked_rules=[
                rule
                for rule in view.matrix.rules
                if any(column.let_in(rule)[1] for column in view.matrix.columns)
            ],
            broken_figure=view.broken_figure,
            let_in_figure=view.let_in_figure,
        ),
    )
