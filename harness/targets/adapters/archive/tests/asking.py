"""Asks an adapter of archives, as harness/targets/CONTRACT.md has it."""

from __future__ import annotations

import ssl
import struct
from dataclasses import dataclass, field
from pathlib import Path

from harness.targets.adapters.jvm.tests.driver import Adapter, AdapterError

REPLY = 5


@dataclass
class Answer:
    verdict: str
    error: str = ""
    message: str = ""
    entries: dict[str, list[str]] = field(default_factory=dict)  # name to state and whose it is


def field_of(tag: str, content: bytes) -> bytes:
    return struct.pack(">cI", tag.encode("ascii"), len(content)) + content


def request(
    archives: list[tuple[str, bytes]],
    trust: dict[str, Path] | None = None,
    pins: tuple[str, ...] = (),
    clock: int | None = None,
    timestampers: dict[str, Path] | None = None,
) -> bytes:
    """The body of a request; certificates are PEM files."""
    fields = b"".join(field_of("n", name.encode()) + field_of("a", data) for name, data in archives)
    for tag, some in (("c", trust), ("t", timestampers)):
        for alias, path in (some or {}).items():
            der = ssl.PEM_cert_to_DER_cert(path.read_text(encoding="ascii"))
            fields += field_of("l", alias.encode()) + field_of(tag, der)
    fields += b"".join(field_of("p", pin.encode()) for pin in pins)
    return fields + (b"" if clock is None else field_of("w", struct.pack(">q", clock)))


def parse_answer(body: bytes, sequence: int) -> Answer:
    if struct.unpack_from(">I", body)[0] != sequence:
        raise AdapterError("a reply to another case")
    answer = Answer(chr(body[4]))
    at = REPLY
    while at < len(body):
        tag, length = struct.unpack_from(">cI", body, at)
        content = body[at + 5 : at + 5 + length].decode()
        at += 5 + length
        match tag:
            case b"e":
                answer.error = content
            case b"m" | b"v":
                answer.message = content
            case b"s":
                name, *rest = content.split("\t")
                answer.entries[name] = rest
    return answer


def ask(adapter: Adapter, body: bytes, mode: str = "archive") -> Answer:
    sequence = adapter.send(body, 0, mode)
    adapter.end()
    kind, reply = adapter.read()
    if kind != b"R":
        raise AdapterError(f"a frame {kind!r} where a reply is due")
    return parse_answer(reply, sequence)
