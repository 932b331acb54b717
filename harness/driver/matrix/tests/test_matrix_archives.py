"""scripts/matrix on the readers of archives: fake ones, and those of the JDK that are here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.cli.tests.test_cli_archive_targets import CASES
from harness.driver.matrix.run import list_targets
from harness.driver.matrix.tests.fakes import FAKE, make_suite, program, run_matrix
from harness.driver.matrix.tests.test_matrix_committed import run
from reports.targets.archives import ARCHIVES
from reports.targets.record import read_record

SAMPLE = 20


def make_readers(folder: Path, **ways: str) -> None:
    for name, way in ways.items():
        (folder / "adapters" / name).mkdir(parents=True)
        words = ["env", f"FAKE_NAME={name}", sys.executable, "-S", "-E", str(FAKE), way]
        (folder / "adapters" / name / "target.yaml").write_text(
            f"name: {name}\ntitle: Fake\ntier: 1\nasks: archives\ncommand: {json.dumps(words)}\n"
        )


@pytest.fixture
def suites(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "archives").mkdir()
    (tmp_path / "archives" / "demo.yaml").write_text(CASES)
    return f"--suite={make_suite(tmp_path)}", f"--archives={tmp_path / 'archives' / 'demo.yaml'}"


def facts(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "out" / "matrix.json").read_text())
    return found


def test_streams_and_archives_are_asked_of_whom_they_concern(
    tmp_path: Path, suites: tuple[str, str]
) -> None:
    make_readers(tmp_path, lax="archives-accepts", strict="archives-refuses")
    done = run_matrix(tmp_path, *suites)
    assert done.returncode == 1, done.stderr
    found = facts(tmp_path)
    assert [one["name"] for one in found["targets"]] == ["reference"]
    of_archives = {one["name"]: one for one in found["archives"]["targets"]}
    assert of_archives.keys() == {"reference", "lax", "strict"}
    assert of_archives["lax"]["cells"] == {"demo/tail": ["SEC06-J", "accepted"]}
    assert of_archives["strict"]["cells"] == of_archives["reference"]["cells"] == {}
    (new,) = found["archives"]["differences"]["new"]
    assert (new["target"], new["what"]) == ("lax", "demo/tail")
    assert "archive run" in new["command"]
    page = (tmp_path / "out" / "archives.html").read_text()
    assert "demo/tail" in page
    assert "archives.html" in (tmp_path / "out" / "index.html").read_text()


def test_archives_alone_are_recorded_beside_streams(
    tmp_path: Path, suites: tuple[str, str]
) -> None:
    make_readers(tmp_path, lax="archives-accepts")
    text = tmp_path / "harness/targets/MATRIX.md"
    assert run_matrix(tmp_path, *suites, "--about", "streams", "--record").returncode == 0
    before = text.read_text()
    recorded = run_matrix(tmp_path, *suites, "--about", "archives", "--record")
    assert recorded.returncode == 1, recorded.stderr  # known by no baseline
    assert text.read_text().startswith(before)
    assert "| demo/tail |  | R | R | **A** |" in text.read_text()
    lines = (tmp_path / "reports/baselines/recorded/archives/lax.tsv").read_text().splitlines()
    assert lines[1:] == ["demo/tail\tSEC06-J accepted"]
    again = run_matrix(tmp_path, *suites, "--about", "archives", "--check")
    assert "archives: all that was looked at is as it is recorded" in again.stdout
    assert "report: " in again.stdout
    assert again.stdout.rstrip().endswith("archives.html") or "archives.html" in again.stdout
    # Another reader by the same name.
    (tmp_path / "adapters/lax/target.yaml").unlink()
    (tmp_path / "adapters/lax").rmdir()
    make_readers(tmp_path, lax="archives-refuses")
    changed = run_matrix(tmp_path, *suites, "--about", "archives", "--check")
    assert changed.returncode == 1
    assert "-demo/tail\tSEC06-J accepted" in changed.stdout


def test_nobody_is_asked_about_what_is_none_of_his(tmp_path: Path, suites: tuple[str, str]) -> None:
    make_readers(tmp_path, lax="archives-accepts")
    done = run_matrix(tmp_path, *suites, "--about", "streams", "--target", "lax")
    assert done.returncode == 2
    assert "no target that is chosen is asked about streams" in done.stderr
    part = run_matrix(tmp_path, *suites, "--about", "archives", "--target", "lax")
    assert part.returncode == 1
    assert [one["name"] for one in facts(tmp_path)["targets"]] == ["lax"]


# --- what is committed ----------------------------------------------------------------------------


def test_the_reference_keeps_all() -> None:
    assert read_record(part=ARCHIVES).targets["reference"] == {}


READERS = sorted(read_record(part=ARCHIVES).targets.keys() - {"reference"})


@pytest.mark.parametrize("target", READERS)
def test_a_reader_does_what_is_recorded(tmp_path: Path, target: str) -> None:
    why = {one.name: one.why for one in list_targets(program(), None)}
    if why.get(target) is not None:
        pytest.skip(f"{target} is not available: {why[target]}")
    recorded = read_record(part=ARCHIVES).targets[target]
    sample = sorted(recorded)[:: max(len(recorded) // SAMPLE, 1)]
    words = [word for case in sample for word in ("--case", case)]
    shown = run(tmp_path, "--about", "archives", "--target", target, *words)[target]
    assert {case: tuple(shown.get(case, ())) for case in sample} == {
        case: recorded[case] for case in sample
    }
