"""Charts as PNG, for pages that only show pictures beside them."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from connector.rendering.charts import HEIGHT, WIDTH, Area, Box, Dot, Shape, Stroke, Words

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SCALE = 3
"""Pixels for each of a drawing's units: sharp on the screens of telephones."""
TYPE_SIZE = 11
INK, QUIET = "#1b2430", "#55606e"
DASH, GAP = 5, 4


def png(shapes: Iterable[Shape]) -> bytes:
    """Return a drawing on white. The same shapes give the same bytes."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "white")
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        _paint(draw, shape)
    out = BytesIO()
    image.quantize(colors=64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _paint(draw: "ImageDraw", shape: Shape) -> None:
    match shape:
        case Box():
            corners = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
            draw.rounded_rectangle([each * SCALE for each in corners], shape.round * SCALE, fill=shape.fill)
        case Dot():
            draw.circle((shape.x * SCALE, shape.y * SCALE), shape.radius * SCALE, fill=shape.fill)
        case Area():
            draw.polygon([(x * SCALE, y * SCALE) for x, y in shape.points], fill=shape.fill)
        case Stroke():
            for x1, x2 in _dashes(shape):
                ends = (x1 * SCALE, shape.y1 * SCALE, x2 * SCALE, shape.y2 * SCALE)
                draw.line(ends, fill=shape.colour, width=round(shape.width * SCALE))
        case Words():
            _write(draw, shape)


def _dashes(stroke: Stroke) -> Iterable[tuple[float, float]]:
    """Yield the parts of a line that are drawn; one with dashes runs from left to right."""
    if not stroke.dashed:
        yield stroke.x1, stroke.x2
        return
    x = stroke.x1
    while x < stroke.x2:
        yield x, min(x + DASH, stroke.x2)
        x += DASH + GAP


def _write(draw: "ImageDraw", words: Words) -> None:
    from PIL import ImageFont

    # The one that the library brings along: no machine has to have fonts.
    font = ImageFont.load_default(TYPE_SIZE * SCALE)
    anchor = {"start": "l", "middle": "m", "end": "r"}[words.anchor] + ("m" if words.centred else "s")
    place = (words.x * SCALE, words.y * SCALE)
    # That font has no blank that keeps words together.
    text = words.text.replace("\u00a0", " ")
    draw.text(place, text, fill=INK if words.now else QUIET, font=font, anchor=anchor)
