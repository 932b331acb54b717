"""The matrix of rules and neighbors: from which sides each rule was put to the test.

A neighbor is an input that the mutator has made out of an accepted one to break one rule and
nothing else. Both of its sides must have been seen: that the one is accepted, and that the other is
refused for that rule. A cell that stays empty is red: the run was too short, or the operator of the
rule makes nothing any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Neighbors = Mapping[str, Mapping[str, int]]

# The columns, by what programs count: SLUICE_FUZZ_MATRIX, harness/fuzz/matrix.h.
SIDES = {"accepting": "accepted", "rejecting": "refused"}
# Targets that have no time to lose. Others are about something else, and too slow to fill it.
JUDGED = ("decode", "inspect", "all")

GREEN, RED = "green", "red"
WHY = "the run was too short, or an operator of the mutator is broken"


def read(folder: Path) -> dict[str, dict[str, int]]:
    """By rule, what all processes together saw; the rules are those of the judged targets, if there
    is one. Files are named ENGINE-TARGET-NUMBER-RESTARTS.json."""
    sums: dict[str, dict[str, int]] = {}
    due: set[str] = set()
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            continue  # it is being written
        if path.stem.split("-")[1:2] and path.stem.split("-")[1] in JUDGED:
            due |= said["rules"].keys()
        for rule, counts in said["rules"].items():
            row = sums.setdefault(rule, {})
            for key, count in counts.items():
                row[key] = row.get(key, 0) + count
    return {rule: row for rule, row in sums.items() if not due or rule in due}


def empty(neighbors: Neighbors) -> dict[str, list[str]]:
    """By rule, the sides that were not seen."""
    missing = {
        rule: [side for side, key in SIDES.items() if not row.get(key)]
        for rule, row in neighbors.items()
    }
    return {rule: sides for rule, sides in missing.items() if sides}


def verdict(neighbors: Neighbors, *, is_due: bool) -> str | None:
    """Whether it is full; None where nobody was to fill it."""
    if not is_due:
        return None
    return GREEN if neighbors and not empty(neighbors) else RED


def to_json(neighbors: Neighbors, *, is_due: bool) -> dict[str, Any]:
    """For stats.json."""
    return {
        "verdict": verdict(neighbors, is_due=is_due),
        "empty": [
            {"rule": rule, "sides": sides} for rule, sides in sorted(empty(neighbors).items())
        ],
    }


def lines(neighbors: Neighbors, *, is_due: bool) -> list[str]:
    """For the summary: one line where it is full, a line more for each rule where it is not."""
    missing = empty(neighbors)
    if not neighbors:
        return [f"RED  no neighbor of any rule was seen: {WHY}"] if is_due else []
    full = f"{len(neighbors) - len(missing)} of {len(neighbors)} rules"
    if not missing or not is_due:
        return [f"Neighbors on both sides of {full}"]
    said = [f"RED  neighbors on both sides of no more than {full}: {WHY}"]
    for rule, sides in sorted(missing.items()):
        tried = neighbors[rule].get("tried", 0)
        said.append(f"     {rule}: no {' and no '.join(sides)} neighbor, {tried:,} tried")
    return said
