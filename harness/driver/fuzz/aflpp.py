"""AFL++: instances of a target that share what they find, each with settings of its own."""

from __future__ import annotations

import dataclasses
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from harness.driver.fuzz import libfuzzer, targets
from harness.driver.fuzz.process import Process
from harness.driver.fuzz.statistics import Counts
from harness.driver.fuzz.worker import GRACE, PATIENCE, STREAMS, TIMEOUT, EngineError, Worker

# An input is left alone when one execution takes so many milliseconds: it is no finding.
SLOW = 5000
# An empty stream, where there is nothing to begin with: AFL++ insists on an input.
FIRST = b"\xac\xed\x00\x05"

# So much of a turn is for finding inputs to begin with; after that, some of the shortest will do.
MERGE_SHARE = 1 / 3
MOST_UNMERGED = 300

STATE = re.compile(r"^(\w+)\s+: (.*)$", re.MULTILINE)
IN_QUEUE = re.compile(r"execs:(\d+)")


@dataclass(frozen=True)
class Role:
    """The settings of an instance."""

    schedule: str
    build: str = targets.AFL
    mutator: str = ""  # "", "mixed" or "only"
    cmplog: bool = False


# In the order of the turns of a target. Half of them use the mutator.
ROLES = (
    Role("fast", mutator="mixed"),
    Role("explore", build=targets.AFL_ASAN),
    Role("coe", mutator="only"),
    Role("rare", cmplog=True),
    Role("exploit", build=targets.AFL_ASAN, mutator="mixed"),
    Role("seek"),
    Role("lin", mutator="only"),
    Role("explore", cmplog=True),
)

VARIABLES = {
    "AFL_FORKSRV_INIT_TMOUT": "60000",
    "AFL_HANG_TMOUT": str(TIMEOUT * 1000),
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
    "AFL_NO_AFFINITY": "1",
    "AFL_NO_CRASH_README": "1",
    "AFL_NO_STARTUP_CALIBRATION": "1",
    "AFL_NO_UI": "1",
    "AFL_SKIP_CPUFREQ": "1",
    "AFL_SKIP_CRASHES": "1",
    "ASAN_OPTIONS": "abort_on_error=1:symbolize=0:detect_leaks=0:quarantine_size_mb=1",
    "UBSAN_OPTIONS": "abort_on_error=1:symbolize=0:halt_on_error=1",
}


class Afl(Worker):
    """A turn of AFL++."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.role = ROLES[self.turn.role % len(ROLES)]
        self.is_main = False
        self._seen: set[str] = set()  # files of the instance that were looked at
        self._added = 0
        self._started = 0.0
        self._merging: libfuzzer.Merge | None = None
        self._merge_end = 0.0

    @property
    def shared(self) -> Path:
        """The folder of all instances of the target."""
        return self.shop.work / "afl" / self.turn.target

    @property
    def instance(self) -> str:
        """Its name among those of the target, of which AFL++ takes 24 characters."""
        return f"turn-{self.turn.number}"

    @property
    def own(self) -> Path:
        """The folder of this instance."""
        return self.shared / self.instance

    def _mutator(self) -> dict[str, str]:
        library = targets.mutator(self.turn.target, self.shop.root)
        if not self.role.mutator or self.shop.mutation != STREAMS or not library.is_file():
            return {}
        only = {"AFL_CUSTOM_MUTATOR_ONLY": "1"} if self.role.mutator == "only" else {}
        return {"AFL_CUSTOM_MUTATOR_LIBRARY": str(library)} | only

    def variables(self) -> dict[str, str]:
        """The environment of the instance."""
        seed = {"AFL_SHUFFLE_QUEUE": "1"} if not self.shop.seed else {}
        return VARIABLES | self._mutator() | seed | self.shop.matrix(self.name)

    def command(self, seconds: float) -> list[str]:
        """The command line of the instance."""
        target, shop = self.turn.target, self.shop
        words = ["afl-fuzz", "-i", str(self._inputs), "-o", str(self.shared)]
        words += ["-M" if self.is_main else "-S", self.instance]
        if self.is_main:
            words += ["-F", str(shop.corpus(target))]
        words += ["-p", self.role.schedule, "-t", str(SLOW), "-G", str(targets.MAX_INPUT)]
        words += ["-E", str(shop.runs)] if shop.runs else ["-V", str(max(1, int(seconds)))]
        if shop.seed:
            words += ["-s", str(shop.seed + self.turn.number)]
        if dictionary := shop.dictionary(target):
            words += ["-x", str(dictionary)]
        if self.role.cmplog:
            words += ["-c", str(shop.program(targets.AFL_CMPLOG, target))]
        return [*words, "--", str(shop.program(self.role.build, target))]

    # --- beginning ----------------------------------------------------------------------------

    @property
    def _inputs(self) -> Path:
        return self.shop.work / "afl" / "inputs" / self.name

    @property
    def _all_inputs(self) -> Path:
        return self._inputs.with_suffix(".all")

    def start(self, now: float) -> None:
        """Looks for as few inputs as reach all that the corpus reaches: the instance runs each of
        them several times before it does anything else."""
        if shutil.which("afl-fuzz") is None:
            raise EngineError("afl-fuzz is not installed: run scripts/setup --fuzz")
        for place in (self._inputs, self._all_inputs):
            shutil.rmtree(place, ignore_errors=True)
        self._inputs.mkdir(parents=True)
        self.shop.snapshot(self.turn.target, self._all_inputs)
        self.is_main = self.turn.target not in self.shop.mains
        self.shop.mains.add(self.turn.target)
        self._started = now
        self._merge_end = now + (self.deadline - now) * MERGE_SHARE
        if any(self._all_inputs.iterdir()):
            self._merging = libfuzzer.Merge(self._judge, self._inputs, [self._all_inputs])
            self.process = self._merging.process
        else:
            self._start_instance(now)

    def _end_merge(self) -> None:
        """Takes what came of it; if it took too long, some of the shortest inputs."""
        assert self._merging is not None
        is_late = not self._merging.is_over
        for data in self._merging.end():
            (self._all_inputs / "bad").write_bytes(data)
            self._confirm(self._all_inputs / "bad")
        self._merging = None
        if is_late:
            by_size = sorted(self._all_inputs.iterdir(), key=lambda one: one.stat().st_size)
            for path in by_size[:MOST_UNMERGED]:
                (self._inputs / path.name).hardlink_to(path)

    def _start_instance(self, now: float) -> None:
        shutil.rmtree(self._all_inputs)
        if not any(self._inputs.iterdir()):
            (self._inputs / "first").write_bytes(FIRST)
        self.shared.mkdir(parents=True, exist_ok=True)
        self.process = Process(
            self.command(self.deadline - now),
            self.variables(),
            self.shop.work / "logs" / f"{self.name}.log",
        )

    # --- while it runs ------------------------------------------------------------------------

    def _new_files(self, folder: str) -> list[Path]:
        try:
            paths = sorted((self.own / folder).iterdir())
        except FileNotFoundError:
            return []
        new = [one for one in paths if one.name.startswith("id:") and str(one) not in self._seen]
        self._seen.update(str(one) for one in new)
        return new

    def _export(self) -> None:
        """Gives what it found to everybody: as it is, into the corpus of the target."""
        for path in self._new_files("queue"):
            if "orig:" not in path.name and "sync:" not in path.name:
                self._added += self.shop.keep(self.turn.target, path.read_bytes())

    @property
    def _judge(self) -> Path:
        """The program that says what is wrong with an input."""
        return self.shop.program(targets.LIBFUZZER, self.turn.target)

    def _confirm(self, path: Path) -> None:
        """What ended AFL++'s program is run once more by one that says why."""
        data = path.read_bytes()
        text = libfuzzer.run_alone(self._judge, path)
        if text is not None:
            self.add_finding(data, text)
        elif path.parent.name == "crashes":
            self.add_finding(data, f"SUMMARY: {self.role.build} ended, and libFuzzer's does not")
        self.shop.forget(self.turn.target, data)

    def _collect(self) -> None:
        self._export()
        for path in self._new_files("crashes") + self._new_files("hangs"):
            self._confirm(path)

    def tick(self, now: float) -> bool:
        """Looks after the instance; false when the turn is over."""
        assert self.process is not None
        if self._merging is not None:
            if self._merging.is_over or now >= self._merge_end:
                self._end_merge()
                self._start_instance(now)
            return True
        status = self.process.status
        self._collect()
        if status is None and now < self.deadline + GRACE:
            return True
        if status is None:
            self.process.kill()
        elif status != 0:
            raise EngineError(f"afl-fuzz ended with status {status}: {self._complaint()}")
        self._finish(now)
        return False

    def _complaint(self) -> str:
        assert self.process is not None
        text = re.sub(r"\x1b\[[0-9;?]*\w", "", self.process.said())
        found = re.search(r"PROGRAM ABORT : *(.*)", text)
        said = found[1].strip() if found else "it does not say why"
        return f"{said}; all that it said is in {self.process.log}"

    def _finish(self, now: float) -> None:
        assert self.process is not None
        self.process.clear()
        self.counts = self.totals(now)
        if self.is_main:
            self.shop.mains.discard(self.turn.target)
        shutil.rmtree(self._inputs, ignore_errors=True)

    # --- numbers ------------------------------------------------------------------------------

    def _state(self) -> dict[str, str]:
        """What it writes of itself: at its end, and once a minute."""
        path = self.own / "fuzzer_stats"
        return dict(STATE.findall(path.read_text())) if path.is_file() else {}

    def _newest_execution(self) -> int:
        """The number of the execution that made the newest input: more current than its state."""
        numbers = [IN_QUEUE.search(one) for one in self._seen]
        return max((int(one[1]) for one in numbers if one), default=0)

    def totals(self, now: float) -> Counts:
        """What the turn came to so far."""
        state = self._state()
        queue = sum("/queue/" in one for one in self._seen)
        return dataclasses.replace(
            self.counts,
            executions=max(int(state.get("execs_done", 0)), self._newest_execution()),
            seconds=now - self._started,
            coverage=int(state.get("edges_found", 0)),
            corpus=max(int(state.get("corpus_count", 0)), queue),
            added=self._added,
        )

    def stop(self, now: float) -> None:
        """Ends the turn at once."""
        assert self.process is not None
        if self._merging is not None:
            with suppress(EngineError):  # it was told to stop
                self._merging.end()
            self._merging = None
            shutil.rmtree(self._all_inputs)
        self.process.kill(PATIENCE)
        self._collect()
        self._finish(now)
