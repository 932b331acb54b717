"""How many executions a second the fuzz targets come to, next to a target that does nothing:
scripts/bench --fuzz."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from harness.driver import detection
from harness.driver.fuzz import aflpp, build, libfuzzer, plan, targets, worker

DONE, FAILED = 0, 2

EMPTY = "empty"
# Of each target, what share of the empty one's executions a second it is to come to, in percent.
BARS = {plan.LIBFUZZER: {"inspect": 6.0, "all": 2.0}, plan.AFL: {"inspect": 50.0, "decode": 50.0}}

# How executions come about.
REPLAY = "replay"  # the corpus itself, again and again
LIVE = {"fuzzed by bytes": worker.BYTES, "fuzzed by our mutator": worker.STREAMS}
NOTHING = ", from nothing"

ROUNDS = 3  # of which the median counts
GROWTH = 60000  # executions of each target that make the corpus
SEED = 1

EXECUTED = re.compile(r"^stat::number_of_executed_units: (\d+)", re.MULTILINE)
DONE_BY_AFL = re.compile(r"^execs_done\s*: (\d+)", re.MULTILINE)

EPILOG = """\
The corpus is what the fuzzers themselves make of corpora/fuzz, with the same random numbers each
time. Executions are divided by the processor's time, which other programs on the machine change
little; under libFuzzer without that of the start.
The results are left in build/bench/fuzz.json. What the mutator of stream programs is worth
stands behind them as it was recorded: scripts/bench --fuzz --compare --record measures it anew.

exit: 0 done, whatever came out, 2 it could not be measured

example: scripts/bench --fuzz --quick"""


@dataclass(frozen=True)
class Line:
    """A target, as it was executed in one way."""

    engine: str
    target: str
    way: str
    rate: float  # executions a second, and of the empty target:
    empty: float
    bar: float  # percent

    @property
    def share(self) -> float:
        """Percent of the empty target's."""
        return 100 * self.rate / self.empty if self.empty > 0 else 0.0

    @property
    def met(self) -> bool:
        """Whether it is enough."""
        return self.share >= self.bar

    def to_json(self) -> dict[str, object]:
        """All that is known of it."""
        return asdict(self) | {"share": round(self.share, 3), "met": self.met}


@dataclass(frozen=True)
class Run:
    """A program that has ended."""

    seconds: float  # of the processor
    said: str


def run(command: Sequence[str], variables: Mapping[str, str]) -> Run:
    """Runs a program to its end."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.send_signal(signal.SIGKILL)
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    if process.returncode != 0:
        last = (text.strip().splitlines() or ["nothing"])[-1]
        raise worker.EngineError(f"{command[0]} ended with {process.returncode}; it said: {last}")
    return Run(used.ru_utime + used.ru_stime, text)


class LibFuzzer:
    """Measures under libFuzzer."""

    def __init__(self, corpus: Path, seconds: float, root: Path = targets.ROOT) -> None:
        self.root = root
        self.corpus = corpus
        self.files = [str(one) for one in sorted(corpus.iterdir())]
        self.seconds = seconds
        self.variables = libfuzzer.sanitizers(quarantine=False, leaks=False)
        self.started: dict[str, float] = {}

    def _run(self, target: str, words: Sequence[str], mutation: str = worker.STREAMS) -> Run:
        program = targets.program(targets.LIBFUZZER, target, self.root)
        command = [str(program), f"-max_len={targets.MAX_INPUT}", f"-seed={SEED}"]
        command += [libfuzzer.PLAIN_SCHEDULE, *words]
        return run(command, self.variables | libfuzzer.mutation_variables(mutation))

    def _start(self, target: str) -> float:
        if target not in self.started:
            self.started[target] = self._run(target, ["-runs=0"]).seconds
        return self.started[target]

    def replay(self, target: str) -> float:
        """Executions a second of the files as they are: as often as the time allows."""
        once = self._run(target, ["-runs=1", *self.files]).seconds - self._start(target)
        times = max(2, int(self.seconds / max(once, 0.001)))
        used = self._run(target, [f"-runs={times}", *self.files]).seconds - self._start(target)
        return times * len(self.files) / max(used, 0.001)

    def fuzz(self, target: str, mutation: str, *, from_nothing: bool) -> float:
        """Executions a second while it fuzzes."""
        with tempfile.TemporaryDirectory() as new:
            words = [f"-max_total_time={max(1, round(self.seconds))}", "-print_final_stats=1"]
            words += ["-print_funcs=0", new, *([] if from_nothing else [str(self.corpus)])]
            done = self._run(target, words, mutation)
        found = EXECUTED.search(done.said)
        if not found:
            raise worker.EngineError(f"fuzz-{target} does not say how many executions it made")
        return int(found[1]) / max(done.seconds - self._start(target), 0.001)

    def ways(self) -> dict[str, Callable[[str], float]]:
        """How executions come about, by name."""

        def live(mutation: str, *, from_nothing: bool) -> Callable[[str], float]:
            return lambda target: self.fuzz(target, mutation, from_nothing=from_nothing)

        made: dict[str, Callable[[str], float]] = {REPLAY: self.replay}
        for name, mutation in LIVE.items():
            made[name] = live(mutation, from_nothing=False)
        for name, mutation in LIVE.items():
            made[name + NOTHING] = live(mutation, from_nothing=True)
        return made


class Afl:
    """Measures under AFL++."""

    def __init__(self, corpus: Path, seconds: float, root: Path = targets.ROOT) -> None:
        self.root = root
        self.corpus = corpus
        self.seconds = seconds

    def fuzz(self, target: str) -> float:
        """Executions a second of the processor's, of the engine's process and of the target's."""
        program = targets.program(targets.AFL, target, self.root)
        with tempfile.TemporaryDirectory() as out:
            command = ["afl-fuzz", "-i", str(self.corpus), "-o", out, "-s", str(SEED)]
            command += ["-V", str(max(2, round(self.seconds))), "-t", str(aflpp.SLOW)]
            command += ["-G", str(targets.MAX_INPUT), "--", str(program)]
            done = run(command, aflpp.VARIABLES)
            found = DONE_BY_AFL.search((Path(out) / "default" / "fuzzer_stats").read_text())
        if not found:
            raise worker.EngineError("afl-fuzz does not say how many executions it made")
        return int(found[1]) / max(done.seconds, 0.001)

    def ways(self) -> dict[str, Callable[[str], float]]:
        """How executions come about, by name."""
        return {"fuzzed by bytes": self.fuzz}


def compare(
    engine: str, ways: Mapping[str, Callable[[str], float]], rounds: int, say: Callable[[str], None]
) -> list[Line]:
    """Each target in each way; the empty one in turn with the others, so that all of them meet the
    same machine."""
    lines = []
    for way, measure in ways.items():
        rates: dict[str, list[float]] = {name: [] for name in (EMPTY, *BARS[engine])}
        for number in range(rounds):
            for target, seen in rates.items():
                say(f"{engine}: {target}, {way} ({number + 1} of {rounds})")
                seen.append(measure(target))
        empty = statistics.median(rates[EMPTY])
        for target, bar in BARS[engine].items():
            lines.append(Line(engine, target, way, statistics.median(rates[target]), empty, bar))
    return lines


def grow(folder: Path, runs: int, say: Callable[[str], None], root: Path = targets.ROOT) -> Path:
    """Fuzzes until there is a corpus; returns its folder."""
    made, corpus = folder / "made", folder / "corpus"
    for place in (made, corpus):
        place.mkdir(parents=True)
    for one in (root / "corpora" / "fuzz" / targets.STREAMS).iterdir():
        shutil.copyfile(one, made / one.name)
    for target in BARS[plan.LIBFUZZER]:
        say(f"corpus: {target} makes {runs} executions")
        program = targets.program(targets.LIBFUZZER, target, root)
        words = [f"-max_len={targets.MAX_INPUT}", f"-seed={SEED}", f"-runs={runs}"]
        words += [libfuzzer.PLAIN_SCHEDULE, str(made)]
        run([str(program), *words], libfuzzer.sanitizers(quarantine=False, leaks=False))
    program = targets.program(targets.LIBFUZZER, "all", root)
    libfuzzer.merge(program, corpus, [made])
    return corpus


def table(lines: Sequence[Line]) -> str:
    """For people."""
    out = [f"{'':<48}{'executions/s':>13}{'empty':>12}{'share':>9}{'bar':>7}"]
    for one in lines:
        name = f"{one.engine} {one.target}, {one.way}"
        text = (
            f"{name:<48}{one.rate:>13,.0f}{one.empty:>12,.0f}{one.share:>7.2f} %{one.bar:>5.0f} %"
        )
        out.append(text + ("" if one.met else "  below"))
    return "\n".join(out)


def recorded(path: Path = detection.RECORD) -> str:
    """What the mutator of stream programs was last found to be worth; measuring it takes long."""
    if not path.is_file():
        return "nobody has recorded what the mutator is worth: scripts/bench --fuzz --compare"
    return f"as it was recorded in {path.relative_to(targets.ROOT)}:\n{path.read_text().strip()}"


def parser() -> argparse.ArgumentParser:
    """What may be said."""
    made = argparse.ArgumentParser(
        prog="scripts/bench --fuzz",
        description="Measures the fuzz targets against one that does nothing.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("--quick", action="store_true", help="once, and for a short time")
    add("--corpus", type=Path, help="the inputs, in place of those that are made")
    add("--no-build", action="store_true", help="the programs are there already")
    add("--json", action="store_true", help="print fuzz.json in place of the table")
    add("--core", type=int, help="the core that everything is pinned to")
    return made


def measure(options: argparse.Namespace, say: Callable[[str], None]) -> dict[str, object]:
    """Builds, measures, and says what came out."""
    with_afl = all(shutil.which(name) is not None for name in ("afl-fuzz", "afl-clang-fast"))
    seconds, rounds = (2.0, 1) if options.quick else (8.0, ROUNDS)
    if not options.no_build:
        wanted = [EMPTY, *BARS[plan.LIBFUZZER], *BARS[plan.AFL]]
        say("build: fuzz")
        programs = [f"fuzz-{name}" for name in dict.fromkeys(wanted)]
        build.build("fuzz", programs)
        if with_afl:
            say("build: fuzz-afl")
            build.build("fuzz-afl", programs)
    with tempfile.TemporaryDirectory() as name:
        corpus = options.corpus or grow(Path(name), GROWTH // (4 if options.quick else 1), say)
        sizes = sorted(one.stat().st_size for one in corpus.iterdir())
        if not sizes:
            raise worker.EngineError(f"there is no input in {corpus}")
        lines = compare(plan.LIBFUZZER, LibFuzzer(corpus, seconds).ways(), rounds, say)
        if with_afl:
            lines += compare(plan.AFL, Afl(corpus, 2 * seconds).ways(), rounds, say)
    about = {"files": len(sizes), "bytes": sum(sizes), "median": sizes[len(sizes) // 2]}
    return {"corpus": about, "lines": lines}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures; returns the exit status."""
    options = parser().parse_args(arguments)
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    try:
        found = measure(options, lambda text: print(f"==> {text}", file=sys.stderr, flush=True))
    except (worker.EngineError, OSError) as error:
        print(f"scripts/bench: {error}", file=sys.stderr)
        return FAILED
    lines = found["lines"]
    assert isinstance(lines, list)
    text = json.dumps(found | {"lines": [one.to_json() for one in lines]}, indent=2)
    out = targets.ROOT / "build" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    (out / "fuzz.json").write_text(text + "\n")
    if options.json:
        print(text)
    else:
        print(f"{json.dumps(found['corpus'])}\n{table(lines)}\n\n{recorded()}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
