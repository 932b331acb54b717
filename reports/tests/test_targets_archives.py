"""Who accepts which archives: the part of MATRIX.md, and the page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from reports.catalogue import load_catalogue
from reports.targets import archives
from reports.targets.archives_page import write_page
from reports.targets.changes import compare
from reports.targets.model import Absent, Cell, Column, Matrix
from reports.targets.page import View, write_pages
from reports.targets.record import STREAMS, Record, diff_of, read_record, write_record
from reports.tests.pages import Site
from reports.tests.targets import TODAY, cell, column

HOSTILE = "<script>alert(1)</script>‮gnp"


def good(case: str, answer: str = "accept", **more: object) -> Cell:
    usual = {"verdict": answer, "answer": answer, "is_attack": answer != "accept"}
    return cell(case, **{"rules": ("SEC06-J",), **usual, **more})


def bad(case: str, *marks: str, **more: object) -> Cell:
    usual = {"verdict": "side-effect", "answer": "accept", "rules": ("SEC06-J",)}
    return cell(case, *marks, **{**usual, **more})


def matrix() -> Matrix:
    """Three readers: one that is right, one that lets in, and one that breaks."""
    reference = column(
        good("a/evil", "reject"), good("a/long", "reject"), good("a/sound"), target="reference"
    )
    lax = column(
        bad("a/evil", "SEC06-J", "accepted", length=20, said=f"jar verified {HOSTILE}"),
        bad("a/long", "SEC06-J", "accepted", length=30),
        good("a/sound"),
        target="lax",
    )
    broken = column(
        bad("a/evil", "crash", verdict="crash", answer=None),
        cell("a/long", verdict="unsupported", answer=None),
        bad("a/sound", "refused", answer="reject", is_attack=False),
        target="broken",
    )
    absent = (Absent("gone", "there is no such program"),)
    return Matrix((reference, lax, broken), absent, known_rules=("SEC06-J", "ENV01-J"))


def rows_of(text: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    part = text.partition(f"{heading}\n")[2].partition("\n#")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ") and "---" not in line]
    return [[field.strip() for field in line.strip("|").split("|")] for line in lines]


def test_the_text_tells_who_accepts_what() -> None:
    text = archives.text_of(matrix())
    assert text.startswith(f"{archives.ARCHIVES.heading}\n")
    assert rows_of(text, "## Who accepts what") == [
        ["case", "attack", "must", "reference", "lax", "broken"],
        ["a/evil", "", "R", "R", "**A**", "**crash**"],
        ["a/long", "", "R", "R", "**A**", "U"],
        ["a/sound", "", "A", "A", "A", "**R**"],
    ]
    by_rule = "## Archives that are let in, by the rule that they are about"
    assert rows_of(text, by_rule)[1:] == [["SEC06-J", "0/2", "**2**/2", "0/1"]]
    assert rows_of(text, "## The smallest that each lets in")[1:] == [
        ["lax", "SEC06-J", "2/2", "`a/evil`"]
    ]
    assert rows_of(text, "## What else befell readers")[1:] == [
        ["broken", "killed by a signal", "1", "`a/evil`"]
    ]
    summary = rows_of(text, archives.ARCHIVES.heading)
    assert ["lax", "3", "3", "1", "**2**", "0", "0"] in summary
    assert ["broken", "3", "2", "0", "0", "**1**", "1"] in summary


def test_the_smallest_is_the_one_that_says_least() -> None:
    known = archives.programs()
    assert len(known) > 100
    natural = known["signed-archives/as-it-should-be"]
    assert natural.size == min(program.size for program in known.values())
    assert known["signers/same-name"].rows == ("A16",)
    name = "stripped-signatures/no-signature"
    of = Column("lax", "1", {name: bad(name, "accepted", length=9999)})
    assert archives.measured(of).cells[name].length == known[name].size < 9999


def test_parts_stand_beside_each_other(tmp_path: Path) -> None:
    streams = Matrix((column(cell("s/one", "IN-5")),))
    whole = matrix()
    write_record(whole, tmp_path, archives.ARCHIVES)
    write_record(streams, tmp_path)
    write_record(whole, tmp_path, archives.ARCHIVES)
    text = (tmp_path / "harness/targets/MATRIX.md").read_text(encoding="utf-8")
    assert text.startswith(STREAMS.heading)
    assert text.count("\n# ") == 1
    assert diff_of(streams, read_record(tmp_path)) == []
    record = read_record(tmp_path, archives.ARCHIVES)
    assert record.text == archives.text_of(whole)
    assert record.targets["lax"]["a/evil"] == ("SEC06-J", "accepted")
    assert diff_of(whole, record, archives.ARCHIVES) == []
    # The other part of the record is not asked about these.
    assert read_record(tmp_path).targets.keys() == {"fake"}
    changed = Matrix((*whole.columns[:2], column(good("a/evil", "reject"), target="broken")))
    lines = diff_of(changed, record, archives.ARCHIVES)
    assert "-a/evil\tcrash" in lines
    assert any(line.startswith("+++ reports/baselines/recorded/archives/broken") for line in lines)


def test_a_part_that_is_not_recorded_is_a_difference(tmp_path: Path) -> None:
    write_record(Matrix((column(cell("s/one")),)), tmp_path)
    record = read_record(tmp_path, archives.ARCHIVES)
    assert record == Record(None, {})
    assert diff_of(matrix(), record, archives.ARCHIVES)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    whole = matrix()
    view = View(whole, compare(whole, {}, {}, {}, TODAY), load_catalogue())
    streams = Matrix((column(cell("s/one"), target="reference"),))
    first = View(streams, compare(streams, {}, {}, {}, TODAY), load_catalogue())
    out = tmp_path / "out"
    write_pages(out, first, "scripts/matrix", view)
    write_page(out, view, "scripts/matrix", has_index=True)
    return Site(out)


def test_the_pages_lead_to_each_other_and_every_link_somewhere(site: Site) -> None:
    assert "archives.html" in site.pages
    page = site.pages["archives.html"]
    links = [link.attributes["href"] for link in page.all("a")]
    assert "index.html" in links
    assert any(
        link.attributes["href"] == "archives.html" for link in site.pages["index.html"].all("a")
    )
    for link in links:
        file, _, fragment = link.partition("#")
        assert not file or file in site.pages, link
        if fragment:
            site.pages[file or "archives.html"].by_id(unquote(fragment))


def test_the_page_shows_who_accepts_what(site: Site) -> None:
    page = site.pages["archives.html"]
    (table,) = [one for one in page.all("table") if "Must be" in page.inside(one, "thead")[0].text]
    rows = {
        page.inside(row, "th")[0].text.split()[0]: [one.text for one in page.inside(row, "td")]
        for row in page.inside(table, "tr")[1:]
    }
    assert rows == {
        "a/evil": ["R", "R", "A", "crash"],
        "a/long": ["R", "R", "A", "U"],
        "a/sound": ["A", "A", "A", "R"],
    }
    text = site.texts["archives.html"]
    assert "<script>alert" not in text
    assert "jar verified" in text
    assert "build/bin/sluice run --case a/evil" in text
    assert "not available: there is no such program" in text
