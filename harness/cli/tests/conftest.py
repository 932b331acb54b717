"""The command under test: $SLUICE_BIN, or build/bin/sluice."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# What the pages promise of the release build takes longer with sanitizers.
PATIENCE = float(os.environ.get("SLUICE_PATIENCE") or 1)


def spent() -> float:
    """Seconds of a processor that all children took that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


Sluice = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session")
def sluice_path() -> Path:
    path = Path(os.environ.get("SLUICE_BIN") or ROOT / "build" / "bin" / "sluice").resolve()
    if not path.is_file():
        pytest.fail(f"{path} is not there: build it with `cmake --build --preset release`")
    return path


@pytest.fixture
def sluice(sluice_path: Path, tmp_path: Path) -> Sluice:
    """Runs the command in an empty folder; bytes in, bytes out. What a page promises of its speed
    are seconds of a processor: those of the clock belong to whatever else runs here."""

    def run(
        *words: str | Path,
        stdin: bytes = b"",
        seconds: float = 300,
        of_processor: float | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        before = spent()
        done = subprocess.run(
            [sluice_path, *words],
            input=stdin,
            cwd=tmp_path,
            capture_output=True,
            timeout=seconds * PATIENCE,
            check=False,
        )
        assert of_processor is None or spent() - before < of_processor * PATIENCE
        return done

    return run
