"""Nights for the tests: typed, one call each, at times that the tests choose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from reports.nightly.changes import Changes, compare
from reports.nightly.history import History
from reports.nightly.known import Known
from reports.nightly.model import Night, night_of

Json = dict[str, Any]
FIRST = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CASE = """\
- id: fuzz/in-5-constructed-early
  title: found by the fuzzers
  rules: [IN-5]
  stream:
    - array: {type: "[I", length: 3, elements: [1]}
  expect: {verdict: reject}
"""


def step(name: str, status: str = "ok", **more: object) -> Json:
    why = None if status in ("ok", "failed") else "it could not be started"
    entry: Json = {"name": name, "title": name.capitalize(), "status": status, "seconds": 61.5}
    return entry | {"why": why, "looked": "all", "planned": 60} | more


def case(name: str = "huge-arrays/greedy", **more: object) -> Json:
    return {
        "id": f"case reference {name}",
        "step": "suite",
        "kind": "case",
        "title": f"{name} is accepted, where a rejection was expected",
        "signature": "accept",
        "rule": "GOLD-1",
        "severity": "high",
        "replay": f"build/bin/sluice run --case {name}",
        "file": "corpora/attacks/huge-arrays.yaml",
        "line": 18,
        "detail": "expected: reject with EOFException\ngot: accept\nrules: GOLD-1",
    } | more


def finding(bucket: str = "1f3a", **more: object) -> Json:
    return {
        "id": f"finding decode IN-5 {bucket}",
        "step": "fuzz",
        "kind": "finding",
        "title": "an object is constructed at offset 31, before the last byte of its data",
        "signature": "IN-5",
        "rule": "IN-5",
        "severity": "high",
        "target": "decode",
        "engine": "libfuzzer",
        "replay": f"build/bin/fuzz-decode build/nightly/findings/{bucket}",
        "input": f"build/nightly/findings/{bucket}",
        "case": CASE,
    } | more


def document(number: int = 0, **changes: object) -> Json:
    """Night `number`, in which nothing fails."""
    started = FIRST + timedelta(days=number)
    night: Json = {
        "schema": 1,
        "started": f"{started:%Y-%m-%dT%H:%M:%SZ}",
        "ended": f"{started + timedelta(hours=7, minutes=58):%Y-%m-%dT%H:%M:%SZ}",
        "budget": 28800,
        "commit": f"{number:x}" * 40,
        "commits": [],
        "version": "0.5.0",
        "machine": "Linux x86_64, 4 cores",
        "command": ["scripts/nightly", "--time", "8h"],
        "interrupted": False,
        "shortened": [],
        "steps": [step("build"), step("suite", log="logs/suite.txt"), step("fuzz")],
        "failures": [],
        "figures": {"suite.cases": 5242, "coverage.mcdc": 95.5, "fuzz.rate": 61000 + number},
        "tables": {
            "Fuzzing": {
                "note": "one row for each target and engine",
                "columns": ["Target", "Engine", "Executions", "Rate"],
                "rows": [["decode", "libfuzzer", 1234567, 20576.5], ["case", "aflpp", 0, None]],
            }
        },
        "links": {"Suite": "suite/index.html"},
    }
    return night | changes


def night(number: int = 0, *failures: Json, **changes: object) -> Night:
    return night_of(document(number, failures=list(failures), **changes))


def after(*nights: Night, known: dict[str, Known] | None = None) -> Changes:
    """The last of the nights, after all the others."""
    history = History()
    for one in nights[:-1]:
        history = History((*history.nights, compare(one, history, known or {}).past))
    return compare(nights[-1], history, known or {})
