"""The JSON Schema of class models accepts what is in the repository and refuses what it should."""

import json
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOM = Path(__file__).resolve().parents[1]
CORPUS = ROOM.parents[1] / "corpora" / "models"
FILES = sorted(CORPUS.glob("*.yaml"))


@pytest.fixture(scope="module", name="validator")
def make_validator() -> Draft202012Validator:
    schema = json.loads((ROOM / "models.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def problems(validator: Draft202012Validator, data: Any) -> list[str]:  # noqa: ANN401
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def test_there_are_files() -> None:
    assert len(FILES) >= 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_corpus(validator: Draft202012Validator, path: Path) -> None:
    assert problems(validator, yaml.safe_load(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_corpus_names_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert schema is not None
    assert (path.parent / schema[1]).resolve() == ROOM / "models.schema.json"


def examples() -> list[str]:
    """The indented examples of FORMAT.md that are lists of classes or parts of one class."""
    text = (ROOM / "FORMAT.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, flags=re.MULTILINE)
    return [textwrap.dedent(block).strip() for block in blocks]


@pytest.mark.parametrize("example", examples())
def test_examples_of_the_description(validator: Draft202012Validator, example: str) -> None:
    # The lines of "resolve" show two ways to write one key.
    variants = example.splitlines() if example.startswith("resolve") else [example]
    for variant in variants:
        data = yaml.safe_load(variant)
        if data is None:  # a remark only
            continue
        if isinstance(data, list):
            data = {"classes": data}
        elif "classes" not in data:
            data = {"classes": [{"name": "a.A", "construct": "atomic", **data}]}
        assert problems(validator, data) == []


def a_class(**keys: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"classes": [{"name": "a.A", "construct": "atomic", **keys}]}


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"class": []},
        {"classes": [{"name": "a.A"}]},
        {"classes": [{"construct": "atomic"}]},
        {"use": ["../examples"]},
        a_class(name="a/A"),
        a_class(name="[I"),
        a_class(construct="atom"),
        a_class(suid=1 << 63),
        a_class(suid="1"),
        a_class(form="data"),
        a_class(form="data", layout=[], fields={"x": "I"}),
        a_class(layout=[]),
        a_class(constants=["A"]),
        a_class(construct="enum"),
        a_class(construct="enum", constants=[]),
        a_class(construct="enum", constants=["A"], fields={}),
        a_class(construct="interface", fields={"x": "I"}),
        a_class(construct="absent", parent="a.B"),
        a_class(construct="stateless", fields={"x": "I"}),
        a_class(fields={"x": "int"}),
        a_class(fields={"x": "Ljava.util.Date;"}),
        a_class(fields=[{"name": "x"}]),
        a_class(fields=[{"name": "x", "type": "I", "size": 3}]),
        a_class(form="both", layout=[{}]),
        a_class(form="both", layout=[{"int": "x", "long": "y"}]),
        a_class(form="both", layout=[{"int": "x", "count": "y"}]),
        a_class(check={"not-null": "x"}),
        a_class(check=[{"notnull": "x"}]),
        a_class(check=[{"not-null": "x", "no-duplicates": "x"}]),
        a_class(check=[{"range": {"field": "x"}}]),
        a_class(check=[{"relation": "a"}]),
        a_class(check=[{"relation": "a < b < c"}]),
        a_class(check=[{"type": {"field": "x", "is": []}}]),
        a_class(check=[{"elements": {"field": "x"}}]),
        a_class(check=[{"one-of": {"field": "x", "values": ["a", 1]}}]),
        a_class(resolve="reject"),
        a_class(equality="deep"),
        a_class(container="list"),
        a_class(container={"kind": "bag", "items": "x"}),
        a_class(container={"kind": "list"}),
        a_class(fields=[{"name": "x", "type": "I", "self-is-null": 1}]),
        a_class(form="both", layout=[{"int": "x", "until-null": True}]),
        a_class(check=[{"when": {"n": 1}}]),
        a_class(check=[{"not-null": "x", "when": {}}]),
        a_class(check=[{"not-null": "x", "when": {"n": "1"}}]),
        a_class(check=[{"ascending": {"in-pairs": True}}]),
        a_class(check=[{"no-duplicates": {"field": "x", "by": "name"}}]),
    ],
    ids=lambda data: json.dumps(data)[:100],
)
def test_mistakes_are_refused(validator: Draft202012Validator, data: Any) -> None:  # noqa: ANN401
    assert problems(validator, data) != []
