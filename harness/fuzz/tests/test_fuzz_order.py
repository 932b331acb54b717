"""Nothing of an input shows in the next one: a file is answered alike, whatever came before."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = ROOT / "build" / "bin"
STREAMS = ("all", "chunks", "decode", "growth", "inspect", "oom", "roundtrip")
SECONDS = 120


def answers(target: str, files: list[Path]) -> dict[str, dict[str, object]]:
    """What a target says of each file, in the order in which they are given."""
    program = PROGRAMS / f"fuzz-{target}"
    if not program.exists():
        pytest.skip("needs the release build")
    done = subprocess.run(
        [str(program), "--json", *map(str, files)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(files)
    return {str(line["file"]): line for line in lines}


def inputs(name: str) -> list[Path]:
    """Some files of a corpus, evenly from the first to the last."""
    files = sorted(path for path in (ROOT / "corpora" / "fuzz" / name).iterdir() if path.is_file())
    return files[:: max(1, len(files) // 200)]


@pytest.mark.parametrize("target", STREAMS)
def test_streams_are_answered_the_same_in_any_order(target: str) -> None:
    files = inputs("streams")
    assert files
    forward = answers(target, files)
    assert forward == answers(target, files[::-1])
    assert all("rule" not in line for line in forward.values())


@pytest.mark.parametrize(
    ("target", "kind"),
    [("archive", "archives"), ("archive-manifest", "manifests"), ("archive-zip", "zips")],
)
def test_archives_are_answered_the_same_in_any_order(target: str, kind: str) -> None:
    files = inputs(kind)
    forward = answers(target, files)
    assert forward == answers(target, files[::-1])
    assert {line["verdict"] for line in forward.values()} >= {"reject"}
    assert all("rule" not in line for line in forward.values())


def test_case_files_are_answered_the_same_in_any_order() -> None:
    files = sorted((ROOT / "corpora" / "attacks").glob("b*.yaml"))
    assert files
    assert answers("case", files) == answers("case", files[::-1])


def test_an_answer_is_that_of_the_file_alone() -> None:
    first, second = inputs("streams")[:2]
    for target in STREAMS:
        both = answers(target, [first, second])
        assert both[str(second)] == answers(target, [second])[str(second)]
