"""The page of a night: what changed stands first."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.nightly import words
from reports.nightly.changes import Changes, headline
from reports.nightly.figures import FIGURES, shown
from reports.nightly.sparkline import sparkline
from reports.templating import asset, environment, short_commit

# So many new failures are told in full.
FAILURES_TOLD = 50
ROWS_TOLD = 500


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, its course, and what became of it since the last nights."""

    label: str
    value: str
    drawing: Markup
    change: str | None
    is_worse: bool


def tiles(changes: Changes) -> list[Tile]:
    """All figures that are known tonight."""
    moved = {move.figure.name: move for move in changes.moves}
    found = []
    for name, label, value, values in words.figure_rows(changes):
        unit = FIGURES[name].unit
        title = f"{label}: " + ", ".join(shown(one, unit) for one in values[-10:])
        move = moved.get(name)
        change = None
        if move is not None:
            sign = "+" if move.difference > 0 else "\N{MINUS SIGN}"
            change = f"{sign}{shown(abs(move.difference), unit)}"
        worse = move is not None and move.is_worse
        found.append(Tile(label, value, sparkline(values, title), change, worse))
    return found


def night_page(changes: Changes) -> str:
    """The page, whole in itself."""
    night = changes.night
    return (
        environment()
        .get_template("nightly.html.j2")
        .render(
            changes=changes,
            night=night,
            headline=headline(changes),
            commits=words.commits(changes),
            commit=short_commit(night.commit),
            tiles=tiles(changes),
            words=words,
            told=FAILURES_TOLD,
            rows_told=ROWS_TOLD,
            style=asset("style.css"),
            scripts=[asset("script.js")],
        )
    )
