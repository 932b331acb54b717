"""scripts/matrix on fake targets: what is told of each, recorded, compared, and survived."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from harness.driver.matrix.tests.fakes import (
    ROOT,
    environment,
    make_suite,
    make_targets,
    matrix_words,
    run_matrix,
)

KNOWN = """\
target: crashes
known:
  - cases: demo/claim
    shows: [crash]
    kind: defect
    reason: it cannot bear the claim, and its makers know
    link: harness/targets/CONTRACT.md
    owner: tests
    added: 2026-11-01
    expires: EXPIRES
"""


@pytest.fixture
def suite(tmp_path: Path) -> str:
    return f"--suite={make_suite(tmp_path)}"


def document(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "out" / "matrix.json").read_text())
    assert isinstance(found, dict)
    return found


def baseline(folder: Path, expires: str = "2026-12-01") -> None:
    path = folder / "reports/baselines/targets/crashes.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(KNOWN.replace("EXPIRES", expires))


def test_each_target_is_run_and_an_unavailable_one_is_named(tmp_path: Path, suite: str) -> None:
    make_targets(tmp_path, honest="honest", crashes="crashes", gone="gone")
    done = run_matrix(tmp_path, suite, "--json", tmp_path / "all.json")
    assert done.returncode == 1, done.stderr
    facts = document(tmp_path)
    assert facts == json.loads((tmp_path / "all.json").read_text())
    targets = {one["name"]: one for one in facts["targets"]}
    assert list(targets) == ["reference", "crashes", "honest"]
    assert [one["name"] for one in facts["unavailable"]] == ["gone"]
    assert "no-such-program" in facts["unavailable"][0]["why"]
    assert "gone: not available: no-such-program" in done.stdout
    assert targets["honest"]["broken"] == targets["reference"]["broken"] == 0
    # The crash costs its case, and no other.
    assert (targets["crashes"]["expected"], targets["crashes"]["cells"]) == (
        2,
        {"demo/claim": ["crash"]},
    )
    (new,) = facts["differences"]["new"]
    assert (new["target"], new["what"]) == ("crashes", "demo/claim")
    replay = subprocess.run(new["command"], shell=True, cwd=ROOT, capture_output=True, check=False)  # noqa: S602
    assert replay.returncode == 1
    assert b"killed by signal 11" in replay.stdout
    assert not list((tmp_path / "out").glob("results/*.jsonl"))


def test_what_is_recorded_is_compared_and_a_change_is_a_diff(tmp_path: Path, suite: str) -> None:
    make_targets(tmp_path, fake="accepts-claim")
    first = run_matrix(tmp_path, suite, "--check")
    assert first.returncode == 1
    assert "nothing is recorded" in first.stdout
    recorded = run_matrix(tmp_path, suite, "--record")
    assert recorded.returncode == 1, recorded.stderr  # recorded, and known by no baseline
    text = (tmp_path / "harness/targets/MATRIX.md").read_text()
    assert "| IN-8 | 0/3 | **1**/3 |" in text
    assert "| accepted what was to be refused | 1 | 3 | `demo/claim` |" in text
    cases = tmp_path / "reports/baselines/recorded/fake.tsv"
    assert cases.read_text().splitlines()[1:] == ["demo/claim\tIN-8 accepted"]
    again = run_matrix(tmp_path, suite, "--check")
    assert "all that was looked at is as it is recorded" in again.stdout
    before = text, cases.read_text()
    assert run_matrix(tmp_path, suite, "--record").returncode == 1
    assert ((tmp_path / "harness/targets/MATRIX.md").read_text(), cases.read_text()) == before
    part = run_matrix(tmp_path, suite, "--check", "--target", "reference")
    assert "note: recorded, and not looked at: fake" in part.stdout
    assert part.returncode == 0
    # Another program by the same name: what was broken is not, and something else is.
    (tmp_path / "adapters/fake/target.yaml").unlink()
    (tmp_path / "adapters/fake").rmdir()
    (tmp_path / "adapters").rmdir()
    make_targets(tmp_path, fake="rejects-two")
    changed = run_matrix(tmp_path, suite, "--check")
    assert changed.returncode == 1
    assert "-demo/claim\tIN-8 accepted\n+demo/claim\ttwin" in changed.stdout
    assert "+demo/two\t" in changed.stdout
    assert "scripts/matrix --record" in changed.stdout


def test_what_is_known_is_no_news_until_it_expires(tmp_path: Path, suite: str) -> None:
    make_targets(tmp_path, crashes="crashes")
    baseline(tmp_path)
    done = run_matrix(tmp_path, suite, "--today", "2026-12-01")
    assert done.returncode == 0, done.stdout
    assert "nothing new: 1 failure known" in done.stdout
    late = run_matrix(tmp_path, suite, "--today", "2026-12-02")
    assert late.returncode == 1
    assert "1 expired entry" in late.stdout
    assert "crashes.yaml:3" in late.stdout


def test_what_is_recorded_is_red_no_longer_but_for_what_no_baseline_knows(
    tmp_path: Path, suite: str
) -> None:
    make_targets(tmp_path, crashes="crashes")
    baseline(tmp_path)
    words = (suite, "--today", "2026-12-01")
    assert run_matrix(tmp_path, *words, "--record").returncode == 0
    cases = tmp_path / "reports/baselines/recorded/crashes.tsv"
    cases.write_text(cases.read_text() + "demo/two\tIN-8\n")
    red = run_matrix(tmp_path, *words)
    assert red.returncode == 1
    assert "passes, and is recorded to show IN-8" in red.stdout
    again = run_matrix(tmp_path, *words, "--record")
    assert again.returncode == 0
    assert "recorded; nothing new: 1 failure known" in again.stdout
    assert "demo/two" not in cases.read_text()


def test_a_part_of_the_suite_makes_nothing_stale(tmp_path: Path, suite: str) -> None:
    make_targets(tmp_path, crashes="crashes")
    baseline(tmp_path)
    words = (suite, "--case", "demo/text", "--today", "2026-11-20")
    assert run_matrix(tmp_path, *words).returncode == 0
    done = run_matrix(tmp_path, suite, "--case", "demo/text", "--record")
    assert done.returncode == 2
    assert "whole suite" in done.stderr


def test_a_target_that_proves_nothing_is_a_fault_and_the_others_are_told(
    tmp_path: Path, suite: str
) -> None:
    make_targets(tmp_path, accepts="accepts-all", honest="honest")
    done = run_matrix(tmp_path, suite)
    assert done.returncode == 2
    assert "incomplete: accepts proved nothing" in done.stdout
    assert "accepts: " in done.stdout
    facts = {one["name"]: one for one in document(tmp_path)["targets"]}
    assert facts["honest"]["expected"] == 3
    assert facts["accepts"]["faults"]
    recorded = run_matrix(tmp_path, suite, "--record")
    assert recorded.returncode == 2
    assert "not recorded" in recorded.stderr
    assert not (tmp_path / "harness").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--target", "nobody"), "there is no target nobody"),
        (("--target", "gone"), "the target gone is not available: no-such-program"),
    ],
)
def test_who_asks_for_what_there_is_not_is_told(
    tmp_path: Path, suite: str, words: tuple[str, ...], sentence: str
) -> None:
    make_targets(tmp_path, gone="gone")
    done = run_matrix(tmp_path, suite, *words)
    assert done.returncode == 2
    assert done.stderr.startswith("scripts/matrix: ")
    assert sentence in done.stderr


def test_a_wrong_baseline_is_told_before_anything_is_run(tmp_path: Path, suite: str) -> None:
    make_targets(tmp_path, crashes="crashes")
    baseline(tmp_path, expires="2026-13-01")
    done = run_matrix(tmp_path, suite)
    assert done.returncode == 2
    assert "crashes.yaml:3: expires: 2026-13-01 is no day" in done.stderr
    assert not (tmp_path / "out").exists()


def _children(pid: int) -> list[int]:
    """All processes below one."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(rest[1]) == pid:
            child = int(path.parent.name)
            found += [child, *_children(child)]
    return found


def _wait_for_a_child(process: subprocess.Popen[str], words: bytes) -> int:
    for _ in range(600):
        for child in _children(process.pid):
            try:
                line = (Path("/proc") / str(child) / "cmdline").read_bytes()
            except OSError:
                continue
            if words in line and b"harness.driver" not in line:
                return child
        time.sleep(0.05)
    raise AssertionError("it was never started")


def _begin(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        matrix_words(folder, *words),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def test_ctrl_c_ends_all_that_was_started(tmp_path: Path, suite: str) -> None:
    make_targets(tmp_path, hangs="hangs")
    process = _begin(tmp_path, suite, "--target", "hangs")
    _wait_for_a_child(process, b"fake_target.py")
    below = _children(process.pid)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=120)
    assert process.returncode == 2, out
    assert "stopped" in said
    deadline = time.monotonic() + 60
    while any(_is_alive(child) for child in below) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [child for child in below if _is_alive(child)]


def _is_alive(pid: int) -> bool:
    try:
        state = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_run_that_is_killed_costs_its_target_and_no_other(tmp_path: Path, suite: str) -> None:
    make_targets(tmp_path, a="hangs", b="honest")
    process = _begin(tmp_path, suite)
    runner = _wait_for_a_child(process, b"--target\0a\0")
    _wait_for_a_child(process, b"fake_target.py")
    os.kill(runner, signal.SIGKILL)
    out, said = process.communicate(timeout=120)
    assert process.returncode == 2, said
    assert "a: the run was killed by signal 9" in out
    facts = {one["name"]: one for one in document(tmp_path)["targets"]}
    assert facts["b"]["expected"] == 3
    assert facts["a"]["faults"]
    # What was planned by then has no result.
    assert all(marks == ["not-run"] for marks in facts["a"]["cells"].values())
