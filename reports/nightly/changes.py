"""What changed since the last night, and whether that makes the night red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reports.model import SEVERITIES
from reports.nightly.figures import Move, moves
from reports.nightly.history import History, Open, Past
from reports.nightly.known import Known
from reports.nightly.model import Failure, Night, Step
from reports.text import counted

# What does not build comes first: whatever is missing or old then is so because of that.
_KINDS = ("build", "finding", "case", "test", "gate")


@dataclass(frozen=True, slots=True)
class Standing:
    """A failure of tonight and where it comes from."""

    failure: Failure
    since: datetime
    nights: int
    was: str | None = None  # how it failed before, if that changed
    known: Known | None = None

    @property
    def id(self) -> str:
        return self.failure.id


def _worst_first(standing: Standing) -> tuple[int, int, str]:
    failure = standing.failure
    severity = SEVERITIES.index(failure.severity) if failure.severity else 1
    return _KINDS.index(failure.kind), severity, failure.id


@dataclass(frozen=True)
class Changes:
    """Everything that the first screen says."""

    night: Night
    history: History
    new: tuple[Standing, ...]
    old: tuple[Standing, ...]
    fixed: Mapping[str, Open]
    unseen: Mapping[str, Open]
    stale: tuple[Known, ...]
    moves: tuple[Move, ...]
    today: Mapping[str, float]

    @property
    def rules(self) -> Mapping[str, Sequence[Standing]]:
        """What is new by its rule or kind, in the order in which it is told."""
        found: dict[str, list[Standing]] = {}
        for standing in self.new:
            found.setdefault(standing.failure.rule or standing.failure.kind, []).append(standing)
        return found

    @property
    def is_first(self) -> bool:
        return self.history.last is None

    @property
    def incomplete(self) -> tuple[Step, ...]:
        return self.night.incomplete

    @property
    def exit(self) -> int:
        """0: nothing new; 1: new failures; 2: the night does not say what it was to say."""
        if self.incomplete or self.night.interrupted:
            return 2
        return 1 if self.new or self.stale else 0

    @property
    def status(self) -> str:
        """As the class of the page's heading."""
        return {0: "clean", 1: "regressions", 2: "fault"}[self.exit]

    @cached_property
    def open(self) -> dict[str, Open]:
        """What goes into the history: failures of tonight, and those out of sight."""
        seen = {
            standing.id: Open(
                step=standing.failure.step,
                kind=standing.failure.kind,
                title=standing.failure.title,
                since=standing.since,
                seen=self.night.started,
                nights=standing.nights,
                signature=standing.failure.signature,
                rule=standing.failure.rule,
                replay=standing.failure.replay,
                input=standing.failure.input,
            )
            for standing in (*self.new, *self.old)
        }
        return seen | dict(self.unseen)

    @property
    def past(self) -> Past:
        """Tonight, as the next night will know it."""
        night = self.night
        return Past(
            started=night.started,
            seconds=night.seconds,
            budget=night.budget,
            commit=night.commit,
            exit=self.exit,
            headline=headline(self),
            steps={step.name: step.status for step in night.steps},
            figures=dict(self.today),
            open=self.open,
            interrupted=night.interrupted,
        )


def _standing(
    failure: Failure, before: Open | None, night: Night, known: Known | None
) -> tuple[bool, Standing]:
    """Whether it is new, and how it stands."""
    today = night.started.date()
    listed = known if known and not known.is_expired(today) else None
    if before is None:
        return listed is None, Standing(failure, night.started, 1, known=known)
    changed = failure.signature != before.signature
    standing = Standing(
        failure,
        before.since,
        before.nights + 1,
        was=before.signature or "otherwise" if changed else None,
        known=known,
    )
    # A failure whose time has run out is as red as a new one, every night.
    expired = known is not None and listed is None
    return (changed and listed is None) or expired, standing


def _is_seen(night: Night, step_name: str, failure_id: str) -> bool:
    step = night.step(step_name)
    return step is not None and step.settles(failure_id)


def _stale(night: Night, known: Mapping[str, Known]) -> list[Known]:
    """Entries about something that was looked at, and does not fail."""
    failing = {failure.id for failure in night.failures}
    return [
        entry
        for entry in known.values()
        if entry.id not in failing and _is_seen(night, entry.step, entry.id)
    ]


def compare(night: Night, history: History, known: Mapping[str, Known]) -> Changes:
    """Tonight beside the nights before."""
    before = dict(history.last.open) if history.last else {}
    new: list[Standing] = []
    old: list[Standing] = []
    for failure in night.failures:
        is_new, standing = _standing(failure, before.get(failure.id), night, known.get(failure.id))
        (new if is_new else old).append(standing)
    failing = {failure.id for failure in night.failures}
    gone = {name: one for name, one in before.items() if name not in failing}
    fixed = {name: one for name, one in gone.items() if _is_seen(night, one.step, name)}
    unseen = {name: one for name, one in gone.items() if name not in fixed}
    still = [failure.kind for failure in night.failures] + [one.kind for one in unseen.values()]
    today = dict(night.figures) | {
        "failures.open": len(still),
        "findings.open": still.count("finding"),
    }
    counts = ("failures.open", "findings.open")
    told = {name: value for name, value in today.items() if name not in counts}
    return Changes(
        night=night,
        history=history,
        new=tuple(sorted(new, key=_worst_first)),
        old=tuple(sorted(old, key=_worst_first)),
        fixed=fixed,
        unseen=unseen,
        stale=tuple(_stale(night, known)),
        moves=() if night.interrupted else tuple(moves(history.comparable(night.budget), told)),
        today=today,
    )


def headline(changes: Changes) -> str:
    """One line: what the person on duty has to know."""
    parts = []
    if changes.night.interrupted:
        parts.append("The night was stopped")
    if changes.incomplete:
        parts.append(f"{counted(len(changes.incomplete), 'step')} without a result")
    if changes.new:
        parts.append(counted(len(changes.new), "new failure"))
    if changes.stale:
        entries = counted(len(changes.stale), "entry", "entries")
        parts.append(f"{entries} to be taken off the list of known failures")
    if not changes.new and not changes.stale and changes.exit == 0:
        parts.append("Nothing new fails" if changes.old or changes.unseen else "Nothing fails")
    late = [step for step in changes.night.steps if step.status == "stopped"]
    if late and not changes.night.interrupted:
        parts.append(f"{counted(len(late), 'step')} out of time")
    if changes.fixed:
        parts.append(f"{len(changes.fixed)} fixed")
    rest = len(changes.old) + len(changes.unseen)
    if rest:
        parts.append(f"{rest} known")
    return ", ".join(parts)
