"""Who starts a program with a lifeline takes it along, even when killed."""

from __future__ import annotations

import select
import subprocess
import sys

from harness.driver.lifeline import tied

PATIENCE = 20.0
STARTER = """\
import subprocess, time
from harness.driver.lifeline import tied
subprocess.Popen(tied(["sleep", "600"]))
print("begun", flush=True)
time.sleep(600)
"""


def test_a_tied_program_ends_with_its_starter() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], stdout=subprocess.PIPE, start_new_session=True, bufsize=0
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"begun\n"
        starter.kill()
        # Both hold the pipe: it ends when the last of them has.
        ended, _, _ = select.select([starter.stdout], [], [], PATIENCE)
        assert ended


def test_the_words_of_the_program_stay() -> None:
    echoed = subprocess.run(tied(["echo", "--pdeathsig", "x"]), capture_output=True, check=True)
    assert echoed.stdout == b"--pdeathsig x\n"
    assert subprocess.run(tied(["sh", "-c", "exit 7"]), check=False).returncode == 7
