"""The command: files, exit status, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.__main__ import main
from reports.tests import build
from reports.tests.build import Book


def run(folder: Path, results: Path, *more: str) -> int:
    catalogue = folder / "catalogue"
    if not catalogue.exists():
        build.write_catalogue(folder)
    arguments = ["--results", str(results), "--out", str(folder / "out")]
    return main([*arguments, "--catalogue", str(catalogue), *more])


def files_of(out: Path) -> list[str]:
    files = (path for path in out.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path.relative_to(out).as_posix() for path in files)


def test_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, build.clean().write(tmp_path)) == 0
    assert files_of(tmp_path / "out") == [
        "cases/huge-arrays.html",
        "coverage.html",
        "index.html",
        "junit.xml",
    ]
    assert "All 2 cases as expected" in capsys.readouterr().out


def test_pages_of_an_earlier_run_are_removed(tmp_path: Path, failing: Book) -> None:
    run(tmp_path, failing.write(tmp_path))
    cases = tmp_path / "out" / "cases"
    stale = cases / "gadget-chains.html"
    assert stale.is_file()
    # What somebody else put there stays, a copy of a page included.
    (cases / "copy.html").write_bytes(stale.read_bytes())
    (cases / "notes.html").write_text("mine")
    (cases / "gadget-chains.txt").write_bytes(stale.read_bytes())
    (cases / "folder.html").mkdir()
    elsewhere = tmp_path / "linked.html"
    elsewhere.write_text('<meta name="generator" content="Sluice report: cases/linked.html">')
    (cases / "linked.html").symlink_to(elsewhere)
    assert run(tmp_path, build.clean().write(tmp_path)) == 0
    assert files_of(tmp_path / "out") == [
        "cases/copy.html",
        "cases/gadget-chains.txt",
        "cases/huge-arrays.html",
        "cases/linked.html",
        "cases/notes.html",
        "coverage.html",
        "index.html",
        "junit.xml",
    ]
    assert (cases / "folder.html").is_dir()


def test_regressions(tmp_path: Path, failing: Book) -> None:
    assert run(tmp_path, failing.write(tmp_path)) == 1


def test_faults_are_reported_and_the_page_is_written(tmp_path: Path) -> None:
    book = build.clean()
    book.footer = None
    assert run(tmp_path, book.write(tmp_path)) == 2
    assert "incomplete run" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_broken_catalogue_is_a_fault(tmp_path: Path) -> None:
    (build.write_catalogue(tmp_path) / "IN-2.yaml").write_text("id: [")
    assert run(tmp_path, build.clean().write(tmp_path)) == 2
    assert "IN-2.yaml" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_json(tmp_path: Path, failing: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, failing.write(tmp_path), "--json") == 1
    summary = json.loads(capsys.readouterr().out)
    assert summary["status"] == "regressions"
    assert summary["exit"] == 1
    assert (summary["cells"], summary["passed"], summary["failed"]) == (7, 2, 5)
    assert summary["verdicts"]["crash"] == 1
    assert summary["verdicts"]["hang"] == 0
    assert [failure["case"] for failure in summary["failures"]][:2] == [
        "gadget-chains/poison",
        "gadget-chains/crash",
    ]
    assert summary["failures"][4]["violated"] == []
    assert summary["holes"] == {"IN-1": "no case"}
    assert summary["planned"] == []
    assert summary["variants"] == {"run": 0, "failed": 0}
    assert Path(summary["files"]["html"]).is_file()
    assert Path(summary["files"]["cases"]).is_dir()


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_nothing_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run(tmp_path, tmp_path / name) == 2
    message = capsys.readouterr().err
    assert message.startswith("reports: ")
    assert message.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_nowhere_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file")
    assert run(tmp_path, build.clean().write(tmp_path)) == 2
    message = capsys.readouterr().err
    assert "cannot be written" in message
    assert message.count("\n") == 1


def test_junk_still_makes_a_page(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    for content in (b"", b"\0" * 1000, b"{}\n", b"\xac\xed\0\5sr\n" * 50):
        results.write_bytes(content)
        assert run(tmp_path, results) == 2
        page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
        assert "incomplete run" in page


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    assert "example:" in capsys.readouterr().out


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--results", "x", "--nonsense"])
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_teeth_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mutants, attacks = build.write_mutants(tmp_path, killed=1), build.write_attacks(tmp_path)
    build.write_planned(build.write_catalogue(tmp_path), "SEC06-J")
    options = ["--mutants", str(mutants), "--attacks", str(attacks)]
    results = build.clean().write(tmp_path)
    assert run(tmp_path, results, *options) == 0
    said = capsys.readouterr().out
    assert "teeth: 2 defects planted, 1 of them noticed" in said
    assert "teeth: 95.00 % of 100 mutants of the sources noticed, 5 not" in said
    assert "attack catalogue: 1 of 2 rows have cases; none: AT66" in said
    assert "GOLD-1: 1 planned" not in said
    assert "GOLD-1: 1 planted, and not noticed" in said
    assert "rules, planned, judged by nothing yet: SEC06-J" in said
    assert run(tmp_path, results, *options, "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["planned"] == ["SEC06-J"]
    assert "SEC06-J" not in summary["holes"]
    assert summary["teeth"]["attacks_without_case"] == ["AT66"]
    assert summary["teeth"]["gaps"]["GOLD-1"] == ["1 planted, and not noticed"]
    # The sources lie elsewhere, as far as the default knows: it cannot be of these.
    assert summary["teeth"]["score_is_current"] is False


def test_what_is_missing_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--mutants", str(tmp_path / "none"), "--attacks", str(tmp_path / "none.md")]
    assert run(tmp_path, build.clean().write(tmp_path), *options) == 0
    said = capsys.readouterr().out
    for sentence in ("The mutation score is unknown", "What is planted is unknown"):
        assert said.count(sentence) == 1
    page = (tmp_path / "out" / "coverage.html").read_text(encoding="utf-8")
    assert "The mutation score is unknown" in page
