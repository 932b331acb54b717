"""The JDK beside Sluice: its object streams on the files that sluice-bench writes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent / "jdk" / "sluice" / "bench"

# One core: the collector that the JVM itself chooses there, and the faster one on these files.
JVM_OPTIONS = ["-XX:+UseSerialGC", "-Xmx6g"]


class PeerError(Exception):
    """The JDK is there but could not be measured; one sentence."""


@dataclass(frozen=True)
class Effort:
    """How long each file is read and written: at least `runs` runs and `seconds` seconds each."""

    runs: int = 30
    seconds: float = 3.0


@dataclass(frozen=True)
class StreamFile:
    path: Path
    objects: int

    @property
    def name(self) -> str:
        return self.path.stem


def available() -> bool:
    return shutil.which("java") is not None and shutil.which("javac") is not None


def read_index(directory: Path) -> list[StreamFile]:
    """The files of `sluice-bench --write`: index.tsv has name, bytes and objects."""
    lines = (directory / "index.tsv").read_text(encoding="ascii").splitlines()
    rows = [line.split("\t") for line in lines]
    return [StreamFile(directory / f"{name}.ser", int(objects)) for name, _, objects in rows]


def compile_sources(classes: Path) -> None:
    classes.mkdir(parents=True, exist_ok=True)
    sources = sorted(str(path) for path in SOURCES.glob("*.java"))
    command = ["javac", "-Xlint:all", "-Werror", "-d", str(classes), *sources]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PeerError(f"javac refused {SOURCES}: {done.stderr.strip()}")


# What is measured, and the program that does it.
PROGRAMS = {"read": "ReadBench", "write": "WriteBench"}


def measure(
    stream: StreamFile, what: str, classes: Path, pin: list[str], effort: Effort
) -> dict[str, Any]:
    """One fresh JVM for each file, so that what it compiled for one does not slow down another."""
    main = [f"sluice.bench.{PROGRAMS[what]}", str(stream.path), str(stream.objects)]
    command = [*pin, "java", *JVM_OPTIONS, "-cp", str(classes), *main]
    command += [str(effort.runs), str(effort.seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise PeerError(f"the JDK could not {what} {stream.path.name}: {last}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def measure_all(
    directory: Path, classes: Path, pin: list[str], effort: Effort
) -> dict[str, dict[str, dict[str, Any]]]:
    """By file, then by what is measured."""
    compile_sources(classes)
    results = {}
    for stream in read_index(directory):
        print(f"    {stream.name}", file=sys.stderr, flush=True)
        results[stream.name] = {
            what: measure(stream, what, classes, pin, effort) for what in PROGRAMS
        }
    return results
