# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""References to tickets inside a text: links to trackers, keys such as ABC-12, #12, bug 12, phab:T12.

Links and keys become single marks while the rest of an item is read, so that brackets and dashes around them can be told
from the words of the action, and are put back where they are part of a sentence.
"""

import re

from connector.core.model import Status
from connector.parsing.blocks import Inline, Link
from connector.parsing.extracting.status import is_status, status_of
from connector.parsing.headings import normal
from connector.parsing.words import NO_PROJECTS, TICKET_WORDS

MARK = "[\ue000-\uf8ff]"
_FIRST = 0xE000
_LAST = 0xF8FF
_TICKET_URL = re.compile(
    r"/(?:-/)?(?:issues?|pull|pulls|pull-requests?|merge_requests|browse|tickets?|work_items|workitems|bugs?|tasks?|stories|story|"
    r"discussions|commit|commits)/|show_bug\.cgi|/b/\d+|/T\d+\b|linear\.app/|app\.asana\.com/|trello\.com/c/|app\.shortcut\.com/|"
    r"pivotaltracker\.com/|clickup\.com/t/|/_workitems/|youtrack|redmine|phabricator|atlassian\.net/browse|issuetracker|/rfe/|/jira/",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?<![\w/#.=-])(?:"
    rf"(?P<key>(?!(?:{'|'.join(sorted(NO_PROJECTS))})-)[A-Z][A-Z0-9]{{1,9}}-[1-9]\d{{0,6}})"
    r"|(?P<repo>[A-Za-z0-9][\w.-]*/(?:[\w.-]+/){0,3}[\w.-]+[#!]\d+)"
    r"|(?P<hash>#\d{1,7})"
    r"|(?P<bug>(?:bug|bz|BZ|Bug)[ #]+\d{3,8})"
    r"|(?P<phab>(?:phab:)?T\d{4,7})"
    r"|(?P<mr>!\d{1,6})"
    r")(?![\w-]*\w)"
)
_LINKING = (
    r"(?:tickets?|issues?|see|also|in|on|pr|prs|mr|jira|tracked|tracking|tracker|by|via|ref|refs|bugs?|fix(?:es|ed)?|"
    r"closes|and|with|at|here|github|linear|related|opened|filed|task|story|card|as|per)"
)
_BRACKETED = re.compile(
    rf"\s?[(\[]\s?(?:(?:{_LINKING}\b|{MARK}|[,;:/&#-])\s?){{0,24}}{MARK}(?:\s|[,;/&]|\band\b){{0,9}}[)\]]",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"(?P<gap>[\s,;:|(\[–—.-]*){MARK}(?:[\s,;/&.)\]|-]|\band\b|{MARK})*$")
_LINKED = re.compile(rf"(?P<gap>^|[\s,;:|(\[–—.-]+)(?P<words>(?:{_LINKING}[\s:]+)*{_LINKING}):?$", re.IGNORECASE)
_POINTERS = frozenset(
    (
        "in",
        "on",
        "with",
        "at",
        "by",
        "via",
        "and",
        "as",
        "per",
        "also",
        "here",
        "fix",
        "fixes",
        "fixed",
        "bug",
        "bugs",
        "task",
        "card",
        "story",
    )
)
"""Words that end a sentence's own phrase as often as they introduce a ticket: "the bug in ABC-1"."""
_LEADING = re.compile(rf"^(?:[\s(\[]*{MARK}[\s)\]]*[,/&]?\s*)+[:–—|-]?\s+(?=\S)", re.IGNORECASE)
_ANY_MARK = re.compile(MARK)
_DIGIT = re.compile(r"\d")
_COLUMN_KEY = re.compile(
    r"(?!(?:AI|ACT|ACTION|CA|PA|CAPA|FU|AP|TASK|ITEM|TODO|RCA|PIR|REC|CVE|CWE|GHSA)-)[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6}|T\d{1,7}",
    re.IGNORECASE,
)
"""A key that fills a ticket column: there "DB-112" is none of the things that such words are in a sentence."""
_MACRO_KEY = re.compile(r"[A-Z][A-Z0-9_]*-\d+")


_WIKI = re.compile(
    r"\{\{\s*(?:phab|bug|bugzilla|task|ticket|issue|jira)\s*\|\s*(?P<key>#?[\w-]{1,30})\s*\}\}", re.IGNORECASE
)
"""Templates of MediaWiki that stand for a ticket."""


def _from_wiki(match: re.Match[str]) -> str:
    return f"(bug {match['key']})" if match["key"].isdigit() else f"({match['key']})"


def is_ticket_url(url: str) -> bool:
    """Say whether an address looks like a ticket, a pull request or a change in some tracker."""
    return _TICKET_URL.search(url) is not None


TAIL = 240
"""Characters at the end of a text in which trailing references are looked for: text is hostile, and such a search quadratic."""


class Marks:
    """A text with marks in place of its references, and what each mark stands for."""

    def __init__(self, inline: Inline, *, every_link: bool = False) -> None:
        self._words: list[str] = []
        self._targets: list[str | None] = []
        self.within: list[str] = []
        """Tickets that a part of the words leads to: "extend [this check](...) to all"."""
        self.refs: list[str] = []
        self.text = _WIKI.sub(_from_wiki, self._links(inline, every_link))
        if _DIGIT.search(self.text):
            self.text = _KEY.sub(self._keyed, self.text)

    def _mark(self, words: str, ref: str | None = None) -> str:
        if _FIRST + len(self._words) > _LAST:
            return words
        self._words.append(words)
        self._targets.append(ref)
        return chr(_FIRST + len(self._words) - 1)

    def _keyed(self, match: re.Match[str]) -> str:
        if match["mr"] and match.start() and not match.string[: match.start()].endswith(("(", "[", " MR ")):
            return match[0]
        self._ref(match[0])
        return self._mark(match[0], match[0])

    def _ref(self, ref: str) -> None:
        if ref not in self.refs:
            self.refs.append(ref)

    def _links(self, inline: Inline, every_link: bool) -> str:
        text, at = _ANY_MARK.sub(" ", inline.text), 0
        for link in inline.links:
            found = _place(text, link.text, at)
            ticket = is_ticket_url(link.url) or _is_macro(link)
            if ticket or (every_link and not link.url.startswith("#")):
                self._ref(link.url)
            if found < 0:
                continue
            bare = link.text == link.url or link.text.rstrip("/") == link.url.rstrip("/")
            named = _short(link.text) or normal(link.text) in TICKET_WORDS
            # "[Done](...)": how it stands is read from the words, wherever they lead.
            if bare or (ticket and named and not is_status(link.text)):
                mark = self._mark(link.text, link.url if ticket else None)
                text = text[:found] + mark + text[found + len(link.text) :]
                at = found + len(mark)
            else:
                before, behind = text[:found].rstrip(" *_"), text[found + len(link.text) :].lstrip(" *_")
                amid = before[-1:].isalnum() and behind[:1].isalnum()
                self.within += [link.url] if ticket and amid else []
                at = found + len(link.text)
        return text

    @staticmethod
    def holds(text: str) -> bool:
        """Say whether there is a reference in a part of the text."""
        return _ANY_MARK.search(text) is not None

    @staticmethod
    def says(text: str) -> bool:
        """Say whether there are words beside the references in a text."""
        return any(map(str.isalnum, _ANY_MARK.sub("", text)))

    def trim(self, text: str) -> str:
        """Drop marks that only point somewhere: in brackets of their own, first or last. Keep those inside a sentence."""
        if not _ANY_MARK.search(text):
            return text
        words = _BRACKETED.sub(" ", text)
        words = _LEADING.sub("", words)
        shorter = _without_last(words)
        return shorter if self.says(shorter) else words

    def amid(self, text: str) -> list[str]:
        """Return the tickets that a text speaks of amid its words, rather than naming its own apart from them."""
        left = (
            self._targets[ord(mark[0]) - _FIRST]
            for mark in _ANY_MARK.finditer(text)
            if ord(mark[0]) - _FIRST < len(self._targets)
        )
        return [*self.within, *(ref for ref in left if ref is not None)]

    def restore(self, text: str) -> str:
        """Put the words back for the marks that are left."""
        return _ANY_MARK.sub(lambda match: self._word(match[0]), text)

    def _word(self, mark: str) -> str:
        index = ord(mark) - _FIRST
        return self._words[index] if index < len(self._words) else " "


_JOINING = frozenset(("and", "or", "see", "also"))


def only_refs(inline: Inline) -> bool:
    """Say whether a text names tickets and nothing else."""
    if len(inline.text) > TAIL:
        return False
    marks = Marks(inline)
    words = _ANY_MARK.sub(" ", marks.text).lower().split()
    return bool(marks.refs) and all(
        word.strip(":,;") in _JOINING or word.strip(":,;") in TICKET_WORDS
        for word in words
        if any(map(str.isalnum, word))
    )


def place_of(ref: str) -> str:
    """Return where a ticket lies, as far as its reference tells: the address without its last part, the letters of a key."""
    return ref.rstrip("/").rpartition("/")[0].lower() if "/" in ref else ref.rpartition("-")[0].upper()


def _without_last(text: str) -> str:
    """Drop references at the end with the words that introduce them; a phrase that needs its reference keeps it.

    | before the reference                        | then                 |
    |---------------------------------------------|----------------------|
    | nothing that links ("... to stop ABC-1")    | dropped              |
    | "ticket", "see", "tracked in", "Issue:"     | dropped with it      |
    | ", in" and the like behind punctuation      | dropped with it      |
    | a sentence that has ended                   | dropped alone        |
    | "the bug in", "together with"               | kept, both           |
    """
    match = _TRAILING.search(text, max(0, len(text) - TAIL))
    if match is None:
        return text
    before = text[: match.start()]
    if "." in match["gap"].strip(" –—-"):
        # The sentence has ended: its last word introduces nothing.
        return before
    linked = _LINKED.search(before, max(0, len(before) - TAIL))
    if linked is None:
        return before
    pointing = linked["words"].split()[0].lower().rstrip(":") in _POINTERS
    if pointing and not linked["gap"].strip() and not match["gap"].strip():
        return text
    return before[: linked.start()]


def _place(text: str, words: str, at: int) -> int:
    """Return where a link's words stand: the same word may come earlier in the sentence, so one in brackets is preferred."""
    if not words:
        return -1
    first = text.find(words, at)
    if first < 0 or len(words) > 20 or text.find(words, first + 1) < 0:
        return first
    places = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text[at:])]
    bracketed = [
        at + place
        for place in places
        if (at + place and text[at + place - 1] in "([") or text[at + place + len(words) :][:1] in (")", "]")
    ]
    return bracketed[0] if bracketed else at + places[0] if places else first


def _short(words: str) -> bool:
    """Say whether a link's words are a key or number rather than the title of what it leads to."""
    return (
        _KEY.fullmatch(words.strip()) is not None
        or sum(char.isalpha() for char in words) <= 3
        or bool(
            re.fullmatch(
                r"(?:[\w.-]+/)?[\w.-]*\s?[#!]\d+|(?:PR|MR|bug|issue|ticket|gh)[\s#-]*\d+", words.strip(), re.IGNORECASE
            )
        )
    )


def status_in_refs(text: str, refs: tuple[str, ...]) -> Status | None:
    """Read a status written beside a ticket: "Bug 123 **DONE**", "n/a TODO"."""
    rest = text
    for ref in refs:
        rest = rest.replace(ref, " ")
    words = re.sub(r"(?i)\bn/?a\b|[*_()\[\],;:–—-]", " ", rest).split()
    words = [word for word in words if word.lower() == "done" or word.lower() not in TICKET_WORDS]
    return (
        status_of(" ".join(words))
        if len(words) <= 3 and " ".join(words).lower() not in ("new", "no", "yes", "x")
        else None
    )


def _is_macro(link: Link) -> bool:
    """Say whether this is a wiki's ticket macro: it names a key and no address."""
    return link.url == link.text and _MACRO_KEY.fullmatch(link.url) is not None


def column_refs(inline: Inline) -> tuple[str, ...]:
    """Return the references in a table's ticket column: every link there, keys, and bare numbers."""
    marks = Marks(inline, every_link=True)
    refs = marks.refs
    text = inline.text.strip()
    if not refs and text.isdigit() and len(text) < 9:
        return (text,)
    if not refs and _COLUMN_KEY.fullmatch(text):
        return (text,)
    linked = {link.text.strip() for link in inline.links if not _is_macro(link)}
    return tuple(ref for ref in refs if ref not in linked or ref.startswith("http"))
