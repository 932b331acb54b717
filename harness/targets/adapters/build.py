"""Builds the adapters of other languages: fetches their parsers from the registry of the language,
pinned and with checksums, and compiles what is compiled.

usage: python3 -m harness.targets.adapters.build --into FOLDER [LANGUAGE...]

LANGUAGE is go, node, python or rust; without one, all. scripts/setup --targets names build/targets.
A language that cannot be built is said in one line; the others are built. Exit 1 if one was not.

example: python3 -m harness.targets.adapters.build --into build/targets rust
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECONDS = 600  # for one command, which may fetch and compile


class BuildError(Exception):
    """One sentence."""


@dataclass(frozen=True)
class Step:
    command: list[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)


def go(into: Path) -> list[Step]:
    # The toolchain is the one that is installed, and go.mod is not touched.
    environment = {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly -trimpath"}
    command = ["go", "build", "-o", str(into / "go") + os.sep, "./..."]
    return [Step(command, HERE / "go", environment)]


def node(into: Path) -> list[Step]:
    folder = into / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / "node" / name, folder / name)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return [Step(["npm", "ci", *quiet], folder)]


def python(into: Path) -> list[Step]:
    folder = into / "python"
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-input", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    return [
        Step([sys.executable, "-m", "venv", "--clear", str(folder)], HERE),
        Step([*pip, "-r", str(HERE / "python" / "requirements.txt")], HERE),
    ]


def rust(into: Path) -> list[Step]:
    command = ["cargo", "build", "--quiet", "--release", "--locked"]
    return [Step([*command, "--target-dir", str(into / "rust")], HERE / "rust")]


LANGUAGES = {"go": go, "node": node, "python": python, "rust": rust}


def why_not(done: subprocess.CompletedProcess[str]) -> str:
    """The line that says most of what a command wrote: the first with an error, else the last."""
    lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines[-1:] or [f"it ended with status {done.returncode}"])[0]


def run(step: Step) -> None:
    program = step.command[0]
    if shutil.which(program) is None:
        raise BuildError(f"{program} is not installed: scripts/setup --targets")
    try:
        done = subprocess.run(
            step.command,
            cwd=step.folder,
            env={**os.environ, **step.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise BuildError(f"{program} did not end in {SECONDS} s") from None
    if done.returncode != 0:
        raise BuildError(f"{Path(program).name} failed: {why_not(done)}")


def build(language: str, into: Path) -> None:
    for step in LANGUAGES[language](into):
        run(step)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage="%(prog)s"
    )
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE")
    options = parser.parse_args()
    for language in options.languages:
        if language not in LANGUAGES:
            parser.error(f"{language} is none of {', '.join(LANGUAGES)}")
    status = 0
    for language in options.languages or LANGUAGES:
        try:
            build(language, options.into.resolve())
            print(f"{language}: its targets are built", flush=True)
        except BuildError as error:
            print(f"{language}: not built, its targets will not be available: {error}", flush=True)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
