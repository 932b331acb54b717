"""Each attack on archives has one fault: with one edit less, its archives are accepted."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
ARCHIVES = ROOT / "corpora" / "archives"
SLUICE = Path(os.environ.get("SLUICE_BIN") or ROOT / "build" / "bin" / "sluice").resolve()
MOST_ROUNDS = 20

Case = dict[str, Any]
Family = dict[str, Any]
Node = dict[str, Any] | list[Any] | str | float | bool | None

# One fault that takes several edits: none of them would do alone.
STEPS = """
metadata-files/lower-extensions metadata-files/lower-folder metadata-files/below-the-folder
metadata-files/two-blocks metadata-files/signature-later metadata-files/many-signatures
metadata-files/disjoint-signatures metadata-files/other-signature-counts
sealing/without-slash signature-files/no-names-signed stripped-signatures/no-signature
stripped-signatures/class-and-section-added stripped-signatures/digest-changed
stripped-signatures/second-section zip-framing/empty zip-names/slashed-manifest
zip-readings/second-record zip-readings/quoted zip-readings/zip64-true zip-readings/zip64-lies
zip-readings/zip64-huge zip-readings/symlink zip-readings/descriptor-of-twelve-bytes
"""
# Two faults, as their rows of the catalogue say: what is stripped, and what is changed then.
BOTH = """
metadata-files/no-signature-counts metadata-files/signed-again-by-the-attacker
sealing/unsigned-override sealing/versions-unsigned signature-blocks/embedded-evil
signature-blocks/embedded-by-the-attacker signature-blocks/two-signers-one-bad
signature-files/version-2-evil signature-files/no-main-digest stripped-signatures/no-manifest-evil
stripped-signatures/junk-block-evil stripped-signatures/replaced-in-front
zip-names/second-manifest-and-class
"""
# Somebody else than who should: another word, and not one less.
OTHERS = """
signers/authority-pinned signers/expired-leaf timestamps/stranger timestamps/none
timestamps/a-second-late timestamps/a-second-early timestamps/before-the-timestamper
timestamps/expired timestamps/young timestamps/young-and-old-allowed timestamps/other-use
timestamps/plain-use timestamps/short-key
"""


def families() -> list[Family]:
    return [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(ARCHIVES.glob("*.yaml"))
    ]


def attacks(family: Family) -> list[Case]:
    return [
        case
        for case in family["cases"]
        if case["expect"]["verdict"] != "accept" and "lie" not in case
    ]


# What an entry of `zip` is about, and how parts of an archive are named.
SUBJECTS = {"entry", "nth", "file"}
# Maps that are bytes, and one thing.
BYTES = {"hex", "class", "zeros", "repeat", "join", "zip", "size-of"}


def shorter(node: Node) -> Iterator[Node]:
    """The same with one thing less: an element of a list, whatever it says, or a word of a map."""
    if isinstance(node, list):
        for i, item in enumerate(node):
            if isinstance(item, dict) and "entry" in item:
                yield from ([*node[:i], less, *node[i + 1 :]] for less in shorter(item))
            else:
                yield [*node[:i], *node[i + 1 :]]
    elif isinstance(node, dict):
        for key, value in node.items():
            inner = not isinstance(value, dict) or not BYTES & value.keys()
            if key not in SUBJECTS and isinstance(value, dict | list) and inner:
                yield from ({**node, key: less} for less in shorter(value))
            is_plain = not isinstance(value, dict | list) or not inner or key in {"main", "order"}
            if key not in SUBJECTS and is_plain:
                yield {other: node[other] for other in node if other != key}


def less_of(case: Case) -> Iterator[Case]:
    """The parts of a case that say what is different about it, with one thing less."""
    programs = case["archives"]
    if len(programs) > 1:
        yield from ({**case, "archives": less} for less in shorter(programs))
    for i, program in enumerate(programs):
        for less in shorter(program):
            yield {**case, "archives": [*programs[:i], less, *programs[i + 1 :]]}
    for key in ("policy", "keys"):
        yield from ({**case, key: less} for less in shorter(case.get(key, {})))
    for key in ("trust", "timestampers", "at", "password"):
        if key in case:
            yield {other: case[other] for other in case if other != key}


NOT_SAID = {"expect", "twin", "severity", "effect", "attack", "cve", "note", "id"}


DEFAULTS = {"keys", "trust", "timestampers", "policy", "at"}


def variants(family: Family, case: Case) -> list[Case]:
    usual = {key: value for key, value in family.items() if key in DEFAULTS}
    plain = {key: value for key, value in case.items() if key not in NOT_SAID}
    return [
        {**usual, **less, "id": f"{case['id']}-{number}", "expect": {"verdict": "accept"}}
        for number, less in enumerate(less_of(plain))
    ]


def write(folder: Path, family: Family, cases: list[Case]) -> Path:
    """A case a line, so that complaints tell which of them they are about."""
    head = {key: value for key, value in family.items() if key not in {"cases", *DEFAULTS}}
    lines = ["{", *(f"{json.dumps(key)}: {json.dumps(value)}," for key, value in head.items())]
    lines += ['"cases": [', ",\n".join(json.dumps(case) for case in cases), "]}"]
    path = folder / f"{family['family']}.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ask(path: Path, keys: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SLUICE, "archive", "run", "--json", path],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "SLUICE_ARCHIVE_KEYS": str(keys)},
    )  # fmt: skip


def ask_all(folder: Path, family: Family, keys: Path) -> list[dict[str, Any]]:
    """What comes of the attacks with one thing less, as far as they then are cases at all."""
    left = [one for case in attacks(family) for one in variants(family, case)]
    first = 3 + len(family.keys() - {"cases", *DEFAULTS})
    for _ in range(MOST_ROUNDS):
        done = ask(write(folder, family, left), keys)
        lines = re.findall(r"\.yaml:(\d+):\d+: ", done.stderr)
        wrong = {int(line) - first for line in lines}
        left = [one for i, one in enumerate(left) if i not in wrong]
        if not wrong:
            break
    assert done.returncode in (0, 1), done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    return [record for record in records if record["type"] == "result"]


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """For each attack whether it is accepted with one thing less."""
    folder = tmp_path_factory.mktemp("less")
    found = {case["id"]: False for family in families() for case in attacks(family)}
    for family in families():
        if attacks(family):
            for record in ask_all(folder, family, folder / "keys"):
                found[record["case"].rpartition("-")[0]] |= record["verdict"] == "accept"
    return found


def test_each_attack_has_one_fault(accepted: dict[str, bool]) -> None:
    several = {case for case, is_one in accepted.items() if not is_one}
    assert several == {*STEPS.split(), *BOTH.split(), *OTHERS.split()}


def payloads(node: Node) -> Iterator[tuple[str, Node]]:
    """Names of entries with the bytes that they are given."""
    if isinstance(node, dict):
        if "data" in node:
            names = [node[key] for key in ("name", "add", "replace", "entry") if key in node]
            yield from ((name, node["data"]) for name in names if isinstance(name, str))
        for value in node.values():
            yield from payloads(value)
    elif isinstance(node, list):
        for item in node:
            yield from payloads(item)


def test_classes_are_classes() -> None:
    """Evil ones, too: a loader would take them."""
    found = [
        (case["id"], name)
        for family in families()
        for case in family["cases"]
        for name, data in payloads(case["archives"])
        if name.endswith(".class")
        and not (isinstance(data, dict) and "class" in data)
        and case["expect"].get("reason") != "policy-class-file"
    ]
    assert found == []
