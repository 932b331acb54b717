"""Columns, cells and baselines for the tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from reports.targets.baselines import Baseline, read_baseline
from reports.targets.changes import Again, Compared, Recorded, compare
from reports.targets.model import Cell, Column, Matrix

TODAY = date(2026, 11, 23)


def cell(case: str, *marks: str, length: int = 10, **more: object) -> Cell:
    """One that shows these marks, or is as expected."""
    known: dict[str, object] = {
        "case": case,
        "verdict": "reject" if not marks else "wrong-value",
        "passed": not marks,
        "marks": marks,
        "decided": frozenset({"IN-5", "IN-8"}),
        "answer": "reject",
        "length": length,
        "title": "a title",
        "rules": ("IN-8",),
        "is_attack": True,
        "message": "a message" if marks else "",
        "details": {mark: "a detail" for mark in marks if mark.isupper()},
        "replay": f"build/bin/sluice run --case {case}",
    }
    return Cell(**{**known, **more})  # type: ignore[arg-type]


def unsupported(case: str) -> Cell:
    return cell(case, verdict="unsupported", answer=None, decided=frozenset())


def column(*cells: Cell, target: str = "fake") -> Column:
    return Column(target, "1.0", {one.case: one for one in cells})


def entry(cases: str, shows: str, *more: str) -> str:
    lines = [f'  - cases: "{cases}"', f"    shows: [{shows}]"]
    given = {line.partition(":")[0] for line in more}
    usual = (
        "kind: design",
        "reason: it makes no such promise",
        "link: docs/TUTORIAL.md",
        "owner: tests",
        "added: 2026-11-01",
        "expires: 2026-12-31",
    )
    kept = [line for line in usual if line.partition(":")[0] not in given]
    return "\n".join([*lines, *(f"    {line}" for line in (*kept, *more))]) + "\n"


def baseline(folder: Path, *entries: str, target: str = "fake") -> Baseline:
    return read_baseline(write(folder, *entries, target=target))


def write(folder: Path, *entries: str, target: str = "fake") -> Path:
    path = folder / f"{target}.yaml"
    path.write_text(f"target: {target}\nknown:\n{''.join(entries)}")
    return path


def compared(
    of: Column,
    known: Baseline | None = None,
    recorded: Recorded | None = None,
    again: Again | None = None,
    is_whole: bool = True,
) -> Compared:
    matrix = Matrix((of,), is_whole=is_whole)
    changes = compare(
        matrix,
        {of.target: known} if known else {},
        {of.target: recorded} if recorded is not None else {},
        {of.target: again or {}},
        TODAY,
    )
    return changes.by_target[of.target]
