# ruff: noqa: RUF001 - the quotes that people write
"""Words by which actions are judged, as data, and the questions asked of them."""

import re

EXHORTATION = re.compile(
    r"^(?:(?:we|everyone|everybody|people|engineers?|developers?|all|the team|teams?) (?:should|need to|needs to|must|have to|will) |please |to )?"
    r"(?:be (?:more |extra |very |much )*(?:careful|mindful|aware|cautious|diligent|vigilant|attentive|thorough|proactive)|"
    r"pay (?:more |better |closer |extra )*attention|take (?:more|better|greater|extra) care|try (?:harder|not to)|do better|"
    r"remember to|think (?:about|before|twice)|keep in mind|double[- ]check (?:everything|all|your)|"
    r"(?:make sure|ensure) (?:that )?(?:this|it) (?:does not|doesn['’]t|never|won['’]t) happens? again|(?:never|don['’]t) (?:do|let) (?:this|it|that) )",
    re.IGNORECASE,
)
"""What asks people to be different."""
SOFT = re.compile(
    r"(?:we (?:should|need to|must) |please |to )?(?P<verb>improve|better|enhance|optimi[sz]e|strengthen|increase|reduce|train|educate|raise awareness|"
    r"communicate|streamline|harden|revisit|rethink|tighten|polish|clean up|work on|deal with|address|handle|fix)\b",
    re.IGNORECASE,
)
"""Verbs that say which way, and not how far or by what."""
FEW = 5
"""Words of an action that such a verb begins; longer ones tell what is to be changed."""
_HOW = re.compile(
    r"\d|`|[\"“”]|\b(?:by (?:adding|using|moving|making|setting|\w+ing)|so that|such that|to (?:include|show|use|allow|require|alert|fail|stop|return)|"
    r"below|above|at least|at most|within|until|every|when|if|with|instead of|from .* to|for all|in the|on the|of the)\b|"
    r"[a-z]+[A-Z]\w+|\w+[_./-]\w+|[A-Z]{2,}",
)
"""What tells how, how far, or of what exactly: figures, code, names of things."""
_OPEN_ENDED = re.compile(
    r"(?:we (?:should|need to|must) |please |to )?(?P<verb>look (?:into|at)|consider|explore|think about|discuss|investigate|evaluate|assess|analy[sz]e|"
    r"review|research|study|examine|monitor|keep an eye on)\b",
    re.IGNORECASE,
)
"""Verbs that begin something; without an end nobody can tell when it is done."""
_ENDS = re.compile(
    r"\d|\b(?:until|so that|such that|below|above|at least|at most|within|decid\w+|decision|document\w*|writ\w+|write[- ]up|report|list|proposal|propose|"
    r"adr|rfc|spike|ticket\w*|issue|and (?:add|fix|implement|create|update|remove|replace|set|change|move|make|enable|file|open|apply|publish|agree|choose)|"
    r"whether|which|why|what|how|if|cause|reason|options?)\b",
    re.IGNORECASE,
)
"""What an end is told by: what will exist, a question that gets an answer, or a figure."""
GROUP = re.compile(
    r"\b(?:team|teams|everyone|everybody|all|developers|engineers|engineering|ops|devs|squad|group|on-?call|sre|sres|guild|committee|management)\b",
    re.IGNORECASE,
)
"""Owners that are several people."""
_ASKED = (
    (re.compile(r"\b(?:monitor\w*|alert\w*|observab\w*|metrics?|dashboards?|visibility|logging)\b", re.IGNORECASE), "name the signal and the value at which somebody is told"),
    (re.compile(r"\b(?:train\w*|educat\w*|awareness|knowledge)\b", re.IGNORECASE), "name who learns what by when, and how it is checked; or the change that makes training unnecessary"),
    (re.compile(r"\b(?:communicat\w*|collaborat\w*|coordinat\w*)\b", re.IGNORECASE), "name who tells whom what, and where"),
    (re.compile(r"\b(?:document\w*|docs?|runbooks?|playbooks?)\b", re.IGNORECASE), "name the document and what it lacks"),
    (re.compile(r"\b(?:test\w*|coverage|qa)\b", re.IGNORECASE), "name the case that a test has to cover"),
    (re.compile(r"\b(?:performance|latency|speed|capacity|reliab\w*|resilien\w*|stabil\w*)\b", re.IGNORECASE), "name the measure and the value it has to reach"),
    (re.compile(r"\b(?:process\w*|procedures?|workflow)\b", re.IGNORECASE), "name the step that changes, and where it is written down"),
)  # fmt: skip
"""What is missing, by what an action is about."""
_ASKED_ELSE = "name the alert, check, document or change that will exist"

PREVENTS = "prevents"
_SECTIONS = (
    (re.compile(r"\bprevent\w*|\bavoid\w*|\beliminat\w*|\broot cause", re.IGNORECASE), PREVENTS),
    (re.compile(r"\b(?:detect\w*|monitor\w*|alert\w*|mitigat\w*|respon\w+|recover\w*|communicat\w*|repair)\b", re.IGNORECASE), "softens"),
)  # fmt: skip
SOFTENS = re.compile(
    r"(?:we (?:should|need to|must) |to )?(?:(?:add|create|set up|configure|implement|improve|enable|introduce|build|write|tune|lower|fix|extend) "
    r"(?:an? |the |more |better |new |missing |our |some )*(?:\w+ ){0,2}(?:alert\w*|alarms?|monitor\w*|dashboards?|metrics?|logging|logs?|tracing|observability|notifications?|"
    r"runbooks?|playbooks?|status page|documentation|docs?)\b|(?:alert|page|notify|monitor|document|communicate|inform|tell|announce|restore|refund|apologi[sz]e|"
    r"publish|post|restart|reboot|roll back|rollback|clean up|backfill|re-?run|recover|update (?:the )?(?:runbook|playbook|documentation|docs|status page|wiki))\b)",
    re.IGNORECASE,
)
"""Actions that see, mend or tell the next time, and do not make it rarer."""
PREVENTING = re.compile(
    r"\b(?:prevent\w*|avoid\w*|block\w*|reject\w*|refuse\w*|validat\w*|enforc\w*|requir\w*|limit\w*|test\w*|before (?:it|they|we|deploy\w*|releas\w*|merg\w*)|"
    r"instead of|replac\w*|remov\w*|automat\w*|canary|redundan\w*|so that)\b",
    re.IGNORECASE,
)
"""Words of actions that prevent something all the same."""

ASK = "ask what made it the sensible thing to do, and what in the system let it through"
_PEOPLE = r"(?:he|she|they|the (?:on-?call|engineer|operator|developer|admin\w*|analyst|intern|contractor|manager|author|reviewer|team))"
BLAME = (
    (re.compile(r"\b(?:human|operator|user|pilot|engineer|developer)[ -]error\b", re.IGNORECASE), ASK),
    (re.compile(r"\b(?:careless(?:ly|ness)?|negligen(?:t|ce|tly)|incompeten(?:t|ce)|sloppy|sloppiness|stupid(?:ity|ly)?|lazy|laziness|reckless(?:ly|ness)?)\b", re.IGNORECASE), "say what happened, and leave the judgement out"),
    (re.compile(rf"\b{_PEOPLE} (?:failed|forgot|neglected|omitted|did not bother) to\b", re.IGNORECASE), "say what the system let pass, rather than who did not stop it"),
    (re.compile(rf"\b{_PEOPLE} should(?: have|['’]ve) (?:known|noticed|checked|caught|seen|read|asked|followed|been)\b", re.IGNORECASE), "say what would have shown it to them"),
    (re.compile(r"\b(?:whose|his|her|their) (?:fault|mistake)\b", re.IGNORECASE), ASK),
    (re.compile(r"\b(?:is|was|were|are) (?<!not )to blame\b|\bblam(?:ed|ing) (?!the (?:bug|code|system|config\w*)\b)\w+", re.IGNORECASE), ASK),
)  # fmt: skip
"""What blames, and what to write instead."""
GROUND_RULE = re.compile(
    r"\bblameless|\bno blame|\bnot (?:to )?(?:assign\w* )?blam\w*|\bwithout blam\w*|\bground rule", re.IGNORECASE
)
"""Lines that speak about blame instead of blaming."""


def says_how(action: str) -> bool:
    """Say whether an action tells how, how far, or of what exactly."""
    return _HOW.search(action) is not None


def asked_of(action: str) -> str:
    """Return what such an action has to say, by what it is about."""
    return next((asked for about, asked in _ASKED if about.search(action)), _ASKED_ELSE)


def is_open_ended(action: str) -> bool:
    """Say whether an action begins something and names neither its end nor a question."""
    verb = _OPEN_ENDED.match(action)
    return verb is not None and _ENDS.search(action, verb.end()) is None


def first_words(action: str) -> str:
    """Return the verb by which an action is open-ended."""
    verb = _OPEN_ENDED.match(action)
    return verb["verb"].lower() if verb is not None else ""


def kind_of_section(title: str) -> str | None:
    """Return whether a heading sorts its actions as preventing or as softening; None where it does neither."""
    return next((kind for pattern, kind in _SECTIONS if pattern.search(title)), None)
