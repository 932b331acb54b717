"""How far a run over all targets is."""

from __future__ import annotations

import io
from pathlib import Path

from harness.driver.matrix.progress import Progress
from harness.driver.matrix.run import Tail


def test_lines_tell_where_it_is_and_how_long_it_takes() -> None:
    now = [0.0]
    stream = io.StringIO()
    progress = Progress(stream, 4, clock=lambda: now[0])
    progress.show(1, "first", 10, 100)
    assert stream.getvalue() == ""  # not every moment
    now[0] = 30.0
    progress.show(2, "second", 50, 100)
    assert stream.getvalue() == "2 of 4: second, 50 of 100 cases, about 50 s left\n"


def test_nothing_is_promised_before_something_is_done() -> None:
    progress = Progress(io.StringIO(), 2, clock=lambda: 1.0)
    assert progress.left(1, 0, 100) is None
    assert progress.left(1, 0, 0) is None


def test_a_growing_file_is_counted_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    tail = Tail(path)
    assert not tail.read()
    path.write_bytes(b'{"type":"header"}\n{"type":"planned"}\n{"type":"pla')
    assert tail.read()
    assert (tail.planned, tail.results) == (1, 0)
    with path.open("ab") as file:
        file.write(b'nned"}\n{"type":"result","case":"a/b"}\n')
    assert tail.read()
    assert (tail.planned, tail.results) == (2, 1)
    assert not tail.read()
