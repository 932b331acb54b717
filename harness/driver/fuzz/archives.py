"""Seeds of the targets about archives: sound archives, and those of the attack catalogue."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "harness" / "fuzz" / "archive"
HEAD = 10  # bytes in front of the steps: harness/fuzz/archive/program.h

# Places of fields, as harness/archive/zip_program.h counts them.
LOC = {"flags": 2, "method": 3, "crc": 5, "csize": 6, "usize": 7, "extra_length": 9}
CEN = {"flags": 3, "method": 4, "crc": 6, "csize": 7, "usize": 8, "disk": 12, "external": 14}
EOCD = {"disk": 1, "count": 4, "size": 5, "offset": 6}
PIECES = (
    "packed", "tail", "before", "after", "extra", "comment", "loc_name", "cen_name",
    "loc_extra", "cen_extra", "prefix", "gap", "archive_comment", "suffix",
)  # fmt: skip
LINE, OVERWRITE, FLIP, LINE_END, REPEAT = 0, 2, 5, 6, 7  # harness/fuzz/archive/change.h
ADD, REMOVE, MOVE, COPY, RENAME = range(5)
RELATIVE = 0x80
OF_COMPANION = 0x80
MORE, LESS = 1, 0xFFFFFFFF
MANIFEST, SIGNATURE_FILE, BLOCK, MAIN, HELPER = range(5)  # items of the usual archive


def _kinds() -> dict[str, int]:
    text = (FOLDER / "program.h").read_text(encoding="utf-8")
    return {name: at for at, name in enumerate(re.findall(r"X\([A-Z]+, \"(\w+)\"", text))}


KINDS = _kinds()


def step(kind: str, item: int = 0, field: int = 0, value: int = 0, text: bytes = b"") -> bytes:
    """One step of a program."""
    return struct.pack("<BBBIB", KINDS[kind], item, field, value, len(text)) + text


def program(*steps: bytes, **head: int) -> bytes:
    """A program: members of the head by name, and steps."""
    made = bytearray(HEAD)
    places = {"signer": 0, "plan": 1, "policy": 5, "clock": 6, "set": 7, "digest": 8}
    for name, value in head.items():
        if name == "switches":
            made[2:5] = value.to_bytes(3, "little")
        else:
            made[places[name]] = value
    return bytes(made) + b"".join(steps)


def _piece(name: str, text: bytes, item: int = HELPER, *, more: int = 0) -> bytes:
    return program(step("piece", item, PIECES.index(name) | more, 1, text))


def sound() -> Iterator[bytes]:
    """Programs of which nothing is wrong."""
    names = (b"trusted/Main.class", b"other/Util.class", b"data.txt", b"d/", b"\xc3\xa4/b c")
    for flags in (0, 1, 2):
        yield program(*(step("entry", field=flags, text=name) for name in names))
    yield from (program(signer=signer) for signer in range(4))
    yield from (program(digest=digest) for digest in range(4))
    yield from (program(plan=plan) for plan in (0, 1, 64, 128))
    yield from (program(set=shape) for shape in (1, 2))
    yield from (program(policy=policy) for policy in (1, 2, 4, 8, 12, 16))
    yield program(*(step("entry", text=name * 9) for name in (b"0123456789", b"abcdefghi/")))
    yield program(step("main", text=b"Created-By: me"), step("main", text=b"X: " + b"y" * 60))
    yield program(step("section", text=b"Name: trusted/\r\nSealed: true"))
    yield program(step("entry", value=70000 << 3 | 2, text=b"zeros"))


def signers() -> Iterator[bytes]:
    """Signers that are not trusted, at times that are not theirs, blocks that are refused."""
    yield from (program(signer=signer) for signer in range(4, 11))
    yield from (program(clock=clock) for clock in range(1, 13))
    yield from (program(plan=plan) for plan in (2, 4, 8, 16, 32, 192))
    yield from (program(switches=1 << bit, plan=plan) for bit, plan in ((11, 4), (10, 8), (12, 32)))
    yield from (program(policy=policy) for policy in (32, 48))


def coverage() -> Iterator[bytes]:
    """Entries, digests and texts that are not those that were signed."""
    evil = b"trusted/Evil.class"
    yield program(step("item", field=ADD, text=evil))
    yield program(step("item", field=REMOVE, item=HELPER))
    yield from (program(step("item", field=REMOVE, item=item)) for item in range(3))
    yield program(step("replace", field=1, value=9))
    yield program(step("replace", text=b"evil"), step("claim", field=1, value=32))
    yield program(step("entry", field=4, text=evil))
    yield program(step("late", field=OVERWRITE, value=30, text=b"X"))
    yield program(step("late", field=OVERWRITE | 8, value=30, text=b"X"))
    yield program(step("late", field=LINE | 16, item=2, text=b"Class-Path: evil.jar"))
    yield from (program(step("claim", value=value)) for value in (1, 3, 4, 7, 17, 19, 20, 32))
    yield program(digest=4)
    yield program(step("signed", field=LINE, item=1, text=b"Signature-Version: 2.0"))
    yield from (program(step("signed", field=1, item=line)) for line in range(5))
    for line in (b"Class-Path: x", b"Premain-Class: x", b"Multi-Release: true", b"Magic: x",
                 b"Add-Opens: x", b"Sealed: false"):  # fmt: skip
        yield program(step("main", text=line))
    yield program(step("main", field=1, text=b"Manifest-Version: 1.0"))
    yield from (program(step("manifest", field=LINE_END, item=4, value=way)) for way in range(4))
    yield program(step("manifest", field=REPEAT, item=5))
    for section in (b"Name: trusted/\r\nSealed: false", b"Name: trusted\r\nSealed: true",
                    b"Name: nowhere\r\nX: y"):  # fmt: skip
        yield program(step("section", text=section))
    for name in (b"META-INF/SIG-X", b"META-INF/EVIL.DSA", b"META-INF/AAA.SF", b"META-INF/x.sf",
                 b"META-INF/manifest.mf", b"../x", b"/x", b"a\\b", b"DATA.TXT", b"trusted",
                 b"META-INF/INDEX.LIST", b"META-INF/versions/9/trusted/Main.class"):  # fmt: skip
        yield program(step("item", field=ADD, text=name))
        yield program(step("entry", text=b"data.txt"), step("entry", text=name))


def structure() -> Iterator[bytes]:
    """Records that are not what they should be."""
    for kind, fields in (("loc", LOC), ("cen", CEN), ("both", LOC), ("eocd", EOCD)):
        for field in fields.values():
            yield from (program(step(kind, HELPER, field | RELATIVE, way)) for way in (MORE, LESS))
    yield program(step("entry", field=2, text=b"x"), step("dd", BLOCK + 1, 2 | RELATIVE, MORE))
    yield program(step("cen", HELPER, CEN["external"], 0xA1FF0000))
    yield from (program(step("mark", HELPER, 1 << bit)) for bit in range(4))
    yield program(step("order", HELPER, value=MAIN))
    yield program(step("item", MANIFEST, MOVE, 4))
    yield program(step("item", MAIN, COPY, 5))
    yield from (_piece(name, b"xx") for name in PIECES)
    for name in ("prefix", "gap", "archive_comment", "suffix", "before"):
        yield _piece(name, b"", more=OF_COMPANION)
    for extra in (b"\xfe\xca\0\0", b"\1\0\0\0", b"up\1\0\1", b"UT\5\0\1\0\0\0\0"):
        yield _piece("extra", extra)
    yield program(step("entry", value=1200000 << 3 | 2, text=b"bomb"))
    yield program(step("entry", text=b"shared/X.class"), set=1)
    yield program(signer=1, set=2)


def of_archives() -> Iterator[bytes]:
    """Programs of archives."""
    yield b""
    for source in (sound, signers, coverage, structure):
        yield from source()


def of_texts() -> Iterator[bytes]:
    """Texts behind the byte that says of which kind they are, as the usual archive has them."""
    text = (FOLDER / "usual_texts.c").read_text(encoding="utf-8")
    for at, name in enumerate(("manifest", "signature_file")):
        found = re.search(rf"char {name}\[\] =?\s*((?:\"[^\"]*\"\s*)+);", text)
        lines = re.findall(r'"([^"]*)"', found[1]) if found else []
        usual = "".join(lines).replace("\\r", "\r").replace("\\n", "\n").encode()
        yield bytes([at]) + usual
        yield bytes([at]) + usual.replace(b"\r\n", b"\n")
        yield bytes([at]) + usual.replace(b"SHA-256", b"SHA-512")
        yield bytes([at]) + usual[:-2]
        yield bytes([at | 4]) + usual[:-2]
        yield bytes([at]) + usual + b"Name: trusted/\r\nSealed: false\r\n\r\n"


def of_zips() -> Iterator[bytes]:
    """ZIP files without a signature."""
    names = ("META-INF/", "META-INF/MANIFEST.MF", "a/b.class", "data.txt", "\u00e4")
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for count in (0, 1, len(names)):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", method) as made:
                for name in names[:count]:
                    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                    entry.compress_type = method
                    made.writestr(entry, b"" if name.endswith("/") else name.encode() * 3)
            yield out.getvalue()
            yield b"#!" + out.getvalue()
            yield out.getvalue() + b"x"
