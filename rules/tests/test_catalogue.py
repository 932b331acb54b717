"""The catalogue and the oracles name each other, and every rule file says what it has to."""

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

# The lists of the mail, with the number of their rules; every number must be there.
LISTS = {
    "input stream": ("IN", 11),
    "output stream": ("OUT", 3),
    "class developers": ("DEV", 13),
    "golden rules": ("GOLD", 5),
    "construction contract": ("CON", 4),
}
# Lists that the catalogue numbers by itself, and those whose rules have names.
UNNUMBERED = {
    "stream restrictions": "BOUND-",
    "bounds": "BOUND-",
    "constraints": "CFG-",
    "download": "DL-",
    "coding standard": "",
}
# Later work enforces these. Whoever makes an oracle for one takes it out here.
PLANNED = {"MSC00-J"} | {"CFG-1", "CFG-2", "CFG-3", "CFG-4"}
PLANNED |= {f"DL-{number}" for number in range(1, 6)}

PLACEHOLDER = re.compile(
    r"\b(todo|tbd|tba|fixme|xxx|placeholder|lorem|n/?a|to be (written|defined|done))\b|\.\.\.|…",
    re.IGNORECASE,
)
FEWEST_WORDS = {"statement": 10, "why": 10, "seen": 5, "awaits": 8, "undecided": 8}


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
def planned() -> list[str]:
    """Ids of the planned rules, as the C table has them."""
    text = (RULES / "registry.h").read_text(encoding="utf-8")
    return re.findall(r'X\("([A-Z0-9-]+)"\)', text)


def texts(rule: dict[str, Any]) -> list[tuple[str, str]]:
    """Everything that a rule says in prose, with the key that it stands under."""
    lines = [("seen", line) for line in rule["seen"]]
    return [
        (key, rule[key]) for key in ("statement", "why", "awaits", "undecided") if key in rule
    ] + lines


def faults_of(rule: dict[str, Any]) -> list[str]:
    """What is wrong with a rule; no sentence that says nothing gets through."""
    found = [error.message for error in jsonschema.Draft202012Validator(schema()).iter_errors(rule)]
    if found:
        return found
    for key, text in [("title", rule["title"]), *texts(rule)]:
        if PLACEHOLDER.search(text):
            found.append(f"{key}: a placeholder: {text}")
    for key, text in texts(rule):
        words = re.findall(r"\w+", text.lower())
        if len(words) < FEWEST_WORDS[key] or len(set(words)) < len(words) // 2:
            found.append(f"{key}: too little is said: {text}")
        if not text.strip().endswith("."):
            found.append(f"{key}: no sentence: {text}")
    return found


@cache
def event_names() -> frozenset[str]:
    text = (RULES / "observation.h").read_text(encoding="utf-8")
    table = text[text.index("#define SLUICE_TRACE_TYPES") : text.index("enum sluice_trace_type")]
    return frozenset(re.findall(r'X\([A-Z_]+, "([a-z-]+)"\)', table))


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_registry_and_catalogue_have_the_same_rules() -> None:
    assert registry(), "no rule was found in registry.h"
    assert planned(), "no planned rule was found in registry.h"
    assert not set(planned()) & set(registry())
    assert {path.stem for path in FILES} == set(registry()) | set(planned())


def test_registry_and_catalogue_agree_on_what_is_planned() -> None:
    assert set(planned()) == {path.stem for path in FILES if "status" in load(path)} == PLANNED
    assert len(planned()) == len(PLANNED)


@pytest.mark.parametrize("name", LISTS)
def test_every_rule_of_the_lists_is_there(name: str) -> None:
    prefix, count = LISTS[name]
    of_list = {rule["id"] for rule in map(load, FILES) if rule["source"]["list"] == name}
    assert of_list == {f"{prefix}-{number}" for number in range(1, count + 1)}
    assert of_list <= set(registry())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rule_file(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(SCHEMA_LINE), "editors need this line"
    rule = load(path)
    assert faults_of(rule) == []
    assert rule["id"] == path.stem
    assert rule.get("oracle") == registry().get(rule["id"])
    assert set(rule.get("events", [])) <= event_names()
    source = rule["source"]
    numbered = source["list"] in LISTS
    assert ("number" in source) == numbered
    if numbered:
        assert rule["id"] == f"{LISTS[source['list']][0]}-{source['number']}"
    else:
        assert rule["id"].startswith(UNNUMBERED[source["list"]])
    assert (source["list"] == "coding standard") == (source["seed"] in {"000", "001", "002"})
    assert (source["list"] == "bounds") == (source["seed"] == "design")


def test_nothing_is_said_twice() -> None:
    rules = [load(path) for path in FILES]
    titles = [rule["title"] for rule in rules]
    assert len(set(titles)) == len(titles)
    said = [text for rule in rules for _, text in texts(rule)]
    assert [text for text in set(said) if said.count(text) > 1] == []


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (
            "IN-1",
            {"statement": "TODO say what the rule asks, and of whom, before anybody sees it."},
        ),
        (
            "IN-1",
            {"statement": "rule rule rule rule rule rule rule rule rule rule rule rule rule."},
        ),
        (
            "IN-1",
            {"statement": "The rule that this file is about is held by the decoder in all cases"},
        ),
        ("IN-1", {"title": "Placeholder for a rule"}),
        ("IN-1", {"seen": []}),
        ("IN-1", {"seen": ["It can be seen."]}),
        ("IN-1", {"cwe": []}),
        ("IN-1", {"oracle": None}),
        ("IN-1", {"status": "planned"}),
        ("IN-1", {"status": "enforced"}),
        ("IN-1", {"planted": ["The buffer of an array is not freed."]}),
        (
            "IN-1",
            {"awaits": "Somebody who has the time to write an oracle for what is asked here."},
        ),
        ("DL-1", {"oracle": "sluice_oracle_heap"}),
        ("DL-1", {"events": []}),
        ("DL-1", {"awaits": None}),
        ("DL-1", {"awaits": "Work that is to be done later, by somebody, in some way: TBD."}),
        ("DL-1", {"seen": []}),
        ("DL-1", {"status": None}),
    ],
)
def test_a_hollow_rule_is_noticed(rule: str, change: dict[str, Any]) -> None:
    hollow = {**load(CATALOGUE / f"{rule}.yaml"), **change}
    assert faults_of({key: value for key, value in hollow.items() if value is not None})


@pytest.mark.parametrize("rule", sorted(registry()))
def test_oracle_is_defined_once(rule: str) -> None:
    definition = f"ORACLE({registry()[rule]})\n{{"
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
