"""The matrix of rules and neighbors: whose empty cells are red."""

from __future__ import annotations

import json
from pathlib import Path

from harness.driver.fuzz import matrix, plan, run, worker
from harness.driver.fuzz.findings import Finding
from harness.driver.fuzz.statistics import Statistics

FULL = {"IN-1": {"tried": 9, "accepted": 3, "refused": 3}}
NEVER = {"DEV-2": {"tried": 7, "accepted": 0, "refused": 0}}
ONE_SIDE = {"IN-8": {"tried": 7, "accepted": 2, "refused": 0}}


def write(folder: Path, name: str, rules: matrix.Neighbors) -> None:
    (folder / f"{name}.json").write_text(json.dumps({"rules": rules}))


def test_processes_are_summed_up_and_half_written_files_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "libfuzzer-decode-0", FULL)
    write(tmp_path, "libfuzzer-growth-1", {"IN-1": {"tried": 1, "accepted": 1, "refused": 0}})
    (tmp_path / "libfuzzer-all-2.json").write_text('{"rules": {"IN-')
    assert matrix.read(tmp_path) == {"IN-1": {"tried": 10, "accepted": 4, "refused": 3}}
    assert matrix.read(tmp_path / "missing") == {}


def test_only_judged_targets_say_what_is_due(tmp_path: Path) -> None:
    write(tmp_path, "libfuzzer-growth-1", FULL | NEVER)
    assert matrix.read(tmp_path) == FULL | NEVER
    write(tmp_path, "libfuzzer-inspect-0", FULL)
    assert list(matrix.read(tmp_path)) == ["IN-1"]


def test_a_cell_that_is_empty_is_red() -> None:
    assert matrix.verdict(FULL, is_due=True) == matrix.GREEN
    for rules in ({}, FULL | NEVER, FULL | ONE_SIDE):
        assert matrix.verdict(rules, is_due=True) == matrix.RED
        assert matrix.verdict(rules, is_due=False) is None
    assert matrix.empty(FULL | NEVER | ONE_SIDE) == {
        "DEV-2": ["accepting", "rejecting"],
        "IN-8": ["rejecting"],
    }


def test_the_document_and_the_summary_name_the_cells() -> None:
    document = matrix.to_json(FULL | NEVER | ONE_SIDE, is_due=True)
    assert document["verdict"] == "red"
    assert document["empty"][1] == {"rule": "IN-8", "sides": ["rejecting"]}
    said = matrix.lines(FULL | NEVER | ONE_SIDE, is_due=True)
    assert said[0].startswith("RED  neighbors on both sides of no more than 1 of 3 rules: the run")
    assert said[1] == "     DEV-2: no accepting and no rejecting neighbor, 7 tried"
    assert matrix.lines(FULL, is_due=True) == ["Neighbors on both sides of 1 of 1 rules"]
    assert matrix.lines({}, is_due=False) == []


def test_a_run_is_red_for_findings_and_for_empty_cells() -> None:
    done = Statistics(60.0, 1, neighbors=dict(FULL), is_matrix_due=True)
    assert not done.is_red
    done.neighbors |= ONE_SIDE
    assert done.is_red
    assert done.to_json()["matrix"]["verdict"] == "red"
    done.is_matrix_due = False
    assert not done.is_red
    done.findings = [Finding("decode", "aflpp", "rule", "IN-5", "a sentence", "decode/1")]
    assert done.is_red


def test_it_is_due_where_the_mutator_sits_beside_a_fast_target() -> None:
    assert run.Settings(["decode"]).is_matrix_due
    assert run.Settings(["growth", "all"], engines=plan.ENGINES).is_matrix_due
    assert not run.Settings(["growth", "case"]).is_matrix_due
    assert not run.Settings(["decode"], engines=(plan.AFL,)).is_matrix_due
    assert not run.Settings(["decode"], mutation=worker.BYTES).is_matrix_due
