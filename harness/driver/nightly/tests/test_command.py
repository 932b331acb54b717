"""The command from its start to its report, with steps that take no time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
NIGHTLY = ROOT / "scripts" / "nightly"
QUIET = ("--time", "5m", "--no-update", "--no-setup", "--only", "matrix", "--only", "update")


def nights(state: Path, *words: str) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [NIGHTLY, *QUIET, "--state", state, "--json", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr
    summary: dict[str, object] = json.loads(done.stdout)
    return done.returncode, summary


def test_a_night_in_which_nothing_happens(tmp_path: Path) -> None:
    state = tmp_path / "state"
    status, summary = nights(state)
    assert (status, summary["headline"]) == (0, "Nothing fails")
    files = {path.name for path in (state / "report").iterdir()}
    assert {"index.html", "junit.xml", "nightly.sarif", "summary.md", "night.json"} <= files
    assert nights(state)[0] == 0
    assert len((state / "history.jsonl").read_text().splitlines()) == 2


def test_commits_since_the_last_night_are_told(tmp_path: Path) -> None:
    words = ["git", "rev-list", "--max-count=3", "HEAD"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if len(done.stdout.split()) < 3:
        pytest.skip("the sources are in no git checkout, or their history is not here")
    before = done.stdout.split()[2]
    line = {"schema": 1, "started": "2026-11-20T02:00:00Z", "seconds": 1, "budget": 300}
    line |= {"commit": before, "exit": 0, "headline": "Nothing fails", "steps": {}}
    (tmp_path / "history.jsonl").write_text(json.dumps(line | {"figures": {}, "open": {}}) + "\n")
    nights(tmp_path)
    night = json.loads((tmp_path / "report" / "night.json").read_text())
    range_of = ["git", "log", "--format=%h", f"{before}..HEAD"]
    told = subprocess.run(range_of, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [one.split()[0] for one in night["commits"]] == told.stdout.split()
    page = (tmp_path / "report" / "index.html").read_text()
    assert f"{before[:12]} → {night['commit'][:12]}" in page
    assert "since the last night</summary>" in page


def test_a_folder_that_is_not_of_a_night_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "report" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("keep")
    assert nights(tmp_path)[0] == 0
    assert mine.read_text() == "keep"


def test_one_night_at_a_time(tmp_path: Path) -> None:
    stopped = begin(tmp_path)
    try:
        done = subprocess.run(
            [NIGHTLY, *QUIET, "--state", tmp_path],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2
        assert "is in use by another night" in done.stderr
    finally:
        end(stopped)


def test_a_bare_machine_needs_no_module_before_set_up() -> None:
    code = (
        "import sys\n"
        "for name in ('yaml', 'jinja2', 'jsonschema', 'markupsafe', 'pytest', 'clang'):\n"
        "    sys.modules[name] = None\n"
        "import harness.driver.nightly.__main__\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_without_python_it_says_so() -> None:
    done = subprocess.run(
        [NIGHTLY, "--no-setup"],
        env={"PATH": os.environ["PATH"], "SLUICE_PYTHON": "/nowhere/python3"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "/nowhere/python3 is missing: run scripts/setup" in done.stderr


def begin(state: Path) -> subprocess.Popen[str]:
    """A night whose suite is running."""
    if not (ROOT / "build" / "bin" / "sluice").is_file():
        pytest.fail("build/bin/sluice is missing: cmake --preset release && cmake --build build")
    words = ["--time", "5m", "--jobs", "1", "--only", "suite", "--state", str(state), "--json"]
    process = subprocess.Popen(
        [NIGHTLY, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "Suites with variants, at most" in line:
            break
    return process


def end(process: subprocess.Popen[str]) -> tuple[int, dict[str, object]]:
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    summary: dict[str, object] = json.loads(out)
    return process.returncode, summary


def test_control_c_leaves_a_report(tmp_path: Path) -> None:
    status, summary = end(begin(tmp_path))
    assert (status, summary["headline"]) == (2, "The night was stopped")
    night = json.loads((tmp_path / "report" / "night.json").read_text())
    ends = {step["name"]: step["status"] for step in night["steps"]}
    assert night["interrupted"]
    assert (ends["suite"], ends["bench"]) == ("stopped", "stopped")
    text = (tmp_path / "report" / "index.html").read_text()
    assert "The night was stopped" in text
