"""What the elements of HTML and of Confluence's storage format are to a reader of post-mortems."""

from enum import IntEnum, auto

VOID = frozenset(
    [
        "ac:emoticon",
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "ri:user",
        "source",
        "track",
        "wbr",
    ]
)


class Kind(IntEnum):
    """What opening and closing an element means; names not listed here are transparent.

    Integers, because members are looked up for every tag, and a plain Enum hashes in Python.
    """

    INLINE = auto()
    MACRO = auto()
    BLOCK = auto()
    LIST = auto()
    ITEM = auto()
    TABLE = auto()
    ROW = auto()
    CELL = auto()
    OPAQUE = auto()
    CAPTURED = auto()
    DROPPED = auto()
    TERM = auto()
    DETAIL = auto()


HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NAMES = {
    Kind.INLINE: """
        a abbr b ac:inline-comment-marker ac:link ac:link-body ac:plain-text-link-body cite code del em font i ins kbd
        label mark q s samp small span strike strong sub sup time tt u var
    """,
    Kind.MACRO: "ac:structured-macro ac:macro",
    Kind.BLOCK: """
        ac:adf-content ac:layout ac:layout-cell ac:layout-section ac:rich-text-body ac:task-body address article aside
        caption center details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup main nav p
        section summary
    """,
    Kind.LIST: "ul ol ac:task-list",
    Kind.ITEM: "li ac:task",
    Kind.TABLE: "table",
    Kind.ROW: "tr",
    Kind.CELL: "td th",
    Kind.OPAQUE: "ac:plain-text-body blockquote pre script style textarea xmp",
    Kind.CAPTURED: "ac:parameter ac:task-status title",
    Kind.DROPPED: """
        ac:adf-attribute ac:adf-fallback ac:image ac:placeholder ac:task-id ac:task-uuid button noscript option select
        svg template
    """,
    Kind.TERM: "dt",
    Kind.DETAIL: "dd",
}
KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
SINKS = frozenset((Kind.ITEM, Kind.CELL, Kind.OPAQUE, Kind.CAPTURED))
"""Kinds that keep what is inside them to themselves until they close."""
WALLS = frozenset((Kind.TABLE, Kind.CELL, Kind.ITEM))
"""A stray end tag inside one of these closes nothing outside it."""
CROSSES_WALLS = frozenset((Kind.TABLE, Kind.ROW, Kind.CELL, Kind.ITEM, Kind.LIST))

STRONG = frozenset(("b", "strong", "summary"))
STRUCK = frozenset(("del", "s", "strike"))
CLOSED_BY = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "td", "th", "ac:task"))),
    "ac:task": (frozenset(("ac:task",)), frozenset(("ac:task-list",))),
    "td": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "th": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "tr": (frozenset(("tr",)), frozenset(("table",))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",))),
}
"""Start tag -> (open tags it closes, tags that stop the search)."""
ENDS_PARAGRAPH = frozenset(HEADINGS) | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "div",
        "dl",
        "fieldset",
        "footer",
        "form",
        "header",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
USER_ATTRIBUTES = ("ri:account-id", "ri:userkey", "ri:username")
EMOTICONS = {"tick": "✅", "cross": "❌", "warning": "⚠", "yellow-star": "⭐"}
