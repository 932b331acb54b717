"""The schemas refuse what the loader refuses, as far as they can: mistakes.yaml of the suite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
MISTAKES = yaml.safe_load((ROOT / "harness/suite/tests/mistakes.yaml").read_text())
ROWS: list[dict[str, Any]] = MISTAKES["mistakes"]


def validator(path: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((ROOT / path).read_text()))


CASES = validator("corpora/attacks/case.schema.json")
MODELS = validator("harness/models/models.schema.json")


def is_refused(document: Any) -> bool:  # noqa: ANN401 (YAML)
    """What the schema of cases says, and of the class models in them that of models."""
    if not CASES.is_valid(document):
        return True
    return not all(
        MODELS.is_valid({"classes": case["classes"]})
        for case in document["cases"]
        if "classes" in case
    )


def test_the_base_is_right() -> None:
    assert not is_refused(yaml.safe_load(MISTAKES["base"]))


def test_only_known_reasons() -> None:
    assert {row.get("beyond", "names") for row in ROWS} <= {"names", "stream", "syntax"}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.get("beyond") != "syntax"], ids=lambda row: row["put"][:60]
)
def test_what_the_schema_can_tell_it_tells(row: dict[str, Any]) -> None:
    document = yaml.safe_load(MISTAKES["base"].replace(row["cut"], row["put"], 1))
    assert is_refused(document) == ("beyond" not in row)
