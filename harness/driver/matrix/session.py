"""The runs of one suite over one target after the other."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from harness.driver.matrix.progress import Progress
from harness.driver.matrix.run import Listed, Stop, SuiteRun, Tail
from harness.driver.matrix.suites import Suite
from reports.targets.model import Cell, Column
from reports.targets.read import read_column

ROOT = Path(__file__).resolve().parents[3]
# More cells that differ than that are no flakiness.
MOST_AGAIN = 200


class Session:
    """The runs of one suite."""

    def __init__(
        self, options: argparse.Namespace, suite: Suite, program: Path, stop: Stop
    ) -> None:
        self.options = options
        self.suite = suite
        self.program = program
        self.stop = stop
        self.out = options.out.absolute()

    def _words(self, target: str, cases: Sequence[str], jobs: int) -> list[str]:
        # As it is to be pasted: the results repeat it.
        inside = self.program.is_relative_to(ROOT)
        program = self.program.relative_to(ROOT) if inside else self.program
        paths = self.options.paths or self.options.suites[self.suite.name]
        words = [str(program), *self.suite.command, *paths, "--target", target]
        words += ["--jobs", str(jobs), *self.suite.quiet]
        words += ["--adapters", str(self.options.adapters)] if self.options.adapters else []
        for case in cases:
            words += ["--case", case]
        return words

    def _results(self, target: str, what: str = "") -> Path:
        return self.out / "results" / f"{self.suite.name}-{target}{what}.jsonl"

    def run(self, targets: list[Listed]) -> list[Column]:
        """All of them; the results of one are read while the next is run."""
        jobs = self.options.jobs or len(os.sched_getaffinity(0))
        progress = Progress(sys.stderr, len(targets))
        read: list[tuple[Future[Column], str | None]] = []
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as readers:
            try:
                for number, target in enumerate(targets, 1):

                    def watch(tail: Tail, number: int = number, name: str = target.name) -> None:
                        progress.show(number, name, tail.results, tail.planned)

                    results = self._results(target.name)
                    words = self._words(target.name, self.options.case, jobs)
                    ended = SuiteRun(words, results, ROOT, watch).run(self.stop, time.monotonic)
                    if ended.fault:
                        progress.say(f"{target.name}: {ended.fault}")
                    read.append((readers.submit(read_column, results, target.name), ended.fault))
            finally:
                progress.end()
            columns = []
            for future, fault in read:
                column = self.suite.settle(future.result())
                faults = ((fault,) if fault else ()) + column.faults
                columns.append(replace(column, faults=faults))
        return columns

    def ask_again(self, target: str, cases: list[str]) -> dict[str, Cell]:
        """What these cases show when they are asked once more, one after the other."""
        if not cases or len(cases) > MOST_AGAIN:
            return {}
        print(f"{target}: {len(cases)} cases differ, and are asked again", file=sys.stderr)
        results = self._results(target, "-again")
        words = self._words(target, cases, 1)
        SuiteRun(words, results, ROOT, lambda _: None).run(self.stop, time.monotonic)
        cells = self.suite.settle(read_column(results, target)).cells
        results.unlink(missing_ok=True)
        return {case: cells[case] for case in cases if case in cells}
