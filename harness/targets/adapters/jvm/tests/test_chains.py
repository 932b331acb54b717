"""Chains of real libraries: they reach their end where nothing protects, and nowhere else."""

from __future__ import annotations

import subprocess

import pytest
import yaml

from harness.targets.adapters.jvm.tests.conftest import JDKS, ROOT, SLUICE, Start

FILE = ROOT / "corpora" / "attacks" / "library-chains.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["cases"]
ATTACKS = [case["id"] for case in CASES if case["expect"]["verdict"] == "reject"]
REACHED = ["the end of the chain was reached"]
PROTECTED = [
    (jdk, mode)
    for jdk in JDKS
    for mode in ("filter", "commons-io", "jgdms", "jgdms-manager")
    if jdk < 24 or mode != "jgdms-manager"
]
# What the group `collections` lets be built of it.
POLICY = [
    {"name": f"java.util.{name}", "construct": construct}
    for name, construct in [
        ("HashMap", "atomic"),
        ("Hashtable", "atomic"),
        ("PriorityQueue", "atomic"),
        ("Collections$ReverseComparator", "stateless"),
        ("Map", "interface"),
        ("Comparator", "interface"),
    ]
]


def assembled(case: str) -> bytes:
    if not SLUICE.is_file():
        pytest.skip(f"{SLUICE} is not built; SLUICE_BIN names another")
    done = subprocess.run(
        [str(SLUICE), "assemble", str(FILE), "--case", case], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_there_are_chains_of_at_least_five_libraries() -> None:
    libraries = {case["source"]["ref"].split("; ")[1] for case in CASES if "source" in case}
    assert len(libraries) >= 5


@pytest.mark.parametrize("jdk", JDKS)
@pytest.mark.parametrize("case", ATTACKS)
def test_chains_reach_their_end_in_a_plain_stream(start: Start, jdk: int, case: str) -> None:
    assert start("plain", jdk, libraries=True).ask(assembled(case), POLICY).effects == REACHED


@pytest.mark.parametrize(("jdk", "mode"), PROTECTED)
@pytest.mark.parametrize("case", ATTACKS)
def test_chains_end_early_in_protected_streams(
    start: Start, jdk: int, mode: str, case: str
) -> None:
    reply = start(mode, jdk, libraries=True).ask(assembled(case), POLICY)
    assert reply.effects == []
    if mode != "jgdms":  # without a manager it may build what does no harm to it
        assert reply.verdict == "R"


@pytest.mark.parametrize("mode", ["plain", "filter", "commons-io"])
def test_the_twin_is_accepted(start: Start, mode: str) -> None:
    reply = start(mode, libraries=True).ask(assembled("library-chains/priority-queue"), POLICY)
    assert (reply.verdict, reply.effects) == ("A", [])


def test_the_end_of_chains_is_unknown_without_libraries(start: Start) -> None:
    for case in ATTACKS:
        reply = start("plain").ask(assembled(case), POLICY)
        assert (reply.verdict, reply.effects) == ("R", [])


def test_the_reference_refuses_all_at_the_policy() -> None:
    if not SLUICE.is_file():
        pytest.skip(f"{SLUICE} is not built; SLUICE_BIN names another")
    done = subprocess.run([str(SLUICE), "run", str(FILE)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
