"""What came of it: counts for each variant, and the streams that failed."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.interchange import frames
from harness.interchange.jdk import Jdk
from harness.interchange.variants import ALL, VARIANTS, Variant

# Behind "total NAME" of sluice-interchange.
COUNTS = ["streams", "none", "failed", "resets", "replaced", "by_place", "in_cycle", "as_read"]
MOST_SHOWN = 20


@dataclass(frozen=True)
class Failure:
    variant: str
    seed: int
    where: str  # "sluice", or the JDK that read it
    what: str
    folder: Path  # with the files of frames

    @property
    def command(self) -> str:
        return f"scripts/interchange --replay {self.seed}"

    def keep(self, target: Path) -> None:
        """The streams, and what is wrong with them, in a folder of their own."""
        folder = target / f"{self.variant}-{self.seed}"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("written", self.variant, "digests"):
            path = self.folder / name
            for frame in frames.read(path) if path.exists() else ():
                if frame.seed == self.seed and frame.state != frames.NONE:
                    (folder / f"{name}.ser").write_bytes(frame.content)
        with (folder / "what.txt").open("a", encoding="utf-8") as out:
            out.write(f"{self.where}: {self.what}\nreplay: {self.command}\n")


@dataclass
class Report:
    made: dict[str, Counter[str]] = field(default_factory=dict)
    read: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)  # variant, JDK
    none: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def take_program(self, words: list[str], folder: Path) -> None:
        kind, variant, *rest = words
        if kind == "total":
            counts = dict(zip(COUNTS, map(int, rest), strict=True))
            self.made.setdefault(variant, Counter()).update(counts)
        elif kind == "none":
            self.none[variant, re.sub(r" at offset.*", "", rest[1])] += 1
        elif kind == "failed":
            self.failures.append(Failure(variant, int(rest[0]), "sluice", rest[1], folder))

    def take_reader(
        self, jdk: Jdk, words: list[str], folder: Path, variants: list[Variant] = VARIANTS
    ) -> None:
        variant = variants[int(words[1])].name
        if words[0] == "total":
            counts = dict(zip(("read", "equal", "none"), map(int, words[2:]), strict=True))
            self.read.setdefault((variant, jdk.name), Counter()).update(counts)
        elif words[0] == "differs":
            self.failures.append(Failure(variant, int(words[2]), jdk.name, words[3], folder))

    def add(self, other: Report) -> None:
        for name, counts in other.made.items():
            self.made.setdefault(name, Counter()).update(counts)
        for key, counts in other.read.items():
            self.read.setdefault(key, Counter()).update(counts)
        self.none.update(other.none)
        self.failures += other.failures

    def rows(self, jdks: list[Jdk]) -> list[dict[str, Any]]:
        rows = []
        for variant in ALL:
            made = self.made.get(variant.name)
            if made is None:
                continue
            row: dict[str, Any] = {"variant": variant.name, "what": variant.what}
            row |= {name: made[name] for name in COUNTS}
            for each in jdks:
                row[each.name] = dict(self.read.get((variant.name, each.name), Counter()))
            rows.append(row)
        return rows

    def missing(self, jdks: list[Jdk]) -> list[str]:
        """A stream that nobody read is not an equal one."""
        return [
            f"{row['variant']}: {row['streams']} streams, of which {each.name} read "
            f"{row[each.name].get('read', 0)}"
            for row in self.rows(jdks)
            for each in jdks
            if row[each.name].get("read", 0) != row["streams"]
        ]

    def is_good(self, jdks: list[Jdk]) -> bool:
        return bool(self.made) and not self.failures and not self.missing(jdks)

    def as_json(self, jdks: list[Jdk]) -> str:
        return json.dumps(
            {
                "variants": self.rows(jdks),
                "none": [
                    {"variant": variant, "why": why, "count": count}
                    for (variant, why), count in sorted(self.none.items())
                ],
                "missing": self.missing(jdks),
                "failures": [
                    {
                        "variant": failure.variant,
                        "seed": failure.seed,
                        "where": failure.where,
                        "what": failure.what,
                        "command": failure.command,
                    }
                    for failure in self.failures
                ],
            },
            indent=2,
        )

    def as_text(self, jdks: list[Jdk], work: Path) -> str:
        lines = [
            f"{'':34} {'streams':>8} {'none':>6} {'failed':>7} "
            + " ".join(f"{each.name + ' equal':>14}" for each in jdks)
        ]
        for row in self.rows(jdks):
            cells = [f"{row['what']:34} {row['streams']:8} {row['none']:6} {row['failed']:7} "]
            for each in jdks:
                read = row[each.name]
                cells.append(f"{read.get('equal', 0)}/{read.get('read', 0)}".rjust(14))
            lines.append(cells[0] + " ".join(cells[1:]))
        lines += self.details()
        for failure in self.failures[:MOST_SHOWN]:
            lines.append(f"{failure.variant}, seed {failure.seed}, {failure.where}: {failure.what}")
            lines.append(f"    {failure.command}")
        lines += self.missing(jdks)
        if self.is_good(jdks):
            lines.append("all are equal")
        elif self.failures:
            lines.append(f"{len(self.failures)} failures; the streams are in {work / 'failures'}")
        return "\n".join(lines)

    def details(self) -> list[str]:
        lines = []
        for name, made in self.made.items():
            if made["resets"]:
                lines.append(f"{name}: {made['resets']} resets of the writer's own")
            if made["replaced"]:
                lines.append(
                    f"{name}: {made['replaced']} containers replaced; kept: {made['by_place']} "
                    f"because of the type of their place, {made['in_cycle']} in cycles, "
                    f"{made['as_read']} in another form"
                )
        lines += [
            f"no stream ({variant}): {why}, {count} times"
            for (variant, why), count in sorted(self.none.items())
            if variant in ("document", "graph")  # the others of a graph have the same reasons
        ]
        return lines
