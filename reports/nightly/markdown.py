"""The night in Markdown, for the summary page of a CI job."""

from __future__ import annotations

import html
import re

from reports.nightly.changes import Changes, Standing, headline
from reports.nightly.words import (
    age,
    commits,
    day,
    figure_rows,
    length,
    move,
    rule_or_kind,
    status,
    why_red,
)
from reports.text import safe

# A summary may have a megabyte; people read less.
FAILURES_TOLD = 20
CASE_LINES = 60


def plain(text: str, limit: int = 600) -> str:
    """Text that means nothing in Markdown or HTML, on one line, fit for a cell of a table."""
    return re.sub(
        r"([\\`*_{}\[\]()#+!|~<>@-])", r"\\\1", html.escape(safe(text, limit), quote=False)
    )


def code(text: str, limit: int = 2_000) -> str:
    """A line of code; a fence longer than any within."""
    line = safe(text, limit)
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    return f"{fence} {line} {fence}" if "`" in line else f"`{line}`"


def _block(text: str, language: str) -> list[str]:
    lines = [safe(line) for line in text.splitlines()]
    more = len(lines) - CASE_LINES
    lines = lines[:CASE_LINES] + ([f"# {more} more lines"] if more > 0 else [])
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + language, *lines, fence]


def _failure(standing: Standing) -> list[str]:
    failure = standing.failure
    lines = [
        f"### {plain(rule_or_kind(failure))}: {plain(failure.title)}",
        "",
        code(failure.id),
        "",
    ]
    again = why_red(standing)
    if again:
        lines += [plain(again), ""]
    if failure.detail and failure.detail.splitlines()[0] not in failure.title:
        lines += [plain(failure.detail.splitlines()[0]), ""]
    if failure.replay:
        lines += [f"Replay: {code(failure.replay)}", ""]
    if failure.case:
        lines += [*_block(failure.case, "yaml"), ""]
    return lines


def _list(title: str, lines: list[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {line}" for line in lines), ""] if lines else []


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    heads = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return [*heads, *("| " + " | ".join(row) + " |" for row in rows), ""]


def markdown(changes: Changes) -> str:
    """The summary."""
    night = changes.night
    sign = "✅" if changes.exit == 0 else "❌"
    lines = [
        f"# {sign} {plain(headline(changes))}",
        "",
        f"{day(night.started)}, {length(night.seconds)} of {length(night.budget)},"
        f" {plain(commits(changes))}, {plain(night.machine)}",
        "",
    ]
    stuck = [f"{plain(step.title)}: {plain(step.why or '')}" for step in changes.incomplete]
    lines += _list("Without a result", stuck)
    if changes.new:
        lines += ["## New failures", ""]
        for standing in changes.new[:FAILURES_TOLD]:
            lines += _failure(standing)
        more = len(changes.new) - FAILURES_TOLD
        if more > 0:
            lines += [f"and {more} more", ""]
    lines += _list(
        "No longer failing, to be taken off the list",
        [f"{code(entry.id)} {plain(entry.reason)}" for entry in changes.stale],
    )
    lines += _list(
        "Fixed", [f"{code(name)} {plain(one.title)}" for name, one in changes.fixed.items()]
    )
    lines += _list("Commits since the last night", [plain(one) for one in night.commits])
    lines += _list(
        "What moved",
        [f"{'▼' if one.is_worse else '▲'} {plain(move(one))}" for one in changes.moves],
    )
    lines += _list("Known", [f"{code(one.id)} {plain(age(one))}" for one in changes.old])
    lines += _list("Known, not looked at tonight", [code(name) for name in changes.unseen])
    lines += _list("Left out for want of time", [plain(text) for text in night.shortened])
    figures = [(plain(label), plain(value)) for _, label, value, _ in figure_rows(changes)]
    lines += ["## Figures", "", *_table(("Figure", "Tonight"), figures)] if figures else []
    steps = [
        (plain(step.title), status(step, night), length(step.seconds), plain(step.why or ""))
        for step in night.steps
    ]
    lines += ["## Steps", "", *_table(("Step", "Status", "Time", "Why"), steps)]
    return "\n".join(lines)
