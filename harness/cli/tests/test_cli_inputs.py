"""Bad input to every command: one clear sentence, the right exit status, never a hang."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from harness.cli.tests.conftest import Sluice

WATER = b"\xac\xed\x00\x05t\x00\x05water"
WATER_JSON = b'{"content":[{"string":"water","handle":0}]}\n'

MODELS = """\
classes:
  - name: demo.Point
    construct: atomic
    fields: {x: I}
    check:
      - range: {field: x, min: 0, max: 9}
"""

INTEGER = """\
- object:
    class:
      name: java.lang.Integer
      suid: 1360826667806852920
      fields: {value: I}
      super: {name: java.lang.Number, suid: -8742448824652078965, fields: {}}
    fields: {value: 7}
"""

POINT = """\
stream:
  - object:
      class: {name: demo.Point, suid: 1, fields: {x: I}}
      fields: {x: VALUE}
"""

COMMANDS = ["run", "inspect", "decode", "diff", "rewrite", "assemble", "disassemble", "hash"]


def one_sentence(done: subprocess.CompletedProcess[bytes]) -> str:
    """Standard error, which must be one line that is printable."""
    text = done.stderr.decode()
    assert text.endswith("\n"), text
    assert text.count("\n") == 1, text
    assert text[:-1].isprintable(), text
    return text


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(sluice: Sluice, command: str) -> None:
    for word in ("--help", "-h"):
        done = sluice(command, word)
        assert done.returncode == 0
        assert b"usage: sluice " + command.encode() in done.stdout
        assert b"example: sluice " + command.encode() in done.stdout
        assert done.stderr == b""


def test_general_help_lists_every_command(sluice: Sluice) -> None:
    done = sluice("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command} " in done.stdout.decode()


def test_version(sluice: Sluice) -> None:
    done = sluice("--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"sluice 0.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no command given"),
        (["inspekt"], "unknown command inspekt; did you mean inspect?"),
        (["xyzzy"], "unknown command xyzzy; `sluice --help`"),
        (["--versoin"], "unknown command --versoin"),
        (["inspect"], "inspect needs a stream"),
        (["inspect", "a", "b"], "inspect takes one stream, not a and b"),
        (["inspect", "none.ser"], "none.ser cannot be read: No such file"),
        (["inspect", "no\nfile\x1b[2J"], "no?file?[2J cannot be read"),
        (["inspect", "."], ". is a folder"),
        (["inspect", "--compat", "x"], "unknown option --compat; did you mean --compact?"),
        (["inspect", "--xyzzy", "x"], "unknown option --xyzzy; see `sluice inspect --help`"),
        (["inspect", "--limit"], "--limit needs a value: NAME=NUMBER"),
        (["inspect", "--limit", "depth", "x"], "--limit takes NAME=NUMBER"),
        (["inspect", "--limit", "dept=3", "x"], "unknown limit dept; did you mean depth?"),
        (["inspect", "--limit", "depth=", "x"], "depth takes a number"),
        (["inspect", "--limit", "depth=-1", "x"], "takes a number"),
        (["inspect", "--limit", "depth=0", "x"], "takes a number from 1 to"),
        (["inspect", "--limit", "depth=99999999999999999999", "x"], "takes a number"),
        (["inspect", "--limit", "heap=18446744073709551615 GiB", "x"], "takes a number"),
        (["inspect", "--limit", "depth=" + "9" * 5000, "x"], "takes a number"),
        (["inspect", "--limit", "x" * 5000 + "=1", "x"], "unknown limit"),
        (["inspect", "--max-input", "5 GiB", "x"], "--max-input takes a number from 1 to"),
        (["inspect", "--json=yes", "x"], "a value is given to --json"),
        (["inspect", "--models", "none.yaml", "x"], "none.yaml"),
        (["decode", "x"], "decode needs --classes GROUP,... or --models FILE"),
        (["decode", "--classes", "boxes,box", "x"], '--classes: there is no group "box"'),
        (["inspect", "--classes", "boxes,", "x"], '--classes: there is no group ""'),
        (["decode", "--models", "/dev/null", "x"], "/dev/null"),
        (["decode", "--models", ".", "x"], "."),
        (["decode", "--models", "models.yaml", "none.ser"], "none.ser cannot be read"),
        (["assemble"], "assemble needs a file"),
        (["assemble", "none.yaml"], "none.yaml"),
        (["assemble", "demo/none"], "demo/none is neither a file nor a case"),
        (["assemble", "models.yaml"], "models.yaml:1:1"),
        (["assemble", "broken.yaml"], "broken.yaml:2:13: not valid YAML: this [ is never closed"),
        (["assemble", "/dev/zero"], "/dev/zero"),
        (["assemble", "a", "b"], "assemble takes one program"),
        (["assemble", "good.yaml", "-o", "/none/x"], "/none/x cannot be written: No such file"),
        (["assemble", "good.yaml", "-o", "/dev/full"], "/dev/full cannot be written: No space"),
        (["disassemble"], "disassemble needs a file"),
        (["disassemble", "/"], "/ is a folder"),
        (["disassemble", "none"], "none cannot be read"),
        (["disassemble", "--max-input", "1 MiB", "/dev/zero"], "has more than 1048576 bytes"),
        (["hash"], "hash needs a file"),
        (["hash", "none.yaml"], "none.yaml: cannot be read"),
        (["hash", "broken.yaml"], "broken.yaml:2:13: not valid YAML: this [ is never closed"),
        (["run"], "corpora/attacks: cannot be read"),
        (["run", "none"], "none: cannot be read: No such file"),
        (["run", "broken.yaml"], "broken.yaml:2:13: not valid YAML: this [ is never closed"),
        (
            ["run", "models.yaml"],
            "models.yaml:1:1: this is no file of cases: it needs the keys family",
        ),
        (["run", "/dev/zero"], "/dev/zero"),
        (["run", "empty"], "empty: the folder holds no .yaml file"),
        (["run", "--jobs", "0", "empty"], "--jobs takes a number from 1 to"),
        (["run", "--timeout", "soon", "empty"], "--timeout takes a number"),
        (["run", "--target", "refrence", "empty"], "did you mean reference?"),
    ],
)
def test_bad_usage(sluice: Sluice, tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "models.yaml").write_text(MODELS)
    (tmp_path / "broken.yaml").write_text("stream:\n  - {array: [\n")
    (tmp_path / "good.yaml").write_text("stream: [null]\n")
    done = sluice(*words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert said in one_sentence(done)


# --- streams that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (b"", "EOFException (truncated) at offset 0"),
        (b"\xac", "EOFException (truncated)"),
        (b"\xac\xed\x00\x06", "StreamCorruptedException (bad-version) at offset 2"),
        (b"PK\x03\x04 this is a zip", "StreamCorruptedException (bad-magic) at offset 0"),
        (WATER[:-1], "EOFException"),
        (WATER + b"\x00", "StreamCorruptedException (bad-type-code) at offset 12"),
    ],
)
def test_what_is_no_stream(sluice: Sluice, tmp_path: Path, stream: bytes, said: str) -> None:
    (tmp_path / "x.ser").write_bytes(stream)
    for done in (sluice("inspect", "x.ser"), sluice("inspect", "-", stdin=stream)):
        assert done.returncode == 1
        assert done.stdout == b""
        assert said in one_sentence(done)


def test_endless_input_is_refused_at_once(sluice: Sluice) -> None:
    done = sluice("inspect", "/dev/zero", of_processor=5)
    assert done.returncode == 1
    assert "bad-magic" in one_sentence(done)


def test_endless_stream_is_bounded(sluice_path: Path) -> None:
    """A header and then nulls for ever, from a pipe."""
    script = r"(printf '\254\355\000\005'; tr '\000' 'p' </dev/zero) | " + (
        f"{sluice_path} inspect --max-input '1 MiB' -"
    )
    done = subprocess.run(  # noqa: S602 (the pipe is the point)
        script, shell=True, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 2
    assert "standard input has more than 1048576 bytes" in one_sentence(done)


def test_a_stream_is_printed(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "x.ser").write_bytes(WATER)
    assert sluice("inspect", "x.ser").stdout == WATER_JSON
    assert sluice("inspect", "-", stdin=WATER).stdout == WATER_JSON
    assert sluice("inspect", "--compact", "x.ser").stdout == b'"water"\n'
    (tmp_path / "-odd").write_bytes(WATER)
    assert sluice("inspect", "--", "-odd").stdout == WATER_JSON


def test_json_says_everything(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "x.ser").write_bytes(WATER)
    done = sluice("inspect", "--json", "--stats", "x.ser")
    accepted = json.loads(done.stdout)
    assert done.returncode == 0
    assert accepted["verdict"] == "accept"
    assert accepted["value"] == json.loads(WATER_JSON)
    assert accepted["resources"]["consumed"] == len(WATER)

    done = sluice("inspect", "--json", "-", stdin=WATER[:-1])
    rejected = json.loads(done.stdout)
    assert done.returncode == 1
    assert rejected["verdict"] == "reject"
    assert rejected["java_class"] == "EOFException"
    assert set(rejected) == {
        "verdict",
        "java_class",
        "reason",
        "text",
        "offset",
        "at",
        "path",
        "class_name",
    }

    done = sluice("inspect", "--json", "--limit", "string_bytes=4", "x.ser")
    assert done.returncode == 1
    assert json.loads(done.stdout)["verdict"] == "limit"


def test_stats_are_json(sluice: Sluice) -> None:
    done = sluice("inspect", "--stats", "-", stdin=WATER)
    assert json.loads(one_sentence(done))["peak_heap"] > 0


def test_decode_builds_what_models_allow(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "models.yaml").write_text(MODELS)
    for x, status in ((7, 0), (10, 1)):
        program = POINT.replace("VALUE", str(x))
        stream = sluice("assemble", "-", stdin=program.encode()).stdout
        assert stream.startswith(b"\xac\xed")
        done = sluice("decode", "--models", "models.yaml", "--compact", "-", stdin=stream)
        assert done.returncode == status
    assert "InvalidObjectException (invariant-range)" in one_sentence(done)
    assert "class demo.Point" in one_sentence(done)


def test_decode_builds_well_known_classes(sluice: Sluice) -> None:
    stream = sluice("assemble", "-", stdin=INTEGER.encode()).stdout
    done = sluice("decode", "--classes", "boxes,math", "--compact", "-", stdin=stream)
    assert done.returncode == 0
    assert done.stdout == b"Integer{value=7}\n"
    done = sluice("decode", "--classes", "math", "--compact", "-", stdin=stream)
    assert done.returncode == 1
    assert "class java.lang.Integer" in one_sentence(done)


def test_groups_of_classes_are_listed(sluice: Sluice) -> None:
    done = sluice("decode", "--classes", "list")
    assert done.returncode == 0
    names = [line.split()[0] for line in done.stdout.decode().splitlines()]
    assert names[0] == "interfaces"
    assert names[-1] == "all"
    assert len(names) == 13
    assert sluice("inspect", "--classes", "list").stdout == done.stdout


# --- both ways ------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [b"", WATER, WATER[:-3], b"\x00" * 100, bytes(range(256))])
def test_disassembled_bytes_come_back(sluice: Sluice, stream: bytes) -> None:
    program = sluice("disassemble", "-", stdin=stream)
    assert program.returncode == 0
    back = sluice("assemble", "-", stdin=program.stdout)
    assert back.returncode == 0, back.stderr
    assert back.stdout == stream


def test_the_layout_covers_the_stream(sluice: Sluice) -> None:
    done = sluice("assemble", "--layout", "-", stdin=b'stream: ["water"]\n')
    assert done.returncode == 0
    rows = [line.split() for line in done.stdout.decode().splitlines()]
    assert rows[0][0] == "0"
    assert rows[-1][1] == str(len(WATER))


def test_bytes_do_not_go_to_a_terminal(sluice_path: Path, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("stream: [null]\n")
    leader, follower = os.openpty()
    try:
        done = subprocess.run(
            [sluice_path, "assemble", "good.yaml"],
            cwd=tmp_path,
            stdout=follower,
            stderr=subprocess.PIPE,
            timeout=300,
            check=False,
        )
    finally:
        os.close(follower)
        os.close(leader)
    assert done.returncode == 2
    assert b"not written to a terminal: use -o FILE" in done.stderr


# --- output that cannot be written ----------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "x.ser"],
        ["inspect", "--json", "x.ser"],
        ["disassemble", "x.ser"],
        ["assemble", "good.yaml"],
        ["inspect", "--help"],
        ["--help"],
        ["--version"],
    ],
)
def test_a_full_disk_is_noticed(sluice_path: Path, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "x.ser").write_bytes(WATER)
    (tmp_path / "good.yaml").write_text("stream: [null]\n")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sluice_path, *words],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=300,
            check=False,
        )
    assert done.returncode == 2
    assert b"standard output cannot be written: No space left" in done.stderr


def test_a_closed_pipe_is_noticed(sluice_path: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ser").write_bytes(b"\xac\xed\x00\x05" + b"p" * 300000)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sluice_path, "inspect", "x.ser"],
            cwd=tmp_path,
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=300,
            check=False,
        )
    finally:
        os.close(writer)
    assert done.returncode == 2
    assert b"standard output cannot be written: Broken pipe" in done.stderr


def test_closed_descriptors_do_no_harm(sluice_path: Path, tmp_path: Path) -> None:
    """Without standard output and error, nothing may be written into a file opened by chance."""
    (tmp_path / "x.ser").write_bytes(WATER)
    done = subprocess.run(  # noqa: S602 (only a shell closes descriptors so)
        f"{sluice_path} inspect x.ser >&- 2>&-", shell=True, cwd=tmp_path, timeout=300, check=False
    )
    assert done.returncode == 2
    assert (tmp_path / "x.ser").read_bytes() == WATER


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("inspect x.ser >&-", "standard output cannot be written: Bad file descriptor"),
        ("rewrite x.ser - >&-", "standard output cannot be written: Bad file descriptor"),
        ("diff x.ser y.ser >&-", "standard output cannot be written: Bad file descriptor"),
        ("inspect - <&-", "standard input cannot be read: Bad file descriptor"),
    ],
)
def test_closed_input_and_output_are_told(
    sluice_path: Path, tmp_path: Path, words: str, said: str
) -> None:
    (tmp_path / "x.ser").write_bytes(WATER)
    (tmp_path / "y.ser").write_bytes(WATER.replace(b"water", b"wines"))
    done = subprocess.run(  # noqa: S602 (only a shell closes descriptors so)
        f"{sluice_path} {words}",
        shell=True,
        cwd=tmp_path,
        timeout=300,
        check=False,
        stderr=subprocess.PIPE,
    )
    assert done.returncode == 2
    assert said in done.stderr.decode()


@pytest.mark.parametrize("command", ["inspect", "disassemble", "explain"])
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(
    sluice: Sluice, tmp_path: Path, command: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = sluice(command, tmp_path / "pipe")
    assert done.returncode == 2
    assert "named pipe" in one_sentence(done)
