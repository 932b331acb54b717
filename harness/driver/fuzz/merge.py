"""Merges corpora: the few inputs that reach whatever many reach, for every target."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from harness.driver.fuzz import golden, libfuzzer, seeds, targets
from harness.driver.fuzz.findings import Findings


@dataclass
class Merged:
    """What came of it."""

    kind: str
    files: int = 0
    bytes: int = 0
    new: int = 0  # that were not there before
    gone: int = 0
    findings: int = 0  # inputs that end a program: among the findings, not in the corpus


@dataclass
class Places:
    """Where a corpus is taken from and put to."""

    work: Path = targets.ROOT / "build" / "fuzz"
    corpus: Path = golden.CORPUS
    root: Path = targets.ROOT
    sources: Sequence[Path] = field(
        default_factory=tuple
    )  # more corpora, each with a folder a kind

    def of(self, kind: str) -> list[list[Path]]:
        """The folders with inputs of a kind. What the corpus has comes first: others take its place
        only where it does not reach what they do."""
        more = [self.work / "corpus" / kind, self.work / "seeds" / kind]
        more += [source / kind for source in self.sources]
        return [
            [place for place in places if place.is_dir() and any(place.iterdir())]
            for places in ([self.corpus / kind], more)
        ]


def _note(findings: Findings, target: str, program: Path, data: bytes, scratch: Path) -> None:
    path = scratch / "bad"
    path.write_bytes(data)
    text = libfuzzer.run_alone(program, path)
    findings.add(target, "merge", data, text or "SUMMARY: it ended when corpora were merged")


def union(kind: str, into: Path, places: Places, findings: Findings) -> int:
    """Fills a folder with the fewest inputs of all places that each target needs; returns how many
    inputs ended a program."""
    bad = 0
    for folders in filter(None, places.of(kind)):
        for target in targets.of_kind(kind):
            program = targets.program(targets.LIBFUZZER, target, places.root)
            for data in libfuzzer.merge(program, into, folders, counts=False):
                bad += 1
                _note(findings, target, program, data, into.parent)
    return bad


def _replace(place: Path, merged: Path, result: Merged) -> None:
    place.mkdir(parents=True, exist_ok=True)
    before = {seeds.name(path.read_bytes()) for path in place.iterdir()}
    contents = {seeds.name(data): data for data in (one.read_bytes() for one in merged.iterdir())}
    for name, data in contents.items():
        (place / name).write_bytes(data)
    for path in place.iterdir():
        if path.name not in contents:
            path.unlink()
    result.files, result.bytes = len(contents), sum(len(one) for one in contents.values())
    result.new, result.gone = len(contents.keys() - before), len(before - contents.keys())


def refresh(
    places: Places,
    say: Callable[[str], None] = lambda _: None,
    kinds: Sequence[str] = targets.KINDS,
) -> list[Merged]:
    """Minimizes all that there is into the corpus of the repository: whatever an input of it can
    reach, one of the corpus reaches. How often does not matter, so that it stays small."""
    findings = Findings(places.work / "findings")
    results = []
    for kind in kinds:
        if not targets.of_kind(kind):
            continue
        say(f"merge: {kind}, by {', '.join(targets.of_kind(kind))}")
        result = Merged(kind)
        places.work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=places.work) as name:
            merged = Path(name) / kind
            merged.mkdir()
            result.findings = union(kind, merged, places, findings)
            _replace(places.corpus / kind, merged, result)
        results.append(result)
    return results


def _apart(kinds: Sequence[str], scratch: Path, places: Places, jobs: int) -> dict[str, int]:
    """What each target needs of the working corpus, in scratch/parts/KIND/TARGET: so many targets
    at a time. Returns how many inputs of each kind ended a program."""
    findings, stopping = Findings(places.work / "findings"), threading.Event()

    def part(kind: str, target: str) -> list[bytes]:
        into = scratch / "parts" / kind / target
        into.mkdir(parents=True)
        program = targets.program(targets.LIBFUZZER, target, places.root)
        return libfuzzer.merge(program, into, [places.work / "corpus" / kind], stopping.is_set)

    bad = dict.fromkeys(kinds, 0)
    with ThreadPoolExecutor(jobs) as pool:
        parts = {
            (kind, target): pool.submit(part, kind, target)
            for kind in kinds
            for target in targets.of_kind(kind)
        }
        try:
            for (kind, target), one in parts.items():
                program = targets.program(targets.LIBFUZZER, target, places.root)
                for data in one.result():
                    bad[kind] += 1
                    _note(findings, target, program, data, scratch)
        finally:
            stopping.set()
    return bad


def shrink(
    places: Places, say: Callable[[str], None] = lambda _: None, jobs: int | None = None
) -> list[Merged]:
    """Minimizes the working corpus in its place, before it grows too large to begin with: each kind
    becomes what its targets need, taken together. `jobs`: one for each processor."""
    corpus, scratch = places.work / "corpus", places.work / "merging"
    kinds = [kind for kind in targets.KINDS if targets.of_kind(kind) and (corpus / kind).is_dir()]
    say(f"merge: {', '.join(kinds) or 'there is nothing'}")
    shutil.rmtree(scratch, ignore_errors=True)  # of a merge that was killed
    scratch.mkdir(parents=True)
    results = []
    bad = _apart(kinds, scratch, places, jobs or len(os.sched_getaffinity(0)))
    for kind in kinds:
        result, merged = Merged(kind, findings=bad[kind]), scratch / kind
        merged.mkdir()
        for path in (scratch / "parts" / kind).rglob("*"):
            if path.is_file():
                path.replace(merged / path.name)
        _replace(corpus / kind, merged, result)
        results.append(result)
    shutil.rmtree(scratch)
    return results
