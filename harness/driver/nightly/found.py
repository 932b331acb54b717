"""What the steps of a night leave, as failures, figures and tables of its report.

Each reader takes what a command printed or wrote, and is content with whatever is missing in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

from harness.driver.fuzz import matrix as neighbors

Json = dict[str, Any]
Failure = dict[str, Any]
# A sanitizer's report and the like may be long.
DETAIL = 20_000
# Of fewer planted defects, the share that was found tells nothing.
FEWEST_FOR_A_SHARE = 10
_TARGET_KEYS = ("name", "version", "asked", "expected", "broken", "unsupported")
SANITIZERS = ("asan", "ubsan", "msan", "lsan", "sanitizer", "leak", "address", "undefined")


@dataclass
class Found:
    """What one step adds to the report."""

    failures: list[Failure] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    tables: dict[str, Json] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    cleared: list[str] = field(default_factory=list)
    looked: str = "all"
    notes: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        self.failures += other.failures
        self.figures |= other.figures
        self.tables |= other.tables
        self.links |= other.links
        self.cleared += other.cleared
        self.notes += other.notes


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], note: str | None = None
) -> Json:
    """A table of the report."""
    return {"columns": list(columns), "rows": [list(row) for row in rows], "note": note}


def _line_of(case: str, root: Path) -> tuple[str | None, int | None]:
    """Where a case of a suite is written."""
    name = f"{case.partition('/')[0]}.yaml"
    paths = [root / "corpora" / folder / name for folder in ("attacks", "archives")]
    path = next((one for one in paths if one.is_file()), None)
    if path is None:
        return None, None
    name = path.relative_to(root).as_posix()
    pattern = re.compile(rf"\s*-\s+id:\s*[\"']?{re.escape(case)}[\"']?\s*$")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if pattern.match(line):
            return name, number
    return name, None


def suite(summary: Mapping[str, Any], root: Path) -> Found:
    """From what `python3 -m reports --json` printed."""
    found = Found()
    for failure in summary.get("failures", ()):
        file, line = _line_of(failure["case"], root)
        violated = failure.get("violated") or ()
        found.failures.append(
            {
                "id": f"case {failure['target']} {failure['case']}",
                "step": "suite",
                "kind": "case",
                "title": f"{failure['case']}: {failure.get('message') or failure['verdict']}"[
                    :3000
                ],
                "signature": " ".join([failure["verdict"], *violated]),
                "rule": violated[0] if violated else None,
                "severity": failure.get("severity"),
                "target": failure["target"],
                "replay": failure.get("replay"),
                "file": file,
                "line": line,
            }
        )
    for fault in summary.get("faults", ()):
        found.notes.append(f"the results of the suite prove nothing: {fault}"[:2000])
    variants = summary.get("variants") or {}
    found.figures = {"suite.cases": summary.get("cells", 0)}
    if variants.get("run"):
        found.figures["suite.variants"] = variants["run"]
    return found


def summary_of(lines: Iterable[str]) -> Json:
    """From lines of results.jsonl, what `python3 -m reports --json` says of cases that fail."""
    records = [json.loads(line) for line in lines]
    results = [record for record in records if record["type"] == "result"]
    return {
        "cells": len(results),
        "failures": [
            record
            | {
                "violated": [
                    judged["rule"] for judged in record["judged"] if judged["outcome"] == "violated"
                ]
            }
            for record in results
            if not record["pass"]
        ],
    }


def matrix(document: Mapping[str, Any], root: Path) -> Found:
    """From what scripts/matrix leaves: each difference from what is known is a failure."""
    found = Found()
    _add_matrix(found, document, "Targets", root)
    if archives := document.get("archives"):
        _add_matrix(found, archives, "Readers of archives", root)
    found.figures["targets.run"] = len(document.get("targets") or ())
    return found


def _add_matrix(found: Found, document: Mapping[str, Any], title: str, root: Path) -> None:
    """What one suite has found on all targets."""
    for kind, differences in (document.get("differences") or {}).items():
        for one in differences:
            case = one["what"] if "/" in one["what"] and ":" not in one["what"] else None
            file, line = _line_of(case, root) if case else (None, None)
            found.failures.append(
                {
                    "id": f"target {one['target']} {kind} {one['what']}"[:1000],
                    "step": "matrix",
                    "kind": "case" if case else "gate",
                    "title": f"{one['target']}, {one['what']}: {one['detail']}"[:3000],
                    "signature": f"{kind} {one['detail'].partition(':')[0]}"[:1000],
                    "target": one["target"],
                    "replay": one["command"] if case else None,
                    "file": file,
                    "line": line,
                }
            )
    targets = document.get("targets") or ()
    for one in targets:
        for fault in one["faults"]:
            found.failures.append(
                {
                    "id": f"target {one['name']} proved nothing",
                    "step": "matrix",
                    "kind": "gate",
                    "title": f"the suite on {one['name']} proved nothing: {fault}"[:3000],
                    "signature": "fault",
                    "target": one["name"],
                    "replay": f"scripts/matrix --target {one['name']}",
                }
            )
            break
    found.notes += [
        f"The target {one['name']} was not run: {one['why']}"[:2000]
        for one in document.get("unavailable") or ()
    ]
    found.tables[title] = table(
        ("target", "version", "asked", "as expected", "broken", "unsupported"),
        [
            tuple(one[key] if one[key] is not None else "" for key in _TARGET_KEYS)
            for one in targets
        ],
    )


def tests(document: bytes, step: str, replay: str) -> Found:
    """From JUnit XML, as ctest and pytest write it. Raises ValueError."""
    found = Found()
    try:
        root = ElementTree.fromstring(document)  # noqa: S314
    except ElementTree.ParseError as error:
        raise ValueError(f"not XML: {error}") from error
    for case in root.iter("testcase"):
        problem = next((one for one in case if one.tag in ("failure", "error")), None)
        if problem is None:
            continue
        name, group = case.get("name", ""), case.get("classname", "")
        whole = name if group in ("", name) else f"{group}::{name}"
        said = (case.findtext("system-out") or problem.text or "").strip()
        title = f"{whole}: {problem.get('message') or 'failed'}".splitlines()[0]
        found.failures.append(
            {
                "id": f"test {step} {whole}"[:1000],
                "step": step,
                "kind": "test",
                "title": title[:2000],
                "signature": problem.tag,
                "detail": said[-DETAIL:] or None,
                "replay": replay.format(name=name),
            }
        )
    return found


def ctest_lines(text: str, step: str, replay: str) -> Found:
    """From the lines that ctest prints while it runs: what failed before it was stopped."""
    found = Found(looked="some")
    pattern = r"Test +#\d+: (\S+) [ .]*[^*\n]*\*\*\*([A-Z]\w+(?::? [A-Z]\w+)?)"
    for name, how in re.findall(pattern, text):
        found.failures.append(
            {
                "id": f"test {step} {name}"[:1000],
                "step": step,
                "kind": "test",
                "title": f"{name}: {how}"[:2000],
                "signature": "failure",
                "replay": replay.format(name=name),
            }
        )
    return found


def _kind_words(kind: str, rule: str) -> str:
    return "sanitizer" if kind.lower() in SANITIZERS else rule or kind


def finding(entry: Mapping[str, Any], folder: str, step: str = "triage") -> Failure:
    """One of build/fuzz/findings/findings.json, or of what `sluice triage --json` says."""
    target, kind = str(entry.get("target") or "decode"), str(entry.get("kind") or "finding")
    rule = str(entry.get("rule") or kind)
    detail = str(entry.get("detail") or entry.get("title") or "")
    # A bucket of triage says the rule and what is said of it, whatever the input.
    bucket = str(entry.get("bucket") or Path(str(entry.get("file") or rule)).name)
    named = bucket if bucket.startswith(rule) else f"{rule} {bucket}"
    # The listing of the fuzzers names a file below the folder of findings, triage says all of it.
    path = str(entry.get("input") or "")
    if not path and entry.get("file"):
        path = f"{folder}/{entry['file']}"
    return {
        "id": f"finding {target} {named}"[:1000],
        "step": step,
        "kind": "finding",
        "title": (detail.splitlines() or [f"{target}: {rule}"])[0][:2000] or f"{target}: {rule}",
        "signature": rule[:1000],
        "detail": detail[:DETAIL] or None,
        "rule": _kind_words(kind, rule),
        "severity": "high",
        "target": target,
        "engine": entry.get("engine"),
        "replay": entry.get("replay") or (f"build/bin/fuzz-{target} {path}" if path else None),
        "file": entry.get("case_file"),
        "case": entry.get("case"),
        "input": path or None,
    }


def coarse_id(entry: Mapping[str, Any]) -> str:
    """An id for a finding that nobody has put into a bucket yet."""
    rule = str(entry.get("rule") or entry.get("kind") or "finding")
    return f"finding {entry.get('target') or 'decode'} {rule} untriaged"


def fuzz(statistics: Mapping[str, Any]) -> Found:
    """From the stats.json of scripts/fuzz."""
    found = Found(looked="some")
    rows = statistics.get("targets") or []
    found.tables["Fuzzing"] = table(
        (
            "Target",
            "Engine",
            "Processes",
            "Executions",
            "Per second",
            "Edges",
            "Corpus",
            "New",
            "Findings",
        ),
        [
            [
                row.get("target"),
                row.get("engine"),
                row.get("processes"),
                row.get("executions"),
                row.get("rate"),
                row.get("coverage"),
                row.get("corpus"),
                row.get("added"),
                row.get("findings"),
            ]
            for row in rows
        ],
        "Per second: executions in a second of a processor.",
    )
    idle = [number for number, row in enumerate(rows) if not row.get("executions")]
    if idle:
        found.tables["Fuzzing"]["red"] = idle
        names = ", ".join(f"{rows[one].get('target')} ({rows[one].get('engine')})" for one in idle)
        found.notes.append(f"There was no time to fuzz {names}.")
    for row in rows:
        if row.get("slow"):
            target = row.get("target")
            found.notes.append(
                f"Inputs that took {target} long, kept in slow/{target}: {row['slow']}."
            )
    executions = sum(row.get("executions") or 0 for row in rows)
    # Of all processes of a row together.
    seconds = sum(row.get("seconds") or 0 for row in rows)
    found.figures["fuzz.executions"] = executions
    if seconds:
        found.figures["fuzz.rate"] = executions / seconds
    edges: dict[str, float] = {}
    for row in rows:
        # Engines count differently: those of libFuzzer are drawn.
        if row.get("engine") == "libfuzzer":
            name = str(row.get("target"))
            edges[name] = max(edges.get(name, 0), row.get("coverage") or 0)
    if edges:
        found.figures["fuzz.edges"] = sum(edges.values())
    is_due = (statistics.get("matrix") or {}).get("verdict") is not None
    found.add(_neighbors(statistics.get("neighbors") or {}, is_due=is_due))
    return found


def _missing(rule: str, sides: Sequence[str]) -> Failure:
    """A rule with an empty cell."""
    return {
        "id": f"gate neighbor {rule}",
        "step": "fuzz",
        "kind": "gate",
        "title": f"{rule}: fuzzing saw no {' and no '.join(sides)} neighbor: {neighbors.WHY}",
        "signature": " ".join(sides),
        "rule": rule,
        "severity": "medium",
        "replay": "scripts/fuzz decode inspect --time 2m",
        "file": "harness/fuzz/mutate/README.md",
    }


def _neighbors(rules: neighbors.Neighbors, *, is_due: bool) -> Found:
    """The matrix of rules and neighbors, in which an empty cell is a failure."""
    found = Found()
    missing = neighbors.empty(rules)
    if is_due and not rules:
        found.failures.append(_missing("any rule", list(neighbors.SIDES)))
    for rule in rules:
        if rule not in missing:
            found.cleared.append(f"gate neighbor {rule}")
        elif is_due:
            found.failures.append(_missing(rule, missing[rule]))
    if rules:
        names = sorted(rules, key=lambda rule: (rule not in missing, rule))
        keys = ("tried", *neighbors.SIDES.values())
        found.figures["fuzz.rules.empty"] = len(missing)
        found.tables["Rules and their neighbors"] = table(
            ("Rule", "Tried", *(f"{side.capitalize()} neighbors" for side in neighbors.SIDES)),
            [[rule, *(rules[rule].get(key, 0) for key in keys)] for rule in names],
            "Inputs that were made to break exactly one rule: how many were tried, how many of "
            "those they were made from are accepted, and how many are then refused for that rule. "
            f"An empty cell is red: {neighbors.WHY}.",
        ) | {"red": list(range(len(missing)))}
    return found


def coverage(document: Mapping[str, Any]) -> Found:
    """From scripts/coverage --json."""
    found = Found()
    room = ((document.get("totals") or {}).get("together") or {}).get("decoder/stream") or {}
    for name in ("lines", "branches", "mcdc"):
        percent = (room.get(name) or {}).get("percent")
        if percent is not None:
            found.figures[f"coverage.{name}"] = percent
    missing = [one for one in document.get("missing") or () if not one.get("explained")]
    if missing:
        found.tables["Conditions that nothing explains"] = table(
            ("Where", "Decision", "Condition", "Lacks"),
            [
                [
                    f"{one.get('file')}:{one.get('line')}",
                    one.get("decision"),
                    str(one.get("condition")),
                    str(one.get("lacks")),
                ]
                for one in missing
            ],
            "MC/DC of the decoder from the suite and the corpus: conditions not seen to decide.",
        )
    bar = document.get("bar") or {}
    if document.get("verdict") == "red":
        reached = bar.get("reached")
        title = f"MC/DC of {bar.get('room')} is not what it has to be: {bar.get('percent')} %"
        if reached:
            title = f"{bar.get('unexplained', len(missing))} conditions are missing, unexplained"
        found.failures.append(
            {
                "id": "gate coverage",
                "step": "coverage",
                "kind": "gate",
                "title": title,
                "signature": "unexplained" if reached else "below",
                "replay": "scripts/coverage",
                "file": "harness/fuzz/coverage.yaml",
            }
        )
    return found


def bench(document: Mapping[str, Any]) -> Found:
    """From build/bench/bench.json, or what sluice-bench wrote."""
    found = Found()
    native = document.get("sluice") or document
    speeds: dict[str, list[float]] = {}
    rows = []
    for file in native.get("files") or ():
        for result in file.get("results") or ():
            rate = (result.get("bytes_per_second") or 0) / 1e6
            if result.get("memory") == "cold":
                speeds.setdefault(str(result.get("mode")), []).append(rate)
            rows.append(
                [file.get("name"), result.get("mode"), result.get("memory"), round(rate, 1)]
            )
    for mode in ("inspect", "decode"):
        if speeds.get(mode):
            found.figures[f"bench.{mode}"] = round(median(speeds[mode]), 1)
    if rows:
        found.tables["Benchmark"] = table(("File", "Mode", "Memory", "MB/s"), rows)
    return found


def defects(document: Mapping[str, Any]) -> Found:
    """From scripts/detection --json: what fuzzing alone finds of a sample, and how fast."""
    found = Found(looked="some")
    ways: Mapping[str, Any] = document.get("ways") or {}
    first = ways.get("empty") or next(iter(ways.values()), None)
    tried = int((first or {}).get("defects") or 0)
    if first is not None and tried:
        found.figures["defects.tried"] = tried
        if tried >= FEWEST_FOR_A_SHARE:
            found.figures["defects.detected"] = float(first["share"])
        else:
            found.notes.append(
                f"Planted defects: {tried} were tried for {document.get('seconds', 0):g} s each, "
                f"and fuzzing alone found {first.get('detected', 0)}: too few for a share."
            )
        if first.get("median_seconds") is not None:
            found.figures["defects.seconds"] = float(first["median_seconds"])
    names = ("defects", "runs", "reached", "triggered", "detected", "median_seconds", "p90_seconds")
    found.tables["Planted defects, found by fuzzing alone"] = table(
        ("From", *(name.replace("_", " ") for name in names)),
        [[way, *(summary.get(name) for name in names)] for way, summary in ways.items()],
        f"A sample of {document.get('sampled', '?')} with the salt {document.get('salt', '?')},"
        f" {document.get('seconds', '?')} s each.",
    )
    missed = [run for run in document.get("runs") or () if not run.get("found")]
    if missed:
        found.tables["Planted defects not found"] = table(
            ("Defect", "Rule", "From", "Reached", "Triggered"),
            [
                [
                    run.get("defect"),
                    run.get("rule"),
                    run.get("way"),
                    *("yes" if run.get(name) else "no" for name in ("reached", "triggered")),
                ]
                for run in missed
            ],
        )
    for alarm in document.get("alarms") or ():
        text = alarm if isinstance(alarm, str) else str(alarm.get("detail") or alarm)
        found.failures.append(
            {
                "id": f"gate false alarm {text}"[:200],
                "step": "defects",
                "kind": "gate",
                "title": f"the sources without a defect raise an alarm: {text}"[:2000],
                "replay": "scripts/detection",
            }
        )
    return found
