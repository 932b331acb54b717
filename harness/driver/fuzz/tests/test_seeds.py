"""Seeds are what the suite has: each stream under the policy and the limits of its case."""

from __future__ import annotations

import json
import struct
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness.driver import documents
from harness.driver.fuzz import policies, seeds, targets

ALL = sorted(policies.CASES.glob("*.yaml"))
# Limits that have a code of their own, harness/fuzz/input.h; others are rounded up.
EXACT = 128


def expected(path: Path) -> dict[str, dict[str, Any]]:
    """The plain cases of a file: decoded, without a lie, by classes of nobody careless."""
    file = documents.load(path)
    found = {}
    for case in file["cases"]:
        whole = {**{key: file.get(key) for key in ("mode", "classes", "limits")}, **case}
        limits = (whole.get("limits") or {}).values()
        is_plain = whole["mode"] in (None, "decode") and "lie" not in case
        is_careful = "careless" not in json.dumps(whole["classes"])
        if is_plain and is_careful and all(isinstance(one, int) and one <= EXACT for one in limits):
            found[case["id"]] = whole["expect"]
    return found


@cache
def numbers() -> dict[str, int]:
    """The number of the policy of each case."""
    known = policies.numbers(policies.read(policies.FILE.read_text(encoding="utf-8")))
    return {case: known[one.meaning()] for case, one in policies.of_suite()}


def seeds_of(path: str) -> dict[str, bytes]:
    """The inputs made of a file's or a folder's cases, without variants."""
    made = subprocess.run(
        [seeds.PROGRAM, path], cwd=targets.ROOT, capture_output=True, check=True, text=True
    )
    records = [json.loads(line) for line in made.stdout.splitlines()]
    return {
        one["case"]: seeds.with_policy(bytes.fromhex(one["input"]), numbers()[one["case"]])
        for one in records
    }


def test_each_case_is_answered_as_in_the_suite(tmp_path: Path) -> None:
    wanted = {}
    cases = {case: expect for path in ALL for case, expect in expected(path).items()}
    for case, data in seeds_of("corpora/attacks").items():
        if case in cases:
            name = case.replace("/", "@")
            (tmp_path / name).write_bytes(data)
            wanted[name] = cases[case]
    done = subprocess.run(
        [targets.program(targets.REPLAY, "decode"), "--json", tmp_path],
        capture_output=True,
        check=True,
        text=True,
    )
    said = {Path(one["file"]).name: one for one in map(json.loads, done.stdout.splitlines())}
    wrong = [
        (name, expect["verdict"], said[name]["verdict"])
        for name, expect in wanted.items()
        if said[name]["verdict"] != expect["verdict"]
        or expect.get("reason", said[name].get("reason")) != said[name].get("reason")
    ]
    assert wrong == []
    assert len(wanted) > 3000


def test_a_sample_of_variants_comes_with_them() -> None:
    path = "corpora/attacks/huge-arrays.yaml"
    alone = len(seeds_of(path))
    made = list(seeds.of_cases(paths=(path,)))
    assert alone * 1.5 < len(made) < alone * 4
    assert made == list(seeds.of_cases(paths=(path,)))


def test_streams_of_the_jdk_are_inputs_as_they_are() -> None:
    made = set(seeds.of_folders())
    short = [
        path.read_bytes()
        for path in (targets.ROOT / "corpora/valid/streams").glob("*.ser")
        if path.stat().st_size <= targets.MAX_INPUT
    ]
    assert set(short) <= made


def test_case_files_are_files_of_one_case(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "family: one\nretired: [one/old]\ncases:\n"
        "  - id: one/a\n    stream: [null]\n    use: [all]\n  - id: one/b\n    stream: [1]\n"
    )
    made = [documents.parse(one.decode()) for one in seeds.of_case_files(tmp_path)]
    assert made == [
        {"family": "one", "cases": [{"id": "one/a", "stream": [None], "use": ["all"]}]},
        {"stream": [None]},
        {"use": ["all"]},
        {"family": "one", "cases": [{"id": "one/b", "stream": [1]}]},
        {"stream": [1]},
    ]


def test_a_case_without_a_number_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text("- number: 0\n  use: [all]\n")
    monkeypatch.setattr(policies, "FILE", file)
    with pytest.raises(seeds.SeedError, match="has no policy: run scripts/corpus policies"):
        list(seeds.of_cases(paths=("corpora/attacks/huge-arrays.yaml",)))


def test_a_file_that_is_none_is_said() -> None:
    with pytest.raises(seeds.SeedError, match=r"nix.yaml: cannot be read"):
        list(seeds.of_cases(paths=("nix.yaml",)))


def test_results_have_each_reader() -> None:
    made = [one for one in seeds.of_results() if len(one) <= targets.MAX_INPUT]
    first = {one[:1] for one in made}
    assert first == {seeds.MESSAGES, seeds.INTERCHANGE, seeds.DIFF, seeds.EXPLAIN}


def test_the_mark_of_messages_is_that_of_the_code() -> None:
    text = (targets.ROOT / "harness" / "suite" / "frame.c").read_text()
    assert f"0x{struct.unpack('=I', seeds.FRAME_MARK)[0]:08X}U" in text
