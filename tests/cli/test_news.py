"""What people did on tickets since the last look: told by every command that speaks of them, stored by none that only looks.

What escalation decides by and reports tell is recorded first.
"""

import pytest
from installation import GOOD

from connector.app import App
from connector.clock import system_clock
from connector.core.model import StatusEvent
from connector.daemon import lease
from connector.errors import Unavailable
from connector.observe import Observation
from connector.settings.setup import load_setup
from connector.trackers import local


@pytest.fixture
def filed(here):
    here.write(GOOD)
    assert here.run("apply")[0] == 0
    return here


def edit(here, old, new):
    ticket = here.folder / "tickets" / "OPS-1.md"
    ticket.write_text(ticket.read_text().replace(old, new))


def test_nobody_is_told_about_an_item_that_was_done_since_the_last_look(filed):
    edit(filed, "status: open", "status: done")
    for words in (["escalate", "--dry-run"], ["escalate"]):
        code, out, _ = filed.run(*words, as_of="2026-11-13T09:00")
        assert (code, out) == (0, "0 digests, 0 notices wait for another time\n")


def test_a_due_date_that_was_moved_counts_at_once(filed):
    edit(filed, "2026-11-06", "2026-11-20")
    assert "0 digests" in filed.run("escalate", as_of="2026-11-13T09:00")[1]


def test_status_and_report_tell_tickets_as_they_are(filed):
    edit(filed, "status: open", "status: done")
    code, data = filed.data("status", "--all", "--json", as_of="2026-11-13T09:00")
    assert code == 0
    assert [(item["status"], item["days_late"]) for item in data["items"]] == [("done", 0)]
    code, out, _ = filed.run("report", "--week", "2026-W46", as_of="2026-11-13T09:00")
    assert code == 0
    assert "1 done, nothing overdue" in out


def recorded(here):
    app = App(load_setup(here.folder / "connector.toml"))
    try:
        return [(event.field, event.new, event.at.date().isoformat()) for event in app.ledger.events()][3:]
    finally:
        app.close()


def test_escalation_records_what_it_saw_and_a_dry_run_does_not(filed):
    edit(filed, "2026-11-06", "2026-11-20")
    filed.run("escalate", "--dry-run", as_of="2026-11-13T09:00")
    assert recorded(filed) == []
    filed.run("escalate", as_of="2026-11-13T09:00")
    assert recorded(filed) == [("due", "2026-11-20", "2026-11-13")]


def test_the_report_of_a_past_week_stays_as_it_was_whatever_is_written_into_tickets_later(filed):
    def report():
        filed.run("report", "--week", "2026-W46", as_of="2026-11-25T09:00")
        return (filed.folder / "report" / "2026-W46.html").read_bytes()

    edit(filed, "status: open", "status: done")
    filed.run("report", "--week", "2026-W45", as_of="2026-11-13T09:00")
    assert recorded(filed) == [("status", "done", "2026-11-13")]
    before = report()
    assert b"1 done" in before
    ticket = filed.folder / "tickets" / "OPS-1.md"
    ticket.write_text(ticket.read_text() + "\nA word more.\n")
    filed.run("apply", as_of="2026-11-24T09:00")
    edit(filed, "status: done", "status: open")
    filed.run("apply", as_of="2026-11-25T08:00")
    assert report() == before


def test_while_a_daemon_runs_it_records_and_the_report_tells_what_it_recorded(filed):
    app = App(load_setup(filed.folder / "connector.toml"))
    with lease(app.ledger, clock=system_clock):
        edit(filed, "status: open", "status: done")
        code, out, _ = filed.run("report", "--week", "2026-W46", as_of="2026-11-13T09:00")
        assert (code, "1 overdue now" in out) == (0, True)
    app.close()
    assert recorded(filed) == []
    assert "1 done, nothing overdue" in filed.run("report", "--week", "2026-W46", as_of="2026-11-13T09:00")[1]


def test_a_ticket_that_is_gone_is_not_overdue(filed):
    (filed.folder / "tickets" / "OPS-1.md").unlink()
    code, data = filed.data("status", "--json", as_of="2026-11-13T09:00")
    assert code == 1
    assert [(item["gone"], item["days_late"]) for item in data["items"]] == [(True, 0)]


def test_plan_shows_what_apply_would_take_in_and_write(filed):
    edit(filed, "status: open", "status: done")
    ledger = (filed.folder / "ledger.db").read_bytes()
    code, out, _ = filed.run("plan")
    assert code == 0
    assert out.endswith("seen: OPS-1: status open -> done\nto write: a.md:9: OPS-1, done\n")
    _, data = filed.data("plan", "--json")
    assert [(event["field"], event["new"]) for event in data["seen"]] == [("status", "done")]
    assert [(edit["ticket_key"], edit["status"]) for edit in data["documents"]] == [("OPS-1", "done")]
    assert (filed.folder / "ledger.db").read_bytes() == ledger
    filed.run("apply")
    assert filed.run("plan")[1] == "1 document, 0 read: nothing to change; 0 held\n"


def test_plan_and_apply_hold_the_same_ticket_that_is_gone(filed):
    (filed.folder / "tickets" / "OPS-1.md").unlink()
    for words in ("plan", "apply"):
        code, out, _ = filed.run(words)
        assert code == 1
        assert "connector ledger forget" in " ".join(out.split())


def test_a_tracker_that_does_not_answer_nags_nobody_and_says_so(filed, monkeypatch):
    from connector.errors import Unavailable
    from connector.trackers.local import LocalTracker

    def poll(self, cursor):
        raise Unavailable("no route to it", remote=self.name, verb="poll")

    monkeypatch.setattr(LocalTracker, "poll", poll)
    code, out, _ = filed.run("escalate", as_of="2026-11-13T09:00")
    assert code == 1
    assert "0 digests" in out
    assert "nobody is told about the items of ops" in out
    code, out, _ = filed.run("status", as_of="2026-11-13T09:00")
    assert code == 1
    assert "Waiting for a tracker" in out
    assert "wait for a person" not in out
    assert filed.run("report", "--week", "2026-W46", as_of="2026-11-13T09:00")[0] == 0
    assert "as they were last seen" in (filed.folder / "report" / "2026-W46.html").read_text()


def test_a_log_is_no_delivery_beside_a_channel_that_reaches_people(filed):
    config = filed.folder / "connector.toml"
    # Port 9 of this machine: nobody listens there.
    config.write_text(
        f'{config.read_text()}\n[[notifiers]]\nkind = "log"\n[[notifiers]]\nkind = "apprise"\nurls = ["json://127.0.0.1:9/x"]\n'
    )
    for _ in range(2):
        code, out, _ = filed.run("escalate", as_of="2026-11-13T09:00")
        assert code == 1
        assert "NOT sent to Kim Sample" in out
    _, data = filed.data("status", "--json", as_of="2026-11-13T09:00")
    assert data["items"][0]["last_notice"] is None


def test_a_channel_that_did_not_take_a_notice_is_told_until_it_does(filed, monkeypatch):
    from connector.errors import Unavailable
    from connector.notifiers.apprise import Address
    from connector.notifiers.log import LogNotifier

    def send(self, message):
        raise Unavailable("no route to it", remote=self.name, verb="send notices")

    monkeypatch.setattr(LogNotifier, "reaches_people", True)
    monkeypatch.setattr(Address, "send", send)
    config = filed.folder / "connector.toml"
    chat = (
        '[[notifiers]]\nkind = "log"\n[[notifiers]]\nname = "chat"\nkind = "apprise"\nurls = ["json://127.0.0.1:9/x"]\n'
    )
    config.write_text(f"{config.read_text()}\n{chat}")
    for _ in range(2):
        assert filed.run("escalate", as_of="2026-11-13T09:00")[0] == 1
        code, out, _ = filed.run("status", as_of="2026-11-13T09:00")
        assert (code, "Not told by every channel" in out, "chat" in out) == (1, True, True)
    monkeypatch.setattr(Address, "send", lambda self, message: None)
    assert filed.run("escalate", as_of="2026-11-13T09:00")[0] == 0
    code, data = filed.data("status", "--json", as_of="2026-11-13T09:00")
    assert (code, data["owed"]) == (0, [])


def test_plan_announces_no_write_that_a_check_box_cannot_show(here):
    path = here.folder / "docs" / "b.md"
    path.write_text(
        "# Outage\n\nDate: 2026-11-02\n\n## Action items\n\n- [ ] Add an alert for the queue (Dana Example)\n"
    )
    here.run("apply")
    edit(here, "status: open", "status: in progress")
    here.run("apply")
    assert "to write" not in here.run("plan")[1]
    assert path.read_text().count("[ ]") == 1


def test_plan_does_not_announce_the_old_status_of_a_ticket_it_changes(filed):
    edit(filed, "status: open", "status: done")
    filed.run("apply")
    path = filed.folder / "docs" / "a.md"
    path.write_text(path.read_text().replace("Done", "Open"))
    out = filed.run("plan")[1]
    assert "status done -> open" in out
    assert "to write" not in out


def test_the_way_out_of_a_deleted_ticket_works_as_it_is_told(filed):
    (filed.folder / "tickets" / "OPS-1.md").unlink()
    code, data = filed.data("status", "--json")
    filed.run("apply")
    (hold,) = [each["reason"] for each in filed.data("status", "--json")[1]["holds"] if "gone" in each["reason"]]
    assert "take it out of the document, then `connector ledger forget" in hold
    path = filed.folder / "docs" / "a.md"
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join(line.split(" ([OPS-1]")[0].replace("[OPS-1](../tickets/OPS-1.md)", "") for line in lines) + "\n"
    )
    filed.run("ledger", "forget", data["items"][0]["key"])
    assert "1 created" in filed.run("apply")[1]
    assert code in (0, 1)


def test_the_owner_of_an_item_seen_late_is_told_with_the_manager_and_so_is_the_next_owner(filed):
    code, out, _ = filed.run("escalate", as_of="2026-11-13T09:00")
    assert (code, out.count("sent to Dana Example"), out.count("sent to Kim Sample")) == (0, 1, 1)
    edit(filed, "owner: Dana Example", "owner: Kim Sample")
    code, out, _ = filed.run("escalate", "--dry-run", as_of="2026-11-16T09:00")
    assert (code, "YOURS, LATE" in out) == (0, True)
    assert "sent to Kim Sample: 1 action item needs you, 1 late" in filed.run("escalate", as_of="2026-11-16T09:00")[1]
    assert "0 digests" in filed.run("escalate", as_of="2026-11-17T09:00")[1]


def test_the_report_names_who_stood_in_for_whom(filed):
    edit(filed, "owner: Dana Example", "owner: Kim Sample")
    config = filed.folder / "connector.toml"
    config.write_text(config.read_text().replace("[[escalation", '[escalation]\nfallback = "dana"\n[[escalation', 1))
    filed.run("escalate", as_of="2026-11-13T09:00")
    filed.run("report", "--week", "2026-W46", as_of="2026-11-16T09:00")
    page = (filed.folder / "report" / "2026-W46.html").read_text()
    assert "no manager is known for its owner Kim Sample; asked as the fallback" in page
    assert "Escalations sent: 2" in page


def test_apply_tells_a_tracker_that_was_written_to_and_only_not_polled_as_that(filed, monkeypatch):
    def fail(self, cursor):
        raise Unavailable("no answer", remote="ops", verb="poll")

    monkeypatch.setattr(local.LocalTracker, "poll", fail)
    filed.write(GOOD.replace("queue", "database"), name="b.md")
    code, out, _ = filed.run("apply")
    told = " ".join(out.split())
    assert (code, "1 created" in told) == (1, True)
    assert "tracker 'ops' may have changes that were not seen: ops: cannot poll: no answer" in told
    assert "left out" not in told


def test_apply_counts_what_others_changed_and_not_the_connector_itself(filed, monkeypatch):
    now = system_clock()
    events = [StatusEvent("1-1", now, "status", "open", "done", by) for by in ("Kim", None, "connector")]
    monkeypatch.setattr(App, "observe", lambda self: Observation(tuple(events), ()))
    assert "2 changes of tickets seen" in filed.run("apply")[1]
