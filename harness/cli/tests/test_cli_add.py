"""`sluice add`: a stream becomes a small case with its twin."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from harness.cli.tests.conftest import ROOT, Sluice
from harness.cli.tests.test_cli_new import ATTACKS, checkout, without_marks

__all__ = ["checkout"]

# A claim deep inside, with much around it that does not matter.
CLAIM = """
stream:
  - "noise"
  - {repeat: {times: 200, body: [{string: more noise}]}}
  - object:
      class: {name: org.example.Noise, label: N, fields: {i: I, s: Ljava/lang/String;}}
      fields: {i: 7, s: "text"}
  - array:
      type: "[Ljava.lang.Object;"
      elements:
        - {object: {class: {ref: N}, fields: {i: 8}}}
        - object:
            class: {name: a.b.Holder, fields: {x: I, data: "[I"}}
            fields: {x: 3, data: {array: {type: "[I", length: 2147483647, elements: [1, 2]}}}
"""

TEAM = """
classes:
  - name: org.example.Team # whose list holds strings
    construct: atomic
    suid: 1
    fields: [{name: names, type: Ljava/util/List;, of: java.lang.String}]
"""
CHECK = "    check: [{elements: {field: names.elements, is: [java.lang.String]}}]\n"


@pytest.fixture
def claim(sluice: Sluice, checkout: Path) -> Path:
    (checkout / "claim.yaml").write_text(CLAIM)
    assert sluice("assemble", "claim.yaml", "-o", "claim.ser").returncode == 0
    return checkout / "claim.ser"


@pytest.fixture
def numbers(sluice: Sluice, checkout: Path) -> Path:
    """A list of names that holds a number."""
    words = ("corpora/attacks/class-developers-types.yaml", "--case")
    done = sluice("assemble", *words, "class-developers-types/list-of-numbers", "-o", "team.ser")
    assert done.returncode == 0, done.stderr
    return checkout / "team.ser"


def cases_of(path: Path) -> list[dict[str, object]]:
    return yaml.safe_load(path.read_text())["cases"]


def test_a_stream_becomes_a_small_case(sluice: Sluice, checkout: Path, claim: Path) -> None:
    done = sluice("add", claim, "--rule", "GOLD-1", "--family", "found-today")
    assert done.returncode == 0, done.stderr
    assert b"reject, EOFException, claim-exceeds-input, at array.length" in done.stdout
    path = checkout / ATTACKS / "found-today.yaml"
    attack, twin = cases_of(path)
    assert attack["id"] == "found-today/gold-1-case"
    assert attack["rules"] == ["GOLD-1"]
    (array,) = attack["stream"]
    assert array["array"]["length"] == 2147483647
    assert array["array"]["elements"] == []
    assert attack["expect"] == {
        "verdict": "reject",
        "error": "EOFException",
        "reason": "claim-exceeds-input",
        "at": "array.length",
        "path": "root",
    }
    assert attack["twin"] == twin["id"] == "found-today/gold-1-case-twin"
    assert "length" not in twin["stream"][0]["array"]
    assert twin["expect"]["verdict"] == "accept"
    marks = re.findall(r"^ *(?:- )?(\S+) .*TODO", path.read_text(), flags=re.MULTILINE)
    assert set(marks) == {"title:", "effect:", "source:"}

    path.write_text(without_marks(path.read_text()))
    checked = sluice("check", path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    # The same from standard input, and once more: the same stream, another id.
    again = sluice(
        "add", "-", "--rule", "GOLD-1", "--family", "found-today", stdin=claim.read_bytes()
    )
    assert again.returncode == 0, again.stderr
    assert cases_of(path)[2]["id"] == "found-today/gold-1-case-2"
    assert cases_of(path)[2]["stream"] == attack["stream"]


@pytest.mark.parametrize(
    ("name", "claim"),
    [("hash-set-size", "10000000"), ("hashtable-buckets", "7fffffff")],
)
def test_a_count_in_custom_data_stays(
    sluice: Sluice, checkout: Path, name: str, claim: str
) -> None:
    case = f"huge-arrays/{name}"
    stream = checkout / "count.ser"
    done = sluice("assemble", ATTACKS / "huge-arrays.yaml", "--case", case, "-o", stream)
    assert done.returncode == 0, done.stderr
    done = sluice(
        *("add", stream, "--rule", "GOLD-1", "--family", "found-today", "--use", "collections")
    )
    assert done.returncode == 0, done.stderr
    attack, _ = cases_of(checkout / ATTACKS / "found-today.yaml")
    assert claim in str(attack["stream"]).lower()


def test_the_walk_through_contributing(sluice: Sluice, checkout: Path, claim: Path) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    (walk,) = re.findall(r"^    build/bin/sluice add (.*)$", page, flags=re.MULTILINE)
    words = walk.split()
    claim.rename(checkout / words[0])
    assert sluice("add", *words, of_processor=5).returncode == 0
    path = checkout / ATTACKS / f"{words[words.index('--family') + 1]}.yaml"
    path.write_text(without_marks(path.read_text()))
    done = sluice("check", path, of_processor=5)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_rule_that_decides_nothing_is_said(sluice: Sluice, claim: Path) -> None:
    done = sluice("add", claim, "--rule", "DEV-13", "--family", "elsewhere")
    assert done.returncode == 0
    assert b"note: DEV-13 decides nothing on this stream" in done.stderr
    assert b"note" not in sluice("add", claim, "--rule", "IN-10", "--family", "here").stderr


def test_what_was_written_as_json(sluice: Sluice, checkout: Path, claim: Path) -> None:
    words = ("--rule", "GOLD-1", "--family", "huge-arrays", "--id", "deep-claim", "--json")
    done = sluice("add", claim, *words)
    assert done.returncode == 0, done.stderr
    written = json.loads(done.stdout)
    assert written["file"] == str(ATTACKS / "huge-arrays.yaml")
    assert written["id"] == "huge-arrays/deep-claim"
    assert written["twin"] == "huge-arrays/deep-claim-twin"
    assert written["bytes_before"] == claim.stat().st_size
    assert written["bytes"] < 40
    assert written["minimized"] is written["complete"] is True
    assert written["red"] is False
    assert written["violated"] == []
    assert written["expect"] == "seen"
    assert "the real length of the array" in written["twin_from"]
    path = checkout / ATTACKS / "huge-arrays.yaml"
    # What the family says for all its cases does not hold for this one.
    assert cases_of(path)[-1]["mode"] == "inspect"
    path.write_text(without_marks(path.read_text()))
    assert sluice("check", path).returncode == 0


def test_class_models_go_into_the_case(sluice: Sluice, checkout: Path, numbers: Path) -> None:
    models = checkout / "team.yaml"
    models.write_text(TEAM + CHECK)
    words = ("--rule", "DEV-2", "--use", "boxes,collections", "--models", models)
    done = sluice("add", numbers, *words, "--family", "careful", "--limit", "depth=50")
    assert done.returncode == 0, done.stderr
    path = checkout / ATTACKS / "careful.yaml"
    attack, twin = cases_of(path)
    assert attack["use"] == ["boxes", "collections"]
    assert attack["classes"] == yaml.safe_load(models.read_text())["classes"] == twin["classes"]
    assert attack["limits"] == {"depth": 50}
    assert attack["expect"]["reason"] == "invariant-type"
    assert "mode" not in attack
    path.write_text(without_marks(path.read_text()))
    checked = sluice("check", path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_careless_model_breaks_the_rule(sluice: Sluice, checkout: Path, numbers: Path) -> None:
    models = checkout / "team.yaml"
    models.write_text(TEAM)
    words = ("--use", "boxes,collections", "--models", models, "--family", "careless")
    done = sluice("add", numbers, "--rule", "DEV-2", *words)
    assert done.returncode == 0, done.stderr
    assert b"rule DEV-2 is violated" in done.stdout
    assert b"RED" not in done.stdout
    path = checkout / ATTACKS / "careless.yaml"
    assert cases_of(path)[0]["expect"] == {"verdict": "accept", "violates": ["DEV-2"]}
    assert "TODO expect: right if the class model is careless on purpose" in path.read_text()
    path.write_text(without_marks(path.read_text()))
    assert b"careless: 1, caught: 1" in sluice("check", path).stdout
    other = sluice("add", numbers, "--rule", "IN-3", *words)
    assert b"IN-3 is not violated, but DEV-2" in other.stderr


@pytest.mark.parametrize("item", ["null", '"7"', '{array: {type: "[I", elements: []}}'])
def test_values_are_written_as_texts(sluice: Sluice, checkout: Path, item: str) -> None:
    """What the twin comes to may look like no text to YAML."""
    (checkout / "odd.yaml").write_text(f"stream: [{item}, {{ref: 0x7EFFFF}}]\n")
    assert sluice("assemble", "odd.yaml", "-o", "odd.ser").returncode == 0
    done = sluice("add", "odd.ser", "--rule", "IN-8", "--family", "odd")
    assert done.returncode == 0, done.stderr
    path = checkout / ATTACKS / "odd.yaml"
    assert cases_of(path)[1]["expect"]["verdict"] == "accept"
    path.write_text(without_marks(path.read_text()))
    checked = sluice("check", path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_is_accepted_stays_as_it_is(sluice: Sluice, checkout: Path) -> None:
    (checkout / "plain.yaml").write_text(
        'stream: [null, {string: a}, {array: {type: "[I", elements: [1, 2]}}]\n'
    )
    assert sluice("assemble", "plain.yaml", "-o", "plain.ser").returncode == 0
    done = sluice("add", "plain.ser", "--rule", "GOLD-2", "--family", "plain")
    assert done.returncode == 0, done.stderr
    assert b"it is accepted and no rule is violated" in done.stdout
    assert b"RED while the decoder accepts it" in done.stdout
    path = checkout / ATTACKS / "plain.yaml"
    attack, _ = cases_of(path)
    assert len(attack["stream"]) == 3
    assert attack["expect"]["verdict"] == "reject"
    path.write_text(without_marks(path.read_text()))
    checked = sluice("check", path)
    assert checked.returncode == 1
    assert b"FAILED" in checked.stdout


@pytest.mark.usefixtures("claim")
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "add needs a stream"),
        (("claim.ser",), "add needs the rule that the stream is about"),
        (("claim.ser", "--rule", "IN-99"), "no oracle judges a rule IN-99"),
        (("claim.ser", "--rule", "DL-1"), "rule DL-1 is planned"),
        (("claim.ser", "--rule", "SEC06-J"), "rule SEC06-J is about archives"),
        (("none.ser", "--rule", "IN-1"), "none.ser cannot be read"),
        ((".", "--rule", "IN-1"), ". is a folder"),
        (("claim.ser", "claim.ser", "--rule", "IN-1"), "add takes one stream"),
        (("claim.ser", "--rule", "IN-1", "--family", "A"), "--family: expected lower case"),
        (("claim.ser", "--rule", "IN-1", "--mode", "read"), "--mode takes decode, inspect"),
        (("claim.ser", "--rule", "IN-1", "--use", "boxes,,x"), "--use takes names with commas"),
        (("claim.ser", "--rule", "IN-1", "--use", "boxen"), "--use [boxen]: no group"),
        (("claim.ser", "--rule", "IN-1", "--models", "none.yaml"), "none.yaml"),
        (("claim.ser", "--rule", "IN-1", "--limit", "dept=4"), "did you mean depth"),
        (("claim.ser", "--rule", "IN-1", "--trials", "0"), "--trials takes a number"),
        (("claim.ser", "--rule", "IN-1", "--max-input", "10"), "has more than 10 bytes"),
        (
            ("claim.ser", "--rule", "IN-1", "--family", "huge-arrays", "--id", "int-max-claim"),
            "id huge-arrays/int-max-claim is taken",
        ),
    ],
)
def test_what_cannot_be_added_is_said(
    sluice: Sluice, checkout: Path, words: tuple[str, ...], complaint: str
) -> None:
    before = {path: path.read_bytes() for path in (checkout / ATTACKS).iterdir()}
    done = sluice("add", *words)
    assert done.returncode == 2
    assert complaint in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert done.stdout == b""
    assert {path: path.read_bytes() for path in (checkout / ATTACKS).iterdir()} == before


def test_a_bound_on_the_trials(sluice: Sluice, claim: Path) -> None:
    done = sluice("add", claim, "--rule", "IN-10", "--family", "short", "--trials", "3", "--json")
    assert done.returncode == 0, done.stderr
    written = json.loads(done.stdout)
    assert written["complete"] is False
    assert written["bytes"] <= written["bytes_before"]
    assert b"example: sluice add" in sluice("add", "--help").stdout
