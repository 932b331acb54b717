"""The tutorial shows nothing but code that is compiled and run."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1]
PAGE = DOCS / "TUTORIAL.md"
CODE = [(DOCS / "tutorial" / name).read_text("utf-8") for name in ("rpc.h", "rpc.c", "test_rpc.c")]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = FENCE.findall(PAGE.read_text("utf-8"))


def test_page_has_code() -> None:
    assert sum(language == "c" for language, _ in BLOCKS) >= 10
    assert {language for language, _ in BLOCKS} <= {"c", "sh"}


@pytest.mark.parametrize("block", [code for language, code in BLOCKS if language == "c"])
def test_block_is_compiled(block: str) -> None:
    # Whole lines, and as they stand.
    assert any(f"\n{block}" in f"\n{source}" for source in CODE), block


def test_every_test_is_named() -> None:
    """A test of what hostile streams get is told of on the page."""
    page = PAGE.read_text("utf-8")
    for name in re.findall(r"cmocka_unit_test\((\w+)\)", CODE[2]):
        assert name in page, name
