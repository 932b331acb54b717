"""HTML pages that open from disk, each complete in itself, readable without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import summary
from reports.coverage import AttackCoverage, RuleCoverage
from reports.evidence import Evidence
from reports.files import mark
from reports.hexview import HexRow, hex_rows
from reports.matrix import MatrixRow
from reports.model import OUTCOMES, SEVERITIES, VERDICTS, Cell, Event, Judged, Result, Run
from reports.places import Places, family_page_name
from reports.templating import asset, environment, short_commit
from reports.text import clipped
from reports.usage import Usage, usage

# Rows of bytes, and of trace, for all cells of a page together: this bounds its size.
PAGE_ROWS_PASSED = 8_000
PAGE_ROWS_FAILED = 8_000
INDEX_ROWS = 1_000
FEWEST_ROWS = 24
MOST_ROWS = 2_000
# So many failures are told on the index, and so many with all their details, if there are no more.
FAILURES_TOLD = 50
FAILURES_WITH_DETAILS = 20
SAID_LINES = 60
WORDS_LIMIT = 1_000
TITLE_LIMIT = 200


def _first_lines(text: str | None) -> list[str]:
    """What a process said, as far as a page has room for it."""
    lines = (text or "").splitlines()
    more = len(lines) - SAID_LINES
    return lines[:SAID_LINES] + ([f"… {more:,} more lines"] if more > 0 else [])


@dataclass(frozen=True, slots=True)
class Limits:
    """The most rows of bytes or of trace that one cell may show."""

    passed: int
    failed: int

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Limits:
        """On the page of a family."""
        passed = sum(cell.passed for cell in cells)
        return cls(_share(PAGE_ROWS_PASSED, passed), _share(PAGE_ROWS_FAILED, len(cells) - passed))

    @classmethod
    def on_index(cls, run: Run) -> Limits:
        """Beside what failed."""
        rows = _share(INDEX_ROWS, len(run.failures))
        return cls(rows, rows)

    def rows(self, cell: Cell) -> int:
        return self.passed if cell.passed else self.failed


def _share(rows: int, cells: int) -> int:
    return max(FEWEST_ROWS, min(MOST_ROWS, rows // max(cells, 1)))


class CellView:
    """What the templates show of one cell."""

    def __init__(self, cell: Cell, limits: Limits) -> None:
        self.cell = cell
        self.rules = cell.result.rules if cell.result else ()
        self._limit = limits.rows(cell)

    @property
    def result(self) -> Result | None:
        return self.cell.result

    @property
    def expected(self) -> str:
        return summary.expected_text(self.result.expected) if self.result else "a result"

    @property
    def actual(self) -> str:
        return summary.actual_text(self.cell)

    @property
    def violations(self) -> list[str]:
        return summary.violations(self.cell)

    @property
    def broken_variants(self) -> list[str]:
        return summary.broken_variants(self.cell)

    @property
    def hex_rows(self) -> list[HexRow]:
        return hex_rows(self.result, self._limit) if self.result else []

    @property
    def trace(self) -> list[Event | int]:
        """The events; a number stands for so many that are left out of the middle."""
        events = self.result.trace if self.result else ()
        if len(events) <= self._limit:
            return list(events)
        head, tail = self._limit * 3 // 4, self._limit // 4
        return [*events[:head], len(events) - head - tail, *events[-tail:]]

    @property
    def usage(self) -> list[Usage]:
        return usage(self.result) if self.result else []

    @property
    def sanitizer(self) -> list[str]:
        return _first_lines(self.result and self.result.sanitizer)

    @property
    def stderr(self) -> list[str]:
        """Where a sanitizer's report does not say it already."""
        return [] if self.sanitizer else _first_lines(self.result and self.result.stderr)

    @property
    def judged_first(self) -> list[Judged]:
        """What the case is about, and whatever was violated."""
        return [judged for judged in self._by_outcome() if self._foremost(judged)]

    @property
    def judged_rest(self) -> list[Judged]:
        return [judged for judged in self._by_outcome() if not self._foremost(judged)]

    def _foremost(self, judged: Judged) -> bool:
        return judged.outcome in ("violated", "caught") or judged.rule in self.rules

    def _by_outcome(self) -> list[Judged]:
        judged = self.result.judged if self.result else ()
        return sorted(judged, key=lambda item: OUTCOMES.index(item.outcome))

    def judged_in(self, rules: Sequence[str]) -> str:
        """A letter for each of the rules, for the filter: v, c, h, n, or - if it was not judged."""
        if self.result is None:
            return ""
        letters: dict[str, str] = {}
        for judged in self._by_outcome():
            letters.setdefault(judged.rule, judged.outcome[0])
        return "".join(letters.get(rule, "-") for rule in rules).rstrip("-")

    @property
    def words(self) -> set[str]:
        """What the search finds besides the visible text of the list: it looks for single words."""
        result = self.result
        if result is None:
            return set()
        error = result.error
        parts = [result.effect, result.message, result.mode, result.source.ref, *result.models]
        parts += [*result.attack, *result.cve]
        parts += ["careless" if result.is_careless else "lie" if result.is_lie else None]
        if error is not None:
            parts += [error.java_class, error.reason, error.at, error.path, error.class_name]
        visible = " ".join([self.cell.case, *self.rules, clipped(self.cell.title, TITLE_LIMIT)])
        words = {word for part in parts if part for word in part.split()}
        return {word for word in words if word.lower() not in visible.lower()}


class FamilyView:
    """What the list of all cases shows of one family."""

    def __init__(self, family: str, views: list[CellView]) -> None:
        self.name = family
        self.views = views
        self.failed = sum(not view.cell.passed for view in views)
        # Said once for the family: the models of a family would make most of the page.
        self._shared = set.intersection(*(view.words for view in views))
        self.words = clipped(" ".join(sorted(self._shared)))

    def words_of(self, view: CellView) -> str:
        return clipped(" ".join(sorted(view.words - self._shared)), WORDS_LIMIT)


def coverage_page(
    run: Run,
    rules: list[RuleCoverage],
    attacks: list[AttackCoverage],
    evidence: Evidence,
) -> str:
    """What is put to the test, and how much is noticed of what is broken on purpose."""
    sections = dict.fromkeys(entry.row.section for entry in attacks)
    return (
        environment()
        .get_template("coverage.html.j2")
        .render(
            run=run,
            places=Places(run),
            rules=rules,
            evidence=evidence,
            by_section={
                section: [entry for entry in attacks if entry.row.section == section]
                for section in sections
            },
            attack_count=len(attacks),
            attacked=sum(bool(entry.cases) for entry in attacks),
            planned=sum(entry.row.rule.is_planned for entry in rules),
            with_gaps=[entry for entry in rules if entry.gaps],
            unattacked=[entry.row for entry in attacks if not entry.cases],
            variants_line=summary.variants_text(run),
            style=asset("style.css"),
            scripts=[],
        )
    )


def _titles(rows: list[MatrixRow], evidence: Evidence | None) -> dict[str, object]:
    """What the details of a case call rules and attacks."""
    attacks = {row.id: row.title for row in (evidence.attacks if evidence else ())}
    return {
        "rule_title": {row.rule.id: row.rule.title for row in rows}.get,
        "attack_title": attacks.get,
    }


def index_page(run: Run, rows: list[MatrixRow], evidence: Evidence | None = None) -> str:
    """What happened: failures, rules, the list of all cases."""
    limits = Limits.on_index(run)
    views = {cell: CellView(cell, limits) for cell in run.cells}
    families = [
        FamilyView(family, [view for cell, view in views.items() if cell.family == family])
        for family in run.families
    ]
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            run=run,
            places=Places(run),
            header=run.header,
            commit=short_commit(run.header.commit if run.header else None),
            headline=summary.headline(run),
            breakdown=summary.breakdown(run),
            command_line=summary.command_text(run),
            rows=rows,
            rule_ids=[row.rule.id for row in rows],
            failures=[views[cell] for cell in run.failures],
            failures_told=FAILURES_TOLD,
            with_details=len(run.failures) <= FAILURES_WITH_DETAILS,
            families=families,
            title_limit=TITLE_LIMIT,
            verdicts=[verdict for verdict in VERDICTS if run.verdicts[verdict]],
            severities=SEVERITIES,
            played=[("careless", summary.careless(run)), ("lies", summary.lies(run))],
            variants_line=summary.variants_text(run),
            planned=summary.planned(rows),
            style=asset("style.css"),
            scripts=[asset("script.js"), asset("filter.js")],
            **_titles(rows, evidence),
        )
    )


def family_page(
    run: Run, family: str, rows: list[MatrixRow], evidence: Evidence | None = None
) -> str:
    """The details of the cases of one family."""
    cells = [cell for cell in run.cells if cell.family == family]
    limits = Limits.of(cells)
    place = run.families.index(family)
    return (
        environment()
        .get_template("family.html.j2")
        .render(
            run=run,
            mark=mark(family_page_name(family)),
            places=Places(run, family),
            family=family,
            before=run.families[place - 1] if place else None,
            after=run.families[place + 1] if place + 1 < len(run.families) else None,
            views=[CellView(cell, limits) for cell in cells],
            failed=[cell for cell in cells if not cell.passed],
            style=asset("style.css"),
            scripts=[asset("script.js")],
            **_titles(rows, evidence),
        )
    )
