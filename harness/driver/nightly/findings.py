"""Findings over the nights: those of tonight, and whether those still open can still be seen."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from harness.driver.nightly import found as read
from harness.driver.nightly.found import Found
from harness.driver.nightly.night import BrokenError, Night, Outcome

# One input in one build; a hang counts as a finding that is still there.
REPLAY_SECONDS = 60
# The programs that an open finding has to pass before it is gone.
BUILDS = ("build/bin", "build/dev/bin")


def last_night(history: Path) -> dict[str, Any]:
    """The last line of the history; nothing if there is none that can be read."""
    try:
        night = json.loads(history.read_text(encoding="utf-8").splitlines()[-1])
    except (OSError, ValueError, IndexError):
        return {}
    return night if isinstance(night, dict) else {}


def open_findings(history: Path) -> dict[str, dict[str, Any]]:
    """What the last night left open, by id."""
    entries = last_night(history).get("open")
    if not isinstance(entries, dict):
        return {}
    return {name: one for name, one in entries.items() if one.get("kind") == "finding"}


def _is_clean(night: Night, target: str, path: Path) -> bool | None:
    """Whether no build finds anything in the input; None if no build could be asked."""
    asked = False
    for folder in BUILDS:
        program = night.root / folder / f"fuzz-{target}"
        if not program.is_file():
            continue
        try:
            done = subprocess.run(
                [program, "--thorough", path],
                cwd=night.root,
                capture_output=True,
                timeout=REPLAY_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            return False
        asked = True
        if done.returncode != 0:
            return False
    return True if asked else None


def replay(night: Night, before: Mapping[str, Mapping[str, Any]]) -> Found:
    """Open findings once more: gone, or still a failure of tonight."""
    found = Found(looked="some")
    for name, one in before.items():
        target = name.split()[1] if len(name.split()) > 1 else ""
        path = night.root / str(one.get("input") or "")
        if not target or not path.is_file():
            continue
        clean = _is_clean(night, target, path)
        if clean is None:
            continue
        if clean:
            found.cleared.append(name)
            continue
        failure = {key: one.get(key) for key in ("title", "signature", "rule", "replay", "input")}
        found.failures.append(
            {"id": name, "step": "triage", "kind": "finding", "severity": "high", "target": target}
            | failure
        )
    return found


def _triaged(night: Night, folder: Path) -> dict[str, Any]:
    """What `sluice triage` makes of the findings. Raises BrokenError."""
    printed = night.worker.logs / "triage.json"
    given = night.given("triage")
    # Cases and small inputs are for a person to look at: nothing is written into the suite.
    cases = night.out / "cases" / "found-by-fuzzing.yaml"
    cases.parent.mkdir(parents=True, exist_ok=True)
    # As seen from the top, where it runs: what it writes is read on other machines, too.
    words: list[str | Path] = ["build/bin/sluice", "triage", "--json"]
    words += [
        "--write",
        _shown(night, cases),
        "--regressions",
        _shown(night, night.work / "inputs"),
    ]
    words += ["--time", str(int(given * 0.5))]
    if any((night.root / "build/dev/bin").glob("fuzz-*")):
        # Only with sanitizers does all come out that was found with them.
        words += ["--program", "build/dev/bin"]
    done = night.worker.run("triage", [*words, folder], given, printed, is_ended_softly=True)
    try:
        document = json.loads(printed.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenError(f"sluice triage: {done.words()}, and said nothing to use") from error
    if done.exit not in (0, 1, None) or not isinstance(document, dict):
        raise BrokenError(f"sluice triage: {done.words()}")
    return document


def _shown(night: Night, path: Path) -> Path:
    return path.relative_to(night.root) if night.root in path.parents else path


def _entries(folder: Path) -> list[dict[str, Any]]:
    """The findings as the fuzzers noted them."""
    try:
        document = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    entries = document.get("findings", []) if isinstance(document, dict) else document
    return [entry for entry in entries if isinstance(entry, dict)]


def _kept(night: Night, failure: dict[str, Any]) -> dict[str, Any]:
    """The failure with its input in the state folder, where the next night finds it."""
    source = night.root / str(failure.get("input") or "")
    if not failure.get("input") or not source.is_file():
        return failure
    folder = night.state / "findings"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{failure['target']}-{source.name}"
    if source.resolve() != kept.resolve():
        shutil.copyfile(source, kept)
    shown = _shown(night, kept)
    words = str(failure.get("replay") or "").replace(str(failure["input"]), str(shown))
    return failure | {"input": str(shown), "replay": words or None}


def _unique(failures: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each id once, as it was first told."""
    by_id: dict[str, dict[str, Any]] = {}
    for failure in failures:
        by_id.setdefault(failure["id"], failure)
    return list(by_id.values())


def _folder(night: Night) -> Path:
    return _shown(night, night.work / "findings")


def listed(night: Night, step: str) -> list[dict[str, Any]]:
    """Tonight's findings as they are, without triage; those of one rule and target count once."""
    by_rule = [
        read.finding(entry, str(_folder(night)), step) | {"id": read.coarse_id(entry)}
        for entry in _entries(night.work / "findings")
    ]
    kept = [_kept(night, failure) for failure in _unique(by_rule)]
    if night.status("build-release") != "failed":
        return kept
    # The programs that are meant to replay it are old, or not there: those that found it are not.
    return [
        failure | {"replay": str(failure["replay"]).replace("build/bin/", "build/fuzz/bin/", 1)}
        for failure in kept
    ]


def _relative(night: Night, path: object) -> str | None:
    """A path as seen from the top of the checkout, if it is below it."""
    if not path:
        return None
    return str(_shown(night, Path(str(path))))


def _bucket(night: Night, bucket: dict[str, Any], engines: Mapping[str, str]) -> dict[str, Any]:
    """A bucket of triage as a failure."""
    names = [Path(file).name for file in bucket.get("files") or ()]
    engine = next((engines[name] for name in names if name in engines), None)
    paths = {name: _relative(night, bucket.get(name)) for name in ("input", "case_file")}
    failure = read.finding(bucket | paths | {"engine": engine}, str(_folder(night)))
    if bucket.get("note"):
        failure["detail"] = f"{failure['detail'] or failure['title']}\n{bucket['note']}"
    return _kept(night, failure)


def triage(night: Night) -> Outcome:
    """Old findings once more, and new ones put into buckets, made small and written as cases."""
    found = replay(night, open_findings(night.state / "history.jsonl"))
    entries = _entries(night.work / "findings")
    if entries:
        try:
            document = _triaged(night, _folder(night))
        except BrokenError as error:
            # Without triage, too, whoever is on duty has to hear of them.
            found.notes.append(f"The findings were not put into buckets: {error}.")
            document = {}
            found.failures += listed(night, "triage")
        engines = {Path(str(one.get("file"))).name: str(one.get("engine")) for one in entries}
        buckets = document.get("buckets") or []
        found.failures += [_bucket(night, bucket, engines) for bucket in buckets]
        _others(found, document.get("others") or [])
    found.failures = _unique(found.failures)
    still = {failure["id"] for failure in found.failures}
    found.cleared = [name for name in found.cleared if name not in still]
    return Outcome(found, command=f"build/bin/sluice triage {_folder(night)}")


def _others(found: Found, others: list[dict[str, Any]]) -> None:
    if others:
        found.tables["Inputs that triage could not use"] = read.table(
            ("Input", "Why"), [[one.get("file"), one.get("why")] for one in others]
        )
