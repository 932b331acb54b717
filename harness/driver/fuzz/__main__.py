"""The command line of scripts/fuzz."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from harness.driver.fuzz import build, plan, progress, run, targets, worker

DONE, RED, FAILED = 0, 1, 2

UNITS = {"s": 1, "m": 60, "h": 3600, "": 1}

DESCRIPTION = """\
Runs the fuzz targets under the judge: whatever breaks a rule is a finding. Without a TARGET, all of
them, one after the other if there are more of them than processors."""
EPILOG = """\
What it leaves in build/fuzz: inputs that are worth keeping in corpus, findings in findings/TARGET,
with a listing in findings/findings.json, numbers in stats.json. An interrupt ends the run in order.
Inputs that libFuzzer says took 10 s or longer are kept in slow/TARGET, with a line of the summary;
they make nothing red, as the machine may have been busy.

Under libFuzzer, the targets decode, inspect and all are to see every rule that the mutator can
break from both sides: a stream that is accepted, and the same broken, which is refused for that
rule. A cell of this matrix that stays empty is red: the run was too short (half a minute of decode
is enough), or an operator is broken.

exit: 0 nothing was found, 1 findings or empty cells, 2 wrong usage, or it could not be run

example: scripts/fuzz decode inspect --engine both --time 10m --jobs 4"""


def seconds(text: str) -> float:
    """A time: 90, 90s, 10m, 8h."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not found or not float(found[1]):
        raise argparse.ArgumentTypeError(f"'{text}' is no time: write 90s, 10m or 8h")
    return float(found[1]) * UNITS[found[2]]


def at_least_one(text: str) -> int:
    """A number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """What may be said."""
    made = argparse.ArgumentParser(
        prog="scripts/fuzz",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("targets", nargs="*", metavar="TARGET", help=", ".join(targets.names()))
    add("--engine", choices=[*plan.ENGINES, "both"], default=plan.LIBFUZZER, help="(libfuzzer)")
    add("--time", type=seconds, default=600.0, metavar="TIME", help="of all together (10m)")
    add(
        "--jobs",
        type=at_least_one,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes at a time (one for each processor)",
    )
    add(
        "--start",
        choices=run.STARTS,
        default=run.CORPUS,
        help="what it begins with: the corpora of the repository and of earlier runs (default), "
        "these and all seeds, or nothing",
    )
    add(
        "--mutation",
        choices=worker.MUTATIONS,
        default=worker.STREAMS,
        help="what changes inputs: the mutator over stream programs and the engine (default), the "
        "engine with the dictionary, or the engine alone",
    )
    add(
        "--runs",
        type=at_least_one,
        default=0,
        metavar="N",
        help="each process ends after N executions",
    )
    add(
        "--seed",
        type=at_least_one,
        default=0,
        metavar="N",
        help="of the random numbers; without it, another one each time",
    )
    add(
        "--work",
        type=Path,
        default=None,
        metavar="DIR",
        help="where everything is written to (build/fuzz)",
    )
    add("--no-build", action="store_true", help="the programs are there already")
    add("--json", action="store_true", help="print stats.json in place of the summary")
    return made


def settings(options: argparse.Namespace) -> run.Settings:
    """What was asked for."""
    unknown = [one for one in options.targets if one not in targets.names()]
    if unknown:
        raise worker.EngineError(
            f"there is no target {unknown[0]}: there are {', '.join(targets.names())}"
        )
    work = options.work or targets.ROOT / "build" / "fuzz"
    return run.Settings(
        targets=list(dict.fromkeys(options.targets)) or targets.names(),
        engines=plan.ENGINES if options.engine == "both" else (options.engine,),
        seconds=options.time,
        jobs=options.jobs,
        runs=options.runs,
        mutation=options.mutation,
        start=options.start,
        seed=options.seed,
        work=work.resolve(),
    )


def _shown(work: Path) -> str:
    return str(work.relative_to(targets.ROOT) if work.is_relative_to(targets.ROOT) else work)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the fuzzers; returns the exit status."""
    options = parser().parse_args(arguments)
    shown = progress.Progress(sys.stderr)
    try:
        wanted = settings(options)
        if not options.no_build:
            build.for_fuzzing(wanted.targets, wanted.engines, lambda text: shown.say(f"==> {text}"))
        statistics = run.fuzz(wanted, shown)
    except worker.EngineError as error:
        shown.end()
        print(f"scripts/fuzz: {error}", file=sys.stderr)
        return FAILED
    shown.end()
    if options.json:
        print(json.dumps(statistics.to_json(), indent=2))
    else:
        print(progress.summary(statistics, work=_shown(wanted.work)))
    return RED if statistics.is_red else DONE


if __name__ == "__main__":
    sys.exit(main())
