"""Mutates the sources by rule and runs the suite on each mutant: what goes unnoticed?"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from harness.mutants import binary, known, memory, mutate, schemata, score
from harness.mutants import workshop as shop

ROOT = Path(__file__).resolve().parents[2]
SUITE = ("corpora/attacks",)
MOST_SHOWN = 100  # characters of a change
FIRST_ASKED = 12  # cases
KEPT_EVERY = 500  # mutants
GROUP = 24  # mutants that are active together

Item = TypeVar("Item")
Result = TypeVar("Result")


def arguments(words: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/mutate",
        description="Changes operators, constants, conditions and statements of the sources, one at"
        " a time, and runs the suite on each. Those that nobody notices are listed.",
        epilog="exit: 0 the score is reached; 1 it is not, or an equivalent mutant is noticed;"
        " 2 it could not be found out.   example: scripts/mutate --room rules --file oracles/",
    )
    parser.add_argument(
        "--room",
        action="append",
        default=[],
        choices=score.ROOMS,
        help="only this room; may be given more than once",
    )
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="TEXT",
        help="only files whose name holds TEXT; may be given more than once",
    )
    parser.add_argument(
        "--again",
        type=Path,
        metavar="FILE",
        help="only what survived in the sweep that wrote FILE with --json",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="leave out the few cases that take long: what survives may be noticed by them",
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
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument(
        "--score",
        type=float,
        default=95.0,
        metavar="PERCENT",
        help="to be reached in each room, of those that are not equivalent (95)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome to FILE")
    parser.add_argument(
        "--record",
        action="store_true",
        help=f"write the summary that reports show: {score.SUMMARY.relative_to(ROOT)}",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="only see whether the equivalent mutants that are known still fit the sources",
    )
    given = parser.parse_args(words)
    narrowed = (given.room or given.file or given.again or given.suite) or given.sample is not None
    if given.record and narrowed:
        parser.error("--record is for the whole sweep: leave out --room, --file and what chooses")
    given.suite = given.suite or list(SUITE)
    given.rooms = [room for room in score.ROOMS if not given.room or room in given.room]
    return given


def gather(workshop: shop.Workshop, given: argparse.Namespace) -> list[mutate.Mutation]:
    """The mutants that are asked for."""
    found: list[mutate.Mutation] = []
    for room in given.rooms:
        for name in score.sources(ROOT, room, (".c",)):
            if name not in workshop.compile_commands:
                raise shop.BuildError(f"{name} is not compiled into the command")
            if not given.file or any(text in name for text in given.file):
                found += mutate.mutations(ROOT, name)
    if given.again is not None:
        document = json.loads(given.again.read_text(encoding="utf-8"))
        keys = {one["key"] for one in document["survivors"]}
        found = [one for one in found if one.key() in keys]
    if given.sample is not None and given.sample < len(found):
        found = random.Random(given.seed).sample(found, given.sample)  # noqa: S311
    return found


# --- progress -------------------------------------------------------------------------------------


@dataclass
class Progress:
    """One line that says how far it is; on no terminal, one line for every twentieth part."""

    what: str
    total: int
    begun: float = field(default_factory=time.monotonic)
    done: int = 0

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        left = (time.monotonic() - self.begun) / self.done * (self.total - self.done)
        text = f"{self.what} [{self.done}/{self.total}, {left:.0f} s left]"
        if sys.stdout.isatty():
            end = "\n" if self.done == self.total else ""
            print(f"\r{text:60}", end=end, flush=True)
        elif self.done == self.total or self.done % max(self.total // 20, 1) == 0:
            print(text, flush=True)


def in_parallel(
    what: str, work: Callable[[Item], Result], items: Sequence[Item], jobs: int
) -> Iterable[Result]:
    """What `work` makes of each item, as it comes."""
    progress = Progress(what, len(items))
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        for done in as_completed([pool.submit(work, item) for item in items]):
            progress.step()
            yield done.result()


# --- the sweep ------------------------------------------------------------------------------------


class Sweep:
    """All that is known while mutants are tried."""

    def __init__(
        self,
        workshop: shop.Workshop,
        made: binary.Binary,
        given: argparse.Namespace,
        equivalent: Collection[str],
    ) -> None:
        self.workshop = workshop
        self.equivalent = equivalent
        self.made = made
        self.jobs: int = given.jobs
        self.quick: bool = given.quick
        # Whoever edits a source meanwhile must not get its mutants wrong.
        files = {one.mutation.file for one in made.mutants} | {one.file for one in made.alone}
        self.texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in files}
        self.memory = memory.Memory(workshop.build / "sweep.json", ROOT)
        self.costs = binary.costs(made, given.suite)
        self.cases: dict[int, list[binary.Cost]] = {}
        self.kills: Counter[str] = Counter()
        # A few cases cost more than all others together: they are asked last.
        self.dear = sum(one.seconds for one in self.costs) / len(self.costs)

    def look_round(self) -> None:
        """Finds out which cases come by each mutant."""

        def visit(cost: binary.Cost) -> tuple[binary.Cost, set[int]]:
            with shop.scratch(self.workshop.build / "sweep") as folder:
                table = Path(folder) / "reached"
                return cost, binary.reached(self.made, cost, table)

        for cost, numbers in in_parallel("reached", visit, self.costs, self.jobs):
            for number in numbers:
                self.cases.setdefault(number, []).append(cost)

    # --- asking -----------------------------------------------------------------------------------

    def ask(self, numbers: Sequence[int], cases: Sequence[binary.Cost]) -> str | None:
        """The first case that notices these mutants together."""
        if not cases:
            return None
        return binary.noticed(ROOT, self.made.program, numbers, cases)

    def ask_cheap(self, one: schemata.Numbered) -> str | None:
        """The first of the cheap cases that notices, the most promising before all others."""
        cases = self.cases.get(one.number, [])
        last = self.memory.noticed.get(one.mutation.key())
        by = self.ask([one.number], [case for case in cases if case.case == last])
        if by is None:
            cheap = [case for case in cases if case.seconds <= self.dear]
            most = sorted(cheap, key=lambda case: -self.kills[case.case])[:FIRST_ASKED]
            rest = [case for case in cheap if case not in most]
            by = self.ask([one.number], most) or self.ask([one.number], rest)
        if by is not None:
            self.kills[by] += 1
            self.memory.noticed[one.mutation.key()] = by
        else:
            self.memory.survived.add(one.mutation.key())
        return by

    def ask_together(
        self, group: Sequence[schemata.Numbered], chosen: Callable[[binary.Cost], bool]
    ) -> dict[int, str]:
        """Who of the chosen cases notices which of these: when nobody notices all of them together,
        none of them."""
        numbers = [one.number for one in group]
        every = {case for number in numbers for case in self.cases.get(number, [])}
        by = self.ask(numbers, [case for case in self.costs if case in every and chosen(case)])
        if by is None:
            return {}
        if len(group) == 1:
            return {numbers[0]: by}
        half = len(group) // 2
        parts = (group[:half], group[half:])
        return {
            number: who for part in parts for number, who in self.ask_together(part, chosen).items()
        }

    def in_groups(
        self,
        what: str,
        mutants: Sequence[schemata.Numbered],
        chosen: Callable[[binary.Cost], bool],
    ) -> dict[int, str]:
        """Who notices which of many of which few are noticed."""
        killed: dict[int, str] = {}
        groups = grouped(mutants)
        keys = {one.number: one.mutation.key() for one in mutants}
        for found in in_parallel(
            what, lambda group: self.ask_together(group, chosen), groups, self.jobs
        ):
            killed |= found
            self.memory.keep_noticed({keys[number]: by for number, by in found.items()})
        return killed

    def is_doubtful(self, one: schemata.Numbered) -> bool:
        """True for those that nobody has noticed before, or is likely to."""
        key = one.mutation.key()
        return key in self.equivalent or key in self.memory.survived

    def is_dear(self, case: binary.Cost) -> bool:
        """True for the cases that are asked last."""
        return case.seconds > self.dear

    def same_code(self, one: schemata.Numbered) -> bool:
        """True if the compiler makes nothing else of it."""
        mutation = one.mutation
        known_before = self.memory.same(mutation)
        if known_before is not None:
            return known_before
        with shop.scratch(self.workshop.build / "sweep") as folder:
            text = mutation.apply(self.texts[mutation.file])
            try:
                is_same = self.workshop.same_code(mutation.file, text, Path(folder))
            except shop.DefectDoesNotCompileError:
                is_same = False  # it runs, that is enough
        self.memory.keep_same(mutation, is_same=is_same)
        return is_same

    def try_alone(self, mutation: mutate.Mutation) -> score.Fate:
        """Compiles a mutant by itself and runs it."""
        with shop.scratch(self.workshop.build / "sweep") as name:
            text = mutation.apply(self.texts[mutation.file])
            try:
                program = self.workshop.make({mutation.file: text}, Path(name))
            except shop.DefectDoesNotCompileError:
                return fate(mutation, score.BROKEN)
            if program is None:
                return fate(mutation, score.SAME)
            cases = [case for case in self.costs if not (self.quick and self.is_dear(case))]
            by = binary.noticed(ROOT, program, [], cases)
        return fate(mutation, score.SURVIVED if by is None else score.KILLED, by)

    # --- all of them ------------------------------------------------------------------------------

    def sieve(
        self,
        what: str,
        work: Callable[[schemata.Numbered], Result],
        mutants: Sequence[schemata.Numbered],
    ) -> dict[int, Result]:
        """What `work` finds of each mutant, but for those of which it finds nothing."""
        asked = in_parallel(what, lambda one: (one.number, work(one)), mutants, self.jobs)
        found = {}
        for done, (number, result) in enumerate(asked):
            if result:
                found[number] = result
            if done % KEPT_EVERY == 0:
                self.memory.write()  # who stops a sweep need not begin at nothing
        self.memory.write()
        return found

    def run(self) -> list[score.Fate]:
        """Tries them all: what is left by one way of asking is asked the next, which costs more."""
        self.look_round()
        reached = [
            one
            for one in self.made.mutants
            if one.number in self.cases and not self.memory.same(one.mutation)
        ]
        doubtful = [one for one in reached if self.is_doubtful(one)]
        others = [one for one in reached if not self.is_doubtful(one)]
        killed: dict[int, str] = self.sieve("tried", self.ask_cheap, others)
        killed |= self.in_groups("tried together", doubtful, lambda case: not self.is_dear(case))
        left = [one for one in self.made.mutants if one.number not in killed]
        worth = [one for one in left if not self.quick or one.number in self.cases]
        same = self.sieve("compared", self.same_code, worth)
        dear = [
            one
            for one in left
            if one.number not in same and any(map(self.is_dear, self.cases.get(one.number, [])))
        ]
        if not self.quick:
            killed |= self.in_groups("tried long", dear, self.is_dear)
        fates = [self.fate_of(one, killed, set(same)) for one in self.made.mutants]
        fates += in_parallel("tried alone", self.try_alone, self.made.alone, self.jobs)
        self.memory.noticed |= {one.key: one.by for one in fates if one.outcome == score.KILLED}
        self.memory.survived -= {one.key for one in fates}
        self.memory.survived |= {one.key for one in fates if one.outcome == score.SURVIVED}
        self.memory.write()
        return sorted(fates, key=lambda one: (one.file, one.line, one.key))

    def fate_of(self, one: schemata.Numbered, killed: dict[int, str], same: set[int]) -> score.Fate:
        """What became of it."""
        if one.number in killed:
            return fate(one.mutation, score.KILLED, killed[one.number])
        outcome = score.SAME if one.number in same else score.SURVIVED
        return fate(one.mutation, outcome, reached=one.number in self.cases)


def grouped(mutants: Sequence[schemata.Numbered]) -> list[list[schemata.Numbered]]:
    """Mutants to be asked about together: never two of a file, of which one might hide another."""
    groups: list[list[schemata.Numbered]] = []
    first_open: Counter[str] = Counter()
    for one in mutants:
        file = one.mutation.file
        at = first_open[file]
        while at < len(groups) and len(groups[at]) == GROUP:
            at += 1
        if at == len(groups):
            groups.append([])
        groups[at].append(one)
        first_open[file] = at + 1
    return groups


def fate(
    mutation: mutate.Mutation, outcome: str, by: str | None = None, *, reached: bool = True
) -> score.Fate:
    """The record of a mutant."""
    return score.Fate(
        mutation.file,
        mutation.line,
        mutation.function,
        mutation.change(),
        mutation.key(),
        outcome,
        reached,
        by or "",
    )


def judge(fates: list[score.Fate], reasons: dict[str, str]) -> tuple[list[score.Fate], list[str]]:
    """The fates with the known equivalents told apart, and those that are none after all."""
    wrong = [
        f"{known.FOLDER.name}: {one.by} notices this mutant, so it is not equivalent: {one.key}"
        for one in fates
        if one.key in reasons and one.outcome == score.KILLED
    ]
    return [
        replace(one, outcome=score.EQUIVALENT)
        if one.key in reasons and one.outcome == score.SURVIVED
        else one
        for one in fates
    ], wrong


def show(document: dict[str, Any], fates: list[score.Fate]) -> None:
    """The survivors and the table."""
    for one in fates:
        if one.outcome == score.SURVIVED:
            told = "reached, not noticed" if one.reached else "never reached"
            print(f"{one.file}:{one.line} {one.function}: {one.change[:MOST_SHOWN]} ({told})")
            print(f"    key: {' '.join(one.key.split())}")
    words = ("mutants", "killed", "survived", "same_code", "equivalent", "not_compilable")
    print(f"\n{'room':16}" + "".join(f"{word.replace('_', ' '):>15}" for word in (*words, "score")))
    for room, counts in (*document["rooms"].items(), ("all", document["all"])):
        columns = "".join(f"{counts[word]:15}" for word in words)
        print(f"{room:16}{columns}{counts['score']:14.2f}%")


def check(reasons: dict[str, str]) -> int:
    """Says which known equivalents fit no more."""
    problems = known.check(ROOT, reasons)
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 2
    print(f"{len(reasons)} equivalent mutants fit the sources")
    return 0


def main(words: list[str] | None = None) -> int:
    """The command scripts/mutate."""
    given = arguments(words)
    try:
        reasons = known.load()
        if given.check or check(reasons) != 0:
            return check(reasons)
        print("building ...", flush=True)
        workshop = shop.prepare(ROOT, ROOT / "build" / "mutants")
        with tempfile.TemporaryDirectory(dir=workshop.build, prefix="schemata-") as folder:
            made = binary.build(workshop, gather(workshop, given), Path(folder), given.jobs)
            print(f"{len(made.mutants)} mutants in one command, {len(made.alone)} alone")
            fates, wrong = judge(Sweep(workshop, made, given, reasons).run(), reasons)
    except (known.KnownError, shop.BuildError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    document = score.summary(ROOT, given.rooms, given.suite, fates, quick=given.quick)
    show(document, fates)
    if given.json is not None:
        score.write(given.json, score.outcomes(document, fates))
    if given.record:
        score.write(score.SUMMARY, document)
    print("\n".join(wrong), end="\n" if wrong else "")
    reached = all(room["score"] >= given.score for room in document["rooms"].values())
    return 0 if reached and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
