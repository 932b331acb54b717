"""Many streams in one file; see frames.h."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEAD = struct.Struct(">qII")
NONE = 3  # there is no stream; the bytes say why


@dataclass(frozen=True)
class Frame:
    seed: int
    state: int
    content: bytes


def read(path: Path) -> Iterator[Frame]:
    with path.open("rb") as file:
        while head := file.read(HEAD.size):
            seed, state, length = HEAD.unpack(head)
            yield Frame(seed, state, file.read(length))
