"""The fuzz targets: what there is, what their inputs are, and where their programs stand."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LISTING = ROOT / "harness" / "fuzz" / "CMakeLists.txt"

# The kinds of inputs, each a folder of a corpus. Targets of one kind share their inputs.
STREAMS = "streams"
CASES = "cases"
RESULTS = "results"
ARCHIVES = "archives"
MANIFESTS = "manifests"
ZIPS = "zips"
KINDS = (STREAMS, CASES, RESULTS, ARCHIVES, MANIFESTS, ZIPS)
OTHER_KINDS = {
    "case": CASES,
    "results": RESULTS,
    "archive": ARCHIVES,
    "archive-manifest": MANIFESTS,
    "archive-zip": ZIPS,
}

# In corpora/fuzz. The loaders of cases and the like have words of their own.
DICTIONARIES = {kind: f"{kind}.dict" for kind in KINDS} | {STREAMS: "sluice.dict"}

# Engines are to make no longer inputs: SLUICE_FUZZ_MAX_INPUT.
MAX_INPUT = 4096

# The builds, by what their programs are for; folders below the top of the repository.
REPLAY = "build"
SANITIZED_REPLAY = "build/dev"
LIBFUZZER = "build/fuzz"
AFL = "build/fuzz-afl"
AFL_ASAN = "build/fuzz-afl-asan"
AFL_CMPLOG = "build/fuzz-afl-cmplog"


def names(listing: Path = LISTING) -> list[str]:
    """All targets, in the order in which they are declared."""
    declared = r"^\s*sluice_add_fuzz_target\(([\w-]+)"
    return re.findall(declared, listing.read_text(), flags=re.MULTILINE)


def kind(target: str) -> str:
    """What a target's inputs are."""
    return OTHER_KINDS.get(target, STREAMS)


def of_kind(wanted: str) -> list[str]:
    """The targets with such inputs."""
    return [target for target in names() if kind(target) == wanted]


def mutator(target: str, root: Path = ROOT) -> Path:
    """The library that makes inputs of a target for AFL++, if there is one for their kind."""
    own = "" if kind(target) == STREAMS else f"-{kind(target)}"
    return root / REPLAY / "bin" / f"libsluice-mutator{own}.so"


def program(build: str, target: str, root: Path = ROOT) -> Path:
    """The program of a target in a build."""
    return root / build / "bin" / f"fuzz-{target}"
