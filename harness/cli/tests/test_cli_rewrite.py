"""`sluice rewrite`: the same bytes, fewer bytes than a limit, safe containers, and OUT untouched
whenever something goes wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from harness.cli.tests.conftest import ROOT, Sluice
from harness.driver import documents

STREAMS = ROOT / "corpora" / "valid" / "streams"
ATTACKS = ROOT / "corpora" / "attacks"
WATER = b"\xac\xed\x00\x05t\x00\x05water"
TWO = WATER + b"t\x00\x04wine"

# Streams longer than this only repeat themselves.
MOST_BYTES = 1 << 20

LIST = bytes.fromhex(
    "aced0005 7372 0013 6a6176612e7574696c2e41727261794c697374 7881d21d99c7619d 03 0001 49 0004"
    "73697a65 7870 00000001 77 04 00000001 7400 05 7761746572 78".replace(" ", "")
)


def attacks() -> list[str]:
    """Every case of the suite."""
    found = []
    for path in sorted(ATTACKS.glob("*.yaml")):
        family = documents.load(path)
        found += [case["id"] for case in family["cases"]]
    return found


def one_line(text: bytes) -> str:
    line = text.decode()
    assert line.count("\n") == 1 and line.endswith("\n"), line
    return line


def test_bytes_of_the_suite_stay_the_same(sluice: Sluice, tmp_path: Path) -> None:
    """Whatever can be inspected is written as it was read, attacks included: a sample of them.

    test_suite_rewrites takes all.
    """
    same = refused = 0
    out = tmp_path / "out.ser"
    for case in attacks()[::40]:
        family = case.partition("/")[0]
        assembled = sluice("assemble", ATTACKS / f"{family}.yaml", "--case", case)
        assert assembled.returncode == 0, assembled.stderr
        stream = assembled.stdout
        if len(stream) > MOST_BYTES:
            continue
        out.write_bytes(b"before")
        done = sluice("rewrite", "-", out, stdin=stream)
        if done.returncode == 0:
            assert out.read_bytes() == stream, case
            same += 1
        else:
            assert done.returncode == 1, (case, done.stderr)
            assert out.read_bytes() == b"before", case
            refused += 1
    assert same > 40
    assert refused > 0


def test_report(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "in.ser").write_bytes(TWO)
    done = sluice("rewrite", "in.ser", "out.ser")
    assert (done.returncode, done.stderr) == (0, b"")
    assert one_line(done.stdout) == "19 bytes in, 19 bytes out, 2 records, 0 resets added\n"
    assert (tmp_path / "out.ser").read_bytes() == TWO
    done = sluice("rewrite", "--json", "--limit", "objects=1", "in.ser", "out.ser")
    assert json.loads(done.stdout) == {
        "verdict": "accept",
        "bytes_in": 19,
        "bytes_out": 20,
        "records": 2,
        "resets": 1,
    }
    assert (tmp_path / "out.ser").read_bytes() == WATER + b"\x79t\x00\x04wine"


def test_pipes(sluice: Sluice) -> None:
    done = sluice("rewrite", "-", "-", stdin=TWO)
    assert (done.returncode, done.stdout, done.stderr) == (0, TWO, b"")


def test_written_stream_fits_the_reader(sluice: Sluice) -> None:
    """--limit of `rewrite` and --limit of `inspect` mean the same."""
    for path in sorted(STREAMS.glob("*.ser"))[::20]:
        for limit in ("objects=9", "bytes=300", "elements=3", "depth=5"):
            done = sluice("rewrite", "--limit", limit, path, "out.ser")
            if done.returncode == 0:
                read = sluice("inspect", "--limit", limit, "out.ser")
                assert read.returncode == 0, (path.name, limit, read.stderr)
            else:
                assert done.returncode == 1
                words = (limit.split("=")[0], "needs-class")
                assert any(word in done.stderr.decode() for word in words), done.stderr


def test_safe(sluice: Sluice, tmp_path: Path) -> None:
    (tmp_path / "in.ser").write_bytes(LIST)
    done = sluice("rewrite", "--safe", "in.ser", "out.ser")
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[1] == "1 containers replaced, 0 kept"
    shown = sluice("inspect", "--compact", "out.ser").stdout
    assert shown == b'CollSer{tag=1 data={data:00000001,"water"}}\n'
    report = json.loads(sluice("rewrite", "--safe", "--json", "in.ser", "out.ser").stdout)
    assert report["replaced"] == 1
    assert report["kept_by_place"] == report["kept_in_cycle"] == report["kept_as_read"] == 0
    again = json.loads(sluice("rewrite", "--safe", "--json", "out.ser", "twice.ser").stdout)
    assert again["replaced"] == 0
    assert (tmp_path / "out.ser").read_bytes() == (tmp_path / "twice.ser").read_bytes()


def test_safe_with_models(sluice: Sluice, tmp_path: Path) -> None:
    """Models that declare a well-known class once more are named."""
    (tmp_path / "models.yaml").write_text(
        "classes:\n  - name: java.util.ArrayList\n    construct: atomic\n"
    )
    done = sluice("rewrite", "--safe", "--models", "models.yaml", "-", "out.ser", stdin=LIST)
    assert done.returncode == 2
    assert "java.util.ArrayList" in one_line(done.stderr)
    assert not (tmp_path / "out.ser").exists()


@pytest.mark.parametrize(
    ("words", "stdin", "status", "said"),
    [
        (["-", "out"], WATER[:-1], 1, "truncated"),
        (["-", "out"], WATER + b"\x78", 1, "at offset 12"),
        (["--limit", "string_bytes=4", "-", "out"], WATER, 1, "limit-string-bytes"),
        (["--limit", "objects=0", "-", "out"], WATER, 2, "objects"),
        (["--limit", "object=1", "-", "out"], WATER, 2, "did you mean objects"),
        (["--limit", "heap=9", "-", "out"], WATER, 2, "heap"),
        (["--json", "-", "-"], WATER, 2, "standard output"),
        (["-"], WATER, 2, "IN and OUT"),
        (["-", "out", "more"], WATER, 2, "more"),
        (["missing", "out"], b"", 2, "missing cannot be read"),
        ([".", "out"], b"", 2, "folder"),
        (["-", "no/out"], WATER, 2, "no/out cannot be written"),
        (["-", "."], WATER, 2, ". cannot be written"),
        (["--models", "missing.yaml", "-", "out"], WATER, 2, "missing.yaml"),
        (["--saf", "-", "out"], WATER, 2, "did you mean --safe"),
    ],
)
def test_what_is_refused(
    sluice: Sluice, tmp_path: Path, words: list[str], stdin: bytes, status: int, said: str
) -> None:
    (tmp_path / "out").write_bytes(b"before")
    done = sluice("rewrite", *words, stdin=stdin)
    assert done.returncode == status, done.stderr
    assert said in one_line(done.stderr)
    assert (tmp_path / "out").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"], "nothing is left lying"


def test_refusal_says_where(sluice: Sluice) -> None:
    done = sluice("rewrite", "--json", "--limit", "string_bytes=4", "-", "out", stdin=TWO)
    said = json.loads(done.stdout)
    assert (said["verdict"], said["reason"], said["path"]) == (
        "limit",
        "limit-string-bytes",
        "root",
    )


def test_mode_and_place_of_out(sluice: Sluice, tmp_path: Path) -> None:
    """OUT keeps its rights; IN may be OUT; a device is written to, not replaced."""
    out = tmp_path / "out"
    out.write_bytes(TWO)
    out.chmod(0o640)
    done = sluice("rewrite", "--limit", "objects=1", "out", "out")
    assert done.returncode == 0
    assert out.read_bytes() == WATER + b"\x79t\x00\x04wine"
    assert out.stat().st_mode & 0o777 == 0o640
    (tmp_path / "link").symlink_to("out")
    assert sluice("rewrite", "-", "link", stdin=WATER).returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert out.read_bytes() == WATER
    assert sluice("rewrite", "out", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_read_only_out(sluice: Sluice, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"before")
    out.chmod(0o444)
    done = sluice("rewrite", "-", "out", stdin=WATER)
    assert done.returncode == 2
    assert "Permission denied" in one_line(done.stderr)
    assert out.read_bytes() == b"before"
