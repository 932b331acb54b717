"""What a run of the fuzzers came to, as numbers that programs read."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.driver.fuzz import matrix
from harness.driver.fuzz.findings import Finding


@dataclass
class Counts:
    """One target under one engine: all its processes together."""

    target: str
    engine: str
    processes: int = 0
    executions: int = 0
    seconds: float = 0.0  # of all processes together
    coverage: int = 0  # edges, as the engine counts them; the most that one process has seen
    features: int = 0
    corpus: int = 0  # inputs that the engine keeps; the most that one process has
    added: int = 0  # inputs that were new
    restarts: int = 0
    findings: int = 0
    slow: int = 0  # inputs that took long, each counted once: no findings

    @property
    def rate(self) -> float:
        """Executions in a second of a processor."""
        return self.executions / self.seconds if self.seconds > 0 else 0.0

    def to_json(self) -> dict[str, Any]:
        """For stats.json."""
        shown = dataclasses.asdict(self) | {"rate": round(self.rate, 1)}
        return shown | {"seconds": round(self.seconds, 1)}


@dataclass
class Statistics:
    """A run."""

    seconds: float  # that it was given
    jobs: int
    elapsed: float = 0.0
    stopped: bool = False  # by a signal
    targets: list[Counts] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    neighbors: dict[str, dict[str, int]] = field(default_factory=dict)  # by rule
    is_matrix_due: bool = False  # of rules and neighbors: matrix.py

    @property
    def is_red(self) -> bool:
        """Whether there is anything that somebody has to look at."""
        verdict = matrix.verdict(self.neighbors, is_due=self.is_matrix_due)
        return bool(self.findings) or verdict == matrix.RED

    @property
    def executions(self) -> int:
        """Of all targets together."""
        return sum(one.executions for one in self.targets)

    def of(self, target: str, engine: str) -> Counts:
        """The entry of a target under an engine, made when it is first asked for."""
        for one in self.targets:
            if (one.target, one.engine) == (target, engine):
                return one
        self.targets.append(Counts(target, engine))
        return self.targets[-1]

    def to_json(self) -> dict[str, Any]:
        """For stats.json."""
        return {
            "seconds": round(self.seconds, 1),
            "elapsed": round(self.elapsed, 1),
            "jobs": self.jobs,
            "stopped": self.stopped,
            "targets": [one.to_json() for one in self.targets],
            "findings": [one.to_json() for one in self.findings],
            "neighbors": self.neighbors,
            "matrix": matrix.to_json(self.neighbors, is_due=self.is_matrix_due),
        }

    def write(self, path: Path) -> None:
        """Writes stats.json."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.to_json(), indent=2) + "\n", encoding="utf-8")
