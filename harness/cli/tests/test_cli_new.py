"""`sluice new`: a case is begun, and the walk through CONTRIBUTING.md."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from harness.cli.tests.conftest import PATIENCE, ROOT, Sluice

ATTACKS = Path("corpora") / "attacks"
OF_ARCHIVES = {"SEC06-J", "ENV01-J"}
RULES = sorted(
    path.stem
    for path in (ROOT / "rules" / "catalogue").glob("*.yaml")
    if yaml.safe_load(path.read_text()).get("status") != "planned" and path.stem not in OF_ARCHIVES
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What of the repository the walk needs; the command runs there."""
    return copied(tmp_path)


def copied(folder: Path) -> Path:
    """The folder, with the cases and the class models in it."""
    shutil.copytree(ROOT / "corpora" / "attacks", folder / ATTACKS)
    shutil.copytree(ROOT / "corpora" / "models", folder / "corpora" / "models")
    return folder


def without_marks(text: str) -> str:
    """As if somebody had written everything, and kept the stream."""
    text = re.sub(r"^ *# TODO .*\n", "", text, flags=re.MULTILINE)
    return text.replace("TODO ", "")


Begun = tuple[Path, list[subprocess.CompletedProcess[bytes]]]


@pytest.fixture(scope="module")
def begun(
    request: pytest.FixtureRequest, sluice_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Begun]:
    """A case of each rule that is asked for, begun, checked, written and checked again: each reads
    all cases, so as many at a time as there are processors."""

    def run(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sluice_path, *words],
            cwd=folder,
            capture_output=True,
            timeout=300 * PATIENCE,
            check=False,
        )

    def begin(rule: str, folder: Path) -> Begun:
        copied(folder)
        path = folder / ATTACKS / "made-today.yaml"
        done = [run(folder, "new", rule, "--family", "made-today"), run(folder, "check", path)]
        path.write_text(without_marks(path.read_text()))
        return path, [*done, run(folder, "check", path)]

    asked = [
        item.callspec.params["rule"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.originalname == "test_each_rule_has_a_case_to_begin_from"
    ]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        waiting = {rule: pool.submit(begin, rule, tmp_path_factory.mktemp("new")) for rule in asked}
    return lambda rule: waiting[rule].result()


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_case_to_begin_from(begun: Callable[[str], Begun], rule: str) -> None:
    path, (new, refused, done) = begun(rule)
    assert new.returncode == 0, new.stderr
    name = f"made-today/{rule.lower()}-case"
    assert f"{name} and {name}-twin added".encode() in new.stdout
    assert refused.returncode == 1
    marks = refused.stderr.decode().splitlines()
    assert marks[0].startswith(f"{path}:3:8: ")
    assert all(" is still to be done: write " in line for line in marks[:-1])
    assert marks[-1] == f"sluice: {len(marks) - 1} places are to be changed"
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"2 cases in" in done.stdout
    assert path.read_text().count("sha256: ") == 2


def test_the_walk_through_contributing(sluice: Sluice, checkout: Path) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    walk = re.findall(r"^    build/bin/sluice (new|check) (.*)$", page, flags=re.MULTILINE)
    assert [command for command, _ in walk] == ["new", "check"]
    path = checkout / walk[1][1]
    assert sluice("new", *walk[0][1].split(), of_processor=5).returncode == 0
    text = path.read_text()
    path.write_text(without_marks(text).replace("one line", "a stream"))
    done = sluice("check", walk[1][1], of_processor=5)
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"passed" in done.stdout
    assert b"FAILED" not in done.stdout


def test_cases_are_added_to_a_family(sluice: Sluice, checkout: Path) -> None:
    path = checkout / ATTACKS / "huge-arrays.yaml"
    before = path.read_text()
    for number in ("", "-2"):
        done = sluice("new", "IN-10", "--family", "huge-arrays")
        assert done.returncode == 0, done.stderr
        assert f"huge-arrays/in-10-case{number} and".encode() in done.stdout
    after = path.read_text()
    assert after.startswith(before)
    path.write_text(without_marks(after))
    assert sluice("check", path).returncode == 0


def test_what_cannot_be_begun_is_said(sluice: Sluice, checkout: Path) -> None:
    path = checkout / ATTACKS / "huge-arrays.yaml"
    before = path.read_text()
    complaints = {
        (): "new needs the id of a rule",
        ("GOLD1",): "no oracle judges a rule GOLD1: did you mean GOLD-1",
        ("dev-13",): "no oracle judges a rule dev-13: did you mean DEV-13",
        ("SEC06J",): "no oracle judges a rule SEC06J: did you mean SEC06-J",
        ("heap",): "no oracle judges a rule heap; rules/catalogue lists the rules",
        ("DL-1",): "rule DL-1 is planned: no oracle decides it yet",
        ("ENV01-J",): "rule ENV01-J is about archives",
        ("GOLD-1", "GOLD-2"): "not GOLD-1 and GOLD-2",
        ("GOLD-1", "--family", "Huge"): "--family: expected lower case letters",
        ("GOLD-1", "--family", "huge-arrays", "--id", "int-max-claim"): "is taken, by line",
    }
    for words, complaint in complaints.items():
        done = sluice("new", *words)
        assert done.returncode == 2
        assert complaint in done.stderr.decode()
    path.write_text(before + "retired: [huge-arrays/old]\n")
    done = sluice("new", "GOLD-1", "--family", "huge-arrays")
    assert done.returncode == 2
    assert "`cases` must be the last key" in done.stderr.decode()
    path.write_text(before.replace("twin: ", "twin: no-", 1))
    done = sluice("new", "GOLD-1")
    assert done.returncode == 2
    assert re.search(r"huge-arrays\.yaml:\d+:\d+: ", done.stderr.decode())
    assert b"example: sluice new" in sluice("new", "--help").stdout


def test_a_file_that_would_be_wrong_is_put_back(sluice: Sluice, checkout: Path) -> None:
    path = checkout / ATTACKS / "huge-arrays.yaml"
    before = path.read_text().replace("\ncases:\n", "\nretired: [huge-arrays/old]\ncases:\n", 1)
    path.write_text(before)
    done = sluice("new", "GOLD-1", "--family", "huge-arrays", "--id", "old")
    assert done.returncode == 2
    assert "id huge-arrays/old is retired" in done.stderr.decode()
    assert path.read_text() == before
