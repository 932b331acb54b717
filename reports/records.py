"""From JSON objects that match results.schema.json to the values of the model."""

from __future__ import annotations

from datetime import UTC, datetime

from reports.model import (
    BrokenVariant,
    Budget,
    Error,
    Event,
    Expected,
    Footer,
    Header,
    Json,
    Judged,
    Resources,
    Result,
    Source,
    Span,
    Target,
    Variants,
)


def moment(text: str) -> datetime:
    """A time of RFC 3339 in UTC, to the second. Raises ValueError: February has no 30th."""
    seconds, offset = text[:19], text[19:].lstrip(".0123456789")
    try:
        return datetime.fromisoformat(seconds + offset).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text} is not a time") from error


def header(line: Json) -> Header:
    return Header(
        version=line["version"],
        commit=line["commit"],
        started=moment(line["started"]),
        targets=tuple(Target(**target) for target in line["targets"]),
        planned=line["planned"],
        command=tuple(line["command"]),
    )


def footer(line: Json) -> Footer:
    return Footer(**{name: value for name, value in line.items() if name != "type"})


def judged(entry: Json, on_purpose: tuple[str, ...]) -> Judged:
    caught = entry["outcome"] == "violated" and entry["rule"] in on_purpose
    return Judged(entry["rule"], "caught" if caught else entry["outcome"], entry["detail"])


def variants(entry: Json) -> Variants:
    failures = tuple(
        BrokenVariant(broken["name"], broken["rule"], broken["message"], broken["hex"])
        for broken in entry["failures"]
    )
    return Variants(entry["run"], entry["failed"], failures, entry.get("by_rule", {}))


def result(line: Json) -> Result:
    expected = dict(line["expected"])
    expected["error"] = tuple(expected["error"])
    expected["violates"] = tuple(expected.get("violates", ()))
    return Result(
        case=line["case"],
        target=line["target"],
        family=line["family"],
        title=line["title"],
        rules=tuple(line["rules"]),
        severity=line["severity"],
        effect=line["effect"],
        source=Source(**line["source"]),
        attack=tuple(line["attack"]),
        cve=tuple(line["cve"]),
        lies=line["lies"],
        twin=line["twin"],
        is_twin_of=tuple(line["is_twin_of"]),
        mode=line["mode"],
        expected=Expected(**expected),
        verdict=line["verdict"],
        passed=line["pass"],
        message=line["message"],
        error=Error(**line["error"]) if line["error"] else None,
        judged=tuple(judged(entry, expected["violates"]) for entry in line["judged"]),
        value=line["value"],
        length=line["bytes"],
        sha256=line["sha256"],
        head=bytes.fromhex(line["hex"]),
        layout=tuple(Span(**span) for span in line["layout"]),
        trace=tuple(Event(**event) for event in line["trace"]),
        trace_dropped=line["trace_dropped"],
        resources=Resources(**line["resources"]) if line["resources"] else None,
        budget=Budget(**line["budget"]),
        control=line["control"],
        signal=line["signal"],
        sanitizer=line["sanitizer"],
        replay=line["replay"],
        microseconds=line["microseconds"],
        models=tuple(line["models"]),
        variants=variants(line["variants"]) if "variants" in line else None,
        stderr=line["stderr"],
    )
