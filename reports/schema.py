"""results.schema.json as validators: strict about integers, and quick with long lists of rows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA_FILE = Path(__file__).with_name("results.schema.json")
LINE_TYPES = ("header", "planned", "result", "footer")

_SCHEMA: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
_KINDS: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _is_integer(_: jsonschema.TypeChecker | None, value: object) -> bool:
    """JSON Schema takes 1.0 for an integer; a length of 1.0 would break what counts with it."""
    return _KINDS["integer"](value)


def _is_of_kind(kinds: str | list[str], value: object) -> bool:
    return any(
        kind in _KINDS and _KINDS[kind](value)
        for kind in ([kinds] if isinstance(kinds, str) else kinds)
    )


# What a keyword says of a value, where that can be told at a glance.
_GLANCES: dict[str, Callable[[Any, Any], bool]] = {
    "description": lambda _text, _value: True,
    "type": _is_of_kind,
    "const": lambda other, value: isinstance(value, str) and value == other,
    "enum": lambda others, value: isinstance(value, str) and value in others,
    "minimum": lambda least, value: not isinstance(value, int) or value >= least,
    "maximum": lambda most, value: not isinstance(value, int) or value <= most,
    "minLength": lambda least, value: not isinstance(value, str) or len(value) >= least,
    "maxLength": lambda most, value: not isinstance(value, str) or len(value) <= most,
    "pattern": lambda how, value: not isinstance(value, str) or bool(re.search(how, value)),
    "maxItems": lambda most, value: not isinstance(value, list) or len(value) <= most,
    "items": lambda item, value: (
        not isinstance(value, list) or all(_plainly_valid(item, one) for one in value)
    ),
    "required": lambda names, value: (
        not isinstance(value, dict) or all(name in value for name in names)
    ),
    "properties": lambda known, value: (
        not isinstance(value, dict)
        or all(name in known and _plainly_valid(known[name], one) for name, one in value.items())
    ),
    "additionalProperties": lambda more, _value: more is False,
    "$ref": lambda name, value: _plainly_valid(
        _SCHEMA["$defs"][name.removeprefix("#/$defs/")], value
    ),
}


def _plainly_valid(schema: dict[str, Any], value: object) -> bool:
    """True when that can be told at a glance; False says nothing."""
    return all(key in _GLANCES and _GLANCES[key](what, value) for key, what in schema.items())


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
    return {
        name: _STRICT({"$defs": _SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}) for name in LINE_TYPES
    }
