"""What linting says of the corpus, judged by hand, where its folder is there."""

import os
from pathlib import Path

import pytest

from connector.core.quality import Examined, Level, Policy, judge
from connector.parsing import decode, parse

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("CONNECTOR_SHARED", ROOT.parent / "shared")) / "corpus" / "docs"
WRONG = {
    # They tell of tickets that were created: what they ask for, from whom and by when stands there.
    ("016", 40, "assigned"),
    ("016", 40, "time-bound"),
    ("016", 41, "assigned"),
    ("016", 41, "time-bound"),
    # It names its day, in words that are read as part of what is to be done.
    ("019", 19, "time-bound"),
}
"""Warnings that a person would not give: number of the document, line, rule. All others were looked at and stand."""


def test_nine_of_ten_warnings_are_ones_that_a_person_would_give():
    if not CORPUS.exists():
        pytest.skip(f"there is no corpus at {CORPUS}")
    documents = [
        Examined(path.name, parse(path.read_bytes(), path.name), decode(path.read_bytes()))
        for path in sorted(CORPUS.iterdir())
    ]
    items = sum(len(document.post_mortem.items) for document in documents)
    found = [each for each in judge(documents, Policy()) if each.level is Level.WARNING]
    told = {(each.path[:3], each.line, each.rule) for each in found}
    assert items >= 100
    assert len(told) >= 150
    assert told >= WRONG
    assert len(told - WRONG) >= 0.9 * len(told)
