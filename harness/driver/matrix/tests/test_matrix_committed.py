"""The matrix that is committed: that it is of one piece, and that targets do today what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.driver.matrix.run import list_targets
from harness.driver.matrix.tests.fakes import ROOT, environment, program
from reports.targets.archives import ARCHIVES
from reports.targets.baselines import read_baselines
from reports.targets.model import WORDS
from reports.targets.record import read_record

SAMPLE = 40
UNRECORDED = {"javaobj-v3"}  # needs a newer Python than records are made with
JVM = ("jdk17-plain", "jdk17-jgdms", "jdk25-plain")


@pytest.fixture(scope="module")
def targets() -> Mapping[str, str | None]:
    """Why each is not available; None: it is."""
    return {one.name: one.why for one in list_targets(program(), None)}


def tables(text: str) -> dict[str, list[list[str]]]:
    """The rows of each table, by the heading it stands under."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("| ") and "---" not in line:
            found.setdefault(heading, []).append([part.strip() for part in line[2:-1].split("|")])
    return found


def test_its_parts_say_the_same() -> None:
    record = read_record()
    assert record.text is not None
    found = tables(record.text)
    summary = found["What each target makes of the suite"]
    assert summary[1][0] == "reference"
    counts = {row[0]: int(row[4]) for row in summary[1:]}
    assert counts == {target: len(cases) for target, cases in record.targets.items()}
    marks = {
        target: Counter(mark for shown in cases.values() for mark in shown)
        for target, cases in record.targets.items()
    }
    for heading in ("Rules by targets", "What else was seen, by targets"):
        names, *rows = found[heading]
        for row in rows:
            mark = next((word for word, told in WORDS.items() if told == row[0]), row[0])
            for target, figure in zip(names[1:], row[1:], strict=True):
                count = int(figure.partition("/")[0].strip("*")) if figure else 0
                assert count == marks[target].pop(mark, 0), (target, mark)
    assert {target: dict(left) for target, left in marks.items() if left} == {}


def test_the_reference_keeps_all() -> None:
    assert read_record().targets["reference"] == {}


def test_every_target_that_breaks_something_has_a_baseline() -> None:
    parts = [read_record().targets, read_record(part=ARCHIVES).targets]
    broken = {target for part in parts for target, cases in part.items() if cases}
    assert broken | UNRECORDED == read_baselines().keys() - {"reference"}
    assert not broken & UNRECORDED


def run(tmp_path: Path, *words: str) -> dict[str, dict[str, list[str]]]:
    """What each case that fails shows, by target."""
    done = subprocess.run(
        [sys.executable, "-m", "harness.driver.matrix", "--out", str(tmp_path), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=environment(),
    )
    assert done.returncode in (0, 1), done.stderr
    facts = json.loads((tmp_path / "matrix.json").read_text())
    return {one["name"]: one["cells"] for one in facts["targets"]}


@pytest.mark.parametrize(
    "words",
    [
        ("corpora/attacks/huge-arrays.yaml",),
        ("--about=archives", "corpora/archives/zip-framing.yaml"),
    ],
    ids=("streams", "archives"),
)
def test_the_reference_keeps_a_sample_today(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Every case is a test of corpora/; here a family goes the way of the matrix."""
    assert run(tmp_path, "--target", "reference", *words) == {"reference": {}}


@pytest.mark.parametrize("target", JVM)
def test_a_jvm_does_what_is_recorded(
    tmp_path: Path, targets: Mapping[str, str | None], target: str
) -> None:
    if targets.get(target) is not None:
        pytest.skip(f"{target} is not available: {targets[target]}")
    recorded = read_record().targets[target]
    flaky = read_baselines()[target]
    steady = [case for case in sorted(recorded) if not flaky.flaky_of(case)]
    sample = steady[:: max(len(steady) // SAMPLE, 1)]
    words = [word for case in sample for word in ("--case", case)]
    shown = run(tmp_path, "--target", target, *words)[target]
    # The twins of the sample run, too.
    assert {case: tuple(shown.get(case, ())) for case in sample} == {
        case: recorded[case] for case in sample
    }
