"""The corpus and all regressions: nothing is found, and each target answers as it did.

With the programs of each build that is there; SLUICE_FUZZ_BUILDS names others.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from harness.driver.fuzz import golden, seeds, targets

BUILDS = os.environ.get(
    "SLUICE_FUZZ_BUILDS", f"{targets.REPLAY} {targets.SANITIZED_REPLAY}"
).split()
THERE = [
    build
    for build in BUILDS
    if build == targets.REPLAY
    or all(targets.program(build, name).is_file() for name in targets.names())
]


@pytest.mark.parametrize("build", THERE)
def test_answers_are_as_recorded_and_nothing_is_found(build: str) -> None:
    answers, complaints = golden.replay_all(build)
    assert complaints == []
    changes = golden.changes(golden.FILE.read_text(), golden.table(answers))
    assert changes == [], "if the changes are meant, run scripts/corpus golden --record"


@pytest.mark.parametrize("build", THERE)
@pytest.mark.parametrize("target", targets.names())
def test_regressions_are_replayed_with_every_run_that_there_is(build: str, target: str) -> None:
    kind = targets.kind(target)
    places = golden.folders(kind, corpus=Path("/nowhere"))
    assert golden.replay(build, target, places, ["--thorough"])[1] == []


def test_files_have_the_names_of_their_contents() -> None:
    for kind in targets.KINDS:
        for path in (golden.CORPUS / kind).glob("*"):
            assert path.name == seeds.name(path.read_bytes())
            assert path.stat().st_size <= targets.MAX_INPUT


def test_the_corpus_is_small() -> None:
    size = sum(path.stat().st_size for path in golden.CORPUS.rglob("*") if path.is_file())
    assert size < 2 << 20


def answer(target: str, verdict: str = "accept") -> golden.Answer:
    return golden.Answer("streams/1", target, verdict, "", "")


def test_targets_with_the_same_answer_share_a_line() -> None:
    rows = golden.table([answer("b"), answer("a"), answer("c", "reject")]).splitlines()
    assert rows[1:] == ["streams/1\ta,b\taccept\t\t", "streams/1\tc\treject\t\t"]


def test_another_answer_shows() -> None:
    before, after = golden.table([answer("a")]), golden.table([answer("a", "reject")])
    assert golden.changes(before, before) == []
    assert golden.changes(before, after) == [
        "-streams/1\ta\taccept\t\t",
        "+streams/1\ta\treject\t\t",
    ]


def test_the_names_of_seeds_are_digests() -> None:
    assert seeds.name(b"") == hashlib.sha256().hexdigest()[:16]
