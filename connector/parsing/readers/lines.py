"""Where lines are in a text, and moving blocks that were read from a part of it."""

import re
from dataclasses import replace
from itertools import accumulate

from connector.parsing.blocks import Block, Cell, Heading, ListBlock, ListItem, Opaque, Paragraph, Row, Span, Table

_BREAK = re.compile(r"\r\n?|\n")


class Lines:
    """Line starts and ends of a text, by 0-based line; line ends may be mixed."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            breaks = [(match.start(), match.end()) for match in _BREAK.finditer(text)]
            self._starts = [0, *(end for _, end in breaks)]
            self._ends = [*(start for start, _ in breaks), len(text)]
        else:
            self._ends = list(
                accumulate((len(line) for line in text.split("\n")), lambda end, length: end + 1 + length)
            )
            self._starts = [0, *(end + 1 for end in self._ends[:-1])]
        self._starts[0] = 1 if text.startswith("\ufeff") else 0

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, line: int) -> int:
        """Return where a line starts; the end of the text for lines after the last."""
        return self._starts[line] if line < len(self._starts) else self._ends[-1]

    def end(self, line: int) -> int:
        """Return where a line ends, without its line end."""
        return self._ends[min(line, len(self._ends) - 1)]


def _moved(span: Span | None, by: int) -> Span | None:
    return None if span is None else Span(span.start + by, span.end + by)


def _row(row: Row, lines: int, chars: int) -> Row:
    cells = tuple(Cell(cell.inline, _moved(cell.span, chars)) for cell in row.cells)
    return Row(cells, row.line + lines)


def _item(item: ListItem, lines: int, chars: int) -> ListItem:
    return replace(
        item,
        line=item.line + lines,
        box=_moved(item.box, chars),
        end=None if item.end is None else item.end + chars,
        children=tuple(shift(child, lines, chars) for child in item.children),
    )


def shift(block: Block, lines: int, chars: int) -> Block:
    """Move a block down by `lines` and `chars`."""
    match block:
        case Heading() | Opaque():
            return replace(block, line=block.line + lines)
        case Paragraph():
            places = tuple((line + lines, Span(span.start + chars, span.end + chars)) for line, span in block.lines)
            return replace(block, line=block.line + lines, span=_moved(block.span, chars), lines=places)
        case ListBlock():
            return replace(
                block, line=block.line + lines, items=tuple(_item(item, lines, chars) for item in block.items)
            )
        case Table():
            return Table(
                None if block.header is None else _row(block.header, lines, chars),
                tuple(_row(row, lines, chars) for row in block.rows),
                block.line + lines,
            )
