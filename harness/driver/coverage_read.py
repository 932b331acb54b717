"""What llvm-cov has counted: lines, branches, MC/DC, and the conditions that are missing.

MC/DC: within a decision (`a && (b || !c)`) each condition has been seen to decide the outcome
alone. The JSON export of llvm-cov has the numbers; what was seen of a condition stands only in its
text.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FILE = re.compile(r"^(/\S+\.[ch]):$")
_DECISION = re.compile(r"MC/DC Decision Region \((\d+):(\d+)\) to \((\d+):(\d+)\)")
_CONDITION = re.compile(r"Condition C(\d+) --> \((\d+):(\d+)\)")
_VECTOR = re.compile(r"^ *\| +\d+ \{ (.*?) += .*\}")
_PAIR = re.compile(r"C(\d+)-Pair: (covered|not covered|constant folded)")

Place = tuple[int, int]


class CoverageError(Exception):
    """Coverage cannot be measured; says why and what to do."""


@dataclass(frozen=True)
class Tools:
    """One version of the compiler and of the programs that belong to it."""

    compiler: str
    cov: str
    profdata: str


@dataclass
class Condition:
    """One condition of a decision."""

    file: str
    line: int
    column: int
    decision: str
    text: str
    covered: bool
    seen: set[str] = field(default_factory=set)  # "T" and "F"

    def lacks(self) -> str:
        """What is missing for it to have decided alone."""
        if not self.seen:
            return "never evaluated"
        if "T" not in self.seen:
            return "never true"
        if "F" not in self.seen:
            return "never false"
        return "never decides alone"


@dataclass(frozen=True)
class Count:
    """So many are covered of so many."""

    covered: int
    count: int

    def percent(self) -> float:
        """The share; all of nothing is everything."""
        return 100.0 * self.covered / self.count if self.count else 100.0

    def __add__(self, other: Count) -> Count:
        return Count(self.covered + other.covered, self.count + other.count)


@dataclass
class FileCoverage:
    """What is counted of one file."""

    file: str
    functions: Count
    lines: Count
    branches: Count
    conditions: list[Condition]

    def mcdc(self) -> Count:
        """Conditions that have decided alone."""
        return Count(sum(one.covered for one in self.conditions), len(self.conditions))


MOST_ERRORS = 5


def last_words(words: Sequence[str], said: str) -> str:
    """Why a tool failed, if all that is known of it is that it speaks."""
    return f"{words[0]} failed: {said.strip()[-800:] or 'it does not say why'}"


def build_failure(words: Sequence[str], said: str) -> str:
    """What could not be built, and the first complaints of the compiler or linker."""
    lines = said.splitlines()
    failed = re.findall(r"^FAILED: (?:\[code=\d+\] )?(.*\S)", said, re.MULTILINE)
    errors = [line for line in lines if re.search(r"\berror:|undefined reference", line)]
    if not failed:
        return last_words(words, said)
    what = f"{failed[0]} cannot be built" + (f", {len(failed) - 1} more" if failed[1:] else "")
    if not errors:
        return f"{what}: {said.strip()[-800:]}"
    return "\n  ".join([f"{what}:", *errors[:MOST_ERRORS]])


def run_tool(
    words: Sequence[str], explain: Callable[[Sequence[str], str], str] = last_words
) -> str:
    """What a tool says; CoverageError, with what `explain` makes of what it said, if it fails."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CoverageError(f"{words[0]} cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        raise CoverageError(explain(words, f"{done.stdout}\n{done.stderr}"))
    return done.stdout


class Sources:
    """Texts of source files, read once."""

    def __init__(self, root: Path) -> None:
        """Of the project at `root`."""
        self.root = root
        self._lines: dict[str, list[str]] = {}

    def lines(self, file: str) -> list[str]:
        """The lines of a file."""
        if file not in self._lines:
            text = (self.root / file).read_text(encoding="utf-8")
            self._lines[file] = text.split("\n")
        return self._lines[file]

    def between(self, file: str, start: Place, end: Place) -> str:
        """The text from one place to another, its white space made plain."""
        lines = self.lines(file)
        if start[0] == end[0]:
            return plain(lines[start[0] - 1][start[1] - 1 : end[1] - 1])
        first = lines[start[0] - 1][start[1] - 1 :]
        last = lines[end[0] - 1][: end[1] - 1]
        return plain("\n".join([first, *lines[start[0] : end[0] - 1], last]))


def plain(text: str) -> str:
    """A text with single spaces, so that its layout does not matter."""
    return " ".join(text.split())


class _Decision:
    def __init__(self, region: tuple[Place, Place]) -> None:
        self.region = region
        self.places: dict[int, Place] = {}
        self.seen: dict[int, set[str]] = {}
        self.covered: dict[int, bool] = {}

    def vector(self, values: str) -> None:
        for number, value in enumerate(values.split(","), start=1):
            if value.strip() in ("T", "F"):
                self.seen.setdefault(number, set()).add(value.strip())


def decisions(text: str, root: Path, only: str = "") -> Iterable[tuple[str, _Decision]]:
    """The decisions in what `llvm-cov show --show-mcdc` prints, with their files. A single
    file, `only`, is shown without its name."""
    file = only
    decision: _Decision | None = None
    for line in text.splitlines():
        if found := _FILE.match(line):
            file = str(Path(found[1]).resolve().relative_to(root))
        elif found := _DECISION.search(line):
            numbers = [int(one) for one in found.groups()]
            start, end = (numbers[0], numbers[1]), (numbers[2], numbers[3])
            decision = _Decision((start, end))
            yield file, decision
        elif decision is None:
            continue
        elif found := _CONDITION.search(line):
            decision.places[int(found[1])] = (int(found[2]), int(found[3]))
        elif found := _VECTOR.match(line):
            decision.vector(found[1])
        elif (found := _PAIR.search(line)) and found[2] != "constant folded":
            decision.covered[int(found[1])] = found[2] == "covered"


def conditions(
    found: Iterable[tuple[str, _Decision]],
    sources: Sources,
    ends: dict[tuple[str, Place], Place],
) -> dict[str, list[Condition]]:
    """The conditions by file. What a header defines stands in many units and is counted once."""
    by_place: dict[tuple[str, tuple[Place, Place], Place], Condition] = {}
    for file, one in list(found):
        text = sources.between(file, *one.region)
        for number, covered in one.covered.items():
            place = one.places[number]
            key = (file, one.region, place)
            if key not in by_place:
                end = ends.get((file, place), one.region[1])
                own = sources.between(file, place, end)
                by_place[key] = Condition(file, *place, text, own, covered=False)
            by_place[key].covered |= covered
            by_place[key].seen |= one.seen.get(number, set())
    by_file: dict[str, list[Condition]] = {}
    for (file, _, _), condition in sorted(by_place.items()):
        by_file.setdefault(file, []).append(condition)
    return by_file


def _count(summary: dict[str, Any], key: str) -> Count:
    return Count(summary[key]["covered"], summary[key]["count"])


def read(
    root: Path, tools: Tools, profile: Path, programs: Sequence[Path], rooms: Sequence[str]
) -> list[FileCoverage]:
    """What is counted of the files of some rooms."""
    objects = [str(programs[0])]
    for program in programs[1:]:
        objects += ["-object", str(program)]
    chosen = [*objects, f"-instr-profile={profile}", "-ignore-filename-regex=/tests/"]
    chosen += ["--sources", *(str(root / room) for room in rooms)]
    export = json.loads(run_tool([tools.cov, "export", "--skip-functions", *chosen]))
    shown = run_tool([tools.cov, "show", "--show-mcdc", "--show-instantiations=false", *chosen])
    ends: dict[tuple[str, Place], Place] = {}
    summaries: dict[str, dict[str, Any]] = {}
    for entry in export["data"][0]["files"]:
        file = str(Path(entry["filename"]).resolve().relative_to(root))
        summaries[file] = entry["summary"]
        for line, column, end_line, end_column, *_ in entry["branches"]:
            ends[(file, (line, column))] = (end_line, end_column)
    only = next(iter(summaries)) if len(summaries) == 1 else ""
    by_file = conditions(decisions(shown, root, only), Sources(root), ends)
    return [
        FileCoverage(
            file,
            _count(summary, "functions"),
            _count(summary, "lines"),
            _count(summary, "branches"),
            by_file.get(file, []),
        )
        for file, summary in sorted(summaries.items())
    ]
