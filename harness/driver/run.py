"""One run of the suite, and what it says about each case."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The runner has a deadline for each case; this one is for the runner itself.
RUN_SECONDS = 1800


@dataclass(frozen=True)
class CaseResult:
    """What is known about one case."""

    case_id: str
    passed: bool
    record: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    def explain(self) -> str:
        """Why it did not pass, for people."""
        if not self.record:
            return f"{self.case_id}: not-run\n{self.problem}"
        record = self.record
        lines = [
            f"{self.case_id}: {record['verdict']} ({record['severity']})",
            f"  {record['title']}",
            f"  {record['message']}",
            f"  expected  {describe_expected(record['expected'])}",
            f"  got       {describe_got(record)}",
        ]
        lines += [
            f"  broken    {judged['rule']}: {judged['detail']}"
            for judged in record["judged"]
            if judged["outcome"] == "violated"
        ]
        if record["sanitizer"]:
            lines += ["  " + line for line in record["sanitizer"].splitlines()[:20]]
        lines.append(f"  again     {record['replay']}")
        return "\n".join(lines)


def describe_expected(expected: dict[str, Any]) -> str:
    """ "reject with EOFException or IOException, reason truncated at string.bytes" """
    text = str(expected["verdict"])
    if expected["error"]:
        text += " with " + " or ".join(expected["error"])
    for key, word in (("reason", ", reason "), ("at", " at "), ("path", ", path ")):
        if expected.get(key):
            text += word + str(expected[key])
    if expected.get("value"):
        text += f", value {expected['value']}"
    return text


def describe_got(record: dict[str, Any]) -> str:
    """The same for what the target did."""
    text = str(record["verdict"])
    error = record["error"]
    if error:
        text += f" with {error['java_class']}, reason {error['reason']}"
        if error["at"]:
            text += f" at {error['at']}"
        if error["offset"] is not None:
            text += f", offset {error['offset']}"
        if error["path"]:
            text += f", path {error['path']}"
    if record["signal"]:
        text += f" by signal {record['signal']}"
    if record["value"]:
        text += f", value {record['value'][:500]}"
    return text


@dataclass(frozen=True)
class SuiteRun:
    """All results of a run."""

    results: dict[str, CaseResult]
    problem: str

    def result(self, case_id: str) -> CaseResult:
        """The result of a case; one that the run does not tell of was not run, and did not pass."""
        return self.results.get(case_id) or CaseResult(case_id, passed=False, problem=self.problem)


def command(root: Path) -> Path:
    """The `sluice` command to be used."""
    chosen = os.environ.get("SLUICE_BIN")
    return Path(chosen) if chosen else root / "build" / "bin" / "sluice"


def run_suite(
    files: list[Path], case_ids: list[str], root: Path, run: Sequence[str] = ("run",)
) -> SuiteRun:
    """Runs the cases of `files`, or only those with the ids in `case_ids` and their twins, by the
    words `run` of the command."""
    program = command(root)
    if not program.is_file():
        return SuiteRun(
            {},
            f"{program} is not there: build it with `cmake --preset release` and "
            "`cmake --build --preset release`, or name it in SLUICE_BIN",
        )
    with tempfile.TemporaryDirectory(prefix="sluice-") as folder:
        results = Path(folder) / "results.jsonl"
        words = [str(program), *run, "--results", str(results)]
        words += [str(file.relative_to(root) if root in file.parents else file) for file in files]
        for case_id in case_ids:
            words += ["--case", case_id]
        try:
            done = subprocess.run(
                words,
                cwd=root,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=RUN_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return SuiteRun({}, f"{program} could not be run: {error}")
        return read_results(results, done)


def read_results(path: Path, done: subprocess.CompletedProcess[str]) -> SuiteRun:
    """Reads results.jsonl; whatever is missing or broken in it is left out, and so was not run."""
    ended = f"`{' '.join(done.args)}` ended with status {done.returncode}"
    problem = f"{ended} and without a result for this case"
    if done.stderr.strip():
        problem += ":\n" + done.stderr.strip()[-2000:]
    results: dict[str, CaseResult] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for line in lines:
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(record, dict) and record.get("type") == "result":
            case_id = str(record["case"])
            results[case_id] = CaseResult(case_id, record["pass"] is True, record)
    if done.returncode not in (0, 1):
        # A run that failed proves nothing, whatever it said before.
        return SuiteRun({}, problem)
    return SuiteRun(results, problem)
