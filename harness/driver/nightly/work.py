"""Runs the commands of a night: each with a log, a deadline, and a clean end when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.driver.lifeline import tied

# How long a command may take to end by itself after it was asked to.
ENDING = 30.0
TICK = 0.2


class StoppedError(Exception):
    """The night was stopped before or while a command ran."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended; `exit` is None when its time was over."""

    exit: int | None
    seconds: float

    @property
    def is_late(self) -> bool:
        return self.exit is None

    def words(self) -> str:
        """`it ended with status 2`."""
        if self.exit is None:
            return f"its {self.seconds:.0f} s were over"
        if self.exit < 0:
            return f"it was ended by signal {-self.exit}"
        return f"it ended with status {self.exit}"


@dataclass
class Worker:
    """Starts commands at the top of the checkout, with their output in a log."""

    root: Path
    logs: Path
    tick: Callable[[], None] = lambda: None
    now: Callable[[], float] = time.monotonic
    environment: Mapping[str, str] = field(default_factory=dict)
    stopping: bool = False

    def stop(self, *_: object) -> None:
        """Nothing more is to be run, and what runs is to end: what a signal calls."""
        self.stopping = True

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.txt"

    def run(
        self,
        name: str,
        command: Sequence[str | Path],
        seconds: float,
        output: Path | None = None,
        is_ended_softly: bool = False,
    ) -> Done:
        """Runs the command; what it prints goes to the log, or its standard output to `output`.

        Raises StoppedError when the night is stopped, after the command has ended. A command that
        cannot be started has the status 127.
        """
        if self.stopping:
            raise StoppedError
        began = self.now()
        self.logs.mkdir(parents=True, exist_ok=True)
        words = [str(word) for word in command]
        with self.log(name).open("ab") as log:
            log.write(f"$ {' '.join(words)}\n".encode())
            log.flush()
            sink = output.open("wb") if output is not None else None
            try:
                process = subprocess.Popen(
                    tied(words),
                    cwd=self.root,
                    stdin=subprocess.DEVNULL,
                    stdout=sink or log,
                    stderr=log,
                    env={**os.environ, **self.environment},
                    start_new_session=True,
                )
            except OSError as error:
                log.write(f"{words[0]} cannot be started: {error.strerror}\n".encode())
                return Done(127, self.now() - began)
            finally:
                if sink is not None:
                    sink.close()
        status = self._wait(process, began + seconds)
        if status is None:
            is_soft = is_ended_softly or self.stopping
            _end(process, signal.SIGINT if is_soft else signal.SIGTERM)
        if self.stopping:
            raise StoppedError
        return Done(status, self.now() - began)

    def _wait(self, process: subprocess.Popen[bytes], deadline: float) -> int | None:
        while not self.stopping and self.now() < deadline:
            try:
                return process.wait(TICK)
            except subprocess.TimeoutExpired:
                self.tick()
        return process.poll()


def _end(process: subprocess.Popen[bytes], soft: signal.Signals) -> None:
    """Asks the command and its children to end, and sees to it that they do."""
    for sent in (soft, signal.SIGKILL):
        try:
            os.killpg(process.pid, sent)
        except ProcessLookupError:
            break
        try:
            process.wait(ENDING)
        except subprocess.TimeoutExpired:
            continue
        break
    process.wait()
    # Children that outlived the command would spoil the next step.
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
