"""A flat view of an HTML document: its elements in order, each with the text inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "input", "br", "hr", "img", "link", "base", "source", "embed"})
# An opening tag of the key ends an open element of these, as HTML has it for tables and lists.
IMPLIED_END = {
    "td": {"td", "th", "p"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "tbody": {"td", "th", "tr", "thead"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "option": {"option"},
}


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str]
    parents: tuple[Element, ...]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def within(self, other: Element) -> bool:
        return any(parent is other for parent in self.parents)


class Document(HTMLParser):
    """Raises nothing: like a browser it takes what it gets."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self._open and self._open[-1].tag in IMPLIED_END.get(tag, ()):
            self._open.pop()
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        tags = [element.tag for element in self._open]
        if tag in tags:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def all(self, tag: str, css_class: str | None = None) -> list[Element]:
        return list(self._matching(tag, css_class))

    def _matching(self, tag: str, css_class: str | None) -> Iterator[Element]:
        for element in self.elements:
            if element.tag == tag and (css_class is None or css_class in element.classes):
                yield element

    def one(self, tag: str, css_class: str | None = None) -> Element:
        found = self.all(tag, css_class)
        assert len(found) == 1, f"{len(found)} times {tag}.{css_class}"
        return found[0]

    def by_id(self, name: str) -> Element:
        found = [element for element in self.elements if element.attributes.get("id") == name]
        assert len(found) == 1, f"{len(found)} elements with the id {name}"
        return found[0]

    def inside(self, outer: Element, tag: str, css_class: str | None = None) -> list[Element]:
        return [element for element in self.all(tag, css_class) if element.within(outer)]
