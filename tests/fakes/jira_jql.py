"""The part of JQL that the fake Jira understands; whatever else is refused in Jira's words.

clause ::= labels|project|key|id|statusCategory  =|!=|in|not in  value|(value, ...)
         | updated|created  = > >= < <=  epoch milliseconds, "yyyy-MM-dd HH:mm" or -15m, -2h, -1d, -1w
query  ::= clause AND clause ... [ORDER BY created|updated|id|key [ASC|DESC], ...]
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fakes.jira_call import Call, failure
from fakes.jira_state import Issue
from fakes.jira_world import CATEGORIES

TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')|(!=|!~|<=|>=|=|<|>|~|\(|\)|,)|([^\s"\'=!<>(),~]+))')
RESERVED = set("+.;?|*/%^$#@[]{}")
LISTS = ("=", "!=", "in", "not in")
OPERATORS = {
    "labels": LISTS,
    "project": LISTS,
    "key": LISTS,
    "id": LISTS,
    "statuscategory": LISTS,
    "issuetype": LISTS,
    "updated": ("=", ">", ">=", "<", "<="),
    "created": ("=", ">", ">=", "<", "<="),
}
ALIASES = {"issuekey": "key", "issue": "key", "createddate": "created", "updateddate": "updated"}
UNITS = {"w": 10080, "d": 1440, "h": 60, "m": 1}
Test = Callable[[Issue], bool]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query; `quoted` is True for text in quotes."""

    text: str
    quoted: bool
    at: int


@dataclass(slots=True)
class Query:
    """A query read: what an issue must satisfy, and how results are ordered."""

    tests: list[Test] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def sort(self, issues: list[Issue]) -> list[Issue]:
        """Order issues; without an order the newest come first."""
        found = sorted(issues, key=lambda issue: -issue.id)
        for name, descending in reversed(self.order):
            found.sort(key=lambda issue: _sort_value(issue, name), reverse=descending)
        return found


def _sort_value(issue: Issue, name: str) -> Any:
    if name == "key":
        return issue.key.rsplit("-", 1)[0], int(issue.key.rsplit("-", 1)[1])
    return getattr(issue, name)


def broken(words: str, at: int = 0) -> Exception:
    return failure(400, f"Error in the JQL Query: {words} (line 1, character {at + 1})")


def tokens(text: str) -> list[Token]:
    """Cut a query into words."""
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise broken(f"The character '{text[at]}' is not expected here.", at)
        start = match.start(match.lastindex or 0)
        quoted, sign, word = match.groups()
        if word and (bad := next((c for c in word if c in RESERVED), None)) and not re.fullmatch(r"-\d+[wdhm]", word):
            escaped = f"\\u{ord(bad):04x}"
            words = (
                f"The character '{bad}' is a reserved JQL character. You must enclose it in a string or use the escape "
            )
            raise broken(f"{words}'{escaped}' instead.", start + word.index(bad))
        if quoted:
            found.append(Token(re.sub(r"\\(.)", r"\1", quoted[1:-1]), quoted=True, at=start))
        else:
            found.append(Token(sign or word, quoted=False, at=start))
        at = match.end()
    return found


class _Reader:
    def __init__(self, call: Call, text: str, *, strict: bool) -> None:
        self.call, self.strict = call, strict
        self.tokens = tokens(text)
        self.at = 0
        self.query = Query()

    def peek(self, *words: str) -> bool:
        """Say whether the next token is one of these words."""
        here = self.tokens[self.at] if self.at < len(self.tokens) else None
        return here is not None and not here.quoted and here.text.lower() in words

    def next(self, wanted: str) -> Token:
        if self.at >= len(self.tokens):
            raise broken(f"Expecting {wanted} before the end of the query.")
        self.at += 1
        return self.tokens[self.at - 1]

    def read(self) -> Query:
        if self.tokens and not self.peek("order"):
            self.clause()
            while self.peek("and"):
                self.next("AND")
                self.clause()
        if self.peek("order"):
            self.order()
        if self.at < len(self.tokens):
            here = self.tokens[self.at]
            raise broken(f"Expecting either 'OR' or 'AND' but got '{here.text}'.", here.at)
        return self.query

    def order(self) -> None:
        self.next("ORDER")
        if not self.peek("by"):
            raise broken("Expecting 'by' after 'order'.")
        self.next("BY")
        while True:
            name = self.next("a field").text.lower()
            name = ALIASES.get(name, name)
            if name not in ("created", "updated", "id", "key"):
                raise failure(400, f"Not able to sort using field '{name}'.")
            descending = self.peek("desc")
            if self.peek("asc", "desc"):
                self.next("a direction")
            self.query.order.append((name, descending))
            if not self.peek(","):
                return
            self.next(",")

    def clause(self) -> None:
        if self.peek("(", "not"):
            raise failure(400, "The fake Jira does not understand groups and NOT in JQL.")
        here = self.next("a field")
        name = ALIASES.get(here.text.lower(), here.text.lower())
        if name not in OPERATORS:
            raise failure(400, f"Field '{here.text}' does not exist or you do not have permission to view it.")
        sign = self.next("an operator").text.lower()
        if sign == "not":
            sign += " " + self.next("IN").text.lower()
        if sign not in OPERATORS[name]:
            valid = (
                "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'."
            )
            if sign in ("~", "!~", "is", "was", *LISTS, "<", ">", "<=", ">="):
                raise failure(400, f"The operator '{sign}' is not supported by the '{name}' field.")
            raise broken(f"Expecting operator but got '{sign}'. {valid}", here.at)
        values = self.values() if sign.endswith("in") else [self.next("a value")]
        self.query.tests.append(self.test(name, sign, values))

    def values(self) -> list[Token]:
        if not self.peek("("):
            raise broken("Expecting '(' after IN.")
        self.next("(")
        found = [self.next("a value")]
        while self.peek(","):
            self.next(",")
            found.append(self.next("a value"))
        if not self.peek(")"):
            raise broken("Expecting ')' after the list.")
        self.next(")")
        return found

    def test(self, name: str, sign: str, values: list[Token]) -> Test:
        if name in ("updated", "created"):
            return self.time_test(name, sign, values[0])
        wanted = [found for value in values if (found := self.known(name, value)) is not None]
        negative = sign in ("!=", "not in")
        world = self.call.jira.world

        def passes(issue: Issue) -> bool:
            match name:
                case "labels":
                    labels = issue.values.get("labels") or []
                    # As in Jira, an issue without labels never passes a negative test.
                    return (
                        bool(labels) and (not set(labels) & set(wanted))
                        if negative
                        else bool(set(labels) & set(wanted))
                    )
                case "project":
                    own: Any = issue.project
                case "statuscategory":
                    own = world.status(issue.values["status"]).category
                case "issuetype":
                    own = issue.values["issuetype"]
                case _:
                    own = issue.id
            return (own in wanted) != negative

        return passes

    def known(self, name: str, token: Token) -> Any:
        """Return what a value stands for; when there is no such thing, refuse or warn."""
        world, text = self.call.jira.world, token.text
        if name == "labels":
            return text
        if name == "project":
            found = world.project(text) or next((p for p in world.projects if p.name == text and not p.gone), None)
            if found is not None and not world.lacks("BROWSE_PROJECTS", found):
                return found.key
            words = f"The value '{text}' does not exist for the field 'project'."
        elif name == "statuscategory":
            for key, (number, title, _) in CATEGORIES.items():
                if text.lower() in (key, title.lower(), str(number)):
                    return key
            words = f"The value '{text}' does not exist for the field 'statusCategory'."
        elif name == "issuetype":
            kind = next((each for each in world.types if text.lower() in (each.name.lower(), each.id)), None)
            if kind is not None:
                return kind.id
            words = f"The value '{text}' does not exist for the field 'issuetype'."
        else:
            issue = world.find(text)
            if issue is not None and world.sees(issue):
                return issue.id
            called = "A value with ID" if text.isdecimal() else "An issue with key"
            words = f"{called} '{text}' does not exist for the field '{name}'."
        if self.strict:
            raise failure(400, words)
        self.query.warnings.append(words)
        return None

    def time_test(self, name: str, sign: str, token: Token) -> Test:
        wanted = self.moment(name, token)
        # Data Center's index knows seconds only.
        coarse = not self.call.cloud
        wanted = wanted.replace(microsecond=0) if coarse else wanted

        def passes(issue: Issue) -> bool:
            own: datetime = getattr(issue, name)
            own = own.replace(microsecond=0) if coarse else own
            return {
                "=": own == wanted,
                ">": own > wanted,
                ">=": own >= wanted,
                "<": own < wanted,
                "<=": own <= wanted,
            }[sign]

        return passes

    def moment(self, name: str, token: Token) -> datetime:
        text = token.text
        if re.fullmatch(r"-?\d+", text) and not token.quoted:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        if found := re.fullmatch(r"-(\d+)([wdhm])", text):
            return self.call.jira.world.now() - timedelta(minutes=int(found[1]) * UNITS[found[2]])
        for form in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"):
            try:
                local = datetime.strptime(text, form)
            except ValueError:
                continue
            # The trap of the real one: a date without zone is in the account's.
            return local.replace(tzinfo=ZoneInfo(self.call.jira.account.time_zone))
        raise failure(
            400,
            f"Date value '{text}' for field '{name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
            "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
        )


def read(call: Call, text: str, *, strict: bool = True) -> Query:
    """Read a query; with `strict`, values that do not exist are refused."""
    return _Reader(call, text, strict=strict).read()
