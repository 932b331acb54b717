"""What a run is, once its result file has been read: plain values, no input or output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

TARGET_VERDICTS = ("accept", "reject", "limit", "unsupported")

# Worst first: the order in which failures are shown.
RUNNER_VERDICTS = (
    "sanitizer",
    "crash",
    "hang",
    "adapter-error",
    "partial-object",
    "side-effect",
    "wrong-value",
    "leak",
    "budget",
    "not-run",
)
VERDICTS = TARGET_VERDICTS + RUNNER_VERDICTS
SEVERITIES = ("critical", "high", "medium", "low")
# A rule that a case breaks on purpose is not violated by the target, but caught by the judge.
OUTCOMES = ("violated", "caught", "held", "not-applicable")

# The promises of the reference decoder that hold for every stream (see README.md).
HEAP_PER_BYTE = 16
HEAP_BASE = 64 * 1024
STEPS_PER_BYTE = 16
STEPS_BASE = 4096
STACK_PROMISE = 16 * 1024

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    version: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Header:
    version: str
    commit: str | None
    started: datetime
    targets: tuple[Target, ...]
    planned: int
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class Expected:
    verdict: str
    error: tuple[str, ...] = ()
    reason: str | None = None
    at: str | None = None
    path: str | None = None
    value: str | None = None
    violates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Error:
    java_class: str | None
    reason: str | None
    offset: int | None
    at: str | None
    path: str | None
    class_name: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    rule: str
    outcome: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """A byte range [start, end) of the stream and the item that it encodes."""

    start: int
    end: int
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Event:
    event: str
    offset: int | None
    handle: int | None = None
    name: str | None = None
    amount: int | None = None
    total: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Resources:
    peak_heap: int
    steps: int
    stack_bytes: int | None
    allocations: int
    consumed: int
    objects: int
    elements: int


@dataclass(frozen=True, slots=True)
class Budget:
    peak: int | None
    steps: int | None


@dataclass(frozen=True, slots=True)
class BrokenVariant:
    """A derived stream that did not come out as it must."""

    name: str
    rule: str | None
    message: str
    hex: str


@dataclass(frozen=True, slots=True)
class Variants:
    """The streams derived from a case; of those that failed, the first are described."""

    run: int
    failed: int
    failures: tuple[BrokenVariant, ...]
    by_kind: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    case: str
    target: str
    family: str
    title: str
    rules: tuple[str, ...]
    severity: str
    effect: str | None
    source: Source
    attack: tuple[str, ...]
    cve: tuple[str, ...]
    lies: int
    twin: str | None
    is_twin_of: tuple[str, ...]
    mode: str
    expected: Expected
    verdict: str
    passed: bool
    message: str | None
    error: Error | None
    judged: tuple[Judged, ...]
    value: str | None
    length: int
    sha256: str
    head: bytes
    layout: tuple[Span, ...]
    trace: tuple[Event, ...]
    trace_dropped: int
    resources: Resources | None
    budget: Budget
    control: str
    signal: int | None
    sanitizer: str | None
    replay: str
    microseconds: float
    models: tuple[str, ...]
    variants: Variants | None = None
    stderr: str | None = None  # the last of it, of a process that something befell

    @property
    def is_attack(self) -> bool:
        """A harmless neighbor has no effect."""
        return self.effect is not None

    @property
    def is_lie(self) -> bool:
        """What was seen is changed before it is judged: a test of oracles, not of the target."""
        return self.lies > 0

    @property
    def is_careless(self) -> bool:
        """A careless developer or writer is played, and must be found out."""
        return bool(self.expected.violates) and not self.is_lie

    @property
    def heap_promise(self) -> int:
        """Bytes of heap that a stream of this length may take at most."""
        return HEAP_PER_BYTE * self.length + HEAP_BASE

    @property
    def steps_promise(self) -> int:
        """Steps that a stream of this length may take at most."""
        return STEPS_PER_BYTE * self.length + STEPS_BASE

    @property
    def named_but_not_judged(self) -> tuple[str, ...]:
        """Rules of the case on which no oracle could decide: an early refusal leaves no trace."""
        decided = {judged.rule for judged in self.judged if judged.outcome != "not-applicable"}
        return tuple(rule for rule in self.rules if rule not in decided)

    def rules_with(self, outcome: str) -> tuple[str, ...]:
        return tuple(judged.rule for judged in self.judged if judged.outcome == outcome)


@dataclass(frozen=True, slots=True)
class Footer:
    results: int
    passed: int
    failed: int
    not_run: int
    verdicts: Mapping[str, int]
    seconds: float
    exit: int


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A case on a target. Without a result it was not run, and that is a failure."""

    case: str
    target: str
    result: Result | None
    planned: bool = True

    @property
    def family(self) -> str:
        return self.case.partition("/")[0]

    @property
    def verdict(self) -> str:
        return self.result.verdict if self.result else "not-run"

    @property
    def passed(self) -> bool:
        return self.result is not None and self.result.passed

    @property
    def severity(self) -> str | None:
        return self.result.severity if self.result else None

    @property
    def title(self) -> str:
        return self.result.title if self.result else "planned, without a result"

    @property
    def message(self) -> str | None:
        if self.result is None:
            return "the run was to include this case, but recorded no result for it"
        return self.result.message


def worst_first(cell: Cell) -> tuple[int, int, str, str]:
    """Sort key: kind of failure, then severity, then id."""
    verdict = cell.verdict
    kind = RUNNER_VERDICTS.index(verdict) if verdict in RUNNER_VERDICTS else len(RUNNER_VERDICTS)
    severity = SEVERITIES.index(cell.severity) if cell.severity else 0
    return kind, severity, cell.case, cell.target


@dataclass(frozen=True)
class Run:
    """A whole run, and the faults of its result file: with any of them it proves nothing."""

    header: Header | None
    cells: tuple[Cell, ...]
    footer: Footer | None
    faults: tuple[str, ...]

    @cached_property
    def failures(self) -> tuple[Cell, ...]:
        """Cells that did not pass, not-run included, worst first."""
        return tuple(sorted((cell for cell in self.cells if not cell.passed), key=worst_first))

    @cached_property
    def passed(self) -> int:
        return sum(cell.passed for cell in self.cells)

    @cached_property
    def not_run(self) -> int:
        return sum(cell.verdict == "not-run" for cell in self.cells)

    @property
    def failed(self) -> int:
        return len(self.failures) - self.not_run

    @cached_property
    def verdicts(self) -> Counter[str]:
        return Counter(cell.verdict for cell in self.cells)

    @cached_property
    def variants(self) -> tuple[int, int] | None:
        """How many derived streams were run, and how many failed; None when none were asked for."""
        results = [cell.result for cell in self.cells if cell.result and cell.result.variants]
        if not results:
            return None
        counts = [result.variants for result in results if result.variants]
        return sum(count.run for count in counts), sum(count.failed for count in counts)

    @cached_property
    def variants_by_kind(self) -> Counter[str]:
        """How many streams were derived in which way."""
        kinds: Counter[str] = Counter()
        for cell in self.cells:
            if cell.result and cell.result.variants:
                kinds.update(cell.result.variants.by_kind)
        return kinds

    @cached_property
    def families(self) -> tuple[str, ...]:
        """In the order of the run."""
        return tuple(dict.fromkeys(cell.family for cell in self.cells))

    @cached_property
    def targets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.target for cell in self.cells))

    @property
    def status(self) -> str:
        if self.faults:
            return "fault"
        return "regressions" if self.failures else "clean"

    @property
    def exit(self) -> int:
        return {"clean": 0, "regressions": 1, "fault": 2}[self.status]
