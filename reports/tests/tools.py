"""Programs that some tests need: without one a test is not run, and on a CI server it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SCHEMAS = Path(__file__).parent.parent / "schemas"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
XMLLINT = ("xmllint",)


def must_run() -> bool:
    """CI servers say that they are one; there a test that is not run proves nothing to anybody."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def required(names: Sequence[str], package: str) -> str:
    """The first of the programs that is there; else the test ends here."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    sentence = f"{names[0]} is not installed: scripts/setup installs the package {package}"
    if must_run():
        pytest.fail(sentence)
    pytest.skip(sentence)


def junit_faults(document: Path) -> str:
    """What the schema of JUnit XML has against a document; empty if nothing."""
    done = subprocess.run(
        [
            required(XMLLINT, "libxml2-utils"),
            "--noout",
            "--nonet",
            "--schema",
            SCHEMAS / "junit-10.xsd",
            document,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr or f"status {done.returncode}"
