"""What all pages are made with: templates in which no text can be printed unescaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import summary
from reports.text import clipped, counted, duration, middle, safe, size

TEMPLATES = Path(__file__).with_name("templates")


def _finalized(value: object) -> object:
    """Every string that a template prints goes through here, so that none can be forgotten."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return safe(value)


@cache
def environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=lambda value: f"{value:,}",
        offset=lambda value: f"{value:06x}",
        size=size,
        duration=duration,
        clip=clipped,
        middle=middle,
        counted=counted,
        verdict=summary.verdict_text,
    )
    return environment


def short_commit(commit: str | None) -> str:
    """Twelve digits, and what was added to them."""
    name, dash, suffix = (commit or "").partition("-")
    return name[:12] + dash + suffix


def asset(name: str) -> Markup:
    """A file of this package, which is part of the page as it stands."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704
