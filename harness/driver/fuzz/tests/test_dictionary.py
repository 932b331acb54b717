"""The dictionaries are those that the code and the class models make."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.driver.fuzz import dictionary


def test_they_are_current() -> None:
    for name, wanted in dictionary.contents().items():
        path = dictionary.FOLDER / name
        assert path.read_text(encoding="ascii") == wanted, "run scripts/corpus dictionary"


def test_constants_are_those_of_the_protocol() -> None:
    words = list(dictionary.constants(dictionary.CODES.read_text()))
    assert words[:16] == [b"\xac\xed\x00\x05", *(bytes([code]) for code in range(0x70, 0x7F))]
    assert b"\x71\x00\x7e\x00\x03" in words


def test_every_word_fits_and_is_written_in_ascii() -> None:
    for text in dictionary.contents().values():
        words = [line for line in text.splitlines() if not line.startswith("#")]
        assert len(set(words)) == len(words)
        assert all(line.isascii() and line[0] == line[-1] == '"' for line in words)


@pytest.mark.parametrize(
    ("data", "shown"),
    [(b"a b", '"a b"'), (b'\x00"\\', '"\\x00\\x22\\x5C"'), (b"\xac\xed", '"\\xAC\\xED"')],
)
def test_quoting(data: bytes, shown: str) -> None:
    assert dictionary.quoted(data) == shown


def test_a_descriptor_is_taken_from_a_stream_up_to_its_flags() -> None:
    stream = b"\xac\xed\0\5sr\0\3a.B\1\2\3\4\5\6\7\x08\x02\0\0xp"
    assert dictionary.heads(["a.B"], [stream]) == [b"r\0\3a.B\1\2\3\4\5\6\7\x08\x02"]
    assert dictionary.heads(["a.C"], [stream]) == []
    assert dictionary.heads(["a.B"], [stream[:12]]) == []


def test_models_give_descriptors_and_fields(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(
        "- number: 0\n  classes:\n"
        "    - {name: a.B, construct: atomic, suid: -1, form: both, fields: {n: I, s: La/S;}}\n"
        "    - {name: a.E, construct: enum, constants: [X]}\n"
    )
    assert list(dictionary.models(file)) == [
        b"r\0\3a.B" + b"\xff" * 8 + b"\x03",
        b"I\0\1n",
        b"L\0\1st\0\5La/S;",
        b"r\0\3a.E" + bytes(8) + b"\x12",
        b"t\0\1X",
    ]
