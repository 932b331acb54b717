"""What is recorded as equivalent fits the sources, and what does not says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.mutants import known, mutate

ROOT = Path(__file__).resolve().parents[3]
TEXT = """\
int twice(int a, int b)
{
    int sum = a + b;
    return sum + b;
}
"""


def write(folder: Path, text: str) -> Path:
    """A folder with one file of entries."""
    (folder / "reading.yaml").write_text(text, encoding="utf-8")
    return folder


def test_all_entries_fit_the_sources() -> None:
    reasons = known.load()
    assert known.check(ROOT, reasons) == []
    assert reasons


def test_the_second_of_the_same_has_a_key_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(TEXT, encoding="utf-8")
    keys = [one.key() for one in mutate.mutations(tmp_path, "a.c")]
    assert keys == ["a.c:twice: + -> -", "a.c:twice: + -> - #2"]


@pytest.mark.parametrize(
    "key", ["a.c:twice: + -> - #3", "a.c:twice: - -> +", "a.c:other: + -> -", "b.c:twice: + -> -"]
)
def test_entries_that_fit_nothing(tmp_path: Path, key: str) -> None:
    (tmp_path / "a.c").write_text(TEXT, encoding="utf-8")
    good = "a.c:twice: + -> - #2"
    (problem,) = known.check(tmp_path, {good: "because", key: "because"})
    assert key in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("equivalent: 1", "expected `equivalent:` and a list"),
        ("equivalent: [{key: a}]", "`key` and `reason` and no more"),
        ("equivalent: [{key: a, reason: ''}]", "`reason` must be a text"),
        ("equivalent: [{key: a, reason: b}, {key: a, reason: c}]", "stands twice"),
    ],
)
def test_unusable_entries(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(known.KnownError, match=said):
        known.load(write(tmp_path, text))


def test_a_key_stands_twice_in_two_files(tmp_path: Path) -> None:
    text = "equivalent: [{key: a, reason: b}]"
    (tmp_path / "writing.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(known.KnownError, match=r"writing.yaml: this key stands twice"):
        known.load(write(tmp_path, text))
