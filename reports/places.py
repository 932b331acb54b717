"""Where what stands: the pages of a report, and the links between them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from reports.model import Cell, Run
from reports.text import safe

INDEX = "index.html"
ARCHIVES = "archives.html"
COVERAGE = "coverage.html"
JUNIT = "junit.xml"
CASES = "cases"


def family_page_name(family: str) -> str:
    """`cases/huge-arrays.html`; what is not fit for every file system is written as `_2f_`."""
    name = re.sub(r"[^a-z0-9-]", lambda match: f"_{ord(match[0]):x}_", family)
    return f"{CASES}/{name}.html"


class Places:
    """Links as they are written on one page: on that of a family, or on one at the top."""

    def __init__(self, run: Run, family: str | None = None) -> None:
        self.several_targets = len(run.targets) > 1
        self.root = "" if family is None else "../"
        self._family = family
        self._cells = {(cell.case, cell.target): cell for cell in run.cells}

    def anchor(self, cell: Cell) -> str:
        """The id of the cell on every page: of its row in the list, and of its details."""
        return f"{cell.case}@{cell.target}" if self.several_targets else cell.case

    def page(self, family: str) -> str:
        """The page with the details of a family."""
        name = family_page_name(family)
        return name if self._family is None else PurePosixPath(name).name

    def details(self, cell: Cell) -> str:
        """The details of a cell."""
        page = "" if cell.family == self._family else self.page(cell.family)
        return page + self._fragment(cell)

    def details_of(self, case: str, target: str) -> str | None:
        """The same by name; None when the run had no such cell."""
        cell = self._cells.get((case, target))
        return None if cell is None else self.details(cell)

    def row(self, cell: Cell) -> str:
        """The row of a cell in the list of all cases."""
        return self.root + INDEX + self._fragment(cell)

    def _fragment(self, cell: Cell) -> str:
        # The id is made harmless when it is written; the link has to lead to what is written.
        return "#" + quote(safe(self.anchor(cell)), safe="/@")
