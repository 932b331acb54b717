"""How long fuzzing alone takes to find each planted defect: scripts/detection."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import math
import os
import re
import secrets
import shutil
import signal
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from harness.driver import detection_build as build
from harness.driver import detection_run as fuzzing
from harness.driver import detection_table as table
from harness.driver.coverage import find_tools
from harness.driver.coverage_read import CoverageError
from harness.driver.fuzz import targets
from harness.driver.signals import handled
from harness.mutants import defects as data
from harness.mutants import workshop as shop

ROOT = build.ROOT
SCHEMA = 1
SEEDS = ROOT / "corpora" / "fuzz" / "streams"
RECORD = ROOT / "harness" / "bench" / "detection.txt"
DICTIONARY = ROOT / "corpora" / "fuzz" / "sluice.dict"
BAR_PERCENT = 95.0
CONTROL = "(none)"  # the sound decoder, fuzzed like the others: nothing may be found
FROM = ("empty", "seeds")
MUTATORS = ("mutator", "dictionary", "bytes")


@dataclass(frozen=True)
class Settings:
    """What every run has in common."""

    seconds: float
    first_seed: int
    seeds: int
    ways: tuple[str, ...]
    jobs: int


@dataclass(frozen=True)
class Task:
    """One run on one defect; the control has none."""

    defect: data.Defect | None
    way: str
    seed: int

    def name(self) -> str:
        """Of the defect."""
        return self.defect.defect_id if self.defect is not None else CONTROL


class Kept:
    """The rows of runs, as they end: what was interrupted goes on where it was."""

    def __init__(self, path: Path, belongs_to: str, seconds: float) -> None:
        """`belongs_to`: sources and target of the runs; rows of others are left alone."""
        self.path = path
        self.belongs_to = belongs_to
        self.seconds = seconds
        self.rows: dict[tuple[str, str, int], table.Row] = {}
        self._lock = threading.Lock()
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            return  # it was interrupted while it was written
        if entry.pop("of", None) != self.belongs_to:
            return
        allowed = entry.pop("allowed", None)
        row = table.Row(**entry)
        # What was found in less time than a run may take now would be found again.
        if allowed == self.seconds or (row.found and row.seconds <= self.seconds):
            self.rows[(row.defect, row.way, row.seed)] = row

    def add(self, row: table.Row) -> None:
        """Keeps one more."""
        with self._lock:
            self.rows[(row.defect, row.way, row.seed)] = row
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as out:
                told = {"of": self.belongs_to, "allowed": self.seconds, **asdict(row)}
                out.write(json.dumps(told) + "\n")


class Programs:
    """The fuzzing program of each defect, made when it is first wanted, removed behind the last."""

    def __init__(self, shops: build.Shops, tasks: Sequence[Task]) -> None:
        """For these tasks."""
        self.shops = shops
        self._wanted: dict[str, int] = {}
        self._made: dict[str, Path] = {}
        self._locks = {task.name(): threading.Lock() for task in tasks}
        for task in tasks:
            self._wanted[task.name()] = self._wanted.get(task.name(), 0) + 1
        self.folder = build.BUILD / "programs"
        shutil.rmtree(self.folder, ignore_errors=True)

    def get(self, task: Task) -> Path:
        """The program of a task."""
        if task.defect is None:
            return self.shops.sound()
        name = task.name()
        with self._locks[name]:
            if name not in self._made:
                folder = self.folder / name.replace("/", "--")
                folder.mkdir(parents=True)
                made = self.shops.fuzzing.make(task.defect.apply(ROOT), folder)
                for path in folder.rglob("*.o"):
                    path.unlink()
                self._made[name] = made if made is not None else self.shops.sound()
            return self._made[name]

    def done(self, task: Task) -> None:
        """One task less wants it."""
        name = task.name()
        with self._locks[name]:
            self._wanted[name] -= 1
            if self._wanted[name] == 0 and name in self._made:
                shutil.rmtree(self.folder / name.replace("/", "--"), ignore_errors=True)


def order(
    task: Task, program: Path, folder: Path, seconds: float, target: str = "all"
) -> fuzzing.Order:
    """What a task runs. The ways compare: from what it begins, and with what it mutates."""
    kind = targets.kind(target)
    return fuzzing.Order(
        program,
        folder,
        task.seed,
        seconds,
        seeds=SEEDS.parent / kind if task.way == "seeds" else None,
        dictionary=SEEDS.parent / targets.DICTIONARIES[kind] if task.way == "dictionary" else None,
        plain_bytes=task.way in ("dictionary", "bytes"),
    )


def run_task(task: Task, programs: Programs, settings: Settings) -> table.Row:
    """Fuzzes, and looks at how far it came if it found nothing."""
    rule = task.defect.rule if task.defect is not None else ""
    folder = build.BUILD / "runs" / f"{task.name().replace('/', '--')}-{task.way}-{task.seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        told = order(task, programs.get(task), folder, settings.seconds, programs.shops.target)
        sound = programs.shops.sound() if task.defect is not None else None
        ended = fuzzing.run_on(told, sound)
        reached: bool | None = True
        triggered = bool(ended.found)
        if task.defect is not None and not ended.found and not ended.failure:
            seen = build.look(programs.shops, task.defect, fuzzing.corpus_of(told))
            reached, triggered = seen.reached, seen.triggered
    finally:
        programs.done(task)
    row = table.Row(
        task.name(), rule, task.way, task.seed, ended.found, ended.seconds, ended.executions,
        ended.edges, reached, triggered, ended.failure,
    )  # fmt: skip
    if task.defect is not None or not ended.found:
        shutil.rmtree(folder)
    return row


def is_for_fuzzing(defect: data.Defect, target: str = "all") -> bool:
    """Whether it is in what the target is about, the decoder of streams or the verifier of
    archives: a defect of a judge is no behavior that a judge could see."""
    about_archives = targets.kind(target) in (targets.ARCHIVES, targets.MANIFESTS, targets.ZIPS)
    return all(
        file.startswith("decoder/") and file.startswith("decoder/archive/") == about_archives
        for file in defect.files()
    )


def chosen(defects: Sequence[data.Defect], only: Sequence[str]) -> list[data.Defect]:
    """Those that are asked for."""
    return [
        one
        for one in defects
        if not only
        or any(text in word for text in only for word in (one.defect_id, one.rule, *one.files()))
    ]


def sample(defects: Sequence[data.Defect], count: int, salt: str) -> list[data.Defect]:
    """So many of them: the same for the same salt, whatever their order."""

    def place(defect: data.Defect) -> str:
        return hashlib.sha256(f"{salt}\0{defect.defect_id}".encode()).hexdigest()

    return sorted(defects, key=place)[: count or len(defects)]


def without_same_code(
    defects: Sequence[data.Defect], shops: build.Shops, jobs: int
) -> tuple[list[data.Defect], list[str]]:
    """Those that make a difference to the compiler, and the ids of the others."""

    def differs(defect: data.Defect) -> bool:
        try:
            return not build.is_same_code(shops, defect)
        except shop.DefectDoesNotCompileError:
            return False

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        verdicts = list(pool.map(differs, defects))
    good = [one for one, is_good in zip(defects, verdicts, strict=True) if is_good]
    return good, [one.defect_id for one in defects if one not in good]


def show_row(row: table.Row, number: int, count: int, left: float) -> None:
    """One line of progress."""
    if row.failure:
        outcome = f"did not run: {row.failure.splitlines()[-1] if row.failure else ''}"
    elif row.found:
        outcome = f"found      {row.seconds:7.1f} s {row.executions:>9}  {row.found}"
    else:
        how = "triggered" if row.triggered else "reached" if row.reached else "not reached"
        outcome = f"not found  {row.seconds:7.1f} s {row.executions:>9}  {how}"
    print(
        f"[{number}/{count}, {left:.0f} s left] {row.defect} {row.way} {row.seed}: {outcome[:140]}",
        flush=True,
    )


def run_all(tasks: Sequence[Task], shops: build.Shops, settings: Settings, kept: Kept) -> None:
    """Runs what is not kept yet, several at a time."""
    left = [one for one in tasks if (one.name(), one.way, one.seed) not in kept.rows]
    if len(left) < len(tasks):
        print(f"{len(tasks) - len(left)} runs are kept from before: {kept.path}")
    programs = Programs(shops, left)
    begun = time.monotonic()
    pool = ThreadPoolExecutor(max_workers=settings.jobs)
    fuzzing.HALT.clear()
    try:
        pending = [pool.submit(run_task, task, programs, settings) for task in left]
        for number, done in enumerate(as_completed(pending), start=1):
            row = done.result()
            kept.add(row)
            remaining = (time.monotonic() - begun) / number * (len(left) - number)
            show_row(row, number, len(left), remaining)
    except KeyboardInterrupt:
        fuzzing.HALT.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def plan(defects: Sequence[data.Defect], settings: Settings) -> list[Task]:
    """All runs, those on one defect together, the control behind them: it takes its whole time."""
    return [
        Task(defect, way, settings.first_seed + number)
        for defect in [*defects, None]
        for way in settings.ways
        for number in range(settings.seeds)
    ]


def document(
    rows: Sequence[table.Row], settings: Settings, about: dict[str, Any], *, comparing: bool
) -> dict[str, Any]:
    """Everything as JSON."""
    planted = [row for row in rows if row.defect != CONTROL]
    control = [row for row in rows if row.defect == CONTROL]
    ways = {way: table.way_summary(planted, way) for way in settings.ways}
    alarms = [asdict(row) for row in control if row.found]
    failed = [asdict(row) for row in rows if row.failure]
    first = ways[settings.ways[0]]
    is_low = first["defects"] > 0 and first["share"] < BAR_PERCENT
    is_red = bool(alarms or failed) or (is_low and not comparing)
    return {
        "schema": SCHEMA,
        **about,
        "seconds": settings.seconds,
        "seeds": settings.seeds,
        "ways": ways,
        "edges": {way: [row.edges for row in control if row.way == way] for way in settings.ways},
        "alarms": alarms,
        "failed": failed,
        "runs": [asdict(row) for row in planted],
        "verdict": "red" if is_red else "ok",
    }


def show(told: dict[str, Any], rows: Sequence[table.Row], *, comparing: bool = False) -> None:
    """The tables."""
    planted = [row for row in rows if row.defect != CONTROL]
    table.show_ways(told["ways"])
    if comparing:
        table.show_defects(planted, list(told["ways"]))
    for way in () if comparing else told["ways"]:
        table.show_left(planted, way)
    if len(told["ways"]) > 1:
        table.show_edges(told["edges"])
    for row in told["alarms"]:
        print(f"found without any defect, {row['way']} {row['seed']}: {row['found']}")
    for row in told["failed"]:
        print(f"did not run: {row['defect']} {row['way']} {row['seed']}: {row['failure']}")
    print(
        f"\n{told['sampled']} of {told['in_decoder']} defects of the decoder (salt {told['salt']});"
        f" {told['in_judge']} defects of the judge are not for fuzzing,"
        f" {len(told['same_code'])} make no difference to the compiler"
    )
    if told["stopped"]:
        print("stopped: the numbers are those of the runs that were finished, which are kept")
    print(
        f"a defect is detected if most of its runs find it within {told['seconds']:g} s of"
        " processor time; medians count runs that found nothing as never"
    )


def arguments(words: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/detection",
        description="Plants each defect of the decoder into the program of a fuzz target and fuzzes"
        " it, from an empty corpus and from the seeds of the repository: how long until it is"
        " found? Told apart: the changed lines were run (reached), something came out"
        " differently (triggered), the judge objected (detected). Runs that were finished are kept"
        " in build/detection/runs.jsonl, and are not run again while the sources stay as they are.",
        epilog="exit: 0 at least 95 % are found and nothing is found in the sound decoder; 1 not"
        " so; 2 it could not be measured.   example: scripts/detection --sample 40 --minutes 1",
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="TEXT",
        help="defects whose id, rule or file holds TEXT; may be given more than once",
    )  # fmt: skip
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="only N of them, chosen by the salt"
    )
    parser.add_argument("--salt", help="chooses the sample; another one each time if not given")
    parser.add_argument(
        "--minutes", type=float, default=10, metavar="M",
        help="processor time of a run; 10 if not given",
    )  # fmt: skip
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="runs on each; 3")
    parser.add_argument("--first-seed", type=int, default=1, metavar="N", help="1 if not given")
    parser.add_argument(
        "--from", dest="ways", choices=FROM, action="append", help="both if not given"
    )
    parser.add_argument(
        "--compare", action="store_true",
        help="instead, compare the mutator of stream programs with the dictionary and with plain"
        " bytes, from an empty corpus",
    )  # fmt: skip
    parser.add_argument(
        "--record", action="store_true",
        help="write the tables to harness/bench/detection.txt, those of --compare by themselves",
    )  # fmt: skip
    parser.add_argument("--target", default="all", metavar="NAME", help="the fuzz target; all")
    parser.add_argument(
        "--jobs", type=int, default=int(os.environ.get("SLUICE_JOBS", os.cpu_count() or 1)),
        metavar="N", help="runs at a time; as many as there are processors",
    )  # fmt: skip
    parser.add_argument("--fresh", action="store_true", help="forget the runs that are kept")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to FILE")
    given = parser.parse_args(words)
    if given.minutes <= 0 or not math.isfinite(given.minutes):
        parser.error("--minutes must be more than 0")
    if given.seeds < 1 or given.jobs < 1 or given.sample < 0:
        parser.error("--seeds and --jobs must be at least 1, --sample at least 0")
    if given.compare and given.ways:
        parser.error("--compare is from an empty corpus: leave out --from")
    return given


def ways_of(given: argparse.Namespace) -> tuple[str, ...]:
    """What is compared; without what its ways need, an error."""
    ways = MUTATORS if given.compare else tuple(dict.fromkeys(given.ways or FROM))
    if "seeds" in ways and not SEEDS.is_dir():
        raise CoverageError(f"there are no seeds in {SEEDS}: pass --from empty")
    if "dictionary" in ways and not DICTIONARY.is_file():
        raise CoverageError(f"there is no dictionary {DICTIONARY}")
    return ways


def measure(given: argparse.Namespace) -> tuple[dict[str, Any], list[table.Row]]:
    """Builds, runs, sums up."""
    every = chosen(data.load(), given.only)
    in_decoder = [one for one in every if is_for_fuzzing(one, given.target)]
    if not in_decoder:
        raise CoverageError("no defect of the decoder fits --only")
    settings = Settings(
        given.minutes * 60, given.first_seed, given.seeds, ways_of(given), given.jobs
    )
    salt = given.salt or secrets.token_hex(4)
    picked = sample(in_decoder, given.sample, salt)
    print(f"building ... ({len(picked)} of {len(in_decoder)} defects, salt {salt})", flush=True)
    shops = build.prepare(given.target, find_tools())
    good, same = without_same_code(picked, shops, given.jobs)
    path = build.BUILD / "runs.jsonl"
    if given.fresh:
        path.unlink(missing_ok=True)
    kept = Kept(path, f"{build.sources_hash()} {given.target}", settings.seconds)
    tasks = plan(good, settings)
    stopped = False
    try:
        run_all(tasks, shops, settings, kept)
    except KeyboardInterrupt:
        stopped = True
    keys = [(task.name(), task.way, task.seed) for task in tasks]
    rows = [kept.rows[key] for key in keys if key in kept.rows]
    about = {
        "target": given.target,
        "salt": salt,
        "sampled": len(picked),
        "in_decoder": len(in_decoder),
        "in_judge": len(every) - len(in_decoder),
        "same_code": same,
        "stopped": stopped,
    }
    return document(rows, settings, about, comparing=given.compare), rows


def setting_words(given: argparse.Namespace, told: dict[str, Any]) -> list[str]:
    """What to say for the same runs once more."""
    words = [f"--salt {told['salt']}", f"--minutes {given.minutes:g}", f"--seeds {given.seeds}"]
    ways = [] if given.compare else [f"--from {way}" for way in told["ways"]]
    return ([f"--sample {given.sample}"] if given.sample else []) + words + ways


def record(given: argparse.Namespace, told: dict[str, Any], rows: Sequence[table.Row]) -> None:
    """Writes the tables in the place of those that the same command has left there."""
    command = "scripts/bench --fuzz --compare" if given.compare else "scripts/detection"
    kept = RECORD.read_text(encoding="utf-8") if RECORD.is_file() else ""
    parts = ["scripts/" + part.rstrip("\n") for part in re.split(r"(?m)^scripts/", kept)[1:]]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        show(told, rows, comparing=given.compare)
    mine = f"{command} {' '.join(setting_words(given, told))}\n{out.getvalue().rstrip()}"
    others = [part for part in parts if not part.startswith(f"{command} ")]
    RECORD.write_text("\n\n".join(sorted([*others, mine])) + "\n", encoding="utf-8")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(words: list[str] | None = None) -> int:
    """The command scripts/detection."""
    given = arguments(words)
    try:
        with handled(_stop, signal.SIGTERM):
            told, rows = measure(given)
    except (CoverageError, data.DefectError, shop.BuildError) as error:
        print(f"scripts/detection: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped before there was a run", file=sys.stderr)
        return 2
    if given.json is not None:
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    show(told, rows, comparing=given.compare)
    if given.record:
        record(given, told, rows)
    return 1 if told["verdict"] == "red" else 0


if __name__ == "__main__":
    sys.exit(main())
