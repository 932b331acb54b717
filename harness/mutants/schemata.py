"""Puts all mutations of a file into one text, each behind the number of a mutant.

`SLUICE_MUTANT(17)` is true while mutant 17 is active. An expression becomes

    (SLUICE_MUTANT(17) ?
    (what stands there instead)
    : (what stood there, with the mutations inside it))

What is mutated is written plain, so the text grows with the depth of the nesting, not with its
power. Each mutated text begins a line of its own: a compiler's complaint leads back to the mutant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from harness.mutants import mutate

MARK = re.compile(rb"SLUICE_MUTANT\((\d+)\)")

# One table, of the mutants that are active or, in the run that asks, of those that are reached.
HEADER = """\
#ifndef SLUICE_MUTANT
#ifdef SLUICE_REACHING
extern unsigned char *sluice_mutants;
#define SLUICE_MUTANT(number) (sluice_mutants[number] = 1, 0)
#else
extern unsigned char sluice_mutants[];
#define SLUICE_MUTANT(number) (sluice_mutants[number])
#endif
#endif
"""

# Compiled beside the instrumented files, with the same choice, and with SLUICE_MUTANTS, the length
# of the table.
CHOOSER = """\
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#ifdef SLUICE_REACHING
static unsigned char nobody_asks[SLUICE_MUTANTS];
unsigned char *sluice_mutants = nobody_asks;
/* The workers of the suite are children of it: the table is a file that they share. */
__attribute__((constructor)) static void share_table(void)
{
    const char *name = getenv("SLUICE_REACHED");
    int file = name != NULL ? open(name, O_RDWR) : -1;
    void *table = MAP_FAILED;
    if (file >= 0) {
        table = mmap(NULL, SLUICE_MUTANTS, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    if (table != MAP_FAILED) {
        sluice_mutants = table;
    } else if (name != NULL) {
        abort();
    }
}
#else
unsigned char sluice_mutants[SLUICE_MUTANTS];
__attribute__((constructor)) static void choose_mutants(void)
{
    const char *numbers = getenv("SLUICE_ACTIVE");
    while (numbers != NULL && *numbers != '\\0') {
        char *end;
        unsigned long number = strtoul(numbers, &end, 10);
        if (end == numbers || number >= SLUICE_MUTANTS) {
            abort();
        }
        sluice_mutants[number] = 1;
        numbers = *end == ',' ? end + 1 : end;
    }
}
#endif
"""


@dataclass(frozen=True)
class Numbered:
    """A mutation and the number that makes it active; 0 is none."""

    number: int
    mutation: mutate.Mutation


@dataclass
class _Place:
    """A site with all that may stand there."""

    start: int
    end: int
    form: int
    mutants: list[Numbered]


def fits(data: bytes, mutation: mutate.Mutation) -> bool:
    """False where the language wants a constant, or a line of the preprocessor is in the way."""
    site = mutation.site
    return not site.constant and b"\n#" not in data[site.start : site.end]


def _places(mutants: Iterable[Numbered]) -> list[_Place]:
    """The sites, outer ones before those inside them."""
    places: dict[tuple[int, int, int], _Place] = {}
    for one in mutants:
        site = one.mutation.site
        place = places.setdefault(
            (site.start, -site.end, site.form), _Place(site.start, site.end, site.form, [])
        )
        place.mutants.append(one)
    return [places[key] for key in sorted(places)]


def _wrap(place: _Place, inner: bytes) -> bytes:
    if place.form == mutate.STATEMENT:
        guards = b"".join(b"if (!SLUICE_MUTANT(%d))\n" % one.number for one in place.mutants)
        return guards + inner
    choices = b"".join(
        b"SLUICE_MUTANT(%d) ?\n(%s)\n: " % (one.number, one.mutation.site.after.encode())
        for one in place.mutants
    )
    # A condition may be a pointer, which goes together with no 0 or 1.
    last = b"!!(%s)" if place.form == mutate.CONDITION else b"(%s)"
    return b"(" + choices + last % inner + b")"


def _emit(data: bytes, start: int, end: int, places: list[_Place]) -> bytes:
    """The text from `start` to `end` with these places, all of them inside."""
    out = []
    at = start
    first = 0
    while first < len(places):
        place = places[first]
        after = first + 1
        while after < len(places) and places[after].start < place.end:
            after += 1
        inner = _emit(data, place.start, place.end, places[first + 1 : after])
        out += [data[at : place.start], _wrap(place, inner)]
        at = place.end
        first = after
    return b"".join(out) + data[at:end]


def crossing(mutants: Iterable[Numbered]) -> set[int]:
    """The mutants whose site ends inside another one: macros that hide a part of an expression."""
    found: set[int] = set()
    around: list[_Place] = []
    for place in _places(mutants):
        while around and around[-1].end <= place.start:
            around.pop()
        if around and place.end > around[-1].end:
            found |= {one.number for one in place.mutants}
        else:
            around.append(place)
    return found


def instrument(data: bytes, mutants: list[Numbered]) -> bytes:
    """The file with all these mutations; none is active in it."""
    return _emit(data, 0, len(data), _places(mutants))


def blamed(text: bytes, line: int) -> int | None:
    """The mutant that a complaint about a line of instrumented text is about."""
    lines = text.split(b"\n")
    for at in range(min(line, len(lines)) - 1, -1, -1):
        marks = MARK.findall(lines[at])
        if marks:
            return int(marks[-1])
    return None
