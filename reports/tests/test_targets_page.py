"""The pages of a run over all targets: what stands there, and that each link leads somewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from reports.catalogue import load_catalogue
from reports.targets.changes import compare
from reports.targets.model import Absent, Column, Matrix
from reports.targets.page import View, write_pages
from reports.tests.pages import Site
from reports.tests.targets import TODAY, baseline, cell, column, entry, unsupported

HOSTILE = "<script>alert(1)</script>\u202egnp"


def matrix() -> Matrix:
    """Two families on three targets, and one that is not there."""
    reference = column(
        cell("a/one"), cell("a/two"), cell("b/three"), cell("b/four"), target="reference"
    )
    first = column(
        cell("a/one", "IN-5", "accepted", length=30, details={"IN-5": HOSTILE}),
        cell("a/two", "IN-5", length=7),
        cell("b/three", "hang", message=HOSTILE),
        unsupported("b/four"),
        target="first",
    )
    second = column(
        cell("a/one", "IN-5", "accepted"), cell("a/two"), cell("b/three"), cell("b/four")
    )
    return Matrix((reference, first, second), (Absent("gone", "there is no such program"),))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    whole = matrix()
    known = baseline(tmp_path, entry("a/*", "IN-5, accepted"), target="first")
    changes = compare(whole, {"first": known}, {}, {}, TODAY)
    out = tmp_path / "out"
    write_pages(out, View(whole, changes, load_catalogue()), "scripts/matrix --check")
    return Site(out)


def test_every_link_leads_somewhere(site: Site) -> None:
    assert set(site.pages) == {"index.html", "cases/a.html", "cases/b.html"}
    count = 0
    for name, page in site.pages.items():
        folder = name.rpartition("/")[0]
        for link in page.all("a"):
            file, _, fragment = link.attributes["href"].partition("#")
            where = "/".join(part for part in (folder, file) if part) if file else name
            where = where.replace("cases/../", "")
            assert where in site.pages, link.attributes["href"]
            if fragment:
                site.pages[where].by_id(unquote(fragment))
            count += 1
    assert count > 20


def test_what_is_new_stands_first(site: Site) -> None:
    assert site.index.one("h1").text == "✗red: 2 new failures"
    new = [one.text for one in site.index.all("article", "failure")]
    assert len(new) == 2
    assert "firstb/three" in new[1]
    assert "fakea/one" in new[0]
    assert "gone" in site.index.by_id("targets").parents[-1].text
    assert "not available: there is no such program" in site.texts["index.html"]


def test_rules_by_targets(site: Site) -> None:
    (table,) = [one for one in site.index.all("table") if _label(one) == "Rules by targets"]
    rows = {
        site.index.inside(row, "th")[0].text.split()[0]: [
            one.text for one in site.index.inside(row, "td")
        ]
        for row in site.index.inside(table, "tr")
        if site.index.inside(row, "td")
    }
    assert rows["IN-5"] == ["0 of 4", "2 of 3", "1 of 4"]
    assert rows["IN-8"] == ["0 of 4", "0 of 3", "0 of 4"]


def _label(table: object) -> str:
    return str(table.parents[-1].attributes.get("aria-label"))  # type: ignore[attr-defined]


def test_the_smallest_case_has_its_command(site: Site) -> None:
    row = site.index.by_id("first/IN-5")
    assert "a/two 7 B" in row.text
    (command,) = site.index.inside(row, "code")
    assert command.text == "build/bin/sluice run --case a/two"


def test_a_family_has_all_its_cases_and_what_was_seen(site: Site) -> None:
    page = site.family("b")
    assert "b/three" in page.by_id("b/three").text
    assert not [one for one in page.elements if one.attributes.get("id") == "b/four"]
    text = " ".join(one.text for one in page.all("td"))
    assert "\N{EN DASH}" in text
    assert "hang" in text
    # Targets that say the same stand together.
    assert [one.text for one in site.family("a").inside(_seen(site, "a/one"), "span", "chip")] == [
        "first",
        "fake",
    ]


def _seen(site: Site, case: str) -> object:
    return site.family(case.partition("/")[0]).by_id(case)


def test_hostile_text_is_harmless(site: Site) -> None:
    for text in site.texts.values():
        assert "<script>alert" not in text
        assert "\u202e" not in text
    assert "&lt;script&gt;alert" in site.texts["cases/b.html"]


def test_a_target_that_proved_nothing_is_no_calm(tmp_path: Path) -> None:
    whole = Matrix((Column("reference", None, {}, ("it was cut off",)),))
    changes = compare(whole, {}, {}, {}, TODAY)
    write_pages(tmp_path, View(whole, changes, load_catalogue()), "scripts/matrix")
    page = Site(tmp_path).index
    assert page.one("h1").text == "✗incomplete: reference proved nothing"
    assert "it was cut off" in page.one("div", "faults").text
    assert not page.all("p", "calm")


def test_pages_of_families_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    mine = tmp_path / "cases" / "mine.html"
    mine.write_text("my own")
    for cells in ((cell("a/one"), cell("b/two")), (cell("a/one"),)):
        whole = Matrix((column(*cells),))
        changes = compare(whole, {}, {}, {}, TODAY)
        write_pages(tmp_path, View(whole, changes, load_catalogue()), "scripts/matrix")
    assert sorted(path.name for path in (tmp_path / "cases").iterdir()) == ["a.html", "mine.html"]
