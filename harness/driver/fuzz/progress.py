"""Shows how a run goes: a table that is drawn again on a terminal, else a line now and then."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from typing import TextIO

from harness.driver.fuzz import matrix, targets
from harness.driver.fuzz.findings import Finding
from harness.driver.fuzz.statistics import Counts, Statistics
from harness.driver.fuzz.worker import SLOW

TRIAGE = "build/bin/sluice triage"
BUILD = "cmake --preset release && cmake --build --preset release"

TERMINAL_SECONDS = 1.0
LINE_SECONDS = 30.0

HEADINGS = (
    "target",
    "engine",
    "executions",
    "per s",
    "edges",
    "features",
    "corpus",
    "new",
    "found",
)
WIDTHS = (10, 10, 15, 9, 7, 9, 8, 7, 6)


def duration(seconds: float) -> str:
    """Seconds for people."""
    whole = max(0, round(seconds))
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def row(counts: Counts) -> str:
    """A line of the table."""
    cells = (
        counts.target,
        counts.engine,
        f"{counts.executions:,}",
        f"{counts.rate:,.0f}",
        str(counts.coverage),
        str(counts.features or "-"),
        str(counts.corpus),
        f"+{counts.added}",
        str(counts.findings),
    )
    return _line(cells)


def _line(cells: Sequence[str]) -> str:
    first = [cell.ljust(width) for cell, width in zip(cells[:2], WIDTHS[:2], strict=True)]
    rest = [cell.rjust(width) for cell, width in zip(cells[2:], WIDTHS[2:], strict=True)]
    return " ".join(first + rest)


def table(statistics: Statistics) -> list[str]:
    """All targets."""
    return [_line(HEADINGS), *(row(one) for one in statistics.targets)]


def summary(statistics: Statistics, *, work: str) -> str:
    """What is said at the end."""
    lines = table(statistics)
    lines.append("")
    lines.append(
        f"{statistics.executions:,} executions in {duration(statistics.elapsed)}"
        f" on {statistics.jobs} {'processor' if statistics.jobs == 1 else 'processors'}"
        + (", stopped" if statistics.stopped else "")
    )
    lines += matrix.lines(statistics.neighbors, is_due=statistics.is_matrix_due)
    lines += [
        f"SLOW  {slow(one)}: {work}/slow/{one.target}" for one in statistics.targets if one.slow
    ]
    for found in statistics.findings:
        lines.append(f"FOUND {describe(found)}")
        lines.append(f"      {work}/findings/{found.file}")
    if statistics.findings:
        lines.append(f"To make cases of them: {TRIAGE} {work}/findings")
        if not (targets.ROOT / TRIAGE.split()[0]).is_file():
            lines.append(f"      first: {BUILD}")
    else:
        lines.append("Nothing was found.")
    return "\n".join(lines)


def slow(counts: Counts) -> str:
    """What is said of inputs that took long."""
    what = "1 input" if counts.slow == 1 else f"{counts.slow:,} inputs"
    return f"{counts.target} ({counts.engine}): {what} took {SLOW} s or longer, which is no finding"


def describe(found: Finding) -> str:
    """A finding in one line."""
    times = f", {found.count} times" if found.count > 1 else ""
    name = f"{found.kind} {found.rule}".strip()
    return f"{found.target} ({found.engine}{times}): {name}: {found.detail}"


class Progress:
    """Shows a run to a person, or to a file."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream
        self.clock = clock
        self.on_terminal = stream.isatty()
        self._next = 0.0
        self._drawn = 0  # lines of the table on the terminal
        self._told: set[tuple[str, str, str]] = set()

    def say(self, text: str) -> None:
        """A line that stays."""
        self._erase()
        self.stream.write(f"{text}\n")
        self.stream.flush()

    def found(self, finding: Finding) -> None:
        """Tells of a finding once."""
        key = (finding.target, finding.kind, finding.rule)
        if key not in self._told:
            self._told.add(key)
            self.say(f"FOUND {describe(finding)}")

    def tick(self, statistics: Statistics, left: float, active: Sequence[str]) -> None:
        """Shows where things stand, if it is time to."""
        now = self.clock()
        if now < self._next:
            return
        self._next = now + (TERMINAL_SECONDS if self.on_terminal else LINE_SECONDS)
        if self.on_terminal:
            self._draw(statistics, left, active)
        else:
            self.say(_one_line(statistics, left))

    def _erase(self) -> None:
        if self._drawn:
            self.stream.write(f"\x1b[{self._drawn}A\x1b[J")
            self._drawn = 0

    def _draw(self, statistics: Statistics, left: float, active: Sequence[str]) -> None:
        width = shutil.get_terminal_size().columns
        lines = [*table(statistics), f"{duration(left)} left; running: {', '.join(active) or '-'}"]
        self._erase()
        self.stream.write("".join(f"{line[: width - 1]}\n" for line in lines))
        self.stream.flush()
        self._drawn = len(lines)

    def end(self) -> None:
        """Takes the table away."""
        self._erase()
        self.stream.flush()


def _one_line(statistics: Statistics, left: float) -> str:
    seconds = sum(one.seconds for one in statistics.targets)
    rate = statistics.executions / seconds if seconds else 0.0
    return (
        f"{statistics.executions:,} executions, {rate:,.0f} per s and process, "
        f"edges {max((one.coverage for one in statistics.targets), default=0)}, "
        f"{sum(one.added for one in statistics.targets)} new inputs, "
        f"{len(statistics.findings)} findings, {duration(left)} left"
    )
