"""Has the decoder and a JDK read the same streams, and compares what they say.

Each is read by sluice_inspect() and by ObjectInputStream, for which a class is made for each name
of the stream, so that the protocol alone is judged: accepted or refused, everything that was read,
the place of a fault, and the exception. A difference that no row of decoder/DIVERGENCES.md tells
of is red; so is a row without an example in corpora/divergences, or with one that does not show
it.

With --fuzz a mutator makes streams of those that the fuzzers start from, for so long, instead;
an interrupt ends that in order.

WHAT is examples (one stream for each row), vectors, corpus (streams of a real JDK), fuzz (what the
fuzzers start from), cases (the attack suite) or variants (what is derived from them); without
--over all of it.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import FrameType

from harness.driver.differential import compare, fuzz, inputs, rows
from harness.driver.fuzz.__main__ import at_least_one, seconds
from harness.driver.signals import handled

ADAPTER = inputs.ROOT / "harness" / "targets" / "adapters" / "jvm"
EVERY = 0.5  # seconds between two looks at how far it is, on a terminal; ten times as many in a log
SHOWN = 20  # differences in the summary


def why_not(target: str) -> str:
    """Why nothing can be compared here; "" if it can."""
    number = target.removeprefix("jdk")
    jdk = subprocess.run(
        [str(ADAPTER / "jdk"), number, "--home"], capture_output=True, text=True, check=False
    )
    if jdk.returncode != 0:
        return f"{jdk.stderr.strip()}: scripts/setup --targets brings 17, JAVA_HOME names any other"
    jar = inputs.ROOT / "build" / "targets" / "jvm.jar"
    return (
        ""
        if jar.is_file()
        else f"there is no {jar.relative_to(inputs.ROOT)}: scripts/setup --targets"
    )


class Progress:
    """How far it is, on standard error."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.next = self.began + EVERY
        self.on_terminal = sys.stderr.isatty()

    def tick(self, result: compare.Result) -> None:
        self.show(result.compared, f", {len(result.differences)} differ")

    def fuzzed(self, run: fuzz.Run, left: float) -> None:
        found = f", {len(run.findings)} findings, {left / 60:.0f} min left"
        self.show(run.compared, found)

    def show(self, compared: int, more: str = "") -> None:
        now = time.monotonic()
        if now < self.next:
            return
        self.next = now + EVERY * (1 if self.on_terminal else 10)
        rate = compared / (now - self.began)
        line = f"differential: {compared:,} compared, {rate:,.0f} a second{more}"
        print(
            f"\r{line}" if self.on_terminal else line,
            end="" if self.on_terminal else "\n",
            file=sys.stderr,
        )

    def end(self) -> float:
        if self.on_terminal:
            print(file=sys.stderr)
        return time.monotonic() - self.began


def wrong_examples(result: compare.Result) -> list[str]:
    """A sentence for each row whose example does not show it, and for each example of no row."""
    folder = inputs.EXAMPLES.relative_to(inputs.ROOT)
    known = [row.row for row in rows.read()]
    sentences = [
        f"row {row} has no example {folder}/{row}.ser that shows it"
        for row in known
        if f"{folder}/{row}.ser" not in result.rows.get(row, [])
    ]
    files = sorted(path.stem for path in inputs.EXAMPLES.glob("*.ser"))
    return sentences + [f"{folder}/{name}.ser is of no row" for name in files if name not in known]


def chosen(options: argparse.Namespace) -> Iterator[inputs.Input]:
    by_word = inputs.sources(options.variants)
    words = options.over or ([] if options.files else list(by_word))
    return chain(*(by_word[word]() for word in words), inputs.of_paths(options.files))


def print_summary(target: str, result: compare.Result, wrong: list[str], took: float) -> None:
    known = sum(len(names) for names in result.rows.values())
    print(
        f"{target}: {result.compared:,} streams compared in {took:.0f} s "
        f"({result.compared / max(took, 0.001):,.0f} a second): "
        f"{result.verdicts['accept']:,} accepted by the decoder, "
        f"{result.verdicts['reject']:,} refused, {result.verdicts['limit']:,} at a limit"
    )
    print(
        f"{known:,} differ as {len(result.rows)} rows of decoder/DIVERGENCES.md say; "
        f"{len(result.differences)} in another way"
    )
    for difference in result.differences[:SHOWN]:
        print(f"  {difference.name}: {difference.text}")
    for sentence in wrong:
        print(f"  {sentence}")


def as_json(target: str, result: compare.Result, wrong: list[str], took: float) -> str:
    return json.dumps(
        {
            "target": target,
            "compared": result.compared,
            "seconds": round(took, 3),
            "verdicts": dict(result.verdicts),
            "rows": {row: len(names) for row, names in sorted(result.rows.items())},
            "differences": [{"name": one.name, "text": one.text} for one in result.differences],
            "stale": wrong,
        }
    )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/differential",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="example: scripts/differential --over corpus --over vectors",
    )
    parser.add_argument("--over", action="append", metavar="WHAT", choices=list(inputs.sources(0)))
    parser.add_argument("--target", default="jdk25", choices=["jdk25", "jdk17"])
    parser.add_argument(
        "--variants",
        type=int,
        default=20,
        metavar="N",
        help="about so many streams by each rule of variants from each case (20; 1000: all)",
    )
    parser.add_argument(
        "--jobs",
        type=at_least_one,
        default=1,
        metavar="N",
        help="programs at a time, each with a JVM (1)",
    )
    parser.add_argument("--json", action="store_true", help="one object in place of the summary")
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="streams, or folders of them"
    )
    parser.add_argument(
        "--fuzz",
        type=seconds,
        metavar="TIME",
        help="90s, 10m, 8h: what a mutator makes under libFuzzer (scripts/setup --fuzz)",
    )
    return parser.parse_args()


def run_fuzzer(options: argparse.Namespace, progress: Progress) -> int:
    try:
        result = fuzz.run(options.target, options.fuzz, options.jobs, progress.fuzzed)
    except compare.CompareError as error:
        print(f"differential: {error}", file=sys.stderr)
        return 2
    took = progress.end()
    found = [str(path) for path in result.findings]
    if options.json:
        told = {"target": options.target, "seconds": round(took, 3), **result.statistics}
        print(json.dumps({**told, "findings": found}))
    else:
        print(
            f"{options.target}: {result.compared:,} inputs compared in {took:.0f} s, "
            f"{len(found)} new findings"
        )
        for path in found:
            print(f"  {path}")
    return 1 if found else 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    options = parse()
    missing = why_not(options.target)
    if missing:
        print(f"differential: skipped, nothing is compared with {options.target}: {missing}")
        return 0
    progress = Progress()
    if options.fuzz is not None:
        return run_fuzzer(options, progress)
    try:
        with handled(_stop, signal.SIGTERM):
            result = compare.run(
                chosen(options), {"SLUICE_JDK": options.target}, options.jobs, progress.tick
            )
    except KeyboardInterrupt:
        print("\ndifferential: stopped; what was not compared is not judged", file=sys.stderr)
        return 2
    except (compare.CompareError, inputs.InputError) as error:
        print(f"differential: {error}", file=sys.stderr)
        return 2
    took = progress.end()
    has_examples = "examples" in (options.over or ([] if options.files else ["examples"]))
    wrong = wrong_examples(result) if has_examples else []
    if options.json:
        print(as_json(options.target, result, wrong, took))
    else:
        print_summary(options.target, result, wrong, took)
    return 1 if result.differences or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
