"""A program of an engine: started in a session of its own, with what it says in a file."""

from __future__ import annotations

import os
import signal
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from harness.driver.lifeline import tied

MARK = "SLUICE_FUZZ_PROCESS"  # in the environment of whatever a program starts, however indirectly
MOST_READ = 4 << 20  # bytes of what it said that are looked at, at its end


class Process:
    """Only wait() and kill() take time."""

    def __init__(self, command: Sequence[str], variables: Mapping[str, str], log: Path) -> None:
        self.command = list(command)
        self.log = log
        self._read = 0
        self._mark = uuid.uuid4().hex
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as said:
            self._popen = subprocess.Popen(
                tied(self.command),
                env={**os.environ, **variables, MARK: self._mark},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def status(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._popen.poll()

    def news(self) -> str:
        """What it said since this was last asked, whole lines only while it runs."""
        ended = self.status is not None
        with self.log.open("rb") as said:
            said.seek(self._read)
            data = said.read()
        if not ended:
            data = data[: data.rfind(b"\n") + 1]
        self._read += len(data)
        return data.decode(errors="replace")

    def said(self) -> str:
        """The end of all that it said."""
        with self.log.open("rb") as said:
            said.seek(max(0, self.log.stat().st_size - MOST_READ))
            return said.read().decode(errors="replace")

    def ask_to_stop(self) -> None:
        """Both engines put things in order when they are interrupted."""
        if self.status is None:
            self._signal(signal.SIGINT)

    def wait(self, seconds: float) -> None:
        """Waits for its end, but not for long."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)

    def kill(self, patience: float = 0.0) -> None:
        """Ends it, and all that it has started, whatever it thinks of that."""
        if patience > 0:
            self.wait(patience)
        self._signal(signal.SIGKILL)
        self._popen.wait()
        self.clear()

    def clear(self) -> None:
        """Ends what it has left behind: AFL++ starts targets in sessions of their own, and now and
        then forgets a stopped one."""
        mark = f"{MARK}={self._mark}".encode()
        for place in Path("/proc").glob("[0-9]*"):
            # Some end meanwhile, and those of others are not to be read.
            with suppress(OSError):
                if mark in (place / "environ").read_bytes().split(b"\0"):
                    os.kill(int(place.name), signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, number)
