"""The page in a real browser: nothing is refused, nothing is loaded, and the filter works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from reports.catalogue import Catalogue, load_catalogue
from reports.coverage import attack_coverage, rule_coverage
from reports.evidence import load_evidence
from reports.html import coverage_page
from reports.load import load
from reports.matrix import matrix
from reports.tests import build
from reports.tests.build import Book
from reports.tests.dom import Document, Element
from reports.tests.test_html import hostile_result, text_of

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=5000",
)

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no chromium: install the distribution's package to see the page tested"
)


def dumped(page: Path, fragment: str = "") -> tuple[str, list[str]]:
    """The page as it is after its script has run, and what the browser had to say about it."""
    assert BROWSER is not None
    profile = page.parent / f"profile-{len(list(page.parent.iterdir()))}"
    # The sandbox of the browser cannot be set up by root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [
            BROWSER,
            *OPTIONS,
            *sandbox,
            f"--user-data-dir={profile}",
            "--dump-dom",
            f"{page.as_uri()}{fragment}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, console


def opened(page: Path, fragment: str = "") -> tuple[Document, list[str]]:
    text, console = dumped(page, fragment)
    return Document(text), console


@pytest.fixture
def page(tmp_path: Path, failing: Book, catalogue: Catalogue) -> Path:
    path = tmp_path / "index.html"
    path.write_text(text_of(tmp_path, failing, catalogue), encoding="utf-8")
    return path


def shown(document: Document) -> list[str]:
    rows = document.inside(document.one("table", "cases"), "tr")[1:]
    return [row.attributes["data-case"] for row in rows if "hidden" not in row.attributes]


def details(document: Document, case: str) -> Element:
    found = [e for e in document.all("details", "case") if e.attributes["data-case"] == case]
    assert len(found) == 1
    return found[0]


def test_the_console_is_watched(tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    path.write_text(
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
        "script-src 'unsafe-inline'\"><img src='x.png'><script>nothing()</script>"
    )
    console = "\n".join(opened(path)[1])
    assert "nothing is not defined" in console
    assert "Content Security Policy" in console


def test_the_page_opens_without_complaint(page: Path) -> None:
    document, console = opened(page)
    assert console == []
    assert "js" in document.one("html").classes
    assert len(shown(document)) == 7
    assert document.by_id("nothing").attributes.get("hidden") is not None


def test_without_scripts_all_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    page.write_text(text[: text.index("<script>")], encoding="utf-8")
    document, console = opened(page)
    assert console == []
    assert "js" not in document.one("html").classes
    assert len(shown(document)) == 7
    assert len(document.all("article", "failure")) == 5


@pytest.mark.parametrize(
    ("query", "cases"),
    [
        ("result=failed&family=gadget-chains", ["crash", "poison"]),
        ("verdict=crash", ["crash"]),
        ("severity=critical", ["crash"]),
        ("severity=low", ["int-two-elements"]),
        ("rule=GOLD-1&outcome=violated", ["greedy"]),
        ("outcome=violated", ["greedy"]),
        ("rule=IN-1", []),
        ("rule=IN-10&outcome=idle", ["greedy"]),
        ("rule=IN-1&outcome=not-applicable&q=greedy", ["greedy"]),
        ("q=INT%20two", ["int-two-elements"]),
        ("q=takes%20sequence", ["adapter"]),
        ("q=no%20such%20case", []),
        ("result=careless", []),
        ("q=AT65&result=passed", ["int-max-claim", "int-two-elements"]),
    ],
)
def test_the_filter(page: Path, query: str, cases: list[str]) -> None:
    document, console = opened(page, f"#?{query}")
    assert console == []
    assert [case.partition("/")[2] for case in shown(document)] == cases
    visible = [e for e in document.all("details", "case") if "hidden" not in e.attributes]
    assert len(visible) == len(cases)
    assert ("hidden" in document.by_id("nothing").attributes) == bool(cases)
    families = [e for e in document.all("section", "family") if "hidden" not in e.attributes]
    assert bool(families) == bool(cases)


def test_a_link_to_a_case_opens_it(page: Path) -> None:
    document, _ = opened(page, "#" + quote("huge-arrays/greedy"))
    assert "open" in details(document, "huge-arrays/greedy").attributes
    assert "open" not in details(document, "huge-arrays/gullible").attributes


def test_a_link_to_a_rule_opens_its_text(page: Path) -> None:
    assert "open" not in opened(page)[0].by_id("rule-texts").attributes
    assert "open" in opened(page, "#rule-IN-1")[0].by_id("rule-texts").attributes


def test_hostile_text_does_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([hostile_result("a/b"), build.accepted()])
    path = tmp_path / "hostile.html"
    path.write_text(text_of(tmp_path, book, catalogue), encoding="utf-8")
    document, console = opened(path, "#?q=%3Cscript%3E%22")
    assert console == []
    assert document.one("title").text == "1 of 2 cases failed · Sluice"
    assert len(document.all("script")) == 1
    assert document.all("img") == []


def test_a_junk_fragment_does_no_harm(page: Path) -> None:
    for fragment in ("#nowhere", "#%", "#?rule=nothing", "#?x=<script>"):
        document, console = opened(page, fragment)
        assert console == []
        assert len(document.all("article", "failure")) == 5


def test_a_thousand_cases_are_filtered(tmp_path: Path, catalogue: Catalogue) -> None:
    results = [build.accepted(f"a/case-{index}", is_twin_of=[]) for index in range(1000)]
    path = tmp_path / "large.html"
    path.write_text(text_of(tmp_path, Book(results), catalogue), encoding="utf-8")
    assert path.stat().st_size < 12_000_000
    text, console = dumped(path, "#?q=case-77")
    assert console == []
    rows = re.findall(r"<tr [^>]*data-case=[^>]*>", text)
    assert len(rows) == 1000
    assert sum('hidden=""' not in row for row in rows) == 11


def test_the_careless_are_filtered(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "careless.html"
    lie = build.caught("lies/twice", lies=2)
    book = Book([build.result(), build.accepted(), build.caught(), lie])
    path.write_text(text_of(tmp_path, book, catalogue), encoding="utf-8")
    document, console = opened(path, "#?result=careless")
    assert console == []
    assert shown(document) == ["careless/shares"]
    assert shown(opened(path, "#?result=lie")[0]) == ["lies/twice"]


def test_the_coverage_page_opens_without_complaint(tmp_path: Path) -> None:
    evidence = load_evidence(build.write_mutants(tmp_path), build.write_attacks(tmp_path), tmp_path)
    run = load(build.clean().write(tmp_path))
    rows = matrix(run, load_catalogue(build.write_catalogue(tmp_path)))
    rules = rule_coverage(run, rows, evidence)
    path = tmp_path / "coverage.html"
    path.write_text(coverage_page(run, rules, attack_coverage(run, evidence), evidence))
    document, console = opened(path, "#AT66")
    assert console == []
    assert "gap" in document.by_id("AT66").classes
