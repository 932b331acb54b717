"""What a program said becomes a kind, a rule and a sentence; the same is kept once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.driver.fuzz.findings import KEPT, Findings, classify

RULE = """x
SLUICE-FINDING target=decode rule=BOUND-HEAP: 12 bytes are left
==1== ERROR: libFuzzer: deadly signal
"""
ASAN = """==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60 at pc 0x55
SUMMARY: AddressSanitizer: heap-buffer-overflow decoder/stream/read.c:12:3 in read_int
"""
UBSAN = """/a/b/decoder/stream/read.c:12:3: runtime error: shift exponent 64 is too large
SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior /a/b/decoder/stream/read.c:12:3
"""


@pytest.mark.parametrize(
    ("text", "kind", "rule", "detail"),
    [
        (RULE, "rule", "BOUND-HEAP", "12 bytes are left"),
        (ASAN, "sanitizer", "heap-buffer-overflow", "AddressSanitizer: heap-buffer-overflow "
         "decoder/stream/read.c:12:3 in read_int"),
        (UBSAN, "sanitizer", "undefined-behavior", "shift exponent 64 is too large at read.c:12:3"),
        ("ERROR: libFuzzer: timeout after 60 seconds\nSUMMARY: libFuzzer: timeout\n", "timeout", "",
         "libFuzzer: timeout"),
        ("==1== ERROR: libFuzzer: out-of-memory (used: 3Gb)\nSUMMARY: libFuzzer: out-of-memory\n",
         "memory", "", "libFuzzer: out-of-memory"),
        ("==1==ERROR: LeakSanitizer: detected memory leaks\nSUMMARY: AddressSanitizer: 3 byte(s) "
         "leaked\n", "sanitizer", "detected", "AddressSanitizer: 3 byte(s) leaked"),
        ("SUMMARY: libFuzzer: deadly signal\n", "crash", "", "libFuzzer: deadly signal"),
        ("Killed", "crash", "", "it ended, and did not say why"),
    ],
)  # fmt: skip
def test_classify(text: str, kind: str, rule: str, detail: str) -> None:
    assert classify(text) == (kind, rule, detail)


def test_the_smallest_input_stands_for_the_finding(tmp_path: Path) -> None:
    findings = Findings(tmp_path)
    findings.add("decode", "libfuzzer", b"four", RULE)
    one = findings.add("decode", "aflpp", b"two", RULE)
    findings.add("decode", "libfuzzer", b"fivef", RULE)
    assert (one.count, one.engine) == (3, "libfuzzer")
    assert (tmp_path / one.file).read_bytes() == b"two"
    assert len(findings.new) == 1


def test_an_input_that_shows_it_by_itself_is_kept_in_place_of_the_other(tmp_path: Path) -> None:
    one = Findings(tmp_path).add("decode", "libfuzzer", b"made", f"SLUICE-INPUT 53fe00\n{RULE}")
    assert (tmp_path / one.file).read_bytes() == b"S\xfe\x00"


def test_only_so_many_inputs_are_kept(tmp_path: Path) -> None:
    findings = Findings(tmp_path)
    for number in range(KEPT + 5):
        findings.add("decode", "libfuzzer", bytes([number]) * 20, RULE)
    assert len(list((tmp_path / "decode").iterdir())) == KEPT
    assert findings.new[0].count == KEPT + 5


def test_other_places_and_targets_are_other_findings(tmp_path: Path) -> None:
    findings = Findings(tmp_path)
    findings.add("decode", "libfuzzer", b"a", ASAN)
    findings.add("decode", "libfuzzer", b"b", ASAN.replace("read_int", "read_long"))
    findings.add("inspect", "libfuzzer", b"c", ASAN)
    assert len(findings.new) == 3


def test_the_listing_keeps_what_earlier_runs_found(tmp_path: Path) -> None:
    Findings(tmp_path).add("decode", "libfuzzer", b"old", RULE)
    Findings(tmp_path).add("inspect", "libfuzzer", b"gone", RULE)
    (gone,) = (tmp_path / "inspect").iterdir()
    gone.unlink()
    later = Findings(tmp_path)
    later.add("decode", "libfuzzer", b"new", ASAN)
    listing = json.loads((tmp_path / "findings.json").read_text())
    assert [(one["target"], one["rule"]) for one in listing] == [
        ("decode", "BOUND-HEAP"),
        ("decode", "heap-buffer-overflow"),
    ]
    assert [one.rule for one in later.new] == ["heap-buffer-overflow"]
