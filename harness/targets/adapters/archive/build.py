"""Compiles the adapter of the JDK's own tools for archives, and writes archive.jar.

usage: python3 -m harness.targets.adapters.archive.build --into FOLDER

A JDK 17 or later is all that it takes: nothing is fetched. scripts/setup --targets names
build/targets.

example: python3 -m harness.targets.adapters.archive.build --into build/targets
"""

from __future__ import annotations

import sys
from pathlib import Path

from harness.targets.adapters.javac import build_command, make_jar
from harness.targets.adapters.jvm.build import SOURCES as JVM

SOURCES = Path(__file__).parent / "java"
# The frames are those of the other adapter.
SHARED = [JVM / "sluice" / "adapter" / name for name in ("Frames.java", "Reply.java")]


def build(into: Path) -> Path:
    """Compiles the sources and writes archive.jar."""
    return make_jar(into / "archive.jar", [*sorted(SOURCES.rglob("*.java")), *SHARED])


if __name__ == "__main__":
    sys.exit(build_command(__doc__, "archive", lambda options: build(options.into)))
