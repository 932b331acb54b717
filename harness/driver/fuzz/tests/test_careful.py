"""Nobody is careless in the policies of the fuzzers."""

from __future__ import annotations

from typing import Any

import yaml

from harness.driver import documents
from harness.driver.fuzz import careful, policies


def made(text: str) -> Any:  # noqa: ANN401 (YAML)
    node = careful.classes(documents.compose(text))
    return documents.parse(yaml.serialize(node))


def test_what_was_forgotten_is_taken_back() -> None:
    assert made("- {name: a.A, careless: [shares], construct: atomic}") == [
        {"name": "a.A", "construct": "atomic"}
    ]


def test_a_meaning_stays_where_a_check_looks() -> None:
    (field,) = made("""
- name: a.A
  fields: [{name: names, of: b.B}]
  check: [{not-null: names}, {elements: {field: names.elements, is: [b.B]}}]
""")[0]["fields"]
    assert field["of"] == "b.B"


def test_a_meaning_goes_where_nothing_looks_always() -> None:
    for check in (
        "[{not-null: names}]",
        "[{elements: {field: others, is: [b.B]}}]",
        "[{elements: {field: names, is: [b.B]}, when: {n: 1}}]",
        "[{type: {field: names, is: [b.B]}}]",
    ):
        text = f"- {{name: a.A, fields: [{{name: names, of: b.B, type: I}}], check: {check}}}"
        assert made(text)[0]["fields"] == [{"name": "names", "type": "I"}], check


def test_keys_alone_do_not_vouch_for_pairs() -> None:
    text = "- {name: a.A, fields: [{name: m, of: [b.B, c.C]}], check: [{keys: {field: m.x}}, @]}"
    assert "of" not in made(text.replace(", @", ""))[0]["fields"][0]
    assert "of" in made(text.replace("@", "{values: {field: m.x}}"))[0]["fields"][0]


def test_code_looks_at_what_is_meant() -> None:
    text = "- {name: a.A, code: @, fields: [{name: n, of: b.B}], layout: [{objects: o, of: b.B}]}"
    checked, read = made(text.replace("@", "[check]"))[0], made(text.replace("@", "read"))[0]
    assert "of" in checked["fields"][0]
    assert "of" not in checked["layout"][0]
    assert "of" not in read["fields"][0]
    assert "of" in read["layout"][0]


def test_the_policies_have_nobody_careless() -> None:
    assert "careless" not in policies.FILE.read_text(encoding="utf-8")
