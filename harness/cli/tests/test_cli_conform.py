"""`sluice conform`: each way to break the contract is found, by its name; adapters keep it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cli.tests.conftest import ROOT, Sluice

HERE = Path(__file__).resolve().parent
FAKE = [sys.executable, "-S", "-E", str(HERE / "fake_target.py")]
PARSER = [sys.executable, "-S", "-E", str(HERE / "fake_parser.py")]
ADAPTERS = ROOT / "harness" / "targets" / "adapters"

REFUSALS = ("refuses", "order", "empty")
# What each way breaks, and words that say why. The rest must be kept.
BROKEN = {
    "accepts-all": {"refuses": "answers A", "order": "case 1 of", "empty": "answers A"},
    "rejects-all": {
        "accepts": "answers R",
        "lives-on": "answers R",
        "order": "case 2 of",
        "large": "answers R",
        "unknown-frame": "answers R",
        "end": "answers R",
    },
    "guesses": {"unknown-mode": "answers A"},
    "answers-backwards": {"order": "another sequence number"},
    "hangs-on-third": dict.fromkeys(("lives-on", "order", "large"), "no answer within"),
    "crashes-on-reject": dict.fromkeys(REFUSALS, "killed by signal 11"),
    "exits-0-on-reject": dict.fromkeys(REFUSALS, "ended with status 0"),
    "reports-and-exits-on-reject": dict.fromkeys(REFUSALS, "ERROR: AddressSanitizer"),
    "reports-and-lives-on-reject": dict.fromkeys(REFUSALS, "runtime error: signed integer"),
    "closes-output-on-reject": dict.fromkeys(REFUSALS, "closed its output"),
    "too-long-on-reject": dict.fromkeys(REFUSALS, "is no frame"),
    "wrong-number-on-reject": dict.fromkeys(REFUSALS, "another sequence number"),
    "broken-field-on-reject": dict.fromkeys(REFUSALS, "longer than the reply"),
    "child-keeps-pipes-on-reject": dict.fromkeys(REFUSALS, "killed by signal 11"),
    "dies-of-frames": {"unknown-frame": "ended with status 1"},
    "ends-badly": {"end": "status 4"},
    "never-ends": {"end": "still runs"},
    "ignores-settings": {"unknown-setting": "answers A"},
    "noisy": {},
    "honest": {},
    "decodes": {},
}
NO_HELLO = {
    "says-no-hello": "no hello within",
    "ends-at-once": "ended with status 0",
    "bad-name": "the name",
    "can-nothing": "can has none of inspect, decode and archive",
    "judges-archives": "judges archives only",
    "other-contract": "contract 2",
    "other-first-frame": "no hello",
}


def conform(sluice: Sluice, *words: str) -> tuple[int, dict[str, tuple[str, str | None]]]:
    run = sluice("conform", "--json", *words, seconds=120)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    return run.returncode, {row["demand"]: (row["result"], row["why"]) for row in rows}


@pytest.mark.parametrize("way", BROKEN)
def test_each_way_breaks_what_it_breaks(sluice: Sluice, way: str) -> None:
    seconds = "20" if way in ("honest", "decodes", "noisy") else "2"
    status, rows = conform(sluice, "--timeout", seconds, "--", *FAKE, way)
    broken = {name: why for name, (result, why) in rows.items() if result == "broken"}
    assert set(broken) == set(BROKEN[way])
    for name, words in BROKEN[way].items():
        assert words in (broken[name] or "")
    assert status == (1 if broken else 0)
    assert all(result in ("kept", "broken") for result, _ in rows.values())


@pytest.mark.parametrize("way", NO_HELLO)
def test_who_says_no_hello_is_asked_nothing(sluice: Sluice, way: str) -> None:
    status, rows = conform(sluice, "--timeout", "1", "--", *FAKE, way)
    assert status == 1
    assert rows["hello"][0] == "broken"
    assert NO_HELLO[way] in (rows["hello"][1] or "")
    assert {result for name, (result, _) in rows.items() if name != "hello"} == {"not-asked"}


def test_what_a_program_says_as_it_ends_is_told(sluice: Sluice) -> None:
    words = ["sh", "-c", "echo no jar here >&2; echo sorry >&2; exit 9"]
    _, rows = conform(sluice, "--timeout", "20", "--", *words)
    said = "the program ended with status 9 before its hello; it wrote: no jar here"
    assert rows["hello"] == ("broken", said)
    _, rows = conform(sluice, "--timeout", "20", "--", sys.executable, "-c", "raise ValueError(7)")
    said = "the program ended with status 1 before its hello; it wrote: ValueError: 7"
    assert rows["hello"] == ("broken", said)


def test_who_forgets_to_flush_answers_nothing(sluice: Sluice) -> None:
    status, rows = conform(sluice, "--timeout", "1", "--", *FAKE, "forgets-to-flush")
    assert status == 1
    assert rows["accepts"] == ("broken", "no answer within 1000 ms")


def test_who_dies_after_answering_does_not_live_on(sluice: Sluice) -> None:
    status, rows = conform(sluice, "--timeout", "20", "--", *FAKE, "dies-after-answering")
    assert status == 1
    assert rows["accepts"] == ("kept", None)
    assert rows["lives-on"][0] == "broken"
    assert "ended" in (rows["lives-on"][1] or "")
    assert rows["order"][0] == "broken"


def test_lines_are_for_people_too(sluice: Sluice) -> None:
    run = sluice("conform", "--timeout", "20", "--", *FAKE, "guesses")
    assert run.returncode == 1
    lines = run.stdout.decode().splitlines()
    assert lines[0].startswith("kept      hello ")
    assert any(line.startswith("broken    unknown-mode") for line in lines)


def test_a_program_that_is_not_there_is_no_target(sluice: Sluice) -> None:
    run = sluice("conform", "--", "no-such-program")
    assert run.returncode == 2
    assert run.stderr.decode() == (
        "sluice: no-such-program cannot be started: No such file or directory\n"
    )
    assert sluice("conform").returncode == 2
    assert sluice("conform", "--tier", "2", "--", "true").returncode == 2


def test_tier_0(sluice: Sluice) -> None:
    status, rows = conform(sluice, "--tier", "0", "--timeout", "20", "--", *PARSER, "honest")
    assert status == 0
    assert {result for result, _ in rows.values()} == {"kept"}
    status, rows = conform(sluice, "--tier", "0", "--", *PARSER, "accepts-all")
    assert status == 1
    assert rows["refuses"] == ("broken", "its answer is accept, and should be reject")
    status, rows = conform(sluice, "--tier", "0", "--", *PARSER, "reads-nothing")
    assert status == 1
    assert rows["accepts"][0] == "broken"
    assert rows["large"][0] == "kept"
    status, rows = conform(sluice, "--tier", "0", "--", "sh", "-c", "exit 5")
    assert rows["refuses"] == ("broken", "it ended with status 5, which is none of 0, 1 and 89")


PYTHON_PARSER = """\
import sys
sys.path.insert(0, {adapters!r})
import sluice_adapter

def parse(stream):
    print("noise on standard output")
    if stream[:4] != b"\\xac\\xed\\x00\\x05":
        raise sluice_adapter.RefusedError("no stream", "StreamCorruptedException", 0)
    if stream[4:5] == b"t" and len(stream) != 7 + int.from_bytes(stream[5:7], "big"):
        raise ValueError("cut short")

sluice_adapter.run("small", "0.1", parse)
"""

C_PARSER = """\
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
static int parse(const uint8_t *bytes, size_t length);
#define SLUICE_ADAPTER_NAME "small"
#define SLUICE_ADAPTER_PARSE parse
#include "sluice_adapter.h"
static int parse(const uint8_t *bytes, size_t length)
{
    printf("noise on standard output\\n");
    if (length == 13 && bytes[4] == 0x75) { /* an array */
        char *lost = malloc(100);
        lost[bytes[12]] = 1; /* leaks, and if it is told so, writes behind the end */
        return 0;
    }
    if (length < 7 || memcmp(bytes, "\\xAC\\xED\\x00\\x05", 4) != 0) {
        sluice_adapter_error("StreamCorruptedException");
        sluice_adapter_offset(4);
        return 1;
    }
    return bytes[4] == 0x74 && length != 7 + ((size_t)bytes[5] << 8 | bytes[6]);
}
"""


def test_the_python_adapter_keeps_the_contract(sluice: Sluice, tmp_path: Path) -> None:
    program = tmp_path / "small.py"
    program.write_text(PYTHON_PARSER.format(adapters=str(ADAPTERS / "python")))
    status, rows = conform(sluice, "--timeout", "20", "--", sys.executable, str(program))
    assert status == 0, rows


@pytest.mark.parametrize("fork", ["0", "1"])
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_the_c_adapter_keeps_the_contract(
    sluice: Sluice, tmp_path: Path, compiler: str, fork: str
) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    (tmp_path / "small.c").write_text(C_PARSER)
    subprocess.run(
        [
            *(compiler, "-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"),
            *("-D_POSIX_C_SOURCE=200809L", f"-DSLUICE_ADAPTER_FORK={fork}"),
            *("-I", str(ADAPTERS / "c"), "-o", "small", "small.c"),
        ],
        check=True,
        cwd=tmp_path,
    )
    status, rows = conform(sluice, "--timeout", "20", "--", str(tmp_path / "small"))
    assert status == 0, rows


def test_the_c_adapter_is_small() -> None:
    header = ADAPTERS / "c" / "sluice_adapter.h"
    assert len(header.read_text().splitlines()) <= 200
