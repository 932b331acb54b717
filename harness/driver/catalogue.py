"""The rules of rules/catalogue: which there are, and which of them are enforced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "rules" / "catalogue"


def load(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """The rules by their ids."""
    files = sorted(folder.glob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in files}


def is_planned(rule: dict[str, Any]) -> bool:
    """True for a rule that later work will enforce: nothing judges it yet."""
    return rule.get("status") == "planned"


def enforced(folder: Path = FOLDER) -> set[str]:
    """The ids of the rules that an oracle decides."""
    return {rule_id for rule_id, rule in load(folder).items() if not is_planned(rule)}
