"""The mode inspect: what the JDK reads where no class has a say."""

from __future__ import annotations

import json

import pytest

from harness.targets.adapters.jvm.tests.conftest import JDKS, ROOT, Start
from harness.targets.adapters.jvm.tests.test_adapter import GOOD, RANGE, Assemble

VALID = ROOT / "corpora" / "valid"
SHOW = b'{"show": true}'


def views() -> list[tuple[str, bytes, bytes]]:
    index = json.loads((VALID / "index.json").read_text(encoding="utf-8"))
    wanted = []
    for entry in index:
        if "needs" in entry or "skips-default-fields" in entry["features"]:
            continue
        path = VALID / "streams" / entry["id"]
        view = path.with_suffix(".json").read_bytes().rstrip(b"\n")
        wanted.append((entry["id"], path.with_suffix(".ser").read_bytes(), view))
    return wanted


@pytest.mark.parametrize("jdk", JDKS)
def test_valid_streams_read_as_the_generator_has_seen_them(start: Start, jdk: int) -> None:
    adapter = start("inspect", jdk)
    wrong = []
    wanted = views()
    for name, stream, view in wanted:
        reply = adapter.ask_with(stream, SHOW)
        if (reply.verdict, reply.text) != ("A", view):
            wrong.append(name)
    assert len(wanted) > 550
    assert wrong == []


def test_only_inspection_is_known(start: Start, assemble: Assemble) -> None:
    adapter = start("inspect")
    assert adapter.hello["can"] == ["inspect"]
    assert adapter.hello["name"] == "jdk17-inspect"
    stream = assemble(GOOD)
    assert adapter.ask_with(stream).verdict == "A"
    assert adapter.ask_with(stream, mode="decode").verdict == "U"
    assert adapter.ask(stream, RANGE, mode="inspect").verdict == "U"


def test_what_cannot_be_told_is_said_with_the_reason(start: Start) -> None:
    classes = [
        "720006" + name.encode().hex() + "00" * 8 + "0200007870" for name in ("[La.A;", "[La.B;")
    ]
    first, both = (
        bytes.fromhex("aced0005" + "".join("76" + one for one in classes[:count]))
        for count in (1, 2)
    )
    adapter = start("inspect")
    assert adapter.ask_with(first).message == ""
    reply = adapter.ask_with(both)
    assert (reply.verdict, reply.message.partition(":")[0]) == ("A", "a Class object")


@pytest.mark.parametrize(
    ("stream", "error", "offset"),
    [
        ("aced000573", "EOFException", 5),
        ("aced000571007e0000", "StreamCorruptedException", 9),
        ("aced0005740002c020", "UTFDataFormatException", 9),
        ("aced000578", "OptionalDataException", 5),
    ],
)
def test_a_refusal_has_its_place(start: Start, stream: str, error: str, offset: int) -> None:
    reply = start("inspect").ask_with(bytes.fromhex(stream))
    assert (reply.verdict, reply.error, reply.offset) == ("R", error, offset)


def test_fields_that_a_class_leaves_out(start: Start) -> None:
    stream = (VALID / "streams" / "skip-int-nothing.ser").read_bytes()
    adapter = start("inspect")
    refused = adapter.ask_with(stream)
    assert refused.verdict == "R"
    view = json.loads((VALID / "streams" / "skip-int-nothing.json").read_text(encoding="utf-8"))
    item = view["content"][0]
    hint = f"0.{item['handle']}:{item['data'][0]['class']}"
    setting = json.dumps({"show": True, "skipping": [hint]}).encode()
    reply = adapter.ask_with(stream, setting)
    assert reply.verdict == "A"
    assert json.loads(reply.text) == view


def test_a_claim_that_is_not_worth_its_memory(start: Start) -> None:
    name = b"[B"
    head = b"\xac\xed\x00\x05ur\x00\x02" + name + bytes(8) + b"\x02\x00\x00xp"
    reply = start("inspect").ask_with(head + b"\x7f\xff\xff\xff")
    assert (reply.verdict, reply.error) == ("U", "Blind")


def test_deep_nesting_is_no_end(start: Start) -> None:
    one = b"ur\x00\x13[Ljava.lang.Object;" + bytes(8) + b"\x02\x00\x00xp\x00\x00\x00\x01"
    again = b"uq\x00\x7e\x00\x00\x00\x00\x00\x01"
    adapter = start("inspect")
    stream = b"\xac\xed\x00\x05" + one + again * 20_000 + b"p"
    assert adapter.ask_with(stream).verdict == "A"
    assert adapter.ask_with(b"\xac\xed\x00\x05p").verdict == "A"


def test_no_class_is_looked_up_by_its_name(start: Start) -> None:
    """Not even one of the JDK, whose code would run."""
    path = VALID / "streams" / "list-array.ser"
    reply = start("inspect").ask_with(path.read_bytes().replace(b"java.util", b"nowhere.u"), SHOW)
    assert reply.verdict == "A"
    assert b"nowhere.u.ArrayList" in reply.text
