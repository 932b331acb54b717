"""Whole reports for the tests, in a folder and as documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reports.__main__ import write_report
from reports.catalogue import Catalogue
from reports.coverage import attack_coverage, rule_coverage
from reports.evidence import AttackRow, Evidence
from reports.load import load
from reports.matrix import matrix
from reports.tests.build import Book
from reports.tests.dom import Document

EVIDENCE = Evidence((AttackRow("AT65", "huge array", "", "Cost"),))


def report_of(folder: Path, book: Book, catalogue: Catalogue) -> Path:
    """The folder of the report of a book."""
    out = folder / "report"
    run = load(book.write(folder))
    rows = matrix(run, catalogue)
    whole = replace(run, faults=run.faults + catalogue.faults)
    coverage = rule_coverage(run, rows, EVIDENCE), attack_coverage(run, EVIDENCE)
    write_report(out, whole, rows, EVIDENCE, coverage)
    return out


class Site:
    """The pages of a report by their names, as `index.html` or `cases/huge-arrays.html`."""

    def __init__(self, folder: Path) -> None:
        self.texts = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.html"))
        }
        self.pages = {name: Document(text) for name, text in self.texts.items()}

    @property
    def index(self) -> Document:
        return self.pages["index.html"]

    def family(self, name: str) -> Document:
        return self.pages[f"cases/{name}.html"]
