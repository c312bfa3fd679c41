"""`connector snooze`: nobody is told until a day, and everybody can read why."""

import csv

import pytest
from installation import GOOD

LATER = "2026-11-06T09:00"


@pytest.fixture
def filed(here):
    here.write(GOOD)
    assert here.run("apply")[0] == 0
    return here


def snooze(here, *, until="2026-11-11", reason="waits for  the vendor", key="OPS-1", as_of=LATER):
    return here.run("snooze", key, "--until", until, "--reason", reason, as_of=as_of)


def test_nobody_is_told_until_the_day_and_then_as_always(filed):
    code, out, _ = snooze(filed)
    assert (code, out.strip()) == (0, "OPS-1 rests until 2026-11-11, 1 of 3 times: waits for the vendor")
    assert "0 digests" in filed.run("escalate", as_of=LATER)[1]
    assert "0 digests" in filed.run("escalate", as_of="2026-11-10T09:00")[1]
    assert "rests until 2026-11-11" in " ".join(filed.run("status", as_of=LATER)[1].split())
    assert "waits for the vendor" in filed.run("status", "OPS-1", as_of=LATER)[1]
    out = filed.run("escalate", as_of="2026-11-11T09:00")[1]
    assert "sent to Dana Example" in out
    assert "sent to Kim Sample" in out  # the step that it has reached meanwhile
    assert "rests" not in filed.run("status", as_of="2026-11-11T09:00")[1]


def test_the_report_tells_what_is_put_off_and_why(filed):
    snooze(filed, until="2026-11-20", reason="<b>the vendor</b>")
    filed.run("report", "--week", "2026-W45", as_of="2026-11-09T09:00")
    page = (filed.folder / "report" / "2026-W45.html").read_text()
    assert "1 action put off" in page
    assert "&lt;b&gt;the vendor&lt;/b&gt;" in page
    rows = csv.DictReader((filed.folder / "report" / "2026-W45.csv").read_text("utf-8-sig").splitlines())
    (row,) = [row for row in rows if row["counts_as"] == "put off"]
    assert (row["until"], row["times"], row["moves"]) == ("2026-11-20", "1", "")
    filed.run("report", "--week", "2026-W44", as_of="2026-11-09T09:00")
    assert "put off" not in (filed.folder / "report" / "2026-W44.html").read_text()


def test_an_item_is_put_off_a_few_times_alone(filed):
    for _ in range(3):
        assert snooze(filed)[0] == 0
    code, _, told = snooze(filed)
    assert code == 1
    assert "was put off 3 times, which is the most" in told
    config = filed.folder / "connector.toml"
    config.write_text(config.read_text() + "[escalation]\nmax_snoozes = 4\n")
    assert snooze(filed)[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ({"key": "OPS-9"}, 2, "no item or ticket is called 'OPS-9'"),
        ({"until": "2026-11-06"}, 2, "is not after today"),
        ({"until": "soon"}, 2, "soon"),
        ({"reason": "  "}, 2, "a reason has words"),
    ],
)
def test_what_makes_no_sense_is_refused(filed, words, code, said):
    found, _, told = snooze(filed, **words)
    assert (found, said in told) == (code, True)


def test_what_is_done_is_not_put_off(filed):
    ticket = filed.folder / "tickets" / "OPS-1.md"
    ticket.write_text(ticket.read_text().replace("status: open", "status: done"))
    code, _, told = snooze(filed)
    assert (code, "has no open ticket" in told) == (1, True)
