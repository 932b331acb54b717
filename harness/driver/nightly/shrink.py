"""Makes the corpus of the nights small: python3 -m harness.driver.nightly.shrink DIR."""

from __future__ import annotations

import sys
from pathlib import Path

from harness.driver.fuzz.merge import Places, shrink


def main(work: Path) -> int:
    """Returns the exit status."""
    for merged in shrink(Places(work=work), print):
        print(f"{merged.kind}: {merged.files} files, {merged.bytes} bytes, {merged.gone} gone")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
