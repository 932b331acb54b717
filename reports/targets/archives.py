"""The part of MATRIX.md about archives: who lets in what.

An archive is judged as a stream is: a case that must be refused and is accepted shows `accepted`
and the rules that this breaks. Keys are made anew in each run, and with them the bytes; so the
smallest case is the one whose program says least, for all else of it is natural.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reports.targets.model import WORDS, Cell, Column, Matrix
from reports.targets.record import FOLDER, VERSIONS, Part, table

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "corpora" / "archives"
REPLAY = "build/bin/sluice archive run --case CASE --target TARGET"
_HEADING = "# What each reader of archives makes of their suite"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ACCEPTS, REFUSES, DECLINES = "accepts", "refuses", "declines"
LETTERS: Mapping[str, str] = {ACCEPTS: "A", REFUSES: "R", DECLINES: "U"}

_WRITTEN = (
    "Written by `scripts/matrix --record`, as the part above. The suite is `corpora/archives`, the",
    "reference is `sluice archive verify`, the others are the JDK's own tools",
    "(`harness/targets/adapters/archive`): when each of them accepts, and when it cannot be asked,",
    "is said there. To see a case again:",
)


@dataclass(frozen=True, slots=True)
class Program:
    """What the suite says of a case."""

    size: int  # of what is not natural about it, as JSON
    rows: tuple[str, ...]  # of the catalogue of attacks


def _program(case: Mapping[str, Any]) -> Program:
    told = {key: case[key] for key in ("archives", "keys", "trust", "policy", "at") if key in case}
    rows = case.get("attack", ())
    return Program(
        len(json.dumps(told, default=str)), (rows,) if isinstance(rows, str) else tuple(rows)
    )


@cache
def programs(folder: Path = CASES) -> Mapping[str, Program]:
    """By case."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
        found |= {case["id"]: _program(case) for case in document["cases"]}
    return found


def measured(column: Column) -> Column:
    """The column with cases as long as their programs are."""
    known = programs()

    def by_program(cell: Cell) -> Cell:
        program = known.get(cell.case)
        return replace(cell, length=program.size) if program else cell

    return column.of_run(by_program)


def answer_of(cell: Cell) -> str:
    """What the reader did: one of the three, or what befell it."""
    if cell.is_unsupported:
        return DECLINES
    if cell.answer == "accept":
        return ACCEPTS
    if cell.answer in ("reject", "limit"):
        return REFUSES
    return cell.verdict


def is_wrong(cell: Cell) -> bool:
    """The answer itself is not the one that the case asks for."""
    return not cell.passed and bool({"accepted", "refused"} & set(cell.marks))


@dataclass(frozen=True, slots=True)
class LetIn:
    """The attacks about a rule that a reader accepts."""

    rule: str
    count: int
    asked: int
    smallest: Cell  # whose program says least


def let_in(column: Column, rules: tuple[str, ...]) -> list[LetIn]:
    """By rule, where there is any."""
    found = []
    for rule in rules:
        cells = [cell for cell in column.cells.values() if cell.is_let_in and rule in cell.rules]
        if cells:
            smallest = min(cells, key=lambda cell: (cell.length, cell.case))
            found.append(LetIn(rule, len(cells), column.let_in(rule)[1], smallest))
    return found


def attacked_rules(matrix: Matrix) -> tuple[str, ...]:
    """Those that attacks on any reader are about."""
    return tuple(
        rule for rule in matrix.rules if any(column.let_in(rule)[1] for column in matrix.columns)
    )


def shown_words(column: Column) -> list[str]:
    """What befell it besides wrong answers."""
    return [mark for mark in column.broken if mark in WORDS and mark not in ("accepted", "refused")]


# --- the text ---


def _count(column: Column, mark: str) -> str:
    count = column.of(mark).count
    return f"**{count}**" if count else "0"


def _summary(matrix: Matrix) -> list[str]:
    heads = ("reader", "cases", "asked", "as expected", "lets in", "refuses wrongly", "declines")
    rows = [
        (
            column.target,
            str(len(column.cells)),
            str(column.asked),
            str(column.passed),
            _count(column, "accepted"),
            _count(column, "refused"),
            str(column.unsupported),
        )
        for column in matrix.columns
    ]
    return table(heads, rows)


def _by_rule(matrix: Matrix) -> list[str]:
    def figure(column: Column, rule: str) -> str:
        accepted, asked = column.let_in(rule)
        return f"**{accepted}**/{asked}" if accepted else f"0/{asked}" if asked else ""

    names = [column.target for column in matrix.columns]
    rows = [
        (rule, *(figure(column, rule) for column in matrix.columns))
        for rule in attacked_rules(matrix)
    ]
    return table(("rule", *names), rows)


def _smallest(matrix: Matrix) -> list[str]:
    rows = [
        (column.target, one.rule, f"{one.count}/{one.asked}", f"`{one.smallest.case}`")
        for column in matrix.columns
        for one in let_in(column, attacked_rules(matrix))
    ]
    return table(("reader", "rule", "lets in", "the smallest"), rows)


def _else(matrix: Matrix) -> list[str]:
    rows = [
        (column.target, WORDS[word], str(column.of(word).count), f"`{smallest.case}`")
        for column in matrix.columns
        for word in shown_words(column)
        if (smallest := column.of(word).smallest)
    ]
    if not rows:
        return []
    heads = ("reader", "seen", "cases", "the smallest")
    return ["## What else befell readers", "", *table(heads, rows), ""]


def _letter(cell: Cell | None) -> str:
    if cell is None:
        return ""
    answer = answer_of(cell)
    letter = LETTERS.get(answer, answer)
    return letter if cell.passed else f"**{letter}**"


def _by_case(matrix: Matrix) -> list[str]:
    known = programs()
    names = [column.target for column in matrix.columns]
    rows = []
    for case in matrix.cases:
        cells = [column.cells.get(case) for column in matrix.columns]
        first = next(cell for cell in cells if cell)
        wanted = LETTERS[REFUSES] if first.is_attack else LETTERS[ACCEPTS]
        catalog = ", ".join(known[case].rows) if case in known else ""
        rows.append((case, catalog, wanted, *map(_letter, cells)))
    return table(("case", "attack", "must", *names), rows)


def text_of(matrix: Matrix) -> str:
    """The part of MATRIX.md."""
    return (
        "\n".join(
            [
                _HEADING,
                "",
                *_WRITTEN,
                "",
                f"    {REPLAY}",
                "",
                *_summary(matrix),
                "",
                "## Archives that are let in, by the rule that they are about",
                "",
                *_by_rule(matrix),
                "",
                "## The smallest that each lets in",
                "",
                *_smallest(matrix),
                "",
                *_else(matrix),
                "## Who accepts what",
                "",
                "A accepts, R refuses, U cannot be asked. Bold is what is not as it must be; so is",
                "a refusal of what is sound, be it the case or its twin.",
                "",
                *_by_case(matrix),
                "",
                VERSIONS,
                "",
                *(
                    f"- {column.target} {column.version or ''}".rstrip()
                    for column in matrix.columns
                ),
            ]
        )
        + "\n"
    )


ARCHIVES = Part(_HEADING, FOLDER / "archives", text_of)
