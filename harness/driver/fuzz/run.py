"""Runs the fuzzers: deals out the turns, looks after the processes, counts, and ends in order."""

from __future__ import annotations

import dataclasses
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol

from harness.driver.fuzz import matrix, plan, targets
from harness.driver.fuzz.aflpp import ROLES, Afl
from harness.driver.fuzz.findings import Finding, Findings
from harness.driver.fuzz.libfuzzer import LibFuzzer
from harness.driver.fuzz.statistics import Counts, Statistics
from harness.driver.fuzz.worker import STREAMS, EngineError, Worker, Workshop
from harness.driver.signals import handled

WORKERS: dict[str, type[Worker]] = {plan.LIBFUZZER: LibFuzzer, plan.AFL: Afl}

# Where inputs come from at the beginning.
CORPUS = "corpus"  # the corpus of the repository, its regressions, and what earlier runs found
SEEDS = "seeds"  # these, and all seeds (scripts/corpus seeds)
EMPTY = "empty"  # nothing, not even what earlier runs found
STARTS = (CORPUS, SEEDS, EMPTY)

TICK = 0.5  # seconds


@dataclass
class Settings:
    """What is to be run."""

    targets: Sequence[str]
    engines: Sequence[str] = (plan.LIBFUZZER,)
    seconds: float = 600.0
    jobs: int = 1
    runs: int = 0  # executions of each process, in place of the time
    mutation: str = STREAMS
    start: str = CORPUS
    seed: int = 0
    root: Path = targets.ROOT
    work: Path = targets.ROOT / "build" / "fuzz"

    @property
    def is_matrix_due(self) -> bool:
        """Whether rules are to be seen from both sides: by whom the mutator is in the same process
        with, and who has the time for it."""
        return (
            plan.LIBFUZZER in self.engines
            and self.mutation == STREAMS
            and any(target in matrix.JUDGED for target in self.targets)
        )


class Watcher(Protocol):
    """Whoever shows how a run goes."""

    def found(self, finding: Finding) -> None:
        """Something was found, which may have been found before."""

    def tick(self, statistics: Statistics, left: float, active: Sequence[str]) -> None:
        """It goes on; `active` says what is running."""


class Silence:
    """Shows nothing."""

    def found(self, finding: Finding) -> None:
        """Nothing is shown."""

    def tick(self, statistics: Statistics, left: float, active: Sequence[str]) -> None:
        """Nothing is shown."""


class Driver:
    """A run of the fuzzers."""

    def __init__(
        self,
        settings: Settings,
        watcher: Watcher | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self.watcher = watcher or Silence()
        self.clock = clock
        self.sleep = sleep
        self.shop = Workshop(
            root=settings.root,
            work=settings.work,
            findings=Findings(settings.work / "findings"),
            mutation=settings.mutation,
            runs=settings.runs,
            seed=settings.seed,
        )
        self._ended: list[Counts] = []  # of turns that are over
        self._active: list[Worker] = []

    def stop(self, *_: int | FrameType | None) -> None:
        """Ends the run soon, in order: also what a signal calls."""
        self.shop.is_stopping = True

    # --- the corpus -----------------------------------------------------------------------------

    def _prepare(self) -> None:
        work, start = self.settings.work, self.settings.start
        for name in ("afl", "artifacts", "logs", "neighbors"):
            shutil.rmtree(work / name, ignore_errors=True)
        for kind in {targets.kind(target) for target in self.settings.targets}:
            folder = work / "corpus" / kind
            if start == EMPTY:
                shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            for source in self._sources(kind):
                for path in source.iterdir() if source.is_dir() else ():
                    self.shop.keep_in(folder, path.read_bytes())

    def _sources(self, kind: str) -> list[Path]:
        root, start = self.settings.root, self.settings.start
        if start == EMPTY:
            return []
        sources = [root / "corpora" / "fuzz" / kind]
        sources += [
            root / "corpora" / "regressions" / "fuzz" / target for target in targets.of_kind(kind)
        ]
        if start == SEEDS:
            sources.append(self.settings.work / "seeds" / kind)
        return sources

    # --- turns ----------------------------------------------------------------------------------

    def run(self) -> Statistics:
        """Runs everything; returns what came of it. Findings are kept, whatever happens."""
        settings = self.settings
        self._prepare()
        roles = len(ROLES) if plan.AFL in settings.engines else 1
        queue = plan.turns(
            settings.targets, settings.engines, settings.seconds, settings.jobs, roles
        )
        if settings.runs:
            queue = queue[: max(settings.jobs, len(settings.targets) * len(settings.engines))]
        began = self.clock()
        end = began + settings.seconds
        try:
            while not self.shop.is_stopping and (queue or self._active):
                self._fill_lanes(queue, end)
                self._tick()
                self.watcher.tick(self.statistics(began), end - self.clock(), self._names())
                if queue or self._active:
                    self.sleep(TICK)
        finally:
            self._end_all()
        statistics = self.statistics(began)
        statistics.neighbors = matrix.read(settings.work / "neighbors")
        statistics.write(settings.work / "stats.json")
        return statistics

    def _names(self) -> list[str]:
        return [f"{worker.turn.target} ({worker.turn.engine})" for worker in self._active]

    def _fill_lanes(self, queue: list[plan.Turn], end: float) -> None:
        while queue and len(self._active) < self.settings.jobs:
            if self.clock() >= end - 1 and not self.settings.runs:
                queue.clear()
                return
            worker = WORKERS[queue[0].engine](queue[0], self.shop)
            now = self.clock()
            worker.begin(now, plan.length(end - now, len(queue), self.settings.jobs))
            queue.pop(0)
            worker.counts.processes = 1
            self._active.append(worker)

    def _tick(self) -> None:
        for worker in list(self._active):
            goes_on = worker.tick(self.clock())
            self._tell(worker)
            if not goes_on:
                self._active.remove(worker)
                self._ended.append(worker.counts)

    def _tell(self, worker: Worker) -> None:
        for finding in worker.found:
            self.watcher.found(finding)
        worker.found.clear()

    def _end_all(self) -> None:
        for worker in self._active:
            if worker.process is not None:
                worker.process.ask_to_stop()
        for worker in self._active:
            worker.stop(self.clock())
            self._tell(worker)
            self._ended.append(worker.counts)
        self._active.clear()

    # --- numbers --------------------------------------------------------------------------------

    def statistics(self, began: float) -> Statistics:
        """What the run came to so far."""
        now, settings = self.clock(), self.settings
        all_of_it = Statistics(settings.seconds, settings.jobs, now - began, self.shop.is_stopping)
        all_of_it.is_matrix_due = settings.is_matrix_due
        for engine in settings.engines:
            for target in settings.targets:
                all_of_it.of(target, engine)
        for one in self._ended + [worker.totals(now) for worker in self._active]:
            _add(all_of_it.of(one.target, one.engine), one)
        all_of_it.findings = [dataclasses.replace(one) for one in self.shop.findings.new]
        return all_of_it


def _add(to: Counts, more: Counts) -> None:
    for name in ("processes", "executions", "seconds", "added", "restarts", "findings", "slow"):
        setattr(to, name, getattr(to, name) + getattr(more, name))
    for name in ("coverage", "features", "corpus"):
        setattr(to, name, max(getattr(to, name), getattr(more, name)))


@contextmanager
def _signals(driver: Driver) -> Iterator[None]:
    """An interrupt ends the run in order; a second one, at once."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def handle(number: int, frame: FrameType | None) -> None:
        if driver.shop.is_stopping:
            signal.signal(number, before[number])
        driver.stop(number, frame)

    with handled(handle, *before):
        yield


def fuzz(settings: Settings, watcher: Watcher | None = None) -> Statistics:
    """Runs the fuzzers, whose programs are built, and writes stats.json.

    To be called by the main thread alone, because of the signals.
    """
    for target in settings.targets:
        program = targets.program(targets.LIBFUZZER, target, settings.root)
        if not program.is_file():
            raise EngineError(f"{program} is missing: run scripts/fuzz without --no-build")
    driver = Driver(settings, watcher)
    with _signals(driver):
        return driver.run()
