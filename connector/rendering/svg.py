"""Charts as SVG, for pages that hold their drawings."""

from collections.abc import Iterable
from html import escape

from connector.rendering.charts import HEIGHT, WIDTH, Area, Box, Dot, Shape, Stroke, Words


def svg(shapes: Iterable[Shape], *, name: str, title: str, description: str) -> str:
    """Return a drawing with its title and what it shows, for screen readers; `name` is unique on its page."""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{"".join(map(_written, shapes))}</svg>'
    )


def _written(shape: Shape) -> str:
    match shape:
        case Box():
            place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
            corners = f' rx="{shape.round}"' if shape.round else ""
            return _titled("rect", f'{place}{corners} fill="{shape.fill}"', shape.title)
        case Dot():
            return _titled(
                "circle",
                f'cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}" fill="{shape.fill}"',
                shape.title,
            )
        case Area():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            return _titled("polygon", f'points="{points}" fill="{shape.fill}"', shape.title)
        case Stroke():
            ends = f'x1="{_n(shape.x1)}" x2="{_n(shape.x2)}" y1="{_n(shape.y1)}" y2="{_n(shape.y2)}"'
            width = f' stroke-width="{_n(shape.width)}"' if shape.width != 1 else ""
            dashes = ' stroke-dasharray="5 4"' if shape.dashed else ""
            return f'<line {ends} stroke="{shape.colour}"{width}{dashes}/>'
        case Words():
            middle = ' dy="0.35em"' if shape.centred else ""
            anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
            now = ' class="now"' if shape.now else ""
            return f'<text x="{_n(shape.x)}" y="{_n(shape.y)}"{middle}{anchor}{now}>{escape(shape.text)}</text>'


def _titled(tag: str, attributes: str, title: str) -> str:
    return f"<{tag} {attributes}><title>{escape(title)}</title></{tag}>" if title else f"<{tag} {attributes}/>"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
