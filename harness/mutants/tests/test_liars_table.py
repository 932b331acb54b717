"""The table of liars in the README and the liars themselves are the same."""

from __future__ import annotations

import re
from pathlib import Path

ROOM = Path(__file__).resolve().parents[1]


def test_every_liar_stands_in_the_readme() -> None:
    source = (ROOM / "liars" / "liar.c").read_text(encoding="utf-8")
    liars = re.findall(r'\[SLUICE_LIAR_\w+\] = \{\s*\.name = "([a-z-]+)"', source)
    readme = (ROOM / "README.md").read_text(encoding="utf-8")
    table = readme.split("## The liars")[1].split("\n## ")[0]
    assert liars
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == liars
