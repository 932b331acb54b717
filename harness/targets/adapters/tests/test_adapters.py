"""Every adapter that can run here keeps the contract, and lives through what its parser dies of."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).resolve().parent
ADAPTERS = HERE.parent
ROOT = HERE.parents[3]
SLUICE = Path(os.environ.get("SLUICE_BIN") or ROOT / "build" / "bin" / "sluice").resolve()
MANIFESTS = sorted(ADAPTERS.glob("*/target*.yaml"))
# What is asked about archives has tests of its own.
OF_STREAMS = [path for path in MANIFESTS if path.parent.name != "archive"]


def sluice(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [SLUICE, *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300
    )


@cache
def listed() -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in sluice("targets", "--json").stdout.splitlines()]
    return {row["name"]: row for row in rows}


def command_of(path: Path) -> list[str]:
    """The command of a manifest that can run here; skips if it cannot, with the reason."""
    if not SLUICE.is_file():
        pytest.skip(f"{SLUICE} is not built; SLUICE_BIN names another")
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    row = listed()[manifest["name"]]
    if not row["available"]:
        pytest.skip(row["why"])
    build = str(SLUICE.parents[1])
    words = [str(word) for word in manifest["command"]]
    return [word.replace("{here}", str(path.parent)).replace("{build}", build) for word in words]


@pytest.mark.parametrize("manifest", OF_STREAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_keeps_the_contract(manifest: Path) -> None:
    done = sluice("conform", "--timeout", "60", "--", *command_of(manifest))
    assert done.returncode == 0, done.stdout + done.stderr


def read(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_files_are_named_as_targets_and_are_there(manifest: Path) -> None:
    target = read(manifest)
    assert manifest.name == f"target-{target['name']}.yaml"
    for word in target["command"]:
        if str(word).startswith("{here}/"):
            assert (manifest.parent / word.removeprefix("{here}/")).is_file(), word
    assert all(need["hint"] for need in target["needs"])


@pytest.mark.parametrize(("mebibytes", "status"), [("300", 1), ("1000", 0)])
def test_memory_is_bounded_without_bash(tmp_path: Path, mebibytes: str, status: int) -> None:
    done = subprocess.run(
        [ADAPTERS / "bounded", mebibytes, sys.executable, "-c", "bytearray(500 << 20)"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert ("MemoryError" in done.stderr) == (status != 0)


def test_a_bound_that_is_none_is_said() -> None:
    done = subprocess.run([ADAPTERS / "bounded", "much"], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr == b"bounded: usage: bounded MEBIBYTES COMMAND...\n"


# The shapes that kill parsers: claims, depth, cycles, and long chains of classes.
DEADLY = ["huge-arrays", "deep-nesting", "back-references", "descriptor-bombs"]


@pytest.mark.parametrize(
    "manifest",
    [path for path in OF_STREAMS if path.parent.name != "jvm"],
    ids=lambda path: path.stem.removeprefix("target-"),
)
def test_what_kills_a_parser_takes_no_other_case_with_it(manifest: Path) -> None:
    """Each case has a word of the parser's own, or its own death; none failed for the adapter."""
    command_of(manifest)
    files = [ROOT / "corpora" / "attacks" / f"{name}.yaml" for name in DEADLY]
    words = ["--target", read(manifest)["name"], "--jobs", "2", "--json", "--timeout", "2"]
    done = sluice("run", *words, *files)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    results = [row for row in rows if row["type"] == "result"]
    assert len(results) > 100
    bad = ("adapter-error", "not-run", "sanitizer")
    assert [row["case"] for row in results if row["verdict"] in bad] == []
    assert any(row["verdict"] == "accept" for row in results)
    assert any(row["verdict"] == "reject" for row in results)


def conforms(*command: str | Path) -> None:
    if not SLUICE.is_file():
        pytest.skip(f"{SLUICE} is not built; SLUICE_BIN names another")
    done = sluice("conform", "--timeout", "60", "--", *command)
    assert done.returncode == 0, done.stdout + done.stderr


def compiled(*command: str | Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    subprocess.run(command, check=True)


def test_the_example_in_c(tmp_path: Path) -> None:
    program = tmp_path / "example"
    options = ["-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
    posix = "-D_POSIX_C_SOURCE=200809L"
    compiled("gcc", *options, posix, "-o", program, ADAPTERS / "c" / "example.c")
    conforms(program)


def test_the_example_in_java(tmp_path: Path) -> None:
    sources = sorted((ADAPTERS / "java").glob("*.java"))
    compiled("javac", "-Xlint:all", "-Werror", "-d", tmp_path, *sources)
    conforms("java", "-Xss512k", "-cp", tmp_path, "Example")
