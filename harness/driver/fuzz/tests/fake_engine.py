#!/usr/bin/env python3
"""Plays a program of libFuzzer, as far as the driver looks. A file "play" beside it says what."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNS = 64


def crash(artifacts: str, data: bytes, said: str, status: int = 77) -> None:
    Path(f"{artifacts}crash-1").write_bytes(data)
    print(
        f"#16\tNEW    cov: 7 ft: 8 corp: 3/9b lim: 4 exec/s: 0 rss: 30Mb\n{said}", file=sys.stderr
    )
    print("stat::number_of_executed_units: 20\nstat::new_units_added:  1", file=sys.stderr)
    sys.exit(status)


def merge(into: Path, folders: list[Path]) -> None:
    for path in sorted(one for folder in folders for one in folder.iterdir()):
        if path.read_bytes() != b"bad":
            (into / path.name).write_bytes(path.read_bytes())


def run_one(path: Path) -> None:
    if path.read_bytes() == b"bad":
        print("SLUICE-FINDING target=decode rule=IN-5: a sentence", file=sys.stderr)
        sys.exit(77)


def main() -> None:
    words = dict(one[1:].split("=", 1) for one in sys.argv[1:] if one.startswith("-"))
    folders = [Path(one) for one in sys.argv[1:] if not one.startswith("-")]
    if "set_cover_merge" in words:
        if "slow-merge" in (HERE / "play").read_text():
            time.sleep(600)
        merge(folders[0], folders[1:])
        return
    if folders[0].is_file():
        run_one(folders[0])
        return
    play = (HERE / "play").read_text().split()
    artifacts = words.get("artifact_prefix", "")
    once = HERE / "once"
    if "fail" in play:
        print("unknown flag", file=sys.stderr)
        sys.exit(3)
    if "hang" in play:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        print("#2\tINITED cov: 5 ft: 6 corp: 2/9b exec/s: 0 rss: 30Mb", file=sys.stderr, flush=True)
        time.sleep(600)
    if "slow" in play:
        Path(f"{artifacts}slow-unit-1").write_bytes(b"slow")
    if "always" in play:
        crash(artifacts, b"bad", "SLUICE-FINDING target=decode rule=IN-5: a sentence")
    if "once" in play and not once.exists():
        once.touch()
        crash(artifacts, b"bad", "SLUICE-FINDING target=decode rule=IN-5: a sentence")
    (folders[0] / "new").write_bytes(b"new")
    runs = int(words.get("runs", RUNS))
    print(f"#{runs}\tDONE   cov: 9 ft: 12 corp: 4/9b lim: 4 exec/s: 0 rss: 30Mb", file=sys.stderr)
    print(f"stat::number_of_executed_units: {runs}", file=sys.stderr)
    print("stat::new_units_added:          1", file=sys.stderr)


main()
