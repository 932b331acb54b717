"""One line that says how far it is, where somebody looks."""

from __future__ import annotations

import threading
import time
from typing import TextIO


class Progress:
    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.lock = threading.Lock()
        self.total = 0
        self.done = 0
        self.start = time.monotonic()
        self.last = 0.0

    def expect(self, total: int) -> None:
        self.total = total

    def advance(self, count: int) -> None:
        with self.lock:
            self.done += count
            now = time.monotonic()
            if self.out.isatty() and now - self.last > 0.5:
                self.last = now
                left = (now - self.start) * (self.total - self.done) / max(1, self.done)
                share = 100 * self.done // max(1, self.total)
                self.out.write(f"\r    {share} %, {left:.0f} s left ")
                self.out.flush()

    def end(self) -> None:
        if self.out.isatty():
            self.out.write("\r\033[K")
