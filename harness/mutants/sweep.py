"""Mutates the decoder's source by rule and runs the suite on each mutant: what goes unnoticed?"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from harness.mutants import mutate, plant
from harness.mutants import workshop as shop

KNOWN = Path(__file__).parent / "equivalent.yaml"
ROOM = "decoder/stream/"


@dataclass(frozen=True)
class Mutant:
    """A mutation that can be planted."""

    mutation: mutate.Mutation

    @property
    def defect_id(self) -> str:
        """Where it is and what it does."""
        one = self.mutation
        return f"{one.file}:{one.line} {one.function}"

    @property
    def rule(self) -> str:
        """Its kind."""
        return self.mutation.kind

    @property
    def title(self) -> str:
        """What is changed."""
        before = " ".join(self.mutation.before.split())
        return f"{before[:60]} -> {' '.join(self.mutation.after.split())[:60]}"

    def apply(self, root: Path) -> dict[str, str]:
        """The changed file."""
        text = (root / self.mutation.file).read_text(encoding="utf-8")
        return {self.mutation.file: self.mutation.apply(text)}


def equivalent() -> dict[str, str]:
    """The mutants that are known to change nothing that matters, by key, with the reason."""
    if not KNOWN.is_file():
        return {}
    document = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    return {entry["key"]: entry["reason"] for entry in document["equivalent"]}


def arguments(words: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/mutate",
        description="Changes operators, constants, conditions and statements of the decoder, one at"
        " a time, and runs the suite on each. Those that nobody notices are listed.",
        epilog="exit: 0 the score is reached; 1 it is not; 2 it could not be found out.  "
        " example: scripts/mutate --sample 200 --file gate.c",
    )
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="TEXT",
        help="only files whose name holds TEXT; may be given more than once",
    )
    parser.add_argument("--sample", type=int, metavar="N", help="only N of them, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="of that choice (1)")
    parser.add_argument(
        "--suite",
        action="append",
        default=[],
        metavar="PATH",
        help="cases to run; corpora/attacks if not given",
    )
    parser.add_argument(
        "--variants",
        action="store_true",
        help="try what the cases alone do not notice on the streams derived from them",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument(
        "--score",
        type=float,
        default=95.0,
        metavar="PERCENT",
        help="to be reached, of those that are not equivalent (95)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcomes to FILE")
    return parser.parse_args(words)  # fmt: skip


def gather(workshop: shop.Workshop, given: argparse.Namespace) -> list[Mutant]:
    """The mutants that are asked for."""
    known = equivalent()
    found = []
    for name, command in sorted(workshop.compile_commands.items()):
        if name.startswith(ROOM) and (not given.file or any(text in name for text in given.file)):
            found += [Mutant(one) for one in mutate.mutations(plant.ROOT, name, command)]
    # The choice comes first, so that it stays the same when another one is known.
    if given.sample is not None and given.sample < len(found):
        found = random.Random(given.seed).sample(found, given.sample)  # noqa: S311
    return [one for one in found if one.mutation.key() not in known]


def score(outcomes: list[plant.Outcome]) -> float:
    """Percent killed of those that are programs of their own."""
    counted = [one for one in outcomes if one.outcome in (plant.KILLED, plant.SURVIVED)]
    killed = sum(one.outcome == plant.KILLED for one in counted)
    return 100.0 * killed / len(counted) if counted else 100.0


def main(words: list[str] | None = None) -> int:
    """The command scripts/mutate."""
    given = arguments(words)
    try:
        print("building ...", flush=True)
        workshop = shop.prepare(plant.ROOT, plant.ROOT / "build" / "mutants")
        mutants = gather(workshop, given)
        suite = plant.Suite(tuple(given.suite) or plant.Suite.paths, given.variants, fail_fast=True)
        outcomes = plant.run_all(mutants, workshop, suite, given.jobs)
    except shop.BuildError as error:
        print(error, file=sys.stderr)
        return 2
    if given.json is not None:
        rows = [asdict(one) for one in sorted(outcomes, key=lambda one: one.defect)]
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    survivors = [one for one in outcomes if one.outcome == plant.SURVIVED]
    print(f"\n{len(survivors)} survive:")
    for one in sorted(survivors, key=lambda one: one.defect):
        print(f"  {one.defect}: {one.title}")
    for word in (plant.KILLED, plant.SURVIVED, plant.SAME, plant.BROKEN):
        print(f"{word}: {sum(one.outcome == word for one in outcomes)}")
    reached = score(outcomes)
    print(f"score: {reached:.1f} %")
    return 0 if reached >= given.score else 1


if __name__ == "__main__":
    sys.exit(main())
