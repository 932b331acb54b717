"""What the steps leave, read for the report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cli.tests.demo import demo
from harness.driver.nightly import found as read
from harness.driver.nightly.found import Found
from harness.driver.run import command

ROOT = Path(__file__).resolve().parents[4]


def test_the_suite() -> None:
    failure = {
        "case": "huge-arrays/int-max-claim",
        "target": "reference",
        "verdict": "accept",
        "severity": "high",
        "message": "accepted",
        "violated": ["GOLD-1"],
        "replay": "build/bin/sluice run --case huge-arrays/int-max-claim",
    }
    summary = {"cells": 5242, "failures": [failure], "variants": {"run": 10, "failed": 1}}
    found = read.suite(summary, ROOT)
    (one,) = found.failures
    assert one["id"] == "case reference huge-arrays/int-max-claim"
    assert (one["rule"], one["signature"]) == ("GOLD-1", "accept GOLD-1")
    assert one["file"] == "corpora/attacks/huge-arrays.yaml"
    text = (ROOT / one["file"]).read_text(encoding="utf-8").splitlines()[one["line"] - 1]
    assert text.strip() == "- id: huge-arrays/int-max-claim"
    assert found.figures == {"suite.cases": 5242, "suite.variants": 10}


def test_failures_are_the_same_with_and_without_the_report_of_the_suite(tmp_path: Path) -> None:
    cases = tmp_path / "demo.yaml"
    cases.write_text(demo(value="int[2]{1,3}"))
    sluice = [command(ROOT).resolve()]
    results = tmp_path / "results.jsonl"
    subprocess.run([*sluice, "hash", "--write", cases], check=True, capture_output=True)
    words = [*sluice, "run", "--results", results, cases]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 1
    words = [sys.executable, "-m", "reports", "--results", results, "--out", tmp_path, "--json"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    whole = read.suite(json.loads(done.stdout), ROOT)
    lines = results.read_text(encoding="utf-8").splitlines()
    alone = read.suite(read.summary_of(lines), ROOT)
    assert alone.failures == whole.failures
    assert len(alone.failures) > 0
    assert alone.figures["suite.cases"] == whole.figures["suite.cases"] == 2


def test_tests() -> None:
    document = b"""<testsuites><testsuite><testcase classname="a.b" name="good"/>
    <testcase classname="a.b" name="bad"><failure message="assert 1 == 2">more</failure></testcase>
    <testcase classname="c_test" name="c_test"><failure message="Failed"/>
    <system-out>line 1</system-out></testcase></testsuite></testsuites>"""
    found = read.tests(document, "tests", "ctest -R {name}")
    assert [one["id"] for one in found.failures] == ["test tests a.b::bad", "test tests c_test"]
    assert [one["detail"] for one in found.failures] == ["more", "line 1"]
    assert found.failures[0]["replay"] == "ctest -R bad"
    with pytest.raises(ValueError, match="not XML"):
        read.tests(b"", "tests", "")


def test_c_tests_that_failed_before_their_time_was_over(tmp_path: Path) -> None:
    """The lines are those that ctest itself prints."""
    programs = {"good": "true", "bad": "false", "aborts": "kill -ABRT $$", "dies": "kill -SEGV $$"}
    lines = [f"add_test({name} sh -c [[{text}]])\n" for name, text in programs.items()]
    (tmp_path / "CTestTestfile.cmake").write_text("".join(lines) + "add_test(gone ./no-such)\n")
    words = ["ctest", "--output-junit", "report.xml"]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    told = read.ctest_lines(done.stdout, "tests", "ctest -R {name}")
    assert {one["title"] for one in told.failures} == {
        "bad: Failed",
        "aborts: Exception",
        "dies: Exception: SegFault",
        "gone: Not Run",
    }
    assert told.looked == "some"
    # The next night, which has time for all of them, tells the same failures.
    whole = read.tests((tmp_path / "report.xml").read_bytes(), "tests", "ctest -R {name}")
    same = {name: [one[name] for one in told.failures[:3]] for name in ("id", "signature")}
    assert same == {name: [one[name] for one in whole.failures[:3]] for name in same}


def test_targets() -> None:
    target = {"name": "first", "version": "1", "asked": 5, "expected": 3, "broken": 2}
    target |= {"unsupported": 0, "faults": []}
    new = {"target": "first", "what": "huge-arrays/int-max-claim", "detail": "shows IN-8: why"}
    new |= {"command": "build/bin/sluice run"}
    old = {"target": "first", "what": "reports/baselines/targets/first.yaml:7", "detail": "gone"}
    old |= {"command": "edit it"}
    broken = target | {"name": "second", "faults": ["it was killed", "and has no footer"]}
    found = read.matrix(
        {
            "targets": [target, broken],
            "unavailable": [{"name": "third", "why": "there is no such program"}],
            "differences": {"new": [new], "expired": [old], "stale": []},
        },
        Path(__file__).resolve().parents[4],
    )
    assert [(one["id"], one["kind"]) for one in found.failures] == [
        ("target first new huge-arrays/int-max-claim", "case"),
        ("target first expired reports/baselines/targets/first.yaml:7", "gate"),
        ("target second proved nothing", "gate"),
    ]
    assert found.failures[0]["file"] == "corpora/attacks/huge-arrays.yaml"
    assert found.failures[0]["signature"] == "new shows IN-8"
    assert found.notes == ["The target third was not run: there is no such program"]
    assert [row[0] for row in found.tables["Targets"]["rows"]] == ["first", "second"]
    assert read.matrix({}, Path()).failures == []


def test_readers_of_archives() -> None:
    reader = {"name": "lax", "version": "1", "asked": 5, "expected": 3, "broken": 2}
    reader |= {"unsupported": 0, "faults": []}
    new = {"target": "lax", "what": "signers/same-name", "detail": "shows SEC06-J: why"}
    new |= {"command": "build/bin/sluice archive run"}
    archives = {"targets": [reader], "differences": {"new": [new]}}
    root = Path(__file__).resolve().parents[4]
    found = read.matrix({"targets": [], "archives": archives}, root)
    (failure,) = found.failures
    assert failure["id"] == "target lax new signers/same-name"
    assert failure["file"] == "corpora/archives/signers.yaml"
    assert [row[0] for row in found.tables["Readers of archives"]["rows"]] == ["lax"]
    assert found.figures["targets.run"] == 0


def test_fuzzing() -> None:
    row = {"target": "decode", "processes": 2, "seconds": 10, "findings": 0}
    rows = [
        row | {"engine": "libfuzzer", "executions": 1000, "rate": 50, "coverage": 700},
        row | {"engine": "libfuzzer", "executions": 0, "rate": 0, "coverage": 400},
        row | {"engine": "aflpp", "executions": 1000, "rate": 50, "coverage": 9000},
    ]
    found = read.fuzz({"targets": rows})
    assert found.figures["fuzz.executions"] == 2000
    assert found.figures["fuzz.rate"] == pytest.approx(66.67, abs=0.01)
    assert found.figures["fuzz.edges"] == 700
    assert len(found.tables["Fuzzing"]["rows"]) == 3
    assert read.fuzz({}).figures == {"fuzz.executions": 0}


def test_what_was_never_run_is_told() -> None:
    rows = [{"target": "decode", "executions": 5}, {"target": "oom", "engine": "aflpp"}]
    found = read.fuzz({"targets": rows})
    assert found.tables["Fuzzing"]["red"] == [1]
    assert found.notes == ["There was no time to fuzz oom (aflpp)."]


def test_slow_inputs_are_told_and_are_no_failure() -> None:
    found = read.fuzz({"targets": [{"target": "decode", "executions": 5, "slow": 2}]})
    assert found.notes == ["Inputs that took decode long, kept in slow/decode: 2."]
    assert found.failures == []


def test_a_rule_that_was_not_seen_from_both_sides_is_a_failure() -> None:
    neighbors = {
        "IN-5": {"accepted": 3, "refused": 0},
        "IN-8": {"accepted": 3, "refused": 4},
        "IN-9": {"accepted": 3},
    }
    found = read.fuzz({"neighbors": neighbors, "matrix": {"verdict": "red"}})
    assert [one["id"] for one in found.failures] == ["gate neighbor IN-5", "gate neighbor IN-9"]
    assert found.cleared == ["gate neighbor IN-8"]
    assert found.figures["fuzz.rules.empty"] == 2
    assert "IN-5: fuzzing saw no rejecting neighbor" in found.failures[0]["title"]
    table = found.tables["Rules and their neighbors"]
    assert [row[0] for row in table["rows"]] == ["IN-5", "IN-9", "IN-8"]
    assert table["red"] == [0, 1]
    asked_of_nobody = read.fuzz({"neighbors": neighbors, "matrix": {"verdict": None}})
    assert (asked_of_nobody.failures, asked_of_nobody.figures["fuzz.rules.empty"]) == ([], 2)


def test_no_neighbor_at_all_is_a_failure() -> None:
    found = read.fuzz({"neighbors": {}, "matrix": {"verdict": "red"}})
    assert [one["id"] for one in found.failures] == ["gate neighbor any rule"]


def test_findings() -> None:
    entry = {
        "target": "decode",
        "engine": "libfuzzer",
        "kind": "rule",
        "rule": "IN-5",
        "detail": "an object is constructed at offset 31",
        "file": "decode/0123456789abcdef",
    }
    one = read.finding(entry, "build/fuzz/findings")
    assert one["id"] == "finding decode IN-5 0123456789abcdef"
    assert one["replay"] == "build/bin/fuzz-decode build/fuzz/findings/decode/0123456789abcdef"
    assert read.finding({"kind": "asan", "rule": ""}, "")["rule"] == "sanitizer"


def test_coverage() -> None:
    counts = {"mcdc": {"percent": 93.8}, "lines": {"percent": 99.0}, "branches": {"percent": 97.0}}
    missing = [
        {"file": "a.c", "line": 3, "condition": 1, "lacks": "true", "explained": None},
        {"file": "a.c", "line": 4, "condition": 1, "lacks": "true", "explained": "unreachable"},
    ]
    document = {
        "totals": {"together": {"decoder/stream": counts}},
        "missing": missing,
        "bar": {"room": "decoder/stream", "percent": 95, "reached": False},
        "verdict": "red",
    }
    found = read.coverage(document)
    assert found.figures == {
        "coverage.lines": 99.0,
        "coverage.branches": 97.0,
        "coverage.mcdc": 93.8,
    }
    assert [row[0] for row in found.tables["Conditions that nothing explains"]["rows"]] == ["a.c:3"]
    assert [one["signature"] for one in found.failures] == ["below"]
    assert read.coverage(document | {"verdict": "ok"}).failures == []


def test_planted_defects() -> None:
    way = {"defects": 12, "runs": 36, "detected": 9, "share": 75.0, "median_seconds": 8.5}
    runs = [
        {"defect": "in-5/a", "rule": "IN-5", "way": "empty", "found": True},
        {"defect": "in-5/b", "rule": "IN-5", "way": "empty", "found": False, "reached": True},
    ]
    found = read.defects({"ways": {"empty": way}, "runs": runs, "alarms": ["false"], "sampled": 12})
    assert found.figures == {
        "defects.tried": 12,
        "defects.detected": 75.0,
        "defects.seconds": 8.5,
    }
    assert found.notes == []
    assert found.tables["Planted defects not found"]["rows"] == [
        ["in-5/b", "IN-5", "empty", "yes", "no"]
    ]
    assert [one["id"] for one in found.failures] == ["gate false alarm false"]


def test_a_share_of_few_planted_defects_is_none() -> None:
    way = {"defects": 2, "detected": 1, "share": 50.0, "median_seconds": 0.3}
    found = read.defects({"ways": {"empty": way}, "seconds": 20.0})
    assert found.figures == {"defects.tried": 2, "defects.seconds": 0.3}
    assert found.notes == [
        "Planted defects: 2 were tried for 20 s each, and fuzzing alone found 1: too few for a"
        " share."
    ]


def test_the_benchmark() -> None:
    results = [
        {"mode": "inspect", "memory": "cold", "bytes_per_second": 1_500_000_000},
        {"mode": "inspect", "memory": "reused", "bytes_per_second": 9e9},
    ]
    found = read.bench({"files": [{"name": "small", "results": results}]})
    assert found.figures == {"bench.inspect": 1500.0}


def test_what_steps_found_is_added_up() -> None:
    found = Found()
    found.add(Found(failures=[{"id": "a"}], figures={"x": 1}, cleared=["c"], notes=["n"]))
    found.add(Found(figures={"y": 2}, links={"Suite": "s"}))
    assert (found.figures, found.links) == ({"x": 1, "y": 2}, {"Suite": "s"})
    assert (len(found.failures), found.cleared, found.notes) == (1, ["c"], ["n"])
