"""The page of a run over the readers of archives: who accepts what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reports.files import mark, write_whole
from reports.places import ARCHIVES as PAGE
from reports.places import INDEX
from reports.targets import archives
from reports.targets.model import Cell
from reports.targets.page import View, render


@dataclass(frozen=True, slots=True)
class Wrong:
    """What some readers did with an archive, in the same words."""

    targets: tuple[str, ...]
    words: str
    replay: str  # of the first


def _words(cell: Cell) -> str:
    """What is wrong, and what the reader itself said."""
    said = cell.said if cell.said and cell.said not in cell.message else ""
    return f"{cell.message} ({said})" if said else cell.message


def wrong(view: View, case: str) -> Iterator[Wrong]:
    """The answers that are not as they must be, with those that say the same in one."""
    same: dict[str, list[tuple[str, str]]] = {}
    for column in view.matrix.columns:
        cell = column.cells.get(case)
        if cell is not None and not cell.passed:
            same.setdefault(_words(cell), []).append((column.target, cell.replay))
    for words, found in same.items():
        yield Wrong(tuple(target for target, _ in found), words, found[0][1])


def rows_of(case: str) -> tuple[str, ...]:
    """The rows of the catalogue of attacks that a case shows."""
    program = archives.programs().get(case)
    return program.rows if program else ()


def write_page(out: Path, view: View, command: str, *, has_index: bool) -> None:
    """Writes it."""
    text = render(
        "archives.html.j2",
        view,
        mark=mark(PAGE),
        command_line=command,
        has_index=has_index,
        index=INDEX,
        rules=archives.attacked_rules(view.matrix),
        let_in=archives.let_in,
        letters=archives.LETTERS,
        answer_of=archives.answer_of,
        is_wrong=archives.is_wrong,
        rows_of=rows_of,
        wrong=lambda case: wrong(view, case),
    )
    write_whole(out / PAGE, text.encode("utf-8"))
