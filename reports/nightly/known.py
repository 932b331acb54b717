"""Failures that are known and may stay for a while: reports/baselines/nightly.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from reports.nightly.model import UnusableError

DEFAULT_FILE = Path(__file__).parent.parent / "baselines" / "nightly.yaml"
_NEEDED = {"id", "step", "reason", "owner", "added", "expires"}


@dataclass(frozen=True, slots=True)
class Known:
    id: str
    step: str
    reason: str
    owner: str
    added: date
    expires: date
    link: str | None = None

    def is_expired(self, today: date) -> bool:
        """It holds until the end of its last day."""
        return today > self.expires


def _known(entry: Any) -> Known:  # noqa: ANN401
    if not isinstance(entry, dict):
        raise ValueError("an entry is a mapping")
    missing = _NEEDED - entry.keys()
    if missing:
        raise ValueError(f"an entry lacks {', '.join(sorted(missing))}")
    for name in ("added", "expires"):
        if type(entry[name]) is not date:
            raise ValueError(f"`{name}` of {entry['id']} is no date such as 2026-11-22")
    for name in ("id", "step", "reason", "owner"):
        if not isinstance(entry[name], str) or not entry[name].strip():
            raise ValueError(f"`{name}` of {entry['id']} is no text")
    return Known(**entry)


def read_known(path: Path = DEFAULT_FILE) -> Mapping[str, Known]:
    """The entries by id; none if there is no file. Raises UnusableError."""
    if not path.exists():
        return {}
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or document.keys() != {"known"}:
            raise ValueError("it is not a mapping with the one key `known`")
        entries = [_known(entry) for entry in document["known"] or ()]
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise UnusableError(f"{path}: cannot be used: {' '.join(str(error).split())}") from error
    return {entry.id: entry for entry in entries}
