"""A run over all targets as JSON, for programs."""

from __future__ import annotations

from typing import Any

from reports.targets.changes import KINDS, Changes
from reports.targets.model import Column, Matrix
from reports.targets.words import headline


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.target,
        "version": column.version,
        "faults": list(column.faults),
        "seconds": column.seconds,
        "cases": len(column.cells),
        "asked": column.asked,
        "expected": column.passed,
        "broken": len(column.failures),
        "beside": column.beside,
        "always": list(column.always),
        "unsupported": column.unsupported,
        "shows": [
            {
                "mark": broken.mark,
                "cases": broken.count,
                "of": broken.could,
                "smallest": broken.smallest.case if broken.smallest else None,
                "bytes": broken.smallest.length if broken.smallest else None,
                "replay": broken.smallest.replay if broken.smallest else None,
            }
            for broken in column.broken.values()
        ],
        "cells": {cell.case: list(cell.marks) for cell in column.failures},
    }


def document(matrix: Matrix, changes: Changes) -> dict[str, Any]:
    """All figures of the run."""
    return {
        "schema": 1,
        "headline": headline(matrix, changes),
        "seconds": round(matrix.seconds, 1),
        "whole": matrix.is_whole,
        "targets": [_column(column) for column in matrix.columns],
        "unavailable": [{"name": one.name, "why": one.why} for one in matrix.absent],
        "known": {name: one.known for name, one in changes.by_target.items()},
        "differences": {
            kind: [
                {
                    "target": one.target,
                    "what": one.what,
                    "detail": one.detail,
                    "command": one.command,
                }
                for one in changes.of(kind)
            ]
            for kind in KINDS
        },
    }
