"""SARIF 2.1.0: what failed, for code scanning services and editors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from reports.catalogue import Catalogue, Rule
from reports.text import safe

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
# As code scanning services rank what they show.
_SECURITY = {"error": "8.0", "warning": "5.0", "note": "3.0"}
# What fails without breaking a rule of the catalogue.
OTHERS = {
    "crash": "The process died while it read the stream",
    "sanitizer": "A sanitizer stopped the process",
    "hang": "The process did not answer in time",
    "timeout": "One input took longer than a fuzzer waits",
    "memory": "One input took more memory than a fuzzer allows",
    "leak": "Memory was not given back",
    "accounts": "The accounts of steps, bytes or memory do not add up",
    "identity": "What was written is not what was read",
    "harness": "The harness found itself at fault",
    "build": "The sources do not build",
    "test": "A test failed",
    "gate": "A gate of the project is not kept",
    "case": "A case did not come out as expected",
    "finding": "The fuzzers found something",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: what is broken, and where to look."""

    id: str
    rule: str
    message: str
    severity: str | None
    file: str
    line: int = 1
    state: str | None = None  # new, unchanged or updated, beside the last night
    details: Mapping[str, object] = field(default_factory=dict)


def _text(text: str, limit: int = 4_000) -> dict[str, str]:
    return {"text": safe(text, limit)}


def _rule(rule: Rule) -> dict[str, Any]:
    """What the catalogue says of a rule."""
    title = rule.title if rule.known else OTHERS.get(rule.id, rule.title)
    entry: dict[str, Any] = {
        "id": safe(rule.id, 100),
        "shortDescription": _text(title, 1_000),
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["security", *(f"external/cwe/{weakness.lower()}" for weakness in rule.cwe)],
            "security-severity": _SECURITY["error"],
            "problem.severity": "error",
        },
    }
    entry["fullDescription"] = _text(rule.statement or title)
    entry["help"] = _text(rule.why or rule.statement or title)
    return entry


def _result(finding: Finding, index: int) -> dict[str, Any]:
    # The fingerprint is what makes a failure of this night the same as that of the last one.
    print_of = hashlib.sha256(finding.id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    result: dict[str, Any] = {
        "ruleId": safe(finding.rule, 100),
        "ruleIndex": index,
        "level": LEVELS.get(finding.severity or "", "error"),
        "message": _text(finding.message),
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(finding.file), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": finding.line},
                },
                "logicalLocations": [{"fullyQualifiedName": safe(finding.id, 1_000)}],
            }
        ],
        "partialFingerprints": {"sluiceFailure/v1": print_of},
        "properties": {
            name: safe(value) if isinstance(value, str) else value
            for name, value in finding.details.items()
            if value is not None
        },
    }
    if finding.state is not None:
        result["baselineState"] = finding.state
    return result


def _uri(path: str) -> str:
    return quote(safe(path, 1_000).lstrip("/"), safe="/._-")


def _rules(findings: Iterable[Finding], catalogue: Catalogue) -> list[Rule]:
    """All enforced rules, found broken or not, and what else findings are about."""
    rules = {name: rule for name, rule in catalogue.rules.items() if not rule.is_planned}
    for finding in findings:
        rules.setdefault(finding.rule, catalogue.rule(finding.rule))
    return list(rules.values())


def sarif(
    findings: Sequence[Finding],
    catalogue: Catalogue,
    version: str,
    invocation: Mapping[str, object],
    category: str,
) -> dict[str, Any]:
    """The log of one run."""
    rules = _rules(findings, catalogue)
    index = {rule.id: place for place, rule in enumerate(rules)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Sluice",
                        "version": safe(version, 100),
                        "rules": [_rule(rule) for rule in rules],
                    }
                },
                "automationDetails": {"id": f"{category}/"},
                "originalUriBaseIds": {
                    "%SRCROOT%": {"description": _text("The top of the checkout.")}
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [dict(invocation)],
                "results": [_result(finding, index[finding.rule]) for finding in findings],
            }
        ],
    }
