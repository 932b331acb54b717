"""Programs of the fuzz target `jdk` that are given streams, and what they say of each."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Queue

from harness.driver.differential.inputs import ROOT, Input
from harness.driver.lifeline import tied

PROGRAM = ROOT / "build" / "bin" / "fuzz-jdk"
KNOWN, NEW = "known", "jdk"  # the rules of its findings


class CompareError(Exception):
    """One sentence."""


@dataclass(frozen=True)
class Difference:
    """What no row tells of."""

    name: str
    text: str


@dataclass
class Result:
    compared: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)  # of the decoder
    rows: dict[str, list[str]] = field(default_factory=dict)  # the names that show each
    differences: list[Difference] = field(default_factory=list)

    def take(self, line: str) -> None:
        """A line of the program's."""
        said = json.loads(line)
        self.compared += 1
        self.verdicts[said["verdict"]] += 1
        if said.get("rule") == KNOWN:
            self.rows.setdefault(said["detail"], []).append(said["file"])
        elif "rule" in said:
            self.differences.append(Difference(said["file"], said["detail"]))
            if said["rule"] != NEW:
                raise CompareError(said["detail"])


def line_of(item: Input) -> str:
    """As the program reads it."""
    name, data = item
    printable = "".join(one if one.isprintable() else "?" for one in name)
    return f"{printable}\t{data.hex()}\n"


class Worker:
    """A program with a JVM, and the streams that it is given."""

    def __init__(self, variables: dict[str, str], told: Callable[[str], None]) -> None:
        self.queue: Queue[str | None] = Queue(maxsize=1000)
        self.told = told
        self.failure: Exception | None = None
        self.program = subprocess.Popen(
            tied([str(PROGRAM), "--json", "-"]),
            env={**os.environ, "SLUICE_JDK_KNOWN": "1", **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.threads = [threading.Thread(target=one) for one in (self._feed, self._listen)]
        for thread in self.threads:
            thread.start()

    def _feed(self) -> None:
        pipe = self.program.stdin
        assert pipe is not None
        try:
            while (line := self.queue.get()) is not None:
                pipe.write(line)
            pipe.close()
        except OSError:
            while self.queue.get() is not None:  # its end is told by its status
                pass

    def _listen(self) -> None:
        assert self.program.stdout is not None
        for line in self.program.stdout:
            try:
                if self.failure is None:
                    self.told(line)
            except (CompareError, ValueError) as error:
                self.failure = error

    def close(self) -> None:
        self.queue.put(None)
        for thread in self.threads:
            thread.join()
        status = self.program.wait()
        for pipe in (self.program.stdin, self.program.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        if self.failure is not None:
            raise CompareError(str(self.failure))
        if status not in (0, 1):
            raise CompareError(f"{PROGRAM.name} ended with {status}")


def run(
    inputs: Iterator[Input],
    variables: dict[str, str],
    jobs: int,
    tick: Callable[[Result], None],
) -> Result:
    """Has all inputs compared; `tick` is called often."""
    if not PROGRAM.is_file():
        raise CompareError(f"there is no {PROGRAM.relative_to(ROOT)}: ninja -C build bin/fuzz-jdk")
    result = Result()
    lock = threading.Lock()

    def told(line: str) -> None:
        with lock:
            result.take(line)

    workers = [Worker(variables, told) for _ in range(jobs)]
    try:
        for number, item in enumerate(inputs):
            workers[number % jobs].queue.put(line_of(item))
            tick(result)
    finally:
        errors = []
        for worker in workers:
            try:
                worker.close()
            except CompareError as error:
                errors.append(error)
    if errors:
        raise errors[0]
    return result
