"""The dictionaries of the fuzzers, made from what the code and the class models know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from harness.driver import documents
from harness.driver.fuzz import policies, seeds, targets
from harness.driver.fuzz.seeds import FRAME_MARK

ROOT = targets.ROOT
FOLDER = ROOT / "corpora" / "fuzz"
CODES = ROOT / "decoder" / "stream" / "codes.h"
WELL_KNOWN = ROOT / "decoder" / "classes"
SCHEMAS = (ROOT / "corpora/attacks/case.schema.json", ROOT / "harness/models/models.schema.json")

LONGEST = 64  # bytes; libFuzzer takes no longer word
HEAD = """\
# {title}
# Written by `scripts/corpus dictionary`; for libFuzzer (-dict) and AFL++ (-x).
"""

# Numbers at which lengths and counts change their meaning.
NUMBERS = {
    2: (0, 1, 0x7FFF, 0x8000, 0xFFFF),
    4: (0, 1, 0xFF, 0x100, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF),
    8: (0, 1, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF),
}
# Characters as a stream encodes them, rightly and wrongly.
CHARACTERS = (
    b"\xc0\x80",
    b"\xed\xa0\x80\xed\xb0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xc1\x81",
    b"\xe0\x80",
)
FORMS = {"fields": 0x02, "both": 0x03, "data": 0x03, "external": 0x0C}
FLAGS_OF_ENUM = 0x12


def text(value: str) -> bytes:
    """A text with its length in front, as it stands in a stream."""
    data = value.encode()
    return len(data).to_bytes(2, "big") + data


def quoted(data: bytes) -> str:
    """A word of a dictionary."""
    shown = [chr(one) if 32 <= one < 127 and one not in b'"\\' else f"\\x{one:02X}" for one in data]
    return f'"{"".join(shown)}"'


def constants(header: str) -> Iterator[bytes]:
    """Codes, flags and handles of the protocol, and the numbers around which it turns."""
    yield b"\xac\xed\x00\x05"
    (first,) = re.findall(r"TC_NULL = (0x\w+)", header)
    codes = re.findall(r"^\s+TC_(\w+)", header, flags=re.MULTILINE)
    yield from (bytes([int(first, 16) + at]) for at in range(len(codes)))
    for value in re.findall(r"SC_\w+ = (0x\w+)", header):
        yield bytes([int(value, 16)])
    (base,) = re.findall(r"SLUICE_BASE_HANDLE UINT32_C\((0x\w+)\)", header)
    yield from (b"\x71" + (int(base, 16) + handle).to_bytes(4, "big") for handle in range(8))
    for size, values in NUMBERS.items():
        yield from (value.to_bytes(size, "big") for value in values)
    yield from (one.encode() for one in "BCDFIJSZL[")
    yield from CHARACTERS
    yield b"S" + bytes(19)  # settings


def well_known(folder: Path = WELL_KNOWN) -> list[str]:
    """The names of the JDK's classes that the decoder's sources have."""
    names: set[str] = set()
    for path in folder.glob("*.c"):
        names.update(re.findall(r'"((?:java|javax|jdk|sun)\.[\w.$]*\w)"', path.read_text()))
    return sorted(names)


def heads(names: Iterable[str], streams: Iterable[bytes]) -> list[bytes]:
    """The descriptors of classes as real streams have them, up to their flags."""
    wanted = {text(name) for name in names}
    found: set[bytes] = set()
    for stream in streams:
        for at in (one.start() for one in re.finditer(b"\x72", stream)):
            length = int.from_bytes(stream[at + 1 : at + 3], "big")
            end = at + 3 + length + 9
            if stream[at + 1 : at + 3 + length] in wanted and end <= len(stream):
                found.add(stream[at:end])
    return sorted(found)


def _models(file: Path) -> Iterator[dict[str, Any]]:
    for entry in documents.load(file):
        yield from entry.get("classes", [])


def _fields(model: dict[str, Any]) -> Iterator[tuple[str, str]]:
    fields = model.get("fields", {})
    if isinstance(fields, dict):
        yield from fields.items()
    else:
        yield from ((one["name"], one["type"]) for one in fields)


def models(file: Path = policies.FILE) -> Iterator[bytes]:
    """Descriptors and fields of the policies' own classes."""
    for model in _models(file):
        flags = FORMS.get(model.get("form", "fields"), 0x02)
        if model["construct"] == "enum":
            flags = FLAGS_OF_ENUM
        suid = int(str(model.get("suid", 0)), 0) if flags != FLAGS_OF_ENUM else 0
        yield b"\x72" + text(model["name"]) + (suid % (1 << 64)).to_bytes(8, "big") + bytes([flags])
        for name, kind in _fields(model):
            if kind[0] in "L[":
                yield kind[0].encode() + text(name) + b"\x74" + text(kind)
            else:
                yield kind.encode() + text(name)
        yield from (b"\x74" + text(str(one)) for one in model.get("constants", []))


def streams() -> list[bytes]:
    """The words for streams."""
    real = [one for one in seeds.of_folders() if one.startswith(b"\xac\xed")]
    names = well_known()
    words = list(constants(CODES.read_text()))
    found = heads(names, real)
    whole = {one[1:-9] for one in found}
    words += found
    words += [text(name) for name in names if text(name) not in whole]
    words += sorted(set(models()))
    return words


def _words_of_schema(node: Any) -> Iterator[str]:  # noqa: ANN401 (JSON)
    if isinstance(node, list):
        for one in node:
            yield from _words_of_schema(one)
    elif isinstance(node, dict):
        yield from node.get("properties", {})
        yield from (one for one in node.get("enum", []) if isinstance(one, str))
        for one in node.values():
            yield from _words_of_schema(one)


def _load(path: Path) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(path.read_text(encoding="utf-8"))


def cases() -> list[bytes]:
    """The words for files of cases: keys, values and marks of YAML."""
    words = {word for path in SCHEMAS for word in _words_of_schema(_load(path))}
    marks = [
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        "\n",
        "\n  ",
        "\n    - ",
        "null",
        "0x",
        "'",
        '"',
        "|\n",
        "# ",
    ]
    return [one.encode() for one in marks] + [one.encode() for one in sorted(words)]


def results() -> list[bytes]:
    """The words for files and messages that hold streams: the protocol's, without classes."""
    return [FRAME_MARK, *constants(CODES.read_text())]


def words_of_archives() -> list[bytes]:
    """Names, lines and pieces of archives: those that the mutators have."""
    source = (ROOT / "harness" / "fuzz" / "archive" / "words.c").read_text(encoding="utf-8")
    source = source[source.index("names[]") :]
    found = re.findall(r'WORD\("((?:[^"\\]|\\.)*)"\)', source)
    return [one.encode().decode("unicode_escape").encode("latin-1") for one in found]


def texts() -> list[bytes]:
    """The words for manifests and signature files: those that are printable, and ends of lines."""
    words = [one for one in words_of_archives() if all(32 <= byte < 127 for byte in one)]
    return [b"\r\n", b"\n", b"\r\n ", b": ", b"Name: ", b"-Digest: ", b"Sealed: true", *words]


def zips() -> list[bytes]:
    """The words for ZIP files."""
    numbers = [value.to_bytes(size, "little") for size in (2, 4) for value in NUMBERS[size]]
    signatures = [b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\7\x08", b"PK\6\6", b"PK\6\7"]
    return [*signatures, *numbers, *words_of_archives()]


MADE = {
    "sluice.dict": ("Words of streams: protocol, well-known classes, class models.", streams),
    "cases.dict": ("Words of files of cases, stream programs and class models.", cases),
    "results.dict": ("Words of messages of workers, and of streams in files.", results),
    "archives.dict": ("Words of programs of archives.", words_of_archives),
    "manifests.dict": ("Words of manifests and signature files.", texts),
    "zips.dict": ("Words of ZIP files.", zips),
}


def contents() -> dict[str, str]:
    """All dictionaries, by the names of their files."""
    made = {}
    for name, (title, words) in MADE.items():
        kept = dict.fromkeys(word for word in words() if 0 < len(word) <= LONGEST)
        made[name] = HEAD.format(title=title) + "".join(f"{quoted(word)}\n" for word in kept)
    return made


def refresh(folder: Path = FOLDER) -> list[str]:
    """Writes the dictionaries anew; returns the names of those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, wanted in contents().items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="ascii") != wanted:
            path.write_text(wanted, encoding="ascii")
            changed.append(name)
    return changed
