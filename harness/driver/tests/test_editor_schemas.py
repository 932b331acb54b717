"""Every YAML file that people write names its JSON Schema for their editor, and follows it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from harness.driver import documents

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (
    "corpora",
    "rules/catalogue",
    "harness/archive/profiles",
    "harness/mutants/defects",
    "harness/targets/adapters",
)
MARK = "# yaml-language-server: $schema="
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yaml"))


@cache
def validator(path: Path) -> Any:  # noqa: ANN401 (a class made by jsonschema)
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_there_are_files_in_each_folder() -> None:
    for folder in FOLDERS:
        assert any(path.is_relative_to(ROOT / folder) for path in FILES), folder


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_file_names_its_schema_and_follows_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    assert first.startswith(MARK), f"the first line must be `{MARK}...`, so that editors help"
    schema = (path.parent / first.removeprefix(MARK)).resolve()
    assert schema.is_file(), f"{first.removeprefix(MARK)} is not there"
    errors = [
        f"{'.'.join(str(step) for step in error.absolute_path)}: {error.message[:300]}"
        for error in validator(schema).iter_errors(documents.load(path))
    ]
    assert errors == []


def test_every_schema_is_used() -> None:
    schemas = {
        path
        for folder in ("corpora", "harness", "rules")
        for path in (ROOT / folder).rglob("*.schema.json")
    }
    named = {
        (path.parent / path.read_text(encoding="utf-8").partition("\n")[0].removeprefix(MARK))
        for path in FILES
    }
    assert schemas == {path.resolve() for path in named}
