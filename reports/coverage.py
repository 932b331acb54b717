"""What is put to the test: rules, and rows of the attack catalogue, against cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.evidence import AttackRow, Evidence, Planted
from reports.matrix import MatrixRow
from reports.model import Cell, Run


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """How one rule is put to the test."""

    row: MatrixRow
    attacks: tuple[Cell, ...]
    neighbors: tuple[Cell, ...]
    decided: int
    twins: int
    caught: int
    families: tuple[str, ...]
    planted: Planted | None

    @property
    def gaps(self) -> list[str]:
        """What is missing; nothing is missing of a planned rule, nothing is expected of it yet."""
        if self.row.rule.is_planned:
            return []
        gaps = []
        if not self.attacks:
            gaps.append("no attack")
        elif not self.decided:
            gaps.append("no attack that its oracle decides on")
        if self.attacks and not self.twins:
            gaps.append("no accepted twin")
        planted = self.planted
        if planted is not None and not planted.titles:
            gaps.append("no planted defect")
        if planted is not None and planted.killed is not None:
            if planted.killed < len(planted.titles):
                gaps.append(f"{len(planted.titles) - planted.killed} planted, and not noticed")
            if planted.titles and not planted.by_own_cases:
                gaps.append("no planted defect is noticed by a case about the rule")
        return gaps


@dataclass(frozen=True, slots=True)
class AttackCoverage:
    """The attacks that name one row of the attack catalogue; harmless neighbors do not count."""

    row: AttackRow
    cases: tuple[Cell, ...]


def rule_coverage(run: Run, rows: list[MatrixRow], evidence: Evidence) -> list[RuleCoverage]:
    """One for each rule, in the order of the matrix."""
    results = {(cell.case, cell.target): cell for cell in run.cells}
    about: dict[str, list[Cell]] = {}
    for cell in run.cells:
        for rule in cell.result.rules if cell.result else ():
            about.setdefault(rule, []).append(cell)
    return [_of_rule(row, about.get(row.rule.id, []), results, evidence) for row in rows]


def _of_rule(
    row: MatrixRow,
    cells: list[Cell],
    results: Mapping[tuple[str, str], Cell],
    evidence: Evidence,
) -> RuleCoverage:
    # A lie tests the oracle, and not whether the target keeps the rule.
    lies = [cell for cell in cells if cell.result and cell.result.is_lie]
    attacks = [cell for cell in cells if cell.result and cell.result.is_attack and cell not in lies]
    twins = set()
    decided = 0
    for cell in attacks:
        result = cell.result
        if result is None:
            continue
        twin = results.get((result.twin or "", cell.target))
        if twin is not None and twin.passed and twin.verdict == "accept":
            twins.add((twin.case, twin.target))
        decided += row.rule.id not in result.named_but_not_judged
    return RuleCoverage(
        row=row,
        attacks=tuple(attacks),
        neighbors=tuple(cell for cell in cells if cell not in attacks and cell not in lies),
        decided=decided,
        twins=len(twins),
        caught=sum(
            row.rule.id in cell.result.rules_with("caught") for cell in cells if cell.result
        ),
        families=tuple(dict.fromkeys(cell.family for cell in attacks)),
        # Without the data, nobody knows; with it, a rule that is not in it has none.
        planted=evidence.planted.get(row.rule.id, Planted()) if evidence.planted else None,
    )


def attack_coverage(run: Run, evidence: Evidence) -> list[AttackCoverage]:
    """One for each row of the attack catalogue, and for each row that only cases know."""
    named: dict[str, list[Cell]] = {}
    for cell in run.cells:
        result = cell.result
        if result is None or not result.is_attack or result.is_lie:
            continue
        for attack in result.attack:
            named.setdefault(attack, []).append(cell)
    known = {row.id for row in evidence.attacks}
    stray = [
        AttackRow(attack, "not in the catalogue", "", "Unknown")
        for attack in named
        if attack not in known and evidence.attacks
    ]
    return [
        AttackCoverage(row, tuple(named.get(row.id, ()))) for row in [*evidence.attacks, *stray]
    ]
