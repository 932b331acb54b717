"""JUnit XML: a suite for each target, a test case for each cell."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from reports.catalogue import Rule
from reports.matrix import MatrixRow
from reports.model import Cell, Run
from reports.summary import (
    actual_text,
    broken_variants,
    command_text,
    expected_text,
    variants_text,
    violations,
)
from reports.text import safe

# What stands for "the harness did not do its work", and not for a finding about the target.
ERRORS = ("not-run", "adapter-error")


def _seconds(value: float) -> str:
    """Three decimals: the schema takes no more."""
    return f"{value:.3f}"


def element(classname: str, name: str, seconds: float) -> ElementTree.Element:
    """A test case that passed, as yet."""
    return ElementTree.Element(
        "testcase", classname=safe(classname), name=safe(name), time=f"{seconds:.6f}"
    )


def _timestamp(run: Run) -> str:
    """Without an offset, as the common schemas for JUnit XML want it."""
    started = run.header.started if run.header else datetime.fromtimestamp(0, UTC)
    return started.strftime("%Y-%m-%dT%H:%M:%S")


def _text(cell: Cell) -> str:
    result = cell.result
    if result is None:
        return cell.message or ""
    lines = [
        f"expected: {expected_text(result.expected)}",
        f"got: {actual_text(cell)}",
        f"rules: {' '.join(result.rules)}",
        *(f"violated: {text}" for text in violations(cell)),
        *(f"variant: {text}" for text in broken_variants(cell)),
        f"control: {result.control}",
        f"replay: {result.replay}",
    ]
    if result.sanitizer:
        lines += [f"sanitizer: {line}" for line in result.sanitizer.splitlines()[:60]]
    elif result.stderr:
        lines += [f"it wrote: {line}" for line in result.stderr.splitlines()[:60]]
    return "\n".join(safe(line) for line in lines)


def _case(cell: Cell) -> ElementTree.Element:
    microseconds = cell.result.microseconds if cell.result else 0
    case = element(cell.family, cell.case, microseconds / 1_000_000)
    if not cell.passed:
        problem = ElementTree.SubElement(
            case,
            "error" if cell.verdict in ERRORS else "failure",
            message=safe(cell.message or "", 1_000),
            type=cell.verdict,
        )
        problem.text = _text(cell)
    return case


def suite(name: str, cases: list[ElementTree.Element], timestamp: str) -> ElementTree.Element:
    """The cases under a name, counted."""
    total = sum(float(case.get("time", "0")) for case in cases)
    element = ElementTree.Element(
        "testsuite",
        name=safe(name),
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors=str(sum(case.find("error") is not None for case in cases)),
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
        time=_seconds(total),
        timestamp=timestamp,
    )
    element.extend(cases)
    return element


def document(name: str, suites: list[ElementTree.Element], seconds: float) -> bytes:
    """The suites as a document, in UTF-8 with its declaration."""
    root = ElementTree.Element("testsuites", name=safe(name), time=_seconds(seconds))
    # How many were skipped stands with each suite: the schema has no place for it here.
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.extend(suites)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _faults(run: Run) -> ElementTree.Element:
    """A test case that fails when the run itself cannot be trusted."""
    case = element("run", "run is complete", 0)
    if run.faults:
        problem = ElementTree.SubElement(
            case, "error", message=safe(run.faults[0], 1_000), type="fault"
        )
        problem.text = "\n".join(safe(fault) for fault in run.faults)
    return case


def _planned(rule: Rule) -> ElementTree.Element:
    """A test case that nobody can take for passed."""
    case = element("rules", rule.id, 0)
    why = f"planned, judged by nothing yet: {rule.title}. Awaits: {rule.awaits}"
    ElementTree.SubElement(case, "skipped", message=safe(why, 1_000))
    return case


def _properties(run: Run) -> ElementTree.Element | None:
    if run.header is None:
        return None
    properties = ElementTree.Element("properties")
    for name, value in (
        ("version", run.header.version),
        ("commit", run.header.commit or ""),
        ("command", command_text(run) or ""),
        ("variants", variants_text(run) or "not run"),
    ):
        ElementTree.SubElement(properties, "property", name=name, value=safe(value))
    return properties


def junit(run: Run, rows: list[MatrixRow]) -> bytes:
    """The document, in UTF-8 with its declaration."""
    timestamp = _timestamp(run)
    suites = [suite("sluice", [_faults(run)], timestamp)]
    planned = [_planned(row.rule) for row in rows if row.rule.is_planned]
    if planned:
        suites.append(suite("planned rules", planned, timestamp))
    for target in run.targets:
        cases = [_case(cell) for cell in run.cells if cell.target == target]
        suites.append(suite(target, cases, timestamp))
    properties = _properties(run)
    if properties is not None:
        for one in suites:
            one.insert(0, properties)
    seconds = run.footer.seconds if run.footer else sum(float(s.get("time", "0")) for s in suites)
    return document("sluice", suites, seconds)
