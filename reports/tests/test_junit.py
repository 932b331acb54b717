"""JUnit XML of the shape that CI servers read."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from reports.catalogue import Catalogue, load_catalogue
from reports.junit import junit
from reports.load import load
from reports.matrix import matrix
from reports.tests import build
from reports.tests.build import Book
from reports.tests.tools import junit_faults

NUMBER = r"\d+"
SECONDS = r"\d+\.\d+"
TEXT = r"[\s\S]*"
COUNTS = {"tests": NUMBER, "failures": NUMBER, "errors": NUMBER}
PROBLEM = {"message": TEXT, "type": r"[a-z-]+"}

# What the schemas in use (Jenkins, Surefire, the Ant task) have in common: attributes, all of them
# mandatory here, and children in this order.
SHAPE: dict[str, tuple[dict[str, str], list[str]]] = {
    "testsuites": ({"name": ".+", "time": SECONDS} | COUNTS, ["testsuite"]),
    "testsuite": (
        {"name": ".+", "time": SECONDS, "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}
        | COUNTS
        | {"skipped": NUMBER},
        ["properties", "testcase"],
    ),
    "properties": ({}, ["property"]),
    "property": ({"name": ".+", "value": TEXT}, []),
    "testcase": (
        {"classname": ".+", "name": ".+", "time": SECONDS},
        ["skipped", "failure", "error"],
    ),
    "skipped": ({"message": TEXT}, []),
    "failure": (PROBLEM, []),
    "error": (PROBLEM, []),
}


def misfits(element: ElementTree.Element, place: str = "") -> list[str]:
    """Where a document departs from the shape."""
    place = f"{place}/{element.tag}"
    if element.tag not in SHAPE:
        return [f"{place}: unknown element"]
    attributes, children = SHAPE[element.tag]
    found: list[str] = []
    if element.attrib.keys() != attributes.keys():
        found.append(f"{place}: attributes {sorted(element.attrib)}")
    found += [
        f"{place}: {name}={value!r}"
        for name, value in element.attrib.items()
        if name in attributes and not re.fullmatch(attributes[name], value)
    ]
    order = [children.index(child.tag) for child in element if child.tag in children]
    if len(order) != len(element) or order != sorted(order):
        found.append(f"{place}: children {[child.tag for child in element]}")
    if element.tag in ("testsuites", "testsuite"):
        found += _miscounted(element, place)
    for child in element:
        found += misfits(child, place)
    return found


def _miscounted(element: ElementTree.Element, place: str) -> list[str]:
    counted = {
        "tests": len(element.findall(".//testcase")),
        "failures": len(element.findall(".//testcase/failure")),
        "errors": len(element.findall(".//testcase/error")),
    }
    if element.tag == "testsuite":
        counted["skipped"] = len(element.findall(".//testcase/skipped"))
    return [
        f"{place}: {name} is {element.get(name)}, {count} are there"
        for name, count in counted.items()
        if element.get(name) != str(count)
    ]


def document(folder: Path, book: Book) -> ElementTree.Element:
    return ElementTree.fromstring(junit(load(book.write(folder)), []))  # noqa: S314


def test_the_shape_check_can_fail() -> None:
    text = '<testsuites name="x" tests="1"><testcase/><other/></testsuites>'
    assert len(misfits(ElementTree.fromstring(text))) > 3  # noqa: S314


def test_a_clean_run(tmp_path: Path) -> None:
    root = document(tmp_path, build.clean())
    assert misfits(root) == []
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "0", "0")
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["sluice", "reference"]
    cases = suites["reference"].findall("testcase")
    assert [(case.get("classname"), case.get("name")) for case in cases] == [
        ("huge-arrays", "huge-arrays/int-max-claim"),
        ("huge-arrays", "huge-arrays/int-two-elements"),
    ]
    assert cases[0].get("time") == "0.000038"


def test_failures_and_errors(tmp_path: Path, failing: Book) -> None:
    root = document(tmp_path, failing)
    assert misfits(root) == []
    assert (root.get("failures"), root.get("errors")) == ("4", "1")
    failure = root.find(".//testcase[@name='huge-arrays/greedy']/failure")
    assert failure is not None
    assert failure.get("type") == "budget"
    assert failure.get("message") == "peak heap of 8,589,934,592 bytes, the case allows 4,096"
    lines = (failure.text or "").splitlines()
    assert lines[0].startswith("expected: reject with StreamCorruptedException or EOFException")
    assert lines[1].startswith("got: budget with EOFException")
    assert "rules: GOLD-1 IN-10" in lines
    assert "violated: GOLD-1: 8 GiB were taken for a claim" in lines
    assert "replay: build/bin/sluice run corpora/attacks --case huge-arrays/greedy" in lines
    error = root.find(".//testcase[@name='huge-arrays/adapter']/error")
    assert error is not None
    assert error.get("type") == "adapter-error"


def test_an_incomplete_run_is_red_even_without_failures(tmp_path: Path) -> None:
    book = build.clean()
    book.footer = None
    root = document(tmp_path, book)
    assert misfits(root) == []
    assert root.get("errors") == "1"
    error = root.find(".//testcase[@classname='run']/error")
    assert error is not None
    assert "incomplete run" in (error.text or "")


def test_a_cell_without_a_result_is_an_error(tmp_path: Path) -> None:
    book = build.clean()
    book.unanswered = ["huge-arrays/lost"]
    root = document(tmp_path, book)
    assert misfits(root) == []
    assert root.find(".//testcase[@name='huge-arrays/lost']/error[@type='not-run']") is not None


def test_no_header(tmp_path: Path) -> None:
    path = build.write_lines(tmp_path, build.clean().lines()[1:])
    root = ElementTree.fromstring(junit(load(path), []))  # noqa: S314
    assert [place for place in misfits(root) if "properties" not in place] == []


def test_times_are_in_utc(tmp_path: Path) -> None:
    for started in ("2026-11-22T04:00:00Z", "2026-11-22T05:30:00.123456789+01:30"):
        book = build.clean()
        book.header = {"started": started}
        assert document(tmp_path, book)[1].get("timestamp") == "2026-11-22T04:00:00"


def test_characters_that_xml_forbids(tmp_path: Path) -> None:
    hostile = "\0\x0b\ud800\ufffe]]><failure/>&\u202e"
    book = Book(
        [
            build.failed(
                "a/b",
                "crash",
                hostile,
                replay=hostile,
                error=build.error(path=hostile),
                stderr=hostile,
                judged=[build.judged("IN-1", "violated", hostile)],
            )
        ]
    )
    book.header = {"command": [hostile]}
    root = document(tmp_path, book)
    assert misfits(root) == []
    assert root.get("failures") == "1"


def test_planned_rules_are_skipped_and_never_passed(tmp_path: Path) -> None:
    folder = build.write_catalogue(tmp_path)
    build.write_planned(folder, "SEC06-J", "A reader of archives.")
    run = load(build.clean().write(tmp_path))
    root = ElementTree.fromstring(junit(run, matrix(run, load_catalogue(folder))))  # noqa: S314
    assert misfits(root) == []
    assert [suite.get("skipped") for suite in root] == ["0", "1", "0"]
    (case,) = [case for case in root.iter("testcase") if case.get("name") == "SEC06-J"]
    (skipped,) = case
    assert skipped.tag == "skipped"
    assert (skipped.get("message") or "").startswith("planned, judged by nothing yet: ")
    assert "A reader of archives." in (skipped.get("message") or "")
    without = ElementTree.fromstring(junit(run, []))  # noqa: S314
    assert int(root.get("tests", "0")) == int(without.get("tests", "0")) + 1


def test_the_public_schema_has_nothing_against_it(
    tmp_path: Path, failing: Book, catalogue: Catalogue
) -> None:
    book = failing
    hostile = "<script>\0\u202e]]>&amp;"
    book.results.append(build.failed("a/b", "reject", hostile, title=hostile))
    run = load(book.write(tmp_path))
    path = tmp_path / "junit.xml"
    path.write_bytes(junit(run, matrix(run, catalogue)))
    assert junit_faults(path) == ""
    path.write_bytes(path.read_bytes().replace(b"<testcase ", b"<testcase skipped='1' ", 1))
    assert "skipped" in junit_faults(path)


def test_variants_that_failed_are_named(tmp_path: Path) -> None:
    broken = {"name": "handles 3", "rule": "IN-8", "message": "accepted", "hex": "aced0005"}
    book = build.clean()
    book.results.append(build.failed("a/b", "reject", variants=build.variants(9, 1, broken)))
    root = document(tmp_path, book)
    assert misfits(root) == []
    (failure,) = root.iter("failure")
    assert "variant: handles 3: accepted (IN-8)" in (failure.text or "")
    properties = {p.get("name"): p.get("value") for p in root.iter("property")}
    assert properties["variants"] == "9 variants run, 1 failed"
