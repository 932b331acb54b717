"""`sluice check`: what a file lacks, hashes, and the cases that differ from git's HEAD."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.cli.tests.conftest import Sluice
from harness.cli.tests.test_cli_run import CASES, edit

SCHEMA = "# yaml-language-server: $schema=case.schema.json\n"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """A file of two cases without hashes."""
    path = tmp_path / "demo.yaml"
    path.write_text(SCHEMA + CASES)
    return path


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    program = shutil.which("git") or pytest.skip("git is not there")
    subprocess.run([program, "-C", folder, *name, *words], check=True, capture_output=True)


def test_new_cases_get_hashes_and_run(sluice: Sluice, cases: Path) -> None:
    done = sluice("check", cases)
    assert done.returncode == 0, done.stderr
    assert cases.read_text().count("sha256: ") == 2
    assert b"demo.yaml: 2 hashes written\n" in done.stdout
    table = done.stdout.decode().splitlines()
    assert any(line.split() == ["passed", "reject", "reject", "demo/claim"] for line in table)
    assert any(line.split() == ["passed", "accept", "accept", "demo/two"] for line in table)
    assert b"written" not in sluice("check", cases).stdout


def test_marks_are_named_with_what_to_write(sluice: Sluice, cases: Path) -> None:
    edit(cases, "effect: takes 8 GiB", "effect: TODO one sentence")
    edit(cases, "    stream:\n", "    # TODO stream: copied\n    stream:\n")
    before = cases.read_text()
    done = sluice("check", cases)
    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    assert lines[0] == (
        f"{cases}:11:13: demo/claim is still to be done: write one sentence: what happens to a "
        "reader that falls for it"
    )
    assert lines[1].startswith(f"{cases}:12:7: demo/claim is still to be done: write the stream")
    assert cases.read_text() == before
    assert done.stdout == b""


def test_the_schema_line_must_be_there(sluice: Sluice, cases: Path) -> None:
    cases.write_text(CASES)
    done = sluice("check", cases)
    assert done.returncode == 1
    assert f"{cases}:1:1: the first line must be `{SCHEMA.strip()}`".encode() in done.stderr


@pytest.mark.parametrize(
    ("piece", "replacement", "complaint"),
    [
        ("twin: demo/two", "twin: demo/three", "demo.yaml:15:11: twin demo/three is in no file"),
        ("    twin: demo/two\n", "", "demo.yaml:7:5: twin is missing"),
        ("    effect: takes 8 GiB\n", "", "demo.yaml:7:5: effect is missing"),
        ("rules: [GOLD-1]\n    severity", "rules: [GOLD-9]\n    severity", "demo.yaml:9:13: "),
        ("id: demo/two", "id: demo/claim", "demo.yaml:16:9: id demo/claim is taken"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    sluice: Sluice, cases: Path, piece: str, replacement: str, complaint: str
) -> None:
    edit(cases, piece, replacement)
    done = sluice("check", cases)
    assert done.returncode == 1
    assert complaint in done.stderr.decode()


def test_a_recorded_hash_is_not_written_over(sluice: Sluice, cases: Path) -> None:
    assert sluice("check", cases).returncode == 0
    edit(cases, "elements: [1, 2]", "elements: [1, 3]")
    before = cases.read_text()
    done = sluice("check", cases)
    assert done.returncode == 1
    assert b"FAILED" in done.stdout
    assert cases.read_text() == before


def test_ids_are_held_against_the_other_files_of_the_suite(
    sluice: Sluice, cases: Path, tmp_path: Path
) -> None:
    (tmp_path / "case.schema.json").write_text("{}")
    assert sluice("hash", "--write", cases).returncode == 0
    other = tmp_path / "other.yaml"
    other.write_text((SCHEMA + CASES).replace("demo", "other").replace("other/two", "demo/two", 1))
    done = sluice("check", other)
    assert done.returncode == 0, done.stderr
    assert b"demo/two" in done.stdout
    assert b"demo/claim" not in done.stdout


def test_cases_that_differ_from_head_are_run(sluice: Sluice, cases: Path, tmp_path: Path) -> None:
    more = CASES[CASES.index("  - id: demo/two") :].replace("demo/two", "demo/more")
    cases.write_text(cases.read_text() + more)
    assert sluice("check", cases).returncode == 0
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "demo.yaml")
    git(tmp_path, "commit", "--quiet", "--message", "cases")
    done = sluice("check", tmp_path)
    assert done.returncode == 0
    assert b"demo/more" in done.stdout  # a path that is named and did not change
    edit(cases, "title: int[] that claims too much", "title: int[] that claims very much")
    done = sluice("check", tmp_path)
    assert done.returncode == 0
    assert b"demo/claim" in done.stdout
    assert b"demo/two" in done.stdout  # its twin
    assert b"demo/more" not in done.stdout
    assert b"demo/more" in sluice("check", "--all", tmp_path).stdout
    edit(cases, "mode: inspect\n", "mode: inspect\nlimits: {depth: 90}\n")
    assert b"demo/more" in sluice("check", tmp_path).stdout  # what stands before all cases


def test_usage(sluice: Sluice, tmp_path: Path) -> None:
    assert b"example: sluice check" in sluice("check", "--help").stdout
    assert sluice("check", "--al").returncode == 2
    assert sluice("check", tmp_path / "none.yaml").returncode == 2
    assert sluice("check").returncode == 2
