"""Killed in the middle, `sluice run` leaves nothing behind; a killed target costs one case."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.cli.tests.conftest import Sluice
from harness.cli.tests.test_cli_targets import manifest, write_cases

PATIENCE = 120.0


def is_alive(pid: int) -> bool:
    """Not if it only waits for somebody to take notice of its end."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def wait_until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


class Company:
    """A run whose target has started a process of its own and thinks for ever about a case."""

    def __init__(self, sluice: Path, folder: Path) -> None:
        self.state = folder / "state"
        self.target = manifest(folder, "keeps-company", 1, str(self.state))
        self.process = subprocess.Popen(
            [sluice, "run", "demo.yaml", "--json", "--target", self.target, "--jobs", "1"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        # It is started for its hello, then for the control stream, and once more by the worker.
        assert wait_until(lambda: self.thinking() is not None), "no case came to it"

    def started(self) -> list[list[int]]:
        text = self.state.read_text() if self.state.is_file() else ""
        return [[int(pid) for pid in line.split()] for line in text.splitlines()]

    def thinking(self) -> list[int] | None:
        """The target that waits in a case, and its child."""
        case = self.state.with_suffix(".case")
        text = case.read_text() if case.is_file() else ""
        return next((pids for pids in self.started() if text == str(pids[0])), None)

    def everybody(self) -> list[int]:
        return [pid for pids in self.started() for pid in pids]


@pytest.fixture
def company(sluice: Sluice, sluice_path: Path, tmp_path: Path) -> Iterator[Company]:
    write_cases(sluice, tmp_path, "inspect")
    made = Company(sluice_path, tmp_path)
    yield made
    made.process.kill()
    made.process.communicate()
    for pid in made.everybody():
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_a_run_that_is_killed(company: Company, number: signal.Signals) -> None:
    company.process.send_signal(number)
    company.process.communicate(timeout=PATIENCE)
    assert wait_until(lambda: not any(map(is_alive, company.everybody()))), company.started()


def test_nothing_outlives_a_worker_that_is_killed(company: Company) -> None:
    thinking = company.thinking()
    assert thinking is not None
    parent = int(Path(f"/proc/{thinking[0]}/stat").read_text().rpartition(")")[2].split()[1])
    assert parent != company.process.pid
    os.kill(parent, signal.SIGKILL)
    assert wait_until(lambda: not any(map(is_alive, thinking)))
    out, _ = company.process.communicate(timeout=PATIENCE)
    results = results_of(out)
    assert (results["demo/claim"]["verdict"], results["demo/claim"]["signal"]) == ("crash", 9)
    assert wait_until(lambda: not any(map(is_alive, company.everybody())))


def test_a_killed_target_costs_its_own_case(company: Company) -> None:
    thinking = company.thinking()
    assert thinking is not None
    os.kill(thinking[0], signal.SIGKILL)
    out, _ = company.process.communicate(timeout=PATIENCE)
    results = results_of(out)
    claim = results.pop("demo/claim")
    assert (claim["verdict"], claim["signal"], claim["pass"]) == ("crash", 9, False)
    assert claim["stderr"] == "about to think\n"
    assert all(row["pass"] and row["stderr"] is None for row in results.values())
    assert company.process.returncode == 1
    assert wait_until(lambda: not any(map(is_alive, company.everybody())))


def results_of(out: bytes) -> dict[str, dict[str, object]]:
    rows = [json.loads(line) for line in out.splitlines()]
    assert rows[-1]["type"] == "footer"
    return {str(row["case"]): row for row in rows if row["type"] == "result"}
