"""A run of the fuzz target `jdk` under libFuzzer, which goes on behind what it finds."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from harness.driver.differential.compare import CompareError
from harness.driver.differential.inputs import ROOT
from harness.driver.fuzz import build, targets
from harness.driver.fuzz.worker import EngineError

# Without sanitizers, which all other targets have: they take two thirds of the time.
PRESET = "fuzz-plain"
PROGRAM = ROOT / "build" / PRESET / "bin" / "fuzz-jdk"
WORK = ROOT / "build" / "fuzz" / "jdk"
START = ROOT / "corpora" / "fuzz" / targets.STREAMS
GRACE = 60.0  # seconds behind the time it was given: what waits is compared first


@dataclass(frozen=True)
class Run:
    """What came of it."""

    statistics: dict[str, object]
    findings: list[Path]

    @property
    def compared(self) -> int:
        count = self.statistics.get("compared", 0)
        return count if isinstance(count, int) else 0


def read_statistics(path: Path) -> dict[str, object]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not written yet, or just being written
        return {}
    return read if isinstance(read, dict) else {}


def run(target: str, seconds: float, tick: Callable[[int], None]) -> Run:
    """Builds the program and runs it for so long; `tick` is told how many inputs were compared."""
    try:
        build.build(PRESET, ["fuzz-jdk"])
    except EngineError as error:
        raise CompareError(str(error)) from None
    corpus, found = WORK / "corpus", WORK / "findings"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    statistics = WORK / "statistics.json"
    statistics.unlink(missing_ok=True)
    before = set(found.iterdir())
    words = [str(PROGRAM), f"-max_len={targets.MAX_INPUT}", f"-max_total_time={int(seconds)}"]
    words += ["-entropic=0"]
    words += [f"-dict={START.parent / targets.DICTIONARIES[targets.STREAMS]}"]
    variables = {
        "SLUICE_JDK": target,
        "SLUICE_JDK_FINDINGS": str(found),
        "SLUICE_JDK_STATISTICS": str(statistics),
    }
    log = WORK / "log"
    with log.open("wb") as said:
        program = subprocess.Popen(
            [*words, str(corpus), str(START)],
            cwd=WORK,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        end = time.monotonic() + seconds + GRACE
        while program.poll() is None:
            if time.monotonic() > end:
                program.kill()
            tick(Run(read_statistics(statistics), []).compared)
            time.sleep(0.2)
    new = sorted(set(found.iterdir()) - before)
    if program.returncode != 0:
        raise CompareError(f"{PROGRAM.name} ended with {program.returncode}: see {log}")
    return Run(read_statistics(statistics), new)
