"""What a reader cannot see is written out, and nothing grows without bound."""

from __future__ import annotations

import unicodedata

import pytest

from reports.text import clipped, counted, duration, middle, safe, size, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\0b", "a\\u0000b"),
        ("line\nfeed", "line\\u000afeed"),
        ("\x1b[31m", "\\u001b[31m"),
        ("user\u202etxt.exe", "user\\u202etxt.exe"),
        ("\u2066\u200b\ufeff", "\\u2066\\u200b\\ufeff"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ud800", "\\ud800"),
        ("\ue000\uffff", "\\ue000\\uffff"),
        ("\U000e0041", "\\U000e0041"),
        ("größe 寸法 \u05d0", "größe 寸法 \u05d0"),
        ("<&>\"'", "<&>\"'"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_all_code_points_can_be_seen_and_written() -> None:
    shown = visible("".join(map(chr, range(0x110000))))
    assert shown.encode("utf-8")
    categories = {unicodedata.category(character) for character in shown}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_clipped() -> None:
    assert clipped("x" * 10, 10) == "x" * 10
    text = clipped("a" * 500 + "b" * 500, 100)
    assert text == f"{'a' * 50} … 900 characters left out … {'b' * 50}"
    assert len(safe("\0" * 10_000_000)) < 30_000


def test_the_middle_of_a_path_is_left_out() -> None:
    assert middle("stream[0].class", 15) == "stream[0].class"
    assert middle("stream[0].class.super.super.super.name", 30) == "stream[0].…er.super.super.name"
    assert all(len(middle("x" * 100, limit)) == limit for limit in range(3, 100))


def test_numbers() -> None:
    assert [size(number) for number in (0, 4096, 65536, 65968, 8 << 30)] == [
        "0 B",
        "4,096 B",
        "64 KiB",
        "64.4 KiB",
        "8 GiB",
    ]
    assert [duration(value) for value in (0.4, 38, 4200, 1_500_000, 125_000_000)] == [
        "0 µs",
        "38 µs",
        "4.2 ms",
        "1.50 s",
        "2 min 5 s",
    ]
    assert [counted(1, "case"), counted(1200, "case")] == ["1 case", "1,200 cases"]
