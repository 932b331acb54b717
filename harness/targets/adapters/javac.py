"""What the adapters in Java are built with: javac and jar of a JDK, and a command that says so."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

OLDEST = 17
JDK = Path(__file__).parent / "jvm" / "jdk"  # finds one
LINT = "-Xlint:all,-serial,-options,-classfile,-path"


class BuildError(Exception):
    """One sentence."""


def tool(name: str) -> str:
    """A program of the JDK that javac belongs to, the one that `jdk` finds."""
    done = subprocess.run(
        [str(JDK), str(OLDEST), "--home"], capture_output=True, text=True, check=False
    )
    path = Path(done.stdout.strip()) / "bin" / name
    if done.returncode == 0 and path.is_file():
        return str(path)
    found = shutil.which(name)
    if found is None:
        raise BuildError(f"no {name} of a JDK {OLDEST} is installed: scripts/setup --targets")
    return found


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")


def make_jar(target: Path, sources: Iterable[Path], jars: Iterable[Path] = ()) -> Path:
    """Compiles sources into a jar, whose manifest names the jars, which lie below its folder."""
    used = list(jars)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        classes = Path(work) / "classes"
        command = [tool("javac"), "--release", str(OLDEST), "-encoding", "UTF-8"]
        command += [LINT, "-Werror", "-d", str(classes), "-cp", ":".join(map(str, used))]
        run([*command, *map(str, sources)])
        # a line of a manifest has at most 72 bytes; one that begins with a blank goes on
        paths = "\n  ".join(str(jar.relative_to(target.parent)) for jar in used)
        manifest = Path(work) / "manifest"
        manifest.write_text(f"Class-Path: {paths}\n" if used else "", encoding="ascii")
        made = Path(work) / target.name
        archive = [tool("jar"), "--create", "--file", str(made), "--manifest", str(manifest)]
        run([*archive, "-C", str(classes), "."])
        shutil.move(str(made), target)
    return target


def build_command(
    text: str | None, name: str, make: Callable[[argparse.Namespace], Path], *flags: str
) -> int:
    """The command that builds an adapter into a folder; `text` is its help."""
    parser = argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter, usage="%(prog)s"
    )
    parser.add_argument("--into", type=Path, required=True)
    for flag in flags:
        parser.add_argument(flag, action="store_true")
    try:
        print(f"{name}: {make(parser.parse_args())} is built")
    except BuildError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    return 0
