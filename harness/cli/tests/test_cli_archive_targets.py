"""`sluice archive run --target`: what programs make of archives, those that lie among them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from harness.cli.tests.conftest import ROOT, Sluice

FAKE = Path(__file__).resolve().parent / "fake_target.py"
SCHEMA = json.loads((ROOT / "reports" / "results.schema.json").read_text())

CASES = """\
family: demo
title: archives for the tests
source: {kind: own, ref: tests}
cases:
  - id: demo/tail
    title: bytes behind the end
    rules: [SEC06-J]
    severity: high
    effect: two readers see two archives
    archives: [{zip: {suffix: EVIL}}]
    expect: {verdict: reject, reason: zip-eocd-not-last}
    twin: demo/good
  - id: demo/good
    title: an archive as it should be
    rules: [SEC06-J]
    archives: [{}]
    expect: {verdict: accept, signer: signer}
  - id: demo/many
    title: more entries than a limit of the case's own
    rules: [SEC06-J]
    severity: low
    effect: takes more than it may
    policy: {limits: {entries: 3}}
    archives: [{}]
    expect: {verdict: limit, reason: zip-limit, limit: entries}
    twin: demo/good
  - id: demo/lie
    title: who accepts everything is found
    rules: [SEC06-J]
    severity: low
    effect: a judge that sleeps
    archives: [{zip: {suffix: EVIL}}]
    lie: {verdict: accept}
    expect: {verdict: accept, violates: [SEC06-J]}
    twin: demo/good
"""

# What each way comes to on demo/tail: verdict, answer, what is missed, words of the message.
WAYS = {
    "archives-refuses": ("reject", "reject", None, None),
    "archives-accepts": ("side-effect", "accept", "accepted", "breaks rule SEC06-J"),
    "archives-declines": ("unsupported", "unsupported", None, None),
    "archives-crashes": ("crash", None, None, "killed by signal 11 (SIGSEGV)"),
    "archives-hangs": ("hang", None, None, "did not answer before its deadline"),
    "archives-wrong-verdict": ("adapter-error", None, None, "a verdict that is none"),
    "archives-refuses-all": ("reject", "reject", None, "the verdict reject does not count"),
}


def manifest(folder: Path, way: str, asks: str = "archives") -> Path:
    words = [sys.executable, "-S", "-E", str(FAKE), way]
    path = folder / "target.yaml"
    path.write_text(
        f"name: fake\ntitle: Fake\ntier: 1\nasks: {asks}\ncommand: {json.dumps(words)}\n"
        f"deadline: {2 if way == 'archives-hangs' else 20}\n"
    )
    return path


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "demo.yaml"
    path.write_text(CASES)
    return path


def run(sluice: Sluice, path: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    done = sluice("archive", "run", "demo.yaml", "--json", "--target", path, seconds=120)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        jsonschema.validate(row, SCHEMA)
    assert rows, done.stderr
    return done.returncode, {row["case"]: row for row in rows if row["type"] == "result"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("cases")
def test_each_way_gets_its_verdict(sluice: Sluice, tmp_path: Path, way: str) -> None:
    verdict, answer, miss, words = WAYS[way]
    status, results = run(sluice, manifest(tmp_path, way))
    tail = results["demo/tail"]
    assert (tail["verdict"], tail["answer"], tail["miss"]) == (verdict, answer, miss)
    assert tail["pass"] == (words is None), tail["message"]
    assert words is None or words in tail["message"]
    assert status == (0 if words is None else 1)
    assert tail["replay"].startswith("build/bin/sluice archive run demo.yaml --case demo/tail") or (
        " archive run demo.yaml --case demo/tail --target " in tail["replay"]
    )
    assert results["demo/good"]["pass"] == (way != "archives-refuses-all")
    # Limits of the case's own cannot be told, and lies are for our own judge.
    for other in ("demo/many", "demo/lie"):
        assert (results[other]["verdict"], results[other]["pass"]) == ("unsupported", True)


@pytest.mark.usefixtures("cases")
def test_what_it_said_is_told(sluice: Sluice, tmp_path: Path) -> None:
    _, results = run(sluice, manifest(tmp_path, "archives-accepts"))
    assert results["demo/good"]["value"] == "looks fine"
    message = results["demo/tail"]["message"]
    assert message.endswith(": looks fine")
    broken = [one["rule"] for one in results["demo/tail"]["judged"] if one["outcome"] == "violated"]
    assert broken == ["SEC06-J"]


@pytest.mark.parametrize(
    ("way", "asks", "words"),
    [
        ("accepts-archives", "archives", "what is no archive is to be refused: accept"),
        ("honest", "archives", "it does not say that it judges archives"),
        ("honest", "streams", "it is asked about streams, not about archives"),
    ],
)
@pytest.mark.usefixtures("cases")
def test_who_has_no_opinion_is_not_run(
    sluice: Sluice, tmp_path: Path, way: str, asks: str, words: str
) -> None:
    path = manifest(tmp_path, way, asks)
    done = sluice("archive", "run", "demo.yaml", "--target", path, seconds=120)
    assert done.returncode == 2
    assert words in done.stderr.decode()


@pytest.mark.usefixtures("cases")
def test_the_reference_beside_another(sluice: Sluice, tmp_path: Path) -> None:
    path = manifest(tmp_path, "archives-refuses")
    words = ("--json", "--target", "reference", "--target", path)
    done = sluice("archive", "run", "demo.yaml", *words, seconds=120)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    asked = [(row["case"], row["target"]) for row in rows if row["type"] == "result"]
    assert len(asked) == 8
    assert {target for _, target in asked} == {"reference", "fake"}
