"""What is known of a target and may stay for a while: reports/baselines/targets/NAME.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

FOLDER = Path(__file__).parent.parent / "baselines" / "targets"
SCHEMA_FILE = Path(__file__).parent.parent / "baselines" / "baseline.schema.json"
ROOT = Path(__file__).parent.parent.parent
# A pattern that covers more hides what nobody has looked at.
USUAL_MOST = 20
LONGEST_DAYS = 366
FLAKY = "flaky"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BaselineError(Exception):
    """One sentence, with file and line."""


@dataclass(frozen=True, slots=True)
class Entry:
    cases: str
    shows: tuple[str, ...]
    kind: str
    reason: str
    link: str
    owner: str
    added: date
    expires: date
    at_most: int
    place: str  # file and line

    @property
    def is_pattern(self) -> bool:
        return "*" in self.cases

    @property
    def is_flaky(self) -> bool:
        return self.kind == FLAKY

    def matches(self, case: str) -> bool:
        return _pattern(self.cases).fullmatch(case) is not None

    def is_expired(self, today: date) -> bool:
        """It holds until the end of its last day."""
        return today > self.expires


@dataclass(frozen=True, slots=True)
class Baseline:
    target: str
    path: Path
    entries: tuple[Entry, ...]

    def claims(self, case: str, mark: str) -> tuple[Entry, ...]:
        """The entries that say so of the case."""
        return tuple(one for one in self.entries if mark in one.shows and one.matches(case))

    def flaky_of(self, case: str) -> frozenset[str]:
        """What the case shows at times."""
        flaky = [one.shows for one in self.entries if one.is_flaky and one.matches(case)]
        return frozenset(mark for shows in flaky for mark in shows)


@cache
def _pattern(cases: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in cases.split("*")))


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _plain(node: yaml.Node) -> Any:  # noqa: ANN401
    """Dates and numbers as they are written, but for `at_most`."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    is_number = node.tag.endswith(":int") and re.fullmatch("[0-9]+", node.value)
    return int(node.value) if is_number else node.value


def _line_of(node: yaml.Node, path: Sequence[str | int]) -> int:
    """Where something stands, or what is to hold it."""
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == part]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            found = node.value[part : part + 1]
        else:
            found = []
        if not found:
            break
        node = found[0]
    return int(node.start_mark.line) + 1


def _doubles(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Keys that stand twice, of which YAML would take the last."""
    for mapping in [node, *_entries(node)]:
        seen: set[str] = set()
        for key, _ in mapping.value if isinstance(mapping, yaml.MappingNode) else ():
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)


def _entries(node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return []
    lists = [value for key, value in node.value if key.value == "known"]
    return [item for one in lists if isinstance(one, yaml.SequenceNode) for item in one.value]


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, line: int, sentence: str) -> BaselineError:
        return BaselineError(f"{self.shown}:{line}: {sentence}")

    @property
    def shown(self) -> str:
        inside = self.path.is_relative_to(ROOT)
        return str(self.path.relative_to(ROOT) if inside else self.path)

    def read(self) -> Baseline:
        try:
            node = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it cannot be read"
            raise self.fail(mark.line + 1 if mark else 1, f"no YAML: {problem}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise self.fail(1, f"it cannot be read: {error}") from error
        if node is None:
            raise self.fail(1, "it is empty; it is to have the keys target and known")
        for line, key in _doubles(node):
            raise self.fail(line, f"the key {key} stands twice")
        document = _plain(node)
        self._check(node, document)
        lines = [int(item.start_mark.line) + 1 for item in _entries(node)]
        entries = tuple(
            self._entry(line, one) for line, one in zip(lines, document["known"], strict=True)
        )
        self._check_twice(entries)
        return Baseline(document["target"], self.path, entries)

    def _check(self, node: yaml.Node, document: object) -> None:
        wrong = jsonschema.exceptions.best_match(_validator().iter_errors(document))
        if wrong is not None:
            line = _line_of(node, list(wrong.absolute_path))
            key = next((str(part) for part in reversed(wrong.absolute_path)), "the file")
            hint = wrong.schema.get("description", "") if isinstance(wrong.schema, dict) else ""
            told = wrong.message if len(wrong.message) < 200 else f"{wrong.message[:200]}..."
            what = f"{key}: {told}" if not key.isdigit() else told
            raise self.fail(line, f"{what}{f' ({hint})' if hint else ''}")
        name = document["target"] if isinstance(document, dict) else None
        if name != self.path.stem:
            where = _line_of(node, ["target"])
            raise self.fail(where, f"it is about {name}, and is to be named {name}.yaml")

    def _date(self, line: int, key: str, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.fail(line, f"{key}: {text} is no day of the calendar") from None

    def _entry(self, line: int, one: dict[str, Any]) -> Entry:
        added = self._date(line, "added", one["added"])
        expires = self._date(line, "expires", one["expires"])
        if not 0 <= (expires - added).days <= LONGEST_DAYS:
            raise self.fail(line, f"expires: {expires} is not within a year after {added}")
        if "at_most" in one and "*" not in one["cases"]:
            raise self.fail(line, f"at_most: {one['cases']} is one case, and no pattern")
        if not one["link"].startswith("https://") and not (ROOT / one["link"]).exists():
            raise self.fail(line, f"link: there is no file {one['link']} in this repository")
        return Entry(
            cases=one["cases"],
            shows=tuple(one["shows"]),
            kind=one["kind"],
            reason=" ".join(one["reason"].split()),
            link=one["link"],
            owner=one["owner"],
            added=added,
            expires=expires,
            at_most=one.get("at_most", USUAL_MOST),
            place=f"{self.shown}:{line}",
        )

    def _check_twice(self, entries: Sequence[Entry]) -> None:
        seen: dict[tuple[str, str], Entry] = {}
        for entry in entries:
            for mark in entry.shows:
                first = seen.setdefault((entry.cases, mark), entry)
                if first is not entry:
                    line = int(entry.place.rpartition(":")[2])
                    said = f"{entry.cases} with {mark} stands in line"
                    raise self.fail(line, f"{said} {first.place.rpartition(':')[2]} already")


def read_baseline(path: Path) -> Baseline:
    """One file. Raises BaselineError."""
    return _Reader(path).read()


def read_baselines(folder: Path = FOLDER) -> dict[str, Baseline]:
    """All files of the folder, by target. Raises BaselineError."""
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return {path.stem: read_baseline(path) for path in files}
