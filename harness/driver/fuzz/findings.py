"""What the engines found: inputs that are kept, and what was said of them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LISTING = "findings.json"
# Inputs that are kept of what looks like the same finding. The others are counted.
KEPT = 10
MOST_DETAIL = 400

RULE = re.compile(r"^SLUICE-FINDING target=(\S+) rule=(\S+): (.*)$", re.MULTILINE)
# An input that shows it whoever runs it: the one that was run does not say what it breaks.
OTHER_INPUT = re.compile(r"^SLUICE-INPUT ((?:[0-9a-f]{2})+)$", re.MULTILINE)
UNDEFINED = re.compile(r"^\S*?([\w.]+:\d+:\d+): runtime error: (.*)$", re.MULTILINE)
SANITIZER = re.compile(r"ERROR: (\w+Sanitizer): ([\w-]+)")
SUMMARY = re.compile(r"^SUMMARY: (.*)$", re.MULTILINE)
LIBFUZZER = (("timeout", "libFuzzer: timeout"), ("memory", "libFuzzer: out-of-memory"))


@dataclass
class Finding:
    """What was found, by however many inputs."""

    target: str
    engine: str
    kind: str  # "rule", "sanitizer", "timeout", "memory" or "crash"
    rule: str  # the rule that is broken, or what the sanitizer calls it; "" if nobody says
    detail: str
    file: str  # the smallest input that shows it
    count: int = 1  # how often it was found

    def to_json(self) -> dict[str, Any]:
        """For findings.json."""
        return dataclasses.asdict(self)

    def is_like(self, other: Finding) -> bool:
        """Whether both may be one and the same, as far as can be told without looking."""
        same_place = self.kind == "rule" or self.detail == other.detail
        return same_place and all(
            getattr(self, one) == getattr(other, one) for one in ("target", "kind", "rule")
        )


def classify(text: str) -> tuple[str, str, str]:
    """Kind, rule and detail of what a program said when it ended."""
    if found := RULE.search(text):
        return "rule", found[2], found[3][:MOST_DETAIL]
    if found := UNDEFINED.search(text):
        return "sanitizer", "undefined-behavior", f"{found[2]} at {found[1]}"[:MOST_DETAIL]
    summary = SUMMARY.search(text)
    detail = summary[1][:MOST_DETAIL] if summary else "it ended, and did not say why"
    for kind, words in LIBFUZZER:
        if words in text:
            return kind, "", detail
    if found := SANITIZER.search(text):
        return "sanitizer", found[2], detail
    return "crash", "", detail


def shown_by(data: bytes, text: str) -> bytes:
    """The input that is to be kept: it shows the finding whoever runs it."""
    found = OTHER_INPUT.search(text)
    return bytes.fromhex(found[1]) if found else data


def name(data: bytes) -> str:
    """The name of a file that is kept."""
    return hashlib.sha256(data).hexdigest()[:16]


class Findings:
    """The folder of findings: a folder for each target with nothing but inputs, and a listing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.new: list[Finding] = []  # of this run
        self._inputs: dict[int, list[Path]] = {}  # those that were kept, by place in `new`
        self._before = self._read()

    def _read(self) -> list[Finding]:
        path = self.folder / LISTING
        if not path.is_file():
            return []
        found = [Finding(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
        return [one for one in found if (self.folder / one.file).is_file()]

    def _place(self, found: Finding) -> int:
        for place, one in enumerate(self.new):
            if one.is_like(found):
                one.count += 1
                return place
        self.new.append(found)
        self._inputs[len(self.new) - 1] = []
        return len(self.new) - 1

    def add(self, target: str, engine: str, data: bytes, text: str) -> Finding:
        """Notes an input and what was said of it; the listing is current afterwards."""
        kind, rule, detail = classify(text)
        data = shown_by(data, text)
        file = f"{target}/{name(data)}"
        place = self._place(Finding(target, engine, kind, rule, detail, file))
        found, kept = self.new[place], self._inputs[place]
        path = self.folder / file
        if path not in kept and len(kept) < KEPT:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            kept.append(path)
            if len(data) < (self.folder / found.file).stat().st_size:
                found.file, found.detail = file, detail if kind == "rule" else found.detail
        self.write()
        return found

    def write(self) -> None:
        """Writes the listing: what was found before and is still there, and what is new."""
        old = [one for one in self._before if not any(one.is_like(new) for new in self.new)]
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps([one.to_json() for one in old + self.new], indent=2)
        (self.folder / LISTING).write_text(text + "\n", encoding="utf-8")
