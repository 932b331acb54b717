"""What is compared: names and streams, from one source after the other."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT / "build" / "bin" / "sluice-fuzz-seeds"
EXAMPLES = ROOT / "corpora" / "divergences"

Input = tuple[str, bytes]


class InputError(Exception):
    """One sentence."""


def of_paths(paths: list[Path], pattern: str = "*") -> Iterator[Input]:
    """Files, and those in folders."""
    for path in paths:
        if path.is_dir():
            files = sorted(one for one in path.rglob(pattern) if one.is_file())
        elif path.is_file():
            files = [path]
        else:
            raise InputError(f"there is no {path}")
        for file in files:
            inside = file.is_relative_to(ROOT)
            yield str(file.relative_to(ROOT) if inside else file), file.read_bytes()


def of_cases(variants: int) -> Iterator[Input]:
    """The streams of the suite's cases; with `variants`, what is derived from them by rule."""
    if not SEEDS.is_file():
        program = SEEDS.relative_to(ROOT)
        raise InputError(f"there is no {program}: ninja -C build bin/{SEEDS.name}")
    words = [str(SEEDS), "--long", "--variants", str(variants)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        for line in program.stdout:
            made = json.loads(line)
            if (made["variant"] is not None) == (variants > 0):
                name = made["case"] + (f" {made['variant']}" if variants else "")
                yield name, bytes.fromhex(made["input"])
    if program.returncode != 0:
        raise InputError(f"{SEEDS.name} failed with {program.returncode}")


def sources(variants: int) -> dict[str, Callable[[], Iterator[Input]]]:
    """By the word that --over has for each, in the order in which they are compared."""
    return {
        "examples": lambda: of_paths([EXAMPLES], "*.ser"),
        "vectors": lambda: of_paths([ROOT / "corpora/vectors/streams"]),
        "corpus": lambda: of_paths([ROOT / "corpora/valid/streams"], "*.ser"),
        "fuzz": lambda: of_paths(
            [ROOT / "corpora/fuzz/streams", ROOT / "corpora/regressions/fuzz"], "[0-9a-f]*"
        ),
        "cases": lambda: of_cases(0),
        "variants": lambda: of_cases(variants),
    }
