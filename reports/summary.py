"""The run in a few words, the same for every view."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import Any

from reports.coverage import AttackCoverage, RuleCoverage
from reports.evidence import Evidence
from reports.matrix import MatrixRow
from reports.model import TARGET_VERDICTS, VERDICTS, Cell, Expected, Run
from reports.text import counted

# So many rows of the attack catalogue are named in one line.
NAMED = 20


def headline(run: Run) -> str:
    """One line: how the run ended."""
    cells = counted(len(run.cells), "case")
    parts: list[str] = []
    if run.failed:
        parts.append(f"{run.failed:,} of {cells} failed")
    if run.not_run:
        parts.append(f"{run.not_run:,} not run")
    if run.faults:
        return "; ".join(["This run proves nothing", *parts])
    return ", ".join(parts) if parts else f"All {cells} as expected"


def breakdown(run: Run) -> list[tuple[str, int]]:
    """How the failures divide: the runner's verdicts by name, and what the target got wrong."""
    return list(Counter(_kind(cell) for cell in run.failures).items())


def _kind(cell: Cell) -> str:
    if cell.result is None or cell.verdict not in TARGET_VERDICTS:
        return cell.verdict
    if cell.result.variants and cell.result.variants.failed:
        return "with broken variants"
    # The right verdict fails too, with the wrong error for one, or when the twin was not accepted.
    as_expected = cell.verdict == cell.result.expected.verdict
    return f"{'wrong' if as_expected else 'unexpected'} {cell.verdict}"


def expected_text(expected: Expected) -> str:
    """`reject with EOFException at array.length`."""
    text = expected.verdict
    if expected.error:
        text += f" with {' or '.join(expected.error)}"
    if expected.reason:
        text += f", reason {expected.reason}"
    if expected.at:
        text += f" at {expected.at}"
    if expected.path:
        text += f", path {expected.path}"
    if expected.value is not None:
        text += f", value {expected.value}"
    if expected.violates:
        text += f", and {', '.join(expected.violates)} found violated"
    return text


def actual_text(cell: Cell) -> str:
    """What came instead, in the same form."""
    result = cell.result
    if result is None:
        return "no result"
    text = result.verdict
    if result.signal is not None:
        text += f" by signal {result.signal}"
    error = result.error
    if error is not None:
        if error.java_class:
            text += f" with {error.java_class}"
        if error.reason:
            text += f", reason {error.reason}"
        if error.at:
            text += f" at {error.at}"
        if error.offset is not None:
            text += f", offset {error.offset:,}"
        if error.path:
            text += f", path {error.path}"
    elif result.value is not None:
        text += f", value {result.value}"
    return text


def violations(cell: Cell) -> list[str]:
    """`GOLD-1: detail`, one for each violated rule."""
    if cell.result is None:
        return []
    return [
        f"{judged.rule}: {judged.detail}" if judged.detail else judged.rule
        for judged in cell.result.judged
        if judged.outcome == "violated"
    ]


def verdict_text(cell: Cell) -> str:
    """The verdict, or what became of one who was careless on purpose, or of a lie."""
    if cell.result is None or not (cell.result.is_careless or cell.result.is_lie):
        return cell.verdict
    played = "lie" if cell.result.is_lie else "careless"
    return f"{played}: caught" if cell.passed else f"{played}: not caught"


def careless(run: Run) -> tuple[int, int]:
    """Cases that play somebody careless, and how many of them were caught."""
    cells = [cell for cell in run.cells if cell.result is not None and cell.result.is_careless]
    return len(cells), sum(cell.passed for cell in cells)


def lies(run: Run) -> tuple[int, int]:
    """Cases that lie about what was seen, and how many of them the judge saw through."""
    cells = [cell for cell in run.cells if cell.result is not None and cell.result.is_lie]
    return len(cells), sum(cell.passed for cell in cells)


def planned(rows: list[MatrixRow]) -> list[str]:
    """Ids of the rules that nothing judges yet: they are no part of any count."""
    return [row.rule.id for row in rows if row.rule.is_planned]


def variants_text(run: Run) -> str | None:
    """`12,345 variants run, 3 failed`; None when none were run."""
    if run.variants is None:
        return None
    count, failed = run.variants
    return f"{counted(count, 'variant')} run, {f'{failed:,}' if failed else 'none'} failed"


def broken_variants(cell: Cell) -> list[str]:
    """`truncate-everywhere 17: message (IN-8)`, the first that failed."""
    if cell.result is None or cell.result.variants is None:
        return []
    return [
        f"{broken.name}: {broken.message}{f' ({broken.rule})' if broken.rule else ''}"
        for broken in cell.result.variants.failures
    ]


def command_text(run: Run) -> str | None:
    return shlex.join(run.header.command) if run.header else None


def as_json(run: Run, rows: list[MatrixRow], files: dict[str, str]) -> dict[str, Any]:
    """The summary for programs."""
    header = run.header
    return {
        "status": run.status,
        "exit": run.exit,
        "headline": headline(run),
        "version": header.version if header else None,
        "commit": header.commit if header else None,
        "started": header.started.isoformat() if header else None,
        "seconds": run.footer.seconds if run.footer else None,
        "cells": len(run.cells),
        "passed": run.passed,
        "failed": run.failed,
        "not_run": run.not_run,
        "careless": dict(zip(("cases", "caught"), careless(run), strict=True)),
        "lies": dict(zip(("cases", "caught"), lies(run), strict=True)),
        "verdicts": {verdict: run.verdicts[verdict] for verdict in VERDICTS},
        "faults": list(run.faults),
        "failures": [
            {
                "case": cell.case,
                "target": cell.target,
                "verdict": cell.verdict,
                "severity": cell.severity,
                "message": cell.message,
                "violated": list(cell.result.rules_with("violated")) if cell.result else [],
                "replay": cell.result.replay if cell.result else None,
            }
            for cell in run.failures
        ],
        "variants": dict(zip(("run", "failed"), run.variants or (0, 0), strict=True)),
        "holes": {row.rule.id: row.hole for row in rows if row.hole},
        "planned": planned(rows),
        "files": files,
    }


def teeth(
    rules: list[RuleCoverage], attacks: list[AttackCoverage], evidence: Evidence
) -> list[str]:
    """How much the suite notices of what is broken on purpose, and what nobody attacks."""
    lines = []
    planted, killed = evidence.planted_in_all
    if planted:
        noticed = "nobody has counted" if killed is None else f"{killed:,} of them noticed"
        lines.append(f"teeth: {counted(planted, 'defect')} planted, {noticed}")
    total = evidence.total
    if total is not None:
        lines.append(
            f"teeth: {total.percent:.2f} % of {total.killed + total.survived:,} mutants of the"
            f" sources noticed, {total.survived:,} not"
        )
    missing = [entry.row.id for entry in attacks if not entry.cases]
    if attacks:
        lines.append(
            f"attack catalogue: {len(attacks) - len(missing)} of {len(attacks)} rows have cases"
            + (f"; none: {_named(missing)}" if missing else "")
        )
    # Rules without any attack are named with the holes of the run already.
    gaps = [
        f"{entry.row.rule.id}: {'; '.join(entry.gaps)}"
        for entry in rules
        if entry.attacks and entry.gaps
    ]
    return [*lines, *gaps, *evidence.notes]


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    return " ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def teeth_as_json(
    rules: list[RuleCoverage], attacks: list[AttackCoverage], evidence: Evidence
) -> dict[str, Any]:
    """The same for programs; null where nobody knows."""
    planted, killed = evidence.planted_in_all
    total = evidence.total
    return {
        "planted": planted,
        "planted_killed": killed,
        "score": total.percent if total else None,
        "score_is_current": total.is_current if total else None,
        "attacks_without_case": [entry.row.id for entry in attacks if not entry.cases],
        "gaps": {entry.row.rule.id: entry.gaps for entry in rules if entry.gaps},
        "notes": list(evidence.notes),
    }
