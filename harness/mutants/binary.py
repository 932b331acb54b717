"""One command that holds all mutants, and runs of it with one of them active."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from harness.mutants import mutate, schemata, suite
from harness.mutants import workshop as shop

QUIET = ("-w", "-fdiagnostics-color=never")
REACHING = "-DSLUICE_REACHING"
LEAST_SECONDS = 2
SLOWER = 4  # a mutant may take so many times as long as none
ROUNDS = 20


@dataclass(frozen=True)
class Binary:
    """The commands, and what their numbers mean."""

    root: Path
    program: Path
    reaching: Path
    mutants: list[schemata.Numbered]
    table: int  # one more than the highest number
    alone: list[mutate.Mutation]  # those that need a compilation of their own


# --- building -------------------------------------------------------------------------------------


def _number(mutations: Iterable[mutate.Mutation]) -> dict[str, list[schemata.Numbered]]:
    files: dict[str, list[schemata.Numbered]] = {}
    for number, mutation in enumerate(mutations, start=1):
        files.setdefault(mutation.file, []).append(schemata.Numbered(number, mutation))
    return files


def _complaints(text: bytes, path: Path, said: str) -> set[int]:
    """The mutants that the compiler complains of."""
    found = set()
    for kind in ("error", "note"):
        for line in re.findall(rf"^{re.escape(str(path))}:(\d+):\d+: {kind}:", said, re.MULTILINE):
            number = schemata.blamed(text, int(line))
            if number is not None:
                found.add(number)
        if found:
            break
    return found


class _Builder:
    """Instruments and compiles files, several at a time."""

    def __init__(self, workshop: shop.Workshop, out: Path, table: int) -> None:
        self.workshop = workshop
        self.out = out
        self.table = f"-DSLUICE_MUTANTS={table}"
        self.header = out / "mutant.h"
        self.header.write_text(schemata.HEADER, encoding="utf-8")

    def file(
        self, name: str, mutants: list[schemata.Numbered]
    ) -> tuple[Path, Path, list[schemata.Numbered]]:
        """Both objects of a file, and the mutants that are in them."""
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = (self.workshop.root / name).read_bytes()
        kept = [one for one in mutants if schemata.fits(data, one.mutation)]
        crossing = schemata.crossing(kept)
        kept = [one for one in kept if one.number not in crossing]
        options = (*QUIET, "-include", str(self.header))
        target = path.with_suffix(".o")
        for _ in range(ROUNDS):
            text = schemata.instrument(data, kept)
            path.write_bytes(text)
            try:
                self.workshop.compile(name, path, target, self.out, options)
            except shop.DefectDoesNotCompileError as error:
                wrong = _complaints(text, path, str(error))
                if not wrong:
                    raise shop.BuildError(f"{name} with its mutants: {error}") from error
                kept = [one for one in kept if one.number not in wrong]
            else:
                break
        else:
            raise shop.BuildError(f"{name} does not compile with its mutants")
        reaching = path.with_suffix(".reached.o")
        self.workshop.compile(name, path, reaching, self.out, (*options, REACHING))
        return target, reaching, kept

    def chooser(self, target: Path, *more: str) -> Path:
        """The object that reads which mutant is active."""
        path = self.out / "chooser.c"
        path.write_text(schemata.CHOOSER, encoding="utf-8")
        some = next(name for name in self.workshop.compile_commands if name.endswith(".c"))
        self.workshop.compile(some, path, target, self.out, (*QUIET, self.table, *more))
        return target


def build(
    workshop: shop.Workshop, mutations: Sequence[mutate.Mutation], out: Path, jobs: int
) -> Binary:
    """Compiles everything once."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    builder = _Builder(workshop, out, len(mutations) + 1)
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        made = list(pool.map(lambda one: builder.file(*one), _number(mutations).items()))
    kept = [one for _, _, mutants in made for one in mutants]
    numbers = {one.number for one in kept}
    chooser = builder.chooser(out / "chooser.o")
    table = builder.chooser(out / "table.o", REACHING)
    return Binary(
        workshop.root,
        workshop.link([*(one[0] for one in made), chooser], out / "sluice"),
        workshop.link([*(one[1] for one in made), table], out / "sluice-reached"),
        kept,
        len(mutations) + 1,
        [one for number, one in enumerate(mutations, start=1) if number not in numbers],
    )


# --- running --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """A case and what it takes without any mutant."""

    case: str
    seconds: float
    files: tuple[str, ...]  # to be loaded for it


def costs(binary: Binary, paths: Sequence[str]) -> list[Cost]:
    """All cases with their costs; none may fail as long as no mutant is active."""
    run = suite.run(binary.root, binary.program, paths)
    if run.notices() or not run.results:
        failed = ", ".join(run.failed()[:5])
        raise shop.BuildError(f"the suite fails without any mutant: {failed} {run.said}")
    twins = {str(one["case"]): one["twin"] for one in run.results}
    files = suite.files_of(binary.root, paths, twins)
    return [
        Cost(
            str(one["case"]),
            one["microseconds"] / 1e6,
            tuple(sorted(files[str(one["case"]).split("/", 1)[0]])),
        )
        for one in run.results
    ]


def _words(cases: Sequence[Cost]) -> list[str]:
    """What chooses these cases, and loads no other files than they need."""
    files = sorted({name for one in cases for name in one.files})
    return [*(word for one in cases for word in ("--case", one.case)), *files]


def reached(binary: Binary, case: Cost, table: Path) -> set[int]:
    """The numbers of the mutants that a case, or its twin, comes by."""
    table.write_bytes(bytes(binary.table))
    variables = {"SLUICE_REACHED": str(table)}
    run = suite.run(binary.root, binary.reaching, _words([case]), variables=variables)
    if run.notices():
        raise shop.BuildError(f"{case.case} fails without any mutant: {run.said}")
    return {number for number, flag in enumerate(table.read_bytes()) if flag}


def noticed(root: Path, program: Path, numbers: Sequence[int], cases: Sequence[Cost]) -> str | None:
    """The first of these cases that notices these mutants, or how the run ended if none could."""
    run = suite.run(
        root,
        program,
        _words(cases),
        variables={"SLUICE_ACTIVE": ",".join(map(str, numbers))},
        seconds=LEAST_SECONDS + int(SLOWER * sum(one.seconds for one in cases)),
        fail_fast=True,
    )
    if run.failed():
        return run.failed()[0]
    return f"(the run ended with {run.status})" if run.notices() else None
