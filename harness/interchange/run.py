"""Runs the interchange: JDKs write, Sluice writes again, JDKs read."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness.interchange import jdk
from harness.interchange.jdk import Jdk, JdkError
from harness.interchange.progress import Progress
from harness.interchange.report import Failure, Report
from harness.interchange.variants import BUILT, VARIANTS

LARGEST_CHUNK = 2500
QUICK_GRAPHS = 300
GOOD, FAILED, UNUSABLE = 0, 1, 2


class Tool:
    """The programs, and how a chunk of seeds goes through them."""

    def __init__(self, program: Path, jdks: list[Jdk], work: Path, progress: Progress) -> None:
        self.program = program
        self.jdks = jdks
        self.work = work
        self.classes = work / "classes"
        self.progress = progress

    def lines(self, command: list[str], good: tuple[int, ...] = (0,)) -> Iterator[list[str]]:
        """Lines of words from a program; its progress goes to the progress line."""
        errors = self.work / "errors.txt"
        with (
            errors.open("a", encoding="utf-8") as log,
            subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
            ) as process,
        ):
            assert process.stdout is not None
            seen = 0
            for line in process.stdout:
                words = line.rstrip("\n").split("\t")
                if words[0] == "progress":
                    self.progress.advance(int(words[1]) - seen)
                    seen = int(words[1])
                else:
                    yield words
        if process.returncode not in good:
            said = errors.read_text(encoding="utf-8").strip().splitlines()
            last = next(
                (line for line in reversed(said) if not line.startswith("\tat ")), "no message"
            )
            name = " ".join(command[-4:])
            raise JdkError(f"{name}: ended with status {process.returncode}: {last}")

    def count_picked(self) -> tuple[int, int]:
        """How many picked values there are, and how many of them are not large."""
        [words] = self.lines(self.jdks[0].command(self.classes, "Write", "count"))
        return int(words[0]), int(words[1])

    def chunk(self, number: int, first: int, last: int) -> Report:
        folder = self.work / str(number)
        folder.mkdir()
        report = Report()
        writer = self.jdks[number % len(self.jdks)]
        written = str(folder / "written")
        seeds = [str(first), str(last)]
        for _ in self.lines(writer.command(self.classes, "Write", written, *seeds)):
            pass
        for words in self.lines([str(self.program), written, str(folder)], good=(0, 1)):
            report.take_program(words, folder)
        inputs = [f"{variant.sharing}={folder / variant.name}" for variant in VARIANTS]
        for each in self.jdks:
            for words in self.lines(each.command(self.classes, "Read", *seeds, *inputs)):
                report.take_reader(each, words, folder)
        return report

    def built(self, number: int, first: int, last: int) -> Report:
        """Graphs that no JDK wrote."""
        folder = self.work / str(number)
        folder.mkdir()
        report = Report()
        command = [str(self.program), "--build", str(first), str(last), str(folder)]
        for words in self.lines(command, good=(0, 1)):
            report.take_program(words, folder)
        for each in self.jdks:
            files = [str(folder / BUILT.name), str(folder / "digests")]
            for words in self.lines(each.command(self.classes, "ReadBuilt", *files)):
                report.take_reader(each, words, folder, [BUILT])
        return report


def chunks(first: int, count: int, jobs: int) -> Iterator[tuple[int, int]]:
    """Parts of the seeds, as many as keep all jobs busy."""
    size = max(1, min(LARGEST_CHUNK, -(-count // jobs)))
    for start in range(first, first + count, size):
        yield start, min(start + size, first + count) - 1


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/interchange",
        description="Writes generated object graphs again with Sluice and reads them with the "
        "ObjectInputStream of each installed JDK; see harness/interchange/README.md.",
        epilog="exit: 0 all is equal, or there is no JDK (which is said); 1 something differs; "
        "2 it could not be run. example: scripts/interchange --graphs 100000",
    )
    parser.add_argument("--graphs", type=int, default=10000, metavar="N", help="graphs (10000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first seed (0)")
    parser.add_argument(
        "--quick", action="store_true", help="300 graphs, no large ones, and one JDK"
    )
    parser.add_argument("--replay", type=int, metavar="SEED", help="this seed only")
    parser.add_argument(
        "--jdk", type=Path, action="append", default=[], metavar="PATH",
        help="read with this JDK, instead of all in /usr/lib/jvm; may be repeated",
    )  # fmt: skip
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, metavar="N")
    parser.add_argument("--json", action="store_true", help="the results as JSON")
    parser.add_argument("--program", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.graphs < 1 or options.seed < 0 or options.jobs < 1:
        parser.error("--graphs and --jobs are at least 1, --seed is not negative")
    if options.quick:
        options.graphs = QUICK_GRAPHS
    return options


def plan(options: argparse.Namespace, picked: int, small: int) -> list[tuple[str, int, int]]:
    """What is run: the method of Tool, and the seeds."""
    if options.replay is not None:
        kinds = ["chunk"] if options.replay < 0 else ["chunk", "built"]
        return [(kind, options.replay, options.replay) for kind in kinds]
    graphs = options.graphs
    jobs: list[tuple[str, int, int]] = [("chunk", -(small if options.quick else picked), -1)]
    jobs += [("chunk", *part) for part in chunks(options.seed, graphs, options.jobs)]
    jobs += [("built", *part) for part in chunks(options.seed, graphs, options.jobs)]
    return jobs


def work_off(tool: Tool, options: argparse.Namespace) -> Report:
    parts = plan(options, *tool.count_picked())
    readings = 1 + len(tool.jdks)
    tool.progress.expect(sum((last - first + 1) * readings for _, first, last in parts))
    total = Report()
    with ThreadPoolExecutor(options.jobs) as pool:
        tasks = [
            pool.submit(getattr(tool, kind), number, first, last)
            for number, (kind, first, last) in enumerate(parts)
        ]
        for task in tasks:
            total.add(task.result())
    return total


def keep_failures(failures: list[Failure], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for failure in failures:
        failure.keep(folder)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    try:
        jdks = jdk.find(options.jdk)
        if not jdks:
            reason = "no JDK: none of version 17 or later in /usr/lib/jvm, JAVA_HOME or PATH"
            print(json.dumps({"skipped": reason}) if options.json else f"skipped: {reason}")
            return GOOD
        jdks = jdks[:1] if options.quick else jdks
        shutil.rmtree(options.work, ignore_errors=True)
        progress = Progress(sys.stderr)
        tool = Tool(options.program, jdks, options.work, progress)
        jdks[0].compile_sources(tool.classes)
        report = work_off(tool, options)
        progress.end()
    except (JdkError, OSError) as error:
        print(f"scripts/interchange: {error}", file=sys.stderr)
        return UNUSABLE
    keep_failures(report.failures, options.work / "failures")
    print(report.as_json(jdks) if options.json else report.as_text(jdks, options.work))
    return GOOD if report.is_good(jdks) else FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
