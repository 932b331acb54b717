"""The committed corpus of real streams is complete and consistent with its index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parents[1]
STREAMS = CORPUS / "streams"
TYPE_CODES = {
    "TC_NULL",
    "TC_REFERENCE",
    "TC_CLASSDESC",
    "TC_OBJECT",
    "TC_STRING",
    "TC_ARRAY",
    "TC_CLASS",
    "TC_BLOCKDATA",
    "TC_ENDBLOCKDATA",
    "TC_RESET",
    "TC_BLOCKDATALONG",
    "TC_EXCEPTION",
    "TC_LONGSTRING",
    "TC_PROXYCLASSDESC",
    "TC_ENUM",
}


@pytest.fixture(scope="module")
def index() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((CORPUS / "index.json").read_text("ascii"))
    return entries


def test_index_lists_exactly_the_files(index: list[dict[str, Any]]) -> None:
    ids = [entry["id"] for entry in index]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 320
    expected = {f"{stream}.{suffix}" for stream in ids for suffix in ("ser", "json")}
    assert {path.name for path in STREAMS.iterdir()} == expected


def test_streams_have_their_recorded_bytes(index: list[dict[str, Any]]) -> None:
    for entry in index:
        content = (STREAMS / f"{entry['id']}.ser").read_bytes()
        recorded = (entry["bytes"], entry["sha256"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == recorded, entry["id"]


def test_every_type_code_is_covered(index: list[dict[str, Any]]) -> None:
    covered = {feature for entry in index for feature in entry["features"]}
    assert covered >= TYPE_CODES


def test_views_are_canonical_lines(index: list[dict[str, Any]]) -> None:
    for entry in index:
        text = (STREAMS / f"{entry['id']}.json").read_text("ascii")
        assert text.startswith('{"content":['), entry["id"]
        assert text.endswith("]}\n"), entry["id"]
        assert text.count("\n") == 1, entry["id"]
        assert balanced(text), entry["id"]


def balanced(text: str) -> bool:
    """Whether all brackets close in order; json.loads would recurse too deep on some views."""
    closing = {"{": "}", "[": "]"}
    expected: list[str] = []
    for char in outside_strings(text):
        if char in closing:
            expected.append(closing[char])
        elif char in "]}" and (not expected or expected.pop() != char):
            return False
    return not expected


def outside_strings(text: str) -> Iterator[str]:
    quoted = False
    escaped = False
    for char in text:
        if quoted and escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif not quoted:
            yield char


def test_only_what_needs_a_class_has_a_layout(index: list[dict[str, Any]]) -> None:
    for entry in index:
        assert ("layout" in entry) == (entry.get("needs") == "layout"), entry["id"]
        if "externalizable-1" in entry["features"] and "TC_OBJECT" in entry["features"]:
            assert "layout" in entry, entry["id"]
