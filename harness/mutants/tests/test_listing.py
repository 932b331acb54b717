"""The lists of planted defects in the rule files follow from the defects."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from harness.driver import catalogue, gates
from harness.mutants import defects, listing


def test_lists_are_written_and_stay(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(catalogue.FOLDER, folder)
    planted = defects.load()
    listing.write(planted, folder)
    rules = catalogue.load(folder)
    assert gates.planted_lists(rules, planted) == []
    assert rules["IN-1"]["planted"] == listing.ids_by_rule(planted)["IN-1"]
    assert "planted" not in rules["DL-1"]
    assert listing.write(planted, folder) == []
    text = (folder / "IN-1.yaml").read_text(encoding="utf-8")
    one = rules["IN-1"]["planted"][0]
    assert listing.write(
        [one for one in planted if one.defect_id != rules["IN-1"]["planted"][0]], folder
    ) == ["IN-1"]
    assert (folder / "IN-1.yaml").read_text(encoding="utf-8") == text.replace(f"  - {one}\n", "")


def test_nothing_else_of_a_file_changes() -> None:
    text = "id: IN-1\nplanted:\n  - in-1/old\nundecided: >-\n  Whatever.\n"
    new = listing.listed(text, ["in-1/a", "in-1/b"])
    assert yaml.safe_load(new) == {
        "id": "IN-1",
        "undecided": "Whatever.",
        "planted": ["in-1/a", "in-1/b"],
    }
    assert listing.listed(new, []) == "id: IN-1\nundecided: >-\n  Whatever.\n"
