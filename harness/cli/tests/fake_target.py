"""A target that behaves, or in one of many ways does not: what the contract's runner must find out.

    python3 fake_target.py WAY [STATE]

A stream of what the tests send is well-formed if it ends where its one text or array ends. Most
ways misbehave on one stream alone, the int[] that claims 2147483647 elements. STATE is a file for
the last setting that was named, or for the numbers of the process and its child. FAKE_NAME is what
it calls itself.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import time
from pathlib import Path

TRIGGER = b"\x7f\xff\xff\xff"
CONTROL = b"sluice.Control"
ASAN = (
    "==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000011\n    #0 parse\n"
)
UBSAN = "parser.c:17:3: runtime error: signed integer overflow: 2147483647 + 1\n"
RUST_ABORT = (
    "thread 'main' has overflowed its stack\nfatal runtime error: stack overflow, aborting\n"
)
GO_PANIC = "panic: runtime error: index out of range [5] with length 3\n"
CAN = {
    "decodes": ["decode", "limits", "value"],
    "decodes-without-limits": ["decode"],
    "traces": ["decode", "trace"],
    "warms-up": ["decode", "heap"],
    "takes-much": ["decode", "heap"],
    "measures-and-crashes": ["decode", "heap"],
}

source = sys.stdin.buffer
sink = sys.stdout.buffer


def send(kind: bytes, body: bytes) -> None:
    sink.write(struct.pack(">I", 1 + len(body)) + kind + body)


def field(tag: bytes, body: bytes) -> bytes:
    return tag + struct.pack(">I", len(body)) + body


def read() -> tuple[bytes, bytes] | None:
    head = source.read(5)
    if len(head) < 5:
        return None
    (length, kind) = struct.unpack(">Ic", head)
    return kind, source.read(length - 1)


def kill_once(state: Path) -> None:
    """As if somebody had killed the first process of all that come here."""
    try:
        state.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def is_good(stream: bytes) -> bool:
    if stream[:4] != b"\xac\xed\x00\x05":
        return False
    if stream[4:5] == b"t":
        return stream[5:7] == struct.pack(">H", len(stream) - 7)
    if stream[4:5] == b"|":
        return stream[5:13] == struct.pack(">Q", len(stream) - 13)
    return TRIGGER not in stream


def misbehave(way: str, sequence: bytes) -> bool:
    """What a way does when it meets the stream that it cannot bear. True: it has answered."""
    if way == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif way in ("hangs", "keeps-company"):
        sys.stderr.write("about to think\n")
        sys.stderr.flush()
        time.sleep(3600)
    elif way == "stops":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif way == "answers-twice":
        send(b"R", sequence + b"R")
        send(b"R", sequence + b"R")
    elif way == "prints-behind":
        send(b"R", sequence + b"R")
        sink.write(b"one more thing\n")
    elif way == "prints-before":
        sink.write(b"here it comes\n")
        send(b"R", sequence + b"R")
    elif way == "floods":
        os.write(2, b"x" * (10 << 20))
        os.write(2, b"at last\n")
        send(b"R", sequence + b"R")
    elif way == "exits-3":
        os._exit(3)
    elif way == "exits-0":
        os._exit(0)
    elif way == "reports-and-exits":
        sys.stderr.write(ASAN)
        os._exit(1)
    elif way == "reports-and-lives":
        os.write(2, UBSAN.encode())
    elif way == "aborts":
        os.write(2, RUST_ABORT.encode())
        os.abort()
    elif way == "panics":
        os.write(2, GO_PANIC.encode())
        os._exit(2)
    elif way == "wrong-number":
        send(b"R", struct.pack(">I", 77777) + b"R")
    elif way == "wrong-verdict":
        send(b"R", sequence + b"X")
    elif way == "too-long":
        sink.write(b"\xff\xff\xff\xffR")
    elif way == "zero-length":
        sink.write(b"\0\0\0\0\0")
    elif way == "wrong-kind":
        send(b"C", sequence + b"R")
    elif way == "broken-field":
        send(b"R", sequence + b"R" + b"e\0\0\1\0x")
    elif way == "closes-output":
        sink.flush()
        os.close(1)
        time.sleep(3600)
    elif way == "side-effect":
        send(b"R", sequence + b"R" + field(b"x", b"sluice.Probe was called"))
    elif way == "answers-and-dies":
        send(b"R", sequence + b"R")
        sink.flush()
        os.kill(os.getpid(), signal.SIGBUS)
    elif way == "child-keeps-pipes":
        if os.fork() == 0:
            time.sleep(3600)
        os.kill(os.getpid(), signal.SIGSEGV)
    sink.flush()
    return way in ("side-effect", "answers-twice", "prints-behind", "prints-before", "floods")


# What it does with an archive that has this in it.
EVIL = b"EVIL"
OF_EVIL = {
    "archives-accepts": b"A",
    "archives-refuses": b"R",
    "archives-declines": b"U",
    "archives-refuses-all": b"R",
}
OF_ARCHIVES = (*OF_EVIL, "archives-crashes", "archives-hangs", "archives-wrong-verdict")


def verdict_of_archive(way: str, request: bytes, mode: bytes) -> bytes:
    """Takes for an archive what begins as one; see harness/targets/CONTRACT.md for the fields."""
    if mode != b"archive":
        return b"R" if way == "guesses-about-archives" else b"U"
    if way == "accepts-archives":
        return b"A"
    if way in OF_EVIL and EVIL in request:
        return OF_EVIL[way]
    at = 0
    while at < len(request):
        tag, length = struct.unpack_from(">cI", request, at)
        is_archive = request[at + 5 :].startswith(b"PK") and way != "archives-refuses-all"
        if tag == b"a" and not is_archive:
            return b"R"
        at += 5 + length
    return b"A"


def verdict_of(way: str, stream: bytes, mode: bytes, count: int) -> bytes:
    if "archive" in CAN.get(way, ()):
        return verdict_of_archive(way, stream, mode)
    known = mode == b"inspect" or (way in CAN and mode == b"decode")
    if not known:
        return b"A" if way == "guesses" else b"U"
    if way == "accepts-all" or (way == "accepts-claim" and TRIGGER in stream):
        return b"A"
    if way == "rejects-two" and stream[4:5] == b"u":
        return b"R"
    if way == "declines-two" and stream[4:5] == b"u" and TRIGGER not in stream:
        return b"U"
    if way == "rejects-all" or (way == "refuses-large" and len(stream) > 1000):
        return b"R"
    if way == "hangs-on-third" and count == 3:
        time.sleep(3600)
    return b"A" if is_good(stream) else b"R"


def heap_of(way: str, count: int) -> bytes:
    """What the first stream takes is much, and always much of one that takes much."""
    if way == "measures-and-crashes" and count > 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    return field(b"b", struct.pack(">Q", 1 << 30 if way != "warms-up" or count <= 3 else 500))


def fields_of(way: str, verdict: bytes, stream: bytes, count: int) -> bytes:
    if way == "traces" and TRIGGER not in stream:
        return field(b"t", b"called\t1\t1\torg.example.Gadget\treadObject")
    if "archive" in CAN.get(way, ()):
        return field(b"v", b"looks fine") if way == "archives-accepts" and verdict == b"A" else b""
    if way not in CAN:
        return b""
    if "heap" in CAN[way] and stream[4:5] == b"u":
        return heap_of(way, count)
    if verdict == b"A":
        return field(b"v", b'"water"' if stream[4:5] == b"t" else b"int[]{1, 2}")
    error = b"EOFException" if way != "decodes-without-limits" else b"InvalidClassException"
    return field(b"e", error) + field(b"m", b"no more") + field(b"o", struct.pack(">Q", 27))


def greet(way: str, state: Path | None) -> None:
    if way == "says-no-hello":
        time.sleep(3600)
    if way == "keeps-company" and state is not None:
        child = os.fork()
        if child == 0:
            time.sleep(3600)
        with state.open("a") as file:
            file.write(f"{os.getpid()} {child}\n")
    if way == "ends-at-once":
        sys.exit(0)
    name = "Fake Target" if way == "bad-name" else os.environ.get("FAKE_NAME", "fake")
    hello = {"contract": 1, "name": name, "version": "1.0", "can": CAN.get(way, ["inspect"])}
    if way == "can-nothing":
        hello["can"] = ["value"]
    if way == "traces":
        hello["shows"] = ["called"]
    if way == "other-contract":
        hello["contract"] = 2
    send(b"R" if way == "other-first-frame" else b"H", json.dumps(hello).encode())
    sink.flush()


def run(way: str, state: Path | None) -> None:
    kept: list[bytes] = []
    settings: dict[int, bytes] = {0: b""}
    count = 0
    greet(way, state)
    while (frame := read()) is not None:
        kind, body = frame
        if kind == b"E":
            for reply in reversed(kept) if way == "answers-backwards" else kept:
                send(b"R", reply)
            kept = []
            if way != "forgets-to-flush":
                sink.flush()
        if kind == b"S":
            settings[struct.unpack(">I", body[:4])[0]] = body[4:]
        if kind not in (b"C", b"E", b"S") and way == "dies-of-frames":
            sys.exit(1)
        if kind != b"C":
            continue
        count += 1
        sequence, setting, length = body[:4], struct.unpack(">I", body[4:8])[0], body[8]
        mode, stream = body[9 : 9 + length], body[9 + length :]
        if way == "killed-at-control" and CONTROL in stream and state is not None:
            kill_once(state)
        if way == "noisy":
            os.write(2, b"x" * (1 << 20))
        if TRIGGER in stream and way == "keeps-company" and state is not None:
            state.with_suffix(".case").write_text(str(os.getpid()))
        if TRIGGER in stream and misbehave(way, sequence):
            continue
        if EVIL in stream and misbehave(way.removeprefix("archives-"), sequence):
            continue
        if way.endswith("-on-reject") and mode == b"inspect" and not is_good(stream):
            misbehave(way.removesuffix("-on-reject"), sequence)
        verdict = verdict_of(way, stream, mode, count)
        if b"unheard-of" in settings[setting] and way != "ignores-settings":
            verdict = b"U"
        if state is not None and setting != 0 and way != "keeps-company":
            state.write_bytes(settings[setting])
        kept.append(sequence + verdict + fields_of(way, verdict, stream, count))
        if way == "dies-after-answering":
            send(b"R", kept.pop())
            sink.flush()
            sys.exit(0)
    if way == "ends-badly":
        sys.exit(4)
    if way == "never-ends":
        time.sleep(3600)


CAN["ignores-settings"] = ["decode"]
for one in ("judges-archives", "accepts-archives", "guesses-about-archives", *OF_ARCHIVES):
    CAN[one] = ["archive", "value"] if one == "archives-accepts" else ["archive"]

if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
