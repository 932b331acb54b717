#!/usr/bin/env python3
"""Derives from what JDK 25 did with each vector whether its bytes are well formed.

Reads vectors.jsonl and described.jsonl, writes expected.jsonl; with --check it compares. The
rules are stated where they are applied, in outcome() and judge(); README.md gives the overview.
Nothing here asks our own decoder: an expectation can be wrong only by a rule in this file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = ("vectors.jsonl", "described.jsonl")

# Reads that ended exactly where the stream ends between two items. An EOFException does not tell
# this from a cut item, so these are named: a header alone, two reads of one object, a last reset.
CLEAN_ENDS = {"bool-id", "hdr-only-O", "hdr-null", "rst-eof"}

# The last read of this one comes to a clean end after all items were read.
CLEAN_END_AFTER = {"exc-jdk"}

# Classes that ask their object for more data than it has: well formed, but nothing in the result
# tells it from a cut stream.
ASKED_FOR_MORE = {"date-cal", "ext-v2-over"}

# A type string that refers to an array: the same exception as a cast in a class's own code.
CAST_IN_DESCRIPTOR = {"ref-ts-obj"}

# Messages of ObjectInputStream and ObjectStreamClass that speak of the bytes. The same exceptions
# with other messages come from the code of a class ("Illegal # of Elements: -1").
STREAM_MESSAGES = (
    "Array length is negative",
    "illegal block data header length",
    "invalid handle value",
    "invalid stream header",
    "invalid type code",
    "unexpected EOF",
    "unexpected block data",
    "unexpected end of block data",
    "unexpected reset",
)
DESCRIPTOR_MESSAGES = (
    "Circular reference.",
    "Class descriptor should be initialized",
    "enum descriptor has non-zero",
    "illegal field order",
    "invalid class descriptor",
    "invalid descriptor for field",
    "non-enum class:",
    "serializable and externalizable flags conflict",
)

PRIMITIVE_READS = set("IbZTAFS")


@dataclass(frozen=True)
class Outcome:
    """What one read of the JDK says: "value", "bytes" (malformed), or "class" (anything else)."""

    kind: str
    error: str = ""
    in_step: bool = True


def split_results(text: str) -> tuple[list[str], int]:
    """The single results, and how many bytes the JDK left unread."""
    parts = text.split(" ; ")
    left = 0
    results = []
    for part in parts:
        if part.startswith("left="):
            left = int(part.removeprefix("left="))
        elif not part.startswith("log=["):
            results.append(part)
    return results, left


def has_message(text: str, messages: tuple[str, ...]) -> bool:
    message = text.partition("[")[2].partition("]<-")[0]
    return any(known in message for known in messages)


def swallowed(text: str) -> Outcome:
    """The fixture class Swallow keeps the exception that it swallowed in its field `err`."""
    found = re.search(r'err="(?:java\.io\.)?(\w+)(?:: )?([^"]*)"', text)
    if found and found[1] == "StreamCorruptedException":
        if any(known in found[2] for known in STREAM_MESSAGES):
            return Outcome("bytes", found[1])
    elif found and found[1] in {"EOFException", "UTFDataFormatException"}:
        return Outcome("bytes", found[1])
    return Outcome("value")


def outcome(text: str, op: str, left: int, ran: bool) -> Outcome:
    """One result. `ran`: a method of a fixture class ran during the reads of this vector."""
    if text.startswith("ctor: "):
        return Outcome("bytes", text.removeprefix("ctor: ").partition("[")[0])
    name = re.match(r"(\w+(?:Exception|Error))(?=[\[(<]|$)", text)
    if not name:
        return swallowed(text)
    error = name[1]
    malformed = Outcome("bytes", error)
    refused = Outcome("class", error, in_step=error == "ClassNotFoundException")
    if error == "StreamCorruptedException":
        return malformed if has_message(text, STREAM_MESSAGES) else refused
    if op in PRIMITIVE_READS:
        return Outcome("class", error)  # block data read as something else than was written
    if error == "UTFDataFormatException":
        return malformed
    if error == "EOFException":
        # With bytes left, a class asked for more data than its object has.
        return refused if left else malformed
    if error == "InvalidClassException":
        return malformed if has_message(text, DESCRIPTOR_MESSAGES) else refused
    if error == "InvalidObjectException":
        return malformed if "interface limit exceeded" in text else refused
    if error in {"NegativeArraySizeException", "OutOfMemoryError"}:
        return malformed  # a count from the stream, used as it is
    if error == "OptionalDataException":
        # An end mark at the top level; or a class that read past the end of its data.
        return malformed if "eof=true" in text and not ran else Outcome("class", error)
    if error == "NullPointerException" and '"java.io.ObjectStreamClass.' in text:
        return malformed  # no descriptor where one is due
    if error == "ClassCastException" and re.search(
        r"\[class \S*ObjectStreamClass cannot be cast|cast to class java\.io\.ObjectStreamC", text
    ):
        return malformed  # a reference of the wrong kind in the place of a descriptor, or inside
    return refused


def judge(vector: dict[str, object]) -> dict[str, object]:
    """The expectation for one vector: the first read that speaks of the bytes decides."""
    vector_id = str(vector["id"])
    text = str(vector["jdk25"])
    results, left = split_results(text)
    ran = " ; log=[" in text
    ops = str(vector["ops"])
    expected: dict[str, object] = {
        "id": vector_id,
        "file": vector["file"],
        "well_formed": True,
        "read": int(str(vector["len"])) - left,
        "error": None,
        "refused_for": None,
    }
    for index, result in enumerate(results):
        op = ops[min(index, len(ops) - 1)]
        is_last = index == len(results) - 1
        got = outcome(result, op, left, ran)
        clean = vector_id in CLEAN_ENDS | ASKED_FOR_MORE or (
            vector_id in CLEAN_END_AFTER and is_last
        )
        if vector_id in CAST_IN_DESCRIPTOR and got.error == "ClassCastException":
            got = Outcome("bytes", got.error)
        if got.kind == "bytes" and not (got.error == "EOFException" and clean):
            expected.update(well_formed=False, error=got.error)
            break
        if got.kind == "class":
            expected["refused_for"] = expected["refused_for"] or got.error
            if not got.in_step:
                break  # what later reads find is no longer where the writer put it
    return expected


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare with expected.jsonl")
    arguments = parser.parse_args()
    lines = [
        line for name in RESULTS for line in (HERE / name).read_text(encoding="utf-8").splitlines()
    ]
    text = "".join(json.dumps(judge(json.loads(line))) + "\n" for line in lines)
    target = HERE / "expected.jsonl"
    if not arguments.check:
        target.write_text(text, encoding="utf-8")
        return 0
    if target.read_text(encoding="utf-8") != text:
        print("expected.jsonl is not what derive.py makes of the results: run it", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
