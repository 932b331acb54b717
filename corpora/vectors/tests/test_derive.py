"""The expectations are what the rules make of the JDK's results, and every stream has one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.vectors import derive, rebuild

VECTORS = Path(derive.__file__).resolve().parent


def lines(*names: str) -> list[dict[str, object]]:
    texts = [(VECTORS / name).read_text(encoding="utf-8") for name in names]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def test_expectations_are_current() -> None:
    assert [derive.judge(vector) for vector in lines(*derive.RESULTS)] == lines("expected.jsonl")


def test_every_stream_has_a_result_of_its_length() -> None:
    listed = {str(vector["file"]): vector["len"] for vector in lines(*derive.RESULTS)}
    found = {path.name: path.stat().st_size for path in (VECTORS / "streams").glob("*.bin")}
    assert found == listed


def test_rebuilt_streams_are_current() -> None:
    described = {str(vector["id"]): str(vector["file"]) for vector in lines("described.jsonl")}
    rebuilt = rebuild.all_streams()
    assert described == {name: rebuild.file_name(name) for name in rebuilt}
    for name, data in rebuilt.items():
        assert (VECTORS / "streams" / described[name]).read_bytes() == data, name


@pytest.mark.parametrize(
    ("result", "op", "left", "kind"),
    [
        ('"abc"', "O", 0, "value"),
        ("ctor: EOFException", "O", 0, "bytes"),
        ("EOFException", "O", 0, "bytes"),
        ("EOFException", "O", 3, "class"),
        ("EOFException", "I", 0, "class"),
        ("UTFDataFormatException", "O", 0, "bytes"),
        ("UTFDataFormatException", "T", 0, "class"),
        ("StreamCorruptedException[invalid type code: 7F]", "O", 4, "bytes"),
        ("StreamCorruptedException[invalid type code: 7F]", "I", 4, "bytes"),
        ("StreamCorruptedException[Illegal # of Elements: -1]", "O", 1, "class"),
        ("InvalidClassException[no.Such; illegal field order]", "O", 0, "bytes"),
        ("InvalidClassException[fx.F$E0; local class incompatible: stream]", "O", 0, "class"),
        ("InvalidObjectException[interface limit exceeded: 65536]", "O", 0, "bytes"),
        ("InvalidObjectException[i<0]", "O", 0, "class"),
        ("OptionalDataException(len=0,eof=true)", "O", 0, "bytes"),
        ("OptionalDataException(len=2,eof=false)", "O", 0, "class"),
        ("ClassNotFoundException[no.Such]", "O", 0, "class"),
        ('Swallow{err="java.io.StreamCorruptedException: invalid handle value"}', "O", 0, "bytes"),
        ('Swallow{err="java.io.InvalidObjectException: rr"}', "O", 0, "value"),
    ],
)
def test_kinds(result: str, op: str, left: int, kind: str) -> None:
    assert derive.outcome(result, op, left, ran=False).kind == kind


def test_what_follows_a_failure_of_a_class_says_nothing() -> None:
    vector: dict[str, object] = {
        "id": "x",
        "file": "x.bin",
        "len": 9,
        "ops": "OO",
        "jdk25": "InvalidClassException[local class incompatible] ; "
        "InvalidClassException[Class descriptor should be initialized]",
    }
    assert derive.judge(vector)["well_formed"] is True
    vector["jdk25"] = "ClassNotFoundException[x] ; StreamCorruptedException[invalid type code: 00]"
    assert derive.judge(vector)["well_formed"] is False
