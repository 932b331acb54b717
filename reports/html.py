"""Self-contained HTML pages, readable without scripts and without a network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import summary
from reports.coverage import AttackCoverage, RuleCoverage
from reports.evidence import Evidence
from reports.hexview import HexRow, hex_rows
from reports.matrix import MatrixRow
from reports.model import OUTCOMES, SEVERITIES, VERDICTS, Cell, Event, Judged, Result, Run
from reports.text import clipped, counted, duration, middle, safe, size
from reports.usage import Usage, usage

TEMPLATES = Path(__file__).with_name("templates")

# Rows of bytes, and of trace, for all cells together: this bounds the size of the page.
PAGE_ROWS_PASSED = 40_000
PAGE_ROWS_FAILED = 40_000
FEWEST_ROWS = 24
MOST_ROWS = 2_000
FAILURES_IN_FULL = 50
SANITIZER_LINES = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """The most rows of bytes or of trace that one cell may show."""

    passed: int
    failed: int

    @classmethod
    def of(cls, run: Run) -> Limits:
        failures = len(run.failures)
        return cls(
            _share(PAGE_ROWS_PASSED, len(run.cells) - failures),
            _share(PAGE_ROWS_FAILED, failures),
        )

    def rows(self, cell: Cell) -> int:
        return self.passed if cell.passed else self.failed


def _share(rows: int, cells: int) -> int:
    return max(FEWEST_ROWS, min(MOST_ROWS, rows // max(cells, 1)))


class CellView:
    """What the templates show of one cell."""

    def __init__(self, cell: Cell, limits: Limits, *, several_targets: bool) -> None:
        self.cell = cell
        self.anchor = f"{cell.case}@{cell.target}" if several_targets else cell.case
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
        if not self.result or not self.result.sanitizer:
            return []
        lines = self.result.sanitizer.splitlines()
        more = len(lines) - SANITIZER_LINES
        return lines[:SANITIZER_LINES] + ([f"… {more:,} more lines"] if more > 0 else [])

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

    @property
    def words(self) -> str:
        """What the search finds besides the visible text of the list."""
        result = self.result
        if result is None:
            return ""
        error = result.error
        parts = [result.effect, result.message, result.mode, result.source.ref, *result.models]
        parts += [*result.attack, *result.cve]
        parts += ["careless" if result.is_careless else "lie" if result.is_lie else None]
        if error is not None:
            parts += [error.java_class, error.reason, error.at, error.path, error.class_name]
        return clipped(" ".join(part for part in parts if part), 1_000)


def _finalized(value: object) -> object:
    """Every string that a template prints goes through here, so that none can be forgotten."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return safe(value)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=lambda value: f"{value:,}",
        offset=lambda value: f"{value:06x}",
        size=size,
        duration=duration,
        clip=clipped,
        middle=middle,
        counted=counted,
        verdict=summary.verdict_text,
    )
    return environment


def _short_commit(commit: str | None) -> str:
    name, dash, suffix = (commit or "").partition("-")
    return name[:12] + dash + suffix


def _asset(name: str) -> Markup:
    """A file of this package, which is part of the page as it stands."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704


def coverage_page(
    run: Run,
    rules: list[RuleCoverage],
    attacks: list[AttackCoverage],
    evidence: Evidence,
) -> str:
    """What is put to the test, and how much is noticed of what is broken on purpose."""
    several = len(run.targets) > 1
    sections = dict.fromkeys(entry.row.section for entry in attacks)
    return (
        _environment()
        .get_template("coverage.html.j2")
        .render(
            run=run,
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
            anchor=lambda cell: f"{cell.case}@{cell.target}" if several else cell.case,
            style=_asset("style.css"),
        )
    )


def page(run: Run, rows: list[MatrixRow], evidence: Evidence | None = None) -> str:
    """What happened: failures, rules, every case."""
    limits = Limits.of(run)
    several = len(run.targets) > 1
    attack_titles = {row.id: row.title for row in (evidence.attacks if evidence else ())}
    views = {cell: CellView(cell, limits, several_targets=several) for cell in run.cells}
    anchors = {view.anchor for view in views.values()}

    def case_link(case: str, target: str) -> str | None:
        anchor = f"{case}@{target}" if several else case
        return anchor if anchor in anchors else None

    titles = {row.rule.id: row.rule.title for row in rows}
    by_family = {
        family: [view for cell, view in views.items() if cell.family == family]
        for family in run.families
    }
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            run=run,
            header=run.header,
            commit=_short_commit(run.header.commit if run.header else None),
            headline=summary.headline(run),
            breakdown=summary.breakdown(run),
            command_line=summary.command_text(run),
            rows=rows,
            views=views,
            failures=[views[cell] for cell in run.failures],
            failures_in_full=FAILURES_IN_FULL,
            by_family=by_family,
            several_targets=several,
            verdicts=[verdict for verdict in VERDICTS if run.verdicts[verdict]],
            severities=SEVERITIES,
            case_link=case_link,
            rule_title=titles.get,
            attack_title=attack_titles.get,
            played=[("careless", summary.careless(run)), ("lies", summary.lies(run))],
            variants_line=summary.variants_text(run),
            planned=summary.planned(rows),
            style=_asset("style.css"),
            script=_asset("script.js"),
        )
    )
