"""The catalogue and the oracles name each other, and every rule file is complete."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

RULES = Path(__file__).resolve().parent.parent
CATALOGUE = RULES / "catalogue"
FILES = sorted(CATALOGUE.glob("*.yaml"))
SCHEMA_LINE = "# yaml-language-server: $schema=rule.schema.json\n"


@cache
def schema() -> dict[str, Any]:
    return json.loads((CATALOGUE / "rule.schema.json").read_text(encoding="utf-8"))


@cache
def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def registry() -> dict[str, str]:
    """Rule id to oracle, as the C table has it."""
    text = (RULES / "registry.h").read_text(encoding="utf-8")
    return dict(re.findall(r'X\("([A-Z0-9-]+)", (sluice_oracle_\w+), \w+\)', text))


@cache
def event_names() -> frozenset[str]:
    text = (RULES / "observation.h").read_text(encoding="utf-8")
    table = text[text.index("#define SLUICE_TRACE_TYPES") : text.index("enum sluice_trace_type")]
    return frozenset(re.findall(r'X\([A-Z_]+, "([a-z-]+)"\)', table))


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_registry_and_catalogue_have_the_same_rules() -> None:
    assert registry(), "no rule was found in registry.h"
    assert {path.stem for path in FILES} == set(registry())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rule_file(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(SCHEMA_LINE), "editors need this line"
    rule = load(path)
    jsonschema.Draft202012Validator(schema()).validate(rule)
    assert rule["id"] == path.stem
    assert rule["oracle"] == registry()[rule["id"]]
    assert set(rule["events"]) <= event_names()
    numbered = rule["source"]["list"] not in {"bounds", "stream restrictions"}
    assert ("number" in rule["source"]) == numbered
    if numbered:
        assert rule["id"].endswith(f"-{rule['source']['number']}")


def test_titles_are_unique() -> None:
    titles = [load(path)["title"] for path in FILES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("rule", sorted(registry()))
def test_oracle_is_defined_once(rule: str) -> None:
    definition = f"SLUICE_ORACLE({registry()[rule]})\n{{"
    sources = [path.read_text(encoding="utf-8") for path in (RULES / "oracles").glob("*.c")]
    assert sum(text.count(definition) for text in sources) == 1
    assert list(registry().values()).count(registry()[rule]) == 1


@pytest.mark.parametrize("rule", sorted(registry()))
def test_rule_is_seen_to_fire(rule: str) -> None:
    """The C test runs these; here it is made sure that none is missing."""
    sources = (RULES / "tests").glob("*examples.c")
    examples = "".join(path.read_text(encoding="utf-8") for path in sources)
    for expected in ("HELD", "VIOLATED"):
        assert re.search(rf'\{{"{rule}",\s+{expected},', examples)
