"""The bytes of a stream beside the items that they encode.

The layout lists byte ranges in stream order, a container before what it contains. It becomes
rows: a group row opens a container and shows the bytes before its first part (its type code, say),
a bytes row shows bytes. Bytes that a container holds but none of its parts are shown under its own
label, so every recorded byte stands in exactly one row, whatever the layout says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reports.model import Result, Span

WIDTH = 16
LINES_SHOWN = 4
DEPTH_SHOWN = 12
UNLABELLED = "(not in the layout)"
LAYOUT_ROWS = 2_000
BEYOND = "(later items are not listed)"


@dataclass(frozen=True, slots=True)
class HexLine:
    """Up to 16 bytes. `mark` is the index of the byte at which the target failed."""

    offset: int
    octets: bytes
    mark: int | None = None
    left_out: int = 0

    @property
    def pairs(self) -> tuple[str, str, str]:
        """Hexadecimal before, at and after the mark."""
        if self.mark is None:
            return self.octets.hex(" "), "", ""
        parts = (
            self.octets[: self.mark],
            self.octets[self.mark : self.mark + 1],
            self.octets[self.mark + 1 :],
        )
        before, at, after = (part.hex(" ") for part in parts)
        return before + " " if before else "", at, " " + after if after else ""

    @property
    def ascii(self) -> str:
        return "".join(chr(octet) if 0x20 <= octet < 0x7F else "." for octet in self.octets)


@dataclass(frozen=True, slots=True)
class HexRow:
    """The item at [start, end), of which the bytes up to `own_end` stand in this row.

    `kind` is group, bytes, unrecorded, end, or elided; then `label` tells how many rows are left
    out.
    """

    kind: str
    start: int
    own_end: int
    end: int
    label: str
    path: str = ""
    depth: int = 0
    shade: int = 0
    lines: tuple[HexLine, ...] = ()
    failed: bool = False

    @property
    def indent(self) -> int:
        """A flat layout tells the nesting by its paths alone."""
        return min(max(self.depth, self.path.count(".")), DEPTH_SHOWN)


@dataclass(slots=True)
class _Open:
    """A span whose parts are being placed; the bytes before `done` stand in rows already."""

    span: Span
    depth: int
    done: int


class _Placer:
    """Turns spans into rows so that each byte of the stream is placed once and in order."""

    def __init__(self, spans: Sequence[Span], length: int) -> None:
        self._cut = len(spans) >= LAYOUT_ROWS
        self._spans = [span for span in spans if span.start < span.end <= length]
        self._root = _Open(Span(0, length, UNLABELLED, ""), -1, 0)
        self._open = [self._root]

    def rows(self) -> Iterator[HexRow]:
        for span, following in zip(self._spans, [*self._spans[1:], None], strict=False):
            yield from self._close_before(span)
            parent = self._open[-1]
            start = max(span.start, parent.done)
            end = min(span.end, parent.span.end)
            if start >= end:
                continue
            yield from self._own_bytes(parent, start)
            depth = parent.depth + 1
            placed = replace(span, start=start, end=end)
            if following is not None and _within(following, placed):
                own_end = max(following.start, start)
                yield HexRow("group", start, own_end, end, span.label, span.path, depth)
                self._open.append(_Open(placed, depth, own_end))
            else:
                yield HexRow("bytes", start, end, end, span.label, span.path, depth)
                parent.done = end
        while len(self._open) > 1:
            yield from self._close()
        if self._cut:
            self._root.span = replace(self._root.span, label=BEYOND)
        yield from self._close()

    def _close_before(self, span: Span) -> Iterator[HexRow]:
        while len(self._open) > 1 and not _within(span, self._open[-1].span):
            yield from self._close()

    def _close(self) -> Iterator[HexRow]:
        closed = self._open.pop()
        yield from self._own_bytes(closed, closed.span.end)
        if self._open:
            self._open[-1].done = closed.span.end

    def _own_bytes(self, holder: _Open, end: int) -> Iterator[HexRow]:
        if holder.done < end:
            span = holder.span
            yield HexRow("bytes", holder.done, end, end, span.label, span.path, holder.depth + 1)
            holder.done = end


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _line(head: bytes, start: int, end: int, error_offset: int | None) -> HexLine:
    if error_offset is None or not start <= error_offset < end:
        return HexLine(start, head[start:end])
    return HexLine(start, head[start:end], mark=error_offset - start)


def _lines(head: bytes, start: int, end: int, error_offset: int | None) -> tuple[HexLine, ...]:
    """The bytes in lines; of many, the first, the one with the error, and the last are shown."""
    starts = range(start, end, WIDTH)
    wanted = set(starts[:LINES_SHOWN]) | set(starts[-1:])
    if error_offset is not None and start <= error_offset < end:
        wanted.add(error_offset - (error_offset - start) % WIDTH)
    lines: list[HexLine] = []
    after = start
    for line_start in sorted(wanted):
        if line_start > after:
            lines.append(HexLine(after, b"", left_out=line_start - after))
        after = min(line_start + WIDTH, end)
        lines.append(_line(head, line_start, after, error_offset))
    return tuple(lines)


def _with_bytes(rows: Iterable[HexRow], head: bytes, error_offset: int | None) -> Iterator[HexRow]:
    shade = 0
    for row in rows:
        recorded = min(row.own_end, len(head))
        if row.start < row.own_end:
            shade = 1 - shade
        if row.start < recorded:
            lines = _lines(head, row.start, recorded, error_offset)
            failed = any(line.mark is not None for line in lines)
            yield replace(row, own_end=recorded, shade=shade, lines=lines, failed=failed)
        elif row.kind == "group":
            yield row
        start = max(row.start, recorded)
        if start < row.own_end:
            failed = error_offset is not None and start <= error_offset < row.own_end
            yield replace(
                row, kind="unrecorded", start=start, end=row.own_end, shade=shade, failed=failed
            )


def _merged(rows: Iterable[HexRow]) -> Iterator[HexRow]:
    """Rows whose bytes are not recorded say nothing one by one: a run of them becomes one."""
    held: HexRow | None = None
    for row in rows:
        if row.kind == "unrecorded" and held is not None:
            failed = held.failed or row.failed
            held = replace(held, end=row.end, label="", path="", failed=failed)
        elif row.kind == "unrecorded":
            held = row
        elif held is None or row.kind != "group":
            if held is not None:
                yield held
                held = None
            yield row
    if held is not None:
        yield held


def _elided(rows: list[HexRow], limit: int) -> list[HexRow]:
    """At most about `limit` rows: the first, those around the error, and the last."""
    if len(rows) <= limit:
        return rows
    tail = max(limit // 8, 2)
    around = max(limit // 4, 4)
    keep = set(range(max(limit - tail - around, 1))) | set(range(len(rows) - tail, len(rows)))
    for index, row in enumerate(rows):
        if row.failed:
            first = max(index - around * 3 // 4, 0)
            keep |= set(range(first, min(first + around, len(rows))))
            break
    shown: list[HexRow] = []
    previous = -1
    for index in sorted(keep):
        if index > previous + 1:
            gap = index - previous - 1
            start, end = rows[previous + 1].start, rows[index].start
            shown.append(HexRow("elided", start, end, end, f"{gap:,}"))
        shown.append(rows[index])
        previous = index
    return shown


def hex_rows(result: Result, limit: int) -> list[HexRow]:
    """The annotated stream of a result in about `limit` rows."""
    error_offset = result.error.offset if result.error else None
    placed = _Placer(result.layout, result.length).rows()
    rows = list(_merged(_with_bytes(placed, result.head, error_offset)))
    if error_offset is not None and error_offset >= result.length:
        end = result.length
        rows.append(HexRow("end", end, end, end, "end of the stream", failed=True))
    return _elided(rows, limit)
