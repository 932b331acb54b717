"""What the workers of both engines have in common: a turn, its process, and where things are."""

from __future__ import annotations

import abc
import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from harness.driver.fuzz import targets
from harness.driver.fuzz.findings import Finding, Findings, name
from harness.driver.fuzz.plan import Turn
from harness.driver.fuzz.process import Process
from harness.driver.fuzz.statistics import Counts

# How inputs are changed, from the most to the least that is known of them.
STREAMS = "streams"  # by the mutator over stream programs, and as the engine does it
DICTIONARY = "dictionary"  # as the engine does it, with the dictionary
BYTES = "bytes"  # as the engine does it
MUTATIONS = (STREAMS, DICTIONARY, BYTES)

# A process that has not ended so many seconds after its time is killed.
GRACE = 90.0
# For an engine that is interrupted to write what it has.
PATIENCE = 5.0
# Seconds for one execution. No verdict hangs on it: work is counted in steps. It ends what hangs.
TIMEOUT = 60
# Seconds after which an input is kept for somebody to look at. It is no finding: machines are busy.
SLOW = 10


class EngineError(Exception):
    """An engine does not run; the message says what to do."""


@dataclass
class Workshop:
    """What all workers of a run share."""

    root: Path  # of the repository, where builds are
    work: Path  # the folder that everything is written to
    findings: Findings
    mutation: str = STREAMS
    runs: int = 0  # executions of each process; 0: time alone ends it
    seed: int = 0  # 0: another one each time
    is_stopping: bool = False
    mains: set[str] = field(default_factory=set)  # targets with a main instance of AFL++
    slow: set[Path] = field(default_factory=set)  # inputs of this run, see keep_slow()

    def corpus(self, target: str) -> Path:
        """The working corpus of a target: what one process adds, the others take from there."""
        return self.work / "corpus" / targets.kind(target)

    def dictionary(self, target: str) -> Path | None:
        """The dictionary of a target's inputs, if it is to be used."""
        path = self.root / "corpora" / "fuzz" / targets.DICTIONARIES[targets.kind(target)]
        return path if self.mutation != BYTES and path.is_file() else None

    def program(self, build: str, target: str) -> Path:
        """The program of a target in a build."""
        return targets.program(build, target, self.root)

    def matrix(self, name: str) -> dict[str, str]:
        """What tells a process where to leave which rules its neighbors were about."""
        folder = self.work / "neighbors"
        folder.mkdir(parents=True, exist_ok=True)
        return {"SLUICE_FUZZ_MATRIX": str(folder / f"{name}.json")}

    def forget(self, target: str, data: bytes) -> None:
        """Takes an input that ends a process out of the corpus, or each process would begin with
        it. It is kept among the findings."""
        for path in self.corpus(target).iterdir():
            with suppress(FileNotFoundError):  # libFuzzer takes away what it has shortened
                if path.stat().st_size == len(data) and path.read_bytes() == data:
                    path.unlink()

    def keep_slow(self, target: str, data: bytes) -> bool:
        """Keeps an input that took long; true if it is the first time in this run."""
        path = self.work / "slow" / target / name(data)
        is_new = path not in self.slow
        if is_new:
            self.slow.add(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return is_new

    def snapshot(self, target: str, folder: Path) -> None:
        """Links what is in the corpus of a target into a new folder, where nobody changes it."""
        folder.mkdir(parents=True)
        for path in self.corpus(target).iterdir():
            with suppress(FileNotFoundError):
                (folder / path.name).hardlink_to(path)

    def keep(self, target: str, data: bytes) -> bool:
        """Adds an input to the corpus of a target; true if it is new."""
        return self.keep_in(self.corpus(target), data)

    def keep_in(self, folder: Path, data: bytes) -> bool:
        """Adds an input to a folder, under the name that libFuzzer would give it."""
        path = folder / hashlib.sha1(data).hexdigest()  # noqa: S324 (a name)
        if path.exists() or len(data) > targets.MAX_INPUT:
            return False
        # Another process may read it at any time: it must never see a part.
        half = self.work / f"{path.name}.part"
        half.write_bytes(data)
        half.rename(path)
        return True


class Worker(abc.ABC):
    """One turn, from begin() to the tick() that says that it is over."""

    def __init__(self, turn: Turn, shop: Workshop) -> None:
        self.turn = turn
        self.shop = shop
        self.counts = Counts(turn.target, turn.engine)  # of ended processes
        self.found: list[Finding] = []  # since the driver last looked
        self.process: Process | None = None
        self.began = 0.0
        self.deadline = 0.0

    @property
    def name(self) -> str:
        """Of files and folders of this turn."""
        return f"{self.turn.engine}-{self.turn.target}-{self.turn.number}"

    def begin(self, now: float, seconds: float) -> None:
        """Starts the turn."""
        self.began = now
        self.deadline = now + seconds
        self.start(now)

    def add_finding(self, data: bytes, text: str) -> None:
        """An input, and what the program said that ran it."""
        one = self.shop.findings.add(self.turn.target, self.turn.engine, data, text)
        self.counts.findings += 1
        self.found.append(one)

    @abc.abstractmethod
    def start(self, now: float) -> None:
        """Starts the process."""

    @abc.abstractmethod
    def tick(self, now: float) -> bool:
        """Looks after the process; false when the turn is over."""

    @abc.abstractmethod
    def totals(self, now: float) -> Counts:
        """What the turn came to so far."""

    @abc.abstractmethod
    def stop(self, now: float) -> None:
        """Ends the turn at once; what was found stays. ask_to_stop() of the process came before."""
