"""How hostile text becomes harmless: what a reader cannot see is shown as an escape."""

from __future__ import annotations

import unicodedata

TEXT_LIMIT = 4_000

# Controls, formats (bidirectional marks among them), surrogates, private and unassigned code
# points, line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _shown(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) not in _INVISIBLE:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def visible(text: str, keep: str = "") -> str:
    """The text with all characters that do not show replaced by \\uXXXX, save those of `keep`."""
    if text.isprintable():
        return text
    return "".join(character if character in keep else _shown(character) for character in text)


def clipped(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text with its middle left out, and said so, when it is longer than the limit."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} characters left out … {text[-half:]}"


def safe(text: str, limit: int = TEXT_LIMIT) -> str:
    """One line for a terminal, an attribute, or a cell of a table."""
    return visible(clipped(text, limit))


def middle(text: str, limit: int) -> str:
    """A path in at most that many characters: where it starts, and above all where it ends."""
    if len(text) <= limit:
        return text
    head = limit // 3
    return f"{text[:head]}…{text[head + 1 - limit :]}"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def size(number: int) -> str:
    """Bytes for people: exact below 10 KiB."""
    if number < 10 * 1024:
        return f"{number:,} B"
    value, unit = number / 1024, "KiB"
    for larger in ("MiB", "GiB", "TiB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f"{value:,.1f} {unit}".replace(".0 ", " ")


def duration(microseconds: float) -> str:
    if microseconds < 1_000:
        return f"{microseconds:.0f} µs"
    if microseconds < 1_000_000:
        return f"{microseconds / 1_000:.1f} ms"
    seconds = microseconds / 1_000_000
    if seconds < 60:
        return f"{seconds:.2f} s"
    return f"{int(seconds // 60)} min {seconds % 60:.0f} s"
