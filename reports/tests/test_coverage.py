"""What is put to the test: nothing is counted that does not count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.mutants import score
from reports import evidence
from reports.catalogue import load_catalogue
from reports.coverage import RuleCoverage, attack_coverage, rule_coverage
from reports.evidence import Evidence, load_evidence
from reports.html import coverage_page
from reports.load import load
from reports.matrix import matrix
from reports.tests import build
from reports.tests.build import Book
from reports.tests.dom import Document

ROOT = Path(__file__).parents[2]


def known(folder: Path, **changes: int) -> Evidence:
    return load_evidence(
        build.write_mutants(folder, **changes), build.write_attacks(folder), folder
    )


def rules_of(folder: Path, book: Book, given: Evidence) -> dict[str, RuleCoverage]:
    catalogue = folder / "catalogue"
    if not catalogue.exists():
        build.write_catalogue(folder)
        build.write_planned(catalogue, "SEC06-J")
    run = load(book.write(folder))
    rows = matrix(run, load_catalogue(catalogue))
    return {entry.row.rule.id: entry for entry in rule_coverage(run, rows, given)}


def test_a_rule_without_a_gap(tmp_path: Path) -> None:
    entry = rules_of(tmp_path, build.clean(), known(tmp_path))["GOLD-1"]
    assert (len(entry.attacks), entry.decided, entry.twins, len(entry.neighbors)) == (1, 1, 1, 1)
    assert entry.families == ("huge-arrays",)
    assert entry.planted is not None
    assert entry.planted.titles == ("A claim is believed", "A claim is doubled")
    assert (entry.planted.killed, entry.planted.by_own_cases) == (2, 2)
    assert entry.gaps == []


def test_neighbors_are_no_attacks(tmp_path: Path) -> None:
    entry = rules_of(tmp_path, Book([build.accepted()]), known(tmp_path))["GOLD-1"]
    assert entry.gaps == ["no attack"]


def test_an_attack_that_no_oracle_decides_is_a_gap(tmp_path: Path) -> None:
    undecided = build.result(judged=[build.judged("GOLD-1", "not-applicable")])
    entry = rules_of(tmp_path, Book([undecided, build.accepted()]), known(tmp_path))["GOLD-1"]
    assert entry.gaps == ["no attack that its oracle decides on"]


def test_a_twin_that_is_not_accepted_is_a_gap(tmp_path: Path) -> None:
    refused = build.accepted(verdict="reject", message="refused") | {"pass": False}
    for results in ([build.result(), refused], [build.result()]):
        entry = rules_of(tmp_path, Book(results), Evidence())["GOLD-1"]
        assert entry.gaps == ["no accepted twin"]


def test_planted_defects_that_nobody_notices_are_gaps(tmp_path: Path) -> None:
    given = known(tmp_path, killed=1, own=0)
    rules = rules_of(tmp_path, build.clean(), given)
    assert rules["GOLD-1"].gaps == [
        "1 planted, and not noticed",
        "no planted defect is noticed by a case about the rule",
    ]
    assert rules["IN-10"].gaps == ["no planted defect"]


def test_nothing_is_expected_of_a_planned_rule(tmp_path: Path) -> None:
    entry = rules_of(tmp_path, build.clean(), known(tmp_path))["SEC06-J"]
    assert entry.gaps == []
    assert entry.attacks == ()


def test_careless_ones_that_were_caught_are_counted(tmp_path: Path) -> None:
    build.write_catalogue(tmp_path, "DEV-4")
    rules = rules_of(tmp_path, Book([build.caught()]), Evidence())
    assert rules["DEV-4"].caught == 1


def test_a_lie_is_no_attack_on_the_target(tmp_path: Path) -> None:
    build.write_catalogue(tmp_path, "DEV-4")
    entry = rules_of(tmp_path, Book([build.caught(lies=1, attack=["AT65"])]), Evidence())["DEV-4"]
    assert entry.caught == 1
    assert entry.attacks == entry.neighbors == ()
    assert entry.gaps == ["no attack"]
    run = load(Book([build.caught(lies=1, attack=["AT65"])]).write(tmp_path))
    assert attack_coverage(run, known(tmp_path))[0].cases == ()


def test_rows_of_the_attack_catalogue(tmp_path: Path) -> None:
    book = build.clean()
    book.results.append(build.result("a/b", attack=["AT99"]))
    # A harmless neighbor does not attack, whatever it names.
    book.results.append(build.accepted("a/c", attack=["AT66"]))
    rows = attack_coverage(load(book.write(tmp_path)), known(tmp_path))
    assert [(entry.row.id, [cell.case for cell in entry.cases]) for entry in rows] == [
        ("AT65", ["huge-arrays/int-max-claim"]),
        ("AT66", []),
        ("AT99", ["a/b"]),
    ]
    assert rows[0].row.how == "int[] allocated before the data is read"
    assert rows[2].row.title == "not in the catalogue"


# --- what is read besides the run ---------------------------------------------------------------


def test_the_files_of_this_checkout_are_read() -> None:
    given = load_evidence()
    assert len(given.attacks) == 258  # 85 of streams, 173 of archives
    assert sum(len(entry.titles) for entry in given.planted.values()) >= 150


def test_a_score_of_these_sources(tmp_path: Path) -> None:
    given = known(tmp_path)
    assert given.notes == ()
    assert given.planted_in_all == (2, 2)
    assert [(entry.room, entry.percent, entry.is_current) for entry in given.scores] == [
        ("rules", 95.0, True),
        ("all", 95.0, True),
    ]
    assert given.scores[0].survivors == {"rules/judge.c": 5}


def test_a_score_of_other_sources(tmp_path: Path) -> None:
    mutants = build.write_mutants(tmp_path)
    (tmp_path / "rules" / "judge.c").write_text("int judges;\n")
    given = load_evidence(mutants, build.write_attacks(tmp_path), tmp_path)
    assert given.total is not None
    assert given.total.is_current is False
    assert [note for note in given.notes if "belongs to older sources" in note]
    elsewhere = load_evidence(mutants, tmp_path / "CATALOGUE.md", tmp_path / "elsewhere")
    assert elsewhere.total is not None
    assert elsewhere.total.is_current is None


def test_defects_that_changed_since_they_were_counted(tmp_path: Path) -> None:
    mutants = build.write_mutants(tmp_path)
    with (mutants / "defects" / "some.yaml").open("a") as file:
        file.write("  - {id: gold-1/three, rule: GOLD-1, title: Another}\n")
    given = load_evidence(mutants, build.write_attacks(tmp_path), tmp_path)
    assert [note for note in given.notes if "planted defects have changed" in note]


def test_the_hash_is_that_of_the_mutants() -> None:
    """Two rooms of the project that must not include each other count the same sources."""
    rooms = list(score.ROOMS)
    assert evidence.sources_hash(ROOT, rooms) == score.sources_hash(ROOT, rooms)


@pytest.mark.parametrize("name", ["planted.json", "score.json", "defects/some.yaml"])
@pytest.mark.parametrize(
    "junk", ["", "[]", "{}", "null", '{"schema": 2}', '{"schema": 1, "rooms": [1]}', "\0", "a: ["]
)
def test_a_file_that_cannot_be_used_is_one_note(tmp_path: Path, name: str, junk: str) -> None:
    mutants = build.write_mutants(tmp_path)
    (mutants / name).write_text(junk)
    given = load_evidence(mutants, build.write_attacks(tmp_path), tmp_path)
    assert len([note for note in given.notes if name.partition("/")[0] in note]) == 1


# --- the page -------------------------------------------------------------------------------------


def page_of(folder: Path, book: Book, given: Evidence) -> Document:
    rules = list(rules_of(folder, book, given).values())
    run = load(book.write(folder))
    return Document(coverage_page(run, rules, attack_coverage(run, given), given))


def test_the_page(tmp_path: Path) -> None:
    document = page_of(tmp_path, build.clean(), known(tmp_path))
    assert "planned" in document.by_id("SEC06-J").classes
    assert "gap" in document.by_id("IN-10").classes
    assert "gap" not in document.by_id("GOLD-1").classes
    assert "gap" in document.by_id("AT66").classes
    links = [link.attributes["href"] for link in document.inside(document.by_id("AT65"), "a")]
    assert links == ["cases/huge-arrays.html#huge-arrays/int-max-claim"]
    assert "95.00 %" in document.one("main").text
    assert "these sources" in document.one("main").text


def test_the_page_without_data(tmp_path: Path) -> None:
    given = load_evidence(tmp_path / "none", tmp_path / "none.md", tmp_path)
    document = page_of(tmp_path, build.clean(), given)
    assert len(given.notes) == 4
    assert all(note in document.one("main").text for note in given.notes)


def test_hostile_names_are_harmless(tmp_path: Path) -> None:
    mutants = build.write_mutants(tmp_path)
    (mutants / "defects" / "some.yaml").write_text(
        "defects:\n  - {id: x, rule: GOLD-1, title: '<script>alert(1)</script>'}\n"
    )
    planted = json.loads((mutants / "planted.json").read_text())
    (mutants / "planted.json").write_text(json.dumps(planted))
    given = load_evidence(mutants, build.write_attacks(tmp_path), tmp_path)
    document = page_of(tmp_path, build.clean(), given)
    assert document.all("script") == []


def test_variants_are_told_by_kind(tmp_path: Path) -> None:
    book = Book([build.result(variants=build.variants(1200)), build.accepted()])
    document = page_of(tmp_path, book, known(tmp_path))
    text = document.one("main").text
    assert "1,200 variants run, none failed" in text
    assert "truncate-everywhere1,200100 %" in text
    assert "Variants" not in page_of(tmp_path, build.clean(), known_again(tmp_path)).one("nav").text


def known_again(folder: Path) -> Evidence:
    return load_evidence(folder / "mutants", folder / "CATALOGUE.md", folder)


def test_a_quick_score_is_the_least(tmp_path: Path) -> None:
    mutants = build.write_mutants(tmp_path)
    document = json.loads((mutants / "score.json").read_text()) | {"quick": True}
    (mutants / "score.json").write_text(json.dumps(document))
    given = load_evidence(mutants, build.write_attacks(tmp_path), tmp_path)
    assert [note for note in given.notes if "is the least that it can be" in note]


def test_every_room_of_a_score_has_sources() -> None:
    """Else nobody could tell whether its score is that of these sources."""
    for room in score.ROOMS:
        assert evidence.sources_hash(ROOT, [room]) != evidence.sources_hash(ROOT, [])
