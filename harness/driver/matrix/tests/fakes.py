"""Fake targets and a small suite, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from harness.cli.tests.demo import demo
from harness.driver.run import command

ROOT = Path(__file__).resolve().parents[4]
FAKE = ROOT / "harness" / "cli" / "tests" / "fake_target.py"

TEXT = """\
  - id: demo/text
    title: a text
    rules: [IN-8]
    stream:
      - string: water
    expect: {verdict: accept, value: '"water"'}
"""


def program() -> Path:
    return command(ROOT).resolve()


def make_suite(folder: Path) -> Path:
    """A file of three cases."""
    path = folder / "demo.yaml"
    path.write_text(demo(value="int[2]{1,2}") + TEXT)
    subprocess.run([program(), "hash", "--write", path], check=True, capture_output=True)
    return path


def make_targets(folder: Path, **ways: str) -> Path:
    """A folder of manifests: the fake target in one of its ways, by name."""
    adapters = folder / "adapters"
    for name, way in ways.items():
        (adapters / name).mkdir(parents=True)
        words = ["env", f"FAKE_NAME={name}", sys.executable, "-S", "-E", str(FAKE), way]
        needs = "[{program: no-such-program, hint: wait for it}]" if way == "gone" else "[]"
        (adapters / name / "target.yaml").write_text(
            f"name: {name}\ntitle: Fake\ntier: 1\ncommand: {json.dumps(words)}\n"
            f"needs: {needs}\ndeadline: 20\n"
        )
    return adapters


def run_matrix(
    folder: Path, *words: str | Path, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """scripts/matrix on the suite and the targets of the folder, which holds its record, too."""
    return subprocess.run(
        matrix_words(folder, *words),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        env=environment(),
    )


def environment() -> dict[str, str]:
    return {**os.environ, "SLUICE_BIN": str(program())}


def matrix_words(folder: Path, *words: str | Path) -> Sequence[str]:
    fixed = [sys.executable, "-m", "harness.driver.matrix", "--adapters", folder / "adapters"]
    fixed += ["--store", folder, "--out", folder / "out", "--jobs", "2"]
    return [str(word) for word in (*fixed, *words)]
