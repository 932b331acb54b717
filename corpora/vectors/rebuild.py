#!/usr/bin/env python3
"""Writes the streams of described.jsonl anew, each from its description.

These vectors were measured like those of vectors.jsonl, but of their streams only the description
was kept. Each is one expression below. With --check the committed streams are compared instead.
"""

from __future__ import annotations

import argparse
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = bytes.fromhex("aced0005")
NULL, END, RESET, EXCEPTION = b"\x70", b"\x78", b"\x79", b"\x7b"
SER, WM, EXT, ENUM = 2, 3, 0x0C, 0x12
OBJECT_TYPE = "Ljava/lang/Object;"
STRING_TYPE = "Ljava/lang/String;"
PROXY_SUID = -2222568056686623797

Field = tuple[str, str] | tuple[str, str, str | bytes]


def u2(value: int) -> bytes:
    return struct.pack(">H", value & 0xFFFF)


def u4(value: int) -> bytes:
    return struct.pack(">I", value & 0xFFFFFFFF)


def u8(value: int) -> bytes:
    return struct.pack(">Q", value & 0xFFFFFFFFFFFFFFFF)


def utf(text: str | bytes) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return u2(len(raw)) + raw


def string(text: str | bytes) -> bytes:
    return b"\x74" + utf(text)


def long_string(raw: bytes, length: int | None = None) -> bytes:
    return b"\x7c" + u8(len(raw) if length is None else length) + raw


def ref(index: int) -> bytes:
    return b"\x71" + u4(0x7E0000 + index)


def block(raw: bytes) -> bytes:
    return b"\x77" + bytes([len(raw)]) + raw


def long_block(raw: bytes, length: int | None = None) -> bytes:
    return b"\x7a" + u4(len(raw) if length is None else length) + raw


def fields_of(fields: list[Field]) -> bytes:
    out = b""
    for code, name, *signature in fields:
        out += code.encode("latin-1") + utf(name)
        for text in signature:
            out += string(text) if isinstance(text, str) else text
    return out


def desc(
    name: str,
    flags: int = SER,
    fields: list[Field] | None = None,
    *,
    suid: int = 1,
    annotation: bytes = b"",
    above: bytes = NULL,
    count: int | None = None,
) -> bytes:
    listed = fields or []
    number = len(listed) if count is None else count
    head = b"\x72" + utf(name) + u8(suid) + bytes([flags]) + u2(number)
    return head + fields_of(listed) + annotation + END + above


def fx(name: str, *arguments: object, **options: object) -> bytes:
    return desc(f"fx.F${name}", *arguments, **options)  # type: ignore[arg-type]


def obj(descriptor: bytes, data: bytes = b"") -> bytes:
    return b"\x73" + descriptor + data


def array(descriptor: bytes, length: int, elements: bytes = b"") -> bytes:
    return b"\x75" + descriptor + u4(length) + elements


def klass(descriptor: bytes) -> bytes:
    return b"\x76" + descriptor


def enum(descriptor: bytes, name: bytes) -> bytes:
    return b"\x7e" + descriptor + name


def proxy(*interfaces: str, count: int | None = None, above: bytes | None = None) -> bytes:
    names = b"".join(utf(name) for name in interfaces)
    head = b"\x7d" + u4(len(interfaces) if count is None else count) + names + END
    return head + (PROXY if above is None else above)


PROXY = desc(
    "java.lang.reflect.Proxy",
    SER,
    [("L", "h", "Ljava/lang/reflect/InvocationHandler;")],
    suid=PROXY_SUID,
)
OBJECTS = desc("[Ljava.lang.Object;", suid=-8012369246846506644)
INTS = desc("[I", suid=5600894804908749477)
E0 = fx("E0")
ONE = fx("One", SER, [("L", "o", OBJECT_TYPE)])
EN = fx("En", ENUM, suid=0)
INT = desc("int", 0, suid=0)
IOE = desc("java.io.IOException", suid=7818375828146090155)
EXT_V1, EXT_V2 = fx("Ext", 4), fx("Ext", EXT)
WO = fx("WO", WM, [("I", "i")])
RN = fx("RN", WM, [("I", "i"), ("L", "o", OBJECT_TYPE)])
BAD = fx("Bad", SER, [("I", "i")])
SWALLOW = fx("Swallow", WM)
I1, I2 = "fx.F$I1", "fx.F$I2"
MISSING = desc("no.Such")


def p(*fields: Field, **options: object) -> bytes:
    return fx("P", SER, list(fields), **options)


def sub_chain() -> bytes:
    return fx("Sub", SER, [("I", "c")], above=fx("Sup", SER, [("I", "a")]))


def invalid_code(code: int) -> bytes:
    return obj(p((chr(code), "i"), count=1)[:-2] + u4(9) + END + NULL)


HEADERS = {
    "hdr-empty": b"",
    "hdr-1": b"\xac",
    "hdr-ver4": bytes.fromhex("aced000470"),
    "hdr-ver6": bytes.fromhex("aced000670"),
    "hdr-magic": bytes.fromhex("cafe000570"),
}

STREAMS: dict[str, bytes] = {
    # header and type codes
    "hdr-null": NULL,
    "hdr-trailing": NULL + b"\x01\x02\x03",
    "hdr-second-header": NULL + HEADER + NULL,
    "tc-0": b"\x00" + u4(0),
    "tc-7f": b"\x7f" + u4(0),
    "tc-80": b"\x80" + u4(0),
    "tc-ff": b"\xff" + u4(0),
    "tc-str-int": string("abc"),
    # strings
    "str-0": string(""),
    "str-abc": string("abc"),
    "str-rawnul": string(b"a\0b"),
    "str-overlong3": string(b"\xe0\x81\x81"),
    "str-lonehi": string(b"\xed\xa0\xbd"),
    "str-lonelo": string(b"\xed\xb8\x80"),
    "str-revsur": string(b"\xed\xb8\x80\xed\xa0\xbd"),
    "str-cont": string(b"\x80"),
    "str-bf": string(b"\xbf"),
    "str-bad2": string(b"\xc3A"),
    "str-bad3": string(b"\xe3\x81A"),
    "str-trunc2": string(b"a\xc3") + NULL,
    "str-trunc3": string(b"a\xe3\x81") + NULL,
    "str-trunc2b": string(b"a\xc3") + b"\x80" + NULL,
    "str-eof": b"\x74" + u2(5) + b"abc",
    "str-ffff": string(bytes(65535)),
    "str-feff": string(b"\xef\xbb\xbfa"),
    "str-cross256": string(b"a" * 255 + b"\xe3\x81\x82"),
    "lstr-min": long_string(b"", -(1 << 63)) + string("next"),
    "lstr-2g": long_string(b"abc", 1 << 31),
    "lstr-badutf": long_string(b"a\xff") + NULL,
    "utf-prim-span": block(b"\0") + block(b"\3a") + block(b"bc"),
    "utf-prim-span-mb": block(b"\0\3\xe3") + block(b"\x81") + block(b"\x82"),
    "utf-prim-trunc3": block(b"\0\2\xe3\x81" + u4(7)),
    "utf-prim-neg": block(b"\xff\xff"),
    # references
    "ref-high": string("a") + ref(1),
    "ref-ok": string("a") + ref(0),
    "ref-ovf": string("a") + b"\x71\x80\0\0\0",
    "ref-self-obj": obj(ONE, ref(2)),
    "ref-typestr-field": obj(ONE, ref(1)),
    "ref-cd-string": string("a") + obj(ref(0)),
    "ref-cd-class": klass(E0) + obj(ref(1)),
    "ref-cd-desc": klass(E0) + obj(ref(0)),
    "ref-ts-string": string(OBJECT_TYPE) + obj(fx("One", SER, [("L", "o", ref(0))]), NULL),
    "ref-ts-obj": array(OBJECTS, 0) + obj(fx("One", SER, [("L", "o", ref(1))]), NULL),
    "ref-annot-self": obj(fx("E0", annotation=ref(0))),
    "ref-after-fail": obj(BAD, u4(-1)) + ref(1),
    "ref-after-fail-desc": obj(fx("E0", suid=2)) + ref(0),
    "ref-cnf": obj(MISSING) + ref(1),
    "ref-cnf-desc": obj(MISSING) + ref(0),
    "ref-cnf-desc-obj": obj(MISSING) + obj(ref(0)),
    "null-ref-desc": obj(fx("RecO", SER, [("L", "o", OBJECT_TYPE)], suid=0), obj(ref(2))),
    "cnf-ref-desc": obj(MISSING) + obj(ref(1)),
    # Class objects
    "cls-str": klass(desc("java.lang.String", suid=-6849794470754667710)),
    "cls-str-suid0": klass(desc("java.lang.String", suid=0)),
    "cls-nonser": klass(desc("java.lang.Runtime", 0, suid=0)),
    "cls-nonser-suid": klass(desc("java.lang.Runtime", 0)),
    "cls-nonser-ser": klass(desc("java.lang.Runtime")),
    "cls-arr": klass(desc("[[I", suid=1727100010502261052)),
    "cls-null": klass(NULL),
    "cls-cls": klass(klass(INT)),
    "cls-cnf": klass(MISSING) + string("next"),
    "cls-enum-noflag": klass(fx("En", suid=0)),
    "cls-clinit-suid": klass(fx("Clinit")),
    "cls-pdesc-top": proxy(I1, above=NULL),
    "cls-desc-top-cnf": MISSING + ref(0),
    "cls-rec": klass(fx("Rec", suid=77)),
    "cls-obj-Class": obj(desc("java.lang.Class", suid=1)),
    "cls-obj-OSC": obj(desc("java.io.ObjectStreamClass", suid=-6120832682080437368)),
    # descriptors
    "cd-null-obj": obj(NULL),
    "cd-tc": obj(string("a")),
    "cd-obj": obj(obj(b"\0")),
    "cd-flags-both": obj(fx("E0", 6)),
    "cd-flags-ser-on-ext": obj(fx("Ext", SER)),
    "cd-flags-enum": obj(fx("E0", ENUM, suid=0)),
    "cd-flags-enum-only": enum(fx("En", 0x10, suid=0), string("A")),
    "cd-flags-blk": obj(fx("E0", 0x0A)),
    "cd-flags-wm-only": obj(fx("E0", 1), END),
    "cd-name-empty": obj(desc("")),
    "cd-name-slash": obj(desc("fx/F$E0")),
    "cd-name-arrobj": obj(INTS),
    "cd-name-arrobj2": obj(OBJECTS),
    "cd-name-V": klass(desc("[V")),
    "cd-nonser": obj(fx("NonSer")),
    "cd-abs": obj(fx("Abs")),
    "cd-ifc": obj(fx("Ifc")),
    "cd-noctor": obj(fx("SubNoCtor")),
    "cd-nf-neg1": obj(p(count=-1)),
    "cd-nf-8000": obj(p(count=0x8000)),
    "cd-dup-obj": obj(p(("L", "o", OBJECT_TYPE), ("L", "o", ref(1))), string("1") + string("2")),
    "cd-dup-unk": obj(p(("I", "zz"), ("L", "zz", OBJECT_TYPE)), u4(1) + NULL),
    "cd-order": obj(p(("L", "o", OBJECT_TYPE), ("I", "i")), u4(1) + b"".join([NULL] * 4)),
    "cd-ft-0": invalid_code(0),
    "cd-ft-58": invalid_code(0x58),
    "cd-ft-80": invalid_code(0x80),
    "cd-ft-[L": obj(p(("[", "o", OBJECT_TYPE)), string("v")),
    "cd-ft-L[": obj(p(("L", "a", "[I")), array(INTS, 1, u4(5))),
    "cd-ft-Lgarb": obj(p(("L", "o", "Lgarbage")), string("v")),
    "cd-ft-Lobj": obj(p(("L", "o", b"\x73")))[:-1],
    "cd-ft-Lreset": obj(p(("L", "o", RESET + string(OBJECT_TYPE)), count=1), string("v")),
    "cd-ft-primobj": obj(p(("I", "o")), u4(1)),
    "cd-ft-objprim": obj(p(("L", "i", OBJECT_TYPE)), NULL),
    "cd-fname-bad": obj(p(("I", "i"))).replace(b"I\0\1i", b"I\0\1\xff")[:-2],
    "cd-bool": obj(desc("no.Such", SER, [("Z", "z")]), b"\7"),
    "cd-annot-cnf": obj(fx("E0", annotation=obj(MISSING))),
    "cd-twice": array(OBJECTS, 2, obj(E0) + obj(E0)),
    "clinit4": obj(fx("Clinit4", suid=2)),
    "clinit5-super": obj(fx("E0", above=fx("Clinit5"))),
    "clinit-pxif": obj(proxy("fx.F$ClinitI"), NULL),
    "ctor-err": obj(fx("SubCtorErr")),
    "cd-super-cnf-of-known": obj(
        fx(
            "Sub",
            SER,
            [("I", "c")],
            above=desc("no.Such", SER, [("I", "x")], above=fx("Sup", SER, [("I", "a")])),
        ),
        u4(8) + u4(9) + u4(0),
    ),
    "cd-cyc-two": obj(
        fx("TwoC", SER, [("L", "a", OBJECT_TYPE), ("L", "b", ref(1))]),
        obj(fx("One", SER, [("L", "o", ref(1))]), ref(2)) + ref(4),
    ),
    # superclass chains
    "sup-missing-mid": obj(sub_chain(), u4(10) + u4(30)),
    "sup-extra-cnf": obj(
        fx("Sup", SER, [("I", "a")], above=desc("no.Such", SER, [("I", "x")])), u4(9) + u4(10)
    ),
    "sup-extra-wm": obj(
        fx("Sup", SER, [("I", "a")], above=fx("Bad", WM, [("I", "i")])), u4(-1) + END + u4(10)
    ),
    "sup-dup": obj(fx("Sup", SER, [("I", "a")], above=fx("Sup", SER, [("I", "a")])), u4(1) + u4(2)),
    "sup-dup-desc-only": fx("Sup", above=fx("Sup")),
    "sup-sub-as-super": obj(
        fx("Sup", SER, [("I", "a")], above=fx("Sub", SER, [("I", "c")])), u4(5) + u4(10)
    ),
    "sup-arr": obj(fx("E0", above=INTS)),
    "sup-flags0": obj(
        fx("Sub", SER, [("I", "c")], above=fx("Mid", 0, [("I", "b")])), u4(5) + u4(0)
    ),
    "sup-nonser": obj(
        fx("Sub", SER, [("I", "c")], above=fx("SupNS", 0, [("I", "ns")], suid=0)), u4(5) + u4(0)
    ),
    "sup-str": obj(fx("E0", above=string("a"))),
    "sup-ctor": obj(fx("Sub", SER, [("I", "c")]), u4(0)),
    "sup-arr-super": array(desc("[I", suid=5600894804908749477, above=E0), 1, u4(5)),
    "sup-arr-fields": array(desc("[I", SER, [("I", "x")], suid=5600894804908749477), 1, u4(5)),
    "sup-enum-badsuper": enum(fx("En", ENUM, suid=0, above=p(("I", "i"))), string("A")),
    # proxies
    "px-h-wrong": obj(proxy(I1), string("h")),
    "px-nosuper": obj(proxy(I1, above=NULL)),
    "px-0": obj(proxy(), NULL),
    "px-neg": obj(proxy(count=-1, above=NULL)),
    "px-class": obj(proxy("fx.F$E0"), NULL),
    "px-arr": obj(proxy("[I"), NULL),
    "px-cnf": obj(proxy("no.Such"), NULL) + string("next"),
    "px-pkg1": obj(proxy("fx.F$Pkg1"), NULL),
    "px-two": obj(proxy(I1, I2), NULL),
    "px-arrdesc": array(proxy(I1, above=NULL), 0),
    "px-extradata": obj(proxy(I1, above=p(("I", "i"), above=PROXY)), NULL + u4(5)),
    "px-nonproxyname": obj(desc("jdk.proxy1.$Proxy0", suid=0)),
    "px-annotation-if": obj(proxy("java.lang.Override"), NULL),
    "px-ifname-bad": obj(b"\x7d" + u4(1) + utf(b"\xff")),
    "px-32k-dup": obj(proxy(I1, I2, I1), NULL),
    "px-null-super-arr": array(desc("[Ljava.lang.String;"), 1, proxy(I1, above=NULL)),
    "oldproxy9": b"\x7d" + u4(0x7FFFFFF7),
    # arrays
    "arr-int": array(desc("[I", suid=0), 2, u4(1) + u4(2)),
    "arr-0": array(INTS, 0),
    "arr-neg": array(INTS, -1) + string("n"),
    "arr-neg-obj": array(OBJECTS, -1) + string("n"),
    "arr-neg-cnf": array(desc("[Lno.Such;"), -1) + string("n"),
    "arr-neg-cnf-dropped": obj(
        fx("E0", SER, [("L", "x", "[Lno/Such;")]), array(desc("[Lno.Such;"), -1)
    ),
    "arr-cnf": array(desc("[Lno.Such;"), 2, NULL + string("a")) + string("next"),
    "arr-nonarr": array(E0, 0) + string("n"),
    "arr-prim": array(INT, 0),
    "arr-null": array(NULL, 0),
    "arr-null-eof": b"\x75\x70",
    "arr-short-obj": array(OBJECTS, 3, NULL + NULL),
    "arr-flags0": array(desc("[I", 0, suid=0), 1, u4(5)),
    "arr-flagsenum": array(desc("[I", ENUM, suid=0), 1, u4(5)),
    "arr-blk": array(OBJECTS, 1, block(b"\1")),
    "arr-end": array(OBJECTS, 1, END),
    "arr-nan": array(desc("[F"), 2, u4(0x7FC00001) + u4(0xFF800000)),
    "arr-ifc": array(desc("[Ljava.lang.Runnable;"), 1, NULL),
    "arr-bytes": array(desc("[B"), 3, b"\1\2"),
    # enums
    "en-ok": enum(EN, string("A")) + ref(1),
    "en-unk": enum(EN, string("ZZ")) + ref(1),
    "en-suid": enum(fx("En", ENUM, suid=5), string("A")),
    "en-fields": enum(fx("En", ENUM, [("I", "i")], suid=0), string("A")),
    "en-notenum": enum(fx("E0", ENUM, suid=0), string("A")),
    "en-namenull": enum(EN, NULL),
    "en-obj": obj(EN),
    "en-obj-noflag": obj(fx("En", suid=0)),
    "en-cnf": enum(desc("no.Such", ENUM, suid=0), string("A")) + string("next"),
    "en-arr": array(desc("[Lfx.F$En;"), 1, enum(fx("En2", ENUM, suid=0), string("A"))),
    "en-cls-obj": obj(fx("En", ENUM, suid=0, above=desc("java.lang.Enum", ENUM, suid=0))),
    "en-reset": enum(EN, RESET + string("A")),
    "en-none": enum(fx("En", 0, suid=0), string("A")),
    # externalizable
    "ext-v2": obj(EXT_V2, block(u4(5)) + string("x") + END),
    "ext-v2-over": obj(EXT_V2, block(b"\0\0") + END),
    "ext-v2-over2": obj(EXT_V2, block(u4(5)) + END),
    "ext-v2-split": obj(
        EXT_V2, block(b"\0") + block(b"") + block(b"\0\0") + block(b"\5") + string("x") + END
    ),
    "ext-v2-cnf": obj(desc("no.Such", EXT), block(u4(5)) + string("x") + END) + string("next"),
    "ext-v1-cnf": obj(desc("no.Such", 4), u4(5) + string("x")),
    "ext-wm": obj(fx("Ext", 0x0D), block(u4(5)) + string("x") + END),
    "ext-super": obj(
        fx("Ext", EXT, above=fx("Sup", SER, [("I", "a")])), block(u4(5)) + string("x") + END
    ),
    "ext-suid": obj(fx("Ext", EXT, suid=2), block(u4(5)) + string("xy") + END),
    "ext-def": obj(fx("ExtDef", EXT), END),
    "ext-throw": obj(fx("ExtThrow", 4), u4(9)) + ref(1),
    # block data
    "blk-int-long": long_block(u4(7)),
    "blk-long-neg": long_block(u4(7), -1),
    "blk-full-O": block(b"\1") + string("x"),
    "blk-cut-hdr1": b"\x77",
    "blk-cut-hdr2": b"\x7a\0\0",
    "blk-cut-body": b"\x77\4\0\0",
    "blk-end-top": END,
    "blk-readFully-short": block(b"\1\2") + string("x"),
    "blk-avail": block(u4(7) + b"\1"),
    "wo-ok": obj(WO, u4(3) + block(u4(4)) + string("x") + END),
    "wo-extra": obj(WO, u4(3) + block(u4(4) + b"\1\2") + string("x") + END) + string("next") * 2,
    "wo-short": obj(WO, u4(3) + block(u4(4)) + END),
    "rn": obj(RN, END) + string("n"),
    "rn2": obj(fx("RN", WM, [("I", "i")]), u4(5) + END) + string("n"),
    "past-wm": obj(fx("Past", WM, [("I", "i")]), u4(3) + string("a") + END),
    "val-ok": obj(fx("Val", SER, [("I", "i")]), u4(3)),
    "top-blk-null": block(b"") + NULL,
    "two-int": block(u4(1)) + NULL + block(u4(2)),
    # reset
    "rst-top2": string("a") + RESET + string("b") + ref(0),
    "rst-many": RESET * 3 + string("b"),
    "rst-blk": block(b"\0\0") + RESET + block(b"\0\7"),
    "rst-avail": RESET + block(u4(7)),
    "rst-obj-ref": obj(E0) + RESET + obj(ref(0)),
    # exceptions
    "exc-jdk": string("before")
    + EXCEPTION
    + obj(desc("java.io.NotSerializableException", suid=2906642554793891381))
    + string("after")
    + ref(0),
    "exc-null": EXCEPTION + NULL,
    "exc-ioe": EXCEPTION + obj(IOE) + ref(0),
    "exc-nested": array(OBJECTS, 2, NULL + EXCEPTION + obj(IOE)),
    "exc-eof": EXCEPTION,
    "exc-annot": obj(fx("E0", annotation=EXCEPTION + obj(IOE)))[:-2],
    "exc-cnf": EXCEPTION + obj(MISSING),
    "exc-swallow": obj(SWALLOW, NULL + string("second") + END),
    "exc-swallow2": obj(SWALLOW, EXCEPTION + obj(IOE) + string("second") + END),
    # unshared
    "uns-ref": string("a") + ref(0),
    "uns-cls": klass(INT) + ref(1),
    "uns-desc-obj": E0 + obj(ref(0)),
    "uns-obj-self": obj(ONE, ref(2)),
    "uns-field-ref": array(
        OBJECTS, 2, string("x") + obj(fx("UnsF", SER, [("L", "o", OBJECT_TYPE)]), ref(2))
    ),
    "uns-rr-arr": obj(fx("RRArr")) + ref(1),
    "uns-rr-null": obj(fx("RRNull")),
    "uns-rr": obj(fx("RR", SER, [("L", "o", OBJECT_TYPE)]), NULL) + ref(2),
    "uns-cnf": obj(MISSING) + ref(1),
    "uns-custom": obj(fx("Uns", WM), string("x") + END),
    # unresolvable classes
    "cnf-top": obj(MISSING) + string("next"),
    "cnf-wm": obj(desc("no.Such", WM), block(b"\1\2") + string("x") + END) + string("next"),
    "cnf-field": obj(ONE, obj(MISSING)) + string("next"),
    "cnf-field-dropped": obj(fx("E0", SER, [("L", "x", OBJECT_TYPE)]), obj(MISSING))
    + string("next"),
    "cnf-arr": array(OBJECTS, 1, obj(MISSING)) + ref(1),
    "cnf-nested-bad": obj(desc("no.Such", SER, [("L", "o", OBJECT_TYPE)]), obj(BAD, u4(-7)))
    + ref(4),
    "cnf-swallow": obj(SWALLOW, obj(MISSING) + string("second") + END),
    "skip-nested-cd": obj(
        desc("no.Such", WM),
        obj(E0) + klass(INT) + array(INTS, 0) + enum(EN, string("A")) + END,
    )
    + ref(9),
    "un-obj-flags0": obj(desc("no.Such", 0, [("I", "i")]), u4(1)) + string("next"),
    "un-obj-blkonly": obj(desc("no.Such", 8)) + string("next"),
    "un-obj-arrname": obj(desc("[Lno.Such;")) + string("next"),
    "un-arr-plainname": array(MISSING, 2, NULL + NULL) + string("next"),
    "un-arr-fields": array(desc("[Lno.Such;", WM, [("I", "i")]), 1, NULL) + string("next"),
    "un-proxy-obj": obj(proxy("no.Such", above=desc("no.Sup", SER, [("I", "i")])), u4(1))
    + string("next"),
    # failures that are swallowed
    "swallow-suid": obj(SWALLOW, obj(fx("E0", suid=2)) + ref(2) + END),
    "swallow-utf": obj(SWALLOW, string(b"\xff") + string("second") + END),
    "swallow-neg": obj(SWALLOW, array(INTS, -1) + string("second") + END),
    "swallow-plain-utf": obj(
        SWALLOW, obj(p(("L", "s", STRING_TYPE)), string(b"\xff")) + ref(4) + END
    ),
    "swallow-arr": obj(SWALLOW, array(OBJECTS, 3, string("x") + string(b"\xff")) + ref(3) + END),
    "swallow-ode": obj(SWALLOW, block(b"\1\2") + string("second") + END),
    "swallow-exc": obj(SWALLOW, EXCEPTION + string("second") + END),
    "swallow-reset": obj(SWALLOW, RESET + string("second") + END),
    "swallow-nonobj": obj(SWALLOW, obj(desc("java.lang.Object", 0, suid=0)) + ref(2) + END),
    "cast-fail": obj(fx("Cast", WM), klass(INT) + END) + ref(1),
    "ise-mask-top": obj(fx("ExtThrow", EXT), block(u4(9)) + END),
    "bad-chk": obj(fx("BadChk")),
    "bad-rr": obj(fx("BadRR", SER, [("I", "i")]), u4(5)) + ref(1),
    # records
    "rec-type": obj(
        fx("Rec", SER, [("I", "x"), ("L", "y", STRING_TYPE)], suid=0), u4(3) + klass(INT)
    ),
    "rec-prim": obj(fx("Rec", SER, [("J", "x")], suid=0), u8(3)),
    "rec-super": obj(fx("Rec", SER, [("I", "x")], suid=0, above=p(("I", "i"))), u4(9) + u4(3)),
    "rec-cnf": obj(fx("RecO", SER, [("L", "o", OBJECT_TYPE)], suid=0), obj(MISSING)),
    "rec-ext": obj(fx("Rec", EXT, suid=0), END),
    "rec-err": obj(fx("RecThrowErr", SER, [("I", "x")], suid=0), u4(1)),
    # handles
    "handles-null": NULL + string("a") + ref(0),
    "handles-proxy": obj(proxy(I1), NULL) + ref(0) + ref(1),
    "handles-failed-str": string(b"\xff") + ref(0),
    "handles-arr-neg": array(INTS, -1) + ref(1),
    "handles-enum-fail": enum(EN, NULL) + ref(1),
    "handles-order2": obj(
        p(
            ("I", "i"),
            ("[", "a", "[I"),
            ("L", "o", OBJECT_TYPE),
            ("L", "s", STRING_TYPE),
        ),
        u4(1) + array(INTS, 0) + string("oo") + string("ss"),
    )
    + ref(7)
    + ref(8),
    # classes of the JDK without the data that they expect
    "date-cal": obj(desc("java.util.Date", WM, suid=7523967970034938905), END),
    "locale-null": obj(desc("java.util.Locale", WM, suid=9149081749638150636), END),
    "thr-null": obj(desc("java.lang.Throwable", WM, suid=-3042686055658047285), END),
}


def all_streams() -> dict[str, bytes]:
    return HEADERS | {name: HEADER + body for name, body in STREAMS.items()}


def file_name(vector_id: str) -> str:
    kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    return "".join(c if c in kept else "_" for c in vector_id) + ".bin"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare with streams/")
    arguments = parser.parse_args()
    wrong = 0
    for vector_id, data in all_streams().items():
        path = HERE / "streams" / file_name(vector_id)
        if not arguments.check:
            path.write_bytes(data)
        elif path.read_bytes() != data:
            print(f"{path.name} is not what rebuild.py makes of it: run it", file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
