"""The workflows: every action is pinned, every permission is named, every command is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[4]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def loaded(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in loaded(path)["jobs"].values() for step in job["steps"]]


def test_there_are_both() -> None:
    assert [path.stem for path in WORKFLOWS] == ["nightly", "pull-request"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_say_their_version(path: Path) -> None:
    used = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert used
    for line in used:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)+$", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_may_more_than_it_needs(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job
        writes = {name for name, may in job.get("permissions", {}).items() if may == "write"}
        assert writes <= {"security-events"}
    # What somebody else wrote must not become a part of a command.
    for step in steps(path):
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_commands_exist(path: Path) -> None:
    named = {
        name
        for step in steps(path)
        for name in re.findall(r"scripts/([\w-]+)", step.get("run", ""))
    }
    assert named
    for name in named:
        assert (ROOT / "scripts" / name).is_file(), name


def test_the_night_has_targets_and_knows_the_commits_of_the_last() -> None:
    night = steps(ROOT / ".github/workflows/nightly.yml")
    names = [step.get("name") for step in night]
    assert names.index("Set up other deserializers") < names.index("Run the night")
    (checkout,) = [step for step in night if "checkout@" in step.get("uses", "")]
    assert checkout["with"]["fetch-depth"] == 0


def test_a_red_night_keeps_its_history() -> None:
    by_name = {step.get("name"): step for step in steps(ROOT / ".github/workflows/nightly.yml")}
    saved = by_name["Keep the history and the corpora for the next night"]
    brought = by_name["Bring the history and the corpora of the last night"]
    assert saved["if"] == "always()"
    assert saved["with"]["path"] == brought["with"]["path"]
    assert brought["with"]["key"].startswith(brought["with"]["restore-keys"])
    for name in ("Show the summary", "Keep the report", "Hand the failures to code scanning"):
        assert by_name[name]["if"] == "always()"
