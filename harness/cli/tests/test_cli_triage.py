"""`sluice triage`: findings become buckets, small inputs and cases."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.cli.tests.conftest import PATIENCE, Sluice
from harness.cli.tests.test_cli_new import ATTACKS, checkout

__all__ = ["checkout"]

FAMILY = ATTACKS / "found-by-fuzzing.yaml"
KEPT = Path("corpora") / "regressions" / "fuzz"
HEADER = b"\xac\xed\x00\x05"


def text_item(words: str) -> bytes:
    """A stream item: a string."""
    return b"t" + len(words).to_bytes(2, "big") + words.encode()


def stream(*words: str) -> bytes:
    return HEADER + b"".join(text_item(word) for word in words)


def settings(policy: int = 0, flags: int = 0, choice: int = 0, **limits: int) -> bytes:
    codes = bytearray(12)
    for name, code in limits.items():
        codes[{"bytes": 1, "objects": 2, "depth": 6}[name]] = code
    return b"S" + policy.to_bytes(2, "big") + bytes([flags, *codes]) + choice.to_bytes(4, "big")


@pytest.fixture
def programs(sluice_path: Path, checkout: Path) -> Path:
    """A folder with fuzz targets that find what stands in their input."""
    fake = sluice_path.parent / "fake-fuzz"
    if not fake.is_file():
        pytest.fail(f"{fake} is not there: build it, it comes with the tests")
    folder = checkout / "bin"
    folder.mkdir()
    for name in ("decode", "inspect", "case", "all"):
        shutil.copy(fake, folder / f"fuzz-{name}")
    return folder


class Findings:
    """A folder of findings, and what is made of it."""

    def __init__(self, sluice: Sluice, checkout: Path, programs: Path) -> None:
        self.sluice = sluice
        self.root = checkout
        self.programs = programs
        self.folder = checkout / "build" / "fuzz" / "findings"

    def add(self, target: str, name: str, data: bytes) -> None:
        path = self.folder / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def run(self, *words: str | Path, status: int) -> subprocess.CompletedProcess[bytes]:
        done = self.sluice("triage", self.folder, "--program", self.programs, *words, seconds=120)
        assert done.returncode == status, done.stdout + done.stderr
        return done

    def triage(self, *words: str | Path, status: int = 1) -> dict[str, Any]:
        return json.loads(self.run("--json", *words, status=status).stdout)

    def buckets(self, *words: str | Path) -> dict[str, dict[str, Any]]:
        return {bucket["bucket"]: bucket for bucket in self.triage(*words)["buckets"]}


@pytest.fixture
def findings(sluice: Sluice, checkout: Path, programs: Path) -> Findings:
    return Findings(sluice, checkout, programs)


def test_what_shows_the_same_is_one(findings: Findings) -> None:
    findings.add("decode", "a", stream("BREAK-RULE-5 and much that does not matter"))
    findings.add("decode", "sub/b", stream("BREAK-RULE-5"))
    findings.add("inspect", "c", stream("noise", "BREAK-RULE-5"))
    findings.add("decode", "d", stream("BREAK-RULE-7"))
    for count in (3, 12):
        findings.add("all", f"count-{count}", stream("COUNT", "x" * count))
    findings.add("decode", "nothing", stream("nothing at all"))
    findings.add("decode", "README.txt", b"BREAK-RULE-1")
    (findings.folder / "findings.json").write_text("[]")
    found = findings.triage("--trials", "0")
    assert found["files"] == 7
    buckets = {bucket["rule"]: bucket for bucket in found["buckets"]}
    assert {rule: len(bucket["files"]) for rule, bucket in buckets.items()} == {
        "IN-5": 3,
        "IN-7": 1,
        "IN-1": 2,
    }
    # The smallest one stands for all; numbers and names do not tell findings apart.
    assert buckets["IN-5"]["input"].endswith("decode/sub/b")
    assert buckets["IN-5"]["bytes"] == len(stream("BREAK-RULE-5"))
    assert buckets["IN-1"]["bucket"] == "IN-1: handle # of # # is late"
    assert buckets["IN-1"]["detail"] == 'handle 3 of a.b.C "3" is late'
    assert [other["why"] for other in found["others"]] == ["does not reproduce"]
    assert found["others"][0]["file"].endswith("decode/nothing")
    assert not (findings.root / "corpora" / "regressions").exists()


def test_ways_to_die(findings: Findings) -> None:
    for word in ("CRASH", "ABORT", "HANG", "LEAVE", "CANNOT", "FUZZER"):
        findings.add("decode", word, stream(word))
    findings.add("decode", "one", stream("REPORT"))
    findings.add("inspect", "two", stream("REPORT", "longer"))
    found = findings.triage("--trials", "0", "--timeout", "1")
    kinds = {bucket["bucket"]: bucket["kind"] for bucket in found["buckets"]}
    assert kinds == {
        "killed by SIGSEGV (decode)": "crash",
        "killed by SIGABRT: fake: #:?assertion # failed (decode)": "crash",
        "no end in time (decode)": "hang",
        "ended with status 42 (decode)": "crash",
        "timeout in spin (decode)": "hang",
        "heap-buffer-overflow in take < sluice_read < sluice_decode": "sanitizer",
    }
    assert [other["why"] for other in found["others"]] == [
        "not judged: fuzz-decode: this cannot be judged"
    ]
    (report,) = [bucket for bucket in found["buckets"] if bucket["kind"] == "sanitizer"]
    assert len(report["files"]) == 2


def test_too_much_memory(findings: Findings) -> None:
    findings.add("decode", "eats", stream("EAT"))
    (bucket,) = findings.buckets("--trials", "0", "--memory", "16 MiB").values()
    assert (bucket["kind"], bucket["rule"]) == ("memory", "BOUND-HEAP")


def test_a_stream_becomes_small(findings: Findings) -> None:
    noise = ["noise"] * 40
    findings.add("decode", "a", stream(*noise, "before BREAK-RULE-5 behind", *noise))
    (bucket,) = findings.buckets().values()
    assert bucket["minimized"] is bucket["complete"] is True
    assert bucket["bytes"] <= len(stream("BREAK-RULE-5"))
    assert bucket["bytes_before"] > 600
    assert bucket["detail"] == "it is broken"


def test_settings_become_small(findings: Findings) -> None:
    needed = settings(policy=3, flags=7, choice=0x12345678, depth=5, bytes=90, objects=40)
    findings.add("decode", "a", needed + stream("BREAK-RULE-5 NEEDS"))
    findings.add("inspect", "b", settings(policy=7, flags=3, choice=99) + stream("BREAK-RULE-6"))
    findings.run("--write", FAMILY, status=1)
    kept = {path.parent.name: path.read_bytes() for path in (findings.root / KEPT).glob("*/*")}
    assert kept["decode"].startswith(settings(policy=3, depth=5))
    # What needs no settings has none.
    assert not kept["inspect"].startswith(b"S")


def test_other_inputs_become_small_by_bytes(findings: Findings) -> None:
    findings.add("case", "a", b"family: x\n" * 30 + b"BREAK-RULE-8" + b"# more\n" * 30)
    found = findings.triage("--write", FAMILY)
    (bucket,) = found["buckets"]
    assert (findings.root / bucket["input"]).read_bytes() == b"BREAK-RULE-8"
    name = hashlib.sha256(b"BREAK-RULE-8").hexdigest()[:16]
    assert bucket["input"] == str(KEPT / "case" / name)
    assert bucket["case_id"] is None
    assert not (findings.root / FAMILY).exists()


def test_what_is_kept_is_known(findings: Findings) -> None:
    findings.add("case", "a", b"BREAK-RULE-8")
    findings.add("all", "b", stream("ABORT"))
    findings.run("--write", FAMILY, status=1)
    lines = (findings.root / KEPT / "index.tsv").read_text().splitlines()
    assert lines[0] == "# file\tbytes\trule\tcase\treplay\tfinding"
    rows = {line.split("\t")[5]: line.split("\t") for line in lines[1:]}
    row = rows["IN-8: it is broken"]
    assert row[1:4] == ["12", "IN-8", "-"]
    assert row[4] == f"build/bin/fuzz-case --thorough {KEPT}/{row[0]}"
    assert (findings.root / KEPT / row[0]).read_bytes() == b"BREAK-RULE-8"
    # The same once more, from another file: nothing is new, and nothing is written.
    findings.add("case", "a", b"something else BREAK-RULE-8")
    before = (findings.root / KEPT / "index.tsv").read_bytes()
    again = findings.triage("--write", FAMILY, status=0)
    assert again["new"] == 0
    assert all(bucket["known"] for bucket in again["buckets"])
    assert (findings.root / KEPT / "index.tsv").read_bytes() == before


def test_a_case_that_nothing_fails_is_none(findings: Findings) -> None:
    """The decoder is sound: what the fake target says of it is not true of any case."""
    findings.add("decode", "a", stream("BREAK-RULE-5"))
    (bucket,) = findings.buckets("--write", FAMILY).values()
    assert bucket["case_id"] is None
    assert bucket["note"] == "no case shows it: the kept input does"
    assert (findings.root / bucket["input"]).is_file()
    assert not (findings.root / FAMILY).exists()


@pytest.fixture
def defective(programs: Path) -> Path:
    """Beside the programs, a `sluice` that fails every case."""
    path = programs / "sluice"
    path.write_text('#!/bin/sh\necho "$@" >> ran\nexit 1\n')
    path.chmod(0o755)
    return path


def test_a_case_that_the_other_one_fails(
    findings: Findings, sluice: Sluice, defective: Path
) -> None:
    limits = settings(policy=3, depth=5)
    findings.add("decode", "a", limits + stream("BREAK-RULE-5 NEEDS", "noise"))
    findings.add("inspect", "b", stream("noise", "BREAK-RULE-9"))
    buckets = findings.buckets("--write", FAMILY, "--trials", "0")
    bucket = buckets["IN-5: it is broken now"]
    assert bucket["case_id"] == "found-by-fuzzing/in-5-case"
    assert f"fails with {defective}, passes with this sluice" in bucket["note"]
    path = findings.root / FAMILY
    assert bucket["case_file"] == str(FAMILY)
    cases = {case["id"]: case for case in yaml.safe_load(path.read_text())["cases"]}
    case = cases[bucket["case_id"]]
    assert case["rules"] == ["IN-5"]
    assert case["title"] == "Found by fuzzing decode: it is broken now"
    assert case["source"] == {"kind": "tool", "ref": "fuzz target decode"}
    assert case["limits"] == {"depth": 5}
    assert case["note"] == f"replay: build/bin/fuzz-decode --thorough {bucket['input']}"
    assert len(case["sha256"]) == 64
    assert "TODO" in case["effect"]
    # The decoder of this build is sound: what it answers is right.
    assert case["expect"]["verdict"] == "accept"
    assert "twin" not in case
    assert cases["found-by-fuzzing/in-9-case"]["mode"] == "inspect"
    words = ("run", "--case", bucket["case_id"], FAMILY)
    assert sluice(*words).returncode == 0
    assert yaml.safe_load(bucket["case"])[0]["id"] == bucket["case_id"]
    index = (findings.root / KEPT / "index.tsv").read_text()
    assert "\tfound-by-fuzzing/in-5-case\t" in index


def test_what_is_refused_has_a_twin(findings: Findings, sluice: Sluice, defective: Path) -> None:
    broken = HEADER + text_item("BREAK-RULE-8") + b"\x71\x00\x7e\x00\x09"
    findings.add("decode", "a", broken)
    (bucket,) = findings.buckets("--write", FAMILY, "--trials", "0").values()
    path = findings.root / FAMILY
    attack, twin = yaml.safe_load(path.read_text())["cases"]
    assert attack["expect"]["verdict"] == "reject"
    assert attack["twin"] == twin["id"]
    assert twin["expect"]["verdict"] == "accept"
    assert sluice("run", "--case", bucket["case_id"], FAMILY).returncode == 0
    assert defective.is_file()


@pytest.mark.usefixtures("defective")
def test_cases_may_stand_elsewhere(findings: Findings, sluice: Sluice) -> None:
    """As those of a night."""
    (findings.root / "night").mkdir()
    for rule in (5, 6):
        findings.add("decode", str(rule), stream(f"BREAK-RULE-{rule}"))
    words = ("--write", "night/found.yaml", "--regressions", "night/inputs")
    buckets = findings.buckets(*words)
    assert {bucket["case_id"] for bucket in buckets.values()} == {
        "found/in-5-case",
        "found/in-6-case",
    }
    assert all(bucket["input"].startswith("night/inputs/decode/") for bucket in buckets.values())
    assert sluice("run", "night/found.yaml").returncode == 0
    assert not (findings.root / FAMILY).exists()
    assert not (findings.root / KEPT).exists()


def test_only_what_is_tried_thoroughly_shows_it(findings: Findings) -> None:
    findings.add("decode", "a", stream("LAZY", "noise"))
    found = findings.triage()
    (bucket,) = found["buckets"]
    assert " --thorough " in bucket["replay"]
    assert bucket["bytes"] < bucket["bytes_before"]


def test_few_trials_and_no_time(findings: Findings) -> None:
    findings.add("decode", "a", stream(*["noise"] * 30, "BREAK-RULE-5"))
    (bucket,) = findings.buckets("--trials", "3").values()
    assert bucket["trials"] == 3
    assert bucket["complete"] is False
    (bucket,) = findings.buckets("--time", "0").values()
    assert bucket["trials"] == 0
    assert bucket["bytes"] == bucket["bytes_before"]
    assert b"new, not minimal" in findings.run("--time", "0", status=1).stdout


def test_what_is_done_stays_when_it_is_stopped(
    findings: Findings, sluice_path: Path, programs: Path
) -> None:
    findings.add("all", "a", stream("ABORT"))
    findings.add("decode", "b", stream("HANG"))
    words = ("--program", programs, "--write", FAMILY, "--timeout", "3", "--json")
    with subprocess.Popen(
        [sluice_path, "triage", findings.folder, *words],
        cwd=findings.root,
        stdout=subprocess.PIPE,
    ) as process:
        index = findings.root / KEPT / "index.tsv"
        for _ in range(int(600 * PATIENCE)):
            if index.exists():
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60 * PATIENCE)
    assert process.returncode == 2
    found = json.loads(out)
    assert found["stopped"] is True
    assert {bucket["kind"] for bucket in found["buckets"]} == {"crash", "hang"}
    assert "killed by SIGABRT" in index.read_text()
    assert "no end in time" not in index.read_text()


def test_a_table_for_people(findings: Findings) -> None:
    findings.add("decode", "a", stream("BREAK-RULE-5"))
    text = findings.run(status=1).stdout.decode()
    assert text.splitlines()[0].split() == [
        *("target", "kind", "rule", "files", "before", "after", "state", "case")
    ]
    assert f"{findings.programs}/fuzz-decode --thorough {findings.folder}/decode/a" in text
    assert "1 files: 1 findings, 1 of them new" in text


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "triage needs a folder of findings"),
        (("none",), "none cannot be read"),
        (("found", "found"), "triage takes one folder"),
        (("found",), "no folder around its files is named after a fuzz target"),
        (("found", "--target", "nosuch"), "fuzz-nosuch: build it, or say where with --program"),
        (("found", "--target", "A"), "--target takes the name of a fuzz target"),
        (("found", "--write", "corpora/attacks/Found.yaml"), "--write takes the file of a family"),
        (("found", "--write", "nosuch/found.yaml"), "there is no folder nosuch/"),
        (("found", "--trials", "x"), "--trials takes a number"),
        (("found", "--memory", "1"), "--memory takes a number from"),
    ],
)
def test_what_cannot_be_done_is_said(
    sluice: Sluice, checkout: Path, words: tuple[str, ...], complaint: str
) -> None:
    (checkout / "found").mkdir()
    (checkout / "found" / "a").write_bytes(b"x")
    done = sluice("triage", *words)
    assert done.returncode == 2
    assert complaint in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert done.stdout == b""


def test_help_and_an_empty_folder(sluice: Sluice, checkout: Path) -> None:
    assert b"example: sluice triage" in sluice("triage", "--help").stdout
    (checkout / "found").mkdir()
    done = sluice("triage", "found")
    assert done.returncode == 0
    assert b"0 files: 0 findings" in done.stdout


def test_programs_that_cannot_run(findings: Findings) -> None:
    findings.add("decode", "a", stream("BREAK-RULE-5"))
    (findings.programs / "fuzz-decode").write_bytes(b"no program")  # it may be run all the same
    done = findings.run(status=2)
    assert b"fuzz-decode cannot be run" in done.stderr
