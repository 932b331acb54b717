"""The schema takes what the runner may write, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from reports.model import OUTCOMES, SEVERITIES, TARGET_VERDICTS, VERDICTS
from reports.schema import LINE_TYPES, SCHEMA_FILE, validators
from reports.tests import build
from reports.tests.build import Book, Line

VALIDATORS = validators()
LIBRARY = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
EXAMPLES: dict[str, Line] = {line["type"]: line for line in Book([build.result()]).lines()}


def is_valid(line: Line) -> bool:
    """By our validators, and by the library's own, which must agree save on 1.0."""
    ours = bool(VALIDATORS[line["type"]].is_valid(line))
    theirs = LIBRARY.is_valid(line)
    assert ours == theirs or (theirs and "1.0" in json.dumps(line))
    return ours


def changed(line: Line, path: str, value: object) -> Line:
    """A deep copy with the entry at a dotted path replaced."""
    copy: Line = json.loads(json.dumps(line))
    place: Any = copy
    *parents, last = (int(part) if part.isdecimal() else part for part in path.split("."))
    for part in parents:
        place = place[part]
    place[last] = value
    return copy


def objects(value: object, path: str = "") -> Iterator[str]:
    """The dotted paths of all objects in a line."""
    if isinstance(value, dict):
        yield path
        for key, member in value.items():
            yield from objects(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from objects(member, f"{path}.{index}")


def test_the_schema_is_a_schema() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("kind", LINE_TYPES)
def test_examples_match_the_whole_schema(kind: str) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(EXAMPLES[kind])


@pytest.mark.parametrize("kind", LINE_TYPES)
def test_every_key_that_is_required_is_missed(kind: str) -> None:
    for key in EXAMPLES[kind]:
        line = {name: value for name, value in EXAMPLES[kind].items() if name != key}
        assert not VALIDATORS[kind].is_valid(line), key


@pytest.mark.parametrize("kind", LINE_TYPES)
def test_no_object_takes_an_unknown_key(kind: str) -> None:
    for path in objects(EXAMPLES[kind]):
        place = f"{path}.unknown" if path else "unknown"
        assert not is_valid(changed(EXAMPLES[kind], place, 1)), place


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("header", "commit", None),
        ("header", "commit", "0123abc-dirty"),
        ("header", "started", "2026-11-22T04:00:00.123+01:00"),
        ("header", "targets.0.version", None),
        ("planned", "target", "openjdk-25.0.3"),
        ("result", "rules", ["MSC00-J", "BOUND-HEAP", "IN-11"]),
        ("result", "twin", None),
        ("result", "source", {"kind": "advisory", "ref": "CVE-2015-4852, CWE-502"}),
        ("result", "expected.reason", "limit-depth"),
        ("result", "expected.value", "Point{x=1}"),
        ("result", "error", None),
        ("result", "error.class_name", "<script>alert(1)</script>\u0000\u202e"),
        ("result", "resources", None),
        ("result", "resources.stack_bytes", None),
        ("result", "trace.0", {"event": "reset", "offset": 4}),
        ("result", "hex", ""),
        ("result", "hex", "ab" * 16384),
        ("result", "microseconds", 0.5),
        ("footer", "verdicts", {}),
    ],
)
def test_what_may_be_written(kind: str, path: str, value: object) -> None:
    assert is_valid(changed(EXAMPLES[kind], path, value))


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("header", "schema", 2),
        ("header", "tool", "other"),
        ("header", "version", "next"),
        ("header", "commit", "HEAD"),
        ("header", "started", "yesterday"),
        ("header", "started", "2026-11-22T04:00:00"),
        ("header", "planned", -1),
        ("header", "planned", 1.5),
        ("header", "planned", 1.0),
        ("header", "planned", True),
        ("header", "planned", 2**64),
        ("header", "targets", []),
        ("header", "command", []),
        ("planned", "case", "no-family"),
        ("planned", "case", "huge-arrays/Upper"),
        ("planned", "case", "huge-arrays/../../etc"),
        ("planned", "case", "huge-arrays/-dash"),
        ("planned", "target", "a b"),
        ("result", "title", ""),
        ("result", "rules", []),
        ("result", "rules", ["IN-1", "IN-1"]),
        ("result", "rules", ["in-1"]),
        ("result", "rules", ["IN"]),
        ("result", "severity", "huge"),
        ("result", "source", {"kind": "rumour", "ref": "x"}),
        ("result", "source", {"kind": "advisory", "ref": "CVE_2017_10176"}),
        ("result", "source", {"kind": "advisory", "ref": "CVE-2017-1"}),
        ("result", "source", {"kind": "own", "ref": "CWE502"}),
        ("result", "source", {"kind": "own", "ref": ""}),
        ("result", "twin", "nothing"),
        ("result", "mode", "guess"),
        ("result", "expected.verdict", "crash"),
        ("result", "expected.error", "EOFException"),
        ("result", "expected.error", ["not a class"]),
        ("result", "verdict", "fine"),
        ("result", "pass", "yes"),
        ("result", "error.offset", -1),
        ("result", "judged.0.outcome", "maybe"),
        ("result", "bytes", -1),
        ("result", "sha256", "ab" * 31),
        ("result", "sha256", "AB" * 32),
        ("result", "hex", "abc"),
        ("result", "hex", "ab" * 16385),
        ("result", "layout", [build.span(0, 1, "x")] * 2001),
        ("result", "layout.0.start", -1),
        ("result", "layout.0.start", 2**64),
        ("result", "layout.0.end", "2"),
        ("result", "layout.0.end", True),
        ("result", "layout.0.label", None),
        ("result", "layout.0.path", 3),
        ("result", "trace", [build.event("reset", 1)] * 501),
        ("result", "trace.0.event", "Check Began"),
        ("result", "control", "unknown"),
        ("result", "signal", 0),
        ("result", "replay", ""),
        ("footer", "exit", 3),
        ("footer", "seconds", -1),
        ("footer", "seconds", float("inf")),
        ("footer", "verdicts", {"fine": 1}),
        ("footer", "verdicts", {"accept": -1}),
    ],
)
def test_what_may_not_be_written(kind: str, path: str, value: object) -> None:
    assert not is_valid(changed(EXAMPLES[kind], path, value))


def test_a_cell_that_did_not_pass_says_why() -> None:
    line = EXAMPLES["result"] | {"pass": False, "verdict": "crash"}
    assert not is_valid(line | {"message": None})
    assert not is_valid(line | {"message": ""})
    assert is_valid(line | {"message": "the process died"})


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_of_the_runner_never_passes(verdict: str) -> None:
    line = EXAMPLES["result"] | {"verdict": verdict}
    assert is_valid(line | {"pass": True}) == (verdict in TARGET_VERDICTS)
    assert is_valid(line | {"pass": False, "message": "why"})


def test_model_and_schema_know_the_same_words() -> None:
    definitions = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))["$defs"]
    properties = definitions["result"]["properties"]
    assert set(VERDICTS) == set(definitions["verdict"]["enum"])
    assert set(SEVERITIES) == set(properties["severity"]["enum"])
    assert set(TARGET_VERDICTS) == set(properties["expected"]["properties"]["verdict"]["enum"])
    outcome = properties["judged"]["items"]["properties"]["outcome"]
    assert set(OUTCOMES) == {*outcome["enum"], "caught"}
