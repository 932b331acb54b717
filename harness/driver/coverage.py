"""Measures which lines, branches and conditions of the decoder are run: scripts/coverage."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.driver import coverage_notes as notes_file
from harness.driver.coverage_read import (
    Condition,
    Count,
    CoverageError,
    FileCoverage,
    Tools,
    build_failure,
    read,
    run_tool,
)

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "coverage"
ROOMS = ("decoder/stream", "decoder/classes")
BAR_ROOM, BAR_PERCENT = "decoder/stream", 95.0
CORPUS = ROOT / "corpora" / "fuzz"
REGRESSIONS = ROOT / "corpora" / "regressions" / "fuzz"
SOURCES = ("suite", "corpus", "tests")
OWN_INPUTS = ("case", "results")  # targets that do not read streams
THOROUGH = ("decode", "inspect", "oom", "roundtrip")  # the others take long, and add nothing
FILES_AT_ONCE = 200
QUICK_FILES = 8000  # of each target: a working corpus may have a hundred thousand
SCHEMA = 1
VERSIONS = range(22, 17, -1)  # of clang: 18 is the first with MC/DC


def find_tools() -> Tools:
    """The newest clang at hand that measures MC/DC."""
    for suffix in [*(f"-{version}" for version in VERSIONS), ""]:
        found = [shutil.which(name + suffix) for name in ("clang", "llvm-cov", "llvm-profdata")]
        if None in found:
            continue
        if suffix or major_version(str(found[0])) in VERSIONS:
            return Tools(*(str(one) for one in found))
    raise CoverageError(
        "MC/DC needs clang, llvm-cov and llvm-profdata of version 18 or later, and none is here:"
        " run scripts/setup --fuzz"
    )


def major_version(compiler: str) -> int:
    """The major version of a clang."""
    found = re.search(r"version (\d+)", run_tool([compiler, "--version"]))
    return int(found[1]) if found else 0


def say(text: str) -> None:
    """One line of progress."""
    print(f"==> {text}", file=sys.stderr, flush=True)


def build(tools: Tools, jobs: int) -> list[str]:
    """Builds everything with counters; the decisions that the compiler says it cannot measure."""
    say("build")
    folder = str(BUILD)
    run_tool([
        "cmake", "--preset", "coverage", "--log-level=WARNING",
        f"-DCMAKE_C_COMPILER={tools.compiler}",
    ])  # fmt: skip
    # Compiled anew each time: the compiler tells what it leaves out only then.
    for library in ("sluice_stream", "sluice_classes"):
        run_tool(["ninja", "-C", folder, "-t", "clean", library])
    said = run_tool(["ninja", "-C", folder, "-j", str(jobs)], build_failure)
    unmeasured = set()
    for file, line in re.findall(r"(\S+):(\d+):\d+: warning: unsupported MC/DC", said):
        path = Path(file).resolve()
        if path.is_relative_to(ROOT) and str(path.relative_to(ROOT)).startswith(ROOMS):
            unmeasured.add(f"{path.relative_to(ROOT)}:{line}")
    return sorted(unmeasured)


@dataclass
class Collector:
    """Runs what is to be counted, and gathers the counters."""

    tools: Tools
    jobs: int
    quick: bool
    corpora: Sequence[Path]

    def profile(self, source: str) -> Path | None:
        """The counters of one source; None if there is nothing to run."""
        folder = BUILD / "profiles" / source
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # A few files for each program, which its processes share.
        os.environ["LLVM_PROFILE_FILE"] = str(folder / "%4m.profraw")
        begun = time.monotonic()
        runs: dict[str, Callable[[], bool]] = {
            "suite": self.run_suite,
            "corpus": self.run_corpus,
            "tests": self.run_tests,
        }
        if not runs[source]():
            return None
        say(f"{source}: {time.monotonic() - begun:.0f} s")
        out = BUILD / f"{source}.profdata"
        self.merge(sorted(folder.glob("*.profraw")), out)
        return out

    def merge(self, parts: Sequence[Path], out: Path) -> None:
        """Puts counters together."""
        if not parts:
            raise CoverageError(f"nothing has written counters for {out.name}")
        run_tool([self.tools.profdata, "merge", "--sparse", "-o", str(out), *map(str, parts)])

    def run_suite(self) -> bool:
        """The attack suite, with its variants unless it has to be quick."""
        say("suite" + ("" if self.quick else " with variants: some minutes"))
        # Patient: the machine may be busy, and the counters take time.
        words = [str(BUILD / "bin" / "sluice"), "run", "--jobs", str(self.jobs)]
        words += ["--timeout", "60", *([] if self.quick else ["--variants"])]
        done = subprocess.run(
            [*words, "corpora/attacks"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode not in (0, 1):
            raise CoverageError(f"the suite could not be run: it ended with {done.returncode}")
        if done.returncode == 1:
            say(f"suite: {done.stdout.strip().splitlines()[-1]}")
        return True

    def run_tests(self) -> bool:
        """The C tests."""
        say("C tests")
        words = ["ctest", "--test-dir", str(BUILD), "--parallel", str(self.jobs), "--quiet"]
        if subprocess.run(words, cwd=ROOT, check=False).returncode != 0:
            say("tests: some fail; run ctest --preset dev to see them")
        return True

    def run_corpus(self) -> bool:
        """The files of the corpora, through each target that reads them."""
        programs = fuzz_programs()
        tasks: list[list[str]] = []
        files = 0
        for name, program in programs.items():
            own = corpus_files(self.corpora, name)
            if self.quick:
                own = fewer(own, QUICK_FILES)
            files += len(own)
            for at in range(0, len(own), FILES_AT_ONCE):
                part = [str(path) for path in own[at : at + FILES_AT_ONCE]]
                thorough = ["--thorough"] if name in THOROUGH else []
                tasks.append([str(program), *thorough, *part])
        if not tasks:
            say("corpus: there are no fuzz programs or no corpus files")
            return False
        say(f"corpus: {files} inputs for {len(programs)} targets")
        begun = time.monotonic()
        bad = 0
        with ThreadPoolExecutor(max_workers=self.jobs) as pool:
            pending = [pool.submit(_replay, task) for task in tasks]
            for number, done in enumerate(as_completed(pending), start=1):
                bad += done.result() not in (0, 1)
                left = (time.monotonic() - begun) / number * (len(tasks) - number)
                if number % max(len(tasks) // 10, 1) == 0:
                    say(f"corpus: {number}/{len(tasks)} parts, {left:.0f} s left")
        if bad:
            say(f"corpus: {bad} replays ended badly; what they ran is not counted")
        return True


def fewer(files: Sequence[Path], most: int) -> list[Path]:
    """All that the repository keeps, and of the others evenly as many as there is room for."""
    kept = [path for path in files if path.is_relative_to(ROOT / "corpora")]
    others = [path for path in files if not path.is_relative_to(ROOT / "corpora")]
    room = max(most - len(kept), 1)
    return sorted([*kept, *others[:: max(-(-len(others) // room), 1)]])


def _replay(words: list[str]) -> int:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    return done.returncode


def fuzz_programs() -> dict[str, Path]:
    """The replay programs of this build, by target."""
    return {
        path.name.removeprefix("fuzz-"): path
        for path in sorted((BUILD / "bin").glob("fuzz-*"))
        if os.access(path, os.X_OK)
    }


def corpus_files(corpora: Sequence[Path], target: str) -> list[Path]:
    """What a target replays: the folder of its kind in each corpus, and its regressions. A folder
    without such folders holds streams."""
    kind = {"case": "cases", "results": "results"}.get(target, "streams")
    files: set[Path] = set()
    for corpus in corpora:
        folders = [corpus / kind, corpus / target]
        if target not in OWN_INPUTS and not any(
            (corpus / name).is_dir() for name in ("streams", "cases", "results")
        ):
            folders = [corpus]
        for folder in folders:
            files |= {path for path in folder.rglob("*") if path.is_file()}
    return sorted(files)


# --- what is told ---------------------------------------------------------------------


def sums(files: Sequence[FileCoverage], room: str) -> dict[str, Count]:
    """The counts of a room."""
    nothing = Count(0, 0)
    own = [one for one in files if one.file.startswith(room + "/")]
    return {
        "functions": sum((one.functions for one in own), nothing),
        "lines": sum((one.lines for one in own), nothing),
        "branches": sum((one.branches for one in own), nothing),
        "mcdc": sum((one.mcdc() for one in own), nothing),
    }


def _counts(found: dict[str, Count]) -> dict[str, dict[str, float]]:
    return {
        key: {"covered": one.covered, "count": one.count, "percent": round(one.percent(), 2)}
        for key, one in found.items()
    }


def _missing(condition: Condition, note: notes_file.Note | None) -> dict[str, Any]:
    return {
        "file": condition.file,
        "line": condition.line,
        "column": condition.column,
        "decision": condition.decision,
        "condition": condition.text,
        "lacks": condition.lacks(),
        "explained": note.kind if note else None,
        "reason": note.reason if note else None,
    }


def document(
    found: dict[str, list[FileCoverage]],
    notes: Sequence[notes_file.Note],
    unmeasured: Sequence[str],
    *,
    judge: bool,
) -> dict[str, Any]:
    """Everything as JSON. `judge`: suite and corpus are both there, so the bar holds."""
    together = found["together"]
    conditions = [one for file in together for one in file.conditions]
    missing = [
        _missing(one, notes_file.explain(notes, one)) for one in conditions if not one.covered
    ]
    in_room = [one for one in missing if one["file"].startswith(BAR_ROOM + "/")]
    stale = notes_file.check(notes, ROOT, ROOMS)
    if judge and not stale:
        stale = notes_file.refuted(notes, conditions)
    mcdc = sums(together, BAR_ROOM)["mcdc"]
    unreachable = sum(one["explained"] == "unreachable" for one in in_room)
    unexplained = sum(one["explained"] is None for one in in_room)
    reachable = Count(mcdc.covered, mcdc.count - unreachable)
    is_red = bool(stale) or (judge and (reachable.percent() < BAR_PERCENT or unexplained > 0))
    return {
        "schema": SCHEMA,
        "sources": [name for name in found if name != "together"],
        "totals": {
            source: {room: _counts(sums(files, room)) for room in ROOMS}
            for source, files in found.items()
        },
        "files": [
            {
                "file": one.file,
                "lines": one.lines.__dict__,
                "branches": one.branches.__dict__,
                "mcdc": one.mcdc().__dict__,
            }
            for one in together
        ],
        "missing": missing,
        "unmeasured": list(unmeasured),
        "stale": stale,
        "spare": notes_file.spare(notes, conditions) if judge else [],
        "bar": {
            "room": BAR_ROOM,
            "percent": BAR_PERCENT,
            "reached": round(reachable.percent(), 2),
            "of_all": round(mcdc.percent(), 2),
            "missing": len(in_room),
            "unreachable": unreachable,
            "unexplained": unexplained,
            "judged": judge,
        },
        "verdict": "red" if is_red else "ok",
    }


def show(told: dict[str, Any], *, whole: bool) -> None:
    """The tables."""
    print(f"{'':12}{'room':18}{'functions':>12}{'lines':>12}{'branches':>12}{'MC/DC':>12}")
    for source, rooms in told["totals"].items():
        for room, counts in rooms.items():
            shares = "".join(
                f"{counts[key]['percent']:>10.2f} %"
                for key in ("functions", "lines", "branches", "mcdc")
            )
            print(f"{source:12}{room:18}{shares}")
    for one in told["missing"]:
        if one["explained"] is None or whole:
            why = f"  [{one['explained']}: {one['reason']}]" if one["explained"] else ""
            print(
                f"{one['file']}:{one['line']}:{one['column']}: {one['lacks']}:"
                f" {one['condition']}{why}"
            )
    for place in told["unmeasured"]:
        print(f"{place}: the compiler cannot measure this decision: take it apart")
    for sentence in told["stale"]:
        print(sentence)
    if told["spare"]:
        said = "explanations were not needed this time: see `spare` in the JSON"
        print(f"{len(told['spare'])} {said}")
    bar = told["bar"]
    print(
        f"\nMC/DC of {bar['room']}: {bar['reached']} % of what can be reached, {bar['of_all']} % of"
        f" all; {bar['missing']} conditions are missing, {bar['unreachable']} of them unreachable,"
        f" {bar['unexplained']} unexplained"
    )
    if told["verdict"] == "red":
        print(
            f"red: {bar['percent']} % of what can be reached are asked for, each missing condition"
            f" explained in {notes_file.FILE}, and no stale explanation"
        )
    elif not bar["judged"]:
        print("not judged: that takes the suite and the corpus")


def arguments(words: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/coverage",
        description="Measures lines, branches and MC/DC of the decoder: run by the attack suite"
        " with its variants, by the fuzz corpus, and by both together. Lists the conditions that"
        " are missing, leaves the annotated sources in build/coverage/report/index.html.",
        epilog="exit: 0 the bar is reached and all that is missing is explained, or nothing was"
        " judged; 1 it is not, or an explanation is stale; 2 it could not be measured."
        "   example: scripts/coverage --from suite --quick",
    )
    parser.add_argument(
        "--from",
        dest="sources",
        action="append",
        choices=SOURCES,
        help="what is run; may be given more than once; suite and corpus if not given",
    )
    parser.add_argument(
        "--corpus",
        action="append",
        type=Path,
        metavar="DIR",
        help="a corpus beside the one of the repository: as that one, or a folder of streams",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the suite without its variants, a part of large corpora",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to FILE")
    parser.add_argument(
        "--all", action="store_true", help="list the missing conditions that are explained, too"
    )
    parser.add_argument("--no-html", action="store_true", help="leave out the annotated sources")
    parser.add_argument(
        "--jobs",
        type=int,
        default=int(os.environ.get("SLUICE_JOBS", os.cpu_count() or 1)),
        metavar="N",
        help="processes at a time; as many as there are processors",
    )
    return parser.parse_args(words)


def counted_programs(sources: Sequence[str]) -> list[Path]:
    """The programs whose counters are read."""
    programs = [BUILD / "bin" / "sluice"]
    if "corpus" in sources:
        programs += fuzz_programs().values()
    if "tests" in sources:
        programs = [path for path in sorted((BUILD / "bin").iterdir()) if os.access(path, os.X_OK)]
    return programs


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Builds, runs and reads."""
    notes = notes_file.load(ROOT / notes_file.FILE)
    sources = list(dict.fromkeys(given.sources or ["suite", "corpus"]))
    for corpus in given.corpus or []:
        if not corpus.is_dir():
            raise CoverageError(f"--corpus {corpus}: there is no such folder")
    tools = find_tools()
    unmeasured = build(tools, given.jobs)
    corpora = [CORPUS, REGRESSIONS, *(path.resolve() for path in given.corpus or [])]
    collector = Collector(tools, given.jobs, given.quick, corpora)
    profiles = {source: collector.profile(source) for source in sources}
    there = {source: path for source, path in profiles.items() if path is not None}
    if not there:
        raise CoverageError("nothing was run: there is neither a suite nor a corpus")
    together = BUILD / "together.profdata"
    collector.merge(list(there.values()), together)
    programs = counted_programs(list(there))
    say("reading the counters")
    found = {
        name: read(ROOT, tools, path, programs, ROOMS)
        for name, path in [*there.items(), ("together", together)]
    }
    if not given.no_html:
        write_html(tools, together, programs)
    judge = {"suite", "corpus"} <= set(there) and not given.quick
    return document(found, notes, unmeasured, judge=judge)


def write_html(tools: Tools, profile: Path, programs: Sequence[Path]) -> None:
    """The annotated sources."""
    objects = [word for program in programs[1:] for word in ("-object", str(program))]
    out = BUILD / "report"
    shutil.rmtree(out, ignore_errors=True)
    run_tool([
        tools.cov, "show", str(programs[0]), *objects, f"-instr-profile={profile}",
        "--format=html", "--show-mcdc", "--show-branches=count", "--show-mcdc-summary",
        "--show-instantiations=false", f"--output-dir={out}", "-ignore-filename-regex=/tests/",
        "--sources", *(str(ROOT / room) for room in ROOMS),
    ])  # fmt: skip
    say(f"report: {out / 'index.html'}")


def main(words: list[str] | None = None) -> int:
    """The command scripts/coverage."""
    given = arguments(words)
    try:
        told = measure(given)
    except CoverageError as error:
        print(f"scripts/coverage: {error}", file=sys.stderr)
        return 2
    if given.json is not None:
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    show(told, whole=given.all)
    return 1 if told["verdict"] == "red" else 0


if __name__ == "__main__":
    sys.exit(main())
