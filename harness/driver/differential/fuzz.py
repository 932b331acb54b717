"""Runs of the fuzz target `jdk` under libFuzzer, which go on behind what they find."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from harness.driver.differential.compare import CompareError
from harness.driver.differential.inputs import ROOT
from harness.driver.fuzz import build, targets
from harness.driver.fuzz.worker import EngineError
from harness.driver.lifeline import tied
from harness.driver.signals import handled

# Without sanitizers, which all other targets have: they take two thirds of the time.
PRESET = "fuzz-plain"
PROGRAM = ROOT / "build" / PRESET / "bin" / "fuzz-jdk"
WORK = ROOT / "build" / "fuzz" / "jdk"
CORPUS, FINDINGS = WORK / "corpus", WORK / "findings"
START = ROOT / "corpora" / "fuzz" / targets.STREAMS
GRACE = 60.0  # seconds behind the time it was given: what waits is compared first


Numbers = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """What came of it."""

    statistics: Numbers
    findings: list[Path]

    @property
    def compared(self) -> int:
        count = self.statistics.get("compared", 0)
        return count if isinstance(count, int) else 0


def read_statistics(path: Path) -> Numbers:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not written yet, or just being written
        return {}
    return read if isinstance(read, dict) else {}


def add(one: Numbers, other: Numbers) -> Numbers:
    """The sums of both, name by name."""
    return {
        name: add(one.get(name, {}), other.get(name, {}))
        if isinstance(one.get(name, other.get(name)), dict)
        else one.get(name, 0) + other.get(name, 0)
        for name in {**one, **other}
    }


class Program:
    """One of those that run, with a JVM, numbers and a log of its own."""

    def __init__(self, number: int, target: str, seconds: float) -> None:
        self.statistics_file = WORK / f"statistics-{number}.json"
        self.log = WORK / f"log-{number}"
        self.last: Numbers = {}
        self.statistics_file.unlink(missing_ok=True)
        words = [str(PROGRAM), f"-max_len={targets.MAX_INPUT}", f"-max_total_time={int(seconds)}"]
        words += ["-entropic=0"]
        words += [f"-dict={START.parent / targets.DICTIONARIES[targets.STREAMS]}"]
        variables = {
            "SLUICE_JDK": target,
            "SLUICE_JDK_FINDINGS": str(FINDINGS),
            "SLUICE_JDK_STATISTICS": str(self.statistics_file),
        }
        with self.log.open("wb") as said:
            self.process = subprocess.Popen(
                tied([*words, str(CORPUS), str(START)]),
                cwd=WORK,
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def statistics(self) -> Numbers:
        self.last = read_statistics(self.statistics_file) or self.last
        return self.last


def _watch(programs: list[Program], seconds: float, tick: Callable[[float], None]) -> bool:
    """Waits for the end of all; says whether somebody asked for it. `tick` is told what is left."""
    is_stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_stopped
        is_stopped = True
        for program in programs:
            program.process.send_signal(signal.SIGTERM)  # SIGINT may be ignored here

    began = time.monotonic()
    with handled(stop, signal.SIGINT, signal.SIGTERM):
        while any(program.process.poll() is None for program in programs):
            left = began + seconds - time.monotonic()
            if left < -GRACE:
                for program in programs:
                    program.process.kill()
            tick(max(left, 0.0))
            time.sleep(0.2)
    return is_stopped


def _so_far(programs: list[Program], before: set[Path]) -> Run:
    statistics: Numbers = {}
    for program in programs:
        statistics = add(statistics, program.statistics())
    return Run(statistics, sorted(set(FINDINGS.iterdir()) - before))


def run(target: str, seconds: float, jobs: int, tick: Callable[[Run, float], None]) -> Run:
    """Builds the program and runs so many of it for so long; an interrupt ends them in order.

    `tick` is told what came of it until now, and how many seconds are left.
    """
    try:
        build.build(PRESET, ["fuzz-jdk"])
    except EngineError as error:
        raise CompareError(str(error)) from None
    for folder in (CORPUS, FINDINGS):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(FINDINGS.iterdir())
    programs = [Program(number, target, seconds) for number in range(jobs)]
    is_stopped = _watch(programs, seconds, lambda left: tick(_so_far(programs, before), left))
    for program in programs:
        if program.process.returncode != 0 and not is_stopped:
            status = program.process.returncode
            raise CompareError(f"{PROGRAM.name} ended with {status}: see {program.log}")
    return _so_far(programs, before)
