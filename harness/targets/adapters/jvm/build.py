"""Builds the JVM adapter: fetches its jars, compiles its sources, writes jvm.jar.

usage: python3 -m harness.targets.adapters.jvm.build --into FOLDER [--no-fetch] [--chains]

FOLDER gets jvm.jar and jars/; scripts/setup --targets names build/targets. With --chains it gets
the libraries for the tests of gadget chains, too, in chains/. With --no-fetch nothing is fetched.

example: python3 -m harness.targets.adapters.jvm.build --into build/targets
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE / "java"
OLDEST = 17
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
FOLDERS = {"adapter": "jars", "chains": "chains"}
FETCH_SECONDS = 300


class BuildError(Exception):
    """One sentence."""


@dataclass(frozen=True)
class Jar:
    digest: str
    coordinates: str
    use: str

    @property
    def name(self) -> str:
        _, artifact, version = self.coordinates.split(":")
        return f"{artifact}-{version}.jar"

    def is_whole(self, path: Path) -> bool:
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.digest


def read_jars(use: str) -> list[Jar]:
    lines = (HERE / "jars.txt").read_text(encoding="ascii").splitlines()
    jars = [Jar(*line.split()) for line in lines if line and not line.startswith("#")]
    return [jar for jar in jars if jar.use == use]


def missing(use: str, into: Path) -> list[Jar]:
    folder = into / FOLDERS[use]
    return [jar for jar in read_jars(use) if not jar.is_whole(folder / jar.name)]


def fetch(jar: Jar, folder: Path) -> None:
    if shutil.which("mvn") is None:
        raise BuildError(f"mvn is not installed, which fetches {jar.name}: scripts/setup --targets")
    command = ["mvn", "-q", "-B", COPY, f"-Dartifact={jar.coordinates}"]
    command += [f"-DoutputDirectory={folder}", "-Dmdep.useBaseVersion=true"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=folder, timeout=FETCH_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise BuildError(f"mvn did not fetch {jar.coordinates} in {FETCH_SECONDS} s") from None
    path = folder / jar.name
    if done.returncode != 0 or not path.is_file():
        lines = [line for line in done.stdout.splitlines() if line.strip()] or ["no message"]
        raise BuildError(f"mvn did not fetch {jar.coordinates}: {lines[0]}")
    if not jar.is_whole(path):
        path.unlink()
        raise BuildError(f"{jar.name} is not the one whose digest jars.txt has: it was removed")


def provide(use: str, into: Path, may_fetch: bool) -> list[Path]:
    """The jars for a use, fetched as far as they are not there."""
    folder = into / FOLDERS[use]
    folder.mkdir(parents=True, exist_ok=True)
    absent = missing(use, into)
    if absent and not may_fetch:
        raise BuildError(f"{absent[0].name} is not in {folder}: scripts/setup --targets fetches it")
    for number, jar in enumerate(absent, 1):
        print(f"jvm: fetching {jar.name} ({number} of {len(absent)})", flush=True)
        fetch(jar, folder.resolve())
    return [folder / jar.name for jar in read_jars(use)]


def tool(name: str) -> str:
    """A program of the JDK that javac belongs to, the one that `jdk` finds."""
    done = subprocess.run(
        [str(HERE / "jdk"), str(OLDEST), "--home"], capture_output=True, text=True, check=False
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


def compile_adapter(into: Path, jars: list[Path]) -> Path:
    """Compiles the sources and writes jvm.jar, whose manifest names the jars beside it."""
    target = into / "jvm.jar"
    with tempfile.TemporaryDirectory() as work:
        classes = Path(work) / "classes"
        command = [tool("javac"), "--release", str(OLDEST), "-encoding", "UTF-8"]
        command += ["-Xlint:all,-serial,-options,-classfile,-path", "-Werror", "-d", str(classes)]
        command += ["-cp", ":".join(str(jar) for jar in jars)]
        run([*command, *sorted(str(path) for path in SOURCES.rglob("*.java"))])
        manifest = Path(work) / "manifest"
        # a line of a manifest has at most 72 bytes; one that begins with a blank goes on
        paths = "\n  ".join(f"{FOLDERS['adapter']}/{jar.name}" for jar in jars)
        manifest.write_text(f"Class-Path: {paths}\n", encoding="ascii")
        made = Path(work) / target.name
        archive = [tool("jar"), "--create", "--file", str(made), "--manifest", str(manifest)]
        run([*archive, "-C", str(classes), "."])
        shutil.move(str(made), target)
    return target


def build(into: Path, may_fetch: bool, chains: bool) -> Path:
    jars = provide("adapter", into, may_fetch)
    if chains:
        provide("chains", into, may_fetch)
    return compile_adapter(into, jars)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage="%(prog)s"
    )
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--no-fetch", action="store_true")
    parser.add_argument("--chains", action="store_true")
    options = parser.parse_args()
    try:
        print(f"jvm: {build(options.into, not options.no_fetch, options.chains)} is built")
    except BuildError as error:
        print(f"jvm: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
