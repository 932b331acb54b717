"""The mutants that are known to change nothing that anybody could see."""

from __future__ import annotations

from pathlib import Path

import yaml

from harness.mutants import mutate

FOLDER = Path(__file__).parent / "equivalent"


class KnownError(Exception):
    """An entry that cannot be used; says which and why."""


def _entry(entry: object, path: Path) -> tuple[str, str]:
    if not isinstance(entry, dict) or set(entry) != {"key", "reason"}:
        raise KnownError(f"{path.name}: an entry has `key` and `reason` and no more: {entry}")
    for word in ("key", "reason"):
        if not isinstance(entry[word], str) or not entry[word].strip():
            raise KnownError(f"{path.name}: `{word}` must be a text: {entry}")
    return entry["key"], entry["reason"]


def _entries(path: Path) -> list[tuple[str, str]]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or not isinstance(document.get("equivalent"), list):
        raise KnownError(f"{path.name}: expected `equivalent:` and a list")
    return [_entry(entry, path) for entry in document["equivalent"]]


def load(folder: Path = FOLDER) -> dict[str, str]:
    """The reasons by key, from all files of the folder."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        for key, reason in _entries(path):
            if key in found:
                raise KnownError(f"{path.name}: this key stands twice: {key}")
            found[key] = reason
    return found


def check(root: Path, known: dict[str, str]) -> list[str]:
    """What fits the sources no more: one sentence each."""
    problems = []
    keys: dict[str, set[str]] = {}
    for key in known:
        file = key.split(":", 1)[0]
        if file not in keys:
            is_file = (root / file).is_file()
            found = mutate.mutations(root, file) if is_file else []
            keys[file] = {one.key() for one in found}
        if key not in keys[file]:
            problems.append(
                f"{FOLDER.name}: no mutant has this key any more: take the entry out, or write the"
                f" key as scripts/mutate prints it now: {key}"
            )
    return problems
