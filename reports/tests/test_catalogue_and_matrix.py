"""Rules by families: every rule of the catalogue has a row, and a hole is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.catalogue import Catalogue, load_catalogue
from reports.load import load
from reports.matrix import MatrixRow, matrix
from reports.tests import build
from reports.tests.build import Book


def rows_of(folder: Path, book: Book, catalogue: Catalogue) -> dict[str, MatrixRow]:
    return {row.rule.id: row for row in matrix(load(book.write(folder)), catalogue)}


def test_rules_are_in_natural_order(tmp_path: Path) -> None:
    folder = build.write_catalogue(tmp_path, "IN-10", "IN-2", "GOLD-1", "MSC00-J")
    assert list(load_catalogue(folder).rules) == ["GOLD-1", "IN-2", "IN-10", "MSC00-J"]


def test_a_rule_without_a_title_is_called_by_its_statement(tmp_path: Path) -> None:
    (tmp_path / "IN-1.yaml").write_text("id: IN-1\nstatement: >\n  Publish nothing\n  partial.\n")
    assert load_catalogue(tmp_path).rule("IN-1").title == "Publish nothing partial."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id: [", "cannot be used"),
        ("- id: IN-1", "not a mapping"),
        ("title: x", "not a mapping with a string `id`"),
        ("id: IN-2\ntitle: x", "is not the name of the file"),
        ("id: IN-1", "neither `title` nor `statement`"),
    ],
)
def test_a_rule_file_that_cannot_be_used(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "IN-1.yaml").write_text(text)
    catalogue = load_catalogue(tmp_path)
    assert sentence in catalogue.faults[0]
    assert "IN-1.yaml" in catalogue.faults[0]
    assert not catalogue.rule("IN-1").known


def test_no_catalogue_is_a_fault(tmp_path: Path) -> None:
    assert "no rules in" in load_catalogue(tmp_path / "absent").faults[0]


def test_outcomes_are_counted_by_family(
    tmp_path: Path, failing: Book, catalogue: Catalogue
) -> None:
    row = rows_of(tmp_path, failing, catalogue)["GOLD-1"]
    assert (row.about, row.tested) == (7, 7)
    assert dict(row.squares["huge-arrays"].outcomes) == {"held": 4, "violated": 1}
    assert row.squares["huge-arrays"].state == "violated"
    assert row.squares["huge-arrays"].first["violated"].case == "huge-arrays/greedy"
    assert row.squares["gadget-chains"].state == "held"


def test_holes(tmp_path: Path) -> None:
    catalogue = load_catalogue(build.write_catalogue(tmp_path, "IN-1", "IN-2", "IN-3", "IN-4"))
    book = Book(
        [
            build.result(
                rules=["IN-1", "IN-3", "IN-9"],
                judged=[
                    build.judged("IN-1"),
                    build.judged("IN-2"),
                    build.judged("IN-3", "not-applicable"),
                    build.judged("IN-9"),
                ],
            )
        ]
    )
    holes = {name: row.hole for name, row in rows_of(tmp_path, book, catalogue).items()}
    assert holes == {
        "IN-1": None,
        "IN-2": "no case",
        "IN-3": "never judged",
        "IN-4": "no case",
        "IN-9": "not in the catalogue",
    }


def test_a_case_need_not_put_its_own_rule_to_the_test(tmp_path: Path, catalogue: Catalogue) -> None:
    idle = build.result(rules=["GOLD-1"], judged=[build.judged("GOLD-1", "not-applicable")])
    row = rows_of(tmp_path, Book([idle, build.accepted()]), catalogue)["GOLD-1"]
    assert (row.about, row.tested, row.hole) == (2, 1, None)


def test_a_rule_that_is_broken_on_purpose_is_caught(tmp_path: Path) -> None:
    catalogue = load_catalogue(build.write_catalogue(tmp_path, "DEV-4", "IN-1"))
    not_meant = build.failed("careless/more", judged=[build.judged("DEV-4", "violated")])
    row = rows_of(tmp_path, Book([build.caught(), not_meant]), catalogue)["DEV-4"]
    assert dict(row.squares["careless"].outcomes) == {"caught": 1, "violated": 1}
    assert row.squares["careless"].state == "violated"
    alone = rows_of(tmp_path, Book([build.caught()]), catalogue)["DEV-4"]
    assert (alone.squares["careless"].state, alone.hole, alone.tested) == ("caught", None, 1)
