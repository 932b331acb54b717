"""A figure over the nights as a small line: inline SVG, nothing loaded."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

WIDTH, HEIGHT, MARGIN = 120.0, 28.0, 3.0


def points(values: Sequence[float]) -> list[tuple[float, float]]:
    """Where the values are, the least at the bottom; what never moved is in the middle."""
    low, high = min(values), max(values)
    across = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    up = HEIGHT - 2 * MARGIN
    return [
        (
            WIDTH - MARGIN if len(values) == 1 else MARGIN + across * index,
            MARGIN + up * (1 - (value - low) / (high - low)) if high > low else HEIGHT / 2,
        )
        for index, value in enumerate(values)
    ]


def sparkline(values: Sequence[float], title: str) -> Markup:
    """The drawing; nothing for a figure that nobody knows."""
    if not values:
        return Markup()
    places = points(values)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    return Markup(  # noqa: S704
        f'<svg class="spark" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img"'
        f' aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f'<polyline points="{line}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/></svg>'
    )
