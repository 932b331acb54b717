"""Builds result files for the tests: typed, one call a line, nothing recorded."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TARGET_VERDICTS = ("accept", "reject", "limit", "unsupported")
Line = dict[str, Any]


def header(planned: int, **changes: object) -> Line:
    line: Line = {
        "type": "header",
        "schema": 1,
        "tool": "sluice",
        "version": "0.1.0",
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "started": "2026-11-22T04:00:00Z",
        "targets": [{"name": "reference", "version": "0.1.0", "kind": "in-process"}],
        "planned": planned,
        "command": ["build/bin/sluice", "run", "corpora/attacks", "--results", "results.jsonl"],
    }
    return line | changes


def planned(case: str, target: str = "reference") -> Line:
    return {"type": "planned", "case": case, "target": target}


def span(start: int, end: int, label: str, path: str = "stream[0]") -> Line:
    return {"start": start, "end": end, "label": label, "path": path}


def event(name: str, offset: int, /, **more: object) -> Line:
    line: Line = {
        "event": name,
        "offset": offset,
        "handle": None,
        "name": None,
        "amount": None,
        "total": None,
        "reason": "ok",
    }
    return line | more


def judged(rule: str, outcome: str = "held", detail: str | None = None) -> Line:
    return {"rule": rule, "outcome": outcome, "detail": detail}


def error(java_class: str = "EOFException", offset: int | None = 23, **changes: object) -> Line:
    line: Line = {
        "java_class": java_class,
        "reason": "claim-exceeds-input",
        "offset": offset,
        "at": "array.length",
        "path": "root",
        "class_name": "[I",
    }
    return line | changes


INT_ARRAY = bytes.fromhex("aced0005757200025b494dba602676eab2a502000078707fffffff")
INT_ARRAY_LAYOUT = [
    span(0, 2, "magic", "stream"),
    span(2, 4, "version", "stream"),
    span(4, 27, "array", "stream[0]"),
    span(5, 23, "class descriptor", "stream[0].class"),
    span(6, 10, "name", "stream[0].class.name"),
    span(10, 18, "serialVersionUID", "stream[0].class.suid"),
    span(18, 19, "flags", "stream[0].class.flags"),
    span(19, 21, "field count", "stream[0].class.fields"),
    span(21, 22, "end of annotation", "stream[0].class.annotation"),
    span(22, 23, "superclass: null", "stream[0].class.super"),
    span(23, 27, "array.length", "stream[0].length"),
]


def result(case: str = "huge-arrays/int-max-claim", **changes: object) -> Line:
    """A rejection as expected; `stream` gives other bytes, and their length and hash follow."""
    stream = changes.pop("stream", INT_ARRAY)
    assert isinstance(stream, bytes)
    line: Line = {
        "type": "result",
        "case": case,
        "target": "reference",
        "family": case.partition("/")[0],
        "title": "int[] that claims 2^31-1 elements and carries none",
        "rules": ["GOLD-1", "IN-10"],
        "severity": "high",
        "effect": "a reader that allocates by the claimed length takes 8 GiB for 27 bytes",
        "source": {"kind": "talk", "ref": "River developers' list, 2015"},
        "attack": ["AT65"],
        "cve": ["CVE-2021-35561"],
        "lies": 0,
        "twin": "huge-arrays/int-two-elements",
        "is_twin_of": [],
        "mode": "decode",
        "expected": {
            "verdict": "reject",
            "error": ["StreamCorruptedException", "EOFException"],
            "reason": None,
            "at": "array.length",
        },
        "verdict": "reject",
        "pass": True,
        "message": None,
        "error": error(),
        "judged": [
            judged("GOLD-1", detail="12 bytes were held when the array was refused"),
            judged("IN-1", "not-applicable", "nothing was published"),
            judged("IN-10", detail="the claim was charged before any element was read"),
        ],
        "value": None,
        "bytes": len(stream),
        "sha256": hashlib.sha256(stream).hexdigest(),
        "hex": stream[: 16 * 1024].hex(),
        "layout": INT_ARRAY_LAYOUT if stream == INT_ARRAY else [],
        "trace": [
            event("handle-assigned", 22, handle=0),
            event("class-checked", 22, name="[I"),
            event("failed", 23, reason="claim-exceeds-input"),
        ],
        "trace_dropped": 0,
        "resources": {
            "peak_heap": 2048,
            "steps": 31,
            "stack_bytes": 1904,
            "allocations": 4,
            "consumed": 27,
            "objects": 1,
            "elements": 0,
        },
        "budget": {"peak": 4096, "steps": None},
        "control": "same",
        "signal": None,
        "sanitizer": None,
        "stderr": None,
        "replay": f"build/bin/sluice run corpora/attacks --case {case}",
        "microseconds": 38,
        "models": ["collections"],
    }
    return line | changes


def accepted(case: str = "huge-arrays/int-two-elements", **changes: object) -> Line:
    """The harmless twin."""
    return result(
        case,
        **{
            "title": "int[] of two elements",
            "severity": "low",
            "effect": None,
            "twin": None,
            "is_twin_of": ["huge-arrays/int-max-claim"],
            "expected": {"verdict": "accept", "error": [], "reason": None, "at": None},
            "verdict": "accept",
            "error": None,
            "value": "int[2]{1, 2}",
        }
        | changes,
    )


def failed(
    case: str, verdict: str = "budget", message: str = "it took too much", **changes: object
) -> Line:
    return result(case, **{"verdict": verdict, "pass": False, "message": message} | changes)


def caught(case: str = "careless/shares", **changes: object) -> Line:
    """A careless developer, found out."""
    line = accepted(
        case,
        severity="high",
        effect="the object stands",
        rules=["DEV-4"],
        judged=[judged("DEV-4", "violated", "copied 0 times"), judged("IN-1")],
    )
    line["expected"] = line["expected"] | {"violates": ["DEV-4"]}
    return line | changes


def variants(run: int, failed: int = 0, *failures: Line) -> Line:
    """Streams derived from a case, all by the same rule."""
    return {
        "run": run,
        "by_rule": {"truncate-everywhere": run},
        "failed": failed,
        "failures": list(failures),
    }


@dataclass
class Book:
    """A result file: the results decide the planned lines and the footer, unless told otherwise."""

    results: list[Line] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    header: Line = field(default_factory=dict)
    footer: Line | None = field(default_factory=lambda: dict[str, Any]())

    def lines(self) -> list[Line]:
        cells = [(line["case"], line["target"]) for line in self.results]
        cells += [(case, "reference") for case in self.unanswered]
        lines = [header(len(cells)) | self.header, *(planned(*cell) for cell in cells)]
        lines += self.results
        if self.footer is not None:
            lines.append(self._footer() | self.footer)
        return lines

    def _footer(self) -> Line:
        passed = sum(line["pass"] for line in self.results)
        verdicts = Counter(line["verdict"] for line in self.results)
        not_run = verdicts["not-run"] + len(self.unanswered)
        total = len(self.results) + len(self.unanswered)
        return {
            "type": "footer",
            "results": len(self.results),
            "passed": passed,
            "failed": total - passed - not_run,
            "not_run": not_run,
            "verdicts": dict(verdicts),
            "seconds": 0.42,
            "exit": 1 if passed < total else 0,
        }

    def write(self, folder: Path) -> Path:
        return write_lines(folder, self.lines())


def write_lines(folder: Path, lines: list[Line]) -> Path:
    path = folder / "results.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def clean() -> Book:
    return Book([result(), accepted()])


def write_catalogue(folder: Path, *rules: str) -> Path:
    """A catalogue of rules with those ids."""
    catalogue = folder / "catalogue"
    catalogue.mkdir()
    for rule in rules or ("GOLD-1", "IN-1", "IN-10"):
        text = f"id: {rule}\ntitle: the title of {rule}\nstatement: what {rule} demands\n"
        (catalogue / f"{rule}.yaml").write_text(text, encoding="utf-8")
    return catalogue


def write_planned(catalogue: Path, rule: str, awaits: str = "A reader of archives.") -> None:
    """Another rule, which nothing judges yet."""
    text = (
        f"id: {rule}\ntitle: the title of {rule}\nstatement: what {rule} demands\n"
        f"status: planned\nawaits: {awaits}\n"
    )
    (catalogue / f"{rule}.yaml").write_text(text, encoding="utf-8")


ATTACKS = """\
# Attacks

## Cost

| | attack | how | from |
| --- | --- | --- | --- |
| AT65 | huge array | `int[]` allocated before the data is read | a talk |
| AT66 | nested arrays | ten bytes a level |  |
"""


def write_attacks(folder: Path) -> Path:
    """An attack catalogue of two rows; the cases of this module name the first."""
    path = folder / "CATALOGUE.md"
    path.write_text(ATTACKS, encoding="utf-8")
    return path


def _hash(root: Path, names: list[str]) -> str:
    whole = hashlib.sha256()
    for name in names:
        data = (root / name).read_bytes()
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()


def write_mutants(folder: Path, *, killed: int = 2, own: int = 2, survived: int = 5) -> Path:
    """Sources of one room under `folder`, two defects planted against GOLD-1, and the counts."""
    (folder / "rules").mkdir()
    (folder / "rules" / "judge.c").write_text("int judge;\n", encoding="utf-8")
    mutants = folder / "mutants"
    (mutants / "defects").mkdir(parents=True)
    (mutants / "defects" / "some.yaml").write_text(
        "defects:\n  - {id: gold-1/one, rule: GOLD-1, title: A claim is believed}\n"
        "  - {id: gold-1/two, rule: GOLD-1, title: A claim is doubled}\n",
        encoding="utf-8",
    )
    planted = {
        "schema": 1,
        "sources": _hash(mutants / "defects", ["some.yaml"]),
        "rules": {"GOLD-1": {"planted": 2, "killed": killed, "by_own_cases": own}},
    }
    room = {
        "sources": _hash(folder, ["rules/judge.c"]),
        "mutants": 110,
        "killed": 95,
        "survived": survived,
        "same_code": 4,
        "equivalent": 3,
        "not_compilable": 3,
        "never_reached": 1,
        "score": 95.0,
    }
    score = {
        "schema": 1,
        "all": room,
        "rooms": {"rules": room | {"survivors": {"rules/judge.c": 5}}},
    }
    (mutants / "planted.json").write_text(json.dumps(planted), encoding="utf-8")
    (mutants / "score.json").write_text(json.dumps(score), encoding="utf-8")
    return mutants
