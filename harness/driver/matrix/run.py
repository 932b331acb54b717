"""Runs the suite on one target after another, and sees how far each is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from harness.driver.lifeline import tied

# `sluice run` has a deadline for each case; this one is for a run that does not get on at all.
SILENT_SECONDS = 300.0
# So long a run that is stopped may take to end by itself.
GRACE = 10.0
PERIOD = 0.2
CLEAN, REGRESSIONS = 0, 1
_RESULT = b'{"type":"result"'
_PLANNED = b'{"type":"planned"'


class RunError(Exception):
    """One sentence: nothing can be run."""


class StoppedError(Exception):
    """Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A target, as `sluice targets` lists it."""

    name: str
    title: str
    asks: str  # streams, archives
    why: str | None  # it cannot be run; None: it can

    @property
    def of_archives(self) -> bool:
        return self.asks == "archives"


def list_targets(program: Path, adapters: Path | None) -> list[Listed]:
    """What there is. Raises RunError."""
    words = [str(program), "targets", "--json"]
    words += ["--adapters", str(adapters)] if adapters else []
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, timeout=120, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RunError(f"{program} cannot be run: {error}") from error
    if done.returncode != 0:
        raise RunError(done.stderr.strip() or f"{program} targets ends with {done.returncode}")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [Listed(row["name"], row["title"], row["asks"], row["why"]) for row in rows]


class Tail:
    """Counts the lines of a growing file of results."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.planned = 0
        self.results = 0
        self._offset = 0
        self._rest = b""

    def read(self) -> bool:
        """Looks at what has come; True if something has."""
        if not self.path.is_file():
            return False
        came = False
        with self.path.open("rb") as file:
            file.seek(self._offset)
            while chunk := file.read(1 << 22):
                came = True
                self._offset += len(chunk)
                lines = (self._rest + chunk).split(b"\n")
                self._rest = lines.pop()
                self.planned += sum(line.startswith(_PLANNED) for line in lines)
                self.results += sum(line.startswith(_RESULT) for line in lines)
        return came


@dataclass(frozen=True, slots=True)
class Ended:
    """How the run of a target went."""

    status: int | None  # None: it did not get on, and was ended
    said: str  # the end of what it wrote to standard error

    @property
    def fault(self) -> str | None:
        """Why its results prove nothing; None: they are whole."""
        if self.status in (CLEAN, REGRESSIONS):
            return None
        if self.status is None:
            return f"no case ended for {SILENT_SECONDS:.0f} s, and the run was ended"
        if self.status < 0:
            return f"the run was killed by signal {-self.status}"
        return self.said or f"the run ended with status {self.status}"


class Stop:
    """Whether somebody has asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.asked = True


class SuiteRun:
    """`sluice run` on one target, as a process of its own."""

    def __init__(
        self, words: Sequence[str], results: Path, root: Path, watch: Callable[[Tail], None]
    ) -> None:
        self.words = [*words, "--results", str(results)]
        self.results = results
        self.root = root
        self.watch = watch

    def run(self, stop: Stop, clock: Callable[[], float]) -> Ended:
        """Runs it to its end. Raises StoppedError, when it has ended."""
        self.results.unlink(missing_ok=True)
        tail = Tail(self.results)
        with tempfile.TemporaryFile() as errors:
            # Its own group: a Ctrl-C of the terminal reaches it through us, once.
            process = subprocess.Popen(
                tied(self.words),
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
            try:
                status = self._wait(process, tail, stop, clock)
            finally:
                _end(process)
            if stop.asked:
                raise StoppedError
            tail.read()
            self.watch(tail)
            errors.seek(max(errors.tell() - 2000, 0))
            lines = errors.read().decode("utf-8", "replace").strip().splitlines()
            return Ended(status, lines[-1] if lines else "")

    def _wait(
        self,
        process: subprocess.Popen[bytes],
        tail: Tail,
        stop: Stop,
        clock: Callable[[], float],
    ) -> int | None:
        last = clock()
        while True:
            try:
                return process.wait(timeout=PERIOD)
            except subprocess.TimeoutExpired:
                pass
            if stop.asked:
                return None
            if tail.read():
                last = clock()
            self.watch(tail)
            if clock() - last > SILENT_SECONDS:
                return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Softly first, so that it ends the targets it has started; then with all that is left."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=GRACE)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
