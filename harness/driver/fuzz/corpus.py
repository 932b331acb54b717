"""The command line of scripts/corpus."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from harness.driver.fuzz import (
    build,
    dictionary,
    golden,
    merge,
    plan,
    policies,
    seeds,
    targets,
    worker,
)

DONE, CHANGED, FAILED = 0, 1, 2
MOST_SHOWN = 40

WORK = targets.ROOT / "build" / "fuzz"

EPILOG = """\
exit: 0 done, 1 an answer changed or something is found, 2 it could not be done

example: scripts/corpus seeds && scripts/corpus refresh"""


def _say(text: str) -> None:
    print(f"==> {text}", file=sys.stderr, flush=True)


def number_policies(options: argparse.Namespace) -> int:
    """Gives numbers to sets of class models that have none; the dictionaries have their names."""
    new = policies.refresh()
    print(
        f"harness/fuzz/policies.yaml: {new} new" if new else "harness/fuzz/policies.yaml: current"
    )
    return write_dictionaries(options)


def write_dictionaries(_options: argparse.Namespace) -> int:
    """Makes the dictionaries anew."""
    changed = dictionary.refresh()
    for name in dictionary.MADE:
        print(f"corpora/fuzz/{name}: {'changed' if name in changed else 'current'}")
    return DONE


def export_seeds(options: argparse.Namespace) -> int:
    """Fills a folder with seeds."""
    if not options.no_build:
        _say("build: release")
        build.build("release", [seeds.PROGRAM.name])
    for kind, count in seeds.fill(options.to).items():
        print(f"{options.to}/{kind}: {count} seeds")
    return DONE


def refresh(options: argparse.Namespace) -> int:
    """Minimizes what there is into the corpus of the repository, and records the answers."""
    if not options.no_build:
        build.for_fuzzing(targets.names(), (plan.LIBFUZZER,), _say)
        _say("build: release")
        build.build("release", [f"fuzz-{name}" for name in targets.names()])
    places = merge.Places(work=options.work, sources=options.source)
    for one in merge.refresh(places, _say):
        print(
            f"corpora/fuzz/{one.kind}: {one.files} files, {one.bytes} bytes"
            f" ({one.new} new, {one.gone} gone)"
        )
        if one.findings:
            print(f"{one.findings} inputs end a program: see {options.work}/findings")
    return record(options)


def shrink(options: argparse.Namespace) -> int:
    """Minimizes the working corpus in its place."""
    if not options.no_build:
        build.for_fuzzing(targets.names(), (plan.LIBFUZZER,), _say)
    for one in merge.shrink(merge.Places(work=options.work), _say):
        print(f"{options.work}/corpus/{one.kind}: {one.files} files, {one.gone} gone")
    return DONE


def record(_options: argparse.Namespace) -> int:
    """Records what each target answers to each file."""
    answers, complaints = golden.replay_all(targets.REPLAY)
    golden.FILE.write_text(golden.table(answers), encoding="utf-8")
    print(f"corpora/fuzz/golden.tsv: {len(answers)} answers")
    return _complain(complaints)


def keep(options: argparse.Namespace) -> int:
    """Keeps inputs that once showed a defect."""
    place = golden.REGRESSIONS / options.target
    missing = [path for path in options.file if not path.is_file()]
    if missing:
        raise worker.EngineError(f"{missing[0]} is no file: name the inputs that are to be kept")
    _answers, complaints = golden.replay(targets.REPLAY, options.target, options.file)
    if complaints:
        return _complain(complaints)
    for path in options.file:
        data = path.read_bytes()
        place.mkdir(parents=True, exist_ok=True)
        (place / seeds.name(data)).write_bytes(data)
        print(f"corpora/regressions/fuzz/{options.target}/{seeds.name(data)}")
    return record(options)


def check(options: argparse.Namespace) -> int:
    """Replays all files; says what changed and what is found."""
    if options.record:
        return record(options)
    answers, complaints = golden.replay_all(options.build)
    before = golden.FILE.read_text(encoding="utf-8") if golden.FILE.is_file() else ""
    changes = golden.changes(before, golden.table(answers))
    for line in changes[:MOST_SHOWN]:
        print(line)
    if len(changes) > MOST_SHOWN:
        print(f"and {len(changes) - MOST_SHOWN} more")
    if changes:
        print("if the changes are meant, run scripts/corpus golden --record")
    else:
        print(f"{len(answers)} answers are as recorded")
    return max(CHANGED if changes else DONE, _complain(complaints))


def _complain(complaints: list[golden.Complaint]) -> int:
    for one in complaints[:MOST_SHOWN]:
        print(f"FOUND {one.target}: {one.rule}: {one.detail}: {one.file}")
    return CHANGED if complaints else DONE


def parser() -> argparse.ArgumentParser:
    """What may be said."""
    made = argparse.ArgumentParser(
        prog="scripts/corpus",
        description="Makes and keeps what the fuzzers start from.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    building = argparse.ArgumentParser(add_help=False)
    building.add_argument("--no-build", action="store_true", help="the programs are there already")

    command = commands.add_parser(
        "policies",
        help="number the class models of the suite's cases, and make the dictionaries anew",
    )
    command.set_defaults(run=number_policies)

    command = commands.add_parser("dictionary", help="make the dictionaries anew")
    command.set_defaults(run=write_dictionaries)

    command = commands.add_parser(
        "seeds", parents=[building], help="make inputs of the suite's cases and of other streams"
    )
    command.add_argument("--to", type=Path, default=WORK / "seeds", help="(build/fuzz/seeds)")
    command.set_defaults(run=export_seeds)

    command = commands.add_parser(
        "refresh",
        parents=[building],
        help="merge corpora/fuzz, seeds and what the fuzzers found, minimize it into corpora/fuzz, "
        "and record the answers",
    )
    command.add_argument("--work", type=Path, default=WORK, help="of scripts/fuzz (build/fuzz)")
    command.add_argument(
        "--source",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="another corpus, with a folder for each kind; may be given more than once",
    )
    command.set_defaults(run=refresh)

    command = commands.add_parser(
        "shrink", parents=[building], help="minimize what the fuzzers found, in its place"
    )
    command.add_argument("--work", type=Path, default=WORK, help="of scripts/fuzz (build/fuzz)")
    command.set_defaults(run=shrink)

    command = commands.add_parser(
        "keep", help="keep inputs that once showed a defect, which is mended, for ever"
    )
    command.add_argument("target", metavar="TARGET", choices=targets.names())
    command.add_argument("file", metavar="FILE", type=Path, nargs="+")
    command.set_defaults(run=keep)

    command = commands.add_parser("golden", help="replay all files and compare the answers")
    command.add_argument(
        "--build", default=targets.REPLAY, metavar="DIR", help="whose programs replay (build)"
    )
    command.add_argument("--record", action="store_true", help="record the answers instead")
    command.set_defaults(run=check)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except (policies.PolicyError, seeds.SeedError, worker.EngineError) as error:
        print(f"scripts/corpus: {error}", file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
