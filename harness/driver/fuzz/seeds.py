"""Seeds: the inputs that a corpus begins with, made of what the repository has."""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import yaml

from harness.driver import documents
from harness.driver.fuzz import archives, policies, targets

ROOT = targets.ROOT
PROGRAM = ROOT / "build" / "bin" / "sluice-fuzz-seeds"
# Streams that are inputs as they are: without settings, under policy 0.
STREAM_FOLDERS = (ROOT / "corpora/valid/streams", ROOT / "corpora/vectors/streams")
# Of the streams that are derived from a case by rule, one in so many.
VARIANTS_ONE_IN = 16

# First bytes by which the target `results` knows its readers: harness/fuzz/targets/results.c.
MESSAGES, INTERCHANGE, DIFF, EXPLAIN = b"\x00", b"\x60", b"\xa0", b"\xfc"
# In front of each message of a worker, in the order of this machine: harness/suite/frame.c.
FRAME_MARK = struct.pack("=I", 0x53A7C0DE)
SHORT = 1024  # bytes; longer streams are no seeds of it

# Where the number of the policy stands in the settings in front of a stream: harness/fuzz/input.h.
POLICY_AT = slice(1, 3)


class SeedError(Exception):
    """Seeds cannot be made; the message says why."""


def name(data: bytes) -> str:
    """The name of a corpus file."""
    return hashlib.sha256(data).hexdigest()[:16]


def with_policy(data: bytes, number: int) -> bytes:
    """An input with settings, under another policy."""
    return data[: POLICY_AT.start] + number.to_bytes(2, "big") + data[POLICY_AT.stop :]


def _is_sampled(variant: str | None, data: bytes) -> bool:
    return variant is None or hashlib.sha256(data).digest()[0] % VARIANTS_ONE_IN == 0


def of_cases(program: Path = PROGRAM, paths: tuple[str, ...] = ()) -> Iterator[bytes]:
    """The streams of the suite's cases and a sample of their variants, under their own policies."""
    made = subprocess.run(
        [str(program), "--variants", "1", *paths], cwd=ROOT, capture_output=True, check=False
    )
    if made.returncode != 0:
        raise SeedError(made.stderr.decode(errors="replace").strip())
    known = policies.numbers(policies.read(policies.FILE.read_text(encoding="utf-8")))
    numbers: dict[str, int | None] = {}
    for line in made.stdout.splitlines():
        record = json.loads(line)
        if record["case"] not in numbers:
            # Of the files that are asked for, and no others: it takes seconds to read them all.
            family = policies.CASES / f"{record['case'].partition('/')[0]}.yaml"
            of_family = policies.of_file(family)
            numbers |= {case: known.get(one.meaning()) for case, one in of_family.items()}
        number = numbers[record["case"]]
        if number is None:
            raise SeedError(f"{record['case']} has no policy: run scripts/corpus policies")
        data = with_policy(bytes.fromhex(record["input"]), number)
        if _is_sampled(record["variant"], data):
            yield data


def of_folders() -> Iterator[bytes]:
    """The streams of a real JDK, and those that were written by hand."""
    for folder in STREAM_FOLDERS:
        for path in sorted(folder.glob("*.ser")):
            if path.stat().st_size <= targets.MAX_INPUT:
                yield path.read_bytes()


def _document(entries: list[tuple[yaml.Node, yaml.Node]]) -> bytes:
    node = yaml.MappingNode("tag:yaml.org,2002:map", entries, flow_style=False)
    return yaml.serialize(node, width=100, allow_unicode=True, Dumper=yaml.SafeDumper).encode()


def _documents_of(path: Path) -> Iterator[bytes]:
    """Each case as a file of its own, and its stream program and class models alone."""
    top = documents.compose(path.read_text(encoding="utf-8"))
    cases = next(value for key, value in top.value if key.value == "cases")
    for case in cases.value:
        one = yaml.SequenceNode(cases.tag, [case], flow_style=False)
        head = [(key, one if value is cases else value) for key, value in top.value]
        yield _document([entry for entry in head if entry[0].value != "retired"])
        for wanted in ({"stream"}, {"use", "classes"}):
            part = [entry for entry in case.value if entry[0].value in wanted]
            if part:
                yield _document(part)


def of_case_files(folder: Path = policies.CASES) -> Iterator[bytes]:
    """Files of cases, stream programs and class models."""
    for path in sorted(folder.glob("*.yaml")):
        yield from _documents_of(path)


def _message(kind: int, body: bytes) -> bytes:
    return FRAME_MARK + struct.pack("=II", kind, len(body)) + body


def of_results() -> Iterator[bytes]:
    """What the target `results` reads, behind a byte that says which of its readers is meant."""
    streams = [one for one in of_folders() if len(one) <= SHORT]
    yield MESSAGES + _message(0, b"") + _message(3, b"note") + _message(4, b"{}")
    yield MESSAGES + _message(2, bytes(8)) + _message(5, bytes(8)) + b"noise"
    for at, stream in enumerate(streams):
        other = streams[(at + 1) % len(streams)]
        if at % 4 == 0:
            yield DIFF + len(stream).to_bytes(2, "big") + stream + other
        if at % 16 == 0:
            frames = (struct.pack(">qii", at, 0, len(one)) + one for one in (stream, other))
            yield INTERCHANGE + b"".join(frames)
        if at % 16 == 1:
            yield EXPLAIN + stream


SOURCES = {
    targets.STREAMS: (of_folders, of_cases),
    targets.CASES: (of_case_files,),
    targets.RESULTS: (of_results,),
    targets.ARCHIVES: (archives.of_archives,),
    targets.MANIFESTS: (archives.of_texts,),
    targets.ZIPS: (archives.of_zips,),
}


def fill(folder: Path) -> dict[str, int]:
    """Writes all seeds into the folders of their kinds; returns how many there are of each."""
    counts: dict[str, int] = {}
    for kind, sources in SOURCES.items():
        place = folder / kind
        place.mkdir(parents=True, exist_ok=True)
        written = set()
        for source in sources:
            for data in source():
                if len(data) <= targets.MAX_INPUT:
                    written.add(name(data))
                    (place / name(data)).write_bytes(data)
        counts[kind] = len(written)
    return counts
