"""Result files that were bent at random: every view comes out, whatever stands in them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.catalogue import Catalogue
from reports.html import family_page, index_page
from reports.junit import junit
from reports.load import load
from reports.matrix import matrix
from reports.summary import as_json
from reports.terminal import Paint, terminal
from reports.tests.build import Book

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.0,
    1.5,
    2**64 - 1,
    2**64,
    1e308,
    "",
    "a/b",
    "reference",
    "not-run",
    "<b>\0\u202e\ud800</b>",
    "x" * 10_000,
    [],
    {},
    [0],
    {"a": 1},
    "2026-11-31T00:00:00Z",
    "ff" * 300,
]


def places(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401
    """Every (container, key) in a value."""
    if isinstance(value, dict):
        keys: list[Any] = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    else:
        return []
    found = [(value, key) for key in keys]
    for key in keys:
        found += places(value[key])
    return found


def bend(lines: list[Any], rng: random.Random) -> None:
    container, key = rng.choice(places(lines))
    action = rng.randrange(6)
    if action == 0:
        del container[key]
    elif action == 1 and isinstance(container, list):
        container.insert(key, json.loads(json.dumps(container[key])))
    elif action == 2 and isinstance(container[key], int):
        container[key] = rng.randrange(60)
    else:
        container[key] = rng.choice(VALUES)


@pytest.mark.parametrize("seed", range(80))
def test_bent_results(tmp_path: Path, failing: Book, catalogue: Catalogue, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    lines: list[Any] = json.loads(json.dumps(failing.lines()))
    for _ in range(rng.randrange(1, 4)):
        bend(lines, rng)
    path = tmp_path / "results.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    run = load(path)
    rows = matrix(run, catalogue)
    assert index_page(run, rows).encode("utf-8")
    for family in run.families:
        assert family_page(run, family, rows).encode("utf-8")
    assert ElementTree.fromstring(junit(run, rows)) is not None  # noqa: S314
    assert terminal(run, rows, Paint(False)).encode("utf-8")
    assert json.dumps(as_json(run, rows, {}))
    assert run.exit in (1, 2)
