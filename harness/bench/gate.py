"""The regression gate: instructions and exact counts of reading and writing, against a baseline.

usage: python3 -m harness.bench.gate --program build/bin/sluice-bench [--update --reason TEXT]

Each measurement runs the program under `valgrind --tool=cachegrind` with N passes and with 2 N
and takes the difference, so that start-up and the making of the file cancel out. The baseline is
keyed by compiler, flags and architecture, because instructions differ between them. A change of
more than 1 % either way fails: a gain has to be recorded as well, or it can be lost again unseen.

Exit: 0 as the baseline says, 1 changed, 2 it could not be measured, 77 no baseline for this
compiler and these flags.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASELINE = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.01
PASSES = 4
CASES = [
    (name, mode)
    for name in ("small-objects", "strings-ascii", "list-integers")
    for mode in ("inspect", "decode", "write", "write-graph")
]
VALGRIND = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
# The C library chooses its copy and compare routines by processor: with these it chooses the same
# ones everywhere.
PLAIN_PROCESSOR = "glibc.cpu.hwcaps=-AVX2,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM,-RTM,-EVEX"
COUNTS = ("instructions", "steps", "peak_heap", "allocations")
NO_BASELINE = 77  # what ctest takes for "skipped"
UPDATE = 'scripts/bench --update-baseline --reason "why it changed"'


class GateError(Exception):
    """The gate could not be measured; one sentence."""


@dataclass(frozen=True)
class Measurement:
    key: str  # compiler, flags, architecture
    counts: dict[str, int]  # of one pass; those of COUNTS


def instructions_of(cachegrind: str) -> int:
    """The total that cachegrind prints: `==123== I   refs:      1,234,567`."""
    found = re.search(r"I\s+refs:\s+([\d,]+)", cachegrind)
    if found is None:
        last = (cachegrind.strip().splitlines() or ["no output"])[-1]
        raise GateError(f"valgrind did not count instructions: {last}")
    return int(found.group(1).replace(",", ""))


def run_counted(program: Path, name: str, mode: str, repeat: int) -> tuple[int, dict[str, Any]]:
    """Instructions of a process of `repeat` passes, and what the program says."""
    valgrind = [*VALGRIND, str(program)]
    what = ["--quick", "--only", name, "--mode", mode, "--repeat", str(repeat)]
    environment = os.environ | {"GLIBC_TUNABLES": PLAIN_PROCESSOR}
    command = [*valgrind, *what]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise GateError(f"{mode} of {name} failed under valgrind: {last}")
    said: dict[str, Any] = json.loads(done.stdout)
    return instructions_of(done.stderr), said


def measure(program: Path, name: str, mode: str) -> Measurement:
    once, _ = run_counted(program, name, mode, PASSES)
    twice, said = run_counted(program, name, mode, 2 * PASSES)
    key = f"{said['compiler']}, {said['flags']}, {platform.machine()}"
    counts = {count: int(said[count]) for count in COUNTS if count != "instructions"}
    return Measurement(key, counts | {"instructions": (twice - once) // PASSES})


def measure_all(program: Path) -> dict[str, Measurement]:
    if shutil.which("valgrind") is None:
        raise GateError("valgrind is not installed: run scripts/setup")
    workers = max(1, (os.cpu_count() or 1) - 1)
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(measure, program, name, mode) for name, mode in CASES]
        return {
            f"{name} {mode}": future.result()
            for (name, mode), future in zip(CASES, futures, strict=True)
        }


def changes(known: dict[str, dict[str, int]], now: dict[str, dict[str, int]]) -> list[str]:
    """One line for each count that moved by more than the tolerance, and each case not known."""
    lines = []
    for case, counts in now.items():
        if case not in known:
            lines.append(f"{case}: is not in the baseline")
            continue
        for count in COUNTS:
            old, new = known[case].get(count), counts[count]
            if old is None:
                lines.append(f"{case}: {count} is not in the baseline")
            elif abs(new - old) > TOLERANCE * old:
                change = f" ({(new - old) / old:+.1%})" if old else ""
                lines.append(f"{case}: {count} {old:,} -> {new:,}{change}")
    lines.extend(f"{case}: is in the baseline, but was not measured" for case in known.keys() - now)
    return lines


def load(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"schema": 1, "baselines": {}}
    try:
        baseline: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}:{error.colno}: is not JSON ({error.msg})"
        raise GateError(f"{message}; make it anew with {UPDATE}") from error
    return baseline


def update(path: Path, key: str, now: dict[str, dict[str, int]], reason: str) -> None:
    baseline = load(path)
    baseline["baselines"][key] = {"reason": reason, "cases": now}
    path.write_text(json.dumps(baseline, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def show(now: dict[str, dict[str, int]]) -> None:
    print(f"{'case':<24}" + "".join(f"{count:>15}" for count in COUNTS))
    for case, counts in now.items():
        print(f"{case:<24}" + "".join(f"{counts[count]:>15,}" for count in COUNTS))


def judge(path: Path, key: str, now: dict[str, dict[str, int]]) -> int:
    known = load(path)["baselines"].get(key)
    if known is None:
        print(f"scripts/bench: no baseline for {key}; to record one: {UPDATE}", file=sys.stderr)
        return NO_BASELINE
    moved = changes(known["cases"], now)
    for line in moved:
        print(f"changed: {line}", file=sys.stderr)
    if moved:
        print(f"scripts/bench: if this is meant: {UPDATE}", file=sys.stderr)
        return 1
    print(f"\nwithin {TOLERANCE:.0%} of the baseline for {key}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench --gate", description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--reason", default="")
    options = parser.parse_args(arguments)
    if options.update and not options.reason.strip():
        print(f"scripts/bench: a new baseline needs a reason: {UPDATE}", file=sys.stderr)
        return 2
    try:
        measured = measure_all(options.program)
        now = {case: measurement.counts for case, measurement in measured.items()}
        key = next(iter(measured.values())).key
        show(now)
        if options.update:
            update(options.baseline, key, now, options.reason.strip())
            print(f"\n{options.baseline}: recorded for {key}")
            return 0
        return judge(options.baseline, key, now)
    except GateError as error:
        print(f"scripts/bench: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
