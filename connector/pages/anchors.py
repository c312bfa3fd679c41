"""The two anchors around what we publish on a page: people may write above and below, and keep it.

Confluence rewrites what it is given, so nothing but the anchors' own names is looked for; an anchor is a macro that shows nothing.
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

_PUBLISHED = re.compile(r'\bac:name="anchor"[^>]*>\s*<ac:parameter\b[^>]*>\s*connector-begin:')


@dataclass(frozen=True, slots=True)
class Anchors:
    """The anchors of one page of one installation."""

    installation: str
    path: str

    def around(self, body: str) -> str:
        """Return a body between its anchors."""
        return f"{self._anchor('begin')}\n{body}\n{self._anchor('end')}"

    def among(self, stored: str) -> bool:
        """Say whether a page as it is stored holds our first anchor: it is ours then."""
        return self._found("begin", stored) is not None

    def replaced(self, stored: str, body: str) -> str | None:
        """Return a stored page with `body` in place of all from one anchor to the other; None where they are not both there, in order."""
        begin, end = self._found("begin", stored), self._found("end", stored)
        if begin is None or end is None or end.start() < begin.end():
            return None
        return stored[: begin.start()] + body + stored[end.end() :]

    def _name(self, which: str) -> str:
        return escape(f"connector-{which}:{self.installation}:{self.path}")

    def _anchor(self, which: str) -> str:
        name = self._name(which)
        macro = f'<ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">{name}</ac:parameter></ac:structured-macro>'
        return f"<p>{macro}</p>"

    def _found(self, which: str, stored: str) -> re.Match[str] | None:
        macro = (
            r'<ac:structured-macro\b(?=[^>]*\bac:name="anchor")[^>]*>\s*<ac:parameter\b[^>]*>\s*'
            rf"{re.escape(self._name(which))}\s*</ac:parameter>\s*</ac:structured-macro>"
        )
        return re.search(rf"<p\b[^>]*>\s*{macro}\s*</p>", stored) or re.search(macro, stored)


def is_published(stored: str) -> bool:
    """Say whether a page holds what some installation publishes."""
    return _PUBLISHED.search(stored) is not None
