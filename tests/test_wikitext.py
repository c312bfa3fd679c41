"""Jira's wiki markup: whatever a document says, the ticket says just that."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.rendering.wikitext import JOINER, escaped, link

MARKS = re.compile(r"(?<!\\)(?:\\\\)*[{}\[\]|*_^~+!]")


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("plain words, 5 > 3 & 'quotes'", "plain words, 5 > 3 & 'quotes'"),
        ("{code} and [~dana]", r"\{code\} and \[\~dana\]"),
        ("*bold* _it_ +ins+ ^up^ !x.png!", r"\*bold\* \_it\_ \+ins\+ \^up\^ \!x.png\!"),
        ("a -- b and -struck- and pre-commit", r"a \-\- b and \-struck- and pre-commit"),
        ('(-done-) and "-said-", 2026-12-01', r'(\-done-) and "\-said-", 2026-12-01'),
        ("??cited??", r"\?\?cited\?\?"),
        ("h1. loud", f"{JOINER}h1. loud"),
        ("# one\n# two", f"{JOINER}# one\n{JOINER}# two"),
        ("look :) and (x)", f"look :{JOINER}) and ({JOINER}x)"),
        ("ask @kim", f"ask @{JOINER}kim"),
        ("see https://example.org/a_b-c?d=e_f now", "see https://example.org/a_b-c?d=e_f now"),
        (r"back\slash", f"back\\{JOINER}slash"),
        (r"\\server\*", f"\\{JOINER}\\{JOINER}server\\{JOINER}\\*"),
        ("5 &lt; 6 &#92; & more;", f"5 &{JOINER}lt; 6 &{JOINER}#92; & more;"),
    ],
)
def test_marks_lose_their_meaning(text, markup):
    assert escaped(text) == markup


@given(st.text(alphabet="ab {}[]|*_^~+!-?#@:;()\\h1.\n", max_size=60))
def test_no_mark_is_left_and_no_letter_is_lost(text):
    markup = escaped(text)
    assert MARKS.search(markup) is None
    assert [char for char in markup if char.isalnum()] == [char for char in text if char.isalnum()]


def test_an_address_cannot_end_its_link():
    assert link("Out[age]", "https://example.org/a b|c]{d}") == r"[Out\[age\]|https://example.org/a%20b%7Cc%5D%7Bd%7D]"
