"""What each step of a night does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.driver.fuzz import targets
from harness.driver.fuzz.build import PRESETS
from harness.driver.nightly import found as read
from harness.driver.nightly.findings import listed, triage
from harness.driver.nightly.found import Found
from harness.driver.nightly.night import (
    Action,
    BrokenError,
    LateError,
    LeftOutError,
    Night,
    Outcome,
)
from harness.driver.nightly.work import Done, StoppedError

# So many seconds a command gets to end by itself when its own time is over.
GRACE = 90.0
# A planted defect is tried for so long, in how many seeds, in a long night and in a short one.
TRIES = ((120.0, 3), (20.0, 1))
BUILDING = 40.0
# C tests that take minutes on a busy machine with sanitizers.
LONG_TESTS = "suite|interchange|bombs|stream_corpus|property|minimize"
# A night without these says nothing; others may run out of time.
ESSENTIAL = ("setup", "build-release", "suite", "build-fuzz")
Words = Sequence[str | Path]


def _loaded(path: Path) -> Any:  # noqa: ANN401
    return json.loads(path.read_text(encoding="utf-8"))


def _command(night: Night, name: str, words: Words, passing: tuple[int, ...] = (0,)) -> Done:
    """Runs the command of a step within its time. Raises BrokenError and LateError."""
    done = night.worker.run(name, words, night.given(name))
    if done.is_late and name not in ESSENTIAL:
        raise LateError(f"{' '.join(str(word) for word in words[:3])}: {done.words()}")
    if done.exit not in passing:
        raise BrokenError(f"{' '.join(str(word) for word in words[:3])}: {done.words()}")
    return done


def _script(night: Night, name: str) -> str:
    if not (night.root / "scripts" / name).is_file():
        raise LeftOutError(f"there is no scripts/{name} in these sources")
    return f"scripts/{name}"


def _git(night: Night, *words: str) -> str | None:
    """What git says; None when it fails."""
    done = subprocess.run(
        ["git", *words],  # noqa: S607
        cwd=night.root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout.strip() if done.returncode == 0 else None


def update(night: Night) -> Outcome:
    """Pulls what is new, where nothing of one's own could be lost."""
    if night.options["is_updated"]:
        return Outcome(command="git pull --ff-only")
    if night.options["no_update"]:
        raise LeftOutError("not asked for")
    if _git(night, "rev-parse", "--git-dir") is None:
        raise LeftOutError("the sources are in no git checkout")
    if _git(night, "rev-parse", "--abbrev-ref", "@{upstream}") is None:
        raise LeftOutError("the branch follows no other")
    if _git(night, "status", "--porcelain", "--untracked-files=no"):
        raise LeftOutError("there are changes that are not committed: what is here is tested")
    before = _git(night, "rev-parse", "HEAD")
    words = ["git", "pull", "--ff-only", "--quiet"]
    done = night.worker.run("update", words, night.given("update"))
    if done.exit != 0:
        raise BrokenError(f"git pull --ff-only: {done.words()}; what was here is tested")
    if _git(night, "rev-parse", "HEAD") != before:
        # The night goes on with the code that came.
        night.options["begin_again"]()
    return Outcome(command=" ".join(words))


def setup(night: Night) -> Outcome:
    """Installs what is missing."""
    if night.options["no_setup"]:
        raise LeftOutError("not asked for")
    words = ["scripts/setup", "--fuzz", *([] if night.is_short else ["--bench"])]
    _command(night, "setup", words)
    return Outcome(command=" ".join(words))


def build(preset: str) -> Action:
    """A step that builds a preset. That it does not build is a failure of the sources."""
    name = f"build-{preset}"

    def action(night: Night) -> Outcome:
        compiler = PRESETS[preset][0] if preset in PRESETS else None
        if compiler is not None and shutil.which(compiler) is None:
            missing = f"{compiler} is not installed: scripts/setup --fuzz"
            raise (BrokenError if name in ESSENTIAL else LeftOutError)(missing)
        configure = ["cmake", "--preset", preset, "--log-level=WARNING"]
        make = ["cmake", "--build", "--preset", preset, "--parallel", str(night.jobs)]
        make += ["--target", *_wanted(night, preset), "--", "--quiet"]
        for words in (configure, make):
            done = night.worker.run(name, [*words], night.given(name))
            if done.is_late:
                error = BrokenError if name in ESSENTIAL else LateError
                raise error(
                    f"{' '.join(words[:4])}: {done.words()}; the next night goes on with it"
                )
            if done.exit != 0:
                return Outcome(_does_not_build(night, name, preset), command=" ".join(words))
        return Outcome(command=" ".join(make))

    return action


def _wanted(night: Night, preset: str) -> list[str]:
    """What is built of a preset: of those for fuzzing and for short nights no more than is run."""
    programs = [f"fuzz-{name}" for name in targets.names()]
    if preset.startswith("fuzz"):
        return programs
    if preset == "release" and night.is_short:
        return ["sluice", "sluice-bench", "sluice_mutator", *programs]
    return ["all"]


def _does_not_build(night: Night, name: str, preset: str) -> Found:
    lines = night.worker.log(name).read_text(encoding="utf-8", errors="replace").splitlines()
    first = next((line for line in lines if "error" in line.lower()), "the build failed")
    failure = {
        "id": f"build {preset}",
        "step": name,
        "kind": "build",
        "title": f"the preset {preset} does not build: {first[:300]}",
        "signature": "build",
        "severity": "critical",
        "detail": "\n".join(lines[-60:]),
        "replay": f"cmake --preset {preset} && cmake --build --preset {preset}",
    }
    return Found(failures=[failure])


def _cases(night: Night, words: Words, more: str, results: Path) -> str | None:
    """One of the two suites, with `more` as long as there is time; a sentence if there was not."""
    run = ["build/bin/sluice", *words, "--jobs", str(night.jobs), "--results", str(results)]
    given = night.given("suite")
    late: str | None = None
    done = night.worker.run("suite", [*run, more], given * 0.5)
    if done.is_late:
        # On a slow machine in a short night: without it takes seconds.
        late = f"`sluice {' '.join(map(str, words))}` was late: it ran again without {more}"
        done = night.worker.run("suite", run, given * 0.2)
    if done.exit not in (0, 1):
        raise BrokenError(f"`sluice {' '.join(map(str, words))}`: {done.words()}")
    return late


def suite(night: Night) -> Outcome:
    """The attack suite with all variants and the cases of archives, and their report."""
    folder = night.out / "suite"
    folder.mkdir(parents=True, exist_ok=True)
    runs: dict[Path, tuple[Words, str]] = {
        folder / "results.jsonl": (["run"], "--variants"),
        folder / "archives.jsonl": (["archive", "run"], "--thorough"),
    }
    late = [_cases(night, words, more, results) for results, (words, more) in runs.items()]
    summary = folder / "summary.json"
    words: list[str | Path] = [sys.executable, "-m", "reports", "--out", folder, "--json"]
    for results in runs:
        words += ["--results", results]
    done = night.worker.run("suite", words, night.given("suite"), output=summary)
    if done.is_late:
        # What failed has to be told, with or without pages.
        lines = [line for path in runs for line in path.read_text(encoding="utf-8").splitlines()]
        found = read.suite(read.summary_of(lines), night.root)
        late.append(f"the report of the suites: {done.words()}; what failed is told here alone")
    elif done.exit not in (0, 1):
        raise BrokenError(f"the report of the suites: {done.words()}")
    else:
        found = read.suite(_loaded(summary), night.root)
        found.links = {"Suite": "suite/index.html"}
    # The results are large, and the pages say it all.
    for results in runs:
        results.unlink()
    told = "; ".join(one for one in late if one) or None
    return Outcome(found, told, "build/bin/sluice run --variants")


def _available(night: Night) -> list[str]:
    """The targets that can run here."""
    words = ["build/bin/sluice", "targets", "--json"]
    listing = night.worker.logs / "targets.json"
    done = night.worker.run("matrix", words, night.given("matrix"), output=listing)
    if done.exit != 0:
        raise BrokenError(f"build/bin/sluice targets: {done.words()}")
    lines = listing.read_text(encoding="utf-8").splitlines()
    return [one["name"] for one in map(json.loads, lines) if one["available"]]


def matrix(night: Night) -> Outcome:
    """Other deserializers, where there are any: which rules each breaks, and what of it is new."""
    script = _script(night, "matrix")
    available = _available(night)
    if len(available) < 2:
        raise LeftOutError("no target but the reference is set up: scripts/setup --targets")
    jars = night.root / "build" / "targets"
    has_jdk = any(name.startswith("jdk") for name in available)
    if has_jdk and (jars / "jvm.jar").is_file():
        # Its sources may have changed with the update.
        module = "harness.targets.adapters.jvm.build"
        build = [sys.executable, "-m", module, "--into", "build/targets", "--no-fetch"]
        _command(night, "matrix", build)
    if has_jdk and (jars / "archive.jar").is_file():
        module = "harness.targets.adapters.archive.build"
        _command(night, "matrix", [sys.executable, "-m", module, "--into", "build/targets"])
    out = night.out / "matrix"
    words: list[str | Path] = [script, "--jobs", str(night.jobs), "--out", out]
    done = night.worker.run("matrix", words, night.given("matrix"), is_ended_softly=True)
    numbers = out / "matrix.json"
    if done.is_late:
        raise LateError(f"{script}: {done.words()}")
    if done.exit not in (0, 1, 2) or not numbers.is_file():
        raise BrokenError(f"{script}: {done.words()}")
    found = read.matrix(_loaded(numbers), night.root)
    found.links = {"Targets": "matrix/index.html"}
    return Outcome(found, command=" ".join(str(word) for word in words))


def tests(night: Night) -> Outcome:
    """The C tests in the build with sanitizers."""
    report = night.worker.logs / "ctest.xml"
    words = ["ctest", "--preset", "dev", "--parallel", str(night.jobs), "--output-junit", report]
    words += ["--exclude-regex", LONG_TESTS] if night.is_short else []
    replay = "ctest --preset dev --output-on-failure --tests-regex '^{name}$'"
    done = night.worker.run("tests", words, night.given("tests"))
    if done.is_late:
        # The report comes at the end; what failed until then is on the lines of progress.
        lines = night.worker.log("tests").read_text(encoding="utf-8", errors="replace")
        found = read.ctest_lines(lines, "tests", replay)
        return Outcome(found, f"ctest: {done.words()}; what failed until then is told")
    if done.exit not in (0, 8):
        raise BrokenError(f"ctest: {done.words()}")
    found = read.tests(report.read_bytes(), "tests", replay)
    found.looked = "some" if night.is_short else "all"
    if done.exit != 0 and not found.failures:
        raise BrokenError(f"ctest: {done.words()}, and names no test that failed")
    return Outcome(found, command=" ".join(str(word) for word in words))


def pytest(night: Night) -> Outcome:
    """The tests in Python, every case of the suite among them."""
    report = night.worker.logs / "pytest.xml"
    words: list[str | Path] = [sys.executable, "-m", "pytest", "--quiet", f"--junitxml={report}"]
    # At Ctrl-C it leaves a report of what it has run.
    done = night.worker.run("pytest", words, night.given("pytest"), is_ended_softly=True)
    late = f"pytest: {done.words()}; what failed until then is told" if done.is_late else None
    if late is not None and not report.is_file():
        raise LateError(f"pytest: {done.words()}")
    if done.exit not in (0, 1, None):
        raise BrokenError(f"pytest: {done.words()}")
    found = read.tests(report.read_bytes(), "pytest", "/usr/bin/python3 -m pytest -k '{name}'")
    if done.exit == 1 and not found.failures:
        raise BrokenError(f"pytest: {done.words()}, and names no test that failed")
    return Outcome(found, late, "/usr/bin/python3 -m pytest")


def _engine(night: Night) -> str:
    """Both, unless the programs for AFL++ are not there."""
    builds = (targets.AFL, targets.AFL_ASAN, targets.AFL_CMPLOG)
    programs = [targets.program(build, name) for build in builds for name in targets.names()]
    if all(program.is_file() for program in programs):
        return "both"
    night.found.notes.append("AFL++ did not run: its programs are not built.")
    return "libfuzzer"


def fuzz(night: Night) -> Outcome:
    """Every target with every engine, for the time that is left."""
    script = _script(night, "fuzz")
    given = night.given("fuzz")
    seconds = max(int(given - GRACE if given > 4 * GRACE else given * 0.8), 10)
    # What is still open of earlier nights is kept elsewhere, and replayed by triage.
    shutil.rmtree(night.work / "findings", ignore_errors=True)
    (night.work / "stats.json").unlink(missing_ok=True)
    words: list[str | Path] = [script, "--engine", _engine(night), "--time", f"{seconds}s"]
    words += ["--jobs", str(night.jobs), "--work", night.work, "--no-build"]
    late: str | None = None
    status: int | None = 0
    try:
        done = night.worker.run("fuzz", words, given + GRACE, is_ended_softly=True)
        status = done.exit
        late = "it did not end by itself and was stopped" if done.is_late else None
    except StoppedError:
        # What was found so far is told all the same.
        night.interrupted = True
        late = "the night was stopped while it ran"
    numbers = night.work / "stats.json"
    if status not in (0, 1, None) or not numbers.is_file():
        raise BrokenError(f"scripts/fuzz ended with status {status} and left no numbers to use")
    found = read.fuzz(_loaded(numbers))
    if night.interrupted or night.status("build-release") not in (None, "ok", "skipped"):
        # There will be no triage.
        found.failures += listed(night, "fuzz")
    return Outcome(found, late, " ".join(str(word) for word in words))


def corpora(night: Night) -> Outcome:
    """The answers to the corpus of the repository, and the corpus of the night made small."""
    found = Found(looked="all")
    golden = [_script(night, "corpus"), "golden"]
    done = _command(night, "corpora", golden, passing=(0, 1))
    if done.exit == 1:
        log = night.worker.log("corpora").read_text(encoding="utf-8", errors="replace")
        found.failures.append(
            {
                "id": "gate golden",
                "step": "corpora",
                "kind": "gate",
                "title": "an answer to the corpus of the fuzzers is not what is recorded",
                "signature": "changed",
                "detail": "\n".join(log.splitlines()[-100:]),
                "replay": "scripts/corpus golden",
                "file": "corpora/fuzz/golden.tsv",
            }
        )
    shrink = [sys.executable, "-m", "harness.driver.nightly.shrink", night.work]
    _command(night, "corpora", shrink)
    files = [path for path in (night.work / "corpus").rglob("*") if path.is_file()]
    found.figures["corpus.files"] = len(files)
    found.figures["corpus.bytes"] = sum(path.stat().st_size for path in files)
    return Outcome(found, command=" ".join(golden))


def coverage(night: Night) -> Outcome:
    """Lines, branches and MC/DC from the suite and the corpus."""
    script = _script(night, "coverage")
    numbers = night.worker.logs / "coverage.json"
    words: list[str | Path] = [script, "--json", numbers, "--jobs", str(night.jobs)]
    words += ["--quick", "--no-html"] if night.is_short else []
    words += ["--corpus", night.work / "corpus"] if (night.work / "corpus").is_dir() else []
    _command(night, "coverage", words, passing=(0, 1))
    found = read.coverage(_loaded(numbers))
    pages = night.root / "build" / "coverage" / "report"
    if not night.is_short and (pages / "index.html").is_file():
        shutil.copytree(pages, night.out / "coverage", dirs_exist_ok=True)
        found.links["Coverage"] = "coverage/index.html"
    return Outcome(found, command=f"{script} --json FILE")


def defects(night: Night) -> Outcome:
    """A fresh sample of the planted defects: how many does fuzzing alone find, and how fast?"""
    script = _script(night, "detection")
    given = night.given("defects")
    seconds, seeds = TRIES[night.is_short]
    # From an empty corpus and from the seeds; to build a defect takes a while, too.
    each = 2 * seconds * seeds + BUILDING
    sample = max(int(given * 0.6 * night.jobs / each), 1)
    target = "all" if "all" in targets.names() else "decode"
    numbers = night.worker.logs / "detection.json"
    words: list[str | Path] = [script, "--target", target, "--sample", str(sample)]
    words += ["--salt", night.options["salt"], "--minutes", f"{seconds / 60:.3g}"]
    words += ["--seeds", str(seeds), "--jobs", str(night.jobs), "--json", numbers]
    done = night.worker.run("defects", words, given + min(GRACE, given / 2), is_ended_softly=True)
    late = "its time was over; what was tried counts" if done.is_late else None
    if done.is_late and not numbers.is_file():
        return Outcome(Found(looked="some"), "its time was over before there were numbers")
    if done.exit not in (0, 1, None) or not numbers.is_file():
        raise BrokenError(f"scripts/detection: {done.words()}, and left no numbers to use")
    return Outcome(read.defects(_loaded(numbers)), late, " ".join(str(word) for word in words))


def bench(night: Night) -> Outcome:
    """Speed, heap and growth."""
    words = ["scripts/bench", "--no-build", *(["--quick"] if night.is_short else [])]
    native = night.root / "build" / "bench" / "sluice.json"
    if night.is_short:
        # Without the peer, which takes minutes.
        native.parent.mkdir(parents=True, exist_ok=True)
        words = ["build/bin/sluice-bench", "--quick", "--json", str(native)]
    done = _command(night, "bench", words, passing=(0, 1))
    found = read.bench(_loaded(native))
    if done.exit == 1:
        found.failures.append(
            {
                "id": "gate bench",
                "step": "bench",
                "kind": "gate",
                "title": "a promise of heap or growth is broken, or the gate found a change",
                "signature": "promise",
                "replay": " ".join(words),
            }
        )
    return Outcome(found, command=" ".join(words))


ACTIONS: dict[str, Action] = {
    "update": update,
    "setup": setup,
    **{
        f"build-{preset}": build(preset)
        for preset in ("release", "dev", "fuzz", "fuzz-afl", "fuzz-afl-asan", "fuzz-afl-cmplog")
    },
    "suite": suite,
    "matrix": matrix,
    "tests": tests,
    "pytest": pytest,
    "fuzz": fuzz,
    "corpora": corpora,
    "triage": triage,
    "coverage": coverage,
    "defects": defects,
    "bench": bench,
}
