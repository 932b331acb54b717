"""The whole way of a defect: planted, found, triaged, and a case that fails until it is mended."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from harness.cli.tests.conftest import PATIENCE, ROOT
from harness.cli.tests.test_cli_new import checkout
from harness.cli.tests.test_cli_triage import FAMILY, KEPT, settings, stream, text_item
from harness.mutants import defects, workshop

__all__ = ["checkout"]

# The number of the operator "modified-utf" and a seed, as an input has them.
BROKEN_UTF = 0x718A0001
OUT_OF_RANGE = bytes.fromhex(
    "aced000573720008612e52616e6765640000000000000001020001490001787870000000ff"
)
PROGRAMS = ("bin/sluice", "bin/fuzz-decode")
# Each with an input that shows it, as a fuzzer would have it, and what its case expects.
PLANTED = {
    "in-9/one-too-many": (
        settings(flags=3, choice=77, objects=4, depth=200) + stream(*"abcdefg"[:5]),
        {"verdict": "limit", "reason": "limit-objects"},
    ),
    # What is accepted does not say that it is not to be: the input says how it is made of another.
    "in-8/utf-not-looked-at": (
        settings(policy=83, flags=8, choice=BROKEN_UTF, depth=200) + stream("some", "texts"),
        {"verdict": "reject", "error": "UTFDataFormatException", "reason": "bad-utf"},
    ),
    # What the defective decoder says is not what is to be expected of it.
    "in-7/wrong-class-of-broken-range": (
        settings(policy=156, choice=9) + OUT_OF_RANGE + text_item("and more"),
        {"verdict": "reject", "error": "InvalidObjectException"},
    ),
}
# Whatever a policy has, a case has no more than it needs.
MOST_CLASSES = {"in-7/wrong-class-of-broken-range": 1}


def defect(name: str) -> defects.Defect:
    (found,) = [one for one in defects.load() if one.defect_id == name]
    return found


@pytest.fixture(params=sorted(PLANTED))
def planted(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A folder with the command and a fuzz target, both with the defect; and its name."""
    texts = defect(request.param).apply(ROOT)
    folder = tmp_path / "defective"
    folder.mkdir()
    for program in PROGRAMS:
        name = Path(program).name
        out = tmp_path / f"making-{name}"
        out.mkdir()
        made = workshop.prepare(ROOT, ROOT / "build" / "mutants", program).make(texts, out)
        assert made is not None
        made.rename(folder / name)
    return folder, request.param


def run(program: Path, *words: str | Path, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [program, *words], cwd=folder, capture_output=True, timeout=300 * PATIENCE, check=False
    )


def test_from_a_finding_to_a_failing_case(
    planted: tuple[Path, str], checkout: Path, sluice_path: Path
) -> None:
    folder, name = planted
    data, expected = PLANTED[name]
    finding = checkout / "build" / "fuzz" / "findings" / "decode" / "crash"
    finding.parent.mkdir(parents=True)
    finding.write_bytes(data)
    words = ("triage", "build/fuzz/findings", "--write", FAMILY, "--json")
    done = run(folder / "sluice", *words, folder=checkout)
    assert done.returncode == 1, done.stderr
    (bucket,) = json.loads(done.stdout)["buckets"]
    assert bucket["case_id"] is not None, bucket
    assert bucket["bytes"] < bucket["bytes_before"] == len(data)
    assert bucket["input"].startswith(str(KEPT / "decode"))
    for key, value in expected.items():
        assert f"{key}: {value}" in bucket["expect"]
    assert "Found by fuzzing decode: " in bucket["case"]
    assert "at offset" not in bucket["case"]
    attack, twin = yaml.safe_load(bucket["case"])
    assert attack["twin"] == twin["id"]
    assert twin["expect"]["verdict"] == "accept"
    assert "TODO" not in bucket["case"].partition("twin:")[2]
    for one in (attack, twin):
        assert len(one.get("classes", [])) == MOST_CLASSES.get(name, 0)
    case = ("run", "--case", bucket["case_id"], FAMILY)
    broken = run(folder / "sluice", *case, folder=checkout)
    assert broken.returncode == 1, broken.stdout
    assert run(folder / "fuzz-decode", bucket["input"], folder=checkout).returncode == 1
    sound = run(sluice_path, *case, folder=checkout)
    assert sound.returncode == 0, sound.stdout
