"""Reads YAML files as fast as this Python can: by libyaml, where PyYAML was built with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

# The two loaders make the same of everything.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(path: Path) -> Any:  # noqa: ANN401 (YAML)
    """What is in a file; read once, so that nobody may change it."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Any:  # noqa: ANN401 (YAML)
    """What is in a text."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 (a safe loader)


def compose(text: str) -> yaml.Node | None:
    """The nodes of a text, with their places."""
    return yaml.compose(text, Loader=LOADER)
