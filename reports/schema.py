"""results.schema.json as validators: strict about integers, and quick with long lists of rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA_FILE = Path(__file__).with_name("results.schema.json")
LINE_TYPES = ("header", "planned", "result", "footer")

_PLAIN_KEYWORDS = frozenset({"type", "minimum", "maximum", "description"})


def _is_integer(_: jsonschema.TypeChecker | None, value: object) -> bool:
    """JSON Schema takes 1.0 for an integer; a length of 1.0 would break what counts with it."""
    return isinstance(value, int) and not isinstance(value, bool)


def _plainly_valid(schema: dict[str, Any], value: object) -> bool:
    """True when that can be told at a glance; False says nothing."""
    if not schema.keys() <= _PLAIN_KEYWORDS:
        return False
    kind = schema.get("type")
    if kind == "string":
        return isinstance(value, str)
    if kind == "integer" and _is_integer(None, value):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return False


def _properties(
    validator: jsonschema.Draft202012Validator,
    properties: dict[str, Any],
    instance: object,
    schema: object,  # noqa: ARG001
) -> Iterator[jsonschema.ValidationError]:
    """The keyword `properties`, without the library's costly descent where it cannot find a thing.

    A run lists some hundred thousand rows of four plain members each.
    """
    if not isinstance(instance, dict):
        return
    for name, member in properties.items():
        if name in instance and not _plainly_valid(member, instance[name]):
            yield from validator.descend(instance[name], member, path=name, schema_path=name)


_STRICT = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    validators={"properties": _properties},
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


def validators() -> dict[str, jsonschema.Draft202012Validator]:
    """One validator for each line type, so that a message speaks of the line and not of oneOf."""
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return {
        name: _STRICT({"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}) for name in LINE_TYPES
    }
