"""The part of CQL that the fake Confluence understands; whatever else is refused in words like Confluence's.

query  ::= either [ORDER BY lastmodified|created|title|id [ASC|DESC], ...]
either ::= both OR both ...           both ::= clause AND clause ...
clause ::= (either) | NOT clause
         | type|space|label|ancestor|parent|title|id|content|creator  =|!=|in|not in  value|(value, ...)
         | lastmodified|created  = > >= < <=  "yyyy-MM-dd HH:mm", "yyyy-MM-dd" or now("-2h")
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fakes.confluence_call import Call
from fakes.confluence_state import Indexed
from fakes.confluence_write import bad_request

TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')|(!=|!~|<=|>=|=|<|>|~|\(|\)|,)|([^\s"\'=!<>(),~]+))')
PERIOD = re.compile(r"([-+]?\d+)([wdhm])")
UNITS = {"w": 10080, "d": 1440, "h": 60, "m": 1}
DATES = {"lastmodified": "modified", "created": "created"}
ORDERS: dict[str, Callable[[Indexed], Any]] = {
    "lastmodified": lambda page: page.modified,
    "created": lambda page: page.created,
    "title": lambda page: page.title,
    "id": lambda page: int(page.id),
}
Test = Callable[[Indexed], bool]
Pages = Mapping[str, Indexed]


@dataclass(slots=True)
class Query:
    """A query read: what a page must satisfy, and how results are ordered."""

    test: Test
    order: list[tuple[str, bool]] = field(default_factory=list)

    def run(self, pages: Pages) -> list[Indexed]:
        """Return the pages that pass; without an order, those made last come first."""
        found = sorted((each for each in pages.values() if self.test(each)), key=lambda page: -int(page.id))
        for name, descending in reversed(self.order):
            found.sort(key=ORDERS[name], reverse=descending)
        return found


class _Reader:
    def __init__(self, call: Call, text: str, pages: Pages) -> None:
        self.call, self.text, self.pages = call, text, pages
        self.tokens: list[tuple[str, bool]] = []
        self.at, place = 0, 0
        while place < len(text.rstrip()):
            if (match := TOKEN.match(text, place)) is None:
                raise self.broken(f"unexpected character at position {place}")
            quoted, sign, word = match.groups()
            self.tokens.append((re.sub(r"\\(.)", r"\1", quoted[1:-1]), True) if quoted else (sign or word, False))
            place = match.end()

    def broken(self, words: str) -> Exception:
        return self.call.refusal(400, bad_request(self.call, f"Could not parse cql : {self.text} ({words})"))

    def peek(self, *words: str) -> bool:
        """Say whether the next word is one of these, and not in quotes."""
        return self.at < len(self.tokens) and not self.tokens[self.at][1] and self.tokens[self.at][0].lower() in words

    def next(self, wanted: str) -> str:
        if self.at >= len(self.tokens):
            raise self.broken(f"{wanted} expected before the end")
        self.at += 1
        return self.tokens[self.at - 1][0]

    def expect(self, word: str) -> None:
        if not self.peek(word):
            raise self.broken(f"'{word}' expected")
        self.at += 1

    def read(self) -> Query:
        query = Query(self.either())
        if self.peek("order"):
            self.next("order")
            self.expect("by")
            query.order.append(self.sorting())
            while self.peek(","):
                self.next(",")
                query.order.append(self.sorting())
        if self.at < len(self.tokens):
            raise self.broken(f"'{self.tokens[self.at][0]}' was not expected")
        return query

    def sorting(self) -> tuple[str, bool]:
        name = self.next("a field").lower()
        if name not in ORDERS:
            raise self.broken(f"cannot order by '{name}'")
        descending = self.peek("desc")
        if self.peek("asc", "desc"):
            self.next("a direction")
        return name, descending

    def either(self) -> Test:
        tests = [self.both()]
        while self.peek("or"):
            self.next("or")
            tests.append(self.both())
        return lambda page: any(test(page) for test in tests)

    def both(self) -> Test:
        tests = [self.clause()]
        while self.peek("and"):
            self.next("and")
            tests.append(self.clause())
        return lambda page: all(test(page) for test in tests)

    def clause(self) -> Test:
        if self.peek("not"):
            self.next("not")
            negated = self.clause()
            return lambda page: not negated(page)
        if self.peek("("):
            self.next("(")
            inner = self.either()
            self.expect(")")
            return inner
        name = self.next("a field").lower()
        sign = self.next("an operator").lower()
        if sign == "not":
            self.expect("in")
            sign = "not in"
        if name in DATES:
            return self.dated(name, sign)
        if sign not in ("=", "!=", "in", "not in"):
            raise self.broken(f"operator '{sign}' is not understood for '{name}'")
        values = self.values() if sign.endswith("in") else [self.next("a value")]
        test = self.test(name, values)
        return test if sign in ("=", "in") else lambda page: not test(page)

    def values(self) -> list[str]:
        self.expect("(")
        found = [self.next("a value")]
        while self.peek(","):
            self.next(",")
            found.append(self.next("a value"))
        self.expect(")")
        return found

    def test(self, name: str, values: list[str]) -> Test:
        wanted = set(values)
        lowered = {each.casefold() for each in values}
        match name:
            case "type":
                return lambda page: "page" in lowered
            case "space" | "space.key":
                return lambda page: page.space in wanted
            case "label":
                return lambda page: bool(page.labels & lowered)
            case "id" | "content":
                return lambda page: page.id in wanted
            case "parent":
                return lambda page: page.parent in wanted
            case "ancestor":
                return lambda page: bool(wanted & self.above(page))
            case "title":
                return lambda page: page.title.casefold() in lowered
            case "creator":
                return lambda page: page.creator in wanted
        raise self.broken(f"field '{name}' is not understood")

    def above(self, page: Indexed) -> set[str]:
        found: set[str] = set()
        while page.parent is not None and page.parent not in found:
            found.add(page.parent)
            if page.parent not in self.pages:
                break
            page = self.pages[page.parent]
        return found

    def dated(self, name: str, sign: str) -> Test:
        if sign not in ("=", ">", ">=", "<", "<="):
            raise self.broken(f"operator '{sign}' is not understood for '{name}'")
        wanted = self.moment()

        def passes(page: Indexed) -> bool:
            # The index knows minutes only.
            own = getattr(page, DATES[name]).replace(second=0, microsecond=0)
            return {
                "=": own == wanted,
                ">": own > wanted,
                ">=": own >= wanted,
                "<": own < wanted,
                "<=": own <= wanted,
            }[sign]

        return passes

    def moment(self) -> datetime:
        text = self.next("a date")
        if text.lower() == "now":
            self.expect("(")
            period = "" if self.peek(")") else self.next("a period")
            self.expect(")")
            found = PERIOD.fullmatch(period or "0m")
            if found is None:
                raise self.broken(f"'{period}' is not a period")
            now = self.call.world.now().replace(second=0, microsecond=0)
            return now + timedelta(minutes=int(found[1]) * UNITS[found[2]])
        for form in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"):
            try:
                local = datetime.strptime(text, form)
            except ValueError:
                continue
            # The trap of the real one: a date without zone is in the account's.
            return local.replace(tzinfo=ZoneInfo(self.call.account.time_zone))
        raise self.broken(f"'{text}' is not a date")


def read(call: Call, text: str, pages: Pages) -> Query:
    """Read a query about these pages, by id; refuses what it does not understand."""
    return _Reader(call, text, pages).read()
