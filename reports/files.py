"""Writes the pages of a report, and takes away those of an earlier one."""

from __future__ import annotations

import os
from pathlib import Path

# So much of a page is read to find out who wrote it.
HEAD_BYTES = 2_000


def mark(name: str) -> str:
    """What a page says of itself, its own name included: a copy under another name is no page."""
    return f"Sluice report: {name}"


def write_whole(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a page."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def remove_stale(out: Path, folder: str, written: set[str]) -> None:
    """Removes the pages in `folder` that a report wrote, and that are not among the written."""
    for path in (out / folder).glob("*.html"):
        name = f"{folder}/{path.name}"
        if name not in written and _is_page(path, name):
            path.unlink(missing_ok=True)


def _is_page(path: Path, name: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return f'content="{mark(name)}"'.encode() in head
