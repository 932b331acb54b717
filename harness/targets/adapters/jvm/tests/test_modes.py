"""The modes of the JVM adapter: what each keeps of a policy, of limits, and of its own promises."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from harness.targets.adapters.jvm.tests.conftest import JDKS, Start, command
from harness.targets.adapters.jvm.tests.test_adapter import (
    BAD,
    GOOD,
    RANGE,
    URL,
    Assemble,
    held,
    held_by,
    model,
    stream,
)


@pytest.mark.parametrize("jdk", JDKS)
@pytest.mark.parametrize("mode", ["filter", "commons-io"])
def test_a_policy_is_kept(start: Start, assemble: Assemble, jdk: int, mode: str) -> None:
    adapter = start(mode, jdk)
    assert adapter.ask(assemble(GOOD), RANGE).verdict == "A"
    reply = adapter.ask(assemble(GOOD), [{**RANGE[0], "construct": "denied"}])
    assert (reply.verdict, reply.error, reply.effects) == ("R", "InvalidClassException", [])
    array = stream('{array: {type: "[[La.Range;", elements: []}}')
    assert adapter.ask(assemble(array), RANGE).verdict == "A"
    assert adapter.ask(assemble(array)).verdict == "R"
    assert adapter.ask(assemble(stream(URL))).effects == []


def test_limits_of_a_filter(start: Start, assemble: Assemble) -> None:
    adapter = start("filter")
    array = assemble(stream('{array: {type: "[I", elements: [1, 2, 3]}}'))
    assert adapter.ask(array, limits={"array_length": 3}).verdict == "A"
    assert adapter.ask(array, limits={"array_length": 2}).verdict == "L"
    assert adapter.ask(array, limits={"string_bytes": 100}).verdict == "U"


def test_jgdms_checks_before_there_is_an_object(start: Start, assemble: Assemble) -> None:
    for mode in ("jgdms", "jgdms-manager"):
        assert start(mode).ask(assemble(GOOD), RANGE).verdict == "A"
        reply = start(mode).ask(assemble(BAD), RANGE)
        assert (reply.verdict, reply.error) == ("R", "InvalidObjectException")


def test_jgdms_builds_a_class_below_one_that_is_not_atomic(
    start: Start, assemble: Assemble
) -> None:
    one = stream("{object: {class: {name: a.Child, fields: {n: I}}, fields: {n: 3}}}")
    child = model("a.Child", parent="a.Above", fields=[{"name": "n", "type": "I"}])
    child["check"] = [{"range": {"field": "n", "max": 3}}]
    for above in (model("a.Above", "not-serializable"), model("a.Above", form="external")):
        assert start("jgdms").ask(assemble(one), [child, above]).verdict == "A"
    below_date = [{**child, "parent": "java.util.Date"}]
    assert start("jgdms").ask(assemble(one), below_date).verdict == "A"
    strict = {**child, "check": [{"range": {"field": "n", "max": 2}}]}
    reply = start("jgdms").ask(assemble(one), [strict, model("a.Above", "not-serializable")])
    assert (reply.verdict, reply.error) == ("R", "InvalidObjectException")


def test_jgdms_is_asked_for_a_field_that_is_required(start: Start, assemble: Assemble) -> None:
    there = stream(held_by("a.H", "'x'"))
    missing = stream("{object: {class: {name: a.H, fields: {}}}}")
    for source, required, verdict in [
        (there, True, "A"),
        (missing, False, "A"),
        (missing, True, "R"),
    ]:
        reply = start("jgdms").ask(assemble(source), [held("a.H", required=required)])
        assert reply.verdict == verdict


def test_jgdms_reads_custom_data_before_there_is_an_object(
    start: Start, assemble: Assemble
) -> None:
    layout = [{"int": "size"}, {"objects": "items", "count": "size"}]
    bag = model("a.Bag", form="both", layout=layout, check=[{"size": {"field": "items", "max": 2}}])
    bag["fields"] = [{"name": "n", "type": "I"}]
    head = (
        "{object: {class: {name: a.Bag, flags: [serializable, write-method], fields: {n: I}}, "
        "fields: {n: 7}, data: "
    )
    two = assemble(stream(head + '[{block: [{int: 2}]}, "x", "y"]}}'))
    three = assemble(stream(head + '[{block: [{int: 3}]}, "x", "y", "z"]}}'))
    for mode in ("jgdms", "jgdms-manager"):
        assert start(mode).ask(two, [bag]).verdict == "A"
        assert start(mode).ask(three, [bag]).error == "InvalidObjectException"


@pytest.mark.parametrize(
    ("behind", "verdict"),
    [
        ('{block: ""}', "A"),
        ("{raw: 7A 00000000 77 00 79}", "A"),
        ('{block: "01"}', "A"),
        ('{block: {hex: "", length: 1}}', "R"),
        ("{raw: 7A 0000}", "R"),
        ("{raw: 7A FFFFFFFF}", "R"),
        ("{raw: 77 00 00}", "R"),
        ('{raw: "00"}', "R"),
    ],
)
def test_what_ends_with_blocks_is_read_to_its_end_by_jgdms(
    start: Start, assemble: Assemble, behind: str, verdict: str
) -> None:
    assert start("jgdms").ask(assemble(stream('"x"', behind))).verdict == verdict


def test_a_policy_by_name_lets_primitive_types_pass(start: Start, assemble: Assemble) -> None:
    named = assemble(stream("{class: {of: {name: int, suid: 0, flags: 0}}}"))
    reply = start("commons-io").ask(named)
    assert (reply.verdict, reply.value) == ("A", "int.class")


def test_jgdms_asks_for_permission_where_there_is_a_manager(
    start: Start, assemble: Assemble
) -> None:
    item = "{object: {class: {name: a.H, fields: {o: Ljava/lang/Object;}}, fields: {o: null}}}"
    denied = [{**held("a.H"), "construct": "denied"}]
    assert start("jgdms").ask(assemble(stream(item)), denied).verdict == "A"
    reply = start("jgdms-manager").ask(assemble(stream(item)), denied)
    assert (reply.verdict, reply.error) == ("R", "AccessControlException")


def test_the_manager_grants_by_the_model(start: Start, assemble: Assemble) -> None:
    item = (
        "{object: {class: {name: a.X, flags: [externalizable, block-data]}, "
        "data: [{block: [{int: 1}]}]}}"
    )
    outside = model("a.X", form="external", layout=[{"int": "n"}])
    assert start("jgdms-manager").ask(assemble(stream(item)), [outside]).verdict == "A"
    denied = [{**outside, "construct": "denied"}]
    assert start("jgdms").ask(assemble(stream(item)), denied).verdict == "A"
    assert start("jgdms-manager").ask(assemble(stream(item)), denied).verdict == "R"


@pytest.mark.skipif(25 not in JDKS, reason="no JDK 25 is installed")
@pytest.mark.parametrize(("mode", "said"), [("novelty", "usage"), ("jgdms-manager", "security")])
def test_a_mode_that_cannot_be_is_said(targets: Path, mode: str, said: str) -> None:
    words = command(targets, 25, "jgdms")
    done = subprocess.run(
        [*words[:-1], mode], capture_output=True, text=True, check=False, input=""
    )
    assert done.returncode == 2
    assert said in done.stderr


def test_a_frame_that_is_no_frame_ends_it(targets: Path) -> None:
    done = subprocess.run(
        command(targets, 17, "plain"), capture_output=True, check=False, input=struct.pack(">I", 0)
    )
    assert done.returncode != 0
