"""Reads the results of one target, and says what is wrong with them.

What a case shows broken is more than its verdict: a rule that every model class breaks would hide
the rest.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reports.model import TARGET_VERDICTS
from reports.targets.model import Cell, Column, ordered

# Of these no rule is the cause.
_PROCESS = ("sanitizer", "crash", "hang", "adapter-error", "not-run")
_FAULTS = 5

Json = dict[str, Any]


def _marks(line: Json, broken: dict[str, str]) -> tuple[str, ...]:
    if line["pass"]:
        return ()
    marks = set(broken)
    if line.get("miss"):
        marks.add(line["miss"])
    verdict, message = line["verdict"], line["message"]
    is_own = verdict in TARGET_VERDICTS
    if verdict in _PROCESS or (not is_own and not message.startswith("breaks rule ")):
        marks.add(verdict)
    elif not marks:
        marks.add("twin" if " does not count: twin " in message else "expectation")
    return ordered(marks)


def _said(line: Json) -> str:
    error = line.get("error")
    return str((error["reason"] if error else line.get("value")) or "")


def cell_of(line: Json) -> Cell:
    """Raises KeyError, TypeError and AttributeError where the line is no result."""
    on_purpose = set(line["expected"].get("violates", ()))
    is_trial = bool(on_purpose) or line["lies"] > 0
    # What is broken on purpose, or said to be, tells of the judge and not of the target.
    judged = () if is_trial and line["pass"] else line["judged"]
    broken = {
        one["rule"]: one["detail"] or ""
        for one in judged
        if one["outcome"] == "violated" and one["rule"] not in on_purpose
    }
    decided = frozenset(one["rule"] for one in judged if one["outcome"] != "not-applicable")
    answer = line.get("answer")
    if answer is None and line["verdict"] in TARGET_VERDICTS:
        answer = line["verdict"]
    return Cell(
        case=line["case"],
        verdict=line["verdict"],
        passed=line["pass"] is True,
        marks=_marks(line, broken),
        decided=decided - on_purpose,
        answer=answer,
        length=int(line["bytes"]),
        title=line["title"],
        rules=tuple(line["rules"]),
        is_attack=line["effect"] is not None and not line["lies"],
        message=line["message"] or "",
        details=broken,
        replay=line["replay"],
        said=_said(line),
    )


def not_run(case: str) -> Cell:
    """A cell that was planned and has no result."""
    message = "the run was to include this case, but recorded no result for it"
    return Cell(
        case, "not-run", False, ("not-run",), frozenset(), None, 0, "", (), False, message, {}, ""
    )


def read_column(path: Path, target: str) -> Column:
    """What the file says of the target; whatever is missing or wrong in it is a fault."""
    planned: dict[str, None] = {}
    cells: dict[str, Cell] = {}
    faults: list[str] = []
    version: str | None = None
    footer: Json | None = None
    lines = path.read_bytes().splitlines() if path.is_file() else []
    for number, raw in enumerate(lines, 1):
        try:
            line = json.loads(raw)
            kind = line["type"]
            if kind == "header":
                versions = {one["name"]: one["version"] for one in line["targets"]}
                version = versions.get(target)
            elif line.get("target", target) != target:
                raise ValueError("it is about another target")
            elif kind == "planned":
                planned[line["case"]] = None
            elif kind == "result":
                cell = cell_of(line)
                if cell.case in cells or cell.case not in planned:
                    raise ValueError(f"a result of {cell.case} that was not planned, or a second")
                cells[cell.case] = cell
            elif kind == "footer":
                footer = line
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            faults.append(f"line {number} of its results cannot be used: {error}")
    missing = [case for case in planned if case not in cells]
    cells |= {case: not_run(case) for case in missing}
    if not planned:
        faults.append("no case was planned")
    if missing:
        faults.append(f"{len(missing):,} cases have no result, {missing[0]} is the first")
    if footer is None:
        faults.append("its results do not reach their end: the run was cut off")
    elif footer.get("exit") == 2:
        faults.append("the runner says that it failed or was stopped")
    return Column(
        target,
        version,
        dict(sorted(cells.items())),
        tuple(faults[:_FAULTS]),
        float((footer or {}).get("seconds", 0.0)),
    )
