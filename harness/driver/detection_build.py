"""The programs for one defect: what the fuzzer runs, and what its corpus is looked at with.

Two builds stand ready, each of the program fuzz-TARGET: one for libFuzzer with sanitizers, and a
plain one that replays files. A defect costs one compilation and one link in each.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from harness.driver.coverage_read import Tools, run_tool
from harness.mutants import defects as data
from harness.mutants import workshop as shop

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "detection"
COUNTERS = ("-fprofile-instr-generate", "-fcoverage-mapping")
REPLAY_SECONDS = 120
SOURCES = ("decoder", "rules", "harness")  # what a result depends on


@dataclass(frozen=True)
class Shops:
    """Both builds."""

    target: str
    fuzzing: shop.Workshop
    plain: shop.Workshop
    tools: Tools

    def sound(self) -> Path:
        """The fuzzing program without a defect."""
        return self.fuzzing.build / "bin" / f"fuzz-{self.target}"

    def sound_replay(self) -> Path:
        """The plain program without a defect."""
        return self.plain.build / "bin" / f"fuzz-{self.target}"


def prepare_fuzzing(target: str) -> shop.Workshop:
    """Builds the fuzzing program, once."""
    return shop.prepare(
        ROOT,
        BUILD / "fuzzing",
        f"bin/fuzz-{target}",
        (
            "-DCMAKE_C_COMPILER=clang",
            "-DCMAKE_C_FLAGS_MUTANTS=-O2",
            "-DSLUICE_SANITIZE=address,undefined",
            "-DSLUICE_FUZZ_ENGINE=libfuzzer",
        ),
    )


def prepare(target: str, tools: Tools) -> Shops:
    """Builds both, once."""
    plain = shop.prepare(
        ROOT,
        BUILD / "plain",
        f"bin/fuzz-{target}",
        (f"-DCMAKE_C_COMPILER={tools.compiler}", "-DSLUICE_WERROR=OFF"),
    )
    return Shops(target, prepare_fuzzing(target), plain, tools)


def sources_hash(root: Path = ROOT) -> str:
    """A hash over the sources, so that a kept result says what it belongs to."""
    whole = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".txt") or path.name == "policies.yaml":
                whole.update(f"{path.relative_to(root)}\0".encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def is_same_code(shops: Shops, defect: data.Defect) -> bool:
    """Whether the compiler makes the very same code of it. May raise DefectDoesNotCompileError."""
    with shop.scratch(BUILD / "scratch") as folder:
        return shops.plain.make(defect.apply(ROOT), Path(folder)) is None


def changed_lines(before: str, after: str) -> set[int]:
    """The lines of the text after a change that differ; where some are taken out, those around."""
    lines = set()
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    for kind, _, _, start, end in matcher.get_opcodes():
        if kind == "delete":
            lines |= {start, start + 1}
        elif kind != "equal":
            lines |= set(range(start + 1, end + 1))
    return lines


@dataclass(frozen=True)
class Look:
    """What a corpus does with a defect in place."""

    reached: bool | None  # None: the change is in data, which no counter counts
    triggered: bool


def _answers(program: Path, inputs: Path, profile: Path) -> dict[str, tuple[object, ...]] | None:
    """What the program says of each file; None if it does not come to its end."""
    try:
        done = subprocess.run(
            [str(program), "--json", str(inputs)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=REPLAY_SECONDS,
            check=False,
            env={**os.environ, "LLVM_PROFILE_FILE": str(profile)},
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in (0, 1):
        return None
    answers = {}
    for line in done.stdout.splitlines():
        one = json.loads(line)
        answers[str(one["file"])] = tuple(
            one.get(key) for key in ("verdict", "reason", "offset", "rule")
        )
    return answers


def _counts(shops: Shops, program: Path, profile: Path, files: Iterable[Path]) -> dict[int, int]:
    """How often each line of some files was run; what is no code is not in it."""
    merged = profile.with_suffix(".profdata")
    run_tool([shops.tools.profdata, "merge", "--sparse", "-o", str(merged), str(profile)])
    text = run_tool([
        shops.tools.cov, "export", "--format=lcov", str(program), f"-instr-profile={merged}",
        "--sources", *map(str, files),
    ])  # fmt: skip
    counts: dict[int, int] = {}
    for line in text.splitlines():
        if line.startswith("DA:"):
            number, count = line.removeprefix("DA:").split(",")[:2]
            counts[int(number)] = max(counts.get(int(number), 0), int(count))
    return counts


def look(shops: Shops, defect: data.Defect, inputs: Path) -> Look:
    """Replays a folder of inputs with the defect in place and without it."""
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="look-") as name:
        folder = Path(name)
        program = shops.plain.make(defect.apply(ROOT), folder, COUNTERS)
        if program is None:
            return Look(reached=False, triggered=False)
        sound = _answers(shops.sound_replay(), inputs, folder / "none")
        changed = _answers(program, inputs, folder / "x.profraw")
        if sound is None or changed is None or sound != changed:
            return Look(reached=True, triggered=sound is not None)
        reached: bool | None = None
        for file, after in defect.apply(ROOT).items():
            before = (ROOT / file).read_text(encoding="utf-8")
            counts = _counts(shops, program, folder / "x.profraw", [folder / "changed" / file])
            own = [counts[line] for line in changed_lines(before, after) if line in counts]
            if own:
                reached = bool(reached) or any(own)
        return Look(reached=reached, triggered=False)
