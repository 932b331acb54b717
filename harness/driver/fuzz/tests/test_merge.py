"""Merging keeps what is needed, under its digest, and puts aside what ends a program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.driver.fuzz import libfuzzer, merge, seeds, targets, worker

# Plays a merge: takes every input that is not there yet, unless it begins with x.
FAKE = """#!/usr/bin/env python3
import pathlib, sys
words = [one for one in sys.argv[1:] if not one.startswith("-")]
prefix = [one[17:] for one in sys.argv if one.startswith("-artifact_prefix=")]
if not prefix:
    print("SLUICE-FINDING target=decode rule=IN-5: a sentence", file=sys.stderr)
    sys.exit(77)
into = pathlib.Path(words[0])
for folder in words[1:]:
    for path in sorted(pathlib.Path(folder).iterdir()):
        data = path.read_bytes()
        if data == b"fail":
            print("no space left", file=sys.stderr)
            sys.exit(1)
        if data == b"bad":
            pathlib.Path(prefix[0] + "crash-1").write_bytes(data)
        elif not data.startswith(b"x") and all(one.read_bytes() != data for one in into.iterdir()):
            (into / path.name).write_bytes(data)
"""


@pytest.fixture
def places(tmp_path: Path) -> merge.Places:
    """A repository with programs that play, a working corpus, seeds, and another corpus."""
    for target in targets.names():
        program = targets.program(targets.LIBFUZZER, target, tmp_path)
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(FAKE)
        program.chmod(0o755)
    made = merge.Places(tmp_path / "work", tmp_path / "corpus", tmp_path, [tmp_path / "other"])
    for folder, data in (
        (made.corpus, b"old"),
        (made.corpus, b"x, needed by nobody"),
        (made.work / "corpus", b"found"),
        (made.work / "seeds", b"seed"),
        (tmp_path / "other", b"of another machine"),
        (made.work / "corpus", b"old"),
    ):
        place = folder / "streams"
        place.mkdir(parents=True, exist_ok=True)
        (place / seeds.name(data)).write_bytes(data)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_refresh_unites_all_places(places: merge.Places) -> None:
    (result,) = merge.refresh(places, kinds=[targets.STREAMS])
    kept = [b"old", b"found", b"seed", b"of another machine"]
    assert contents(places.corpus / "streams") == {seeds.name(one): one for one in kept}
    assert (result.files, result.new, result.gone, result.findings) == (4, 3, 1, 0)
    assert result.bytes == sum(len(one) for one in kept)
    assert merge.refresh(places, kinds=[targets.STREAMS])[0].new == 0


def test_what_ends_a_program_is_a_finding(places: merge.Places) -> None:
    (places.work / "corpus" / "streams" / "1").write_bytes(b"bad")
    (result,) = merge.refresh(places, kinds=[targets.STREAMS])
    assert result.findings == len(targets.of_kind(targets.STREAMS))
    assert b"bad" not in contents(places.corpus / "streams").values()
    (kept,) = (places.work / "findings" / "decode").iterdir()
    assert kept.read_bytes() == b"bad"


def test_the_working_corpus_shrinks_in_its_place(places: merge.Places) -> None:
    place = places.work / "corpus" / "streams"
    (place / "1").write_bytes(b"x, needed by nobody")
    (place / seeds.name(b"found")).rename(place / "named by an engine")
    (places.work / "merging" / "parts" / "streams").mkdir(parents=True)  # of one that was killed
    (result,) = merge.shrink(places)
    assert sorted(contents(place).values()) == [b"found", b"old"]
    assert (result.files, result.new, result.gone) == (2, 0, 1)
    assert sorted(one.name for one in place.parent.iterdir()) == ["streams"]
    assert not (places.work / "merging").exists()


def test_what_any_target_needs_stays_in_the_working_corpus(places: merge.Places) -> None:
    place = places.work / "corpus" / "streams"
    (place / "1").write_bytes(b"x, needed by one")
    program = targets.program(targets.LIBFUZZER, "inspect", places.root)
    program.write_text(FAKE.replace('startswith(b"x")', 'startswith(b"old")'))
    (result,) = merge.shrink(places, jobs=2)
    assert sorted(contents(place).values()) == [b"found", b"old", b"x, needed by one"]
    assert (result.new, result.gone) == (0, 0)


def test_a_kind_without_inputs_is_empty(places: merge.Places) -> None:
    shutil.rmtree(places.work)
    shutil.rmtree(places.corpus)
    places.sources = []
    (result,) = merge.refresh(places, kinds=[targets.STREAMS])
    assert result.files == 0


def test_a_merge_that_fails_says_what_it_said(places: merge.Places) -> None:
    (places.corpus / "streams" / "1").write_bytes(b"fail")
    with pytest.raises(worker.EngineError, match=r"could not merge .*; it said: no space left"):
        merge.refresh(places, kinds=[targets.STREAMS])


@pytest.mark.skipif(
    not targets.program(targets.LIBFUZZER, "decode").is_file(),
    reason="the preset fuzz is not built",
)
def test_the_real_one_keeps_few_of_many_that_reach_the_same(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    source.mkdir()
    into.mkdir()
    for letter in range(97, 123):  # texts of one letter
        (source / str(letter)).write_bytes(b"\xac\xed\0\5t\0\1" + bytes([letter]))
    program = targets.program(targets.LIBFUZZER, "decode")
    assert libfuzzer.merge(program, into, [source], counts=False) == []
    assert 0 < len(list(into.iterdir())) < 26


def test_a_merge_ends_when_the_run_is_stopped(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o755)
    into = tmp_path / "into"
    into.mkdir()
    assert libfuzzer.merge(program, into, [tmp_path], lambda: True) == []
