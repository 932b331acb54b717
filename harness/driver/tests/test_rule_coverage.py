"""Every rule of the catalogue is put to the test by cases, from both sides."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.driver import catalogue

ROOT = Path(__file__).resolve().parents[3]
RULES = sorted(catalogue.enforced())

# What a careless developer can still do: the decoder leaves it to the class. The other rules for
# developers hold by construction here; rules/tests shows what the judge says where they do not.
LEFT_TO_THE_CLASS = [f"DEV-{number}" for number in (1, 2, 3, 4, 5, 6, 8, 10, 11)]


@cache
def cases() -> dict[str, dict[str, Any]]:
    files = sorted((ROOT / "corpora" / "attacks").glob("*.yaml"))
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return {case["id"]: case for document in documents for case in document["cases"]}


def is_attack(case: dict[str, Any]) -> bool:
    return "effect" in case


def cases_about(rule: str) -> list[dict[str, Any]]:
    return [case for case in cases().values() if rule in case["rules"]]


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_an_attack(rule: str) -> None:
    assert any(is_attack(case) for case in cases_about(rule))


@pytest.mark.parametrize("rule", RULES)
def test_attack_on_the_rule_has_a_twin(rule: str) -> None:
    """A stream that is accepted: a twin of one of its attacks, or a neighbor that names it."""
    about = cases_about(rule)
    twins = [cases()[case["twin"]] for case in about if "twin" in case]
    neighbors = [case for case in about if not is_attack(case)]
    accepted = [case for case in twins + neighbors if case["expect"]["verdict"] == "accept"]
    assert accepted


def test_cases_name_rules_of_the_catalogue() -> None:
    assert {rule for case in cases().values() for rule in case["rules"]} <= set(RULES)


@pytest.mark.parametrize("rule", LEFT_TO_THE_CLASS)
def test_careless_developer_is_played(rule: str) -> None:
    assert [case for case in cases_about(rule) if rule in case["expect"].get("violates", [])]


def test_careless_ones_stand_beside_careful_ones() -> None:
    """The same bytes before a class that is careful."""
    careful = [case for case in cases().values() if "violates" not in case["expect"]]
    by_bytes = {case["sha256"]: case for case in careful}
    for case in cases().values():
        if "violates" in case["expect"]:
            assert case["sha256"] in by_bytes, f"{case['id']} stands alone"
