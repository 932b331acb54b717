"""The summary that a person reads at the end of a run: what failed first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.matrix import MatrixRow
from reports.model import VERDICTS, Cell, Run
from reports.summary import (
    actual_text,
    breakdown,
    broken_variants,
    careless,
    command_text,
    expected_text,
    headline,
    lies,
    planned,
    variants_text,
    violations,
)
from reports.text import counted, duration, safe

SHOWN_IN_FULL = 20
NAMED = 200
_CODES = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
_STATUS_COLOR = {"clean": "green", "regressions": "red", "fault": "red"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Colors for a terminal; nothing at all for a file or a pipe."""

    on: bool

    def __call__(self, text: str, *styles: str) -> str:
        if not self.on:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def _failure(cell: Cell, paint: Paint) -> Iterator[str]:
    target = f" on {cell.target}" if cell.target != "reference" else ""
    severity = f" ({cell.severity})" if cell.severity else ""
    name = paint(safe(cell.case), "bold") + safe(target)
    yield f"{paint('FAIL', 'red', 'bold')} {name}  {paint(cell.verdict, 'red')}{severity}"
    if cell.message:
        yield f"     {safe(cell.message, 1_000)}"
    result = cell.result
    if result is not None:
        facts = [
            ("expected", expected_text(result.expected)),
            ("got", actual_text(cell)),
            *(("violated", text) for text in violations(cell)),
            *(("variant", text) for text in broken_variants(cell)),
        ]
        if result.control == "different":
            facts.append(("control", "the stream decoded after it gave another value than before"))
        if result.sanitizer:
            facts.append(("sanitizer", result.sanitizer.splitlines()[0]))
        elif result.stderr:
            facts.append(("it wrote", result.stderr.splitlines()[0]))
        facts.append(("replay", result.replay))
        for name, text in facts:
            yield f"     {paint(f'{name:<9}', 'dim')} {safe(text, 1_000)}"
    yield ""


def _failures(run: Run, paint: Paint) -> Iterator[str]:
    for cell in run.failures[:SHOWN_IN_FULL]:
        yield from _failure(cell, paint)
    rest = run.failures[SHOWN_IN_FULL:]
    for cell in rest[:NAMED]:
        yield f"{paint('FAIL', 'red', 'bold')} {safe(cell.case)}  {cell.verdict}"
    if len(rest) > NAMED:
        yield f"     and {len(rest) - NAMED:,} more; the HTML page has them all"
    if rest:
        yield ""


def _table(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        first = row[0].ljust(widths[0])
        rest = (text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join(["", first, *rest]).rstrip()


def _families(run: Run) -> Iterator[str]:
    verdicts = [verdict for verdict in VERDICTS if run.verdicts[verdict]]
    rows = []
    for family in run.families:
        cells = [cell for cell in run.cells if cell.family == family]
        failed = sum(not cell.passed for cell in cells)
        counts = [sum(cell.verdict == verdict for cell in cells) for verdict in verdicts]
        rows.append(
            [safe(family), *(str(number or "·") for number in [len(cells), failed, *counts])]
        )
    yield from _table(["family", "cases", "failed", *verdicts], rows)
    yield ""


def _holes(rows: list[MatrixRow], paint: Paint) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        if row.hole:
            by_reason.setdefault(row.hole, []).append(row.rule.id)
    for reason, rules in by_reason.items():
        yield paint(f"rules, {reason}: {safe(' '.join(rules))}", "yellow")
    waiting = planned(rows)
    if waiting:
        yield paint(f"rules, planned, judged by nothing yet: {safe(' '.join(waiting))}", "dim")
    if by_reason or waiting:
        yield ""


def _origin(run: Run, paint: Paint) -> Iterator[str]:
    header = run.header
    if header is None:
        return
    commit = f" at {header.commit}" if header.commit else ""
    targets = ", ".join(
        f"{target.name} {target.version or ''}".strip() for target in header.targets
    )
    started = header.started.strftime("%Y-%m-%d %H:%M UTC")
    yield paint(f"sluice {header.version}{commit}, {safe(targets)}, {started}", "dim")
    yield paint(safe(command_text(run) or "", 1_000), "dim")


def terminal(run: Run, rows: list[MatrixRow], paint: Paint, teeth: Sequence[str] = ()) -> str:
    """The whole summary, ending in a new line."""
    lines: list[str] = [""]
    for fault in run.faults:
        lines.append(f"{paint('FAULT', 'red', 'bold')} {safe(fault)}")
    if run.faults:
        lines.append("")
    lines += _failures(run, paint)
    if run.cells:
        lines += _families(run)
    lines += _holes(rows, paint)
    lines += [*(safe(line, 1_000) for line in teeth), *([""] if teeth else [])]
    lines += _origin(run, paint)
    ending = paint(headline(run), _STATUS_COLOR[run.status], "bold")
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in breakdown(run))
    details = [f"{kinds}"] if kinds else []
    details.append(f"{counted(run.passed, 'case')} passed")
    for played, (count, caught) in (("careless", careless(run)), ("lies", lies(run))):
        if count:
            details.append(f"{caught:,} of {count:,} {played} caught")
    variants = variants_text(run)
    if variants:
        details.append(variants)
    if run.footer is not None:
        details.append(duration(run.footer.seconds * 1_000_000))
    lines.append(f"{ending} ({'; '.join(details)})")
    return "\n".join(lines) + "\n"
