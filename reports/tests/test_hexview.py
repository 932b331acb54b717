"""Every byte stands in one row, the row of the failure is marked, and long streams are cut."""

from __future__ import annotations

import random
from collections.abc import Sequence

from reports import records
from reports.hexview import BEYOND, UNLABELLED, HexRow, hex_rows
from reports.model import Result
from reports.tests import build
from reports.tests.build import Line, span


def view(
    stream: bytes, layout: Sequence[Line], failed_at: int | None = None, limit: int = 1000
) -> list[HexRow]:
    return hex_rows(made(stream, layout, failed_at), limit)


def made(stream: bytes, layout: Sequence[Line], failed_at: int | None = None) -> Result:
    error = None if failed_at is None else build.error(offset=failed_at)
    return records.result(build.result(stream=stream, layout=list(layout), error=error))


def shown(rows: Sequence[HexRow]) -> list[tuple[str, str]]:
    """Label and bytes of each row."""
    return [(row.label, " ".join("".join(line.pairs) for line in row.lines)) for row in rows]


def test_a_flat_layout() -> None:
    rows = view(bytes.fromhex("aced000570"), [span(0, 2, "a"), span(2, 4, "b"), span(4, 5, "c")])
    assert shown(rows) == [("a", "ac ed"), ("b", "00 05"), ("c", "70")]
    assert [row.shade for row in rows] == [1, 0, 1]


def test_a_nested_layout() -> None:
    layout = [span(0, 6, "outer"), span(1, 5, "inner"), span(2, 3, "part")]
    rows = view(bytes(range(6)), layout)
    assert shown(rows) == [
        ("outer", "00"),
        ("inner", "01"),
        ("part", "02"),
        ("inner", "03 04"),
        ("outer", "05"),
    ]
    assert [row.kind for row in rows] == ["group", "group", "bytes", "bytes", "bytes"]
    assert [row.indent for row in rows] == [0, 1, 2, 2, 1]


def test_the_paths_of_a_flat_layout_tell_the_nesting() -> None:
    rows = view(b"\0\1", [span(0, 1, "a", "stream[0]"), span(1, 2, "b", "stream[0].class.name")])
    assert [row.indent for row in rows] == [0, 2]


def test_bytes_outside_the_layout_are_shown() -> None:
    rows = view(b"\0\1\2\3\4", [span(1, 2, "a"), span(3, 4, "b")])
    assert shown(rows) == [
        (UNLABELLED, "00"),
        ("a", "01"),
        (UNLABELLED, "02"),
        ("b", "03"),
        (UNLABELLED, "04"),
    ]


def test_a_layout_that_overlaps_or_leaves_the_stream() -> None:
    layout = [
        span(0, 3, "a"),
        span(2, 4, "b"),
        span(3, 99, "outside"),
        span(2, 1, "reversed"),
        span(4, 4, "empty"),
    ]
    rows = view(b"\0\1\2\3\4", layout)
    assert shown(rows) == [("a", "00 01 02"), ("b", "03"), (UNLABELLED, "04")]


def test_any_layout_shows_each_byte_once() -> None:
    rng = random.Random(7)  # noqa: S311
    for _ in range(500):
        length = rng.randrange(1, 60)
        stream = bytes(rng.randrange(256) for _ in range(length))
        layout = [
            span(rng.randrange(length + 3), rng.randrange(length + 3), str(index))
            for index in range(rng.randrange(12))
        ]
        if rng.random() < 0.7:
            layout.sort(key=lambda row: (row["start"], -row["end"]))
        rows = view(stream, layout, failed_at=rng.randrange(length))
        octets = b"".join(line.octets for row in rows for line in row.lines)
        assert octets == stream, layout
        marks = [
            line.offset + line.mark for row in rows for line in row.lines if line.mark is not None
        ]
        assert len(marks) == 1


def test_the_byte_of_the_failure_is_marked() -> None:
    rows = view(b"\0\1\2\3\4", [span(0, 2, "a"), span(2, 5, "b")], failed_at=3)
    assert [row.failed for row in rows] == [False, True]
    assert rows[1].lines[0].pairs == ("02 ", "03", " 04")


def test_a_failure_at_the_end_of_the_stream() -> None:
    rows = view(b"\0\1", [span(0, 2, "a")], failed_at=2)
    assert (rows[-1].kind, rows[-1].failed) == ("end", True)


def test_long_items_are_cut_but_keep_the_failure() -> None:
    rows = view(bytes(1000), [span(0, 1000, "long")], failed_at=500)
    lines = rows[0].lines
    assert len(rows) == 1
    assert sum(line.left_out + len(line.octets) for line in lines) == 1000
    assert [line.offset for line in lines if line.octets] == [0, 16, 32, 48, 496, 992]
    assert [line.mark for line in lines if line.mark is not None] == [4]


def test_bytes_that_the_results_do_not_keep() -> None:
    stream = bytes(40_000)
    layout = [span(0, 40_000, "all"), *(span(i, i + 10, "ten") for i in range(0, 40_000, 10))]
    rows = view(stream, layout[:2000], failed_at=39_000, limit=10_000)
    assert rows[-1].kind == "unrecorded"
    assert (rows[-1].start, rows[-1].end, rows[-1].failed) == (16 * 1024, 40_000, True)
    assert sum(row.kind == "unrecorded" for row in rows) == 1


def test_many_rows_are_cut_but_keep_the_failure() -> None:
    stream = bytes(4_000)
    rows = view(stream, [span(i, i + 2, "two") for i in range(0, 4_000, 2)], 2_000, limit=100)
    assert len(rows) <= 110
    assert [row.start for row in rows if row.failed] == [2_000]
    assert (rows[0].start, rows[-1].end) == (0, 4_000)
    left_out = sum(int(row.label.replace(",", "")) for row in rows if row.kind == "elided")
    assert left_out + sum(row.kind != "elided" for row in rows) == 2_000


def test_deep_nesting_does_not_indent_for_ever() -> None:
    rows = view(bytes(300), [span(i, 300, "level") for i in range(300)])
    assert max(row.depth for row in rows) == 299
    assert max(row.indent for row in rows) == 12


def test_a_layout_that_was_cut_says_so() -> None:
    layout = [span(index, index + 1, "one") for index in range(2_000)]
    assert view(bytes(2_010), layout, limit=9_999)[-1].label == BEYOND
    assert view(bytes(2_010), layout[1:], limit=9_999)[-1].label == UNLABELLED


def test_an_empty_stream() -> None:
    assert view(b"", []) == []
