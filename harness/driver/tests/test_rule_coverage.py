"""The gates of harness/driver/gates.py, on the suite as it is and on suites with a fake in them."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness.driver import catalogue, documents, gates
from harness.driver.run import SuiteRun, run_suite
from harness.mutants import defects, listing

ROOT = Path(__file__).resolve().parents[3]
ATTACKS = Path("corpora") / "attacks"
ARCHIVES = Path("corpora") / "archives"

# What a careless developer can still do: the decoder leaves it to the class. The other rules for
# developers hold by construction here; rules/tests shows what the judge says where they do not.
LEFT_TO_THE_CLASS = [f"DEV-{number}" for number in (1, 2, 3, 4, 5, 6, 8, 10, 11)]

SUMMARY = ROOT / "harness" / "mutants" / "planted.json"


@pytest.fixture(autouse=True)
def command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suites that stand elsewhere are run by the command of this build too."""
    built = str(ROOT / "build" / "bin" / "sluice")
    monkeypatch.setenv("SLUICE_BIN", os.environ.get("SLUICE_BIN", built))


Record = dict[str, Any]
Records = dict[str, Record]


@cache
def rules() -> dict[str, dict[str, Any]]:
    return catalogue.load()


@cache
def planted() -> list[defects.Defect]:
    return defects.load()


@cache
def attack_rows() -> tuple[str, ...]:
    """The rows of the attack catalogues, of streams and of archives."""
    text = (ROOT / ATTACKS / "CATALOGUE.md").read_text(encoding="utf-8")
    rows = tuple(re.findall(r"^\| (AT\d+) \|", text, flags=re.MULTILINE))
    assert rows == tuple(f"AT{number}" for number in range(1, len(rows) + 1))
    assert len(rows) >= 85
    text = (ROOT / ARCHIVES / "CATALOGUE.md").read_text(encoding="utf-8")
    archives = tuple(re.findall(r"^\| ([A-Z]+\d+[a-z]?) \|", text, flags=re.MULTILINE))
    assert len(set(archives)) == len(archives) >= 140
    return rows + archives


def run(root: Path, name: str = "*") -> SuiteRun:
    return run_suite(sorted((root / ATTACKS).glob(f"{name}.yaml")), [], root)


def run_archives(root: Path) -> SuiteRun:
    return run_suite(sorted((root / ARCHIVES).glob("*.yaml")), [], root, ("archive", "run"))


def kept(done: SuiteRun) -> Records:
    """What the gates look at; bytes and traces are left behind."""
    keys = (
        "case",
        "rules",
        "effect",
        "twin",
        "expected",
        "verdict",
        "pass",
        "judged",
        "attack",
        "lies",
    )
    return {
        case_id: {key: result.record[key] for key in (*keys, "sha256")}
        for case_id, result in done.results.items()
    }


@cache
def records() -> Records:
    """What a run of the whole suite, streams and archives, has shown."""
    found: Records = {}
    for done in (run(ROOT), run_archives(ROOT)):
        assert done.results, done.problem
        found |= kept(done)
    return found


@cache
def families() -> list[dict[str, Any]]:
    """The files of cases."""
    files = sorted((ROOT / ATTACKS).glob("*.yaml")) + sorted((ROOT / ARCHIVES).glob("*.yaml"))
    return [documents.load(path) for path in files]


# --- the suite as it is -------------------------------------------------------------------------


def test_cases_name_enforced_rules() -> None:
    assert gates.names_of_rules(rules(), records()) == []


def test_every_rule_is_put_to_the_test() -> None:
    assert gates.rules_put_to_the_test(rules(), records()) == []


def test_every_attack_has_a_twin_that_is_accepted() -> None:
    assert gates.twins(rules(), records()) == []


def test_oracles_decide_on_the_attacks_that_name_their_rule() -> None:
    assert gates.decisions(rules(), records()) == []


def test_every_rule_has_planted_defects() -> None:
    assert gates.planted(rules(), planted()) == []


def test_every_oracle_is_seen_to_find_its_rule_broken() -> None:
    assert gates.caught(rules(), records()) == []


def test_no_case_is_asked_twice() -> None:
    assert gates.asked_twice(families()) == []


def test_rule_files_list_what_is_planted() -> None:
    assert gates.planted_lists(rules(), planted()) == []


def test_planted_defects_are_noticed() -> None:
    """When they were last tried: trying them takes minutes."""
    assert SUMMARY.is_file(), "write it with scripts/mutants --record"
    summary = json.loads(SUMMARY.read_text(encoding="utf-8"))
    assert gates.noticed(rules(), planted(), summary) == []


def test_every_known_attack_has_a_case() -> None:
    assert gates.attack_rows(attack_rows(), records()) == []


@pytest.mark.parametrize("rule", LEFT_TO_THE_CLASS)
def test_careless_developer_is_played(rule: str) -> None:
    attacks = gates.attacks_on(rule, records())
    assert [one for one in attacks if rule in one["expected"]["violates"]]


def test_careless_ones_stand_beside_careful_ones() -> None:
    """The same bytes before a class that is careful."""
    careful = {one["sha256"] for one in records().values() if not one["expected"]["violates"]}
    attacks = filter(gates.is_attack, records().values())
    careless = [one for one in attacks if one["expected"]["violates"]]
    assert [one["case"] for one in careless if one["sha256"] not in careful] == []


# --- suites with a fake in them -----------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the suite, to be spoiled."""
    shutil.copytree(ROOT / ATTACKS, tmp_path / ATTACKS)
    shutil.copytree(ROOT / "corpora" / "models", tmp_path / "corpora" / "models")
    return tmp_path


def spoil(checkout: Path, name: str, old: str, new: str) -> None:
    path = checkout / ATTACKS / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("new", "complaint"),
    [
        ("rules: [DL-1]", "rule DL-1 is planned"),
        ("rules: []", "at least one rule"),
        ("rules: [GOLD-99]", 'unknown rule "GOLD-99"'),
    ],
)
def test_a_case_about_no_enforced_rule_is_not_run(checkout: Path, new: str, complaint: str) -> None:
    spoil(checkout, "huge-arrays", "rules: [GOLD-1, GOLD-2, IN-10, BOUND-HEAP]", new)
    done = run(checkout, "huge-arrays")
    assert done.results == {}
    assert complaint in done.problem


def test_a_rule_that_its_oracle_cannot_decide_is_noticed(checkout: Path) -> None:
    """An attack on the reader, said to be one on the writer: it runs, and proves nothing of it."""
    spoil(checkout, "huge-arrays", "rules: [GOLD-1, GOLD-2, IN-10, BOUND-HEAP]", "rules: [OUT-1]")
    done = run(checkout, "huge-arrays")
    spoiled = kept(done)
    found = gates.decisions(rules(), spoiled)
    assert [text for text in found if "names OUT-1, but the oracle of OUT-1 cannot decide" in text]
    assert "the oracle of OUT-1 decides on none of the attacks that name it" in (
        gates.rules_put_to_the_test(rules(), spoiled)
    )


def changed(change: Callable[[Records], None]) -> Records:
    copy = deepcopy(records())
    change(copy)
    return copy


def about(rule: str, records_: Records) -> list[Record]:
    return [record for record in records_.values() if rule in record["rules"]]


def test_neighbors_do_not_count() -> None:
    def make_harmless(copy: Records) -> None:
        for record in about("OUT-2", copy):
            record["effect"] = None

    found = gates.rules_put_to_the_test(rules(), changed(make_harmless))
    assert found == ["no attack names OUT-2: write one in corpora/attacks"]


def test_an_oracle_that_says_nothing_is_noticed() -> None:
    def silence(copy: Records) -> None:
        for record in copy.values():
            for judged in record["judged"]:
                if judged["rule"] == "GOLD-2":
                    judged["outcome"] = "not-applicable"

    copy = changed(silence)
    found = gates.rules_put_to_the_test(rules(), copy)
    assert found == ["the oracle of GOLD-2 decides on none of the attacks that name it"]
    assert len(gates.decisions(rules(), copy)) == len(gates.attacks_on("GOLD-2", copy))


def test_a_rule_and_a_case_without_each_other_are_noticed() -> None:
    def rename(copy: Records) -> None:
        for record in about("OUT-1", copy):
            record["rules"] = [rule for rule in record["rules"] if rule != "OUT-1"]
        next(iter(copy.values()))["rules"] = []
        list(copy.values())[1]["rules"] = ["DL-1"]
        list(copy.values())[2]["rules"] = ["IN-99"]

    copy = changed(rename)
    assert "no attack names OUT-1: write one in corpora/attacks" in (
        gates.rules_put_to_the_test(rules(), copy)
    )
    said = "\n".join(gates.names_of_rules(rules(), copy))
    for complaint in ("names no rule", "names DL-1, which is planned", "names IN-99, which is"):
        assert complaint in said


@pytest.mark.parametrize("spoiled", ["verdict", "pass", "careless", "gone"])
def test_a_twin_that_is_not_accepted_is_noticed(spoiled: str) -> None:
    attack = gates.attacks_on("BOUND-CHUNKS", records())[0]

    def refuse(copy: Records) -> None:
        if spoiled == "gone":
            del copy[attack["twin"]]
        elif spoiled == "careless":
            copy[attack["twin"]]["expected"]["violates"] = ["DEV-2"]
        else:
            copy[attack["twin"]][spoiled] = {"verdict": "reject", "pass": False}[spoiled]

    found = gates.twins(rules(), changed(refuse))
    assert [text for text in found if text.startswith(attack["case"])]


def test_an_admission_must_be_needed_and_exact() -> None:
    more = {**rules(), "GOLD-2": {**rules()["GOLD-2"], "undecided": "Whatever is hard to tell."}}
    found = gates.decisions(more, records())
    assert found == ["GOLD-2 has `undecided`, yet its oracle decides on every attack: drop it"]

    def be_vague(copy: Records) -> None:
        for record in gates.attacks_on("IN-8", copy):
            record["expected"]["error"] = []

    vague = gates.decisions(rules(), changed(be_vague))
    assert [text for text in vague if "let it say which exception class" in text]


@pytest.mark.parametrize("rule", ["CFG-1", "IN-99"])
def test_a_defect_against_no_enforced_rule_is_noticed(tmp_path: Path, rule: str) -> None:
    (tmp_path / "some.yaml").write_text(
        f"defects:\n  - id: {rule.lower()}/nothing\n    rule: {rule}\n    title: Nothing\n"
        "    file: rules/judge.c\n    find: '#include <string.h>'\n    replace: ''\n",
        encoding="utf-8",
    )
    with_fake = planted() + defects.load(tmp_path)
    said = "\n".join(gates.planted(rules(), with_fake))
    assert f"a defect is planted against {rule}, which is" in said
    assert f"no rule {rule} is enforced" in "\n".join(
        defects.check(ROOT, defects.load(tmp_path), catalogue.enforced())
    )


def test_a_rule_that_is_merely_written_down_is_noticed(tmp_path: Path) -> None:
    """A rule file copied under a new id, with nothing behind it."""
    shutil.copytree(catalogue.FOLDER, tmp_path / "catalogue")
    text = (catalogue.FOLDER / "IN-10.yaml").read_text(encoding="utf-8")
    new = tmp_path / "catalogue" / "IN-12.yaml"
    new.write_text(text.replace("id: IN-10", "id: IN-12"), encoding="utf-8")
    more = catalogue.load(tmp_path / "catalogue")
    assert gates.rules_put_to_the_test(more, records()) == [
        "no attack names IN-12: write one in corpora/attacks"
    ]
    assert gates.twins(more, records()) == ["no attack on IN-12 has a twin"]
    assert len(gates.planted(more, planted())) == 1


def test_planned_rules_are_no_holes() -> None:
    assert {rule for rule, entry in rules().items() if catalogue.is_planned(entry)}
    only_planned = {rule: entry for rule, entry in rules().items() if catalogue.is_planned(entry)}
    assert gates.rules_put_to_the_test(only_planned, records()) == []
    assert gates.planted(only_planned, []) == []


def test_the_same_case_in_other_words_is_noticed() -> None:
    more = deepcopy(families()[:2])
    case = deepcopy(more[0]["cases"][0])
    again = {**case, "id": "other-words/case", "title": "other words", "rules": ["IN-8"]}
    more[0]["cases"].append(again)
    (found,) = gates.asked_twice(more)
    assert found == f"other-words/case asks the same as {case['id']}: one of them is too many"
    again["limits"] = {"depth": 7}
    assert gates.asked_twice(more) == []


def test_a_lie_is_no_attack() -> None:
    def lie(copy: Records) -> None:
        for record in about("BOUND-CHUNKS", copy):
            record["lies"] = 1

    found = gates.rules_put_to_the_test(rules(), changed(lie))
    assert found == ["no attack names BOUND-CHUNKS: write one in corpora/attacks"]


def test_a_list_that_is_out_of_date_is_noticed() -> None:
    fresh = dict(rules())
    for rule, ids in listing.ids_by_rule(planted()).items():
        fresh[rule] = {**rules()[rule], "planted": ids}
    assert gates.planted_lists(fresh, planted()) == []
    longer = {**fresh, "IN-1": {**fresh["IN-1"], "planted": [*fresh["IN-1"]["planted"], "in-1/x"]}}
    assert gates.planted_lists(longer, planted()) == [
        "IN-1: `planted` is out of date (in-1/x): scripts/mutants --catalogue"
    ]
    fewer = [defect for defect in planted() if defect.rule != "IN-2"]
    assert len(gates.planted_lists(fresh, fewer)) == 1


@pytest.mark.parametrize(
    ("spoiled", "complaint"),
    [
        ({"by_own_cases": 0}, "IN-1: no case that names it notices a defect"),
        ({"planted": 0, "killed": 0}, "IN-1: its planted defects have changed"),
        ({"killed": 0}, "planted defects go unnoticed"),
        (None, "IN-1: its planted defects have changed"),
    ],
)
def test_defects_that_nobody_notices_are_noticed(
    spoiled: dict[str, int] | None, complaint: str
) -> None:
    counts = {
        rule: {"planted": len(ids), "killed": len(ids), "by_own_cases": 1}
        for rule, ids in listing.ids_by_rule(planted()).items()
    }
    assert gates.noticed(rules(), planted(), {"rules": counts}) == []
    if spoiled is None:
        del counts["IN-1"]
    else:
        counts["IN-1"].update(spoiled)
    (found,) = gates.noticed(rules(), planted(), {"rules": counts})
    assert complaint in found


def test_rows_without_attack_and_attacks_without_row_are_noticed() -> None:
    def unname(copy: Records) -> None:
        for record in copy.values():
            record["attack"] = [row for row in record["attack"] if row != "AT65"]
        neighbor = next(record for record in copy.values() if not gates.is_attack(record))
        neighbor["attack"] = ["AT65", "AT999"]

    found = gates.attack_rows(attack_rows(), changed(unname))
    assert "no attack names AT65 of CATALOGUE.md" in found
    assert "AT999 is named, but is no row of CATALOGUE.md" in found


def test_an_oracle_that_always_says_held_is_noticed() -> None:
    def hold(copy: Records) -> None:
        for record in copy.values():
            for judged in record["judged"]:
                if judged["rule"] == "DEV-4":
                    judged["outcome"] = "held"

    found = gates.caught(rules(), changed(hold))
    assert [text for text in found if "DEV-4" in text]
