"""The page: what stands where, that it needs nothing else, and that no stream can break it."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from reports import html
from reports.catalogue import Catalogue, load_catalogue
from reports.evidence import AttackRow, Evidence
from reports.html import page
from reports.load import load
from reports.matrix import matrix
from reports.tests import build
from reports.tests.build import Book, Line
from reports.tests.dom import Document

HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=alert(1)>\"'>{{7*7}}&amp;\0\u202e"
)


def text_of(folder: Path, book: Book, catalogue: Catalogue) -> str:
    run = load(book.write(folder))
    evidence = Evidence((AttackRow("AT65", "huge array", "", "Cost"),))
    whole = replace(run, faults=run.faults + catalogue.faults)
    return page(whole, matrix(run, catalogue), evidence)


@pytest.fixture
def document(tmp_path: Path, failing: Book, catalogue: Catalogue) -> Document:
    return Document(text_of(tmp_path, failing, catalogue))


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
        "Details",
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
    links = [link.attributes["href"] for link in document.inside(greedy, "a")]
    assert links == ["#huge-arrays/greedy"]


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
    assert squares[1].text == "✗ 1 4"
    assert "violated" in squares[1].classes
    links = document.inside(squares[1], "a")
    assert links[0].attributes["href"] == "#huge-arrays/greedy"
    assert links[0].attributes["data-filter"] == "rule=GOLD-1&outcome=violated&family=huge-arrays"
    assert "hole" in rows["IN-1"].classes
    assert "no case" in rows["IN-1"].text


def test_the_list_has_every_case(document: Document) -> None:
    table = document.one("table", "cases")
    rows = document.inside(table, "tr")[1:]
    assert len(rows) == 7
    greedy = next(row for row in rows if row.attributes["data-case"] == "huge-arrays/greedy")
    assert greedy.attributes["data-result"] == "failed"
    assert greedy.attributes["data-verdict"] == "budget"
    assert greedy.attributes["data-family"] == "huge-arrays"
    assert greedy.attributes["data-severity"] == "high"
    assert greedy.attributes["data-about"] == "GOLD-1 IN-10"
    assert greedy.attributes["data-violated"] == "GOLD-1"
    assert greedy.attributes["data-not-applicable"] == "IN-1"


def test_careless_developers_are_shown_as_caught(tmp_path: Path, catalogue: Catalogue) -> None:
    missed = build.caught("careless/missed", **{"pass": False, "message": "DEV-4 is held"})
    document = Document(text_of(tmp_path, Book([build.caught(), missed]), catalogue))
    rows = document.inside(document.one("table", "cases"), "tr")[1:]
    assert [row.attributes["data-caught"] for row in rows] == ["DEV-4", "DEV-4"]
    assert [row.attributes["data-violated"] for row in rows] == ["", ""]
    chips = [chip.text for row in rows for chip in document.inside(row, "span", "chip")]
    assert chips == ["careless: caught", "careless: not caught"]
    text = text_of(tmp_path, Book([build.caught()]), catalogue)
    assert "and DEV-4 found violated" in text


def test_a_section_tells_everything_about_its_case(document: Document) -> None:
    section = next(
        section
        for section in document.all("details", "case")
        if section.attributes["data-case"] == "huge-arrays/int-max-claim"
    )
    assert document.by_id("huge-arrays/int-max-claim").within(section)
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
    links = [link.attributes["href"] for link in document.inside(section, "a")]
    assert links == ["coverage.html#AT65", "#huge-arrays/int-two-elements"]
    stream = document.inside(section, "table", "hex")[0]
    rows = [row.text for row in document.inside(stream, "tr")]
    assert "000000ac ed..magicstream" in rows
    assert "0000177f ff ff ff....array.length ◀ failed herestream[0].length" in rows
    assert [mark.text for mark in document.inside(stream, "mark")] == ["7f"]
    trace = document.inside(section, "table", "trace")[0]
    events = [row.text for row in document.inside(trace, "tr")][1:]
    assert events == ["handle-assigned220ok", "class-checked22[Iok", "failed23claim-exceeds-input"]


def test_a_twin_is_linked_both_ways(document: Document) -> None:
    body = document.by_id("huge-arrays/int-two-elements")
    links = [link.attributes["href"] for link in document.inside(body, "a")]
    assert links == ["coverage.html#AT65", "#huge-arrays/int-max-claim"]
    assert "int[2]{1, 2}" in body.text


def test_a_sanitizer_report_is_shown(document: Document) -> None:
    assert "heap-buffer-overflow #0 in read" in document.by_id("gadget-chains/poison").text


def test_a_target_that_died_has_no_resources(document: Document) -> None:
    body = document.by_id("gadget-chains/crash")
    assert "crash by signal 11" in body.text
    assert "The target did not live to tell." in body.text


def test_all_links_inside_the_page_lead_somewhere(document: Document) -> None:
    ids = Counter(e.attributes["id"] for e in document.elements if "id" in e.attributes)
    assert max(ids.values()) == 1
    beside = {"coverage.html", "coverage.html#AT65"}
    for link in document.all("a"):
        address = link.attributes["href"]
        assert address in beside or address[0] == "#", address
        assert address in beside or address[1:] in ids, address


def test_the_page_needs_nothing_else(tmp_path: Path, failing: Book, catalogue: Catalogue) -> None:
    text = text_of(tmp_path, failing, catalogue)
    document = Document(text)
    policy = document.all("meta")[1].attributes
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
    document = Document(text_of(tmp_path, build.clean(), catalogue))
    assert document.one("h1").text == "✓All 2 cases as expected"
    assert document.all("article", "failure") == []
    assert document.one("p", "calm").text == "Nothing."
    assert document.all("div", "faults") == []


def test_an_incomplete_run_has_a_banner(tmp_path: Path, catalogue: Catalogue) -> None:
    book = build.clean()
    book.footer = None
    book.unanswered = ["huge-arrays/lost"]
    document = Document(text_of(tmp_path, book, catalogue))
    banner = document.one("div", "faults")
    assert banner.attributes["role"] == "alert"
    assert "incomplete run" in banner.text
    assert "huge-arrays/lost" in banner.text
    assert document.one("h1").text == "✗This run proves nothing; 1 not run"
    lost = document.by_id("huge-arrays/lost")
    assert "no result" in lost.text
    assert document.all("p", "calm") == []


def test_no_header_and_no_cells(tmp_path: Path, catalogue: Catalogue) -> None:
    run = load(build.write_lines(tmp_path, []))
    assert "no header" in Document(page(run, matrix(run, catalogue))).one("div", "faults").text


def test_several_targets_have_a_section_each(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([build.result(), build.result(target="other"), build.accepted(target="other")])
    book.header = {
        "targets": [
            {"name": "reference", "version": "0.1.0", "kind": "in-process"},
            {"name": "other", "version": None, "kind": "process"},
        ]
    }
    document = Document(text_of(tmp_path, book, catalogue))
    first = document.by_id("huge-arrays/int-max-claim@reference")
    assert "huge-arrays/int-two-elements (not in this run)" in first.text
    second = document.by_id("huge-arrays/int-max-claim@other")
    links = [link.attributes["href"] for link in document.inside(second, "a")]
    assert links == ["coverage.html#AT65", "#huge-arrays/int-two-elements@other"]
    assert [e for e in document.all("select") if e.attributes["name"] == "target"]


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
    text = text_of(tmp_path, book, catalogue)
    document = Document(text)
    assert len(document.all("script")) == 1
    assert document.all("img") == []
    assert "49" not in document.one("article", "failure").text.replace("{{7*7}}", "")
    assert not [link for link in document.all("a") if "javascript" in link.attributes["href"]]
    for character in "\0\u202e":
        assert character not in text
    assert "\\u0000\\u202e" in document.one("article", "failure").text
    section = document.by_id("a/b")
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
    document = Document(text_of(tmp_path, book, catalogue))
    links = document.inside(document.by_id("a/yes"), "a")
    assert [link.attributes["href"] for link in links] == [address, "coverage.html#AT65"]
    assert links[0].attributes["rel"] == "noopener noreferrer"
    assert document.inside(document.by_id("a/no"), "a") == []


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
        assert len(text_of(tmp_path, Book(results), catalogue)) < 1_500_000 + cells * 40_000


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
    document = Document(text_of(tmp_path, Book(results), catalogue))
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
    style = (html.TEMPLATES / "style.css").read_text(encoding="utf-8")
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
    document = Document(text_of(tmp_path, build.clean(), load_catalogue(folder)))
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
    document = Document(text_of(tmp_path, book, catalogue))
    verdict = document.by_id("verdict").text
    assert "1,209 variants run, 7 failed" in verdict
    assert "1 with broken variants" in verdict
    assert "handles 3: accepted (IN-8)" in document.one("article", "failure").text
    body = document.by_id("a/b").text
    assert "9 derived streams run, 7 failed: truncate-everywhere 9." in body
    assert "These are the first 1" in body
    assert "aced0005" in body
    whole = document.by_id("huge-arrays/int-max-claim").text
    assert "1,200 derived streams run, none failed: truncate-everywhere 1,200." in whole
    assert "derived stream" not in document.by_id("huge-arrays/int-two-elements").text


def test_the_careless_are_shown(tmp_path: Path, catalogue: Catalogue) -> None:
    document = Document(text_of(tmp_path, Book([build.caught()]), catalogue))
    assert "1 of 1 careless caught" in document.by_id("verdict").text
    assert "broken on purpose: DEV-4, and found out" in document.by_id("careless/shares").text


def test_lies_are_shown(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([build.caught("lies/twice", lies=2), build.caught()])
    document = Document(text_of(tmp_path, book, catalogue))
    verdict = document.by_id("verdict").text
    assert "1 of 1 careless caught" in verdict
    assert "1 of 1 lies caught" in verdict
    body = document.by_id("lies/twice").text
    assert "2 changes of what was seen" in body
    assert "so that DEV-4 is broken, and seen through" in body
    assert "lie: caught" in document.one("table", "cases").text
