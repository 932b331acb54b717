"""Class models as developers write them who forget nothing.

What a careless developer forgot is taken back. What a field or a piece is meant to hold stays said
only where something looks at it: a check that names it, or code of the class.
"""

from __future__ import annotations

from collections.abc import Iterable

import yaml

MEANINGS = {"holds", "of", "same-as"}
# The code of a class that asks for the types that are meant.
ASKS = {"fields": "check", "layout": "read"}
# What of a member each kind of check looks at.
LOOKS = {"type": "holds", "elements": "of", "keys": "of", "values": "of"}


def _entries(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value}


def _texts(node: yaml.Node | None) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [one.value for one in node.value]
    return [] if node is None else [node.value]


def _without(node: yaml.MappingNode, keys: Iterable[str]) -> yaml.MappingNode:
    gone = set(keys)
    kept = [(key, value) for key, value in node.value if key.value not in gone]
    return yaml.MappingNode(node.tag, kept, flow_style=node.flow_style)


def _looked_at(checks: yaml.Node | None) -> dict[str, set[str]]:
    """By name of a member, the kinds of checks that always look at it, or at what is in it."""
    found: dict[str, set[str]] = {}
    for check in checks.value if isinstance(checks, yaml.SequenceNode) else []:
        entries = _entries(check)
        for kind in LOOKS.keys() & entries.keys() if "when" not in entries else ():
            field = _entries(entries[kind])["field"].value
            found.setdefault(field.split(".")[0], set()).add(kind)
    return found


def _unchecked(member: yaml.MappingNode, looked_at: dict[str, set[str]]) -> set[str]:
    """The meanings of a field that nothing looks at."""
    entries = _entries(member)
    kinds = looked_at.get(entries["name"].value if "name" in entries else "", set())
    gone = set(MEANINGS & entries.keys())
    if "type" in kinds:
        gone -= {"holds"}
    of_pairs = len(_texts(entries.get("of"))) > 1
    if kinds >= {"keys", "values"} if of_pairs else "elements" in kinds:
        gone -= {"of"}
    return gone


def _unread(member: yaml.MappingNode) -> set[str]:
    """The same where the class has code: its reader does not look into a single object."""
    return {"of"} if "object" in _entries(member) else set()


def _model(model: yaml.MappingNode) -> yaml.MappingNode:
    model = _without(model, ["careless"])
    entries = _entries(model)
    code = _texts(entries.get("code"))
    looked_at = _looked_at(entries.get("check"))
    made = []
    for key, value in model.value:
        asks = ASKS.get(key.value)
        if asks is not None and isinstance(value, yaml.SequenceNode):
            members = [
                _without(one, _unread(one) if asks in code else _unchecked(one, looked_at))
                if isinstance(one, yaml.MappingNode)
                else one
                for one in value.value
            ]
            value = yaml.SequenceNode(value.tag, members, flow_style=value.flow_style)
        made.append((key, value))
    return yaml.MappingNode(model.tag, made, flow_style=model.flow_style)


def classes(models: yaml.SequenceNode) -> yaml.SequenceNode:
    """The models of a list, each by a careful developer."""
    made = [_model(one) if isinstance(one, yaml.MappingNode) else one for one in models.value]
    return yaml.SequenceNode(models.tag, made, flow_style=models.flow_style)
