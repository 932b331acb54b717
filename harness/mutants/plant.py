"""Plants each defect, runs the suite, and tells which cases notice it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from harness.driver import catalogue
from harness.mutants import defects as data
from harness.mutants import workshop as shop

ROOT = Path(__file__).resolve().parents[2]
SUITE_SECONDS = 300
CASE_SECONDS = 4
POLL_SECONDS = 0.1
MOST_CASES_SHOWN = 3

KILLED, SURVIVED, BROKEN, SAME = "killed", "survived", "does not compile", "same code"


class Plantable(Protocol):
    """Something that can be planted."""

    @property
    def defect_id(self) -> str:
        """What names it."""

    @property
    def rule(self) -> str:
        """The rule that it breaks, or where it stands."""

    @property
    def title(self) -> str:
        """What it does, in a few words."""

    def apply(self, root: Path) -> dict[str, str]:
        """The changed files by name, with their new text."""


@dataclass(frozen=True)
class Outcome:
    """What became of one defect."""

    defect: str
    rule: str
    title: str
    outcome: str
    cases: list[str] = field(default_factory=list)
    seconds: float = 0.0
    detail: str = ""


@dataclass(frozen=True)
class Suite:
    """What is run on each defect."""

    paths: tuple[str, ...] = ("corpora/attacks",)
    variants: bool = False  # what the cases alone do not notice is tried on their variants too
    fail_fast: bool = False  # the first case that notices is enough


def _results(path: Path) -> list[dict[str, Any]]:
    """One record for each case that ended."""
    records = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue  # the run ended while it was written
        if record.get("type") == "result":
            records.append(record)
    return records


def _has_failed(results: Path) -> bool:
    return results.is_file() and '"pass":false' in results.read_text(encoding="utf-8")


def _wait(process: subprocess.Popen[bytes], results: Path, *, fail_fast: bool) -> bool:
    """True when the suite came to its end; it is stopped if it did not."""
    deadline = time.monotonic() + SUITE_SECONDS
    while time.monotonic() < deadline:
        try:
            process.wait(POLL_SECONDS if fail_fast else SUITE_SECONDS)
        except subprocess.TimeoutExpired:
            if fail_fast and _has_failed(results):
                break
        else:
            return True
    os.killpg(process.pid, signal.SIGKILL)  # its workers too
    process.wait()
    return False


def run_suite(
    program: Path, folder: Path, suite: Suite, *, variants: bool = False
) -> tuple[bool, list[str], str]:
    """True if the suite notices; the cases that did, and what is left to say."""
    results = folder / "results.jsonl"
    said = folder / "stderr.txt"
    options = ["--variants"] if variants else ["--timeout", str(CASE_SECONDS)]
    command = [str(program), "run", "--jobs", "1", *options, "--results", str(results)]
    results.unlink(missing_ok=True)
    with said.open("wb") as errors:
        process = subprocess.Popen(
            [*command, *suite.paths],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
        )  # fmt: skip
        ended = _wait(process, results, fail_fast=suite.fail_fast)
    cases = [str(record["case"]) for record in _results(results) if not record["pass"]]
    if not ended:
        return True, cases, f"the suite did not end in {SUITE_SECONDS} s"
    if process.returncode == 0:
        return False, cases, ""
    detail = said.read_text(encoding="utf-8", errors="replace").strip()[-500:]
    return True, cases, "" if cases else detail


def plant(defect: Plantable, workshop: shop.Workshop, suite: Suite) -> Outcome:
    """Builds with one defect and runs the suite."""
    begun = time.monotonic()

    def ended(outcome: str, cases: list[str], detail: str = "") -> Outcome:
        seconds = round(time.monotonic() - begun, 2)
        return Outcome(defect.defect_id, defect.rule, defect.title, outcome, cases, seconds, detail)

    with shop.scratch(workshop.build / "defects") as name:
        folder = Path(name)
        try:
            program = workshop.make(defect.apply(ROOT), folder)
        except shop.DefectDoesNotCompileError as error:
            return ended(BROKEN, [], str(error))
        if program is None:
            return ended(SAME, [], "the compiler makes the same code of it")
        noticed, cases, detail = run_suite(program, folder, suite)
        if not noticed and suite.variants:
            noticed, cases, detail = run_suite(program, folder, suite, variants=True)
            detail = detail or "by variants of these cases alone"
    return ended(KILLED if noticed else SURVIVED, cases, detail)


def show(outcome: Outcome) -> str:
    """One line of the table."""
    cases = ", ".join(outcome.cases[:MOST_CASES_SHOWN])
    more = len(outcome.cases) - MOST_CASES_SHOWN
    if more > 0:
        cases += f" and {more} more"
    said = cases or "".join(outcome.detail.splitlines()[:1])
    return (
        f"{outcome.outcome:9} {outcome.seconds:6.1f} s  {outcome.rule:10}"
        f" {outcome.defect:50} {said}"
    )


def known_rules() -> set[str]:
    """The ids of the enforced rules: of a planned one there is nothing to break yet."""
    return catalogue.enforced()


def arguments(words: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/mutants",
        description="Plants small defects in the sources, one at a time, and runs the suite on"
        " each: every one of them must be noticed.",
        epilog="exit: 0 all are noticed; 1 some survive, or do not compile; 2 it could not be found"
        " out.   example: scripts/mutants --only in-1/",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="TEXT",
        help="defects whose id, rule or file holds TEXT; may be given more than once",
    )
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
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="defects at a time; as many as there are processors",
    )
    parser.add_argument(
        "--fail-fast", action="store_true", help="stop at the first case that notices a defect"
    )
    parser.add_argument(
        "--idle-cases", action="store_true", help="list the attacks that notice no defect"
    )
    parser.add_argument(
        "--check", action="store_true", help="only see whether each defect still fits the sources"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcomes to FILE")
    return parser.parse_args(words)  # fmt: skip


def chosen(defects: list[data.Defect], only: list[str]) -> list[data.Defect]:
    """The defects that are asked for."""
    if not only:
        return defects
    return [
        defect
        for defect in defects
        if any(
            text in word
            for text in only
            for word in (defect.defect_id, defect.rule, *defect.files())
        )
    ]


def run_all(
    defects: Sequence[Plantable], workshop: shop.Workshop, suite: Suite, jobs: int
) -> list[Outcome]:
    """Plants them all, several at a time, and shows each as it ends."""
    outcomes = []
    begun = time.monotonic()
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        pending = [pool.submit(plant, defect, workshop, suite) for defect in defects]
        for number, done in enumerate(as_completed(pending), start=1):
            outcome = done.result()
            outcomes.append(outcome)
            left = (time.monotonic() - begun) / number * (len(defects) - number)
            print(f"[{number}/{len(defects)}, {left:3.0f} s left] {show(outcome)}", flush=True)
    return outcomes


def show_rules(outcomes: list[Outcome], rules: set[str]) -> None:
    """How many defects of each rule are noticed, and the rules that have none."""
    planted = Counter(outcome.rule for outcome in outcomes)
    killed = Counter(outcome.rule for outcome in outcomes if outcome.outcome == KILLED)
    print("\nrule              defects  noticed")
    for rule in sorted(planted):
        print(f"{rule:16} {planted[rule]:8} {killed[rule]:8}")
    without = sorted(rules - set(planted))
    if without:
        print(f"without a defect: {', '.join(without)}")


def show_idle(attacks: list[str], outcomes: list[Outcome]) -> None:
    """The attacks that have noticed nothing."""
    busy = {case for outcome in outcomes for case in outcome.cases}
    idle = [case for case in attacks if case not in busy]
    print(f"\n{len(idle)} of {len(attacks)} attacks notice no defect")
    for case in idle:
        print(f"  {case}")


def summarize(outcomes: list[Outcome]) -> int:
    """The last lines, and the exit code."""
    failed = [outcome for outcome in outcomes if outcome.outcome != KILLED]
    print(f"\n{len(outcomes) - len(failed)} of {len(outcomes)} defects are noticed")
    for outcome in sorted(failed, key=lambda one: one.defect):
        print(f"  {outcome.outcome}: {outcome.defect} ({outcome.rule}): {outcome.title}")
        if outcome.outcome == BROKEN:
            print(f"    {outcome.detail}")
    return 1 if failed else 0


def sound_suite(workshop: shop.Workshop, suite: Suite) -> list[str]:
    """The attacks of a suite that finds nothing amiss without any defect."""
    with shop.scratch(workshop.build / "defects") as name:
        folder = Path(name)
        noticed, cases, detail = run_suite(workshop.build / "bin" / "sluice", folder, suite)
        if noticed:
            raise shop.BuildError(f"the suite fails without any defect: {cases} {detail}")
        return [
            str(record["case"])
            for record in _results(folder / "results.jsonl")
            if record["effect"] is not None
        ]


def main(words: list[str] | None = None) -> int:
    """The command scripts/mutants."""
    given = arguments(words)
    try:
        defects = chosen(data.load(), given.only)
        problems = data.check(ROOT, defects, known_rules())
        if problems or not defects:
            print("\n".join(problems) or "no defect fits --only", file=sys.stderr)
            return 2
        if given.check:
            print(f"{len(defects)} defects fit the sources")
            return 0
        print("building ...", flush=True)
        workshop = shop.prepare(ROOT, ROOT / "build" / "mutants")
        suite = Suite(tuple(given.suite) or Suite.paths, given.variants, given.fail_fast)
        attacks = sound_suite(workshop, suite)
        outcomes = run_all(defects, workshop, suite, given.jobs)
    except (data.DefectError, shop.BuildError) as error:
        print(error, file=sys.stderr)
        return 2
    if given.json is not None:
        rows = [asdict(outcome) for outcome in sorted(outcomes, key=lambda one: one.defect)]
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    show_rules(outcomes, known_rules() if not given.only else set())
    if given.idle_cases:
        show_idle(attacks, outcomes)
    return summarize(outcomes)


if __name__ == "__main__":
    sys.exit(main())
