"""Makes a Python parser of object streams a target for Sluice (harness/targets/CONTRACT.md).

    import sluice_adapter

    def parse(stream: bytes) -> None:          # raises what it will to refuse
        ...

    sluice_adapter.run("my-parser", "1.2", parse, refusals=(ValueError, MyError))

Only exceptions listed in `refusals` are refusals; any other ends the program with its traceback and
an abort, which the runner takes for what it is: a parser that broke. RefusedError, LimitError and
UnsupportedError may be raised to say more. What the parser prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import traceback
from collections.abc import Callable
from typing import BinaryIO

Parse = Callable[[bytes], object]

_FRAME_MAX = 256 * 1024 * 1024
# Exceptions of Python that say what an exception of Java says.
_JAVA_NAMES: dict[type[Exception], str] = {
    EOFError: "EOFException",
    MemoryError: "OutOfMemoryError",
    RecursionError: "StackOverflowError",
}


class RefusedError(Exception):
    """The stream is refused: with the simple name of the Java exception that a user would know."""

    verdict = b"R"

    def __init__(self, message: str = "", error: str = "", offset: int | None = None) -> None:
        super().__init__(message)
        self.error = error
        self.offset = offset


class LimitError(RefusedError):
    """Refused since a limit of the parser's own was reached."""

    verdict = b"L"


class UnsupportedError(RefusedError):
    """The parser does not claim to read such a stream."""

    verdict = b"U"


def _field(tag: bytes, body: bytes) -> bytes:
    return tag + struct.pack(">I", len(body)) + body


def _frame(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 1 + len(body)) + kind + body


def _answer(parse: Parse, refusals: tuple[type[Exception], ...], stream: bytes) -> bytes:
    """The verdict and the fields of a reply."""
    try:
        parse(stream)
    except RefusedError as refused:
        fields = refused.verdict
        if refused.error:
            fields += _field(b"e", refused.error.encode())
        if str(refused):
            fields += _field(b"m", str(refused).encode(errors="replace"))
        if refused.offset is not None:
            fields += _field(b"o", struct.pack(">Q", refused.offset))
        return fields
    except refusals as error:
        message = f"{type(error).__name__}: {error}"
        fields = b"R" + _field(b"m", message[:1000].encode(errors="replace"))
        names = [name for known, name in _JAVA_NAMES.items() if isinstance(error, known)]
        return fields + (_field(b"e", names[0].encode()) if names else b"")
    return b"A"


def _read(source: BinaryIO) -> tuple[bytes, bytes] | None:
    """The kind and body of the next frame; None at the end."""
    head = source.read(5)
    if not head:
        return None
    if len(head) < 5:
        raise EOFError("the input ends in the middle of a frame")
    (length, kind) = struct.unpack(">Ic", head)
    if not 1 <= length <= _FRAME_MAX:
        raise EOFError(f"a frame of {length} bytes is none")
    body = source.read(length - 1)
    if len(body) < length - 1:
        raise EOFError("the input ends in the middle of a frame")
    return kind, body


def _reply(parse: Parse, refusals: tuple[type[Exception], ...], case: bytes) -> bytes:
    (sequence, setting, mode_length) = struct.unpack_from(">IIB", case)
    mode = case[9 : 9 + mode_length]
    known = mode == b"inspect" and setting == 0
    answer = _answer(parse, refusals, case[9 + mode_length :]) if known else b"U"
    return _frame(b"R", struct.pack(">I", sequence) + answer)


def run(
    name: str,
    version: str,
    parse: Parse,
    refusals: tuple[type[Exception], ...] = (ValueError,),
    language: str = "python",
) -> None:
    """Answers cases from standard input until it ends."""
    source = sys.stdin.buffer
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    hello = {
        "contract": 1,
        "name": name,
        "version": version,
        "language": language,
        "can": ["inspect"],
    }
    sink.write(_frame(b"H", json.dumps(hello).encode()))
    sink.flush()
    while (frame := _read(source)) is not None:
        kind, body = frame
        if kind == b"C":
            try:
                sink.write(_reply(parse, refusals, body))
            except Exception:
                traceback.print_exc()
                sink.flush()
                os.abort()
        elif kind == b"E":
            sink.flush()
    sink.flush()
