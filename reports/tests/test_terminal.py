"""The terminal summary: failures first, the verdict of the run last, color on request only."""

from __future__ import annotations

from pathlib import Path

from reports.catalogue import Catalogue
from reports.load import load
from reports.matrix import matrix
from reports.terminal import SHOWN_IN_FULL, Paint, terminal
from reports.tests import build
from reports.tests.build import Book


def text_of(folder: Path, book: Book, catalogue: Catalogue, *, color: bool = False) -> str:
    run = load(book.write(folder))
    return terminal(run, matrix(run, catalogue), Paint(color))


def test_a_clean_run(tmp_path: Path, catalogue: Catalogue) -> None:
    text = text_of(tmp_path, build.clean(), catalogue)
    assert text.endswith("\nAll 2 cases as expected (2 cases passed; 420.0 ms)\n")
    assert "FAIL" not in text
    assert "rules, no case: IN-1\n" in text


def test_careless_developers_are_counted(tmp_path: Path, catalogue: Catalogue) -> None:
    missed = build.caught("careless/missed", **{"pass": False, "message": "DEV-4 is held"})
    text = text_of(tmp_path, Book([build.caught(), missed]), catalogue)
    assert "; 1 case passed; 1 of 2 careless caught; " in text


def test_failures_stand_before_everything_else(
    tmp_path: Path, failing: Book, catalogue: Catalogue
) -> None:
    lines = text_of(tmp_path, failing, catalogue).splitlines()
    first = lines.index("FAIL huge-arrays/greedy  budget (high)")
    assert lines[first + 1 : first + 6] == [
        "     peak heap of 8,589,934,592 bytes, the case allows 4,096",
        "     expected  reject with StreamCorruptedException or EOFException at array.length",
        "     got       budget with EOFException, reason claim-exceeds-input at array.length, "
        "offset 23, path root",
        "     violated  GOLD-1: 8 GiB were taken for a claim",
        "     replay    build/bin/sluice run corpora/attacks --case huge-arrays/greedy",
    ]
    assert first < next(i for i, line in enumerate(lines) if line.startswith("  family"))
    assert "     got       crash by signal 11" in lines
    assert "     it wrote  fatal runtime error: stack overflow" in lines
    assert "     sanitizer ERROR: AddressSanitizer: heap-buffer-overflow" in lines
    assert any(line.startswith("     control") for line in lines)
    assert lines[-1].startswith("5 of 7 cases failed (1 sanitizer, 1 crash, ")
    assert "1 unexpected accept" in lines[-1]


def test_the_families_are_counted(tmp_path: Path, failing: Book, catalogue: Catalogue) -> None:
    lines = text_of(tmp_path, failing, catalogue).splitlines()
    table = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("  ")}
    assert table["family"][:4] == ["cases", "failed", "accept", "reject"]
    assert table["huge-arrays"][:4] == ["5", "3", "2", "1"]
    assert table["gadget-chains"][:4] == ["2", "2", "·", "·"]


def test_an_incomplete_run_says_so_first(tmp_path: Path, catalogue: Catalogue) -> None:
    book = build.clean()
    book.footer = None
    lines = text_of(tmp_path, book, catalogue).splitlines()
    assert lines[1].startswith("FAULT incomplete run")
    assert lines[-1].startswith("This run proves nothing")


def test_color_only_on_request(tmp_path: Path, failing: Book, catalogue: Catalogue) -> None:
    assert "\x1b" not in text_of(tmp_path, failing, catalogue)
    assert "\x1b[31;1mFAIL\x1b[0m" in text_of(tmp_path, failing, catalogue, color=True)


def test_hostile_text_cannot_drive_the_terminal(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book(
        [
            build.failed(
                "a/b",
                "reject",
                "\x1b]0;owned\x07\x9b2J",
                error=build.error(path="\x1b[2J\u202e", class_name="\0"),
                sanitizer="\x1b[1;1H\r\n",
                replay="\x08\x08",
                judged=[build.judged("IN-1", "violated", "\x1b[31m")],
            )
        ]
    )
    text = text_of(tmp_path, book, catalogue)
    assert text.replace("\n", "").isprintable()


def test_many_failures_are_named_only(tmp_path: Path, catalogue: Catalogue) -> None:
    book = Book([build.failed(f"a/case-{index}", "crash") for index in range(500)])
    text = text_of(tmp_path, book, catalogue)
    assert text.count("replay") == SHOWN_IN_FULL
    assert text.count("FAIL ") == SHOWN_IN_FULL + 200
    assert "and 280 more; the HTML page has them all" in text


def test_right_verdicts_that_fail_are_told_from_wrong_ones(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    book = Book(
        [
            build.failed("a/other-error", "reject", "another error class"),
            build.failed("a/accepted", "accept", "accepted"),
        ]
    )
    text = text_of(tmp_path, book, catalogue)
    assert "(1 unexpected accept, 1 wrong reject; 0 cases passed;" in text
