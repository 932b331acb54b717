"""The night as JUnit XML: its steps, and what failed. Only what is new is a failure there."""

from __future__ import annotations

from xml.etree import ElementTree

from reports.junit import document, element, suite
from reports.nightly.changes import Changes, Standing
from reports.nightly.model import Night, Step
from reports.nightly.words import age, rule_or_kind, why_red
from reports.text import safe


def _step(step: Step, night: Night) -> ElementTree.Element:
    case = element("steps", step.name, step.seconds)
    why = safe(step.why or step.title, 1_000)
    if night.is_red(step):
        ElementTree.SubElement(case, "error", message=why, type=step.status)
    elif step.status in ("skipped", "stopped"):
        ElementTree.SubElement(case, "skipped", message=why)
    return case


def _text(standing: Standing) -> str:
    failure = standing.failure
    lines = [
        why_red(standing),
        *(failure.detail or "").splitlines()[:60],
        failure.replay and f"replay: {failure.replay}",
        failure.file and f"file: {failure.file}",
        *(failure.case or "").splitlines()[:200],
    ]
    return "\n".join(safe(line) for line in lines if line)


def _failure(standing: Standing, is_new: bool) -> ElementTree.Element:
    failure = standing.failure
    case = element(f"{failure.step}.{rule_or_kind(failure)}", failure.id, 0)
    message = safe(failure.title, 1_000)
    if is_new:
        problem = ElementTree.SubElement(case, "failure", message=message, type=failure.kind)
        problem.text = _text(standing)
    else:
        known = safe(f"known, {age(standing)}: {failure.title}", 1_000)
        ElementTree.SubElement(case, "skipped", message=known)
    return case


def junit(changes: Changes) -> bytes:
    """The document. A failure that is gone is a case that passes."""
    timestamp = changes.night.started.strftime("%Y-%m-%dT%H:%M:%S")
    failures = [_failure(one, is_new=True) for one in changes.new]
    for entry in changes.stale:
        case = element("known", entry.id, 0)
        message = safe(f"does not fail any longer: take it off the list ({entry.reason})", 1_000)
        ElementTree.SubElement(case, "failure", message=message, type="stale")
        failures.append(case)
    failures += [_failure(one, is_new=False) for one in changes.old]
    for name, gone in changes.unseen.items():
        case = element(gone.step, name, 0)
        message = safe(f"known, not looked at tonight: {gone.title}", 1_000)
        ElementTree.SubElement(case, "skipped", message=message)
        failures.append(case)
    failures += [element(gone.step, name, 0) for name, gone in changes.fixed.items()]
    suites = [
        suite(
            "nightly steps", [_step(step, changes.night) for step in changes.night.steps], timestamp
        ),
        suite("nightly failures", failures, timestamp),
    ]
    return document("sluice nightly", suites, changes.night.seconds)
