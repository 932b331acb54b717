"""The instrumented text compiles, does as the plain text does, and does otherwise when told to."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.mutants import mutate, schemata

PROGRAM = """\
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#define TWICE(x) ((x) + (x))
enum { FIRST = 4 };
static int size_of_all(int count, int each)
{
    return count * each + 2;
}
static bool is_small(int value)
{
    if (value < 3 && value != 1) {
        return true;
    }
    return false;
}
static int total(const int *values, int count)
{
    static const int weights[2] = {1, 2};
    int sum = 0;
    for (int i = 0; i < count; i++) {
        switch (values[i]) {
        case 7:
            sum += weights[1];
            break;
        default:
            sum += weights[0];
        }
    }
    sum -= 1;
    return sum;
}
static int absent(const char *text)
{
    if (text) {
        return TWICE(1 + 1);
    }
    return !text;
}
int main(void)
{
    char room[FIRST + 4];
    const int values[] = {7, 8};
    printf("%d %d %d %d %d %d %d\\n", size_of_all(3, 4), is_small(0), is_small(1), is_small(3),
           total(values, 2), absent(""), absent(NULL));
    return (int)sizeof room == 8 ? 0 : 1;
}
"""
COMPILER = shutil.which("cc") or "cc"
TABLE = 1000
PLAIN = "14 1 0 0 2 4 1"


def numbered(text: str, folder: Path) -> list[schemata.Numbered]:
    """The mutants of a text that go into one program."""
    (folder / "a.c").write_text(text, encoding="utf-8")
    found = enumerate(mutate.mutations(folder, "a.c"), start=1)
    every = [schemata.Numbered(*one) for one in found]
    fit = [one for one in every if schemata.fits(text.encode(), one.mutation)]
    crossing = schemata.crossing(fit)
    return [one for one in fit if one.number not in crossing]


def compiled(text: bytes, folder: Path, *more: str) -> Path:
    """The program."""
    (folder / "mutant.h").write_text(schemata.HEADER, encoding="utf-8")
    (folder / "chooser.c").write_text(schemata.CHOOSER, encoding="utf-8")
    (folder / "instrumented.c").write_bytes(text)
    program = folder / "program"
    subprocess.run(
        [COMPILER, "-std=c17", "-w", "-include", "mutant.h", f"-DSLUICE_MUTANTS={TABLE}", *more,
         "instrumented.c", "chooser.c", "-o", str(program)],
        cwd=folder, check=True,
    )  # fmt: skip
    return program


def said(program: Path, **variables: str) -> str:
    """What it prints."""
    done = subprocess.run(
        [str(program)], env={**os.environ, **variables}, capture_output=True, text=True,
        timeout=20, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def by_change(mutants: list[schemata.Numbered]) -> dict[str, int]:
    """The numbers, by what is changed where."""
    return {f"{one.mutation.function}: {one.mutation.change()}": one.number for one in mutants}


def test_without_a_mutant_nothing_changes(tmp_path: Path) -> None:
    text = schemata.instrument(PROGRAM.encode(), numbered(PROGRAM, tmp_path))
    assert said(compiled(text, tmp_path)) == PLAIN


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("size_of_all: count * each -> (count) + (each)", "9 1 0 0 2 4 1"),
        ("size_of_all: count * each + 2 -> (count * each) - (2)", "10 1 0 0 2 4 1"),
        ("size_of_all: 2 -> 3", "15 1 0 0 2 4 1"),
        ("is_small: value < 3 -> (value) <= (3)", "14 1 0 1 2 4 1"),
        ("is_small: value < 3 && value != 1 -> (value < 3) || (value != 1)", "14 1 1 1 2 4 1"),
        ("is_small: value < 3 && value != 1 -> 0 && (value < 3 && value != 1)", "14 0 0 0 2 4 1"),
        ("is_small: value < 3 && value != 1 -> 1 || (value < 3 && value != 1)", "14 1 1 1 2 4 1"),
        ("is_small: return false -> return true", "14 1 1 1 2 4 1"),
        ("total: sum -= 1 -> (void)0", "14 1 0 0 3 4 1"),
        ("total: sum -= 1 -> (sum) += (1)", "14 1 0 0 4 4 1"),
        ("total: sum += weights[0] -> (sum) -= (weights[0])", "14 1 0 0 0 4 1"),
        ("total: 0 -> 1", "14 1 0 0 3 4 1"),
        ("absent: text -> 0 && (text)", "14 1 0 0 2 0 1"),
        ("absent: !text -> (text) != 0", "14 1 0 0 2 4 0"),
    ],
)
def test_each_mutant_does_what_it_says(tmp_path: Path, change: str, expected: str) -> None:
    mutants = numbered(PROGRAM, tmp_path)
    program = compiled(schemata.instrument(PROGRAM.encode(), mutants), tmp_path)
    assert said(program, SLUICE_ACTIVE=str(by_change(mutants)[change])) == expected


def test_several_at_a_time(tmp_path: Path) -> None:
    mutants = numbered(PROGRAM, tmp_path)
    program = compiled(schemata.instrument(PROGRAM.encode(), mutants), tmp_path)
    numbers = by_change(mutants)
    two = (numbers["size_of_all: 2 -> 3"], numbers["total: sum -= 1 -> (void)0"])
    assert said(program, SLUICE_ACTIVE="{},{}".format(*two)) == "15 1 0 0 3 4 1"


def test_both_ways_do_the_same(tmp_path: Path) -> None:
    """All in one program, and each compiled alone."""
    found = numbered(PROGRAM, tmp_path)
    mutants = [one for one in found if one.mutation.function in ("is_small", "size_of_all")]
    program = compiled(schemata.instrument(PROGRAM.encode(), mutants), tmp_path)
    together = {one.number: said(program, SLUICE_ACTIVE=str(one.number)) for one in mutants}
    for one in mutants:
        alone = compiled(one.mutation.apply(PROGRAM).encode(), tmp_path)
        assert said(alone) == together[one.number], one.mutation.change()
    assert len(mutants) > 10


def test_constants_are_left_alone(tmp_path: Path) -> None:
    every = mutate.mutations(tmp_path, "a.c") if numbered(PROGRAM, tmp_path) else []
    constant = [one.change() for one in every if one.site.constant]
    assert constant == [
        "2 -> 3",  # the array's length
        "1 -> 2",  # what stands in it, which is static
        "2 -> 3",
        "7 -> 8",  # a case
        "FIRST + 4 -> (FIRST) - (4)",
        "4 -> 5",
    ]


def test_what_macros_make_is_left_alone(tmp_path: Path) -> None:
    changes = [one.mutation.change() for one in numbered(PROGRAM, tmp_path)]
    assert not [change for change in changes if "1 + 1" in change or "TWICE" in change]


def test_mutants_that_are_reached(tmp_path: Path) -> None:
    mutants = numbered(PROGRAM + "int unused(int x)\n{\n    return x + 1;\n}\n", tmp_path)
    table = tmp_path / "table"
    table.write_bytes(bytes(TABLE))
    text = schemata.instrument((tmp_path / "a.c").read_bytes(), mutants)
    program = compiled(text, tmp_path, "-DSLUICE_REACHING")
    assert said(program, SLUICE_REACHED=str(table)) == PLAIN
    flags = table.read_bytes()
    missed = {one.mutation.function for one in mutants if not flags[one.number]}
    assert "unused" in missed
    assert "total" not in missed


def test_size_stays_in_bounds(tmp_path: Path) -> None:
    """Twice as deep is not the square of the size."""

    def grown(depth: int) -> int:
        text = f"int f(int a)\n{{\n    return {'(a + ' * depth}a{')' * depth};\n}}\n"
        return len(schemata.instrument(text.encode(), numbered(text, tmp_path)))

    assert grown(16) < 5 * grown(8)


def test_complaints_lead_back_to_the_mutant(tmp_path: Path) -> None:
    text = "long f(char *a, char *b)\n{\n    return a -\n           b;\n}\n"
    mutants = numbered(text, tmp_path)
    instrumented = schemata.instrument(text.encode(), mutants)
    (tmp_path / "instrumented.c").write_bytes(instrumented)
    (tmp_path / "mutant.h").write_text(schemata.HEADER, encoding="utf-8")
    done = subprocess.run(
        [COMPILER, "-w", "-c", "-include", "mutant.h", "instrumented.c", "-o", "a.o"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    line = int(next(one for one in done.stderr.splitlines() if "error:" in one).split(":")[1])
    assert schemata.blamed(instrumented, line) == by_change(mutants)["f: a - b -> (a) + (b)"]
