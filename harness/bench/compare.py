"""Runs sluice-bench and the JDK on the same files, one after the other on one core, and puts them
side by side.

usage: python3 -m harness.bench.compare --program build/bin/sluice-bench --out build/bench [--quick]

Time is reported and never fails the run: a broken promise of heap or growth does (exit 1).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from harness.bench import jdk_peer

QUICK_EFFORT = jdk_peer.Effort(runs=30, seconds=1.0)

# The JDK's results: file -> "read" or "write" -> what its program printed.
Peers = dict[str, dict[str, dict[str, Any]]]

# Times as fast as the JDK's streams: file -> mode -> least ratio. For primitive arrays the fair
# comparison is the mode that reads the values out, as the JDK does.
TARGETS: dict[str, dict[str, float]] = {
    "small-objects": {"inspect": 5, "decode": 4, "write": 4, "write-graph": 4},
    "strings-ascii": {"inspect": 5, "decode": 5},
    "strings-mixed": {"inspect": 5, "decode": 5},
    "bytes-64M": dict.fromkeys(["inspect", "decode", "inspect+read", "decode+read"], 1),
    "ints-16M": dict.fromkeys(["inspect", "decode", "inspect+read", "decode+read"], 2),
}

# A ratio beyond this only says that a view costs nothing.
VIEW_RATIO = 1000

NOTES = """\
Ratios are of the medians; least: of the fastest runs, cold and reused, for a busy machine.
cold: freed memory goes back to the system, as in the first decode of a process; reused: blocks are
kept, as the JVM keeps its heap. inspect and decode leave primitive arrays as views of the stream;
+read copies the values out in the host's byte order, which is what the JDK does. Strings are
checked and stay views of modified UTF-8; the JDK makes String objects of them. write makes the
bytes again of a document, write-graph of a graph; cold: in a buffer that grows, reused: in one that
is there, as the JDK's is."""


@dataclass(frozen=True)
class Ratio:
    """Sluice against the JDK; `target` is None where nothing is promised."""

    file: str
    mode: str
    memory: str
    bytes_per_second: float
    objects_per_second: float
    ratio: float | None  # of the medians
    least_ratio: float | None  # of the fastest runs: what is left when the machine is busy
    target: float | None

    @property
    def met(self) -> bool | None:
        if self.ratio is None or self.target is None:
            return None
        return self.ratio >= self.target


def ratio_of(peer: dict[str, Any] | None, result: dict[str, Any], which: str) -> float | None:
    seconds = result["seconds"][which]
    return peer["seconds"][which] / seconds if peer and seconds > 0 else None


def peer_of(jdk: Peers, file: str, mode: str) -> dict[str, Any] | None:
    return jdk.get(file, {}).get("write" if mode.startswith("write") else "read")


def ratios(native: dict[str, Any], jdk: Peers) -> list[Ratio]:
    rows = []
    for file in native["files"]:
        for result in file["results"]:
            peer = peer_of(jdk, file["name"], result["mode"])
            rows.append(
                Ratio(
                    file=file["name"],
                    mode=result["mode"],
                    memory=result["memory"],
                    bytes_per_second=result["bytes_per_second"],
                    objects_per_second=result["objects_per_second"],
                    ratio=ratio_of(peer, result, "median"),
                    least_ratio=ratio_of(peer, result, "min"),
                    target=TARGETS.get(file["name"], {}).get(result["mode"]),
                )
            )
    return rows


def show_ratio(ratio: float | None) -> str:
    if ratio is None:
        return "-"
    return "view" if ratio > VIEW_RATIO else f"{ratio:.2f}"


def side_by_side(rows: list[Ratio], jdk: Peers) -> str:
    """The table: one line for a file and mode, cold and reused beside the JDK."""
    head = f"{'file':<15} {'mode':<12} {'JDK':>11} {'cold':>11} {'reused':>11}"
    lines = [f"{head}  {'x cold':>7} {'x reused':>8} {'least':>15} {'target':>6}"]
    pairs: dict[tuple[str, str], dict[str, Ratio]] = {}
    for row in rows:
        pairs.setdefault((row.file, row.mode), {})[row.memory] = row
    for (file, mode), by_memory in pairs.items():
        cold, reused = by_memory["cold"], by_memory["reused"]
        peer = peer_of(jdk, file, mode)
        # The rate in objects says nothing about a file that holds one.
        in_bytes = cold.objects_per_second * 1000 < cold.bytes_per_second
        key, unit = ("bytes_per_second", "MB/s") if in_bytes else ("objects_per_second", "M/s")
        rates = [peer[key] if peer else None, asdict(cold)[key], asdict(reused)[key]]
        cells = " ".join(show_rate(rate, unit).rjust(11) for rate in rates)
        target = "" if cold.target is None else f"{cold.target:g}"
        lines.append(
            f"{file:<15} {mode:<12} {cells}  {show_ratio(cold.ratio):>7} "
            f"{show_ratio(reused.ratio):>8} {show_ratio(cold.least_ratio):>7} "
            f"{show_ratio(reused.least_ratio):>7} {target:>6}{verdict(cold, reused)}"
        )
    return "\n".join(lines)


def show_rate(rate: float | None, unit: str) -> str:
    if rate is None:
        return "-"
    # A view takes next to no time, whatever it is a view of.
    return "view" if rate > 1e12 else f"{rate / 1e6:.{0 if unit == 'MB/s' else 2}f} {unit}"


def verdict(cold: Ratio, reused: Ratio) -> str:
    if cold.met is None:
        return ""
    if cold.met and reused.met:
        return "  met"
    return "  met when reused" if reused.met else "  BELOW"


def machine() -> dict[str, str]:
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return {"cpu": model, "system": platform.system(), "architecture": platform.machine()}


def pinned(core: int) -> list[str]:
    return ["taskset", "-c", str(core)] if shutil.which("taskset") else []


def run_native(program: Path, out: Path, pin: list[str], quick: bool) -> tuple[dict[str, Any], int]:
    results = out / "sluice.json"
    command = [*pin, str(program), "--json", str(results), *(["--quick"] if quick else [])]
    status = subprocess.run(command, check=False).returncode
    if status > 1:
        sys.exit(2)  # its own message is above
    native: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    return native, status


def run_jdk(program: Path, out: Path, pin: list[str], quick: bool) -> Peers:
    if not jdk_peer.available():
        print("No JDK: its streams are left out. scripts/setup --bench installs one.")
        return {}
    effort = QUICK_EFFORT if quick else jdk_peer.Effort()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as directory:
        write = [str(program), "--write", directory, *(["--quick"] if quick else [])]
        subprocess.run(write, check=True)
        print(
            "ObjectInputStream and ObjectOutputStream on the same files:",
            file=sys.stderr,
            flush=True,
        )
        return jdk_peer.measure_all(Path(directory), out / "classes", pin, effort)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--core", type=int, default=(os.cpu_count() or 1) - 1)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)

    options.out.mkdir(parents=True, exist_ok=True)
    pin = pinned(options.core)
    native, status = run_native(options.program, options.out, pin, options.quick)
    try:
        jdk = run_jdk(options.program, options.out, pin, options.quick)
    except (jdk_peer.PeerError, subprocess.CalledProcessError) as error:
        print(f"scripts/bench: {error}", file=sys.stderr)
        return 2
    rows = ratios(native, jdk)
    report = {
        "schema": 1,
        "machine": machine(),
        "sluice": native,
        "jdk": jdk,
        "ratios": [asdict(row) | {"met": row.met} for row in rows],
    }
    target = options.out / "bench.json"
    target.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if jdk:
        version = next(iter(jdk.values()))["read"]["java"]
        print(f"\nAgainst the object streams of JDK {version}, both on core {options.core}\n")
        print(side_by_side(rows, jdk))
        print(f"\n{NOTES}")
    print(f"\nresults: {target}")
    return status


if __name__ == "__main__":
    sys.exit(main())
