"""`sluice diff`: exit statuses, what it prints, and bad input."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from harness.cli.tests.conftest import Sluice

STREAM = b"\xac\xed\x00\x05"
WATER = STREAM + b"t\x00\x05water"
WINE = STREAM + b"t\x00\x04wine"
LONG_WATER = STREAM + b"\x7c" + bytes(7) + b"\x05water"
DESCRIPTOR = b"r\x00\x06demo.P" + bytes(7) + b"\x01\x02\x00\x01I\x00\x01xxp"


def points(*values: int) -> bytes:
    """One object after the other, each demo.P { int x; }."""
    first = b"s" + DESCRIPTOR
    again = b"sq\x00\x7e\x00\x00"
    return STREAM + b"".join(
        (again if i else first) + value.to_bytes(4, "big") for i, value in enumerate(values)
    )


@pytest.fixture(autouse=True)
def _streams(tmp_path: Path) -> None:
    for name, data in {
        "water": WATER,
        "wine": WINE,
        "long": LONG_WATER,
        "p": points(1, 2, 3),
        "q": points(1, 5, 3, 9),
        "many": points(*range(500)),
        "others": points(*range(1000, 1500)),
        "cut": points(1, 2, 3)[:-1],
        "empty": b"",
        "header": STREAM,
    }.items():
        (tmp_path / name).write_bytes(data)


def test_equal_streams_say_nothing(sluice: Sluice) -> None:
    for words in (
        ["water", "water"],
        ["water", "long"],
        ["--exact", "p", "p"],
        ["--brief", "p", "p"],
    ):
        done = sluice("diff", *words)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_differences_are_told(sluice: Sluice) -> None:
    done = sluice("diff", "p", "q")
    assert done.returncode == 1
    assert done.stderr == b""
    assert done.stdout.decode() == (
        "--- p\n"
        "+++ q\n"
        "@@ root[1].x @@ demo.P, offset 41\n"
        "- 2\n"
        "+ 5\n"
        "@@ root[3] @@ offset 55 of B\n"
        "+ P{x=9}\n"
    )


def test_form_is_told_when_asked_for(sluice: Sluice) -> None:
    done = sluice("diff", "--exact", "water", "long")
    assert done.returncode == 1
    assert b"- TC_STRING\n+ TC_LONGSTRING\n" in done.stdout


def test_brief(sluice: Sluice) -> None:
    done = sluice("diff", "--brief", "p", "q")
    assert (done.returncode, done.stdout) == (1, b"p and q differ\n")


def test_no_more_than_asked_for(sluice: Sluice) -> None:
    done = sluice("diff", "many", "others")
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 2 + 3 * 100 + 1
    assert lines[-1] == "... and 400 more (--most 500 prints all)"
    done = sluice("diff", "--most", "1", "many", "others")
    assert len(done.stdout.decode().splitlines()) == 2 + 3 + 1
    done = sluice("diff", "--most", "500", "many", "others")
    assert len(done.stdout.decode().splitlines()) == 2 + 3 * 500


def test_json(sluice: Sluice) -> None:
    done = sluice("diff", "--json", "p", "q")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "differences": [
            {
                "aspect": "value",
                "class_name": "demo.P",
                "a": {"path": "root[1].x", "offset": 41, "value": "2"},
                "b": {"path": "root[1].x", "offset": 41, "value": "5"},
            },
            {
                "aspect": "value",
                "class_name": None,
                "a": None,
                "b": {"path": "root[3]", "offset": 55, "value": "P{x=9}"},
            },
        ],
        "count": 2,
        "equal": False,
        "partial": [False, False],
    }
    done = sluice("diff", "--json", "p", "p")
    assert done.returncode == 0
    assert json.loads(done.stdout)["equal"] is True


def test_standard_input(sluice: Sluice) -> None:
    assert sluice("diff", "-", "water", stdin=WATER).returncode == 0
    done = sluice("diff", "water", "-", stdin=WINE)
    assert done.returncode == 1
    assert done.stdout.startswith(b"--- water\n+++ standard input\n")


def test_malformed_streams(sluice: Sluice) -> None:
    done = sluice("diff", "p", "cut")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"cut: reject: EOFException (claim-exceeds-input)")
    assert done.stderr.count(b"\n") == 1
    done = sluice("diff", "--partial", "p", "cut")
    assert done.returncode == 1
    assert done.stderr.startswith(b"cut: reject: EOFException (claim-exceeds-input)")
    done = sluice("diff", "--partial", "cut", "cut")
    assert (done.returncode, done.stdout) == (0, b"")


def test_what_is_missing_behind_all_else_is_a_difference(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(WATER + b"\x00")
    done = sluice("diff", "--partial", "water", "junk")
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "diff needs two streams"),
        (["water"], "diff needs two streams"),
        (["water", "wine", "p"], "diff takes two streams, not p as well"),
        (["-", "-"], "standard input can be one of the two streams, not both"),
        (["water", "none"], "none cannot be read: No such file"),
        (["none", "water"], "none cannot be read: No such file"),
        (["water", "."], ". is a folder"),
        (["water", "empty"], "empty: reject: EOFException"),
        (["water", "/dev/null"], "/dev/null: reject: EOFException"),
        (["water", "/dev/zero"], "/dev/zero: reject: StreamCorruptedException"),
        (["--exakt", "water", "wine"], "unknown option --exakt; did you mean --exact?"),
        (["--most", "0", "water", "wine"], "--most takes a number from 1 to"),
        (["--most", "x", "water", "wine"], "--most takes a number"),
        (["--brief", "--json", "water", "wine"], "--brief and --json exclude each other"),
        (["--limit", "string_bytes=2", "water", "wine"], "water: limit:"),
        (["--max-input", "5", "water", "wine"], "water has more than 5 bytes"),
        (["--models", "none.yaml", "water", "wine"], "none.yaml"),
    ],
)
def test_bad_input(sluice: Sluice, words: list[str], said: str) -> None:
    done = sluice("diff", *words)
    text = done.stderr.decode()
    assert done.returncode == 2
    assert done.stdout == b""
    assert said in text
    assert text.count("\n") == 1


def test_streams_without_objects(sluice: Sluice) -> None:
    assert sluice("diff", "header", "header").returncode == 0
    assert sluice("diff", "header", "water").returncode == 1


def test_output_that_cannot_be_written(sluice_path: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sluice_path, "diff", "p", "q"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 2
    assert b"standard output cannot be written: No space" in done.stderr


def test_colors_only_on_a_terminal(sluice_path: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {"TERM": "xterm", "PATH": os.environ["PATH"]}
    subprocess.run(
        [sluice_path, "diff", "p", "q"], stdout=theirs, cwd=tmp_path, env=environment, check=False
    )
    os.close(theirs)
    text = os.read(ours, 65536)
    os.close(ours)
    assert b"\x1b[31m- 2\x1b[0m" in text
    assert b"\x1b[32m+ 5\x1b[0m" in text
