"""A program of tier 0 that behaves, or does not: python3 fake_parser.py WAY < stream."""

from __future__ import annotations

import os
import signal
import sys
import time

from fake_target import ASAN, TRIGGER, is_good


def misbehave(way: str) -> None:
    if way == "crashes":
        os.kill(os.getpid(), signal.SIGABRT)
    elif way == "hangs":
        time.sleep(3600)
    elif way == "exits-7":
        os._exit(7)
    elif way == "reports":
        os.write(2, ASAN.encode())
        os._exit(1)
    elif way == "unsupported":
        os._exit(89)
    elif way == "noisy-accept":
        os.write(2, b"error: this is bad\n" * 60000)
        os._exit(0)
    elif way == "child-keeps-pipes" and os.fork() == 0:
        time.sleep(3600)


if __name__ == "__main__":
    way = sys.argv[1]
    if way == "reads-nothing":
        sys.exit(1)
    stream = sys.stdin.buffer.read()
    if TRIGGER in stream:
        misbehave(way)
    sys.exit(0 if way == "accepts-all" or is_good(stream) else 1)
