# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""What templates leave behind: texts that ask to be replaced, words for nothing, and documents that are templates."""

import re
from functools import lru_cache

from connector.parsing.blocks import Heading, Opaque, Paragraph, Tree
from connector.parsing.headings import normal
from connector.parsing.words import NOTHING, PLACE_WORDS

_MUSTACHE = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|<%[^%]*%>|\{%[^%]*%\}")
_ANGLE = re.compile(r"<[a-zA-Z][^<>@/]*>|‹[^›]*›|«[^»]*»")
_BRACKETS = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_NUMBERED = re.compile(
    r"(?:(?:the )?(?:first|second|third|another) )?(?:action(?: item)?|item|task|to ?do|step|follow[- ]?up|ticket|lesson|"
    r"aktion|maßnahme|acción|tarea|ação|tarefa|tiltak)\s*#?(?:\d{1,2}|[a-z])?(?: (?:here|description))?",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:e\.g\.|for example\b|z\. ?b\.|p\. ?ex\.|lorem ipsum)[\s:,-]|"
    r"(?:example|sample)(?:\s*[:–-]|\s+(?:actions?|items?|tasks?|text|rows?|entry|tickets?|follow[- ]?ups?|owners?)\b)",
    re.IGNORECASE,
)
_MORE = r"(?:additional|further|other|more|new|outstanding|open|weiteren?|flere|andre|autres?|más|outras?|verdere|fler)"
_WORK = r"(?:(?:action|follow[- ]?up|work|task|step|measure|ticket|to[- ]?do)[\w-]*(?: items?| steps?)?|items?|maßnahmen?|tiltak|acties?|acciones|ações|åtgärder)"
_NONE = re.compile(
    rf"(?:there (?:are|is|were) )?(?:currently )?(?:no|none|keine?|ingen|inga|aucune?|pas d['e]\s?|ninguna|nenhuma|geen)\s?"
    rf"(?:{_MORE} )?{_WORK}(?: (?:is|are|was|were|have been))?"
    r"(?: (?:needed|planned|required|identified|necessary|expected|foreseen|for now|at this time|at present|so far|currently|left|"
    r"remaining|nötig|geplant|erforderlich|notwendig))*(?: for [\w '-]{1,60})?"
    r"|nothing (?:else|further|more|to (?:do|add))(?: (?:for now|at this time|needed|planned|required|to do))?"
    r"|we(?:'re| are) (?:all )?(?:good|done)|all (?:done|good|set)|(?:sub)?total[\s:]*\d*"
    r"|see (?:the )?(?:[\w-]+ ){0,2}(?:above|below|front matter|table|list|documents?|doc|tickets?|page|section|sheet|board|epic)"
)
"""There is no more to do, or it stands elsewhere."""
_BLANKS = (
    r"your|actions?|items?|tasks?|text|descriptions?|names?|details?|summary|links?|owners?|dates?|titles?|steps?|lessons?|notes?|"
    r"content|information|info|comments?|questions?|it|them|something|things?|points?|rows?|entries|timeline|events?|ones?|more"
)
"""What templates ask to be added: "Add an alert here" asks for an alert."""
_ASKS = re.compile(
    rf"(?:(?:(?:insert|enter|describe|fill in|replace)\b.{{0,60}}|(?:add|put|list|write)\b.{{0,40}}\b(?:{_BLANKS})\b.{{0,30}})\b(?:here|below|above)\b|"
    r"(?:brief |short )?description (?:of (?:the|your|this|each|any|what|a)|here)\b.{0,40})\W*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]")
_DATE_MASK = re.compile(
    r"\b(?:yyyy|YYYY|jjjj|aaaa)[-/. ]?(?:mm|MM)|\b(?:dd|DD|mm|MM)[-/.](?:dd|DD|mm|MM)[-/.](?:yy|YY)"
)
_MASKED = re.compile(r"\b(?:YYYY|JJJJ|AAAA)\b")
"""A title with a day nobody has filled in."""
_REPORT = r"(?:post[- ]?mortems?|incidents?|reports?|reviews?|retro\w*|rca|pir|analysis|document|postmortem)"
_TEMPLATE = r"(?:template|vorlage|modèle|plantilla|modelo|sjabloon|mal|mall|skabelon|szablon|テンプレート|模板)"
_TITLE = re.compile(
    rf"^\W*{_TEMPLATE}\W*$|\b{_REPORT}\b[\s:–—-]*(?:\w+\s+)?{_TEMPLATE}\b|\b{_TEMPLATE}\b\s*(?:for|of|from|für|de|til|:|-)?\s*(?:\w+\s+)?{_REPORT}",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"\b(?:this (?:document |page |file )?is (?:a|an|the) (?:\w+ ){0,3}template|(?:copy|use|duplicate|fill (?:in|out)) this template|"
    r"template (?:for|from)\b)",
    re.IGNORECASE,
)
_NAME = re.compile(rf"(?:^|[/_.\s-]){_TEMPLATE}s?(?=[/_.\s-]|$)", re.IGNORECASE)
_CALLED_SO = re.compile(rf"(?:^|[_.\s-]){_TEMPLATE}$", re.IGNORECASE)
_DATED = re.compile(r"\d{4}[-_]?\d\d|from|based", re.IGNORECASE)
LONGEST = 100
"""Longer texts stand for something."""
FEW = 3
FEW_LINES = 40


@lru_cache(maxsize=1024)
def is_nothing(text: str) -> bool:
    """Say whether a text stands for "there is none": N/A, TBD, a dash, "No action items"."""
    if len(text) > LONGEST and _WORD.search(text):
        return False
    words = " ".join(text.lower().replace("’", "'").split()).strip(" .!-–—_*()[]:")
    return (
        words in NOTHING
        or _NONE.fullmatch(words) is not None
        or (not _WORD.search(words) and not any(ord(char) > 0x2000 for char in words))
    )


def without_placeholders(text: str) -> str:
    """Return what people wrote themselves."""
    words = _MUSTACHE.sub(" ", text) if "{" in text or "<%" in text else text
    if "<" in words or "«" in words or "‹" in words:
        words = _ANGLE.sub(" ", words)
    return _BRACKETS.sub(" ", words) if "[" in words or "{" in words else words


def is_placeholder(text: str) -> bool:
    """Say whether a text is a template's: "[Specific action]", "{{ summary }}", "... another item", "Action 1"."""
    stripped = text.strip()
    if not stripped or stripped.startswith(("...", "…")) or is_nothing(stripped):
        return True
    rest = without_placeholders(stripped).strip()
    if rest != stripped and len(_WORD.findall(rest)) < 2:
        return True
    if len(stripped) > 120:
        return False
    words = normal(rest)
    if rest != stripped and words in PLACE_WORDS:
        return True
    return bool(
        words in PLACE_WORDS
        or _NUMBERED.fullmatch(rest.strip(" .:"))
        or _EXAMPLE.match(rest)
        or _ASKS.match(rest)
        or _DATE_MASK.fullmatch(rest)
    )


def is_blank_field(text: str) -> bool:
    """Say whether a header field or a cell was never filled in: empty, N/A, [Name], <date>, yyyy-mm-dd."""
    stripped = text.strip()
    return (
        not stripped
        or is_nothing(stripped)
        or _DATE_MASK.search(stripped) is not None
        or not _WORD.search(without_placeholders(stripped))
    )


def is_template(tree: Tree, *, name: str, title: str, filled: bool) -> bool:
    """Say whether the whole document is a template.

    | title, name or first words say so | header holds a real date | template |
    |-----------------------------------|--------------------------|----------|
    | no                                | -                        | no       |
    | yes                               | yes                      | no: made from one, or about one |
    | yes                               | no                       | yes      |
    | it has a day nobody filled in     | -                        | yes      |
    """
    if _MASKED.search(title):
        return True
    if filled:
        return False
    if _NAME.search(name) or _TITLE.search(title):
        return True
    for block in tree.blocks[:8]:
        match block:
            case Heading() if _TITLE.search(block.inline.text):
                return True
            case Paragraph() if _SAYS_SO.search(block.inline.text):
                return True
            case Opaque(kind="quote") if _SAYS_SO.search(block.text):
                return True
    return _MUSTACHE.search(title) is not None or _mostly_blank(tree)


def is_called_template(name: str) -> bool:
    """Say whether a file is called a template and nothing else; "2026-03-02-from-template.md" is made from one."""
    stem = name.rsplit("/", 1)[-1].rpartition(".")[0] or name
    return _CALLED_SO.search(stem) is not None and _DATED.search(stem) is None


def _mostly_blank(tree: Tree) -> bool:
    """Say whether several early lines are labels whose values were never filled in."""
    blank = 0
    for block in tree.blocks[:30]:
        if isinstance(block, Paragraph):
            for line in block.inline.text.split("\n", FEW_LINES)[:FEW_LINES]:
                label, colon, value = line.partition(":")
                stripped = value.strip()
                blank += bool(
                    colon and len(label) < 40 and stripped and is_blank_field(stripped) and not is_nothing(stripped)
                )
    return blank >= FEW
