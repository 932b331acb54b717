"""The planted defects fit the sources, and a defect that does not says what to do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from harness.mutants import defects, plant

ROOT = Path(__file__).resolve().parents[3]
FEWEST = 150


@cache
def planted() -> list[defects.Defect]:
    """All of them, read once."""
    return defects.load()


def write(folder: Path, text: str) -> Path:
    """A folder with one file of defects."""
    (folder / "some.yaml").write_text(text, encoding="utf-8")
    return folder


def test_all_defects_fit_the_sources() -> None:
    found = planted()
    assert defects.check(ROOT, found, plant.known_rules()) == []
    assert found


@pytest.mark.parametrize("rule", sorted(plant.known_rules()))
def test_every_rule_has_a_defect(rule: str) -> None:
    assert any(defect.rule == rule for defect in planted()), (
        f"plant a defect that breaks {rule} in harness/mutants/defects"
    )


def test_ids_begin_with_the_rule() -> None:
    for defect in planted():
        assert defect.defect_id.split("/")[0] == defect.rule.lower(), defect.where()


def test_enough_defects() -> None:
    assert len(planted()) >= FEWEST


def test_defect_changes_only_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("int x = 1;\nint y = 1;\n", encoding="utf-8")
    folder = write(
        tmp_path,
        "defects: [{id: a/b, rule: IN-1, title: t, file: a.c, find: x = 1, replace: x = 2}]",
    )
    (defect,) = defects.load(folder)
    assert defect.apply(tmp_path) == {"a.c": "int x = 2;\nint y = 1;\n"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("defects: 1", "expected `defects:` and a list"),
        ("defects: [{rule: IN-1}]", "`id` must be a text"),
        ("defects: [{id: a, rule: IN-1, title: t, file: a.c}]", "`find` must be a text"),
        ("defects: [{id: a, rule: IN-1, title: t, file: a.c, find: x, replace: x}]", "the same"),
        ("defects: [{id: a, rule: IN-1, title: t, file: a.c, find: x, more: 1}]", "unknown key"),
        (
            "defects: [{id: a, rule: r, title: t, file: a.c, find: x},"
            " {id: a, rule: r, title: t, file: a.c, find: y}]",
            "stands in",
        ),
    ],
)
def test_unusable_defects(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(defects.DefectError, match=said):
        defects.load(write(tmp_path, text))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{id: a, rule: IN-1, title: t, file: b.c, find: x}", "there is no file b.c"),
        ("{id: a, rule: IN-1, title: t, file: a.c, find: z}", "does not stand in a.c"),
        ("{id: a, rule: IN-1, title: t, file: a.c, find: 'int '}", "stands 2 times in a.c"),
        ("{id: a, rule: XX-1, title: t, file: a.c, find: x}", "no rule XX-1"),
    ],
)
def test_defects_that_do_not_fit(tmp_path: Path, entry: str, said: str) -> None:
    (tmp_path / "a.c").write_text("int x = 1;\nint y = 1;\n", encoding="utf-8")
    found = defects.load(write(tmp_path, f"defects: [{entry}]"))
    (problem,) = defects.check(tmp_path, found, {"IN-1"})
    assert said in problem


def test_defects_that_are_one(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("int x = 1;\nint y = 1;\n", encoding="utf-8")
    entries = (
        "{id: a, rule: IN-1, title: t, file: a.c, find: x = 1, replace: x = 2},"
        "{id: b, rule: IN-1, title: t, file: a.c, find: x = 1;, replace: x =  2;},"
        "{id: c, rule: IN-1, title: t, file: a.c, find: y = 1, replace: y = 2}"
    )
    found = defects.load(write(tmp_path, f"defects: [{entries}]"))
    (problem,) = defects.check(tmp_path, found, {"IN-1"})
    assert "some.yaml: b: some.yaml: a makes the very same source" in problem
