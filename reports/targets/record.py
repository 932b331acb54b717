"""The matrix as text that is committed, so that a diff of it is a report.

MATRIX.md has the counts and the smallest cases; a file for each target says of each case that fails
what it shows broken.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.files import write_whole
from reports.targets.changes import Recorded
from reports.targets.model import ALWAYS, WORDS, Broken, Column, Matrix, in_order, ordered

ROOT = Path(__file__).parent.parent.parent
TEXT = Path("harness/targets/MATRIX.md")
FOLDER = Path("reports/baselines/recorded")
SUFFIX = ".tsv"
VERSIONS = "## Versions"


class RecordError(Exception):
    """One sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of MATRIX.md, and where it stands what each case shows."""

    heading: str  # its first line, of the first level
    folder: Path
    text_of: Callable[[Matrix], str]


@dataclass(frozen=True, slots=True)
class Record:
    """What is committed of a part: the text, and of each target what its cases show."""

    text: str | None
    targets: Mapping[str, Recorded]


_WRITTEN = (
    "Written by `scripts/matrix --record`; `scripts/matrix --check` says what is no longer so. A",
    "figure such as 2/5 means that two cases show the rule broken, of five that could show it on",
    "that target; none, that no case could. What a target always breaks are the rules that each",
    f"case shows broken that could show it, of {ALWAYS} or more: it does not know them.",
    "The versions of that day stand at the end. What each case shows is in",
    "`reports/baselines/recorded`. To see it again:",
)

# --- writing ---


def case_lines(column: Column) -> str:
    """What each case that fails shows."""
    lines = [
        f"# What each case shows broken on {column.target}; others are as expected or unsupported.",
        *(f"{cell.case}\t{' '.join(cell.marks)}" for cell in column.failures),
    ]
    return "\n".join(lines) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"| {' | '.join('---' for _ in heads)} |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _figure(broken: Broken) -> str:
    if broken.could == 0:
        return ""
    return f"**{broken.count}**/{broken.could}" if broken.count else f"0/{broken.could}"


def _let_in(column: Column, rule: str) -> str:
    accepted, asked = column.let_in(rule)
    if asked == 0:
        return ""
    return f"**{accepted}**/{asked}" if accepted else f"0/{asked}"


def _of_target(column: Column) -> list[str]:
    lines = [f"## {column.target}", ""]
    if not column.broken:
        return [*lines, "Every case is as expected.", ""]
    rows = []
    for broken in column.broken.values():
        cell = broken.smallest
        if cell is None:
            continue
        what = WORDS.get(broken.mark, broken.mark)
        rows.append(
            (what, str(broken.count), str(broken.could), f"`{cell.case}`", str(cell.length))
        )
    lines += table(("shown broken", "cases", "of", "the smallest", "bytes"), rows)
    return [*lines, ""]


def text_of(matrix: Matrix) -> str:
    """The first part of MATRIX.md."""
    columns = matrix.columns
    names = [column.target for column in columns]
    lines = [
        _HEADING,
        "",
        *_WRITTEN,
        "",
        "    build/bin/sluice run --case CASE --target TARGET",
        "",
        *table(
            (
                "target",
                "cases",
                "asked",
                "as expected",
                "something broken",
                "beside what it always breaks",
                "unsupported",
                "always breaks",
            ),
            [
                (
                    column.target,
                    str(len(column.cells)),
                    str(column.asked),
                    str(column.passed),
                    str(len(column.failures)),
                    str(column.beside),
                    str(column.unsupported),
                    " ".join(column.always),
                )
                for column in columns
            ],
        ),
        "",
        "## Rules by targets",
        "",
        *table(
            ("rule", *names),
            [
                (rule, *(_figure(column.of(rule)) for column in columns))
                for rule in matrix.rules
                if any(column.could(rule) for column in columns)
            ],
        ),
        "",
        "## What else was seen, by targets",
        "",
        *table(
            ("seen", *names),
            [
                (WORDS[word], *(_figure(column.of(word)) for column in columns))
                for word in matrix.words
            ],
        ),
        "",
        "## Attacks that are let in, by the rule that they are about",
        "",
        *table(
            ("rule", *names),
            [
                (rule, *(_let_in(column, rule) for column in columns))
                for rule in matrix.rules
                if any(column.let_in(rule)[1] for column in columns)
            ],
        ),
        "",
    ]
    for column in columns:
        lines += _of_target(column)
    lines += [VERSIONS, ""]
    lines += [f"- {column.target} {column.version or ''}".rstrip() for column in columns]
    return "\n".join(lines) + "\n"


_HEADING = "# What each target makes of the suite"
STREAMS = Part(_HEADING, FOLDER, text_of)


def _parts(text: str) -> dict[str, str]:
    """The parts of MATRIX.md by their headings."""
    parts: dict[str, str] = {}
    heading = ""
    for line in text.splitlines(keepends=True):
        heading = line.rstrip() if line.startswith("# ") else heading
        parts[heading] = parts.get(heading, "") + line
    return parts


def write_record(matrix: Matrix, root: Path = ROOT, part: Part = STREAMS) -> list[Path]:
    """Rewrites what is committed of a part; of targets that were not run, what each case shows
    stays."""
    folder = root / part.folder
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for column in matrix.columns:
        path = folder / f"{column.target}{SUFFIX}"
        write_whole(path, case_lines(column).encode("utf-8"))
        written.append(path)
    path = root / TEXT
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = _parts(path.read_text(encoding="utf-8")) if path.is_file() else {}
    parts[part.heading] = part.text_of(matrix)
    ordered_parts = sorted(parts, key=lambda heading: heading != STREAMS.heading)
    whole = "\n".join(parts[heading].rstrip("\n") + "\n" for heading in ordered_parts)
    write_whole(path, whole.encode("utf-8"))
    return [*written, path]


# --- reading ---


def _read_cases(path: Path) -> Recorded:
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        case, tab, marks = line.partition("\t")
        if not tab or "/" not in case or not marks.strip() or case in found:
            raise RecordError(f"{path}:{number}: no line of a record: write it with --record")
        found[case] = ordered(marks.split())
    return found


def read_record(root: Path = ROOT, part: Part = STREAMS) -> Record:
    """What is committed of a part. Raises RecordError."""
    text = root / TEXT
    files = sorted((root / part.folder).glob(f"*{SUFFIX}"))
    try:
        parts = _parts(text.read_text(encoding="utf-8")) if text.is_file() else {}
        own = parts.get(part.heading)
        return Record(
            None if own is None else own.rstrip("\n") + "\n",
            {path.stem: _read_cases(path) for path in files},
        )
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"the record cannot be read: {error}") from error


# --- comparing ---


def _unversioned(text: str) -> list[str]:
    return text.partition(VERSIONS)[0].splitlines()


def _versions(text: str) -> list[str]:
    return [line[2:] for line in text.partition(VERSIONS)[2].splitlines() if line.startswith("- ")]


def other_versions(matrix: Matrix, record: Record) -> list[str]:
    """Targets that are now of another version than was recorded, in words; no fault by itself."""
    before = dict(line.partition(" ")[::2] for line in _versions(record.text or ""))
    return [
        f"{column.target} is {column.version}, and was recorded with {before[column.target]}"
        for column in matrix.columns
        if before.get(column.target, column.version or "") != (column.version or "")
    ]


def _case_diff(column: Column, recorded: Recorded) -> list[str]:
    now = {cell.case: cell.marks for cell in column.failures}
    lines = []
    for case in sorted(now.keys() | recorded.keys()):
        if case not in column.cells:
            lines.append(f"-{case}\t{' '.join(recorded[case])}")
            continue
        before, after = recorded.get(case, ()), now.get(case, ())
        if tuple(before) == tuple(after):
            continue
        lines += [f"-{case}\t{' '.join(before)}"] if before else []
        lines += [f"+{case}\t{' '.join(after)}"] if after else []
    return lines


def diff_of(matrix: Matrix, record: Record, part: Part = STREAMS) -> list[str]:
    """What is no longer as it was recorded, as lines of a diff; none if all is.

    Only the targets and cases of this run are looked at.
    """
    lines: list[str] = []
    for column in matrix.columns:
        recorded = record.targets.get(column.target)
        name = f"{part.folder}/{column.target}{SUFFIX}"
        if recorded is None:
            lines += [f"+++ {name}", f"+ {len(column.failures)} cases fail: nothing is recorded"]
            continue
        if not matrix.is_whole:
            recorded = {case: marks for case, marks in recorded.items() if case in column.cells}
        changed = _case_diff(column, recorded)
        lines += [f"--- {name}", f"+++ {name} (this run)", *changed] if changed else []
    gone = sorted(record.targets.keys() - {column.target for column in matrix.columns})
    if matrix.is_whole and not gone and record.text is not None:
        lines += difflib.unified_diff(
            _unversioned(record.text),
            _unversioned(part.text_of(matrix)),
            str(TEXT),
            f"{TEXT} (this run)",
            lineterm="",
            n=1,
        )
    elif record.text is None:
        lines.append(f"+++ {TEXT}: nothing is recorded")
    return lines


def merged(names: Iterable[str]) -> str:
    return ", ".join(in_order(names))
