"""The pages: what stands where, that they need nothing else, and that no stream can break them."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from reports import html, templating
from reports.catalogue import Catalogue, load_catalogue
from reports.html import family_page, index_page
from reports.load import load
from reports.matrix import matrix
from reports.model import Cell, Run
from reports.places import family_page_name
from reports.tests import build
from reports.tests.build import Book, Line
from reports.tests.dom import Document, Element
from reports.tests.pages import Site, report_of

HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=alert(1)>\"'>{{7*7}}&amp;\0\u202e"
)


def site_of(folder: Path, book: Book, catalogue: Catalogue) -> Site:
    return Site(report_of(folder, book, catalogue))


@pytest.fixture
def site(tmp_path: Path, failing: Book, catalogue: Catalogue) -> Site:
    return site_of(tmp_path, failing, catalogue)


@pytest.fixture
def document(site: Site) -> Document:
    return site.index


def test_the_first_screen_says_how_it_ended(document: Document) -> None:
    assert document.one("title").text == "5 of 7 cases failed · Sluice"
    verdict = document.by_id("verdict")
    assert document.one("h1").text == "✗5 of 7 cases failed"
    chips = [chip.text for chip in document.inside(verdict, "span", "chip")]
    assert chips == [
        "1 sanitizer",
        "1 crash",
        "1 adapter-error",
        "1 budget",
        "1 unexpected accept",
        "2 passed",
    ]
    for fact in ("420.0 ms", "0.1.0", "0123456789ab", "2026-11-22 04:00:00 UTC", "reference"):
        assert fact in verdict.text
    assert "build/bin/sluice run corpora/attacks --results results.jsonl" in verdict.text


def test_sections_come_in_the_order_of_need(document: Document) -> None:
    assert [heading.text for heading in document.all("h2")] == [
        "What failed",
        "Rules by families",
        "All cases",
    ]


def test_each_failure_says_why_and_how_to_replay_it(document: Document) -> None:
    failures = document.all("article", "failure")
    assert len(failures) == 5
    greedy = next(failure for failure in failures if "greedy" in failure.text)
    for part in (
        "peak heap of 8,589,934,592 bytes",
        "reject with StreamCorruptedException or EOFException at array.length",
        "budget with EOFException",
        "GOLD-1: 8 GiB were taken for a claim",
        "build/bin/sluice run corpora/attacks --case huge-arrays/greedy",
        "high",
    ):
        assert part in greedy.text
    assert document.inside(greedy, "button", "copy")
    assert links_of(document, greedy)[0] == "cases/huge-arrays.html#huge-arrays/greedy"
    body = document.inside(greedy, "div", "body")[0]
    assert document.inside(body, "table", "hex")
    assert document.inside(body, "table", "trace")


def test_the_matrix(document: Document) -> None:
    matrix_table = document.one("table", "matrix")
    heads = [
        cell.text for cell in document.inside(matrix_table, "th") if "scope" in cell.attributes
    ]
    assert heads[:4] == ["Rule", "Cases about it", "huge-arrays", "gadget-chains"]
    rows = {
        document.inside(row, "b")[0].text: row for row in document.inside(matrix_table, "tr")[1:]
    }
    assert "the title of GOLD-1" in rows["GOLD-1"].text
    links = document.inside(rows["GOLD-1"], "a")
    assert links[0].attributes["href"] == "#rule-GOLD-1"
    assert document.by_id("rule-GOLD-1").text == "GOLD-1 the title of GOLD-1"
    assert "what GOLD-1 demands" in document.by_id("rule-texts").text
    squares = document.inside(rows["GOLD-1"], "td")
    assert squares[1].text == "✗ 14"
    assert "violated" in squares[1].classes
    links = document.inside(squares[1], "a")
    assert [(link.classes, link.attributes["href"]) for link in links] == [
        (["violated"], "cases/huge-arrays.html#huge-arrays/greedy"),
        (["held"], "cases/huge-arrays.html"),
    ]
    assert "hole" in rows["IN-1"].classes
    assert "no case" in rows["IN-1"].text


def rows_of(document: Document) -> dict[str, Element]:
    rows = document.inside(document.one("table", "cases"), "tr")
    return {row.attributes["id"]: row for row in rows if "id" in row.attributes}


def links_of(document: Document, element: Element) -> list[str]:
    links = document.inside(element, "a")
    return [link.attributes["href"] for link in links if "href" in link.attributes]


def test_the_list_has_every_case(document: Document) -> None:
    rows = rows_of(document)
    assert len(rows) == 7
    greedy = rows["huge-arrays/greedy"]
    assert greedy.classes == ["failed"]
    assert greedy.parents[-1].attributes["data-family"] == "huge-arrays"
    # GOLD-1 was violated, IN-1 not applicable, IN-10 not judged.
    assert greedy.attributes["data-judged"] == "vn"
    cells = [cell.text for cell in document.inside(greedy, "td")]
    assert cells[1:4] == ["budget", "high", "GOLD-1 IN-10"]
    assert links_of(document, greedy) == ["cases/huge-arrays.html#huge-arrays/greedy"]


def test_what_a_family_shares_is_said_once(document: Document) -> None:
    row = rows_of(document)["huge-arrays/adapter"]
    family = row.parents[-1]
    assert "collections" in family.attributes["data-words"]
    assert "collections" not in row.attributes["data-words"]
    assert {"reply", "sequence"} <= set(row.attributes["data-words"].split())
    heads = [head.text for head in document.inside(family, "th")]
    assert heads == ["huge-arrays 5 cases, 3 failed"]


def test_careless_developers_are_shown_as_caught(tmp_path: Path, catalogue: Catalogue) -> None:
    missed = build.caught("careless/missed", **{"pass": False, "message": "DEV-4 is held"})
    document = site_of(tmp_path, Book([build.caught(), missed]), catalogue).index
    rows = list(rows_of(document).values())
    # Rules in the order of the matrix: DEV-4, GOLD-1, IN-1, IN-10.
    assert [row.attributes["data-judged"] for row in rows] == ["c-h", "c-h"]
    chips = [chip.text for row in rows for chip in document.inside(row, "span", "chip")]
    assert chips == ["careless: caught", "careless: not caught"]
    site = site_of(tmp_path, Book([build.caught()]), catalogue)
    assert "and DEV-4 found violated" in site.texts["cases/careless.html"]


def details_of(document: Document, case: str) -> Element:
    body = document.by_id(case)
    return next(parent for parent in body.parents if parent.tag == "details")


def test_a_section_tells_everything_about_its_case(site: Site) -> None:
    document = site.family("huge-arrays")
    section = details_of(document, "huge-arrays/int-max-claim")
    for part in (
        "int[] that claims 2^31-1 elements",
        "takes 8 GiB for 27 bytes",
        "talk: River developers' list, 2015",
        "AT65 huge array",
        "CVE-2021-35561",
        "claim-exceeds-input",
        "offset 23, array.length",
        "the next stream decoded as ever",
        "64.4 KiB (16 * input + 64 KiB)",
        "4,096 B",
        "1,904 B",
        "31 (1.15 a byte)",
        "27 of 27",
        "GOLD-1 the title of GOLD-1held",
        build.result()["sha256"],
    ):
        assert part in section.text
    assert links_of(document, section) == [
        "../coverage.html#AT65",
        "#huge-arrays/int-two-elements",
        "../index.html#huge-arrays/int-max-claim",
    ]
    stream = document.inside(section, "table", "hex")[0]
    rows = [row.text for row in document.inside(stream, "tr")]
    assert "000000ac ed..magicstream" in rows
    assert "0000177f ff ff ff....array.length ◀ failed herestream[0].length" in rows
    assert [mark.text for mark in document.inside(stream, "mark")] == ["7f"]
    trace = document.inside(section, "table", "trace")[0]
    events = [row.text for row in document.inside(trace, "tr")][1:]
    assert events == ["handle-assigned220ok", "class-checked22[Iok", "failed23claim-exceeds-input"]


def test_a_twin_is_linked_both_ways(site: Site) -> None:
    document = site.family("huge-arrays")
    body = document.by_id("huge-arrays/int-two-elements")
    assert links_of(document, body)[1] == "#huge-arrays/int-max-claim"
    assert "int[2]{1, 2}" in body.text


def test_a_twin_of_another_family_is_linked(tmp_path: Path, catalogue: Catalogue) -> None:
    far = build.accepted("far-away/twin", is_twin_of=["huge-arrays/int-max-claim"])
    site = site_of(tmp_path, Book([build.result(twin="far-away/twin"), far]), catalogue)
    body = site.family("huge-arrays").by_id("huge-arrays/int-max-claim")
    links = links_of(site.family("huge-arrays"), body)
    assert links[1] == "far-away.html#far-away/twin"


def test_a_sanitizer_report_is_shown(site: Site) -> None:
    body = site.family("gadget-chains").by_id("gadget-chains/poison")
    assert "heap-buffer-overflow #0 in read" in body.text


def test_a_target_that_died_has_no_resources(site: Site) -> None:
    body = site.family("gadget-chains").by_id("gadget-chains/crash")
    assert "crash by signal 11" in body.text
    assert "The target did not live to tell." in body.text
    assert "fatal runtime error: stack overflow" in body.text


def test_all_links_lead_somewhere(site: Site) -> None:
    ids = {}
    for name, document in site.pages.items():
        names = Counter(e.attributes["id"] for e in document.elements if "id" in e.attributes)
        assert max(names.values()) == 1
        ids[name] = set(names)
    for name, document in site.pages.items():
        for link in document.all("a"):
            if "href" not in link.attributes:
                assert link.classes == ["not-applicable"]
                continue
            page, _, fragment = link.attributes["href"].partition("#")
            page = normpath(join(dirname(name), page)) if page else name
            assert page in ids, link.attributes
            assert not fragment or unquote(fragment) in ids[page], link.attributes


def test_a_family_page_leads_to_its_neighbors_and_back(site: Site) -> None:
    document = site.family("huge-arrays")
    assert [link.text for link in document.inside(document.one("nav"), "a")] == [
        "Sluice: results",
        "gadget-chains →",
        "All cases",
        "Coverage",
    ]
    assert document.one("h1").text == "huge-arrays"
    assert "3 of 5 cases failed" in document.by_id("verdict").text
    assert "#huge-arrays/greedy" in links_of(document, document.by_id("verdict"))
    before = site.family("gadget-chains").one("nav").text
    assert "← huge-arrays" in before


def test_many_failures_keep_their_details_on_their_pages(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "FAILURES_TOLD", 22)
    for count, bodies in ((20, 20), (21, 0), (23, 0)):
        results = [build.failed(f"a/case-{index:02}", is_twin_of=[]) for index in range(count)]
        document = site_of(tmp_path, Book(results), catalogue).index
        assert len(document.all("div", "body")) == bodies
        failed = document.one("ul", "more") if count == 23 else None
        assert failed is None or links_of(document, failed) == ["cases/a.html#a/case-22"]


def test_a_family_with_an_odd_name_has_a_page() -> None:
    # Nothing that the schema allows is odd; a page is safe whatever it is of.
    odd = "../Ünder & <b>100%</b> #?"
    name = family_page_name(odd)
    assert re.fullmatch(r"cases/[a-z0-9_-]+\.html", name)
    assert family_page_name("a_b") != family_page_name("a/b") != family_page_name("a-b")
    case = f"{odd.replace('/', '|')}/x%41 \u202e<i>"
    cells = (Cell(case, "reference", None), Cell("a/b", "reference", None))
    run = Run(None, cells, None, ())
    index = Document(index_page(run, []))
    page = Document(family_page(run, cells[0].family, []))
    assert index.all("b") == page.all("i") == []
    row = next(row for row in index.all("tr") if "Ünder" in row.attributes.get("id", ""))
    address, _, fragment = links_of(index, row)[0].partition("#")
    assert address == family_page_name(cells[0].family)
    assert page.by_id(unquote(fragment)).text.startswith("The run was to include")
    back = links_of(page, page.by_id(unquote(fragment)))[-1]
    assert index.by_id(unquote(back.partition("#")[2])) is row


@pytest.mark.parametrize("name", ["index.html", "cases/huge-arrays.html"])
def test_a_page_needs_nothing_else(site: Site, name: str) -> None:
    text, document = site.texts[name], site.pages[name]
    policy = document.all("meta")[1].attributes
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    )
    assert {element.tag for element in document.elements}.isdisjoint(
        {"link", "img", "iframe", "object", "embed", "base", "video", "audio", "svg"}
    )
    for element in document.elements:
        assert "src" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|https?:", text)


def test_a_clean_run(tmp_path: Path, catalogue: Catalogue) -> None:
    document = site_of(tmp_path, build.clean(), catalogue).index
    assert document.one("h1").text == "✓All 2 cases as expected"
    assert document.all("article", "failure") == []
    assert document.one("p", "calm").text == "Nothing."
    assert document.all("div", "faults") == []


def test_an_incomplete_run_has_a_banner(tmp_path: Path, catalogue: Catalogue) -> None:
    book = build.clean()
    book.footer = None
    book.unanswered = ["huge-arrays/lost"]
    site = site_of(tmp_path, book, catalogue)
    document = site.index
    banner = document.one("div", "faults")
    assert banner.attributes["role"] == "alert"
    assert "incomplete run" in banner.text
    assert "huge-arrays/lost" in banner.text
    assert document.one("h1").text == "✗This run proves nothing; 1 not run"
    lost = site.family("huge-arrays").by_id("huge-arrays/lost")
    assert "no result" in lost.text
    assert "not complete" in site.family("huge-arrays").one("div", "faults").text
    assert document.all("p", "calm") == []


def test_no_header_and_no_cells(tmp_path: Path, catalogue: Catalogue) -> None:
    run = load(build.write_lines(tmp_path, []))
    assert (
        "no header" in Document(index_page(run, matrix(run, catalogue))).one("div", "faults").text
    )


def test_several_targets_have_a_section_each(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([build.result(), build.result(target="other"), build.accepted(target="other")])
    book.header = {
        "targets": [
            {"name": "reference", "version": "0.1.0", "kind": "in-process"},
            {"name": "other", "version": None, "kind": "process"},
        ]
    }
    site = site_of(tmp_path, book, catalogue)
    document = site.family("huge-arrays")
    first = document.by_id("huge-arrays/int-max-claim@reference")
    assert "huge-arrays/int-two-elements (not in this run)" in first.text
    second = document.by_id("huge-arrays/int-max-claim@other")
    assert links_of(document, second)[1:] == [
        "#huge-arrays/int-two-elements@other",
        "../index.html#huge-arrays/int-max-claim@other",
    ]
    assert [e for e in site.index.all("select") if e.attributes["name"] == "target"]
    row = rows_of(site.index)["huge-arrays/int-max-claim@other"]
    assert row.attributes["data-target"] == "other"
    assert links_of(site.index, row) == ["cases/huge-arrays.html#huge-arrays/int-max-claim@other"]


def hostile_result(case: str, **changes: object) -> Line:
    return build.failed(
        case,
        "wrong-value",
        HOSTILE,
        **{
            "title": HOSTILE,
            "effect": HOSTILE,
            "source": {"kind": "own", "ref": f"javascript:alert(1)//{HOSTILE}"},
            "expected": {
                "verdict": "accept",
                "error": [],
                "reason": None,
                "at": HOSTILE,
                "path": HOSTILE,
                "value": HOSTILE,
            },
            "error": build.error(
                "EOFException", reason=HOSTILE, at=HOSTILE, path=HOSTILE, class_name=HOSTILE
            ),
            "judged": [build.judged("GOLD-1", "violated", HOSTILE)],
            "value": HOSTILE,
            "stream": HOSTILE.encode(),
            "layout": [build.span(0, 5, HOSTILE, HOSTILE)],
            "trace": [build.event("published", 3, name=HOSTILE, reason=HOSTILE)],
            "sanitizer": HOSTILE,
            "stderr": HOSTILE,
            "replay": HOSTILE,
            "models": [HOSTILE],
        }
        | changes,
    )


def test_hostile_text_stays_text(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([hostile_result("a/b"), build.accepted()])
    book.header = {
        "command": [HOSTILE],
        "targets": [{"name": "reference", "version": HOSTILE, "kind": "in-process"}],
    }
    site = site_of(tmp_path, book, catalogue)
    for document, scripts in ((site.index, 2), (site.family("a"), 1)):
        assert len(document.all("script")) == scripts
        assert document.all("img") == []
        links = [link.attributes.get("href", "") for link in document.all("a")]
        assert not [link for link in links if "javascript" in link]
    for character in "\0\u202e":
        assert not [name for name, text in site.texts.items() if character in text]
    told = site.index.one("article", "failure")
    why = site.index.inside(told, "p", "why")[0]
    assert "{{7*7}}" in why.text
    assert "49" not in why.text
    assert "\\u0000\\u202e" in told.text
    section = site.family("a").by_id("a/b")
    assert section.text.count("<script>document.title='owned'</script>") >= 10


def test_only_plain_addresses_become_links(tmp_path: Path, catalogue: Catalogue) -> None:
    address = "https://example.org/talk?a=1&b=2"
    book = Book(
        [
            build.accepted("a/yes", is_twin_of=[], source={"kind": "talk", "ref": address}),
            build.accepted(
                "a/no", is_twin_of=[], attack=[], source={"kind": "own", "ref": "javascript:x"}
            ),
        ]
    )
    document = site_of(tmp_path, book, catalogue).family("a")
    links = document.inside(document.by_id("a/yes"), "a")
    assert [link.attributes["href"] for link in links] == [
        address,
        "../coverage.html#AT65",
        "../index.html#a/yes",
    ]
    assert links[0].attributes["rel"] == "noopener noreferrer"
    assert links_of(document, document.by_id("a/no")) == ["../index.html#a/no"]


def test_the_size_is_bounded_by_the_cells_not_by_the_streams(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "PAGE_ROWS_FAILED", 2_000)
    heavy: Line = {
        "stream": bytes(range(256)) * 40_960,
        "layout": [build.span(i, i + 1, "byte", "stream[0].a.b") for i in range(2_000)],
        "trace": [build.event("published", i, name="n" * 10_000) for i in range(500)],
        "value": "v" * 1_000_000,
        "sanitizer": "s" * 1_000_000 + "\n" * 10_000,
    }
    for cells in (2, 10):
        results = [build.failed(f"a/case-{index}", **heavy) for index in range(cells)]
        site = site_of(tmp_path, Book(results), catalogue)
        assert len(site.texts["cases/a.html"]) < 1_500_000 + cells * 40_000
        assert len(site.texts["index.html"]) < 800_000 + cells * 40_000


def test_the_index_of_many_cases_is_small(tmp_path: Path, catalogue: Catalogue) -> None:
    rules = [f"BOUND-RULE-{index}" for index in range(55)]
    judged = [build.judged(rule, ("held", "not-applicable")[len(rule) % 2]) for rule in rules]
    models = [f"org.example.some.Model{index}" for index in range(25)]
    results = [
        build.accepted(
            f"family-number-{index % 60}/{'a-long-name-' * 2}{index}",
            title="what the case is, told in a sentence of about a hundred characters, as usual",
            effect="what a reader without the check would do, in another sentence of that length",
            rules=rules[:3],
            judged=judged,
            models=models,
            is_twin_of=[],
        )
        for index in range(1_500)
    ]
    site = site_of(tmp_path, Book(results), catalogue)
    assert len(rows_of(site.index)) == 1_500
    assert len(site.texts["index.html"]) < 1_500_000


def test_what_is_left_out_is_said(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "PAGE_ROWS_PASSED", 1_000)
    layout = [build.span(i, i + 8, "eight") for i in range(0, 16_000, 8)]
    trace = [build.event("published", index) for index in range(500)]
    results = [
        build.accepted(
            f"a/case-{index}", stream=bytes(20_000), layout=layout, trace=trace, trace_dropped=7
        )
        for index in range(5)
    ]
    document = site_of(tmp_path, Book(results), catalogue).family("a")
    text = document.by_id("a/case-0").text
    assert "rows left out here, offsets 000" in text
    assert "3,616 bytes, not in the results" in text
    assert "300 events left out here" in text
    assert "7 later events not in the results" in text


PAIRS = [
    *(
        (ink, paper)
        for ink in ("ink", "muted", "accent", "bad", "good")
        for paper in ("page", "panel")
    ),
    *((ink, "shade") for ink in ("ink", "muted", "bad")),
    *((ink, "bad-soft") for ink in ("ink", "muted", "bad", "good")),
    *((ink, "good-soft") for ink in ("muted", "good")),
    *((ink, "warn-soft") for ink in ("ink", "muted", "good", "warn")),
    *((ink, "sunken") for ink in ("ink", "muted")),
    ("mark-ink", "mark"),
]


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else math.pow((value + 0.055) / 1.055, 2.4)
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_stands_out_from_its_ground_in_light_and_dark() -> None:
    style = (templating.TEMPLATES / "style.css").read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", root))
        for root in re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    ]
    assert len(palettes) == 2
    for palette in palettes:
        for ink, paper in PAIRS:
            dark, light = sorted((luminance(palette[ink]), luminance(palette[paper])))
            contrast = (light + 0.05) / (dark + 0.05)
            assert contrast >= 4.5, f"{ink} on {paper}: {contrast:.2f}"


def test_planned_rules_are_shown_as_planned(tmp_path: Path) -> None:
    folder = build.write_catalogue(tmp_path)
    build.write_planned(folder, "SEC06-J", "A reader of archives.")
    document = site_of(tmp_path, build.clean(), load_catalogue(folder)).index
    rows = document.inside(document.one("table", "matrix"), "tr")
    assert "planned" in rows[-1].classes
    assert "SEC06-J" in rows[-1].text
    assert "hole" not in rows[-1].classes
    assert "1 rule planned, judged by nothing yet" in document.by_id("verdict").text
    texts = document.by_id("rule-texts").text
    assert "It awaits: A reader of archives." in texts
    assert "Rules 3 + 1 planned" in document.one("nav").text


def test_variants_are_shown(tmp_path: Path, catalogue: Catalogue) -> None:
    broken = {"name": "handles 3", "rule": "IN-8", "message": "accepted", "hex": "aced0005"}
    book = Book(
        [
            build.result(variants=build.variants(1200)),
            build.accepted(),
            build.failed("a/b", "reject", variants=build.variants(9, 7, broken)),
        ]
    )
    site = site_of(tmp_path, book, catalogue)
    document = site.index
    verdict = document.by_id("verdict").text
    assert "1,209 variants run, 7 failed" in verdict
    assert "1 with broken variants" in verdict
    assert "handles 3: accepted (IN-8)" in document.one("article", "failure").text
    body = site.family("a").by_id("a/b").text
    assert "9 derived streams run, 7 failed: truncate-everywhere 9." in body
    assert "These are the first 1" in body
    assert "aced0005" in body
    document = site.family("huge-arrays")
    whole = document.by_id("huge-arrays/int-max-claim").text
    assert "1,200 derived streams run, none failed: truncate-everywhere 1,200." in whole
    assert "derived stream" not in document.by_id("huge-arrays/int-two-elements").text


def test_the_careless_are_shown(tmp_path: Path, catalogue: Catalogue) -> None:
    site = site_of(tmp_path, Book([build.caught()]), catalogue)
    assert "1 of 1 careless caught" in site.index.by_id("verdict").text
    body = site.family("careless").by_id("careless/shares")
    assert "broken on purpose: DEV-4, and found out" in body.text


def test_lies_are_shown(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([build.caught("lies/twice", lies=2), build.caught()])
    site = site_of(tmp_path, book, catalogue)
    document = site.index
    verdict = document.by_id("verdict").text
    assert "1 of 1 careless caught" in verdict
    assert "1 of 1 lies caught" in verdict
    body = site.family("lies").by_id("lies/twice").text
    assert "2 changes of what was seen" in body
    assert "so that DEV-4 is broken, and seen through" in body
    assert "lie: caught" in document.one("table", "cases").text
