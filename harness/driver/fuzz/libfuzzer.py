"""libFuzzer: independent processes that share a corpus, begun again after each finding."""

from __future__ import annotations

import dataclasses
import math
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.driver.fuzz import targets
from harness.driver.fuzz.process import Process
from harness.driver.fuzz.statistics import Counts
from harness.driver.fuzz.worker import (
    BYTES,
    GRACE,
    PATIENCE,
    SLOW,
    STREAMS,
    TIMEOUT,
    EngineError,
    Worker,
)

PULSE = re.compile(r"^#(\d+)\s+\w+ +cov: (\d+) ft: (\d+) corp: (\d+)/", re.MULTILINE)
EXECUTIONS = re.compile(r"^stat::number_of_executed_units: (\d+)", re.MULTILINE)
ADDED = re.compile(r"^stat::new_units_added: +(\d+)", re.MULTILINE)

# What it calls an input that ended it, and one that took long.
ARTIFACTS = ("crash-", "leak-", "oom-", "timeout-")
SLOW_ARTIFACT = "slow-unit-"

MERGE_TICK = 0.2  # seconds

# Failures in a row, without an input that would explain them, after which there is no use.
MOST_FAILURES = 3
MOST_MEMORY = 2560  # megabytes

# Its schedule by rare features keeps books over every feature of every input: with some thousand of
# inputs that takes more time than all that we run, and reaches no more.
PLAIN_SCHEDULE = "-entropic=0"

# Frames of those who asked for memory; all of them cost a third of the speed.
ALLOCATION_FRAMES = 5

# Much memory in quarantine finds more uses of freed memory, and costs a third of the speed: one
# process of so many has it.
QUARANTINE_ONE_IN = 4


@dataclass
class Pulse:
    """What a process said of itself last."""

    executions: int = 0
    coverage: int = 0
    features: int = 0
    corpus: int = 0
    added: int = 0

    def take(self, text: str) -> None:
        """Reads more of what it says."""
        for found in PULSE.finditer(text):
            numbers = [int(one) for one in found.groups()]
            self.executions, self.coverage, self.features, self.corpus = numbers
        if found := EXECUTIONS.search(text):
            self.executions = int(found[1])
        if found := ADDED.search(text):
            self.added = int(found[1])


def sanitizers(*, quarantine: bool, leaks: bool = True) -> dict[str, str]:
    """The settings of the sanitizers: every error ends the program with the same status."""
    options = "exitcode=77:handle_abort=1:dedup_token_length=3"
    options += f":malloc_context_size={ALLOCATION_FRAMES}"
    more = "" if quarantine else ":quarantine_size_mb=1"
    if not leaks:
        more += ":detect_leaks=0"
    return {
        "ASAN_OPTIONS": options + more,
        "UBSAN_OPTIONS": "exitcode=77:print_stacktrace=1:report_error_type=1",
    }


class Merge:
    """A merge that goes on: few inputs that reach whatever those of some folders reach are added to
    a folder, as far as they reach more than what it has. Nothing is added before it ends.

    With `counts`, it matters how often an edge is reached, too: that is what engines go by, and
    several times as much is kept. Call end() once.
    """

    def __init__(
        self, program: Path, into: Path, folders: Sequence[Path], *, counts: bool = True
    ) -> None:
        self._what = f"{program} could not merge {folders[0]}"
        self._artifacts = Path(tempfile.mkdtemp(dir=into.parent))
        command = [str(program), "-set_cover_merge=1", f"-max_len={targets.MAX_INPUT}"]
        command += [f"-timeout={TIMEOUT}", f"-artifact_prefix={self._artifacts}/"]
        command += [f"-use_counters={int(counts)}", str(into), *(str(one) for one in folders)]
        variables = sanitizers(quarantine=False, leaks=False)
        self.process = Process(command, variables, self._artifacts / "said")

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self.process.status is not None

    def end(self) -> list[bytes]:
        """Stops it, unless it is over. Returns the inputs that ended the program; they are left
        out."""
        try:
            if not self.is_over:
                self.process.kill()
                return []
            if self.process.status != 0:
                lines = self.process.said().strip().splitlines()
                raise EngineError(f"{self._what}; it said: {lines[-1] if lines else 'nothing'}")
            bad = [one for one in self._artifacts.iterdir() if one.name.startswith(ARTIFACTS)]
            return [one.read_bytes() for one in bad]
        finally:
            shutil.rmtree(self._artifacts)


def merge(
    program: Path,
    into: Path,
    folders: Sequence[Path],
    is_stopping: Callable[[], bool] = lambda: False,
    *,
    counts: bool = True,
) -> list[bytes]:
    """Merges, see Merge; ends early, with nothing, when the run is being stopped."""
    merging = Merge(program, into, folders, counts=counts)
    try:
        while not merging.is_over and not is_stopping():
            merging.process.wait(MERGE_TICK)
    finally:
        bad = merging.end()
    return bad


def run_alone(program: Path, path: Path) -> str | None:
    """What a program says of an input; None if it has nothing against it."""
    command = [str(program), f"-timeout={TIMEOUT}", "-exact_artifact_path=/dev/null", str(path)]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **sanitizers(quarantine=True)},
            capture_output=True,
            start_new_session=True,  # it is not for it that the keyboard interrupts
            timeout=2 * TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "ERROR: libFuzzer: timeout"
    return done.stderr.decode(errors="replace") if done.returncode != 0 else None


def mutation_variables(mutation: str) -> dict[str, str]:
    """What tells the mutator to leave inputs to the engine."""
    return {} if mutation == STREAMS else {"SLUICE_FUZZ_MUTATION": BYTES}


class LibFuzzer(Worker):
    """A turn of libFuzzer."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.pulse = Pulse()
        self.failures = 0
        self.started = 0.0
        self.pulse_at = 0.0

    @property
    def artifacts(self) -> Path:
        """The folder where this turn leaves inputs that ended it."""
        return self.shop.work / "artifacts" / self.name

    def command(self, seconds: float) -> list[str]:
        """The command line of a process that is to run for so long."""
        target, shop = self.turn.target, self.shop
        words = [
            str(shop.program(targets.LIBFUZZER, target)),
            f"-max_len={targets.MAX_INPUT}",
            f"-timeout={TIMEOUT}",
            f"-report_slow_units={SLOW}",
            f"-rss_limit_mb={MOST_MEMORY}",
            f"-artifact_prefix={self.artifacts}/",
            f"-max_total_time={math.ceil(seconds)}",
            "-print_final_stats=1",
            "-print_funcs=0",
            "-use_value_profile=0",
            PLAIN_SCHEDULE,
        ]
        if shop.runs:
            words.append(f"-runs={shop.runs - self.counts.executions}")
        if shop.seed:
            words.append(f"-seed={shop.seed + self.turn.number + 1000 * self.counts.restarts}")
        if dictionary := shop.dictionary(target):
            words.append(f"-dict={dictionary}")
        return [*words, str(shop.corpus(target))]

    def start(self, now: float) -> None:
        """Starts a process."""
        self.artifacts.mkdir(parents=True, exist_ok=True)
        self.started = self.pulse_at = now
        self.pulse = Pulse()
        quarantine = self.turn.number % QUARANTINE_ONE_IN == 0
        self.process = Process(
            self.command(self.deadline - now),
            sanitizers(quarantine=quarantine)
            | mutation_variables(self.shop.mutation)
            | self.shop.matrix(f"{self.name}-{self.counts.restarts}"),
            self.shop.work / "logs" / f"{self.name}-{self.counts.restarts}.log",
        )

    def tick(self, now: float) -> bool:
        """Looks after the process; false when the turn is over."""
        assert self.process is not None
        status = self.process.status
        before = self.pulse.executions
        self.pulse.take(self.process.news())
        if self.pulse.executions != before:
            self.pulse_at = now
        if status is None:
            if now < self.deadline + GRACE:
                return True
            self.process.kill()
            self.process.news()
        self._account(now)
        if self._collect():
            self.failures = 0
        elif status not in (0, None):
            self._fail(status)
        over = self.shop.runs and self.counts.executions >= self.shop.runs
        if status in (0, None) or over or now >= self.deadline - 1:
            return False
        self.counts.restarts += 1
        self.start(now)
        return True

    def _fail(self, status: int) -> None:
        assert self.process is not None
        self.failures += 1
        if self.failures >= MOST_FAILURES:
            lines = self.process.said().strip().splitlines()
            raise EngineError(
                f"{self.process.command[0]} ended with status {status} {MOST_FAILURES} times and "
                f"left no input; it said: {lines[-1] if lines else 'nothing'}; all of it is in "
                f"{self.process.log}"
            )

    def _account(self, now: float) -> None:
        """Adds what the process did, which has ended."""
        self.counts = self.totals(now, exact=True)
        self.pulse = Pulse()
        self.started = now

    def _collect(self) -> bool:
        """Takes what the process left; true if there is a finding."""
        assert self.process is not None
        inputs = [path for path in self.artifacts.iterdir() if path.name.startswith(ARTIFACTS)]
        for path in inputs:
            data = path.read_bytes()
            self.add_finding(data, self.process.said())
            self.shop.forget(self.turn.target, data)
        for path in self.artifacts.iterdir():
            if path.name.startswith(SLOW_ARTIFACT):
                self.counts.slow += self.shop.keep_slow(self.turn.target, path.read_bytes())
            path.unlink()
        return bool(inputs)

    def totals(self, now: float, *, exact: bool = False) -> Counts:
        """What the turn came to so far. Between two pulses, executions are a guess."""
        executions = self.pulse.executions
        if not exact and self.pulse_at > self.started:
            rate = executions / (self.pulse_at - self.started)
            executions += int(rate * (now - self.pulse_at))
        return dataclasses.replace(
            self.counts,
            executions=self.counts.executions + executions,
            seconds=self.counts.seconds + now - self.started,
            coverage=max(self.counts.coverage, self.pulse.coverage),
            features=max(self.counts.features, self.pulse.features),
            corpus=max(self.counts.corpus, self.pulse.corpus),
            added=self.counts.added + self.pulse.added,
        )

    def stop(self, now: float) -> None:
        """Ends the turn at once."""
        assert self.process is not None
        self.process.kill(PATIENCE)
        self.pulse.take(self.process.news())
        self._collect()
        self._account(now)
