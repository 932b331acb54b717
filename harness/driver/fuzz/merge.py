"""Merges corpora: the few inputs that reach whatever many reach, for every target."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
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


def union(kind: str, into: Path, places: Places, findings: Findings, *, counts: bool) -> int:
    """Fills a folder with the fewest inputs of all places that each target needs; returns how many
    inputs ended a program. `counts`: see libfuzzer.merge()."""
    bad = 0
    for folders in filter(None, places.of(kind)):
        for target in targets.of_kind(kind):
            program = targets.program(targets.LIBFUZZER, target, places.root)
            for data in libfuzzer.merge(program, into, folders, counts=counts):
                bad += 1
                _note(findings, target, program, data, into.parent)
    return bad


def _replace(place: Path, merged: Path, result: Merged) -> None:
    place.mkdir(parents=True, exist_ok=True)
    before = {path.name for path in place.iterdir()}
    contents = {seeds.name(data): data for data in (one.read_bytes() for one in merged.iterdir())}
    for name in before - contents.keys():
        (place / name).unlink()
    for name, data in contents.items():
        (place / name).write_bytes(data)
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
            result.findings = union(kind, merged, places, findings, counts=False)
            _replace(places.corpus / kind, merged, result)
        results.append(result)
    return results


def shrink(places: Places, say: Callable[[str], None] = lambda _: None) -> list[Merged]:
    """Minimizes the working corpus in its place, before it grows too large to begin with."""
    findings = Findings(places.work / "findings")
    results = []
    for kind in targets.KINDS:
        place = places.work / "corpus" / kind
        if not targets.of_kind(kind) or not place.is_dir():
            continue
        say(f"merge: {kind}")
        result, merged = Merged(kind), place.with_name(f"{kind}.merged")
        shutil.rmtree(merged, ignore_errors=True)
        merged.mkdir()
        only = Places(work=merged, corpus=place.parent, root=places.root)
        result.findings = union(kind, merged, only, findings, counts=True)
        _replace(place, merged, result)
        shutil.rmtree(merged)
        results.append(result)
    return results
