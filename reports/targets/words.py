"""A run in a few words: what the command prints."""

from __future__ import annotations

from reports.targets.changes import KINDS, PLURALS, Changes
from reports.targets.model import Matrix
from reports.text import counted, safe

TOLD = 20


def headline(matrix: Matrix, changes: Changes) -> str:
    """The whole in one line."""
    faults = [column.target for column in matrix.columns if column.faults]
    if faults:
        return f"incomplete: {', '.join(faults)} proved nothing"
    if not changes.all:
        known = sum(one.known for one in changes.by_target.values())
        return f"nothing new: {counted(known, 'failure')} known"
    found = {kind: len(changes.of(kind)) for kind in KINDS}
    told = [counted(count, KINDS[kind], PLURALS[kind]) for kind, count in found.items() if count]
    return "red: " + ", ".join(told)


def targets_table(matrix: Matrix, changes: Changes) -> list[str]:
    """A line for each target."""
    width = max((len(column.target) for column in matrix.columns), default=6)
    heads = ("asked", "expected", "broken", "known", "red", "unsupp.", "seconds")
    lines = [f"{'target':<{width}}  " + " ".join(f"{head:>8}" for head in heads)]
    for column in matrix.columns:
        compared = changes.by_target[column.target]
        figures = (
            column.asked,
            column.passed,
            len(column.failures),
            compared.known,
            len(compared.differences),
            column.unsupported,
            round(column.seconds),
        )
        lines.append(
            f"{column.target:<{width}}  " + " ".join(f"{figure:>8,}" for figure in figures)
        )
    return lines


def differences(changes: Changes) -> list[str]:
    """Each kind with its own list, the first of each, and what to do."""
    lines = []
    for kind, name in KINDS.items():
        found = changes.of(kind)
        if not found:
            continue
        lines += ["", counted(len(found), name, PLURALS[kind])]
        for one in found[:TOLD]:
            lines.append(f"  {one.target}: {safe(one.what)}: {safe(one.detail, 300)}")
            lines.append(f"      {safe(one.command)}")
        if len(found) > TOLD:
            lines.append(f"  and {len(found) - TOLD:,} more")
    return lines


def summary(matrix: Matrix, changes: Changes) -> str:
    """All of it."""
    lines = targets_table(matrix, changes)
    lines += [f"{one.name}: not available: {one.why}" for one in matrix.absent]
    lines += [f"{column.target}: {fault}" for column in matrix.columns for fault in column.faults]
    lines += differences(changes)
    return "\n".join([*lines, "", headline(matrix, changes)])
