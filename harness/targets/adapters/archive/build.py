"""Compiles the adapter of the JDK's own tools for archives, and writes archive.jar.

usage: python3 -m harness.targets.adapters.archive.build --into FOLDER

A JDK 17 or later is all that it takes: nothing is fetched. scripts/setup --targets names
build/targets.

example: python3 -m harness.targets.adapters.archive.build --into build/targets
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from harness.targets.adapters.jvm.build import OLDEST, BuildError, run, tool
from harness.targets.adapters.jvm.build import SOURCES as JVM

SOURCES = Path(__file__).parent / "java"
# The frames are those of the other adapter.
SHARED = [JVM / "sluice" / "adapter" / name for name in ("Frames.java", "Reply.java")]


def build(into: Path) -> Path:
    """Compiles the sources and writes archive.jar."""
    into.mkdir(parents=True, exist_ok=True)
    target = into / "archive.jar"
    with tempfile.TemporaryDirectory() as work:
        classes = Path(work) / "classes"
        command = [tool("javac"), "--release", str(OLDEST), "-encoding", "UTF-8"]
        command += ["-Xlint:all,-serial,-options", "-Werror", "-d", str(classes)]
        run([*command, *map(str, [*sorted(SOURCES.rglob("*.java")), *SHARED])])
        made = Path(work) / target.name
        run([tool("jar"), "--create", "--file", str(made), "-C", str(classes), "."])
        shutil.move(str(made), target)
    return target


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage="%(prog)s"
    )
    parser.add_argument("--into", type=Path, required=True)
    options = parser.parse_args()
    try:
        print(f"archive: {build(options.into)} is built")
    except BuildError as error:
        print(f"archive: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
