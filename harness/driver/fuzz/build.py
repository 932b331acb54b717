"""Builds the programs that a run needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from harness.driver.fuzz import plan, targets
from harness.driver.fuzz.worker import EngineError

# By preset: what its compiler is, and the engines that need it. libFuzzer's programs also merge
# corpora, and say what is wrong with an input that AFL++ has found.
PRESETS = {
    "fuzz": ("clang", plan.ENGINES),
    "fuzz-afl": ("afl-clang-fast", (plan.AFL,)),
    "fuzz-afl-asan": ("afl-clang-fast", (plan.AFL,)),
    "fuzz-afl-cmplog": ("afl-clang-fast", (plan.AFL,)),
}
MUTATOR = "sluice_mutator"  # for AFL++ to load


def presets(engines: Sequence[str]) -> list[str]:
    """The presets that some engines need."""
    return [preset for preset, (_, users) in PRESETS.items() if set(users) & set(engines)]


def _run(command: list[str], root: Path) -> None:
    done = subprocess.run(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode != 0:
        said = done.stdout.decode(errors="replace").strip()
        raise EngineError(f"{said}\n{' '.join(command)}: failed; what it said stands above")


def build(preset: str, programs: Sequence[str], *, root: Path = targets.ROOT) -> None:
    """Configures a preset and builds some programs of it."""
    jobs = os.environ.get("SLUICE_JOBS", str(os.cpu_count() or 2))
    _run(["cmake", "--preset", preset, "--log-level=WARNING"], root)
    command = ["cmake", "--build", "--preset", preset, "--parallel", jobs, "--target", *programs]
    _run([*command, "--", "--quiet"], root)


def for_fuzzing(
    wanted: Sequence[str],
    engines: Sequence[str],
    say: Callable[[str], None],
    *,
    root: Path = targets.ROOT,
) -> None:
    """Builds what targets and engines need."""
    programs = [f"fuzz-{target}" for target in wanted]
    for preset in presets(engines):
        compiler = PRESETS[preset][0]
        if shutil.which(compiler) is None:
            raise EngineError(f"{compiler} is not installed: run scripts/setup --fuzz")
        say(f"build: {preset}")
        build(preset, programs, root=root)
    if plan.AFL in engines:
        say("build: release")
        build("release", [MUTATOR], root=root)
