"""What must be true of catalogue, cases and planted defects together: the gates of the suite.

Each gate returns the sentences that say what is wrong; none of them is satisfied by an entry that
is merely there. They work on what a run has shown, and not on what a case says of itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from harness.driver.catalogue import is_planned
from harness.mutants.defects import Defect
from harness.mutants.listing import ids_by_rule

Rules = Mapping[str, dict[str, Any]]
Records = Mapping[str, dict[str, Any]]


def is_attack(record: dict[str, Any]) -> bool:
    """Neither a harmless neighbor, which has no effect, nor a lie about what was seen of one.

    A lie tests the oracle. It says nothing of the target.
    """
    return record["effect"] is not None and not record["lies"]


def enforced(rules: Rules) -> list[str]:
    """The rules that cases and defects can be about."""
    return [rule_id for rule_id, rule in rules.items() if not is_planned(rule)]


def attacks_on(rule: str, records: Records) -> list[dict[str, Any]]:
    """The attacks that name the rule."""
    return [record for record in records.values() if rule in record["rules"] and is_attack(record)]


def is_decided(rule: str, record: dict[str, Any]) -> bool:
    """Whether the oracle of the rule had something to say about the case."""
    outcomes = {judged["rule"]: judged["outcome"] for judged in record["judged"]}
    return outcomes.get(rule, "not-applicable") != "not-applicable"


def names_of_rules(rules: Rules, records: Records) -> list[str]:
    """Every case is about enforced rules of the catalogue."""
    found = []
    for record in records.values():
        if not record["rules"]:
            found.append(f"{record['case']} names no rule")
        for rule in record["rules"]:
            if rule not in rules:
                found.append(f"{record['case']} names {rule}, which is not in rules/catalogue")
            elif is_planned(rules[rule]):
                found.append(f"{record['case']} names {rule}, which is planned: nothing judges it")
    return found


def rules_put_to_the_test(rules: Rules, records: Records) -> list[str]:
    """Every rule has an attack on which its oracle decides; neighbors do not count."""
    found = []
    for rule in enforced(rules):
        attacks = attacks_on(rule, records)
        if not attacks:
            found.append(f"no attack names {rule}: write one in corpora/attacks")
        elif not any(is_decided(rule, attack) for attack in attacks):
            found.append(f"the oracle of {rule} decides on none of the attacks that name it")
    return found


def twins(rules: Rules, records: Records) -> list[str]:
    """Every attack has a twin that was accepted, so that no rule is kept by refusing everything.

    An attack that must itself be accepted, to a value that is stated, needs none.
    """
    found = []
    for record in records.values():
        expected = record["expected"]
        is_accepted = expected["verdict"] == "accept" and not expected["violates"]
        if record["effect"] is None or (is_accepted and record["twin"] is None):
            continue
        twin = records.get(record["twin"] or "")
        if twin is None:
            found.append(f"{record['case']} has no twin in this run")
        elif twin["verdict"] != "accept" or not twin["pass"] or twin["expected"]["violates"]:
            found.append(f"{record['case']}: its twin {twin['case']} is not accepted as sound")
    for rule in enforced(rules):
        if not any(record["twin"] in records for record in attacks_on(rule, records)):
            found.append(f"no attack on {rule} has a twin")
    return found


def caught(rules: Rules, records: Records) -> list[str]:
    """Every oracle is seen to find its rule broken: by somebody careless, or by a lie.

    So an oracle that always answers `held` is noticed by the suite too.
    """
    seen = {
        judged["rule"]
        for record in records.values()
        if record["pass"]
        for judged in record["judged"]
        if judged["outcome"] == "violated" and judged["rule"] in record["expected"]["violates"]
    }
    return [
        f"no case in which {rule} is broken: write one with a careless class, or with `lie`"
        for rule in enforced(rules)
        if rule not in seen
    ]


def _is_exact(expected: dict[str, Any]) -> bool:
    """Whether a refusal is told from every other one, or what is accepted is stated in full."""
    stated = {"accept": "value", "reject": "error", "limit": "reason"}.get(expected["verdict"])
    return stated is None or bool(expected[stated])


def decisions(rules: Rules, records: Records) -> list[str]:
    """A rule is named only by attacks that its oracle decides on.

    The exceptions are those that the rule itself admits under `undecided`; what such an attack is
    held to then is its exact expectation. An admission that nothing needs is wrong too.
    """
    found = []
    for rule in enforced(rules):
        silent = [one for one in attacks_on(rule, records) if not is_decided(rule, one)]
        if "undecided" not in rules[rule]:
            found += [
                f"{one['case']} names {rule}, but the oracle of {rule} cannot decide on it:"
                f" name what it is about among {' '.join(_decided(one))}"
                for one in silent
            ]
            continue
        if not silent:
            found.append(f"{rule} has `undecided`, yet its oracle decides on every attack: drop it")
        found += [
            f"{one['case']} names {rule}, whose oracle cannot decide on it: let it say which"
            " exception class or which limit refuses it"
            for one in silent
            if not _is_exact(one["expected"])
        ]
    return found


def _decided(record: dict[str, Any]) -> list[str]:
    return [judged["rule"] for judged in record["judged"] if judged["outcome"] != "not-applicable"]


def planted(rules: Rules, defects: Iterable[Defect]) -> list[str]:
    """Every enforced rule has a planted defect, and no defect is about anything else."""
    found = []
    count = Counter(defect.rule for defect in defects)
    for rule in enforced(rules):
        if not count[rule]:
            found.append(f"no defect is planted against {rule}: add one to harness/mutants/defects")
    for rule in count:
        if rule not in rules:
            found.append(f"a defect is planted against {rule}, which is not in rules/catalogue")
        elif is_planned(rules[rule]):
            found.append(f"a defect is planted against {rule}, which is planned")
    return found


# What a case says of itself; the rest of it is what the target is asked.
_WORDS = {
    "id",
    "family",
    "title",
    "rules",
    "severity",
    "effect",
    "source",
    "twin",
    "note",
    "attack",
    "cve",
    "derive",
    "expect",
    "stream",
    "cases",
    "retired",
}


def asked_twice(documents: Iterable[dict[str, Any]]) -> list[str]:
    """No two cases ask the same: these bytes, of these classes, under these limits."""
    asked: dict[str, str] = {}
    found = []
    for document in documents:
        for case in document["cases"]:
            # The hash stands for the stream, however it is written down.
            question = {
                key: value for key, value in {**document, **case}.items() if key not in _WORDS
            }
            key = json.dumps(question, sort_keys=True, default=str)
            if key in asked:
                found.append(f"{case['id']} asks the same as {asked[key]}: one of them is too many")
            asked.setdefault(key, case["id"])
    return found


def planted_lists(rules: Rules, defects: Iterable[Defect]) -> list[str]:
    """The rule files list the defects that are planted against them, these and no others."""
    ids = ids_by_rule(defects)
    found = []
    for rule, entry in rules.items():
        listed, there = entry.get("planted", []), ids.get(rule, [])
        if listed != there:
            odd = sorted(set(listed) ^ set(there)) or ["their order"]
            found.append(
                f"{rule}: `planted` is out of date ({odd[0]}): scripts/mutants --catalogue"
            )
    return found


def noticed(rules: Rules, defects: Iterable[Defect], summary: Mapping[str, Any]) -> list[str]:
    """Every planted defect was noticed when it was last tried, and one of each rule by a case about
    the rule."""
    found = []
    ids = ids_by_rule(defects)
    for rule in enforced(rules):
        counts = summary["rules"].get(rule, {"planted": 0, "killed": 0, "by_own_cases": 0})
        if counts["planted"] != len(ids.get(rule, [])):
            found.append(f"{rule}: its planted defects have changed: scripts/mutants --record")
        elif counts["killed"] < counts["planted"]:
            missed = counts["planted"] - counts["killed"]
            found.append(f"{rule}: {missed} of {counts['planted']} planted defects go unnoticed")
        elif not counts["by_own_cases"]:
            found.append(
                f"{rule}: no case that names it notices a defect that is planted against it"
            )
    return found


def attack_rows(rows: Iterable[str], records: Records) -> list[str]:
    """Every row of the attack catalogue is named by an attack, and no case names another row."""
    known = list(rows)
    named: dict[str, list[str]] = {}
    for record in records.values():
        for row in record["attack"]:
            named.setdefault(row, [])
            if is_attack(record):
                named[row].append(record["case"])
    found = [f"no attack names {row} of CATALOGUE.md" for row in known if not named.get(row)]
    return found + [
        f"{row} is named, but is no row of CATALOGUE.md" for row in set(named) - {*known}
    ]
