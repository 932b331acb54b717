"""The night as SARIF: each failure with its rule, its place, and whether it is new."""

from __future__ import annotations

import json

from reports.catalogue import Catalogue
from reports.nightly.changes import Changes, Standing
from reports.nightly.history import Open
from reports.nightly.model import Night, Step, time_text
from reports.nightly.words import rule_or_kind, status
from reports.sarif import Finding, sarif
from reports.text import safe

# Where a failure points that has no file of its own: somewhere has to be opened.
_CATALOGUE = "rules/catalogue"
_NOWHERE = "reports/baselines/nightly.yaml"


def _place(rule: str, catalogue: Catalogue, file: str | None) -> str:
    if file:
        return file
    return f"{_CATALOGUE}/{rule}.yaml" if rule in catalogue.rules else _NOWHERE


def _finding(standing: Standing, state: str, catalogue: Catalogue) -> Finding:
    failure = standing.failure
    rule = rule_or_kind(failure)
    message = failure.title
    if failure.detail and failure.detail.splitlines()[0] not in failure.title:
        message += f": {failure.detail.splitlines()[0]}"
    return Finding(
        id=failure.id,
        rule=rule,
        message=message,
        severity=failure.severity,
        file=_place(rule, catalogue, failure.file),
        line=failure.line or 1,
        state="updated" if standing.was is not None else state,
        details={
            "step": failure.step,
            "target": failure.target,
            "engine": failure.engine,
            "replay": failure.replay,
            "since": time_text(standing.since),
            "nights": standing.nights,
        },
    )


def _unseen(name: str, gone: Open, catalogue: Catalogue) -> Finding:
    rule = gone.rule or gone.kind
    return Finding(
        id=name,
        rule=rule,
        message=gone.title,
        severity=None,
        file=_place(rule, catalogue, None),
        state="unchanged",
        details={"step": gone.step, "replay": gone.replay, "since": time_text(gone.since)},
    )


def _notification(step: Step, night: Night) -> dict[str, object]:
    text = f"{step.title}: {status(step, night)}" + (f", {step.why}" if step.why else "")
    level = {"skipped": "note", "stopped": "warning"}.get(step.status, "error")
    level = "error" if night.is_red(step) else level
    return {"level": level, "message": {"text": safe(text)}, "descriptor": {"id": step.name}}


def findings(changes: Changes, catalogue: Catalogue) -> list[Finding]:
    """Of tonight, and still open. What is gone is not there: services take whatever is for open."""
    return [
        *(_finding(one, "new", catalogue) for one in changes.new),
        *(_finding(one, "unchanged", catalogue) for one in changes.old),
        *(_unseen(name, one, catalogue) for name, one in changes.unseen.items()),
    ]


def night_sarif(changes: Changes, catalogue: Catalogue) -> bytes:
    """The document."""
    night = changes.night
    invocation = {
        "executionSuccessful": not changes.incomplete and not night.interrupted,
        "exitCode": changes.exit,
        "commandLine": safe(" ".join(night.command)),
        "startTimeUtc": time_text(night.started),
        "endTimeUtc": time_text(night.ended),
        "toolExecutionNotifications": [
            _notification(step, night)
            for step in night.steps
            if step.status not in ("ok", "failed")
        ],
    }
    log = sarif(
        findings(changes, catalogue), catalogue, night.version, invocation, "sluice/nightly"
    )
    return (json.dumps(log, indent=1) + "\n").encode("utf-8")
