"""corpora/attacks/case.schema.json knows the names that the code knows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
ATTACKS = ROOT / "corpora" / "attacks"
HEADERS = ROOT / "decoder" / "include" / "sluice"

SCHEMA = json.loads((ATTACKS / "case.schema.json").read_text())


def definition(name: str) -> Any:  # noqa: ANN401 (JSON)
    return SCHEMA["$defs"][name]


def test_names_are_those_of_the_code() -> None:
    error_h = (HEADERS / "error.h").read_text()
    limits_h = (HEADERS / "limits.h").read_text()
    classes = [name for name in re.findall(r'X\(\w+, "(\w*)"\)', error_h) if name]
    reasons = re.findall(r'X\(\w+, \d+, \w+, "([a-z-]+)"', error_h)
    limits = re.findall(r"X\(([a-z_]+), [A-Z_]+, \"", limits_h)
    assert definition("java_class")["enum"] == classes
    assert definition("reason")["enum"] == [reason for reason in reasons if reason != "ok"]
    assert list(definition("limits")["properties"]) == limits


def test_variants_are_those_of_the_code() -> None:
    text = (ROOT / "harness" / "stream" / "variants.h").read_text()
    assert definition("variant")["enum"] == re.findall(r'X\([A-Z]+, "([a-z0-9-]+)"', text)
