"""Who starts a program with a lifeline takes it along, even when killed."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from pathlib import Path

from harness.driver.lifeline import tied

PATIENCE = 60.0
STARTER = """\
import os, subprocess, time
from harness.driver.lifeline import tied
os.environ["STARTER"] = str(os.getpid())
subprocess.Popen(tied(["sleep", "600"]))
print("begun", flush=True)
time.sleep(600)
"""
LATE = """\
#!/bin/sh
while kill -0 "$STARTER" 2>/dev/null; do sleep 0.01; done
exec {setpriv} "$@"
"""


def killed_starter_takes_along(path: str) -> bool:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER],
        stdout=subprocess.PIPE,
        start_new_session=True,
        bufsize=0,
        env={**os.environ, "PATH": path},
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"begun\n"
        starter.kill()
        starter.wait()
        # Both hold the pipe: it ends when the last of them has.
        ended, _, _ = select.select([starter.stdout], [], [], PATIENCE)
        return bool(ended)


def test_a_tied_program_ends_with_its_starter() -> None:
    assert killed_starter_takes_along(os.environ["PATH"])


def test_a_starter_that_has_gone_before_the_signal_was_asked_for(tmp_path: Path) -> None:
    late = tmp_path / "setpriv"
    late.write_text(LATE.format(setpriv=shutil.which("setpriv")))
    late.chmod(0o755)
    assert killed_starter_takes_along(f"{tmp_path}:{os.environ['PATH']}")


def test_the_words_of_the_program_stay() -> None:
    echoed = subprocess.run(tied(["echo", "--pdeathsig", "x"]), capture_output=True, check=True)
    assert echoed.stdout == b"--pdeathsig x\n"
    assert subprocess.run(tied(["sh", "-c", "exit 7"]), check=False).returncode == 7
