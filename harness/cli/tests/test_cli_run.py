"""`sluice run` and `sluice hash` as a whole: exit statuses, results, signals."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from harness.cli.tests.conftest import ROOT, Sluice
from harness.cli.tests.demo import demo

CASES = demo(at="array.length")


@pytest.fixture
def cases(sluice: Sluice, tmp_path: Path) -> Path:
    """A file of two cases that are as expected."""
    path = tmp_path / "demo.yaml"
    path.write_text(CASES)
    assert sluice("hash", "--write", "demo.yaml").returncode == 0
    return path


def edit(path: Path, piece: str, replacement: str) -> None:
    text = path.read_text()
    assert piece in text
    path.write_text(text.replace(piece, replacement))


def read_results(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_clean_run(sluice: Sluice, cases: Path, tmp_path: Path) -> None:
    done = sluice("run", cases.name, "--results", "results.jsonl")
    assert done.returncode == 0, done.stdout
    assert b"2 passed, 0 failed, 0 not run" in done.stdout
    assert re.search(rb"^planned, judged by nothing yet: MSC00-J .*\bDL-1\b", done.stdout, re.M)
    assert done.stderr == b""
    records = read_results(tmp_path / "results.jsonl")
    assert [record["type"] for record in records] == [
        "header",
        "planned",
        "planned",
        "result",
        "result",
        "footer",
    ]
    assert records[-1]["exit"] == 0
    assert {record["case"]: record["verdict"] for record in records[3:5]} == {
        "demo/two": "accept",
        "demo/claim": "reject",
    }


def test_results_follow_the_schema(sluice: Sluice, cases: Path) -> None:
    schema = json.loads((ROOT / "reports" / "results.schema.json").read_text())
    edit(cases, "verdict: accept", "verdict: accept, value: nonsense")
    done = sluice("run", cases.name, "--json")
    assert done.returncode == 1
    validator = jsonschema.Draft202012Validator(schema)
    for line in done.stdout.decode().splitlines():
        validator.validate(json.loads(line))


def on_a_terminal(program: Path, folder: Path, *words: str) -> tuple[int, bytes, str]:
    """Exit code, standard output, and what a terminal gets on standard error."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [program, "run", *words], cwd=folder, stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        os.close(theirs)
        said = b""
        try:
            while got := os.read(ours, 65536):
                said += got
        except OSError:
            pass  # the other end is closed
        os.close(ours)
        assert process.stdout is not None
        output = process.stdout.read()
    return process.returncode, output, said.decode()


BAR = re.compile(
    r"\[(#*)\.*\] +(\d+) %, (\d+) of 2 cases, ([\d,]+) executions"
    r"(, (\d+) failed)?(, about .* left)?"
)


@pytest.mark.parametrize("variants", [[], ["--variants"]])
def test_a_terminal_sees_how_far_it_is(
    sluice_path: Path, cases: Path, tmp_path: Path, variants: list[str]
) -> None:
    status, output, said = on_a_terminal(sluice_path, tmp_path, cases.name, *variants)
    assert status == 0
    assert b"2 passed" in output
    lines = [part for part in said.split("\r\x1b[K") if part]
    assert lines, "nothing was shown"
    assert said.endswith("\r\x1b[K"), "the line is not cleared"
    seen = [BAR.fullmatch(line) for line in lines]
    assert all(seen), lines
    percents = [int(match[2]) for match in seen if match is not None]
    assert percents == sorted(percents)
    assert percents[-1] <= 100
    assert all(len(m[1]) - int(m[2]) * 24 // 100 in (0, 1) for m in seen if m is not None)


def test_no_terminal_no_bar(sluice: Sluice, sluice_path: Path, cases: Path, tmp_path: Path) -> None:
    assert sluice("run", cases.name).stderr == b""
    assert on_a_terminal(sluice_path, tmp_path, cases.name, "--progress", "none")[2] == ""


def test_a_log_gets_lines(sluice: Sluice, cases: Path) -> None:
    """However short the run, its last line stands there, with all that was run."""
    done = sluice("run", cases.name, "--variants", "--progress", "lines", "--json")
    assert done.returncode == 0
    records = [json.loads(line) for line in done.stdout.splitlines()]
    derived = sum(record["variants"]["run"] for record in records if "variants" in record)
    last = done.stderr.decode().splitlines()[-1]
    found = re.fullmatch(r"100 %, 2 of 2 cases, ([\d,]+) executions", last)
    assert found, last
    assert int(found[1].replace(",", "")) > derived > 20
    assert sluice("run", cases.name, "--progress", "dots").stderr == (
        b"sluice: --progress takes bar, lines or none, not dots\n"
    )


def test_a_regression_is_said_with_its_command(sluice: Sluice, cases: Path) -> None:
    edit(cases, "error: EOFException", "error: UTFDataFormatException")
    done = sluice("run", cases.name)
    text = done.stdout.decode()
    assert done.returncode == 1
    assert text.startswith("FAILED  demo/claim")
    assert re.search(
        r"demo.yaml:\d+:\d+: reject: expected reject with UTFDataFormatException,"
        r" got reject with EOFException",
        text,
    )
    assert re.search(r"again: .*sluice run demo.yaml --case demo/claim\n", text)


def test_a_changed_stream_is_noticed(sluice: Sluice, cases: Path) -> None:
    edit(cases, "[1, 2]", "[1, 3]")
    done = sluice("run", cases.name)
    text = done.stdout.decode()
    assert done.returncode == 1
    assert "if the change is meant, run `build/bin/sluice hash --write demo.yaml`" in text
    place = re.search(r"demo.yaml:(\d+):(\d+): accept: the stream's sha256", text)
    assert place and cases.read_text().splitlines()[int(place[1]) - 1].lstrip().startswith("sha256")
    assert re.search(r"sha256 is [0-9a-f]{64}, but the case records [0-9a-f]{64}", text)
    assert sluice("hash", cases.name).returncode == 1
    assert sluice("hash", "--write", cases.name).returncode == 0
    assert sluice("hash", cases.name).returncode == 0
    assert sluice("run", cases.name).returncode == 0


def test_one_case_brings_its_twin(sluice: Sluice, cases: Path) -> None:
    done = sluice("run", cases.name, "--case", "demo/claim", "--list")
    assert done.stdout.decode().splitlines() == [
        "demo/two\tint[] of two",
        "demo/claim\tint[] that claims too much",
    ]
    assert b"2 cases" in sluice("run", cases.name, "--case", "demo/claim").stdout
    assert b"1 cases" in sluice("run", cases.name, "--case=demo/two").stdout
    done = sluice("run", cases.name, "--case", "demo/clam")
    assert done.returncode == 2
    assert b"did you mean demo/claim?" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--results", "/none/results.jsonl"], b"/none/results.jsonl cannot be written: No such"),
        (["--results", "/dev/full"], b"the results cannot be written to /dev/full"),
        (["--json", "--results", "x"], b"--json or --results, not both"),
    ],
)
def test_results_that_cannot_be_written(
    sluice: Sluice, cases: Path, words: list[str], said: bytes
) -> None:
    done = sluice("run", cases.name, *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_every_measurement_reaches_the_judge(sluice: Sluice, tmp_path: Path) -> None:
    """A measurement that is switched off makes its rule inapplicable, which nobody would notice."""
    (tmp_path / "demo.yaml").write_text(
        "family: demo\ntitle: Demonstration\nsource: {kind: own, ref: this test}\ncases:\n"
        "  - id: demo/flood\n    title: nulls\n    rules: [GOLD-1]\n    growth: true\n"
        '    stream:\n      - "water"\n      - repeat: {times: 1000, body: [null]}\n'
        "    expect: {verdict: accept}\n"
    )
    assert sluice("hash", "--write", "demo.yaml").returncode == 0
    done = sluice("run", "demo.yaml", "--json")
    assert done.returncode == 0, done.stdout
    record = next(r for r in map(json.loads, done.stdout.splitlines()) if r["type"] == "result")
    held = {judged["rule"] for judged in record["judged"] if judged["outcome"] == "held"}
    bounds = {"HEAP", "STEPS", "COUNTERS", "ALLOCATION", "CHUNKS"}
    assert {f"BOUND-{bound}" for bound in bounds} <= held
    assert record["control"] == "same"
    assert record["trace"]
    if record["resources"]["stack_bytes"] is not None:  # a sanitizer has frames of its own
        assert "BOUND-STACK" in held


def test_growth_needs_one_answer(sluice: Sluice, tmp_path: Path) -> None:
    """Eight times as many elements fill the array; as written they do not."""
    (tmp_path / "demo.yaml").write_text(
        CASES.replace("length: 2147483647, elements: []", "length: 240, elements: [ELEMENTS]")
        .replace("ELEMENTS", "{repeat: {times: 30, body: [{int: 1}]}}")
        .replace("    effect:", "    growth: true\n    effect:")
    )
    assert sluice("hash", "--write", "demo.yaml").returncode == 0
    done = sluice("run", "demo.yaml")
    assert done.returncode == 1
    assert b"the stream is answered otherwise: growth cannot be measured on it" in done.stdout


def slow_cases(sluice: Sluice, path: Path, count: int) -> None:
    """Cases that keep two workers busy for a while."""
    head, twin = CASES.split("  - id: demo/claim")[0], CASES.split("  - id: demo/two")[1]
    text = head + "  - id: demo/two" + twin
    for index in range(count):
        text += (
            f"  - id: demo/slow-{index}\n"
            "    title: many nulls\n"
            "    rules: [GOLD-1]\n"
            "    stream:\n"
            f"      - repeat: {{times: {2000000 + index}, body: [null]}}\n"
            "    expect: {verdict: accept}\n"
        )
    path.write_text(text)
    done = sluice("hash", "--write", path.name)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_ends_cleanly(
    sluice: Sluice, sluice_path: Path, tmp_path: Path, number: signal.Signals
) -> None:
    slow_cases(sluice, tmp_path / "demo.yaml", 20)
    process = subprocess.Popen(
        [sluice_path, "run", "demo.yaml", "--results", "results.jsonl", "--jobs", "2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    results = tmp_path / "results.jsonl"
    for _ in range(6000):
        if results.is_file() and '"type":"result"' in results.read_text():
            break
        time.sleep(0.01)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"sluice: stopped: " in errors
    records = read_results(results)
    assert records[-1]["type"] == "footer"
    assert records[-1]["exit"] == 2
    assert records[-1]["not_run"] > 0
    verdicts = {
        record["case"]: record["verdict"] for record in records if record["type"] == "result"
    }
    planned = {record["case"] for record in records if record["type"] == "planned"}
    assert set(verdicts) == planned
    assert len(planned) == 21
    assert "not-run" in verdicts.values()


def test_a_slow_case_is_a_hang(sluice: Sluice, tmp_path: Path) -> None:
    """Its twin passes in the same run. That takes a ten-thousandth of the time: only where others
    keep the processors from both is it late as well, and then the deadline is a later one."""
    slow_cases(sluice, tmp_path / "demo.yaml", 1)
    edit(tmp_path / "demo.yaml", "times: 2000000", "times: 60000000")
    for seconds in (1, 2, 4):
        done = sluice("run", "demo.yaml", "--timeout", str(seconds))
        hang = b"FAILED  demo/slow-0 .*\n.*\n.* hang: no answer within %d ms" % (1000 * seconds)
        assert done.returncode == 1
        assert re.search(hang, done.stdout)
        if b"verdicts:  hang 2" not in done.stdout:
            break
    assert b"1 passed, 1 failed" in done.stdout


def test_the_cases_of_the_suite_are_listed(sluice: Sluice) -> None:
    attacks = ROOT / "corpora" / "attacks"
    done = sluice("run", "--list", attacks)
    assert done.returncode == 0, done.stderr
    ids = [line.split("\t")[0] for line in done.stdout.decode().splitlines()]
    assert len(ids) == len(set(ids)) >= 96
    families = {path.stem for path in attacks.glob("*.yaml")}
    assert {case_id.split("/")[0] for case_id in ids} == families


def test_a_case_is_assembled_by_its_id(sluice: Sluice, cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpora" / "attacks"
    folder.mkdir(parents=True)
    shutil.move(cases, folder / "demo.yaml")
    done = sluice("assemble", "demo/two", "-o", "two.ser")
    assert done.returncode == 0, done.stderr
    assert sluice("inspect", "--compact", "two.ser").stdout.endswith(b"[2]{1,2}\n")
    done = sluice("assemble", "corpora/attacks/demo.yaml", "--case", "demo/two")
    assert done.stdout == (tmp_path / "two.ser").read_bytes()
    done = sluice("assemble", "demo/three")
    assert done.returncode == 2
    assert b"corpora/attacks/demo.yaml holds no case demo/three" in done.stderr
