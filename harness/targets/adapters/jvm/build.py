"""Builds the JVM adapter: fetches its jars, compiles its sources, writes jvm.jar.

usage: python3 -m harness.targets.adapters.jvm.build --into FOLDER [--no-fetch] [--chains]

FOLDER gets jvm.jar and jars/; scripts/setup --targets names build/targets. With --chains it gets
the libraries for the tests of gadget chains, too, in chains/. With --no-fetch nothing is fetched.

example: python3 -m harness.targets.adapters.jvm.build --into build/targets
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from harness.targets.adapters.javac import BuildError, build_command, make_jar

HERE = Path(__file__).parent
SOURCES = HERE / "java"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
FOLDERS = {"adapter": "jars", "chains": "chains"}
FETCH_SECONDS = 300


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


def build(into: Path, may_fetch: bool, chains: bool) -> Path:
    jars = provide("adapter", into, may_fetch)
    if chains:
        provide("chains", into, may_fetch)
    return make_jar(into / "jvm.jar", sorted(SOURCES.rglob("*.java")), jars)


if __name__ == "__main__":
    sys.exit(
        build_command(
            __doc__,
            "jvm",
            lambda options: build(options.into, not options.no_fetch, options.chains),
            "--no-fetch",
            "--chains",
        )
    )
