"""Talks to an adapter as harness/targets/CONTRACT.md has it: one case at a time."""

from __future__ import annotations

import json
import struct
import subprocess
from dataclasses import dataclass, field
from typing import IO, Any


class AdapterError(Exception):
    """The program broke the contract."""


@dataclass
class Reply:
    verdict: str
    error: str = ""
    message: str = ""
    events: list[list[str]] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    offset: int | None = None
    text: bytes = b""
    value: str | None = None

    def acts(self) -> list[str]:
        """The types of its events, with the code where code of a class was called."""
        return [event[4] if event[0] == "called" else event[0] for event in self.events]


def parse_reply(body: bytes, sequence: int) -> Reply:
    if struct.unpack_from(">I", body)[0] != sequence:
        raise AdapterError("a reply to another case")
    reply = Reply(chr(body[4]))
    at = 5
    while at < len(body):
        tag, length = struct.unpack_from(">cI", body, at)
        content = body[at + 5 : at + 5 + length]
        at += 5 + length
        match tag:
            case b"e":
                reply.error = content.decode()
            case b"m":
                reply.message = content.decode()
            case b"t":
                reply.events.append(content.decode().split("\t"))
            case b"o":
                reply.offset = int.from_bytes(content, "big")
            case b"w":
                reply.text = content
            case b"v":
                reply.value = content.decode()
            case b"x":
                reply.effects.append(content.decode())
    return reply


class Adapter:
    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.sequence = 0
        kind, body = self.read()
        if kind != b"H":
            raise AdapterError(f"the first frame is {kind!r}, not H")
        self.hello: dict[str, Any] = json.loads(body)

    def close(self) -> int:
        """Ends the input; the exit code."""
        self.pipe_in.close()
        code = self.process.wait(timeout=20)
        self.pipe_out.close()
        return code

    @property
    def pipe_in(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    @property
    def pipe_out(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout

    def read(self) -> tuple[bytes, bytes]:
        head = self.pipe_out.read(5)
        if len(head) < 5:
            raise AdapterError("the program has ended")
        length, kind = struct.unpack(">Ic", head)
        return kind, self.pipe_out.read(length - 1)

    def write(self, kind: bytes, body: bytes) -> None:
        self.pipe_in.write(struct.pack(">Ic", len(body) + 1, kind) + body)

    def send(self, stream: bytes, setting: int, mode: str) -> int:
        self.sequence += 1
        name = mode.encode("ascii")
        self.write(b"C", struct.pack(">IIB", self.sequence, setting, len(name)) + name + stream)
        return self.sequence

    def receive(self, sequence: int) -> Reply:
        kind, body = self.read()
        if kind != b"R":
            raise AdapterError(f"a frame {kind!r} where a reply is due")
        return parse_reply(body, sequence)

    def end(self) -> None:
        self.write(b"E", b"")
        self.pipe_in.flush()

    def ask(
        self,
        stream: bytes,
        classes: list[dict[str, Any]] | None = None,
        limits: dict[str, int] | None = None,
        mode: str = "decode",
    ) -> Reply:
        setting = {"classes": classes or [], "limits": limits or {}}
        return self.ask_with(stream, json.dumps(setting).encode(), mode)

    def ask_with(self, stream: bytes, setting: bytes = b"", mode: str = "inspect") -> Reply:
        if setting:
            self.write(b"S", struct.pack(">I", 1) + setting)
        sequence = self.send(stream, 1 if setting else 0, mode)
        self.end()
        return self.receive(sequence)
