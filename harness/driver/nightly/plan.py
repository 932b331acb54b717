"""How the time of a night is divided: what has to be done first, the rest for fuzzing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

# A shorter night leaves out or samples what takes long, and says so.
SHORT = 3600.0
# What a step is given is this much more than it is thought to take, so that a slow machine passes.
PATIENCE = 4.0
SHORTEST = 60.0
# Behind the fuzzers, in a night that is late: that it ends counts for more.
LATE = 2.0
# A late night may be longer by this share, so that what has begun can end.
OVER = 0.1
# Nothing but these begins when less than half of its time is left: what was found has to be told.
LAST = ("corpora", "triage")
# Nor is anything stopped earlier, if the night is long enough for it.
USUAL = 600.0
# At least so much of the night is for fuzzing, whatever the other steps take.
FUZZ_SHARE = 0.25
DEFECTS_SHARE = 0.15
REPORT = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the night."""

    name: str
    title: str
    seconds: float  # what it takes on four cores, until there is a night to tell
    needs: tuple[str, ...] = ()
    short: float | None = None  # what it takes in a short night; None: it is left out there
    why: str = ""  # what a short night does otherwise

    def estimate(self, is_short: bool, measured: Mapping[str, float]) -> float:
        """Seconds; what the last night measured, if it was a night of the same kind."""
        known = measured.get(times_key(self.name, is_short))
        if known is not None:
            return known
        return self.seconds if not is_short or self.short is None else self.short


# What says most for its time comes first: on a slow machine the last builds may get none.
STEPS = (
    Step("update", "Update", 10, short=10),
    Step("setup", "Set-up", 120, short=120),
    Step("build-release", "Build release", 60, ("setup",), short=60),
    Step("suite", "Suites with variants", 120, ("build-release",), short=120),
    Step(
        "matrix",
        "Targets",
        300,
        ("build-release",),
        why="Other deserializers were left out; scripts/matrix runs the suite over them.",
    ),
    Step("build-fuzz", "Build for libFuzzer", 60, ("setup",), short=60),
    Step("build-dev", "Build with sanitizers", 90, ("setup",), short=90),
    Step(
        "tests",
        "C tests with sanitizers",
        400,
        ("build-dev",),
        short=90,
        why="Of the C tests, those that take minutes were left out.",
    ),
    Step(
        "pytest",
        "Tests in Python",
        300,
        ("build-release",),
        why="The tests in Python were left out; pull requests run them.",
    ),
    Step("build-fuzz-afl", "Build for AFL++", 60, ("setup",), short=60),
    Step("build-fuzz-afl-asan", "Build for AFL++ with sanitizers", 60, ("setup",), short=60),
    Step("build-fuzz-afl-cmplog", "Build for AFL++ with CMPLOG", 60, ("setup",), short=60),
    Step("fuzz", "Fuzzing", 0, ("build-fuzz",), short=0),
    Step("corpora", "Corpora", 600, ("build-fuzz",), short=150),
    Step("triage", "Triage", 120, ("build-release",), short=60),
    Step(
        "coverage",
        "Coverage",
        400,
        ("setup",),
        short=150,
        why="Coverage was measured without annotated sources.",
    ),
    Step(
        "defects",
        "Planted defects",
        0,
        ("setup",),
        short=0,
        why="Fewer planted defects were tried, for a shorter time each.",
    ),
    Step(
        "bench",
        "Benchmark",
        600,
        ("build-release",),
        short=60,
        why="The benchmark ran on smaller files, without the JDK.",
    ),
)
NAMES = tuple(step.name for step in STEPS)
BY_NAME = {step.name: step for step in STEPS}


def seconds_of(text: str) -> float:
    """`8h`, `20m`, `90s`, `1h30m`. Raises ValueError."""
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", text)
    if not text or found is None:
        raise ValueError(f"{text!r} is no time: write it as 8h, 20m, 90s or 1h30m")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if not 60 <= total <= 7 * 86400:
        raise ValueError(f"{text!r} is not between a minute and a week")
    return float(total)


def times_key(name: str, is_short: bool) -> str:
    """Under what name the duration of a step is remembered."""
    return f"{name}, short" if is_short else name


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one night, and how long each may take."""

    budget: float
    chosen: Collection[str]
    measured: Mapping[str, float]

    @property
    def is_short(self) -> bool:
        return self.budget < SHORT

    def is_left_out(self, step: Step) -> bool:
        """For want of time."""
        return self.is_short and step.short is None

    def is_over(self, step: Step, elapsed: float) -> bool:
        """Whether the night has no time left for a step behind fuzzing."""
        if step.name in LAST or step not in self._after("fuzz"):
            return False
        return self.budget - elapsed - REPORT < self.estimate(step) / 2

    def estimate(self, step: Step) -> float:
        if step.name not in self.chosen or self.is_left_out(step):
            return 0.0
        if step.name == "defects":
            return self.budget * DEFECTS_SHARE
        return step.estimate(self.is_short, self.measured)

    def _after(self, name: str) -> Iterable[Step]:
        return STEPS[NAMES.index(name) + 1 :]

    def fuzzing(self, elapsed: float) -> float:
        """Seconds for fuzzing, if it begins now: what the later steps leave."""
        later = sum(self.estimate(step) for step in self._after("fuzz"))
        left = self.budget - elapsed - later - REPORT
        fair = min(self.budget * FUZZ_SHARE, max(self.budget - elapsed - REPORT, 0) / 2)
        return max(left, fair, 10.0)

    def given(self, step: Step, elapsed: float) -> float:
        """Seconds after which a step is stopped."""
        if step.name == "fuzz":
            return self.fuzzing(elapsed)
        if step.name == "defects":
            left = self.budget - elapsed - REPORT
            later = sum(self.estimate(one) for one in self._after("defects"))
            return max(min(self.estimate(step), left - later), SHORTEST)
        # No step may eat up the night, nor what is for fuzzing.
        least = max(self.estimate(step) * PATIENCE, USUAL)
        most = self.budget / 2
        if step.name in NAMES[: NAMES.index("fuzz")] and "fuzz" in self.chosen:
            most = min(most, self.budget * (1 - FUZZ_SHARE) - elapsed)
        if step.name in NAMES[NAMES.index("fuzz") :]:
            later = sum(self.estimate(one) for one in self._after(step.name))
            left = self.budget - elapsed - REPORT - later
            over = self.budget * (1 + OVER) - elapsed
            most = min(most, max(left, min(self.estimate(step) * LATE, over)))
        return max(min(least, most), SHORTEST)

    def left(self, elapsed: float) -> float:
        return max(self.budget - elapsed, 0.0)

    def shortened(self) -> list[str]:
        """What the night does otherwise for want of time, a sentence each."""
        if not self.is_short:
            return []
        return [step.why for step in STEPS if step.why and step.name in self.chosen]
