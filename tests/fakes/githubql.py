"""A small GraphQL: parses a document and picks what it selects from plain objects.

An object is a dict with its `__typename`; a value may be a function of the field's arguments. `INTERFACES` says which
types an interface has. No validation but this: a field that an object does not have is an error, as on a real server.
"""

import re
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(
    r'(?:[\s,\ufeff]|\#[^\n]*+)*+(?:(?P<text>"""(?:.|\n)*?"""|"(?:\\.|[^"\\])*")|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)'
    r"|(?P<name>[_A-Za-z]\w*)|(?P<sign>\.\.\.|[!$()\[\]{}:=@|&]))"
)
INTERFACES = {
    "Node": r"\w+",
    "ProjectV2FieldConfiguration": r"ProjectV2(SingleSelect)?Field",
    "ProjectV2FieldCommon": r"ProjectV2(SingleSelect)?Field",
    "ProjectV2ItemFieldValue": r"ProjectV2ItemField\w+Value",
    "ProjectV2ItemFieldValueCommon": r"ProjectV2ItemField\w+Value",
    "ProjectV2ItemContent": "Issue|PullRequest",
    "ProjectV2Owner": "Organization|User|Issue",
    "RepositoryOwner": "Organization|User",
    "Actor": "User|Organization|Bot",
    "IssueOrPullRequest": "Issue|PullRequest",
}


class GraphError(Exception):
    """An error that stands in the answer beside the data."""

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(slots=True)
class Field:
    name: str
    alias: str
    arguments: dict[str, Any]
    selections: list[Any]
    directives: list[tuple[str, dict[str, Any]]]


@dataclass(slots=True)
class Fragment:
    """A fragment in place or one by name: `on` is the type it is for, None when that is up to the named one."""

    on: str | None
    name: str | None
    selections: list[Any]
    directives: list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(slots=True)
class Document:
    operations: dict[str, tuple[str, dict[str, Any], list[Any]]] = field(default_factory=dict)
    fragments: dict[str, Fragment] = field(default_factory=dict)


class Parser:
    """Reads a document; syntax that it does not know raises GraphError."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at, end = 0, len(text.rstrip(" \t\r\n,"))
        while at < end:
            found = TOKEN.match(text, at)
            if found is None:
                # What is left may be a comment.
                if re.fullmatch(r"(?:[\s,]|#[^\n]*)*", text[at:]):
                    break
                raise GraphError(f"Parse error on {text[at : at + 10]!r}")
            self._tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            at = found.end()

    def document(self) -> Document:
        found = Document()
        while self._tokens:
            word = self._peek()
            if word == "fragment":
                self._next()
                name = self._next()
                self._expect("on")
                kind = self._next()
                found.fragments[name] = Fragment(kind, name, [], self._directives())
                found.fragments[name].selections = self._selections()
                continue
            verb = self._next() if word in ("query", "mutation", "subscription") else "query"
            name = self._next() if self._peek() not in ("{", "(", "@") else ""
            defaults = self._variables() if self._peek() == "(" else {}
            self._directives()
            found.operations[name] = (verb, defaults, self._selections())
        return found

    def _peek(self) -> str:
        return self._tokens[0][1] if self._tokens else ""

    def _next(self) -> str:
        if not self._tokens:
            raise GraphError("Unexpected end of document")
        return self._tokens.pop(0)[1]

    def _expect(self, sign: str) -> None:
        if (found := self._next()) != sign:
            raise GraphError(f"Parse error on {found!r}, expected {sign!r}")

    def _variables(self) -> dict[str, Any]:
        defaults: dict[str, Any] = {}
        self._expect("(")
        while self._peek() != ")":
            self._expect("$")
            name = self._next()
            self._expect(":")
            while self._peek() not in ("$", ")", "="):
                self._next()
            if self._peek() == "=":
                self._next()
                defaults[name] = self._value()
        self._next()
        return defaults

    def _directives(self) -> list[tuple[str, dict[str, Any]]]:
        found = []
        while self._peek() == "@":
            self._next()
            found.append((self._next(), self._arguments()))
        return found

    def _arguments(self) -> dict[str, Any]:
        if self._peek() != "(":
            return {}
        self._next()
        return self._pairs(")")

    def _pairs(self, last: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self._peek() != last:
            name = self._next()
            self._expect(":")
            found[name] = self._value()
        self._next()
        return found

    def _value(self) -> Any:
        kind, text = self._tokens.pop(0) if self._tokens else ("", "")
        if kind == "text":
            return text[3:-3] if text.startswith('"""') else re.sub(r"\\(.)", _unescaped, text[1:-1])
        if kind == "number":
            return float(text) if re.search(r"[.eE]", text) else int(text)
        if kind == "name":
            return {"true": True, "false": False, "null": None}.get(text, text)
        if text == "$":
            return Variable(self._next())
        if text == "{":
            return self._pairs("}")
        if text == "[":
            found = []
            while self._peek() != "]":
                found.append(self._value())
            self._next()
            return found
        raise GraphError(f"Parse error on {text!r}")

    def _selections(self) -> list[Any]:
        found: list[Any] = []
        self._expect("{")
        while self._peek() != "}":
            found.append(self._selection())
        self._next()
        return found

    def _selection(self) -> Field | Fragment:
        name = self._next()
        if name == "...":
            on = named = None
            if self._peek() == "on":
                self._next()
                on = self._next()
            elif self._peek() not in ("{", "@"):
                named = self._next()
            directives = self._directives()
            return Fragment(on, named, [] if named else self._selections(), directives)
        alias = name
        if self._peek() == ":":
            self._next()
            name = self._next()
        arguments, directives = self._arguments(), self._directives()
        return Field(name, alias, arguments, self._selections() if self._peek() == "{" else [], directives)


def _unescaped(found: "re.Match[str]") -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1])


class Run:
    """Answers one operation of a document from root objects for queries and mutations."""

    def __init__(self, document: Document, variables: dict[str, Any]) -> None:
        self._fragments = document.fragments
        self._variables = variables
        self.errors: list[dict[str, Any]] = []

    def pick(self, value: Any, selections: list[Any], path: tuple[Any, ...] = ()) -> Any:
        """Return what is selected of a value; an error that stands in a list spoils its own place alone."""
        if isinstance(value, GraphError):
            return self._failed(value, path)
        if isinstance(value, list):
            return [self.pick(each, selections, (*path, at)) for at, each in enumerate(value)]
        if not isinstance(value, dict) or not selections:
            return value
        found: dict[str, Any] = {}
        for each in selections:
            if not self._included(each.directives):
                continue
            if isinstance(each, Field):
                found[each.alias] = self._field(value, each, path)
                continue
            fragment = self._fragments[each.name] if each.name else each
            if fragment.on is None or _is(value["__typename"], fragment.on):
                found |= self.pick(value, fragment.selections, path)
        return found

    def _field(self, value: dict[str, Any], field_: Field, path: tuple[Any, ...]) -> Any:
        where = (*path, field_.alias)
        try:
            if field_.name not in value:
                message = f"Field '{field_.name}' doesn't exist on type '{value['__typename']}'"
                raise GraphError(message, "undefinedField")
            inner = value[field_.name]
            inner = inner(**self._given(field_.arguments)) if callable(inner) else inner
            return self.pick(inner, field_.selections, where)
        except GraphError as error:
            return self._failed(error, where)

    def _failed(self, error: GraphError, path: tuple[Any, ...]) -> None:
        self.errors.append({"path": list(path), "message": str(error), "type": error.kind or "UNPROCESSABLE"})

    def _given(self, value: Any) -> Any:
        if isinstance(value, Variable):
            return self._variables.get(value.name)
        if isinstance(value, dict):
            return {name: self._given(each) for name, each in value.items()}
        return [self._given(each) for each in value] if isinstance(value, list) else value

    def _included(self, directives: list[tuple[str, dict[str, Any]]]) -> bool:
        return all(self._given(given["if"]) == (name == "include") for name, given in directives)


def _is(kind: str, wanted: str) -> bool:
    return kind == wanted or re.fullmatch(INTERFACES.get(wanted, "-"), kind) is not None
