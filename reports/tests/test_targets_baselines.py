"""Baselines: what is wrong with one is one sentence with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.targets.baselines import (
    FOLDER,
    ROOT,
    BaselineError,
    read_baseline,
    read_baselines,
)
from reports.tests.targets import baseline, entry, write


def test_an_entry_has_all_that_it_is_to_have(tmp_path: Path) -> None:
    (one,) = baseline(tmp_path, entry("a/*", "IN-5, hang", "at_most: 30")).entries
    assert (one.cases, one.shows, one.at_most) == ("a/*", ("IN-5", "hang"), 30)
    assert one.place.endswith("fake.yaml:3")
    assert one.matches("a/one")
    assert not one.matches("ab/one")


@pytest.mark.parametrize(
    ("cases", "hit", "miss"),
    [
        ("*", "a/one", None),
        ("edges-*/*", "edges-a/one", "a/edges-one"),
        ("a/one*", "a/one-more", "a/on"),
        ("a/b.c", None, "a/bxc"),
    ],
)
def test_patterns(tmp_path: Path, cases: str, hit: str | None, miss: str | None) -> None:
    if "." in cases:
        with pytest.raises(BaselineError, match="does not match"):
            baseline(tmp_path, entry(cases, "IN-5"))
        return
    (one,) = baseline(tmp_path, entry(cases, "IN-5")).entries
    assert hit is None or one.matches(hit)
    assert miss is None or not one.matches(miss)


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        (("reason: short",), 10, "reason: 'short' is too short"),
        (("kind: known",), 10, "kind: 'known' is not one of"),
        (("expires: never",), 10, "expires: 'never' does not match"),
        (("expires: 2026-02-30",), 3, "2026-02-30 is no day of the calendar"),
        (("expires: 2028-01-01",), 3, "not within a year after 2026-11-01"),
        (("expires: 2026-10-01",), 3, "not within a year after"),
        (("link: no/such/file",), 3, "there is no file no/such/file"),
        (("link: somewhere",), 10, "link: 'somewhere' does not match"),
        (("at_most: many",), 11, "at_most: 'many' is not of type 'integer'"),
        (("at_most: 3",), 3, "is one case, and no pattern"),
        (("owner: me", "because: so"), 3, "'because' was unexpected"),
        (("kind: design", "kind: defect"), 11, "the key kind stands twice"),
    ],
)
def test_what_is_wrong_has_a_place(
    tmp_path: Path, more: tuple[str, ...], line: int, words: str
) -> None:
    path = write(tmp_path, entry("a/one", "IN-5", *more))
    with pytest.raises(BaselineError) as raised:
        read_baseline(path)
    said = str(raised.value)
    assert words in said
    assert "\n" not in said
    place = said.removeprefix(f"{path}:").partition(":")[0]
    text = path.read_text().splitlines()
    assert place == str(line), (said, list(enumerate(text, 1)))


def test_what_lacks_a_key_is_said(tmp_path: Path) -> None:
    path = tmp_path / "fake.yaml"
    path.write_text(write(tmp_path, entry("a/one", "IN-5")).read_text().replace("owner", "0wner"))
    with pytest.raises(BaselineError, match=r"fake\.yaml:3: .*(owner|0wner)"):
        read_baseline(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ":1: it is empty"),
        ("target: fake\nknown: [\n", "no YAML"),
        ("- a\n", ":1: "),
        ("target: other\nknown: []\n", ":1: it is about other, and is to be named other.yaml"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "fake.yaml"
    path.write_text(text)
    with pytest.raises(BaselineError) as raised:
        read_baseline(path)
    assert words in str(raised.value)
    assert str(raised.value).startswith(f"{path}:")


def test_the_same_said_twice(tmp_path: Path) -> None:
    path = write(tmp_path, entry("a/one", "IN-5"), entry("a/one", "IN-5, IN-8"))
    with pytest.raises(BaselineError, match=r"fake\.yaml:11: a/one with IN-5 .* in line 3 already"):
        read_baseline(path)


def test_those_of_the_repository_are_read() -> None:
    found = read_baselines(FOLDER)
    assert "reference" not in found
    for name, one in found.items():
        assert one.entries, name
        for each in one.entries:
            assert each.place.startswith(str(FOLDER.relative_to(ROOT)))
