"""Each case's class models have a number, for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness.driver.fuzz import policies

FILE = """\
family: one
use: [boxes]
classes: [{name: a.A, construct: stateless}]
cases:
  - id: one/plain
  - id: one/other
    use: [dates]
  - id: one/same
    use: [ boxes ]
"""

# What the first numbers meant when they were given. Nobody may need to change this.
COUNT = 219
MEANINGS = "832e8f4ff34a69cafaec6f46b062e2112975f6c6ec2b969938e81be5e3f3c3e6"


def suite(tmp_path: Path, text: str = FILE) -> list[tuple[str, policies.Policy]]:
    (tmp_path / "one.yaml").write_text(text)
    return list(policies.of_suite(tmp_path, tmp_path / "models"))


def test_the_file_has_every_case() -> None:
    text = policies.FILE.read_text(encoding="utf-8")
    known = policies.numbers(policies.read(text))
    missing = [case for case, one in policies.of_suite() if one.meaning() not in known]
    assert missing == [], "run scripts/corpus policies"


def test_numbers_keep_their_meanings() -> None:
    known = policies.read(policies.FILE.read_text(encoding="utf-8"))
    first = repr([one.meaning() for one in known[:COUNT]])
    assert hashlib.sha256(first.encode()).hexdigest() == MEANINGS


def test_number_0_is_all_well_known_classes() -> None:
    first = policies.read(policies.FILE.read_text(encoding="utf-8"))[0]
    assert [one.value for one in first.use.value] == ["all"]
    assert first.classes is None


def test_a_case_has_what_its_file_has_unless_it_says_otherwise(tmp_path: Path) -> None:
    found = dict(suite(tmp_path))
    assert list(found) == ["one/plain", "one/other", "one/same"]
    assert found["one/plain"].meaning() == found["one/same"].meaning()
    assert found["one/plain"].meaning() != found["one/other"].meaning()
    assert found["one/plain"].classes is not None


def test_a_set_is_written_once_and_reads_as_it_was(tmp_path: Path) -> None:
    wanted = suite(tmp_path)
    text = policies.refreshed("", iter(wanted))
    assert [one.meaning() for one in policies.read(text)[1:]] == [
        wanted[0][1].meaning(),
        wanted[1][1].meaning(),
    ]
    assert policies.refreshed(text, iter(wanted)) == text


def test_new_sets_come_last_and_nothing_else_changes(tmp_path: Path) -> None:
    text = policies.refreshed("", iter(suite(tmp_path)))
    more = suite(tmp_path, FILE.replace("[boxes]", "[math]", 1).replace("[ boxes ]", "[boxes]"))
    after = policies.refreshed(text, iter(more))
    assert after.startswith(text)
    assert len(policies.read(after)) == 4


def test_a_set_under_two_numbers_moves_no_other(tmp_path: Path) -> None:
    twice = f"{policies.FIRST}{policies.FIRST.replace('number: 0', 'number: 1')}"
    after = policies.refreshed(twice, iter(suite(tmp_path)))
    assert after.startswith(twice)
    assert len(policies.read(after)) == 4


def test_what_looks_like_a_number_and_is_quoted_is_another_value(tmp_path: Path) -> None:
    classes = "classes: [{name: a.A, construct: enum, constants: [NULL]}]"
    plain = FILE.replace("classes: [{name: a.A, construct: stateless}]", classes)
    quoted = plain.replace("NULL", '"NULL"')
    one, other = suite(tmp_path, plain)[0][1], suite(tmp_path, quoted)[0][1]
    assert one.meaning() != other.meaning()
    text = policies.refreshed("", iter([("plain", one), ("quoted", other)]))
    assert [each.meaning() for each in policies.read(text)[1:]] == [one.meaning(), other.meaning()]


def test_model_files_are_written_out(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "mine.yaml").write_text("use: [time]\nclasses: [{name: b.B, construct: absent}]\n")
    found = suite(tmp_path, FILE.replace("[dates]", "[mine, dates]"))[1][1]
    assert [one.value for one in found.use.value] == ["dates", "time"]
    assert len(found.classes.value) == 2


def test_a_gap_in_the_numbers_is_refused() -> None:
    with pytest.raises(policies.PolicyError, match="after 1 policies comes number 2, not 1"):
        policies.read("- number: 0\n- number: 2\n")
