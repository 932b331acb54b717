"""Negative controls: fuzz targets find, from nothing, a defect that is planted for them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.driver import detection_build as build
from harness.driver import detection_run as fuzzing
from harness.mutants import defects as data
from harness.mutants.workshop import Workshop

ROOT = build.ROOT
RUNS = 60000  # many times as many as it takes
HARNESS = ROOT / "harness" / "fuzz" / "tests" / "controls"

# Which one comes first depends on what the compiler makes of it.
SANITIZERS = ("AddressSanitizer", "UndefinedBehaviorSanitizer")

# A target, a defect of what it is about, and what is to be named, or one of it.
CONTROLS: tuple[tuple[str, str, str | tuple[str, ...]], ...] = (
    ("all", "in-9/one-too-many", ("IN-9", "OUT-3")),
    ("archive", "archive/added-after-signing", "SEC06-J"),
    ("archive", "archive/memory-that-fails-while-a-liar-is-found", "BOUND-ALLOCATION"),
    ("archive", "archive/one-entry-too-many", "BOUND-COUNTERS"),
    ("archive", "archive/room-for-four-times-the-constants", "BOUND-HEAP"),
    ("archive", "archive/unsealed-packages", "ENV01-J"),
    ("archive-manifest", "archive-manifest/attribute-twice", "SEC06-J"),
    ("archive-zip", "archive-zip/names-differ", "SEC06-J"),
    ("case", "case/keys-counted-short", SANITIZERS),
    ("chunks", "bound-chunks/blocks-cut-at-pieces", "BOUND-CHUNKS"),
    ("decode", "in-9/one-too-many", "IN-9"),
    ("growth", "bound-stack/path-on-the-stack", "BOUND-STACK"),
    ("growth", "bound-steps/frames-from-the-bottom", "BOUND-STEPS"),
    ("inspect", "in-8/stray-end", "IN-8"),
    ("oom", "bound-allocation/string-not-tested", SANITIZERS),
    ("results", "results/seed-without-its-first-byte", "identity"),
    ("roundtrip", "out-2/nothing-replaced", "OUT-2"),
    ("roundtrip", "roundtrip/array-cut-off", "identity"),
)


def what_is_found(program: Path, folder: Path) -> str:
    """What libFuzzer finds within the runs; "" for nothing."""
    folder.mkdir()
    done = subprocess.run(
        [
            str(program), "-seed=1", f"-runs={RUNS}", "-max_len=1024", "-reload=0",
            f"-artifact_prefix={folder}/", str(folder),
        ],
        env={**os.environ, **fuzzing.SANITIZERS},
        capture_output=True,
        check=False,
    )  # fmt: skip
    return fuzzing.what_was_found(done.returncode, done.stderr.decode(errors="replace"))


@pytest.fixture(scope="module")
def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], str]:
    """What is found of each defect that is asked for: as many at a time as there are processors."""
    defects = {one.defect_id: one for one in data.load() + data.load(HARNESS)}

    def look(shop: Workshop, name: str, folder: Path) -> str:
        program = shop.make(defects[name].apply(ROOT), folder)
        assert program is not None
        return what_is_found(program, folder / "corpus")

    asked = [
        item.callspec.params
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.originalname == "test_a_planted_defect_is_found_from_nothing"
    ]
    # The builds share a folder, so they are made one after the other.
    shops = {target: build.prepare_fuzzing(target) for target in {one["target"] for one in asked}}
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        waiting = {
            (one["target"], one["name"]): pool.submit(
                look, shops[one["target"]], one["name"], tmp_path_factory.mktemp("found")
            )
            for one in asked
        }
    return lambda target, name: waiting[target, name].result()


@pytest.mark.parametrize(("target", "name", "named"), CONTROLS)
def test_a_planted_defect_is_found_from_nothing(
    found: Callable[[str, str], str], target: str, name: str, named: str | tuple[str, ...]
) -> None:
    assert found(target, name).startswith(named)


def test_what_sanitizers_add_to_frames_is_not_found() -> None:
    program = build.prepare_fuzzing("growth").build / "bin" / "fuzz-growth"
    kept = sorted((ROOT / "corpora" / "regressions" / "fuzz" / "growth").iterdir())
    done = subprocess.run(
        [str(program), *map(str, kept)],
        env={**os.environ, **fuzzing.SANITIZERS},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def test_every_target_has_one() -> None:
    folder = ROOT / "harness" / "fuzz" / "targets"
    assert {target for target, _, _ in CONTROLS} == {one.stem for one in folder.glob("*.c")}
