"""Runs the suite on a command and follows its results."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# By the processor's clock, which does not mind what else the machine has to do.
PROCESSOR_SECONDS = 120
WALL_SECONDS = 300  # one that waits for ever uses no processor
MEMORY = 4 << 30
MOST_SAID = 500  # characters of its complaints

KEPT = ("case", "pass", "microseconds", "effect", "rules", "twin")


@dataclass
class Run:
    """How a run went."""

    results: list[dict[str, Any]] = field(default_factory=list)
    status: int = 0
    ended: bool = True  # by itself, and not by the clock on the wall
    stopped: bool = False  # at the first case that noticed
    said: str = ""

    def failed(self) -> list[str]:
        """The cases that notice something."""
        return [str(one["case"]) for one in self.results if not one["pass"]]

    def notices(self) -> bool:
        """True if the suite notices something, or does not come to its end."""
        return self.stopped or not self.ended or self.status != 0


def _follow(process: subprocess.Popen[bytes], run: Run, *, fail_fast: bool) -> None:
    for line in process.stdout or ():
        if not line.startswith(b'{"type":"result"'):
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue  # it ended while it was written
        run.results.append({key: record.get(key) for key in KEPT})
        if fail_fast and not run.results[-1]["pass"]:
            run.stopped = True
            return


def _kept_keys(root: Path, command: Sequence[str]) -> dict[str, str]:
    """Where cases of archives find the keys of the runs before: to make them takes longer than to
    run all the cases."""
    if command[0] != "archive" or not (root / "build").is_dir():
        return {}
    return {"SLUICE_ARCHIVE_KEYS": str(root / "build" / "archive-keys")}


def run(
    root: Path,
    program: Path,
    words: Sequence[str],
    *,
    command: Sequence[str] = ("run",),
    variables: Mapping[str, str] | None = None,
    seconds: int = PROCESSOR_SECONDS,
    fail_fast: bool = False,
) -> Run:
    """Runs the cases that `words` name, one after the other, in `root`; `command` are the words of
    the program that do so."""
    process = subprocess.Popen(
        [str(program), *command, "--jobs", "1", "--json", *words],
        cwd=root,
        env={**os.environ, **_kept_keys(root, command), **(variables or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    for limit, value in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, MEMORY)):
        resource.prlimit(process.pid, limit, (value, value))
    done = Run()

    def give_up() -> None:
        done.ended = False
        process.kill()  # its workers follow it

    def listen() -> None:
        said = process.stderr.read() if process.stderr is not None else b""
        done.said = said.decode(errors="replace").strip()[-MOST_SAID:]

    watch = threading.Timer(WALL_SECONDS, give_up)
    listener = threading.Thread(target=listen)
    with process:
        watch.start()
        listener.start()
        _follow(process, done, fail_fast=fail_fast)
        if done.stopped:
            os.killpg(process.pid, signal.SIGKILL)
        listener.join()
    watch.cancel()
    done.status = process.returncode
    return done


def _family(case: str) -> str:
    return case.split("/", 1)[0]


def files_of(
    root: Path, paths: Sequence[str], twins: Mapping[str, str | None]
) -> dict[str, set[str]]:
    """By family, the files to be loaded for it: its own, and those with the twins of its cases.
    `twins` has all cases of the suite."""
    files: dict[str, str] = {}
    for path in paths:
        found = sorted((root / path).glob("*.yaml")) if (root / path).is_dir() else [root / path]
        files |= {one.stem: str(one) for one in found}
    beside: dict[str, set[str]] = {}
    for case, twin in twins.items():
        beside.setdefault(_family(case), set()).add(_family(twin or case))
    needed: dict[str, set[str]] = {}
    for family in beside:
        found_families: set[str] = set()
        new = {family}
        while new:
            found_families |= new
            new = {other for one in new for other in beside[one]} - found_families
        needed[family] = {files[one] for one in found_families}
    return needed
