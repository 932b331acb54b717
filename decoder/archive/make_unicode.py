"""Prints unicode_tables.c: what names of entries need of Unicode, from this Python's tables.

example: python3 decoder/archive/make_unicode.py | clang-format-14 > unicode_tables.c
"""

import sys
import unicodedata
from collections.abc import Callable, Iterable

LAST = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


def characters() -> Iterable[str]:
    """All of them but surrogates."""
    return (chr(code) for code in range(LAST + 1) if code not in SURROGATES)


def seconds() -> set[str]:
    """The characters that may join with the one before them."""
    found = {chr(code) for code in [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]}
    for char in characters():
        parts = unicodedata.decomposition(char).split()
        if len(parts) == 2 and parts[0][0] != "<" and unicodedata.is_normalized("NFC", char):
            found.add(chr(int(parts[1], 16)))
    return found


def ranges(holds: Callable[[str], bool]) -> list[tuple[int, int]]:
    """The ranges of characters for which a predicate holds."""
    found: list[tuple[int, int]] = []
    for char in characters():
        if not holds(char):
            continue
        if found and found[-1][1] == ord(char) - 1:
            found[-1] = (found[-1][0], ord(char))
        else:
            found.append((ord(char), ord(char)))
    return found


def folds() -> tuple[list[tuple[int, int, int, int]], list[tuple[int, list[int]]]]:
    """Runs of single foldings (first, last, step, delta), and those to several characters."""
    runs: list[tuple[int, int, int, int]] = []
    several: list[tuple[int, list[int]]] = []
    for char in characters():
        folded = char.casefold()
        if folded == char or not unicodedata.is_normalized("NFC", char):
            continue
        code = ord(char)
        if len(folded) > 1:
            several.append((code, [ord(each) for each in folded]))
            continue
        delta = ord(folded) - code
        if runs:
            first, last, step, same = runs[-1]
            if same == delta and code - last in (1, 2) and (first == last or code - last == step):
                runs[-1] = (first, code, code - last, delta)
                continue
        runs.append((code, code, 1, delta))
    return runs, several


def print_ranges(name: str, rows: list[tuple[int, int]]) -> None:
    """One table of ranges."""
    print(f"const struct unicode_range {name}[] = {{")
    print(", ".join(f"{{0x{first:X}, 0x{last:X}}}" for first, last in rows))
    print(f"}};\nconst size_t {name}_count = COUNT_OF({name});\n")


def main() -> int:
    """Prints the file."""
    joining = seconds()
    runs, several = folds()
    print(f"/* Made by make_unicode.py from Unicode {unicodedata.unidata_version}. */")
    print('#include "unicode_tables.h"\n#include "run.h"\n')
    print_ranges(
        "sluice_not_composed",
        ranges(lambda char: char in joining or not unicodedata.is_normalized("NFC", char)),
    )
    print_ranges("sluice_combining", ranges(lambda char: unicodedata.combining(char) != 0))
    print("const struct unicode_fold sluice_folds[] = {")
    print(", ".join(f"{{0x{a:X}, 0x{b:X}, {step}, {delta}}}" for a, b, step, delta in runs))
    print("};\nconst size_t sluice_folds_count = COUNT_OF(sluice_folds);\n")
    print("const struct unicode_expansion sluice_expansions[] = {")
    rows = ((code, [*to, 0][:3]) for code, to in several)
    print(
        ", ".join(
            f"{{0x{code:X}, {{{', '.join(f'0x{each:X}' for each in to)}}}}}" for code, to in rows
        )
    )
    print("};\nconst size_t sluice_expansions_count = COUNT_OF(sluice_expansions);")
    return 0


if __name__ == "__main__":
    sys.exit(main())
