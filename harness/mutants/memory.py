"""What earlier sweeps found out and a later one may use, in the build folder.

Nothing of it is believed: the case that noticed a mutant last time is only asked first, and those
that nobody noticed are asked about several at a time. Whether the compiler makes the same code of a
mutant is kept with a hash over all that it is made of.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from harness.mutants import mutate


class Memory:
    """A file that may be deleted at any time."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.root = root
        self.noticed: dict[str, str] = {}  # by which case, by key
        self.survived: set[str] = set()  # keys
        self.compared: dict[str, tuple[str, bool]] = {}  # hash and result, by key
        headers = hashlib.sha256()
        for folder in ("decoder", "rules"):
            for header in sorted((root / folder).rglob("*.h")):
                headers.update(header.read_bytes())
        self.headers = headers.hexdigest()
        if path.is_file():
            document = json.loads(path.read_text(encoding="utf-8"))
            self.noticed = document["noticed"]
            self.survived = set(document.get("survived", []))
            self.compared = {key: (one[0], one[1]) for key, one in document["compared"].items()}

    def made_of(self, mutation: mutate.Mutation) -> str:
        """A hash over the file and all headers."""
        text = (self.root / mutation.file).read_bytes()
        return hashlib.sha256(self.headers.encode() + text).hexdigest()

    def same(self, mutation: mutate.Mutation) -> bool | None:
        """Whether it is the same code; None if nobody has looked."""
        made_of, is_same = self.compared.get(mutation.key(), ("", False))
        return is_same if made_of == self.made_of(mutation) else None

    def keep_same(self, mutation: mutate.Mutation, *, is_same: bool) -> None:
        """Remembers what was found."""
        self.compared[mutation.key()] = (self.made_of(mutation), is_same)

    def keep_noticed(self, by: dict[str, str]) -> None:
        """Writes down who noticed which at once: it took long to find out."""
        if by:
            self.noticed |= by
            self.survived -= by.keys()
            self.write()

    def write(self) -> None:
        """Keeps it for the next sweep."""
        document = {
            "noticed": dict(self.noticed),
            "survived": sorted(self.survived),
            "compared": dict(self.compared),
        }
        self.path.write_text(json.dumps(document), encoding="utf-8")
