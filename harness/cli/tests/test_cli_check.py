"""`sluice check`: what a file lacks, hashes, and the cases that differ from git's HEAD."""

from __future__ import annotations

import json
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


def test_rows_must_stand_in_the_catalogue(sluice: Sluice, cases: Path) -> None:
    edit(cases, "effect: takes 8 GiB", "effect: takes 8 GiB\n    attack: [AT2, AT9, AT21]")
    assert sluice("check", cases).returncode == 0  # there is none yet
    rows = "# Attacks\n\n| | attack |\n| --- | --- |\n| AT1 | a |\n| AT2 | b |\n"
    (cases.parent / "CATALOGUE.md").write_text(rows)
    done = sluice("check", cases)
    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    assert lines[:2] == [
        f"{cases}:12:{column}: the catalogue beside this file has no row {row}: write one of AT1 "
        "to AT2, or add the row to CATALOGUE.md"
        for column, row in ((19, "AT9"), (24, "AT21"))
    ]


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


def commit(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", "*.yaml")
    git(folder, "commit", "--quiet", "--message", "cases")


def test_an_id_that_is_gone_must_be_retired(sluice: Sluice, cases: Path, tmp_path: Path) -> None:
    more = CASES[CASES.index("  - id: demo/two") :].replace("demo/two", "demo/more")
    cases.write_text(cases.read_text() + more)
    assert sluice("check", cases).returncode == 0
    commit(tmp_path)
    text = cases.read_text()
    cases.write_text(text[: text.index("  - id: demo/more")])
    done = sluice("check", cases)
    assert done.returncode == 1
    said = done.stderr.decode()
    assert "demo.yaml:6:1: id demo/more stands in git's HEAD and is gone: " in said
    assert "write `retired: [demo/more]` above this line" in said
    edit(cases, "cases:\n", "retired: [demo/more]\ncases:\n")
    assert sluice("check", cases).returncode == 0
    commit(tmp_path)
    edit(cases, "retired: [demo/more]", "retired: [demo/other]")
    done = sluice("check", tmp_path)
    assert done.returncode == 1
    assert b"demo.yaml:6:1: id demo/more stands in" in done.stderr
    assert b"add the id to this list" in done.stderr


def test_a_case_may_move_and_a_file_may_not_go(sluice: Sluice, cases: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text((SCHEMA + CASES).replace("demo", "other"))
    assert sluice("check", tmp_path).returncode == 0
    commit(tmp_path)
    other.unlink()
    done = sluice("check", tmp_path)
    assert done.returncode == 1
    assert b"other.yaml: the file is gone, and with it id other/claim" in done.stderr
    assert b"other/two" in done.stderr
    assert sluice("check", cases).returncode == 0  # it is about this file alone


def test_without_git_all_cases_run(sluice_path: Path, cases: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sluice_path, "check", cases],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"2 cases in" in done.stdout


def test_what_was_found_as_json(sluice: Sluice, cases: Path) -> None:
    edit(cases, "effect: takes 8 GiB", "effect: TODO one sentence")
    done = sluice("check", "--json", cases)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["fit"] is False
    (finding,) = report["findings"]
    assert (finding["file"], finding["line"], finding["column"]) == (str(cases), 11, 13)
    assert finding["message"].startswith("demo/claim is still to be done: write one sentence")
    assert report["cases"] == report["hashes"] == []

    edit(cases, "effect: TODO one sentence", "effect: takes 8 GiB")
    report = json.loads(sluice("check", "--json", cases).stdout)
    assert report["fit"] is True
    assert report["findings"] == []
    assert report["hashes"] == [{"file": str(cases), "count": 2}]
    assert {(case["case"], case["pass"], case["verdict"]) for case in report["cases"]} == {
        ("demo/claim", True, "reject"),
        ("demo/two", True, "accept"),
    }
    assert (report["passed"], report["failed"], report["not_run"]) == (2, 0, 0)

    edit(cases, "verdict: accept", "verdict: accept, value: x")
    done = sluice("check", "--json", cases)
    assert done.returncode == 1
    failed = [case for case in json.loads(done.stdout)["cases"] if not case["pass"]]
    assert {case["case"] for case in failed} >= {"demo/two"}
    assert all(case["message"] for case in failed)
    lines = cases.read_text().splitlines()
    (blamed,) = [case for case in failed if case["case"] == "demo/two"]
    assert lines[blamed["line"] - 1][blamed["column"] - 1 :].startswith("{verdict: accept, value")

    cases.write_text("family: [")
    report = json.loads(sluice("check", "--json", cases).stdout)
    assert report["fit"] is False
    assert report["findings"][0]["line"] > 0


def test_usage(sluice: Sluice, tmp_path: Path) -> None:
    assert b"example: sluice check" in sluice("check", "--help").stdout
    assert sluice("check", "--al").returncode == 2
    assert sluice("check", tmp_path / "none.yaml").returncode == 2
    assert sluice("check").returncode == 2
