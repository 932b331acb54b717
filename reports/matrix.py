"""Rules by families: what was judged, and where nobody looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.catalogue import Catalogue, Rule, natural
from reports.model import OUTCOMES, Cell, Run


@dataclass(slots=True)
class Square:
    """The outcomes of one rule in one family."""

    outcomes: Counter[str] = field(default_factory=Counter)
    first: dict[str, Cell] = field(default_factory=dict)
    about: int = 0
    tested: int = 0

    def add(self, outcome: str, cell: Cell) -> None:
        self.outcomes[outcome] += 1
        self.first.setdefault(outcome, cell)

    @property
    def state(self) -> str:
        for outcome in OUTCOMES:
            if self.outcomes[outcome]:
                return outcome
        return "none"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    rule: Rule
    squares: Mapping[str, Square]

    @property
    def about(self) -> int:
        """Cells whose case names the rule."""
        return sum(square.about for square in self.squares.values())

    @property
    def tested(self) -> int:
        """Cells whose case names the rule, and on which its oracle could decide."""
        return sum(square.tested for square in self.squares.values())

    @property
    def total(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for square in self.squares.values():
            total.update(square.outcomes)
        return total

    @property
    def hole(self) -> str | None:
        """Why this rule proves nothing in this run; None when it was put to the test."""
        if not self.rule.known:
            return "not in the catalogue"
        if self.rule.is_planned:
            return None
        if not self.about:
            return "no case"
        if not any(self.total[outcome] for outcome in OUTCOMES if outcome != "not-applicable"):
            return "never judged"
        return None


def matrix(run: Run, catalogue: Catalogue) -> list[MatrixRow]:
    """One row for each rule of the catalogue, the planned ones last, and for each of the run."""
    squares: dict[str, dict[str, Square]] = {rule: {} for rule in catalogue.rules}

    def square(rule: str, family: str) -> Square:
        return squares.setdefault(rule, {}).setdefault(family, Square())

    for cell in run.cells:
        if cell.result is None:
            continue
        undecided = cell.result.named_but_not_judged
        for rule in cell.result.rules:
            square(rule, cell.family).about += 1
            square(rule, cell.family).tested += rule not in undecided
        for judged in cell.result.judged:
            square(judged.rule, cell.family).add(judged.outcome, cell)
    order = sorted(squares, key=lambda rule: (catalogue.rule(rule).is_planned, natural(rule)))
    return [MatrixRow(catalogue.rule(rule), squares[rule]) for rule in order]
