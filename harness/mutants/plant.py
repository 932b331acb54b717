"""Plants each defect, runs the suite, and tells which cases notice it."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from itertools import repeat
from pathlib import Path
from typing import Any

from harness.driver import catalogue
from harness.mutants import defects as data
from harness.mutants import listing, suite
from harness.mutants import workshop as shop

ROOT = Path(__file__).resolve().parents[2]
CASE_SECONDS = 4
SUMMARY = Path(__file__).parent / "planted.json"
SCHEMA = 1
MOST_CASES_SHOWN = 3

KILLED, SURVIVED, BROKEN, SAME = "killed", "survived", "does not compile", "same code"


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


STREAMS, ARCHIVES = "corpora/attacks", "corpora/archives"
# Where defects are that cases of archives are to notice.
OF_ARCHIVES = ("decoder/archive/", "harness/archive/")
JUDGE_OF_ARCHIVES = ("rules/oracles/archive.c", "rules/oracles/packages.c")


@dataclass(frozen=True)
class Suite:
    """What is run on each defect."""

    paths: tuple[str, ...] = (STREAMS,)
    command: tuple[str, ...] = ("run",)
    variants: bool = False  # what the cases alone do not notice is tried on their variants too
    fail_fast: bool = False  # the first case that notices is enough
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by rule: asked before the rest
    cases: tuple[str, ...] = ()  # if any, these alone


def run_suite(
    program: Path, chosen: Suite, *, variants: bool = False, cases: Sequence[str] = ()
) -> suite.Run:
    """Runs the suite, or some of its cases, on a command."""
    seconds = suite.WALL_SECONDS if variants else suite.PROCESSOR_SECONDS
    thorough = "--variants" if chosen.command == ("run",) else "--thorough"
    options = [thorough] if variants else ["--timeout", str(CASE_SECONDS)]
    options += [word for case in cases for word in ("--case", case)]
    return suite.run(
        ROOT,
        program,
        [*options, *chosen.paths],
        command=chosen.command,
        seconds=seconds,
        fail_fast=chosen.fail_fast,
    )


def is_about_archives(defect: data.Defect) -> bool:
    """Whether cases of archives are asked, and not those of streams."""
    return all(file.startswith(OF_ARCHIVES) or file in JUDGE_OF_ARCHIVES for file in defect.files())


def is_in_judge(defect: data.Defect) -> bool:
    """Whether the decoder is sound with it: a judge that errs may object to any case, and shows of
    none that it is about something."""
    return not any(file.startswith("decoder/") for file in defect.files())


def ask(program: Path, rule: str, chosen: Suite) -> tuple[suite.Run, str]:
    """The cases about the rule, then all, then their variants, until one notices."""
    own = chosen.own.get(rule, ())
    if own:
        run = run_suite(program, chosen, cases=own)
        if run.failed():
            return run, ""
    run = run_suite(program, chosen, cases=chosen.cases)
    if run.notices() or not chosen.variants:
        return run, ""
    return run_suite(program, chosen, variants=True), "by variants of these cases alone"


def plant(defect: data.Defect, workshop: shop.Workshop, streams: Suite, archives: Suite) -> Outcome:
    """Builds with one defect and runs the suite that it is for."""
    begun = time.monotonic()
    chosen = archives if is_about_archives(defect) else streams

    def ended(outcome: str, cases: list[str], detail: str = "") -> Outcome:
        seconds = round(time.monotonic() - begun, 2)
        return Outcome(defect.defect_id, defect.rule, defect.title, outcome, cases, seconds, detail)

    with shop.scratch(workshop.build / "defects") as name:
        folder = Path(name)
        try:
            program = workshop.make(defect.apply(ROOT), folder)
        except shop.DefectDoesNotCompileError as error:
            return ended(BROKEN, [], "\n".join(str(error).splitlines()[:10]))
        if program is None:
            return ended(SAME, [], "the compiler makes the same code of it")
        run, detail = ask(program, defect.rule, chosen)
    if not run.ended:
        detail = f"the suite did not end in {suite.WALL_SECONDS} s"
    elif run.notices() and not run.failed():
        detail = run.said or f"the run ended with {run.status}"
    return ended(KILLED if run.notices() else SURVIVED, run.failed(), detail)


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
        epilog="exit: 0 all are noticed; 1 some survive, do not compile, or notice nothing; 2 it"
        " could not be found out.   example: scripts/mutants --only in-1/",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="TEXT",
        help="defects whose id, rule, file or source holds TEXT; may be given more than once",
    )
    parser.add_argument(
        "--suite",
        action="append",
        default=[],
        metavar="PATH",
        help="cases to run; corpora/attacks if not given, and corpora/archives for defects of"
        " archives",
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
        "--idle-cases",
        action="store_true",
        help="list the attacks that notice no defect of the decoder: plants until each has noticed"
        " one",
    )
    parser.add_argument(
        "--check", action="store_true", help="only see whether each defect still fits the sources"
    )
    parser.add_argument(
        "--catalogue",
        action="store_true",
        help="only write the ids of the defects into the files of rules/catalogue",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcomes to FILE")
    parser.add_argument(
        "--record",
        action="store_true",
        help=f"write the summary that reports show: {SUMMARY.relative_to(ROOT)}",
    )
    given = parser.parse_args(words)
    if given.record and (given.only or given.suite or given.fail_fast or given.idle_cases):
        parser.error("--record is for all defects and all cases: leave out what chooses")
    if given.catalogue and given.only:
        parser.error("--catalogue is for all defects: leave out --only")
    return given


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
            for word in (defect.defect_id, defect.rule, defect.source.stem, *defect.files())
        )
    ]


def run_all(
    defects: Sequence[data.Defect],
    workshop: shop.Workshop,
    suites: tuple[Suite, Suite],
    jobs: int,
) -> list[Outcome]:
    """Plants them all, several at a time, and shows each as it ends."""
    outcomes = []
    begun = time.monotonic()
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        pending = [pool.submit(plant, defect, workshop, *suites) for defect in defects]
        for number, done in enumerate(as_completed(pending), start=1):
            outcome = done.result()
            outcomes.append(outcome)
            left = (time.monotonic() - begun) / number * (len(defects) - number)
            print(f"[{number}/{len(defects)}, {left:3.0f} s left] {show(outcome)}", flush=True)
    return outcomes


def find_idle(
    defects: Sequence[data.Defect],
    workshop: shop.Workshop,
    asked: tuple[Suite, Suite],
    sound: suite.Run,
    jobs: int,
) -> list[str]:
    """The attacks that notice none of the defects. What has noticed one is not asked again."""
    archives = set(families_of(asked[1]))
    idle = [str(one["case"]) for one in sound.results if one["effect"] is not None]
    total, begun = len(idle), time.monotonic()
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        for first in range(0, len(defects), jobs):
            some = defects[first : first + jobs]
            left = tuple(
                replace(
                    one,
                    cases=tuple(
                        case
                        for case in idle
                        if (case.split("/")[0] in archives) == (one is asked[1])
                    ),
                    fail_fast=False,
                )
                for one in asked
            )
            for outcome in pool.map(plant, some, repeat(workshop), *(repeat(one) for one in left)):
                noticed = set(outcome.cases)
                idle = [case for case in idle if case not in noticed]
            done = first + len(some)
            seconds = (time.monotonic() - begun) / done * (len(defects) - done)
            print(
                f"[{done}/{len(defects)}, at most {seconds:3.0f} s left] {len(idle)} of {total}"
                " attacks have noticed nothing yet",
                flush=True,
            )
            if not idle:
                break
    return idle


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


def show_idle(idle: Sequence[str]) -> int:
    """The attacks that have noticed nothing, and the exit code."""
    print(f"\n{len(idle)} attacks notice no defect")
    for case in idle:
        print(f"  {case}")
    return 1 if idle else 0


def defects_hash() -> str:
    """One number for all the defects that are planted."""
    whole = hashlib.sha256()
    for path in sorted(data.FOLDER.glob("*.yaml")):
        whole.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def families_of(asked: Suite) -> list[str]:
    """The families of the cases of a suite."""
    files: list[Path] = []
    for path in asked.paths:
        whole = ROOT / path
        files += sorted(whole.glob("*.yaml")) if whole.is_dir() else [whole]
    return [file.stem for file in files]


def summary(
    outcomes: list[Outcome], rules_of_cases: dict[str, list[str]], paths: Sequence[str]
) -> dict[str, Any]:
    """What is kept: how many defects of each rule are noticed, and by cases that name the rule."""
    rules: dict[str, dict[str, int]] = {}
    for one in sorted(outcomes, key=lambda one: one.rule):
        counts = rules.setdefault(one.rule, {"planted": 0, "killed": 0, "by_own_cases": 0})
        counts["planted"] += 1
        counts["killed"] += one.outcome == KILLED
        counts["by_own_cases"] += any(
            one.rule in rules_of_cases.get(case, []) for case in one.cases
        )
    return {
        "schema": SCHEMA,
        "suite": list(paths),
        "sources": defects_hash(),
        "defects": len(outcomes),
        "killed": sum(one.outcome == KILLED for one in outcomes),
        "rules": rules,
    }


def summarize(outcomes: list[Outcome]) -> int:
    """The last lines, and the exit code."""
    failed = [outcome for outcome in outcomes if outcome.outcome != KILLED]
    print(f"\n{len(outcomes) - len(failed)} of {len(outcomes)} defects are noticed")
    for outcome in sorted(failed, key=lambda one: one.defect):
        print(f"  {outcome.outcome}: {outcome.defect} ({outcome.rule}): {outcome.title}")
        if outcome.outcome == BROKEN:
            print(f"    {outcome.detail}")
    return 1 if failed else 0


def cases_by_rule(rules_of_cases: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The cases that name each rule."""
    found: dict[str, list[str]] = {}
    for case, rules in rules_of_cases.items():
        for rule in rules:
            found.setdefault(rule, []).append(case)
    return found


def sound_suite(workshop: shop.Workshop, chosen: Suite) -> suite.Run:
    """A run of a suite that finds nothing amiss without any defect."""
    run = run_suite(workshop.build / "bin" / "sluice", chosen)
    if run.notices():
        raise shop.BuildError(f"the suite fails without any defect: {run.failed()} {run.said}")
    return run


def chosen_suites(paths: Sequence[str], *, variants: bool, fail_fast: bool) -> tuple[Suite, Suite]:
    """The cases of streams and those of archives that are asked for."""
    archives = tuple(path for path in paths if path.startswith(ARCHIVES))
    streams = tuple(path for path in paths if path not in archives)
    return (
        Suite(streams or (STREAMS,), ("run",), variants, fail_fast),
        Suite(archives or (ARCHIVES,), ("archive", "run"), variants, fail_fast),
    )


def sound_suites(
    workshop: shop.Workshop, suites: tuple[Suite, Suite], defects: Sequence[data.Defect]
) -> suite.Run:
    """What both suites show without any defect, as far as the defects ask for them."""
    whole = suite.Run()
    needed = {is_about_archives(defect) for defect in defects}
    for number, one in enumerate(suites):
        if bool(number) in needed:
            whole.results += sound_suite(workshop, one).results
    return whole


def main(words: list[str] | None = None) -> int:
    """The command scripts/mutants."""
    given = arguments(words)
    try:
        defects = chosen(data.load(), given.only)
        if given.idle_cases:
            defects = [one for one in defects if not is_in_judge(one)]
        problems = data.check(ROOT, defects, known_rules())
        if problems or not defects:
            of = " of the decoder" if given.idle_cases else ""
            print("\n".join(problems) or f"no defect{of} fits --only", file=sys.stderr)
            return 2
        if given.check:
            print(f"{len(defects)} defects fit the sources")
            return 0
        if given.catalogue:
            print(f"written: {' '.join(listing.write(defects)) or 'nothing, all is up to date'}")
            return 0
        print("building ...", flush=True)
        workshop = shop.prepare(ROOT, ROOT / "build" / "mutants")
        suites = chosen_suites(given.suite, variants=given.variants, fail_fast=given.fail_fast)
        sound = sound_suites(workshop, suites, defects)
        rules = {str(one["case"]): one["rules"] for one in sound.results}
        if given.idle_cases:
            return show_idle(find_idle(defects, workshop, suites, sound, given.jobs))
        if given.record:
            # What is recorded is whether they are noticed, and by cases about the rule.
            own = cases_by_rule(rules)
            suites = (
                replace(suites[0], fail_fast=True, own=own),
                replace(suites[1], fail_fast=True, own=own),
            )
        outcomes = run_all(defects, workshop, suites, given.jobs)
    except (data.DefectError, shop.BuildError) as error:
        print(error, file=sys.stderr)
        return 2
    if given.json is not None:
        rows = [asdict(outcome) for outcome in sorted(outcomes, key=lambda one: one.defect)]
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    show_rules(outcomes, known_rules() if not given.only else set())
    if given.record:
        text = json.dumps(summary(outcomes, rules, suites[0].paths + suites[1].paths), indent=1)
        SUMMARY.write_text(text + "\n", encoding="utf-8")
    return summarize(outcomes)


if __name__ == "__main__":
    sys.exit(main())
