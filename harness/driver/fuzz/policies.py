"""The numbered class models that fuzz inputs choose from: harness/fuzz/policies.yaml.

Each case of the suite is read under the class models that it names, by `use` and `classes`, or that
its file does. Each distinct set has a number for ever: what is new is written behind the others.

The classes of careless developers break rules by design, which is what their cases are about and
no finding of a fuzzer: here they have forgotten nothing (harness/driver/fuzz/careful.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from harness.driver import documents
from harness.driver.fuzz import careful

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "harness" / "fuzz" / "policies.yaml"
CASES = ROOT / "corpora" / "attacks"
MODELS = ROOT / "corpora" / "models"

KEYS = ("use", "classes")
WIDTH = 100
HEAD = """\
# The class models that inputs of the fuzzers choose from by number: those of the suite's cases.
#
# Written by `scripts/corpus policies`. A number keeps its meaning for ever, since the inputs of
# corpora and regressions have it: new sets are written behind these, and none is ever changed or
# taken away. Number 0 is all well-known classes and nothing else; an entry without `use` and
# `classes` knows no class at all.
"""
FIRST = "- number: 0\n  use: [all]\n"

# What a value says, whatever it looks like in the file.
Meaning = tuple[object, ...]


class PolicyError(Exception):
    """The file of the policies is not as it must be; the message says what to do."""


@dataclass(frozen=True)
class Policy:
    """A set of class models, as cases write it."""

    use: yaml.SequenceNode | None
    classes: yaml.SequenceNode | None

    def meaning(self) -> Meaning:
        """What it says, however it is written."""
        return tuple(None if one is None else _meaning(one) for one in (self.use, self.classes))


def _meaning(node: yaml.Node) -> Meaning:
    if isinstance(node, yaml.MappingNode):
        return ("map", *((_meaning(key), _meaning(value)) for key, value in node.value))
    if isinstance(node, yaml.SequenceNode):
        return ("list", *(_meaning(one) for one in node.value))
    return ("text", node.value, not node.style)


def _entries(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The entries of a map by their keys."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value}


def _list(node: yaml.Node) -> yaml.SequenceNode:
    if not isinstance(node, yaml.SequenceNode):
        raise PolicyError(f"{node.start_mark}: this must be a list")
    return node


def _without_files(policy: Policy, models: Path) -> Policy:
    """The same, with model files that it uses written out, so that it needs none."""
    if policy.use is None:
        return policy
    groups: list[yaml.Node] = []
    classes = list(policy.classes.value) if policy.classes is not None else []
    left, seen = list(policy.use.value), set()
    while left:
        name = left.pop(0)
        path = models / f"{name.value.removesuffix('.yaml')}.yaml"
        if not path.is_file():
            groups.append(name)
        elif path not in seen:
            seen.add(path)
            file = _entries(documents.compose(path.read_text(encoding="utf-8")))
            left += file["use"].value if "use" in file else []
            classes += file["classes"].value if "classes" in file else []
    if not seen:
        return policy
    made = [
        yaml.SequenceNode("tag:yaml.org,2002:seq", one, flow_style=flow) if one else None
        for one, flow in ((groups, True), (classes, False))
    ]
    return Policy(made[0], made[1])


def of_file(path: Path, models: Path = MODELS) -> dict[str, Policy]:
    """The policies of a file's cases, by the ids of the cases."""
    top = _entries(documents.compose(path.read_text(encoding="utf-8")))
    found: dict[str, Policy] = {}
    for node in _list(top["cases"]).value:
        case = _entries(node)
        use, classes = (case.get(key, top.get(key)) for key in KEYS)
        policy = Policy(
            None if use is None else _list(use), None if classes is None else _list(classes)
        )
        policy = _without_files(policy, models)
        if policy.classes is not None:
            policy = Policy(policy.use, careful.classes(policy.classes))
        found[case["id"].value] = policy
    return found


def of_suite(folder: Path = CASES, models: Path = MODELS) -> Iterator[tuple[str, Policy]]:
    """The policies of all cases, in the order of the files."""
    for path in sorted(folder.glob("*.yaml")):
        yield from of_file(path, models).items()


def read(text: str) -> list[Policy]:
    """The policies of the numbered list, in the order of their numbers."""
    top = documents.compose(text)
    policies: list[Policy] = []
    for at, node in enumerate(_list(top).value if top is not None else []):
        entry = _entries(node)
        number = entry["number"].value if "number" in entry else "none"
        if number != str(at):
            raise PolicyError(f"{FILE.name}: after {at} policies comes number {number}, not {at}")
        use, classes = (entry.get(key) for key in KEYS)
        policies.append(
            Policy(None if use is None else _list(use), None if classes is None else _list(classes))
        )
    return policies


def numbers(policies: list[Policy]) -> dict[Meaning, int]:
    """The number of each set."""
    return {policy.meaning(): number for number, policy in enumerate(policies)}


def _write(number: int, policy: Policy) -> str:
    entry = f"- number: {number}\n"
    for key, node in zip(KEYS, (policy.use, policy.classes), strict=True):
        if node is not None:
            scalar = yaml.ScalarNode("tag:yaml.org,2002:str", key)
            wrapped = yaml.MappingNode("tag:yaml.org,2002:map", [(scalar, node)], flow_style=False)
            text = yaml.serialize(wrapped, width=WIDTH, Dumper=yaml.SafeDumper)
            entry += "".join(f"  {line}\n" for line in text.splitlines())
    return entry


def refreshed(text: str, wanted: Iterator[tuple[str, Policy]]) -> str:
    """The file with what it misses at its end."""
    text = text or f"{HEAD}\n{FIRST}"
    policies = read(text)  # a set may stand there twice, under two numbers
    known = {policy.meaning() for policy in policies}
    for _case, policy in wanted:
        if policy.meaning() not in known:
            text += _write(len(policies), policy)
            policies.append(policy)
            known.add(policy.meaning())
    return text


def refresh(file: Path = FILE) -> int:
    """Writes the file anew; returns how many sets are new."""
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    after = refreshed(before, of_suite())
    if after != before:
        file.write_text(after, encoding="utf-8")
    return len(read(after)) - (len(read(before)) if before else 0)
