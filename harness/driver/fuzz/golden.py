"""What each target answers to each file of the corpus: corpora/fuzz/golden.tsv.

A change of the decoder that changes an answer shows as a difference of that file.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.driver.fuzz import targets
from harness.driver.fuzz.worker import EngineError

ROOT = targets.ROOT
CORPUS = ROOT / "corpora" / "fuzz"
REGRESSIONS = ROOT / "corpora" / "regressions" / "fuzz"
FILE = CORPUS / "golden.tsv"
COLUMNS = ("file", "targets", "verdict", "reason", "offset")


@dataclass(frozen=True, order=True)
class Answer:
    """What a target makes of a file."""

    file: str
    target: str
    verdict: str
    reason: str
    offset: str


@dataclass(frozen=True)
class Complaint:
    """What a target has found in a file: there must be none."""

    file: str
    target: str
    rule: str
    detail: str


def folders(kind: str, corpus: Path = CORPUS, regressions: Path = REGRESSIONS) -> list[Path]:
    """Where the inputs of a kind are kept."""
    places = [corpus / kind, *(regressions / target for target in targets.of_kind(kind))]
    return [place for place in places if place.is_dir()]


def _read(line: str, target: str) -> tuple[Answer, Complaint | None]:
    said = json.loads(line)
    path = Path(said["file"])
    file = f"{path.parent.name}/{path.name}"
    answer = Answer(
        file, target, said["verdict"], said.get("reason", ""), str(said.get("offset", ""))
    )
    if "rule" not in said:
        return answer, None
    return answer, Complaint(str(path), target, said["rule"], said.get("detail", ""))


def replay(
    build: str, target: str, places: Sequence[Path], options: Iterable[str] = ()
) -> tuple[list[Answer], list[Complaint]]:
    """Runs all files of some folders by a target of a build."""
    program = targets.program(build, target)
    if not places:
        return [], []
    if not program.is_file():
        raise EngineError(f"{program} is missing: build it, with cmake --build {build}")
    done = subprocess.run(
        [str(program), "--json", *options, *(str(place) for place in places)],
        capture_output=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise EngineError(
            f"{program} ended with status {done.returncode}: {said[-1] if said else ''}"
        )
    read = [_read(line, target) for line in done.stdout.decode().splitlines()]
    return [one for one, _ in read], [one for _, one in read if one is not None]


def replay_all(build: str, options: Iterable[str] = ()) -> tuple[list[Answer], list[Complaint]]:
    """Runs the corpora and all regressions by each target that takes them."""
    answers: list[Answer] = []
    complaints: list[Complaint] = []
    for target in targets.names():
        some, more = replay(build, target, folders(targets.kind(target)), options)
        answers += some
        complaints += more
    return answers, complaints


def table(answers: Iterable[Answer]) -> str:
    """The file: a line for each file and answer, with the targets that gave it."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for one in answers:
        key = (one.file, one.verdict, one.reason, one.offset)
        lines.setdefault(key, []).append(one.target)
    rows = [
        (file, ",".join(sorted(given_by)), *answer) for (file, *answer), given_by in lines.items()
    ]
    return "".join("\t".join(row) + "\n" for row in [COLUMNS, *sorted(rows)])


def changes(before: str, after: str) -> list[str]:
    """The lines that differ, as a diff shows them."""
    old, new = dict.fromkeys(before.splitlines()), dict.fromkeys(after.splitlines())
    gone = [f"-{line}" for line in old if line not in new]
    return gone + [f"+{line}" for line in new if line not in old]
