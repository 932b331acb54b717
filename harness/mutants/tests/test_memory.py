"""What is remembered of a sweep is what was found, as long as the sources are the same."""

from __future__ import annotations

from pathlib import Path

from harness.mutants import memory, mutate

TEXT = "int f(int a)\n{\n    return a + 1;\n}\n"


def test_what_was_found_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(TEXT, encoding="utf-8")
    one, other = mutate.mutations(tmp_path, "a.c")
    kept = memory.Memory(tmp_path / "kept.json", tmp_path)
    kept.noticed[one.key()] = "family/case"
    kept.survived.add(other.key())
    kept.keep_same(one, is_same=True)
    kept.write()
    again = memory.Memory(tmp_path / "kept.json", tmp_path)
    assert again.survived == {other.key()}
    assert again.noticed == {one.key(): "family/case"}
    assert (again.same(one), again.same(other)) == (True, None)


def test_who_is_noticed_survives_no_more(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(TEXT, encoding="utf-8")
    one, other = mutate.mutations(tmp_path, "a.c")
    kept = memory.Memory(tmp_path / "kept.json", tmp_path)
    kept.survived |= {one.key(), other.key()}
    kept.keep_noticed({})
    assert not (tmp_path / "kept.json").exists()
    kept.keep_noticed({one.key(): "family/case"})
    again = memory.Memory(tmp_path / "kept.json", tmp_path)
    assert again.survived == {other.key()}
    assert again.noticed == {one.key(): "family/case"}


def test_changed_sources_are_compared_again(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(TEXT, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (one, _) = mutate.mutations(tmp_path, "a.c")
    kept = memory.Memory(tmp_path / "kept.json", tmp_path)
    kept.keep_same(one, is_same=True)
    kept.write()
    (tmp_path / "rules" / "new.h").write_text("int g;\n", encoding="utf-8")
    assert memory.Memory(tmp_path / "kept.json", tmp_path).same(one) is None
    (tmp_path / "a.c").write_text(TEXT + "int h;\n", encoding="utf-8")
    assert kept.same(one) is None
