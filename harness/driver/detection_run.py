"""One run of libFuzzer, measured by the processor's clock."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harness.driver.fuzz.libfuzzer import ALLOCATION_FRAMES, PLAIN_SCHEDULE

MAX_INPUT = 4096
MEMORY_MB = 2048
HANG_SECONDS = 25
GRACE_SECONDS = 20  # to say its last words when it is told to stop
WALL_FACTOR = 20  # a process that waits uses no processor
SANITIZERS = {
    "ASAN_OPTIONS": "exitcode=77:quarantine_size_mb=1:symbolize=0:allocator_may_return_null=1"
    f":malloc_context_size={ALLOCATION_FRAMES}",
    "UBSAN_OPTIONS": "symbolize=0:print_stacktrace=0",
}
MOST_TURNS = 200  # when the sound decoder has findings of its own
TURN = 1000  # between the seeds of turns
STOPPED = 72  # libFuzzer's status when it is interrupted
DEFECT_STATUSES = {70: "timeout", 71: "out of memory"}

# Set when everything is to end: runs do so at once, and leave no result.
HALT = threading.Event()

_FINDING = re.compile(r"^SLUICE-FINDING target=\S+ rule=(\S+?): ?(.*)$", re.MULTILINE)
_SANITIZER = re.compile(r"ERROR: (AddressSanitizer|LeakSanitizer|libFuzzer): ([a-zA-Z-]+)")
_UNDEFINED = re.compile(r"runtime error: (.*)$", re.MULTILINE)
_EXECUTED = re.compile(r"stat::number_of_executed_units: *(\d+)")
_PULSE = re.compile(r"^#(\d+)\t.*?cov: (\d+)", re.MULTILINE)


class HaltedError(Exception):
    """A run was ended because everything ends."""


@dataclass(frozen=True)
class Order:
    """What is to be run."""

    program: Path
    folder: Path  # an empty one: corpus, log and the input that was found
    seed: int
    seconds: float  # of the processor
    seeds: Path | None = None  # a corpus to begin from
    dictionary: Path | None = None
    plain_bytes: bool = False  # without the mutator of stream programs


@dataclass(frozen=True)
class Ended:
    """How it went."""

    found: str  # what was found; "" for nothing
    seconds: float
    executions: int
    edges: int
    failure: str = ""  # it did not run as it should


def corpus_of(order: Order) -> Path:
    """Where a run keeps its inputs."""
    return order.folder / "corpus"


def command(order: Order) -> list[str]:
    """The command line of a run."""
    words = [
        str(order.program),
        f"-seed={order.seed}",
        f"-max_len={MAX_INPUT}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-timeout={HANG_SECONDS}",
        f"-artifact_prefix={order.folder}/found-",
        "-print_final_stats=1",
        PLAIN_SCHEDULE,
    ]
    if order.dictionary is not None:
        words.append(f"-dict={order.dictionary}")
    words.append(str(corpus_of(order)))
    if order.seeds is not None:
        words.append(str(order.seeds))
    return words


def _follow(process: subprocess.Popen[bytes], seconds: float) -> tuple[int, float]:
    """Waits for its end, and ends it when its time is up. Status and processor time.

    Popen.send_signal() would look first whether it has ended, and so take its end away from
    os.wait4().
    """
    begun = time.monotonic()
    told_at = 0.0
    pause = 0.02
    ticks = os.sysconf("SC_CLK_TCK")
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid != 0:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_utime + usage.ru_stime
        now = time.monotonic()
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        used = sum(int(one) for one in fields.split()[11:13]) / ticks
        if HALT.is_set() or (told_at and now - told_at > GRACE_SECONDS):
            os.kill(process.pid, signal.SIGKILL)
        elif not told_at and (used >= seconds or now - begun > WALL_FACTOR * seconds + 60):
            os.kill(process.pid, signal.SIGINT)
            told_at = now
        time.sleep(pause)
        pause = min(pause * 1.3, 0.25)


def what_was_found(status: int, said: str) -> str:
    """A finding in one line, from what libFuzzer printed at its end; "" if there is none."""
    if status in (0, STOPPED):
        return ""
    if found := _FINDING.search(said):
        return f"{found[1]}: {found[2]}"
    if status in DEFECT_STATUSES:
        return DEFECT_STATUSES[status]
    if found := _UNDEFINED.search(said):
        return f"UndefinedBehaviorSanitizer: {found[1]}"
    if found := _SANITIZER.search(said):
        return f"{found[1]}: {found[2]}"
    return f"ended with {status}"


def run(order: Order) -> Ended:
    """Runs it to the first finding, or until its time is up."""
    corpus_of(order).mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **SANITIZERS}
    if order.plain_bytes:
        environment["SLUICE_FUZZ_MUTATION"] = "bytes"
    log = order.folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command(order),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environment,
            start_new_session=True,
        )
        status, seconds = _follow(process, order.seconds)
    if HALT.is_set():
        raise HaltedError
    said = log.read_text(encoding="utf-8", errors="replace")
    pulses = _PULSE.findall(said)
    executed = _EXECUTED.search(said)
    executions = int(executed[1]) if executed else max((int(one[0]) for one in pulses), default=0)
    edges = max((int(one[1]) for one in pulses), default=0)
    found = what_was_found(status, said)
    # It may be told to stop before it has run anything, or not stop at once.
    is_told = status in (-signal.SIGINT, -signal.SIGKILL)
    if is_told:
        found = ""
    failure = "" if executions or found or is_told or status == STOPPED else said.strip()[-300:]
    if found and not executions and not any(order.folder.glob("found-*")):
        failure, found = said.strip()[-300:], ""
    return Ended(found, round(seconds, 3), executions, edges, failure)


def is_found_by(program: Path, order: Order) -> bool:
    """Whether another program finds something in the input that a run has found."""
    found = [str(path) for path in order.folder.glob("found-*")]
    if not found:
        return False
    words = [str(program), f"-timeout={HANG_SECONDS}", f"-rss_limit_mb={MEMORY_MB}", *found]
    words.append(f"-artifact_prefix={order.folder}/again-")
    environment = {**os.environ, **SANITIZERS}
    done = subprocess.run(words, env=environment, capture_output=True, check=False)
    return done.returncode != 0


def does_start(program: Path) -> bool:
    """Whether it comes as far as to run inputs."""
    words = [str(program), "-runs=0"]
    environment = {**os.environ, **SANITIZERS}
    done = subprocess.run(words, env=environment, capture_output=True, check=False)
    return done.returncode == 0


def run_on(order: Order, sound: Path | None) -> Ended:
    """Goes on behind findings that the sound program has too: those are not what is looked for.

    A program that does not even start, where the sound one does, has been found out at once.
    """
    ended = run(order)
    if ended.failure and sound is not None and does_start(sound):
        return replace(ended, found=f"does not start: {ended.failure.splitlines()[-1]}", failure="")
    turns = 0
    while sound is not None and ended.found and is_found_by(sound, order):
        for path in order.folder.glob("found-*"):
            path.unlink()
        turns += 1
        left = order.seconds - ended.seconds
        if left <= 0 or turns == MOST_TURNS:
            return replace(ended, found="")
        more = run(replace(order, seed=order.seed + TURN * turns, seconds=left))
        ended = Ended(
            more.found,
            round(ended.seconds + more.seconds, 3),
            ended.executions + more.executions,
            max(ended.edges, more.edges),
            more.failure,
        )
    return ended


def inputs_of(order: Order) -> Sequence[Path]:
    """What it has kept, and what it found."""
    kept = [path for path in corpus_of(order).iterdir() if path.is_file()]
    return [*kept, *order.folder.glob("found-*")]
