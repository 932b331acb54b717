"""The run in a few words, the same for every view."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import Any

from reports.matrix import MatrixRow
from reports.model import TARGET_VERDICTS, VERDICTS, Cell, Expected, Run
from reports.text import counted


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
    """The verdict, or what became of one who was careless on purpose."""
    if cell.result is None or not cell.result.is_careless:
        return cell.verdict
    return "careless: caught" if cell.passed else "careless: not caught"


def careless(run: Run) -> tuple[int, int]:
    """Cases that play somebody careless, and how many of them were caught."""
    cells = [cell for cell in run.cells if cell.result is not None and cell.result.is_careless]
    return len(cells), sum(cell.passed for cell in cells)


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
        "holes": {row.rule.id: row.hole for row in rows if row.hole},
        "files": files,
    }
