"""ClusterFuzzLite's build script under the environment of its container, and what it leaves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[4]
FOLDER = ROOT / ".clusterfuzzlite"
# Kept, so that the next time only what changed is built.
BUILD = ROOT / "build" / "clusterfuzzlite"
# As base-builder sets them for libFuzzer with ASan.
INSTRUMENT = (
    "-O1 -fno-omit-frame-pointer -gline-tables-only -fsanitize=address"
    " -fsanitize-address-use-after-scope -fsanitize=fuzzer-no-link"
)
TARGETS = [path.stem for path in sorted((ROOT / "harness" / "fuzz" / "targets").glob("*.c"))]


@pytest.fixture(scope="module")
def out() -> Path:
    """The folder that the script filled."""
    if shutil.which("clang++") is None:
        pytest.fail("clang is not installed: run scripts/setup")
    folder = BUILD / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (BUILD / "work").mkdir(exist_ok=True)
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "SLUICE_JOBS") if name in os.environ
    }
    done = subprocess.run(
        [FOLDER / "build.sh"],
        cwd=ROOT,
        env=kept
        | {
            "CC": "clang",
            "CXX": "clang++",
            "CFLAGS": INSTRUMENT,
            "CXXFLAGS": INSTRUMENT,
            "LIB_FUZZING_ENGINE": "-fsanitize=fuzzer",
            "SANITIZER": "address",
            "FUZZING_ENGINE": "libfuzzer",
            "ARCHITECTURE": "x86_64",
            "SRC": str(ROOT.parent),
            "WORK": str(BUILD / "work"),
            "OUT": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder


def options_of(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "[libfuzzer]"
    return dict(re.fullmatch(r"(\w+) = (\S+)", line).groups() for line in lines[1:])  # type: ignore[union-attr]


def test_every_target_has_all_its_files(out: Path) -> None:
    assert TARGETS
    has_dictionary = (ROOT / "corpora" / "fuzz" / "sluice.dict").is_file()
    expected = set()
    for name in TARGETS:
        expected |= {f"fuzz-{name}", f"fuzz-{name}.options"}
        if has_dictionary:
            expected.add(f"fuzz-{name}.dict")
    there = {path.name for path in out.iterdir()}
    assert expected == {name for name in there if not name.endswith(".zip")}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_starts(out: Path, name: str, tmp_path: Path) -> None:
    options = options_of(out / f"fuzz-{name}.options")
    assert options == {"max_len": "4096", "timeout": "25", "rss_limit_mb": "2560", "entropic": "0"}
    words = [f"-{option}={value}" for option, value in options.items()]
    if (out / f"fuzz-{name}.dict").is_file():
        words.append(f"-dict={out / f'fuzz-{name}.dict'}")
    done = subprocess.run(
        [out / f"fuzz-{name}", "-runs=100", "-seed=1", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"Done 1\d\d runs", done.stderr), done.stderr[-1000:]
    # Both the decoder and whatever else the target is about must be instrumented.
    counters = re.search(r"Loaded \d+ modules +\((\d+) inline 8-bit counters\)", done.stderr)
    assert counters is not None
    assert int(counters[1]) > 1000


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_needs_no_library_of_the_builder(out: Path, name: str) -> None:
    done = subprocess.run(
        ["ldd", out / f"fuzz-{name}"],  # noqa: S607
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert not re.search(r"yaml|crypto|libz\b", done.stdout)
    assert "libm.so" in done.stdout


def test_targets_of_streams_have_seeds(out: Path) -> None:
    for name in sorted({"decode", "inspect", "all"} & {*TARGETS}):
        with zipfile.ZipFile(out / f"fuzz-{name}_seed_corpus.zip") as seeds:
            assert len(seeds.namelist()) > 50
            assert seeds.testzip() is None


def test_the_project_file() -> None:
    project = yaml.safe_load((FOLDER / "project.yaml").read_text(encoding="utf-8"))
    assert project["language"] == "c"
    docker = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    assert docker.startswith("FROM gcr.io/oss-fuzz-base/base-builder:v1\n")
    assert "COPY .clusterfuzzlite/build.sh $SRC/" in docker


def test_without_its_environment_the_script_says_so() -> None:
    done = subprocess.run(
        [FOLDER / "build.sh"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "CC" in done.stderr
