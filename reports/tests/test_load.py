"""Whatever is wrong with a result file is said, and what is right in it is still shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.load import FAULT_LIMIT, LINE_LIMIT, UnreadableError, load
from reports.model import Run
from reports.tests import build
from reports.tests.build import Book


def faults(run: Run) -> str:
    return "\n".join(run.faults)


def test_a_clean_run_has_no_faults(tmp_path: Path) -> None:
    run = load(build.clean().write(tmp_path))
    assert run.faults == ()
    assert run.status == "clean"
    assert run.exit == 0
    assert [cell.case for cell in run.cells] == [
        "huge-arrays/int-max-claim",
        "huge-arrays/int-two-elements",
    ]
    result = run.cells[0].result
    assert result is not None
    assert result.head == build.INT_ARRAY
    assert result.error is not None
    assert result.error.at == "array.length"


def test_failures_come_worst_first(tmp_path: Path) -> None:
    book = build.clean()
    book.results += [
        build.failed("b/accepts", "accept", severity="critical"),
        build.failed("b/budget-low", "budget", severity="low"),
        build.failed("b/budget-high", "budget", severity="high"),
        build.failed("b/crash", "crash", signal=11),
    ]
    run = load(book.write(tmp_path))
    assert run.faults == ()
    assert run.exit == 1
    assert [cell.case for cell in run.failures] == [
        "b/crash",
        "b/budget-high",
        "b/budget-low",
        "b/accepts",
    ]


def test_a_missing_footer_is_an_incomplete_run(tmp_path: Path) -> None:
    book = build.clean()
    book.footer = None
    run = load(book.write(tmp_path))
    assert faults(run).startswith("incomplete run")
    assert run.exit == 2
    assert len(run.cells) == 2


def test_a_planned_cell_without_a_result_is_not_run(tmp_path: Path) -> None:
    book = build.clean()
    book.unanswered = ["huge-arrays/lost"]
    run = load(book.write(tmp_path))
    assert "1 planned cell has no result: huge-arrays/lost on reference" in faults(run)
    assert run.exit == 2
    assert [(cell.case, cell.verdict, cell.passed) for cell in run.failures] == [
        ("huge-arrays/lost", "not-run", False)
    ]


def test_a_result_that_says_not_run_is_a_regression(tmp_path: Path) -> None:
    book = build.clean()
    book.results.append(build.failed("a/skipped", "not-run", "its worker could not start"))
    run = load(book.write(tmp_path))
    assert run.faults == ()
    assert (run.exit, run.failed, run.not_run) == (1, 0, 1)


def test_a_result_twice(tmp_path: Path) -> None:
    lines = build.clean().lines()
    bad = build.failed("huge-arrays/int-max-claim", "crash")
    for order in ([lines[3], bad], [bad, lines[3]]):
        run = load(build.write_lines(tmp_path, [*lines[:3], *order, *lines[4:]]))
        assert "a second result for huge-arrays/int-max-claim on reference" in faults(run)
        assert [cell.verdict for cell in run.failures] == ["crash"], "the failure is kept"


def test_a_result_never_planned(tmp_path: Path) -> None:
    lines = build.clean().lines()
    lines.insert(3, build.accepted("huge-arrays/stranger"))
    run = load(build.write_lines(tmp_path, lines))
    assert "a result for huge-arrays/stranger on reference, which was not planned" in faults(run)
    assert [cell.planned for cell in run.cells] == [True, True, False]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"results": 3}, "the footer counts 3 results, the lines show 2"),
        ({"passed": 1}, "the footer counts 1 passed, the lines show 2"),
        ({"failed": 1}, "the footer counts 1 failed, the lines show 0"),
        ({"not_run": 4}, "the footer counts 4 not run, the lines show 0"),
        (
            {"verdicts": {"accept": 2, "reject": 1}},
            "the footer counts 2 times accept, the lines show 1",
        ),
        ({"verdicts": {"accept": 1}}, "the footer counts 0 times reject, the lines show 1"),
        ({"exit": 1}, "the footer says exit 1, but 0 of 2 cells did not pass"),
        ({"exit": 2}, "the harness failed"),
    ],
)
def test_a_footer_that_disagrees(tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    book = build.clean()
    book.footer = changes
    run = load(book.write(tmp_path))
    assert sentence in faults(run)
    assert run.exit == 2


def test_a_footer_that_hides_a_failure(tmp_path: Path) -> None:
    book = Book([build.result(), build.failed("a/b", "crash")], footer={"exit": 0})
    assert "says exit 0, but 1 of 2 cells did not pass" in faults(load(book.write(tmp_path)))


def test_verdicts_that_did_not_happen_may_be_counted_as_none(tmp_path: Path) -> None:
    book = build.clean()
    book.footer = {"verdicts": {"accept": 1, "reject": 1, "crash": 0}}
    assert load(book.write(tmp_path)).faults == ()


def test_nothing_planned_proves_nothing(tmp_path: Path) -> None:
    run = load(Book().write(tmp_path))
    assert "nothing was planned" in faults(run)
    assert run.exit == 2


def test_order_of_lines(tmp_path: Path) -> None:
    head, first, second, *results, footer = build.clean().lines()
    cases = {
        "the file has no header": [first, second, *results, footer],
        "line 2 is a header": [first, head, second, *results, footer],
        "plans huge-arrays/int-two-elements on reference after": [
            head,
            first,
            results[0],
            second,
            results[1],
            footer,
        ],
        "plans huge-arrays/int-max-claim on reference a second": [
            head,
            first,
            second,
            first,
            *results,
            footer,
        ],
        "line 5 stands after the footer": [head, first, second, footer, *results],
        "announces 2 planned cells, but 1 are listed": [head, first, *results, footer],
    }
    for sentence, lines in cases.items():
        assert sentence in faults(load(build.write_lines(tmp_path, lines))), sentence


def test_a_target_that_the_header_does_not_name(tmp_path: Path) -> None:
    run = load(Book([build.result(target="other")]).write(tmp_path))
    assert "the header does not name the target other" in faults(run)


def test_a_family_that_is_not_that_of_the_id(tmp_path: Path) -> None:
    run = load(Book([build.result(family="elsewhere")]).write(tmp_path))
    assert "puts huge-arrays/int-max-claim into the family elsewhere" in faults(run)


def test_a_line_outside_the_schema_is_named_and_not_used(tmp_path: Path) -> None:
    lines = build.clean().lines()
    lines[3]["judged"][0]["outcome"] = "maybe"
    run = load(build.write_lines(tmp_path, lines))
    assert "line 4 (result for huge-arrays/int-max-claim)" in faults(run)
    assert "judged[0].outcome" in faults(run)
    assert run.failures[0].verdict == "not-run"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"\n", "line 6 is not JSON"),
        (b"{]\n", "line 6 is not JSON"),
        (b'{"type": "result", "ti', "line 6 is cut off"),
        (b"\xff\xfe\n", "line 6 is not JSON"),
        (b'"footer"\n', "line 6 is none of header"),
        (b'{"type": "summary"}\n', "line 6 is none of header"),
        (b'{"type": ["footer"]}\n', "line 6 is none of header"),
        (b'{"type": "footer", "seconds": NaN}\n', "NaN is not a JSON number"),
        (b'{"type": "planned", "case": "a/b", "case": "a/c"}\n', "'case' stands twice"),
        (b"[" * 100_000 + b"\n", "line 6 is not JSON"),
        (b"1" * 10_000 + b"\n", "line 6 is not JSON"),
        (b" " * (LINE_LIMIT + 1) + b"\n", "line 6 is longer than"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_lines_that_are_no_records(tmp_path: Path, text: bytes, sentence: str) -> None:
    path = build.clean().write(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-1], text]))
    run = load(path)
    assert sentence in faults(run)
    assert "no footer" in faults(run)
    assert run.passed == 2


def test_the_line_after_an_overlong_one_is_read(tmp_path: Path) -> None:
    path = build.clean().write(tmp_path)
    head, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([head, b"x" * (3 * LINE_LIMIT), b"\n", *rest]))
    run = load(path)
    assert len(run.faults) == 1
    assert run.passed == 2


def test_many_faults_are_cut_short(tmp_path: Path) -> None:
    path = build.clean().write(tmp_path)
    path.write_bytes(path.read_bytes() + b"junk\n" * 1000)
    run = load(path)
    assert len(run.faults) == FAULT_LIMIT + 1
    assert run.faults[-1] == f"and {1000 - FAULT_LIMIT} more faults"


def test_what_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        load(tmp_path / "absent")
    with pytest.raises(UnreadableError, match="not a regular file"):
        load(tmp_path)
    with pytest.raises(UnreadableError, match="not a regular file"):
        load(Path("/dev/zero"))


def test_the_words_of_a_fault_are_bounded(tmp_path: Path) -> None:
    lines = build.clean().lines()
    lines[3]["unknown" * 100_000] = 1
    lines[4]["title"] = ["x" * 1_000_000]
    text = json.dumps(load(build.write_lines(tmp_path, lines)).faults)
    assert len(text) < 3_000


def test_a_start_that_is_no_time(tmp_path: Path) -> None:
    book = build.clean()
    for started in ("2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+23:00"):
        book.header = {"started": started}
        run = load(book.write(tmp_path))
        assert f"line 1 (header) cannot be used: {started} is not a time" in faults(run)
        assert run.passed == 2
