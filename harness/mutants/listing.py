"""Lists the planted defects in the rule files, which name them for whoever reads the catalogue.

The defects themselves say which rule they break. The lists follow from them, so nobody writes them
by hand: `scripts/mutants --catalogue` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from harness.driver import catalogue
from harness.mutants.defects import Defect

_LIST = re.compile(r"^planted:\n(?:  - .*\n)*", flags=re.MULTILINE)


def ids_by_rule(defects: Iterable[Defect]) -> dict[str, list[str]]:
    """The ids of the defects that are planted against each rule, sorted."""
    ids: dict[str, list[str]] = {}
    for defect in defects:
        ids.setdefault(defect.rule, []).append(defect.defect_id)
    return {rule: sorted(of_rule) for rule, of_rule in ids.items()}


def listed(text: str, ids: list[str]) -> str:
    """The text of a rule file with these defects in its list, and no others."""
    bare = _LIST.sub("", text)
    return bare + "".join(["planted:\n", *(f"  - {one}\n" for one in ids)]) if ids else bare


def write(defects: Iterable[Defect], folder: Path = catalogue.FOLDER) -> list[str]:
    """Brings the lists up to date; the ids of the rules whose file has changed."""
    ids = ids_by_rule(defects)
    changed = []
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        new = listed(text, ids.get(path.stem, []))
        if new != text:
            path.write_text(new, encoding="utf-8")
            changed.append(path.stem)
    return changed
