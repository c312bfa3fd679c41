"""`connector notices`: the audit trail of what people were told."""

import pytest
from installation import GOOD

DUE = "| Write the failover runbook | Kim Sample | 2026-11-13 | Open |\n"


@pytest.fixture
def told(here):
    here.write(GOOD + DUE)
    assert here.run("apply")[0] == 0
    for day in ("2026-11-06", "2026-11-11", "2026-11-13"):
        here.run("escalate", as_of=f"{day}T09:00")
    return here


def test_every_notice_is_told_with_when_to_whom_and_by_which_rung(told):
    code, data = told.data("notices", "--json")
    assert code == 0
    assert [(one["recipient"], one["rung"], one["due"], one["ticket"]) for one in data] == [
        ("dana", "due", "2026-11-06", "OPS-1"),
        ("kim", "manager", "2026-11-06", "OPS-1"),
        ("kim", "due", "2026-11-13", "OPS-2"),
    ]
    out = " ".join(told.run("notices")[1].split())
    assert "3 notices" in out
    assert "Dana Example" in out
    assert "2026-11-06 09:00" in out


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["OPS-1"], 2),
        (["--since", "2026-11-11"], 2),
        (["--since", "2026-11-14"], 0),
        (["--person", "Kim Sample"], 2),
        (["OPS-1", "--person", "kim@example.com"], 1),
    ],
)
def test_notices_are_chosen_by_item_day_and_person(told, words, count):
    assert len(told.data("notices", "--json", *words)[1]) == count
    assert f"{count} notice" in told.run("notices", *words)[1]


@pytest.mark.parametrize("words", [["OPS-9"], ["--person", "Nobody"], ["--since", "soon"]])
def test_what_is_not_there_is_told(told, words):
    assert told.run("notices", *words)[0] == 2
