"""What targets can be asked about: the suite of streams, and that of archives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.targets import archives
from reports.targets.model import Column
from reports.targets.record import STREAMS as STREAM_PART
from reports.targets.record import Part


@dataclass(frozen=True, slots=True)
class Suite:
    name: str  # as `sluice targets` says what a target asks for
    command: tuple[str, ...]  # of sluice, that runs it
    quiet: tuple[str, ...]  # words that keep it from showing how far it is
    part: Part  # of MATRIX.md
    settle: Callable[[Column], Column]  # what does not stand in the results is added


STREAMS = Suite("streams", ("run",), ("--progress", "none"), STREAM_PART, lambda column: column)
ARCHIVES = Suite("archives", ("archive", "run"), (), archives.ARCHIVES, archives.measured)
SUITES = (STREAMS, ARCHIVES)
