"""The command under test: $SLUICE_BIN, or build/bin/sluice."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# What the pages promise of the release build takes longer with sanitizers.
PATIENCE = float(os.environ.get("SLUICE_PATIENCE") or 1)

Sluice = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session")
def sluice_path() -> Path:
    path = Path(os.environ.get("SLUICE_BIN") or ROOT / "build" / "bin" / "sluice").resolve()
    if not path.is_file():
        pytest.fail(f"{path} is not there: build it with `cmake --build --preset release`")
    return path


@pytest.fixture
def sluice(sluice_path: Path, tmp_path: Path) -> Sluice:
    """Runs the command in an empty folder; bytes in, bytes out."""

    def run(
        *words: str | Path, stdin: bytes = b"", seconds: float = 30
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sluice_path, *words],
            input=stdin,
            cwd=tmp_path,
            capture_output=True,
            timeout=seconds * PATIENCE,
            check=False,
        )

    return run
