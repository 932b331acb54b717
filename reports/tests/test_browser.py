"""The pages in a real browser: nothing is refused, nothing is loaded, links and filter work."""

from __future__ import annotations

import re
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
from reports.tests.browser import dumped, opened
from reports.tests.build import Book
from reports.tests.dom import Document, Element
from reports.tests.pages import report_of
from reports.tests.test_html import hostile_result, links_of, rows_of


@pytest.fixture
def page(tmp_path: Path, failing: Book, catalogue: Catalogue) -> Path:
    return report_of(tmp_path, failing, catalogue) / "index.html"


def followed(page: Path, element: str) -> tuple[Document, list[str]]:
    """Where a click on the element leads: the next page, or the same after its scripts have run."""
    text = page.read_text(encoding="utf-8")
    clicking = page.with_name(f"clicking-{page.name}")
    click = f"<script>document.querySelector({element!r}).click()</script></body>"
    clicking.write_text(text.replace("</body>", click), encoding="utf-8")
    return opened(clicking)


def shown(document: Document) -> list[str]:
    return [case for case, row in rows_of(document).items() if "hidden" not in row.attributes]


def details(document: Document, case: str) -> Element:
    body = document.by_id(case)
    return next(parent for parent in body.parents if parent.tag == "details")


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
    assert ("hidden" in document.by_id("nothing").attributes) == bool(cases)
    bodies = document.inside(document.one("table", "cases"), "tbody")
    families = {e.attributes["data-family"] for e in bodies if "hidden" not in e.attributes}
    assert families == {case.partition("/")[0] for case in shown(document)}


def test_a_link_to_a_case_opens_it(page: Path) -> None:
    family = page.parent / "cases" / "huge-arrays.html"
    document, console = opened(family, "#" + quote("huge-arrays/greedy"))
    assert console == []
    assert "open" in details(document, "huge-arrays/greedy").attributes
    assert "open" not in details(document, "huge-arrays/gullible").attributes


@pytest.mark.parametrize(
    "link", [".failure header a[href*='greedy']", "tr[id='huge-arrays/greedy'] a", ".matrix"]
)
def test_from_the_index_to_a_case_and_back(page: Path, link: str) -> None:
    if link == ".matrix":
        # Without its scripts, the matrix leads to the first case.
        text = page.read_text(encoding="utf-8")
        page.write_text(text[: text.index("<script>")] + "</body>", encoding="utf-8")
        link = ".matrix a.violated"
    document, console = followed(page, link)
    assert console == []
    assert document.one("h1").text == "huge-arrays"
    section = details(document, "huge-arrays/greedy")
    assert "open" in section.attributes
    back = links_of(document, section)[-1]
    assert back == "../index.html#huge-arrays/greedy"
    family = page.parent / "cases" / "huge-arrays.html"
    document, console = followed(family, f"a[href='{back}']")
    assert console == []
    assert document.one("h1").text == "✗5 of 7 cases failed"
    assert "hidden" not in rows_of(document)["huge-arrays/greedy"].attributes


def test_a_number_of_the_matrix_is_a_filter(page: Path) -> None:
    document, console = followed(page, ".matrix a.violated")
    assert console == []
    assert shown(document) == ["huge-arrays/greedy"]
    document, _ = followed(page, ".matrix a.not-applicable")
    assert [case.partition("/")[0] for case in shown(document)] == ["huge-arrays"] * 5
    document, _ = followed(page, ".matrix tr:last-child td:nth-child(4) a.held")
    assert [case.partition("/")[0] for case in shown(document)] == ["gadget-chains"] * 2


def test_a_failing_case_is_told_in_full_on_the_index(page: Path) -> None:
    document, console = followed(page, ".failure details summary")
    assert console == []
    first = document.all("article", "failure")[0]
    assert "open" in document.inside(first, "details")[0].attributes
    assert document.inside(first, "table", "hex")


def test_a_link_to_a_rule_opens_its_text(page: Path) -> None:
    assert "open" not in opened(page)[0].by_id("rule-texts").attributes
    assert "open" in opened(page, "#rule-IN-1")[0].by_id("rule-texts").attributes


def test_hostile_text_does_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([hostile_result("a/b"), build.accepted()])
    path = report_of(tmp_path, book, catalogue) / "index.html"
    document, console = opened(path, "#?q=%3Cscript%3E%22")
    assert console == []
    assert document.one("title").text == "1 of 2 cases failed · Sluice"
    assert len(document.all("script")) == 2
    assert document.all("img") == []
    document, console = opened(path.parent / "cases" / "a.html", "#a/b")
    assert console == []
    assert document.one("title").text == "a · Sluice"
    assert len(document.all("script")) == 1
    assert document.all("img") == []


def test_a_junk_fragment_does_no_harm(page: Path) -> None:
    for fragment in ("#nowhere", "#%", "#?rule=nothing", "#?x=<script>"):
        document, console = opened(page, fragment)
        assert console == []
        assert len(document.all("article", "failure")) == 5


def test_a_thousand_cases_are_filtered(tmp_path: Path, catalogue: Catalogue) -> None:
    results = [build.accepted(f"a/case-{index}", is_twin_of=[]) for index in range(1000)]
    path = report_of(tmp_path, Book(results), catalogue) / "index.html"
    assert path.stat().st_size < 1_000_000
    text, console = dumped(path, "#?q=case-77")
    assert console == []
    rows = re.findall(r"<tr id=[^>]*>", text)
    assert len(rows) == 1000
    assert sum('hidden=""' not in row for row in rows) == 11


def test_the_careless_are_filtered(tmp_path: Path, catalogue: Catalogue) -> None:
    lie = build.caught("lies/twice", lies=2)
    book = Book([build.result(), build.accepted(), build.caught(), lie])
    path = report_of(tmp_path, book, catalogue) / "index.html"
    document, console = opened(path, "#?result=careless")
    assert console == []
    assert shown(document) == ["careless/shares"]
    assert shown(opened(path, "#?result=careless&verdict=accept")[0]) == ["careless/shares"]
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
