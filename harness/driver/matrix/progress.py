"""Shows how far a run over all targets is, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from harness.driver.fuzz.progress import duration

TERMINAL_SECONDS = 0.5
LINE_SECONDS = 10.0


class Progress:
    """A line that is drawn again on a terminal, else a line now and then."""

    def __init__(
        self, stream: TextIO, targets: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stream = stream
        self.clock = clock
        self.targets = targets
        self.on_terminal = stream.isatty()
        self._start = clock()
        self._next = clock() + (0 if self.on_terminal else LINE_SECONDS)
        self._is_drawn = False

    def say(self, text: str) -> None:
        """A line that stays."""
        self._erase()
        self.stream.write(f"{text}\n")
        self.stream.flush()

    def show(self, number: int, name: str, done: int, planned: int) -> None:
        """Where things stand: `done` cases of the target with that number, which counts from 1."""
        now = self.clock()
        if now < self._next:
            return
        self._next = now + (TERMINAL_SECONDS if self.on_terminal else LINE_SECONDS)
        self._erase()
        left = self.left(number, done, planned)
        text = f"{number} of {self.targets}: {name}, {done:,} of {planned:,} cases"
        text += f", about {duration(left)} left" if left is not None else ""
        self.stream.write(text if self.on_terminal else f"{text}\n")
        self.stream.flush()
        self._is_drawn = self.on_terminal

    def left(self, number: int, done: int, planned: int) -> float | None:
        """Seconds; None until there is something to tell it from."""
        part = (number - 1 + (done / planned if planned else 0.0)) / self.targets
        if part <= 0:
            return None
        return (self.clock() - self._start) * (1 - part) / part

    def _erase(self) -> None:
        if self._is_drawn:
            self.stream.write("\r\x1b[K")
            self._is_drawn = False

    def end(self) -> None:
        """Takes the line away."""
        self._erase()
        self.stream.flush()
