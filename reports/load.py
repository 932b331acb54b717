"""Reads results.jsonl and says in plain sentences what is wrong with it.

A fault does not stop the reading: whatever can be shown is shown, under a red banner. Only a file
that cannot be opened at all raises.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import jsonschema

from reports import records
from reports.model import Cell, Footer, Header, Json, Result, Run
from reports.schema import LINE_TYPES, validators

# The largest result that the schema allows is far below this.
LINE_LIMIT = 16 * 1024 * 1024
FAULT_LIMIT = 25

CellKey = tuple[str, str]


class UnreadableError(Exception):
    """There is nothing to report on; the text is a sentence for the user."""


def _duplicates_refused(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return entries


def _no_such_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a JSON number")


def _shortened(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else f"{text[: limit // 2]}…{text[-limit // 2 :]}"


def _place(path: list[str | int]) -> str:
    place = ""
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place


def _cell_name(key: CellKey) -> str:
    return f"{key[0]} on {key[1]}"


class _Reader:
    """Collects the lines of one file, and the faults."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.header: Header | None = None
        self.footer: Footer | None = None
        self.planned: dict[CellKey, None] = {}
        self.results: dict[CellKey, Result] = {}
        self.result_lines = 0
        self._validators = validators()

    def read(self, lines: Iterator[tuple[int, bytes]]) -> None:
        for number, raw in lines:
            line = self._parse(number, raw)
            if line is not None:
                self._take(number, line)

    def _fault(self, sentence: str) -> None:
        self.faults.append(sentence)

    def _parse(self, number: int, raw: bytes) -> Json | None:
        if len(raw) > LINE_LIMIT:
            self._fault(f"line {number} is longer than {LINE_LIMIT:,} bytes and was not read")
            return None
        try:
            line = json.loads(
                raw.decode("utf-8"),
                object_pairs_hook=_duplicates_refused,
                parse_constant=_no_such_number,
            )
        except (ValueError, RecursionError) as error:
            if not raw.endswith(b"\n"):
                self._fault(f"line {number} is cut off: the run ended while it was written")
                return None
            self._fault(f"line {number} is not JSON: {_shortened(str(error))}")
            return None
        if not isinstance(line, dict) or line.get("type") not in LINE_TYPES:
            self._fault(f"line {number} is none of {', '.join(LINE_TYPES)}")
            return None
        misfit = jsonschema.exceptions.best_match(self._validators[line["type"]].iter_errors(line))
        if misfit is not None:
            of = f" for {_shortened(str(line['case']))}" if "case" in line else ""
            place = _place(list(misfit.absolute_path)) or "the whole line"
            self._fault(
                f"line {number} ({line['type']}{of}) does not match the schema at {place}: "
                f"{_shortened(misfit.message)}"
            )
            return None
        return line

    def _take(self, number: int, line: Json) -> None:
        if self.footer is not None:
            self._fault(f"line {number} stands after the footer; the footer must be the last line")
        kind = line["type"]
        if kind == "header":
            self._take_header(number, line)
        elif kind == "planned":
            self._take_planned(number, line)
        elif kind == "result":
            self._take_result(number, records.result(line))
        else:
            self.footer = records.footer(line)

    def _take_header(self, number: int, line: Json) -> None:
        if number != 1:
            self._fault(f"line {number} is a header; only the first line may be one")
        try:
            self.header = self.header or records.header(line)
        except ValueError as error:
            self._fault(f"line {number} (header) cannot be used: {error}")

    def _take_planned(self, number: int, line: Json) -> None:
        key = line["case"], line["target"]
        if key in self.planned:
            self._fault(f"line {number} plans {_cell_name(key)} a second time")
        if self.result_lines:
            self._fault(f"line {number} plans {_cell_name(key)} after the first result")
        self.planned[key] = None

    def _take_result(self, number: int, result: Result) -> None:
        key = result.case, result.target
        self.result_lines += 1
        if key not in self.planned:
            self._fault(f"line {number} has a result for {_cell_name(key)}, which was not planned")
        if result.family != result.case.partition("/")[0]:
            self._fault(
                f"line {number} puts {result.case} into the family {result.family}, "
                "which is not what its id says"
            )
        earlier = self.results.get(key)
        if earlier is not None:
            self._fault(f"line {number} has a second result for {_cell_name(key)}")
        # Of two results the one that failed is kept: a second answer must not hide the first.
        if earlier is None or earlier.passed:
            self.results[key] = result

    def run(self) -> Run:
        cells = [Cell(*key, self.results.get(key)) for key in self.planned]
        cells += [
            Cell(*key, result, planned=False)
            for key, result in self.results.items()
            if key not in self.planned
        ]
        whole = Run(self.header, tuple(cells), self.footer, ())
        of_lines, self.faults = self.faults, []
        self._check_header(whole)
        self._check_missing()
        self._check_footer(whole)
        return replace(whole, faults=(*self.faults, *_capped(of_lines)))

    def _check_header(self, run: Run) -> None:
        if run.header is None:
            self._fault("the file has no header, so nobody knows what ran")
            return
        if run.header.planned != len(self.planned):
            self._fault(
                f"the header announces {run.header.planned:,} planned cells, "
                f"but {len(self.planned):,} are listed"
            )
        known = {target.name for target in run.header.targets}
        for name in run.targets:
            if name not in known:
                self._fault(f"the header does not name the target {name}")
        if not run.cells:
            self._fault("nothing was planned and nothing was run: check the paths of the command")

    def _check_missing(self) -> None:
        missing = [key for key in self.planned if key not in self.results]
        if missing:
            named = ", ".join(_cell_name(key) for key in missing[:3])
            more = f" and {len(missing) - 3:,} more" if len(missing) > 3 else ""
            cells = (
                "1 planned cell has"
                if len(missing) == 1
                else f"{len(missing):,} planned cells have"
            )
            self._fault(f"{cells} no result: {named}{more}")

    def _check_footer(self, run: Run) -> None:
        footer = run.footer
        if footer is None:
            self._fault("incomplete run: the file has no footer, so the run did not reach its end")
            return
        counts = {
            "results": (footer.results, self.result_lines),
            "passed": (footer.passed, run.passed),
            "failed": (footer.failed, run.failed),
            "not run": (footer.not_run, run.not_run),
        }
        for name, (stated, counted) in counts.items():
            if stated != counted:
                self._fault(f"the footer counts {stated:,} {name}, the lines show {counted:,}")
        shown = Counter(result.verdict for result in self.results.values())
        for verdict in sorted(footer.verdicts.keys() | shown.keys()):
            stated, counted = footer.verdicts.get(verdict, 0), shown[verdict]
            if stated != counted:
                self._fault(
                    f"the footer counts {stated:,} times {verdict}, the lines show {counted:,}"
                )
        if footer.exit == 2:
            self._fault("the runner itself reported that the harness failed (exit 2)")
        elif footer.exit != (1 if run.failures else 0):
            self._fault(
                f"the footer says exit {footer.exit}, "
                f"but {len(run.failures):,} of {len(run.cells):,} cells did not pass"
            )


def _capped(faults: list[str]) -> list[str]:
    if len(faults) <= FAULT_LIMIT:
        return faults
    return [*faults[:FAULT_LIMIT], f"and {len(faults) - FAULT_LIMIT:,} more faults"]


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(LINE_LIMIT + 1):
            number += 1
            yield number, raw
            while len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
                raw = file.readline(LINE_LIMIT + 1)


def _joined_headers(headers: Sequence[Header]) -> Header:
    targets = {target.name: target for header in headers for target in header.targets}
    return replace(
        headers[0],
        targets=tuple(targets.values()),
        planned=sum(header.planned for header in headers),
    )


def _joined_footers(footers: Sequence[Footer]) -> Footer:
    verdicts: Counter[str] = Counter()
    for footer in footers:
        verdicts.update(footer.verdicts)
    return Footer(
        results=sum(footer.results for footer in footers),
        passed=sum(footer.passed for footer in footers),
        failed=sum(footer.failed for footer in footers),
        not_run=sum(footer.not_run for footer in footers),
        verdicts=verdicts,
        seconds=sum(footer.seconds for footer in footers),
        exit=max(footer.exit for footer in footers),
    )


def joined(runs: Sequence[Run]) -> Run:
    """Several runs, as of streams and of archives, as one."""
    if len(runs) == 1:
        return runs[0]
    headers = [run.header for run in runs if run.header is not None]
    footers = [run.footer for run in runs if run.footer is not None]
    cells = [cell for run in runs for cell in run.cells]
    faults = [fault for run in runs for fault in run.faults]
    keys = Counter((cell.case, cell.target) for cell in cells)
    faults += [f"two runs have {_cell_name(key)}" for key, count in keys.items() if count > 1]
    if len({header.commit for header in headers}) > 1:
        faults.append("the runs are of different commits, so they prove nothing together")
    return Run(
        _joined_headers(headers) if headers else None,
        tuple(cells),
        _joined_footers(footers) if len(footers) == len(runs) else None,
        tuple(faults),
    )


def load(path: Path) -> Run:
    """The run that the file describes, with its faults. Raises UnreadableError."""
    if not path.exists():
        raise UnreadableError(f"{path}: no such file; write it with: sluice run --results {path}")
    if not path.is_file():
        raise UnreadableError(f"{path}: not a regular file; give the results.jsonl of a run")
    reader = _Reader()
    try:
        reader.read(_lines(path))
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror}") from error
    return reader.run()
