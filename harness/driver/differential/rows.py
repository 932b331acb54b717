"""The rows of decoder/DIVERGENCES.md about any stream at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from harness.driver.differential.inputs import ROOT

FILE = ROOT / "decoder" / "DIVERGENCES.md"
HEADING = "| row | how | decoder says | JDK says |"


@dataclass(frozen=True)
class Row:
    row: str
    how: str
    decoder: str
    jdk: str


def read(path: Path = FILE) -> list[Row]:
    """As harness/fuzz/jdk/divergences.c does: below the heading, while lines are rows."""
    rows = []
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line == HEADING:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            rows.append(Row(*(cell.strip() for cell in line.strip("|").split("|"))))
    return rows
