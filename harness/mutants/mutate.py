"""Makes defects by rule from the project's own source.

Operators, constants, conditions and statements: Clang parses each file, and every change is made to
the text of one expression or statement, so what comes out is the file but for one place.
"""

from __future__ import annotations

import bisect
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clang import cindex

SWAPS = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "/": ("*",),
    "%": ("/",),
    "&": ("|",),
    "|": ("&",),
    "^": ("|",),
    "<<": (">>",),
    ">>": ("<<",),
    "+=": ("-=",),
    "-=": ("+=",),
    "|=": ("&=",),
    "&=": ("|=",),
}
STEPS = {"++": "--", "--": "++"}
WORDS = {"true": "false", "false": "true"}
ROOTS = (".", "decoder/include")  # where headers are looked for: cmake/SluiceFlags.cmake
Kind = cindex.CursorKind
RECORD = cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD

# What may stand in place of a site; of two sites with the same text the first is the outer one.
STATEMENT, CONDITION, EXPRESSION = range(3)


@dataclass(frozen=True)
class Site:
    """The statement or expression that a mutation makes another one of."""

    start: int  # offsets into the file
    end: int
    form: int
    after: str  # what stands there instead
    constant: bool  # where the language wants a constant


@dataclass(frozen=True)
class Mutation:
    """One change of one file."""

    file: str
    line: int
    function: str
    before: str
    after: str
    kind: str
    site: Site
    whole: str  # what stands at the site
    number: int = 1  # of those that change the same into the same in this function

    def key(self) -> str:
        """What names it as long as the function does not change around it."""
        number = f" #{self.number}" if self.number > 1 else ""
        return f"{self.file}:{self.function}: {self.before} -> {self.after}{number}"

    def change(self) -> str:
        """What is changed, with all of the expression around an operator."""
        whole = self.kind in ("operator", "negation")
        before, after = (self.whole, self.site.after) if whole else (self.before, self.after)
        return f"{' '.join(before.split())} -> {' '.join(after.split())}"

    def apply(self, text: str) -> str:
        """The file with the change."""
        data = text.encode()
        site = self.site
        after = site.after if site.form == STATEMENT else f"({site.after})"
        return (data[: site.start] + after.encode() + data[site.end :]).decode()


class _Maker:
    """The mutations of one file."""

    def __init__(self, name: str, data: bytes, macros: list[tuple[int, int]]) -> None:
        self.name = name
        self.data = data
        self.macros = macros
        self.function = ""
        self.constant = False
        self.found: list[Mutation] = []

    def add(
        self, cursor: cindex.Cursor, change: tuple[str, str], kind: str, form: int, after: str
    ) -> None:
        """Makes one of the cursor's text; `change` is what people are told of it."""
        extent = cursor.extent
        site = Site(extent.start.offset, extent.end.offset, form, after, self.constant)
        if site.start < site.end and change[0] != change[1]:
            self.found.append(
                Mutation(
                    self.name,
                    extent.start.line,
                    self.function,
                    *change,
                    kind,
                    site,
                    self.text(cursor),
                )
            )

    def is_written(self, cursor: cindex.Cursor) -> bool:
        """False for what a macro makes: it has no text of its own."""
        start, end = cursor.extent.start.offset, cursor.extent.end.offset
        at = bisect.bisect_right(self.macros, (start, sys.maxsize)) - 1
        return at < 0 or end > self.macros[at][1]

    def text(self, cursor: cindex.Cursor) -> str:
        return self.data[cursor.extent.start.offset : cursor.extent.end.offset].decode()

    def visit(self, cursor: cindex.Cursor) -> None:
        """Adds what can be done to this very node."""
        if cursor.kind in (Kind.BINARY_OPERATOR, Kind.COMPOUND_ASSIGNMENT_OPERATOR):
            self.operator(cursor)
        elif cursor.kind == Kind.UNARY_OPERATOR:
            self.unary(cursor)
        elif cursor.kind == Kind.INTEGER_LITERAL:
            text = self.text(cursor)
            if text.isdigit():
                more = str(int(text) + 1)
                self.add(cursor, (text, more), "constant", EXPRESSION, more)
        elif cursor.kind in (Kind.IF_STMT, Kind.WHILE_STMT):
            self.condition(cursor)
        elif cursor.kind == Kind.RETURN_STMT:
            self.result(cursor)
        elif cursor.kind == Kind.COMPOUND_STMT:
            for child in cursor.get_children():
                text = self.text(child)
                if child.kind in (
                    Kind.CALL_EXPR,
                    Kind.COMPOUND_ASSIGNMENT_OPERATOR,
                    Kind.UNARY_OPERATOR,
                ) or (child.kind == Kind.BINARY_OPERATOR and "=" in text):
                    self.add(child, (text, "(void)0"), "statement", STATEMENT, "(void)0")

    def operator(self, cursor: cindex.Cursor) -> None:
        children = list(cursor.get_children())
        if len(children) != 2:
            return
        left, right = children
        for token in cursor.get_tokens():
            start, end = token.extent.start.offset, token.extent.end.offset
            if left.extent.end.offset <= start and end <= right.extent.start.offset:
                if token.spelling.startswith(("/*", "//")):
                    continue
                for other in SWAPS.get(token.spelling, ()):
                    after = f"({self.text(left)}) {other} ({self.text(right)})"
                    self.add(cursor, (token.spelling, other), "operator", EXPRESSION, after)
                return

    def unary(self, cursor: cindex.Cursor) -> None:
        tokens = list(cursor.get_tokens())
        if not tokens:
            return
        inner = next(cursor.get_children())
        text = self.text(inner)
        if tokens[0].spelling == "!":
            pointer = inner.type.get_canonical().kind == cindex.TypeKind.POINTER
            after = f"({text}) != 0" if pointer else text
            self.add(cursor, ("!", ""), "negation", EXPRESSION, after)
        for at, token in enumerate((tokens[0], tokens[-1])):
            if token.spelling in STEPS:
                other = STEPS[token.spelling]
                after = f"{other}{text}" if at == 0 else f"{text}{other}"
                self.add(cursor, (token.spelling, other), "operator", EXPRESSION, after)
                return

    def condition(self, cursor: cindex.Cursor) -> None:
        inner = next(cursor.get_children())
        text = self.text(inner)
        self.add(inner, (text, f"0 && ({text})"), "condition", CONDITION, "0")
        if cursor.kind == Kind.IF_STMT:
            self.add(inner, (text, f"1 || ({text})"), "condition", CONDITION, "1")

    def result(self, cursor: cindex.Cursor) -> None:
        words = self.text(cursor).split()
        if len(words) == 2 and words[1] in WORDS:
            other = WORDS[words[1]]
            inner = next(cursor.get_children())
            change = (f"return {words[1]}", f"return {other}")
            self.add(inner, change, "result", EXPRESSION, other)


def _constant_children(cursor: cindex.Cursor) -> Iterator[tuple[cindex.Cursor, bool]]:
    """The parts of a node, each with whether the language wants a constant there."""
    for number, child in enumerate(cursor.get_children()):
        constant = False
        if cursor.kind == Kind.CASE_STMT:
            constant = number == 0
        elif cursor.kind == Kind.VAR_DECL:
            is_array = cursor.type.get_canonical().kind == cindex.TypeKind.CONSTANTARRAY
            constant = cursor.storage_class == cindex.StorageClass.STATIC or (
                is_array and child.kind not in (Kind.INIT_LIST_EXPR, Kind.STRING_LITERAL)
            )
        elif cursor.kind in (
            Kind.FIELD_DECL,
            Kind.ENUM_CONSTANT_DECL,
            Kind.STATIC_ASSERT,
            Kind.CXX_UNARY_EXPR,  # sizeof
        ):
            constant = True
        yield child, constant


def _walk(maker: _Maker, cursor: cindex.Cursor, path: str, *, constant: bool) -> None:
    start = cursor.extent.start
    if start.file is not None and start.file.name == path and maker.is_written(cursor):
        maker.constant = constant
        maker.visit(cursor)
    for child, wanted in _constant_children(cursor):
        _walk(maker, child, path, constant=constant or wanted)


def _functions(unit: cindex.TranslationUnit, path: Path) -> Iterator[cindex.Cursor]:
    for cursor in unit.cursor.get_children():
        if (
            cursor.kind == Kind.FUNCTION_DECL
            and cursor.is_definition()
            and cursor.location.file is not None
            and Path(cursor.location.file.name) == path
        ):
            yield cursor


def _macros(unit: cindex.TranslationUnit, path: Path) -> list[tuple[int, int]]:
    """Where macros are used, from and to, the outer ones of those that are nested."""
    used: list[tuple[int, int]] = []
    for cursor in unit.cursor.get_children():
        if cursor.kind == Kind.MACRO_INSTANTIATION and cursor.location.file.name == str(path):
            start, end = cursor.extent.start.offset, cursor.extent.end.offset
            used.append((start, end))
    outer: list[tuple[int, int]] = []
    for start, end in sorted(used, key=lambda one: (one[0], -one[1])):
        if not outer or end > outer[-1][1]:
            outer.append((start, end))
    return outer


def _numbered(found: list[Mutation]) -> list[Mutation]:
    """The same in the order of the text, each told from those that have the same words."""
    unique = {(one.site.start, one.site.end, one.before, one.after): one for one in found}
    seen: Counter[str] = Counter()
    numbered = []
    for one in sorted(unique.values(), key=lambda one: (one.site.start, one.site.end, one.after)):
        seen[one.key()] += 1
        numbered.append(replace(one, number=seen[one.key()]))
    return numbered


def mutations(root: Path, name: str) -> list[Mutation]:
    """All mutations of one file."""
    path = root / name
    options = [f"-I{root / folder}" for folder in ROOTS]
    unit = cindex.Index.create().parse(str(path), args=["-std=c17", *options], options=RECORD)
    broken = [str(one) for one in unit.diagnostics if one.severity >= cindex.Diagnostic.Error]
    if broken:
        raise ValueError(f"clang cannot read {name}: {broken[0]}")
    maker = _Maker(name, path.read_bytes(), _macros(unit, path))
    for function in _functions(unit, path):
        maker.function = function.spelling
        _walk(maker, function, str(path), constant=False)
    return _numbered(maker.found)
