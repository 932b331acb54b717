"""The night itself: its steps one after the other, and what there is when it ends."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.driver.nightly.found import Found
from harness.driver.nightly.plan import BY_NAME, STEPS, Plan, Step, times_key
from harness.driver.nightly.work import StoppedError, Worker

Json = dict[str, Any]
PROGRESS = 60.0


class BrokenError(Exception):
    """A step cannot do its work; the text says why."""


class LateError(Exception):
    """The time of a step was over before there was anything to report; the text says so."""


class LeftOutError(Exception):
    """A step has nothing to do here; the text says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step that did its work."""

    found: Found = field(default_factory=Found)
    late: str | None = None  # it was stopped before its end: a sentence
    command: str | None = None


@dataclass
class Night:
    """The state of a night; steps are called with it."""

    root: Path
    out: Path  # folder of the report
    state: Path  # what is kept between nights
    plan: Plan
    worker: Worker
    jobs: int
    options: Json
    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    now: Callable[[], float] = time.monotonic
    say: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True)
    records: list[Json] = field(default_factory=list)
    found: Found = field(default_factory=Found)
    interrupted: bool = False
    began: float = 0.0
    running: str = ""
    _told: float = 0.0

    @property
    def elapsed(self) -> float:
        return self.now() - self.began

    @property
    def work(self) -> Path:
        """Where the fuzzers work; their corpus stays there from night to night."""
        return self.state / "fuzz"

    @property
    def is_short(self) -> bool:
        return self.plan.is_short

    def status(self, name: str) -> str | None:
        """How a step ended; None if it did not yet."""
        return next((one["status"] for one in self.records if one["name"] == name), None)

    def given(self, name: str) -> float:
        """Seconds that a step may take, if it begins now."""
        return self.plan.given(BY_NAME[name], self.elapsed)

    def last_words(self, name: str) -> str:
        """The last line that the commands of a step printed, for whoever asks why it broke."""
        try:
            text = self.worker.log(name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        said = [line for line in lines if not line.startswith("$ ")]
        return f"({said[-1][:300]})" if said else ""

    def tell(self, text: str) -> None:
        """A line of progress with the time left."""
        self._told = self.now()
        share = min(100 * self.elapsed / self.plan.budget, 100)
        left = self.plan.left(self.elapsed)
        self.say(f"[{share:3.0f} %, {int(left // 3600)}:{int(left % 3600 // 60):02} left] {text}")

    def tick(self) -> None:
        """Called while a command runs."""
        if self.now() - self._told >= PROGRESS:
            self.tell(f"{self.running} goes on")


Action = Callable[[Night], Outcome]


def _record(step: Step, status: str, why: str | None = None, **more: object) -> Json:
    entry: Json = {"name": step.name, "title": step.title, "status": status, "seconds": 0.0}
    return entry | {"why": why[:4000] if why else None} | more


def _not_started(night: Night, step: Step) -> Json | None:
    """The record of a step that is not to be started; None if it is."""
    if night.interrupted:
        return _record(step, "stopped", "the night was stopped before")
    if step.name not in night.plan.chosen:
        return _record(step, "skipped", "not asked for")
    if night.plan.is_left_out(step):
        return _record(step, "skipped", "the night is too short for it")
    # Without set-up the packages may be there all the same: who needs them will say.
    needs = [name for name in step.needs if name != "setup"]
    missing = [name for name in needs if night.status(name) not in (None, "ok", "skipped")]
    if missing:
        titles = ", ".join(BY_NAME[name].title for name in missing)
        if all(night.status(name) == "stopped" for name in missing):
            return _record(step, "stopped", f"it needs what there was no time for: {titles}")
        return _record(step, "not-run", f"it needs what did not come about: {titles}")
    if night.plan.is_over(step, night.elapsed):
        return _record(step, "stopped", "the night was over before it could begin")
    return None


def _run(night: Night, step: Step, action: Action) -> Json:
    night.running = step.title
    given = night.given(step.name)
    night.tell(f"{step.title}, at most {given / 60:.0f} min")
    began = night.now()
    command: str | None = None
    looked, cleared = "some", []
    try:
        outcome = action(night)
    except LeftOutError as error:
        status, why = "skipped", str(error)
    except BrokenError as error:
        status, why = "broken", " ".join([str(error), night.last_words(step.name)]).strip()
    except LateError as error:
        status, why = "stopped", str(error)
    except StoppedError:
        night.interrupted = True
        status, why = "stopped", "the night was stopped while it ran"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        # Whatever a command left that nobody expected: the night goes on.
        status, why = "broken", f"what it left cannot be used: {type(error).__name__}: {error}"
    else:
        night.found.add(outcome.found)
        command, why = outcome.command, outcome.late
        looked, cleared = outcome.found.looked, outcome.found.cleared
        status = "failed" if outcome.found.failures else "ok"
        if outcome.late:
            # These measure as long as they may; the others have something to end with.
            looked = "some"
            is_enough = step.name in ("fuzz", "defects") and outcome.found.figures
            status = status if is_enough else "stopped"
    seconds = round(night.now() - began, 3)
    night.tell(f"{step.title}: {status}" + (f", {why}" if why else ""))
    log = night.worker.log(step.name)
    return _record(
        step,
        status,
        why,
        seconds=seconds,
        planned=round(given, 1),
        command=command,
        looked=looked,
        cleared=cleared,
        log=log.relative_to(night.out).as_posix() if log.is_file() else None,
    )


def run(night: Night, actions: dict[str, Action]) -> None:
    """All steps, whatever becomes of each."""
    night.began = night.now()
    for step in STEPS:
        night.interrupted = night.interrupted or night.worker.stopping
        record = _not_started(night, step)
        if record is None:
            record = _run(night, step, actions[step.name])
        night.records.append(record)


def document(night: Night, started: datetime, facts: Json) -> Json:
    """What reports/nightly/night.schema.json describes."""
    names = {record["name"] for record in night.records}
    failures = [one for one in night.found.failures if one["step"] in names]
    return {
        "schema": 1,
        "started": started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ended": night.wall().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "budget": night.plan.budget,
        "interrupted": night.interrupted,
        "shortened": [*night.plan.shortened(), *night.found.notes],
        "steps": night.records,
        "failures": failures,
        "figures": {name: round(float(one), 3) for name, one in night.found.figures.items()},
        "tables": night.found.tables,
        "links": night.found.links,
    } | facts


def remember_times(path: Path, plan: Plan, records: Collection[Json]) -> None:
    """How long the steps took, for the plan of the next night."""
    times = dict(plan.measured)
    for record in records:
        if record["status"] in ("ok", "failed") and record["name"] not in ("fuzz", "defects"):
            times[times_key(record["name"], plan.is_short)] = record["seconds"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(times, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def recall_times(path: Path) -> dict[str, float]:
    """The same, read; nothing if there is nothing to read."""
    try:
        times = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in times.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
