"""`sluice explain`: the annotated stream, the rules, what is expected."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import yaml

from harness.cli.tests.conftest import ROOT, Sluice

CASES = ROOT / "corpora" / "attacks"


def test_a_case_is_explained_element_by_element(sluice: Sluice) -> None:
    done = sluice("explain", CASES / "huge-arrays.yaml", "--case", "huge-arrays/int-max-claim")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0, done.stderr
    assert any(line.split()[:3] == ["0", "AC", "ED"] for line in lines)
    stop = next(
        i for i, line in enumerate(lines) if "what begins here is refused: EOFException" in line
    )
    assert "array.length" in lines[stop + 1]
    assert "open: array [I" in lines[stop - 1]
    assert any(
        line.split() == ["open:", "array", "[I", ">", "descriptor", "of", "[I"] for line in lines
    )
    assert "twin: huge-arrays/int-two-elements" in done.stdout.decode()
    assert any(line.startswith("  * held") and "GOLD-1" in line for line in lines)
    assert any(line.startswith("    not-applicable OUT-1") for line in lines)
    assert "verdict:  reject, as expected" in lines


def test_rules_that_matter_have_their_titles(sluice_path: Path) -> None:
    """In the repository, where the catalogue is; and planned rules are there as planned."""
    done = subprocess.run(
        [sluice_path, "explain", "class-developers-types/list-of-numbers-unchecked"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("  * violated       DEV-2"))
    assert "as the case expects: " in lines[at]
    title = yaml.safe_load((ROOT / "rules" / "catalogue" / "DEV-2.yaml").read_text())["title"]
    assert lines[at + 1].strip() == title
    assert not any("(handle 0, depth" in line for line in lines if "counter-charged" in line)
    planned = [line.split()[1] for line in lines if line.startswith("    planned ")]
    catalogue = (ROOT / "rules" / "catalogue").glob("*.yaml")
    assert sorted(planned) == sorted(
        path.stem
        for path in catalogue
        if yaml.safe_load(path.read_text()).get("status") == "planned"
    )


def test_every_rule_is_named_once(sluice: Sluice) -> None:
    done = sluice(
        "explain", CASES / "huge-arrays.yaml", "--case", "huge-arrays/int-max-claim", "--json"
    )
    answer = json.loads(done.stdout)
    rules = [item["rule"] for item in answer["judged"]]
    assert answer["pass"] is True
    assert answer["expected"]["at"] == answer["error"]["at"] == "array.length"
    assert answer["layout"][0]["start"] == 0
    assert "GOLD-1" in rules
    assert len(rules) == len(set(rules))
    assert "DL-1" in answer["planned"]
    assert not set(rules) & set(answer["planned"])


def test_who_breaks_a_rule_is_shown(sluice: Sluice) -> None:
    done = sluice(
        "explain",
        CASES / "class-developers-checks.yaml",
        "--case",
        "class-developers-checks/overdrawn-checked-by-constructor",
    )
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "  * violated" in text
    assert text.index("violated       DEV-1") < text.index("  held  ")


def test_what_is_not_as_expected_is_said(sluice: Sluice, tmp_path: Path) -> None:
    text = (CASES / "huge-arrays.yaml").read_text()
    path = tmp_path / "huge-arrays.yaml"
    path.write_text(text.replace("at: array.length", "at: array.elements", 1))
    done = sluice("explain", path, "--case", "huge-arrays/int-max-claim")
    assert done.returncode == 1
    assert b"NOT AS EXPECTED: " in done.stdout
    assert b"array.elements" in done.stdout


def test_mere_streams(sluice: Sluice, tmp_path: Path) -> None:
    stream = tmp_path / "two.ser"
    stream.write_bytes(bytes.fromhex("ACED0005740002686978"))
    done = sluice("explain", stream)
    assert done.returncode == 0
    assert b"what begins here is refused: OptionalDataException" in done.stdout
    assert b"expected:" not in done.stdout
    assert sluice("explain", "-", stdin=b"").returncode == 0
    accepted = sluice("explain", "--classes", "boxes", "-", stdin=bytes.fromhex("ACED000570"))
    assert b"mode decode" in accepted.stdout
    assert b"answer:   accept" in accepted.stdout


def test_what_cannot_be_explained_is_said(sluice: Sluice) -> None:
    complaints = {
        (): b"explain needs a stream",
        ("nowhere",): b"neither a file nor the id of a case",
        (CASES / "huge-arrays.yaml",): b"say which one with --case ID",
        (CASES / "huge-arrays.yaml", "--case", "huge-arrays/no"): b"holds no case huge-arrays/no",
        ("a", "b"): b"not a and b",
    }
    for words, complaint in complaints.items():
        done = sluice("explain", *words)
        assert done.returncode == 2
        assert complaint in done.stderr
        assert done.stdout == b""
    assert b"example: sluice explain" in sluice("explain", "--help").stdout
