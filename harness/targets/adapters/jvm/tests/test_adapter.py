"""The JVM adapter: classes made of models, what it tells of them, and what it does not do."""

from __future__ import annotations

import json
import signal
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.targets.adapters.jvm.tests.conftest import ADAPTER, JDKS, SLUICE, Start, command
from harness.targets.adapters.jvm.tests.driver import Adapter

Assemble = Callable[[str], bytes]
Classes = list[dict[str, Any]]

RANGE: Classes = [
    {
        "name": "a.Range",
        "construct": "atomic",
        "suid": 1,
        "fields": [{"name": "lo", "type": "I"}, {"name": "hi", "type": "I"}],
        "check": [{"relation": "lo <= hi"}],
    }
]


def model(name: str, construct: str = "atomic", **more: object) -> dict[str, Any]:
    return {"name": name, "construct": construct, "suid": 1, **more}


def held(name: str, **more: object) -> dict[str, Any]:
    """A class with one field `o`."""
    return model(name, fields=[{"name": "o", "type": "Ljava/lang/Object;", **more}])


def a_range(lo: int, hi: int) -> str:
    fields = "{name: a.Range, fields: {hi: I, lo: I}}"
    return f"{{object: {{class: {fields}, fields: {{lo: {lo}, hi: {hi}}}}}}}"


def held_by(name: str, value: str) -> str:
    descriptor = f"{{name: {name}, fields: {{o: Ljava/lang/Object;}}}}"
    return f"{{object: {{class: {descriptor}, fields: {{o: {value}}}}}}}"


def stream(*items: str) -> str:
    return "stream:\n" + "".join(f"  - {item}\n" for item in items)


GOOD = stream(a_range(1, 2))
BAD = stream(a_range(2, 1))

# --- the contract -------------------------------------------------------------------------------


def test_hello_has_the_name_of_the_manifest(start: Start) -> None:
    hello = start("plain").hello
    assert hello["contract"] == 1
    assert hello["name"] == "jdk17-plain"
    assert hello["version"].startswith("17")
    assert hello["can"] == ["decode", "trace", "value"]


@pytest.mark.parametrize("jdk", JDKS)
def test_a_fault_of_the_jvm_is_a_signal_and_writes_no_frame(
    targets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jdk: int
) -> None:
    monkeypatch.chdir(tmp_path)
    adapter = Adapter(command(targets, jdk, "plain"))
    adapter.process.send_signal(signal.SIGSEGV)
    assert adapter.pipe_out.read() == b""
    assert adapter.process.wait() == -signal.SIGABRT
    assert list(tmp_path.glob("hs_err*")) == []
    adapter.pipe_in.close()
    adapter.pipe_out.close()


@pytest.mark.parametrize("mode", ["inspect", "no-such-mode", ""])
def test_unknown_modes_are_unsupported(start: Start, assemble: Assemble, mode: str) -> None:
    assert start("plain").ask(assemble(GOOD), RANGE, mode=mode).verdict == "U"


@pytest.mark.parametrize(
    "classes",
    [
        [{**RANGE[0], "novelty": True}],
        [{**RANGE[0], "check": [{"novelty": "lo"}]}],
        [{**RANGE[0], "construct": "novelty"}],
        [{**RANGE[0], "careless": ["no-check"]}],
        [{**RANGE[0], "check": [{"not-null": "nobody"}]}],
    ],
)
def test_unknown_things_of_a_model_are_unsupported(
    start: Start, assemble: Assemble, classes: Classes
) -> None:
    assert start("plain").ask(assemble(GOOD), classes).verdict == "U"


def test_unknown_things_of_a_class_that_is_not_needed_do_no_harm(
    start: Start, assemble: Assemble
) -> None:
    classes = [*RANGE, model("a.Other", novelty=True)]
    assert start("plain").ask(assemble(GOOD), classes).verdict == "A"


def test_unknown_limits_are_unsupported(start: Start, assemble: Assemble) -> None:
    assert start("plain").ask(assemble(GOOD), RANGE, {"novelty": 1}).verdict == "U"


def test_a_batch_is_answered_in_its_order(start: Start, assemble: Assemble) -> None:
    adapter = start("plain")
    adapter.ask(assemble(GOOD), RANGE)
    good, bad = assemble(GOOD), assemble(BAD)
    adapter.write(b"?", b"a frame of a kind that nobody knows")
    sent = [adapter.send(bad if i % 3 == 0 else good, 1, "decode") for i in range(50)]
    adapter.end()
    verdicts = [adapter.receive(sequence).verdict for sequence in sent]
    assert verdicts == ["R" if i % 3 == 0 else "A" for i in range(50)]


def test_a_setting_that_was_never_sent_is_unsupported(start: Start, assemble: Assemble) -> None:
    adapter = start("plain")
    sequence = adapter.send(assemble(GOOD), 77, "decode")
    adapter.end()
    assert adapter.receive(sequence).verdict == "U"


@pytest.mark.parametrize("manifest", sorted(ADAPTER.glob("target-*.yaml")), ids=lambda p: p.stem)
def test_every_target_keeps_the_contract(targets: Path, assemble: Assemble, manifest: Path) -> None:
    assert assemble(GOOD)  # there is a program to ask
    _, jdk, mode = manifest.stem.split("-", 2)
    if int(jdk.removeprefix("jdk")) not in JDKS:
        pytest.skip(f"no {jdk} is installed")
    done = subprocess.run(
        [str(SLUICE), "conform", "--", *command(targets, int(jdk.removeprefix("jdk")), mode)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_many_settings_live_side_by_side(start: Start, assemble: Assemble) -> None:
    adapter = start("plain")
    good, denied = assemble(GOOD), [{**RANGE[0], "construct": "absent"}]
    for number in range(100, 200):
        classes = RANGE if number % 2 else denied
        setting = json.dumps({"classes": classes}).encode()
        adapter.write(b"S", struct.pack(">I", number) + setting)
    sent = [(number, adapter.send(good, number, "decode")) for number in range(100, 200)]
    adapter.end()
    for number, sequence in sent:
        assert adapter.receive(sequence).verdict == ("A" if number % 2 else "R")


# --- classes of models ----------------------------------------------------------------------------


def test_an_object_that_keeps_its_check_is_accepted(start: Start, assemble: Assemble) -> None:
    reply = start("plain").ask(assemble(GOOD), RANGE)
    assert (reply.verdict, reply.effects) == ("A", [])
    assert reply.acts() == ["constructed", "readObject", "check-began", "check-ended"]
    # 0 is the descriptor; its fields are primitive, so it has no type strings
    assert reply.events[0][:5] == ["constructed", "1", "1", "a.Range", ""]
    # it exists before its eight bytes of data are read, and is checked behind them
    offsets = [int(event[5]) for event in reply.events]
    assert offsets == [len(assemble(GOOD)) - 8] * 2 + [len(assemble(GOOD))] * 2


def test_what_has_nothing_to_check_is_not_checked_late(start: Start, assemble: Assemble) -> None:
    """No developer would write a readObject for it: that there is one here is not told."""
    idle = [{key: value for key, value in RANGE[0].items() if key != "check"}]
    reply = start("plain").ask(assemble(GOOD), idle)
    assert reply.acts() == ["check-began", "check-ended", "constructed"]
    needy = [{**idle[0], "fields": [{"name": "lo", "type": "I", "default": 7}]}]
    assert "readObject" in start("plain").ask(assemble(GOOD), needy).acts()


def test_an_object_that_fails_its_check_is_refused(start: Start, assemble: Assemble) -> None:
    reply = start("plain").ask(assemble(BAD), RANGE)
    assert (reply.verdict, reply.error) == ("R", "InvalidObjectException")
    assert [event[:3] for event in reply.events][-2] == ["check-ended", "1", "0"]


CHECKS = [
    ({"range": {"field": "lo", "min": 0, "max": 1}}, "A", "R"),
    ({"one-of": {"field": "lo", "values": [1, 3]}}, "A", "R"),
    ({"relation": "lo < 2"}, "A", "R"),
    ({"relation": "lo <= hi", "when": {"hi": 3}}, "A", "A"),
]


@pytest.mark.parametrize(("check", "good", "bad"), CHECKS)
def test_checks(
    start: Start, assemble: Assemble, check: dict[str, Any], good: str, bad: str
) -> None:
    classes = [{**RANGE[0], "check": [check]}]
    assert start("plain").ask(assemble(GOOD), classes).verdict == good
    assert start("plain").ask(assemble(BAD), classes).verdict == bad


def numbers(*elements: int) -> str:
    array = f'{{array: {{type: "[I", elements: {list(elements)}}}}}'
    return f'{{object: {{class: {{name: a.H, fields: {{o: "[I"}}}}, fields: {{o: {array}}}}}}}'


def texts(*elements: str) -> str:
    array = f'{{array: {{type: "[Ljava.lang.Object;", elements: [{", ".join(elements)}]}}}}'
    return (
        "{object: {class: {name: a.H, fields: {o: Ljava/lang/Object;}}, "
        f"fields: {{o: {array}}}}}}}"
    )


LISTS = [
    ({"ascending": {"field": "o"}}, numbers(1, 2, 5), "A"),
    ({"ascending": {"field": "o"}}, numbers(1, 2, 2), "R"),
    ({"no-duplicates": {"field": "o"}}, numbers(3, 2, 1), "A"),
    ({"no-duplicates": {"field": "o"}}, numbers(3, 2, 3), "R"),
    ({"no-duplicates": {"field": "o"}}, texts(a_range(1, 2), a_range(1, 3)), "A"),
    ({"no-duplicates": {"field": "o"}}, texts(a_range(1, 2), a_range(1, 2)), "R"),
    (
        {"no-duplicates": {"field": "o", "by": "identity"}},
        texts(a_range(1, 2), a_range(1, 2)),
        "A",
    ),
    ({"heap-order": {"field": "o"}}, texts('"a"', '"c"', '"b"'), "A"),
    ({"heap-order": {"field": "o"}}, texts('"b"', '"c"', '"a"'), "R"),
    ({"elements": {"field": "o", "is": ["java.lang.String"]}}, texts('"a"', '"b"'), "A"),
    ({"elements": {"field": "o", "is": ["java.lang.String"]}}, texts('"a"', "null"), "R"),
    ({"size": {"field": "o", "min": 1, "max": 2}}, numbers(1, 2), "A"),
    ({"size": {"field": "o", "min": 1, "max": 2}}, numbers(1, 2, 3), "R"),
    ({"type": {"field": "o", "is": ["java.lang.String", "[I"]}}, numbers(1), "A"),
    ({"type": {"field": "o", "is": ["java.lang.String"]}}, numbers(1), "R"),
]


@pytest.mark.parametrize(("check", "item", "verdict"), LISTS)
def test_checks_of_lists(
    start: Start, assemble: Assemble, check: dict[str, Any], item: str, verdict: str
) -> None:
    classes = [{**RANGE[0], "equality": "fields"}, {**held("a.H"), "check": [check]}]
    assert start("plain").ask(assemble(stream(item)), classes).verdict == verdict


def test_a_missing_field_that_is_required(start: Start, assemble: Assemble) -> None:
    bytes_of = assemble(stream("{object: {class: {name: a.H, fields: {}}}}"))
    assert start("plain").ask(bytes_of, [held("a.H")]).verdict == "A"
    reply = start("plain").ask(bytes_of, [held("a.H", required=True)])
    assert (reply.verdict, reply.error) == ("R", "InvalidObjectException")


def test_another_version_is_refused_where_the_model_has_one(
    start: Start, assemble: Assemble
) -> None:
    bytes_of = assemble(stream("{object: {class: {name: a.M, suid: 7}}}"))
    bare = {"name": "a.M", "construct": "stateless"}
    assert start("plain").ask(bytes_of, [bare]).verdict == "A"
    reply = start("plain").ask(bytes_of, [{**bare, "suid": 1}])
    assert (reply.verdict, reply.error) == ("R", "InvalidClassException")


def test_custom_data_as_in_the_layout(start: Start, assemble: Assemble) -> None:
    classes = [
        model(
            "a.L",
            form="data",
            layout=[{"int": "size"}, {"objects": "items", "count": "size"}, {"utf": "label"}],
            check=[{"size": {"field": "items", "max": 2}}, {"not-null": "items"}],
        )
    ]
    head = "{object: {class: {name: a.L, flags: [serializable, write-method]}, data: "
    two = head + '[{block: [{int: 2}]}, "x", "y", {block: [{utf: z}]}]}}'
    three = head + '[{block: [{int: 3}]}, "x", "y", "z", {block: [{utf: z}]}]}}'
    fewer = head + '[{block: [{int: 3}]}, "x", "y"]}}'
    assert start("plain").ask(assemble(stream(two)), classes).verdict == "A"
    reply = start("plain").ask(assemble(stream(three)), classes)
    assert (reply.verdict, reply.error) == ("R", "InvalidObjectException")
    assert start("plain").ask(assemble(stream(fewer)), classes).error == "OptionalDataException"


def test_pairs_end_before_a_null_key(start: Start, assemble: Assemble) -> None:
    layout = [{"pairs": "entries", "until-null": True}, {"int": "n"}]
    classes = [model("a.U", form="data", layout=layout)]
    head = "{object: {class: {name: a.U, flags: [serializable, write-method]}, data: "
    ended = head + '["k", null, null, {block: [{int: 5}]}]}}'
    endless = head + '["k", "v", {block: [{int: 5}]}]}}'
    assert start("plain").ask(assemble(stream(ended)), classes).verdict == "A"
    assert start("plain").ask(assemble(stream(endless)), classes).verdict == "R"


def test_read_resolve(start: Start, assemble: Assemble) -> None:
    bytes_of = assemble(
        stream("{object: {class: {name: a.H, fields: {o: Ljava/lang/Object;}}, fields: {o: 'x'}}}")
    )
    reply = start("plain").ask(bytes_of, [{**held("a.H"), "resolve": {"field": "o"}}])
    assert (reply.verdict, reply.acts()[-1]) == ("A", "resolved")
    reply = start("plain").ask(bytes_of, [{**held("a.H"), "resolve": "refuse"}])
    assert (reply.verdict, reply.error) == ("R", "InvalidObjectException")
    assert reply.events[-2][0] == "resolved"
    assert reply.events[-2][2] == "0"


def test_enums_interfaces_and_externalizables(start: Start, assemble: Assemble) -> None:
    classes = [
        {"name": "a.E", "construct": "enum", "constants": ["ON", "OFF"]},
        {"name": "a.I", "construct": "interface"},
        model("a.X", form="external", layout=[{"int": "n"}], implements=["a.I"]),
        model("a.H", fields=[{"name": "o", "type": "La/I;"}]),
    ]
    external = (
        "{object: {class: {name: a.X, flags: [externalizable, block-data]}, "
        "data: [{block: [{int: 1}]}]}}"
    )
    holder = "{object: {class: {name: a.H, fields: {o: La/I;}}, fields: {o: " + external + "}}}"
    reply = start("plain").ask(
        assemble(stream("{enum: {class: {name: a.E}, constant: OFF}}", holder)), classes
    )
    assert reply.verdict == "A"
    assert "read-object" in reply.acts()
    assert "constructor" in reply.acts()
    reply = start("plain").ask(
        assemble(stream("{enum: {class: {name: a.E}, constant: NO}}")), classes
    )
    assert (reply.verdict, reply.error) == ("R", "InvalidObjectException")


def test_superclasses(start: Start, assemble: Assemble) -> None:
    classes = [
        {"name": "a.Base", "construct": "not-serializable"},
        model("a.Middle", "abstract", parent="a.Base", fields=[{"name": "n", "type": "I"}]),
        model("a.Leaf", parent="a.Middle"),
    ]
    reply = start("plain").ask(assemble(stream("{object: {class: {name: a.Leaf}}}")), classes)
    assert reply.verdict == "A"
    assert reply.acts() == ["superclass-constructor", "check-began", "check-ended", "constructed"]
    gone = [{"name": "a.Range", "construct": "absent"}]
    assert start("plain").ask(assemble(GOOD), gone).error == "ClassNotFoundException"


# --- what it tells --------------------------------------------------------------------------------

VALUES = [
    (['"a\\u00e9"', "null"], '"a\\u00e9",null'),
    ([a_range(1, 2), "{array: {type: '[I', elements: [3, -4]}}"], "Range{lo=1 hi=2},int[2]{3,-4}"),
    (["{block: [{int: 1}]}", "{block: [{byte: 2}]}", "reset", '"x"'], 'data:0000000102,reset,"x"'),
    (
        [
            "{object: {class: {name: a.H, fields: {o: Ljava/lang/Object;}}, label: H, "
            "fields: {o: 'x'}}}",
            "{ref: H}",
        ],
        'H{o="x"},@0',
    ),
    (
        [
            "{object: {class: {interfaces: []}, levels: [{class: java.lang.reflect.Proxy, "
            "fields: {h: {object: {class: {name: a.H, fields: {}}}}}}]}}"
        ],
        "Proxy[]{h=H{o=null}}",
    ),
    # the JDK has a name of its own for the class of a proxy
    (["{class: {of: {interfaces: [java.lang.Comparable]}}}"], "Proxy.class"),
    (['""', '"x"', '"x"'], '"","x","x"'),
    # the JDK has one empty text, however many a stream has
    (['""', '""'], None),
    # so deep that telling it would take more stack than there is
    (
        [
            "{nest: {times: 1200, inside: null, around: "
            '{array: {type: "[Ljava.lang.Object;", elements: [hole]}}}}'
        ],
        None,
    ),
    # whether a copy was due cannot be seen from outside
    (["{array: {type: '[B', label: B, elements: [1]}}", "{ref: B}"], None),
    # a class of the JDK keeps its data as it likes
    (
        [
            "{object: {class: {name: java.util.concurrent.atomic.AtomicInteger, "
            "suid: 6214790243416807050, fields: {value: I}}, fields: {value: 3}}}"
        ],
        None,
    ),
]


@pytest.mark.parametrize("jdk", JDKS)
@pytest.mark.parametrize(("items", "value"), VALUES)
def test_values(
    start: Start, assemble: Assemble, jdk: int, items: list[str], value: str | None
) -> None:
    handler = "java.lang.reflect.InvocationHandler"
    classes = [
        *RANGE,
        held("a.H") | {"implements": [handler]},
        {"name": handler, "construct": "interface"},
    ]
    reply = start("plain", jdk).ask(assemble(stream(*items)), classes)
    assert (reply.verdict, reply.value) == ("A", value)


def test_this_that_leaks_is_published_before_its_check_is_over(
    start: Start, assemble: Assemble
) -> None:
    inner = "{object: {class: {name: a.B, fields: {o: Ljava/lang/Object;}}, fields: {o: {ref: A}}}}"
    outer = "{object: {class: {name: a.A, fields: {o: Ljava/lang/Object;}}, label: A, fields: {o: "
    reply = start("plain").ask(
        assemble(stream(outer + inner + "}}}")), [held("a.A", required=True), held("a.B")]
    )
    assert reply.verdict == "A"
    handle = next(event[1] for event in reply.events if event[:4:3] == ["constructed", "a.A"])
    acts = [event[0] for event in reply.events if event[1] == handle]
    assert acts.index("published") < acts.index("check-ended")


FINALIZED: list[tuple[Classes, str, int, list[str]]] = [
    (RANGE, BAD, 0, ["a.Range"]),
    (RANGE, GOOD, 1, ["a.Range"]),
    (
        [*RANGE, held("a.H", required=True)],
        stream(held_by("a.H", a_range(2, 1))),
        0,
        ["a.H", "a.Range"],
    ),
    ([{**held("a.H"), "resolve": "refuse"}], stream(held_by("a.H", "'x'")), 0, ["a.H"]),
    # what nothing can be wrong with, and what was accepted before something else was refused
    ([held("a.H")], stream(held_by("a.H", "'x'")), 1, []),
    (RANGE, stream(a_range(1, 2), "'x'"), 1, []),
    (RANGE, GOOD, 0, []),
]


@pytest.mark.parametrize("jdk", JDKS)
@pytest.mark.parametrize(("classes", "source", "cut", "names"), FINALIZED)
def test_a_finalizer_gets_what_was_refused(
    start: Start,
    assemble: Assemble,
    jdk: int,
    classes: Classes,
    source: str,
    cut: int,
    names: list[str],
) -> None:
    bytes_of = assemble(source)
    for _ in range(2):
        reply = start("plain", jdk).ask(bytes_of[: len(bytes_of) - cut], classes)
        got = [event for event in reply.events if event[4] == "finalizer"]
        assert [event[3] for event in got] == names
        assert reply.events[len(reply.events) - len(got) :] == got
        assert {event[0] for event in got} <= {"published"}


def test_what_jgdms_refuses_never_was(start: Start, assemble: Assemble) -> None:
    reply = start("jgdms").ask(assemble(BAD), RANGE)
    assert (reply.verdict, reply.error, reply.events) == ("R", "InvalidObjectException", [])


def test_handles_count_on_over_a_reset(start: Start, assemble: Assemble) -> None:
    reply = start("plain").ask(
        assemble(stream(a_range(1, 2), "reset", '"x"', a_range(1, 2), "reset", a_range(1, 2))),
        RANGE,
    )
    handles = [int(event[1]) for event in reply.events if event[0] == "constructed"]
    assert handles == [1, 4, 6]


def test_the_initializer_of_a_denied_class_is_a_side_effect_each_time(
    start: Start, assemble: Assemble
) -> None:
    denied = [{**RANGE[0], "construct": "denied"}]
    for _ in range(2):
        reply = start("plain").ask(assemble(GOOD), denied)
        assert reply.verdict == "A"
        assert reply.effects == ["the static initializer of a.Range ran"]


URL = (
    "{object: {class: {name: java.util.HashMap, suid: 362498820763181265, flags: [serializable, "
    "write-method], fields: {loadFactor: F, threshold: I}}, fields: {loadFactor: 0.75, threshold: "
    "12}, data: [{block: [{int: 16}, {int: 1}]}, {object: {class: {name: java.net.URL, suid: "
    "-7627629688361524110, flags: [serializable, write-method], fields: {hashCode: I, port: I, "
    "authority: Ljava/lang/String;, file: Ljava/lang/String;, host: Ljava/lang/String;, protocol: "
    "Ljava/lang/String;, ref: Ljava/lang/String;}}, fields: {hashCode: -1, port: -1, host: "
    "'host.example.invalid', protocol: 'http', file: '', authority: 'host.example.invalid'}}}, "
    "'x']}}"
)


@pytest.mark.parametrize("jdk", JDKS)
def test_a_name_that_a_stream_looks_up_is_a_side_effect(
    start: Start, assemble: Assemble, jdk: int
) -> None:
    adapter = start("plain", jdk)
    reply = adapter.ask(assemble(stream(URL)))
    assert reply.effects == ["the host host.example.invalid was looked up"]
    assert adapter.ask(assemble(GOOD), RANGE).effects == []


STUB = (
    "{object: {class: {proxydesc: {interfaces: [java.rmi.registry.Registry]}}, levels: [{class: "
    "java.lang.reflect.Proxy, fields: {h: {object: {class: {name: "
    "java.rmi.server.RemoteObjectInvocationHandler, suid: 2, super: {name: "
    "java.rmi.server.RemoteObject, suid: -3215090123894869218, flags: [serializable, "
    "write-method]}}, levels: [{class: java.rmi.server.RemoteObject, data: [{block: [{utf: "
    "UnicastRef}, {utf: host.example.invalid}, {int: 1099}, {long: 1}, {int: 0}, {long: 0}, "
    "{short: 0}, {boolean: false}]}]}]}}}}]}}"
)


@pytest.mark.parametrize("jdk", JDKS)
def test_a_stub_calls_home_each_time(start: Start, assemble: Assemble, jdk: int) -> None:
    # what RMI does but once in a process comes before that
    called = "a connection was made to host.example.invalid" if jdk < 24 else "a socket was opened"
    for _ in range(2):
        assert start("plain", jdk).ask(assemble(stream(STUB))).effects[-1] == called


@pytest.mark.parametrize("jdk", JDKS)
def test_errors_of_the_machine_leave_the_next_case_alone(
    start: Start, assemble: Assemble, jdk: int
) -> None:
    adapter = start("plain", jdk)
    deep = """stream:
      - nest: {times: 50000, inside: null,
               around: {array: {type: "[Ljava.lang.Object;", elements: [hole]}}}
    """
    huge = stream('{array: {type: "[J", length: 134217728, elements: []}}')
    for _ in range(2):
        assert adapter.ask(assemble(deep)).error == "StackOverflowError"
        assert adapter.ask(assemble(GOOD), RANGE).verdict == "A"
        assert adapter.ask(assemble(huge)).error == "OutOfMemoryError"
        assert adapter.ask(assemble(BAD), RANGE).error == "InvalidObjectException"


@pytest.mark.parametrize("jdk", JDKS)
def test_where_the_stack_ends_no_class_is_spoiled(
    targets: Path, assemble: Assemble, jdk: int
) -> None:
    """What is first used where the stack ends could not be initialized, now and ever after."""
    adapter = Adapter(command(targets, jdk, "plain"))
    depth, accepted, refused = 2400, 0, 0
    while accepted < 5:
        around = '{array: {type: "[Ljava.lang.Object;", elements: [hole]}}'
        nest = f"{{nest: {{times: {depth}, around: {around}, inside: {a_range(1, 2)}}}}}"
        reply = adapter.ask(assemble(stream(nest)), RANGE)
        assert reply.error in ("", "StackOverflowError"), reply.message
        accepted = accepted + 1 if reply.verdict == "A" else 0
        refused += reply.verdict == "R"
        # in small steps, since not each place on the stack is the end of a class
        depth -= 1 if depth < 1700 else 20
    assert refused > 10
    reply = adapter.ask(assemble(GOOD), RANGE)
    assert (reply.verdict, reply.value) == ("A", "Range{lo=1 hi=2}")
    assert adapter.close() == 0


def test_a_stream_that_is_cut_short_anywhere_is_refused(start: Start, assemble: Assemble) -> None:
    whole = assemble(GOOD)
    for length in range(len(whole)):
        reply = start("plain").ask(whole[:length], RANGE)
        # behind the header there may be nothing
        assert reply.verdict == ("A" if length == 4 else "R"), length
