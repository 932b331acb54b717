"""The ways of writing a stream again, and how each is compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    name: str  # as sluice-interchange has it
    sharing: str  # of Plan.Sharing
    what: str


VARIANTS = [
    Variant("document", "EXACT", "as it was read, byte for byte"),
    Variant("resets", "BY_STEP", "for a reader with tight limits"),
    Variant("safe", "SAFE", "with safe containers"),
    Variant("safe-resets", "SAFE", "both"),
    Variant("graph", "LOOSE", "from the graph of checked objects"),
    Variant("graph-resets", "LOOSE", "the same, with tight limits"),
    Variant("graph-safe", "SAFE", "the same, with safe containers"),
]
BUILT = Variant("built", "", "graphs that no JDK wrote")
ALL = [*VARIANTS, BUILT]
