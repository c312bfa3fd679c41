"""The ticket file: YAML front matter, `# title`, text, and comments at the end. Read, written and edited here.

People edit these files, so an edit of ours replaces the lines concerned and nothing else: unknown keys, comments, order, line
ends and trailing blanks stay. Rejected: loading and dumping the front matter, which loses all of those. Values stay strings:
`no`, dates and numbers are what people wrote.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from connector.files import relative_link
from connector.trackers.markdowntext import escape_line, headings, one_line, tame, unescape_line, without_controls

if TYPE_CHECKING:
    import yaml

KEYS = ("key", "status", "owner", "due", "priority", "labels", "marker", "document")
"""The front matter of a new ticket, in this order."""
MAX_BYTES = 4_000_000

Value = str | tuple[str, ...]

_FRONT = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_PLAIN = re.compile(r"(?:\.{0,2}/)?\w(?:[\w ./@()+'-]*[\w./()+-])?")
_SPECIAL = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})
_BOM = "\ufeff"


class Unreadable(ValueError):
    """A ticket file that says something we cannot take in: where, and what to do. `line` is 1-based."""

    def __init__(self, message: str, *, line: int = 1) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the front matter: as written, its value (None where it is neither text nor a list of texts), its place."""

    name: str
    value: Value | None
    line: int
    start: int
    end: int
    aliased: bool


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A ticket file as read: `entries` of ours by KEYS, whatever their case. `body` is where the text after them starts."""

    text: str
    entries: Mapping[str, Entry]
    yaml_end: int
    body: int
    title: str | None
    title_span: tuple[int, int] | None = None
    newline: str = field(default="\n")

    def get(self, key: str) -> str:
        """Return a text value, '' where there is none. Raises Unreadable for a list or a table."""
        entry = self.entries.get(key)
        if entry is None:
            return ""
        if not isinstance(entry.value, str):
            raise Unreadable(f"{key} must be one value; write `{key}: value` on one line", line=entry.line)
        return "" if entry.value in ("~", "null") else one_line(entry.value)

    def get_list(self, key: str) -> tuple[str, ...]:
        """Return a list value; a text is split at its commas. Raises Unreadable for a table."""
        entry = self.entries.get(key)
        if entry is None:
            return ()
        if entry.value is None:
            raise Unreadable(f"{key} must be a list; write `{key}: [one, two]`", line=entry.line)
        parts = entry.value.split(",") if isinstance(entry.value, str) else entry.value
        return tuple(word for part in parts if (word := one_line(part)))

    def line_of(self, key: str) -> int:
        return self.entries[key].line if key in self.entries else 1


def parse(data: bytes) -> TicketFile:
    """Read a ticket file. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"is {len(data):,} bytes; a ticket may have {MAX_BYTES:,}: move the long parts elsewhere")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("is not UTF-8 text; save it as UTF-8", line=line) from None
    start = 1 if text.startswith(_BOM) else 0
    front = _FRONT.match(text, start)
    if front is None:
        opened = re.match(r"---[ \t]*\r?\n", text[start : start + 200])
        raise Unreadable(
            "the front matter has no end; put a line `---` after its last key"
            if opened
            else "has no front matter; start the file with a line `---`, the keys, and a line `---`"
        )
    entries = _entries(front["yaml"], offset=front.start("yaml"))
    first = next((each for each in headings(text, start=front.end()) if each.level == 1), None)
    return TicketFile(
        text=text,
        entries=entries,
        yaml_end=front.end("yaml"),
        body=front.end(),
        title=unescape_line(first.text) if first else None,
        title_span=(first.start, first.end) if first else None,
        newline="\r\n" if front.group().partition("\n")[0].endswith("\r") else "\n",
    )


@cache
def _loader() -> Any:
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _entries(text: str, *, offset: int) -> dict[str, Entry]:
    import yaml

    try:
        root = yaml.compose(text, Loader=_loader())
    except yaml.YAMLError as error:
        raise _yaml_fault(error, text) from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise Unreadable("the front matter must be lines of `key: value`", line=2)
    entries: dict[str, Entry] = {}
    for key, value in root.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable("a key must be a word", line=line)
        name = key.value.casefold() if key.value.casefold() in KEYS else key.value
        if name in entries:
            raise Unreadable(f"the key '{key.value}' is there twice; remove one of them", line=line)
        entries[name] = _entry(text, key, value, offset=offset)
    return entries


def _entry(text: str, key: "yaml.ScalarNode", value: "yaml.Node", *, offset: int) -> Entry:
    import yaml

    last = value
    content: Value | None = None
    if isinstance(value, yaml.ScalarNode):
        content = value.value
    elif isinstance(value, yaml.SequenceNode):
        if all(isinstance(item, yaml.ScalarNode) for item in value.value):
            content = tuple(item.value for item in value.value)
        # The end of a block list is where the next key starts, comments between them included; its last item's is not.
        last = value.value[-1] if value.value and not value.flow_style else value
    aliased = last.end_mark.index < key.end_mark.index  # an alias is the node it points to, further up
    end = max(last.end_mark.index, text.find(":", key.end_mark.index) + 1)
    while text[end - 1] in " \t\r\n":
        end -= 1
    return Entry(key.value, content, key.start_mark.line + 2, offset + key.start_mark.index, offset + end, aliased)


def _yaml_fault(error: "yaml.YAMLError", text: str) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    line = mark.line if mark is not None else text.count("\n", 0, position) if isinstance(position, int) else 0
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    hint = "put the value in double quotes, or remove the marks of an unfinished merge"
    return Unreadable(f"the front matter is not valid YAML: {problem}; {hint}", line=line + 2)


# --- writing ------------------------------------------------------------------------------------------------------


def compose(values: Mapping[str, Value], *, title: str, body: str) -> bytes:
    """Return a new ticket file with all of KEYS, those without a value empty so that people see where it goes."""
    front = "".join(_line(key, values.get(key, "")) + "\n" for key in KEYS)
    text = without_controls(body).strip("\n")
    content = f"---\n{front}---\n\n{_title_line(title)}\n" + (f"\n{text}\n" if text.strip() else "")
    return content.encode("utf-8")


def edited(file: TicketFile, values: Mapping[str, Value], *, title: str | None = None) -> bytes:
    """Return the file with these front matter values, and the title if one is given, and all else as it is.

    Raises Unreadable where a value cannot be replaced line by line.
    """
    text = file.text
    cuts: list[tuple[int, int, str]] = []
    if title is not None:
        line = _title_line(title)
        start, end = file.title_span or (file.body, file.body)
        gap = "" if text[: file.body].endswith("\n") else file.newline
        cuts.append((start, end, line if file.title_span else f"{gap}{file.newline}{line}{file.newline}"))
    margin = _margin(file)
    for key, value in values.items():
        entry = file.entries.get(key)
        if entry is None:
            cuts.append((file.yaml_end, file.yaml_end, margin + _line(key, value) + file.newline))
        elif entry.aliased:
            raise Unreadable(f"{key} is a YAML alias; write its value out", line=entry.line)
        else:
            cuts.append((entry.start, entry.end, _line(entry.name, value)))
    # From the end, so that positions further up stay right; reversed first, so that new keys at one place keep their order.
    cuts.reverse()
    for start, end, new in sorted(cuts, key=lambda cut: cut[0], reverse=True):
        text = text[:start] + new + text[end:]
    data = text.encode("utf-8")
    _verify(file, parse(data), values=values, title=title)
    return data


def reworded(data: bytes, old: str, new: str) -> bytes:
    """Return the file with new words where its text begins with the old ones, as it was filed; else as it is."""
    file = parse(data)
    start = file.title_span[1] if file.title_span else file.body
    text = file.text[start:]
    begins = re.match(rf"\s*(?P<words>{re.escape(old)})[ \t]*(?:\r?\n\s*\n|\s*$)", text) if old else None
    if begins is None:
        return data
    at, end = (start + place for place in begins.span("words"))
    return (file.text[:at] + new + file.text[end:]).encode("utf-8")


def leading_to(file: TicketFile, document_url: str, *, here: str) -> bytes:
    """Return the file at `here` with the address of its document, in the front matter and where its text links to it."""
    old = urljoin(here, file.get("document")) if file.get("document") else ""
    data = edited(file, {"document": clean(relative_link(document_url, here))})
    return data.replace(f"(<{old}>)".encode(), f"(<{document_url}>)".encode()) if old else data


def with_comment(file: TicketFile, text: str, *, at: datetime, who: str) -> bytes:
    """Return the file with a comment after the last one; nothing in it can look like anything but a comment."""
    found = [each for each in headings(file.text, start=file.body) if each.level <= 2]
    open_section = bool(found) and found[-1].level == 2 and found[-1].text.casefold() == "comments"
    stamp = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    lines = [] if open_section else ["## Comments", ""]
    lines += [f"### {stamp}, {escape_line(one_line(who))}", "", *tame(text).split("\n")]
    gap = "" if file.text.endswith("\n") else file.newline
    return (file.text + gap + file.newline + file.newline.join(lines) + file.newline).encode("utf-8")


def _verify(old: TicketFile, new: TicketFile, *, values: Mapping[str, Value], title: str | None) -> None:
    """Refuse an edit that does not read back as meant: better a held ticket than a broken one."""
    want = {key: entry.value for key, entry in old.entries.items()} | dict(values)
    have = {key: entry.value for key, entry in new.entries.items()}
    if have != want or new.title != (old.title if title is None else one_line(title)):
        wrong = next((key for key in want if have.get(key) != want[key]), "title")
        raise Unreadable(f"{wrong} cannot be changed by itself; write it on a line of its own", line=old.line_of(wrong))


def _margin(file: TicketFile) -> str:
    first = min((entry.start for entry in file.entries.values()), default=None)
    return "" if first is None else " " * (first - file.text.rfind("\n", 0, first) - 1)


def _title_line(title: str) -> str:
    return f"# {escape_line(one_line(title))}".rstrip()


def _line(key: str, value: Value) -> str:
    return f"{key}: {_yaml(value)}".rstrip()


def _yaml(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(value)
    return f"[{', '.join(_scalar(item) for item in value)}]"


def _scalar(text: str) -> str:
    if not text or (_PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in _SPECIAL):
        return text
    return '"' + "".join(_quoted(char) for char in text) + '"'


def _quoted(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return f"\\U{ord(char):08x}"


def clean(value: str | Sequence[str]) -> Value:
    """Return a value as the front matter can hold it: one line, no halves of characters."""
    if isinstance(value, str):
        return one_line(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return tuple(word for item in value if isinstance(word := clean(item), str) and word)
