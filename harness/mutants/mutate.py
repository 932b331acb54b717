"""Makes defects by rule from the decoder's own source.

Operators, constants, conditions and statements: Clang parses each file, and every change is made to
the text of one expression or statement, so what comes out is the file but for one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
Kind = cindex.CursorKind


@dataclass(frozen=True)
class Mutation:
    """One change of one file."""

    file: str
    line: int
    function: str
    start: int  # offset of the text that is replaced
    end: int
    before: str
    after: str
    kind: str

    def key(self) -> str:
        """What names it as long as the function does not change around it."""
        return f"{self.file}:{self.function}: {self.before} -> {self.after}"

    def apply(self, text: str) -> str:
        """The file with the change."""
        data = text.encode()
        return (data[: self.start] + self.after.encode() + data[self.end :]).decode()


class _Maker:
    """The mutations of one file."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self.function = ""
        self.found: list[Mutation] = []

    def add(self, extent: cindex.SourceRange, after: str, kind: str) -> None:
        start, end = extent.start.offset, extent.end.offset
        before = self.data[start:end].decode()
        if before != after and start < end:
            self.found.append(
                Mutation(
                    self.name, extent.start.line, self.function, start, end, before, after, kind
                )
            )

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
                self.add(cursor.extent, str(int(text) + 1), "constant")
        elif cursor.kind in (Kind.IF_STMT, Kind.WHILE_STMT):
            self.condition(cursor)
        elif cursor.kind == Kind.RETURN_STMT:
            words = self.text(cursor).split()
            if len(words) == 2 and words[1] in WORDS:
                self.add(cursor.extent, f"return {WORDS[words[1]]}", "result")
        elif cursor.kind == Kind.COMPOUND_STMT:
            for child in cursor.get_children():
                if child.kind in (
                    Kind.CALL_EXPR,
                    Kind.COMPOUND_ASSIGNMENT_OPERATOR,
                    Kind.UNARY_OPERATOR,
                ) or (child.kind == Kind.BINARY_OPERATOR and "=" in self.text(child)):
                    self.add(child.extent, "(void)0", "statement")

    def operator(self, cursor: cindex.Cursor) -> None:
        children = list(cursor.get_children())
        if len(children) != 2:
            return
        after_left = children[0].extent.end.offset
        before_right = children[1].extent.start.offset
        for token in cursor.get_tokens():
            if after_left <= token.extent.start.offset < before_right:
                for other in SWAPS.get(token.spelling, ()):
                    self.add(token.extent, other, "operator")
                return

    def unary(self, cursor: cindex.Cursor) -> None:
        tokens = list(cursor.get_tokens())
        if tokens and tokens[0].spelling == "!":
            self.add(tokens[0].extent, "", "negation")
        for token in (tokens[:1] + tokens[-1:]) if tokens else []:
            if token.spelling in STEPS:
                self.add(token.extent, STEPS[token.spelling], "operator")
                return

    def condition(self, cursor: cindex.Cursor) -> None:
        extent = next(cursor.get_children()).extent
        text = self.data[extent.start.offset : extent.end.offset].decode()
        self.add(extent, f"0 && ({text})", "condition")
        if cursor.kind == Kind.IF_STMT:
            self.add(extent, f"1 || ({text})", "condition")


def _functions(unit: cindex.TranslationUnit, path: Path) -> Iterator[cindex.Cursor]:
    for cursor in unit.cursor.get_children():
        if (
            cursor.kind == Kind.FUNCTION_DECL
            and cursor.is_definition()
            and cursor.location.file is not None
            and Path(cursor.location.file.name) == path
        ):
            yield cursor


def mutations(root: Path, name: str, command: list[str]) -> list[Mutation]:
    """All mutations of one file that is compiled by `command`."""
    path = root / name
    options = [word for word in command[1 : command.index("-c")] if word.startswith(("-I", "-D"))]
    unit = cindex.Index.create().parse(str(path), args=["-std=c17", *options])
    broken = [str(one) for one in unit.diagnostics if one.severity >= cindex.Diagnostic.Error]
    if broken:
        raise ValueError(f"clang cannot read {name}: {broken[0]}")
    maker = _Maker(name, path.read_bytes())
    for function in _functions(unit, path):
        maker.function = function.spelling
        for cursor in function.walk_preorder():
            # What a macro makes has no text of its own.
            start = cursor.extent.start
            if start.file is not None and Path(start.file.name) == path:
                maker.visit(cursor)
    unique = {(one.start, one.end, one.after): one for one in maker.found}
    return sorted(unique.values(), key=lambda one: (one.start, one.end, one.after))
