"""What stands behind the last dashes of an entry."""

from datetime import date

import pytest

from connector.core.model import Status
from connector.parsing import ParseOptions, parse

HEAD = "# Outage\n\nDate of Incident: 2026-03-02\n\n## Action items\n\n- Add an alert for the queue\n- "


def item(line):
    return parse(f"{HEAD}{line}\n".encode(), "a.md").items[1]


@pytest.mark.parametrize(
    ("line", "action", "owner", "due"),
    [
        ("Renew the contract - Priya - 12 May 2026", "Renew the contract", "Priya", date(2026, 5, 12)),
        ("Renew the contract — 2026-05-12 — Priya Nair", "Renew the contract", "Priya Nair", date(2026, 5, 12)),
        ("Renew the contract - 12 May 2026", "Renew the contract", None, date(2026, 5, 12)),
        ("Owner: Ana (platform) - Rewrite the runbook", "Rewrite the runbook", "Ana", None),
    ],
)
def test_a_name_and_a_day_behind_dashes_are_owner_and_due(line, action, owner, due):
    found = item(line)
    assert (found.action, found.owner, found.due) == (action, owner, due)


KNOWN = frozenset(("bob", "bob miller"))


@pytest.mark.parametrize(
    ("line", "action", "owner", "due"),
    [
        ("Fix the alerting (Due 2026-05-12) (Owner Bob Miller)", "Fix the alerting", "Bob Miller", date(2026, 5, 12)),
        ("Fix the alerting (Owner Bob Miller) (Due 2026-05-12)", "Fix the alerting", "Bob Miller", date(2026, 5, 12)),
        ("Fix the alerting (Owner Bob Miller Due 2026-05-12)", "Fix the alerting", "Bob Miller", date(2026, 5, 12)),
        ("Patch the database - bob@acme.example", "Patch the database", "bob@acme.example", None),
        ("Patch the database; bob@acme.example.", "Patch the database", "bob@acme.example", None),
        ("Send the list to bob@acme.example", "Send the list to bob@acme.example", None, None),
        ("Rotate the keys **Bob Miller**", "Rotate the keys", "Bob Miller", None),
        ("Rotate the keys (**Bob**)", "Rotate the keys", "Bob", None),
        ("Follow up with **Bob Miller**", "Follow up with Bob Miller", None, None),
        ("Rotate the **keys**", "Rotate the keys", None, None),
    ],
)
def test_who_ends_an_entry_in_capital_labels_an_address_or_bold(line, action, owner, due):
    found = parse(f"{HEAD}{line}\n".encode(), "a.md", options=ParseOptions(people=KNOWN)).items[1]
    assert (found.action, found.owner, found.due) == (action, owner, due)


@pytest.mark.parametrize(
    "line",
    [
        "Look at the logs of the failed run - 22 Feb 2026",
        "Replace the cache - Redis",
        "Move to the new region - Frankfurt",
    ],
)
def test_a_past_day_or_a_thing_behind_a_dash_stays(line):
    found = item(line)
    assert found.action == line
    assert (found.owner, found.due) == (None, None)


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("Rotate the keys in two weeks", date(2026, 3, 16)),
        ("Upgrade nginx within 10 days.", date(2026, 3, 12)),
        ("Write the failover runbook. Due in two weeks", date(2026, 3, 16)),
        ("Write an alert in two weeks", date(2026, 3, 16)),
        ("Alert on certificates in two weeks", None),
        ("Fix the rota. Owner: Kim, due in two weeks", date(2026, 3, 16)),
        ("Alert on certificates that expire in two weeks", None),
        ("Delete logs within 30 days", None),
    ],
)
def test_in_two_weeks_at_the_end_is_counted_from_the_documents_date(line, due):
    assert item(line).due == due


def test_items_below_a_short_label_are_the_items():
    text = f"{HEAD}Prevention\n  - Add an alert for the disk\n  - Limit the memory of the job\n"
    assert [each.action for each in parse(text.encode(), "a.md").items[1:]] == [
        "Add an alert for the disk",
        "Limit the memory of the job",
    ]


@pytest.mark.parametrize("word", ["Won't do", "won't fix", "rejected"])
def test_an_item_that_will_not_be_done_is_still_an_item(word):
    text = f"# Outage\n\n## Action items\n\n1. Add alerting for the queue. Owner: Ana. Status: {word}\n"
    (found,) = parse(text.encode(), "a.md").items
    assert (found.owner, found.status) == ("Ana", Status.WONT_DO)


LABELLED = (
    "AI-1: Add an alert -- owner: kim -- due 2026-12-01 -- OPEN",
    "[AI-2] (P2) Write a runbook -- owner: jo -- DONE",
    "TODO: fix the backups @lee",
)


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_bare_lines_with_labels_are_items_and_what_stands_behind_an_owner_is_read(name):
    text = "# Outage of 2026-11-02\n\n## Action items\n\n" + "\n".join(LABELLED) + "\n"
    found = parse(text.encode(), name).items
    assert [(item.action, item.owners, item.priority) for item in found] == [
        ("Add an alert", ("kim",), None),
        ("Write a runbook", ("jo",), "P2"),
        ("fix the backups", ("lee",), None),
    ]
    assert [item.status for item in found] == [Status.OPEN, Status.DONE, None]
    assert [item.due for item in found] == [date(2026, 12, 1), None, None]


@pytest.mark.parametrize("dash", ["-", "--", "—", "|", "/"])
def test_words_behind_an_owner_that_are_no_field_stay_with_the_owner(dash):
    text = f"# Outage of 2026-11-02\n\n## Action items\n\n- Add an alert. Owner: Kim {dash} Payments\n"
    (item,) = parse(text.encode(), "a.md").items
    assert "Payments" in " ".join(item.owners)


def test_somebody_known_behind_the_last_comma_is_the_owner():
    text = b"# X\n\n## Action items\n\n- Tune the lambda valve, Bob Miller\n- Tune the valve, the pump and Sam\n"
    found = parse(text, "a.md", options=ParseOptions(people=frozenset(("bob miller", "sam"))))
    assert [(item.action, item.owner) for item in found.items] == [
        ("Tune the lambda valve", "Bob Miller"),
        ("Tune the valve, the pump and Sam", None),
    ]


@pytest.mark.parametrize(
    ("line", "action", "due"),
    [
        ("Patch the SMB server - done when the alert fires", "Patch the SMB server - done when the alert fires", None),
        ("Patch the queue - closed once traffic is back", "Patch the queue - closed once traffic is back", None),
        ("Patch the cache. Done by 2026-12-01.", "Patch the cache. Done by 2026-12-01.", date(2026, 12, 1)),
        ("Patch the proxy - done: no", "Patch the proxy", None),
    ],
)
def test_what_says_when_it_will_be_done_does_not_say_that_it_is(line, action, due):
    found = item(line)
    assert (found.action, found.due, found.problems) == (action, due, ())
    assert found.status in (None, Status.OPEN)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Patch the DNS server (done except for docs)", "takes back what it says"),
        ("Patch the time server: done for EU, US missing", "takes back what it says"),
        ("Patch the NFS server - Done?", "is a question"),
    ],
)
def test_a_status_behind_an_entry_that_is_in_doubt_holds_it(line, why):
    (problem,) = item(line).problems
    assert why in problem


@pytest.mark.parametrize(
    ("said", "status", "held"),
    [
        ("Done when alert fires", None, True),
        ("Complete by Friday", None, True),
        ("Done: no", Status.OPEN, False),
        ("Done by Robin", Status.DONE, False),
        ("Completed 5 Nov", Status.DONE, False),
    ],
)
def test_a_status_cell_that_tells_of_a_day_to_come_is_held(said, status, held):
    text = f"# Outage\n\n## Action items\n\n| Action | Status |\n|---|---|\n| Patch the DNS server | {said} |\n"
    (found,) = parse(text.encode(), "a.md").items
    assert (found.status, bool(found.problems)) == (status, held)


@pytest.mark.parametrize(
    ("notes", "status"),
    [
        ("Resolved the licence question", None),
        ("Finished the draft", None),
        ("Obsolete API used", None),
        ("done by Robin partly", None),
        ("Done", Status.DONE),
        ("done on 3 March", Status.DONE),
        ("Fixed in v2", Status.DONE),
    ],
)
def test_a_remark_is_a_status_where_it_is_nothing_else(notes, status):
    head = "# Outage\n\n## Action items\n\n| Action | Owner | Notes |\n|---|---|---|\n"
    (found,) = parse(f"{head}| Patch the DNS server | Kim | {notes} |\n".encode(), "a.md").items
    assert found.status is status


@pytest.mark.parametrize(
    ("line", "action", "status", "due"),
    [
        ("Patch the proxy server, completed", "Patch the proxy server", Status.DONE, None),
        ("Patch the cache server, done 2026-11-03", "Patch the cache server", Status.DONE, None),
        ("Patch the cache server - done 2026-11-03", "Patch the cache server", Status.DONE, None),
        ("Patch the net gateway - fixed 2026-11-03 (Kim)", "Patch the net gateway", Status.DONE, None),
        ("Fix what is broken, closed and missing", "Fix what is broken, closed and missing", None, None),
    ],
)
def test_the_day_on_which_it_was_done_is_no_day_to_come(line, action, status, due):
    text = f"{HEAD}{line}\n".encode()
    found = parse(text, "a.md", options=ParseOptions(people=frozenset(("kim",)))).items[1]
    assert (found.action, found.status, found.due) == (action, status, due)


def test_no_action_needed_for_something_is_no_item():
    assert len(parse(f"{HEAD}No action needed for the mail gateway\n".encode(), "a.md").items) == 1


@pytest.mark.parametrize(
    ("line", "action", "owner", "status"),
    [
        ("Rotate the keys - Kim - done", "Rotate the keys", "Kim", Status.DONE),
        ("Rotate the keys – Kim – DONE", "Rotate the keys", "Kim", Status.DONE),
        ("Rotate the keys of mail - done", "Rotate the keys of mail", None, Status.DONE),
        ("Upgrade the cluster - Production - done", "Upgrade the cluster - Production", None, Status.DONE),
        ("Upgrade Kafka - Phase 2 - done", "Upgrade Kafka - Phase 2", None, Status.DONE),
    ],
)
def test_a_name_in_front_of_a_status_behind_a_dash_is_the_owner(line, action, owner, status):
    text = f"# Outage of 2026-11-02\n\n## Action items\n\n- {line}\n"
    (item,) = parse(text.encode(), "a.md").items
    assert (item.action, item.owner, item.status) == (action, owner, status)


@pytest.mark.parametrize("label", ["Capacity: ", "Kim: ", ""])
def test_an_order_with_a_label_is_the_item_and_what_is_nested_says_for_what(label):
    text = f"# Outage\n\n## Action items\n\n- {label}Extend the scheduler, allowing:\n  - placing by rack\n  - placing by zone\n"
    (item,) = parse(text.encode(), "a.md").items
    assert (item.action.endswith("Extend the scheduler, allowing"), item.details) == (
        True,
        ("placing by rack", "placing by zone"),
    )


@pytest.mark.parametrize(
    ("line", "owner", "due", "priority", "status"),
    [
        ("Renew the contract - Priya - P1 - 12 May 2026", "Priya", date(2026, 5, 12), "P1", None),
        ("Renew the contract - Priya - SEV2 - 2026-05-12", "Priya", date(2026, 5, 12), "SEV2", None),
        ("Renew the contract - High - Priya - 2026-05-12", "Priya", date(2026, 5, 12), "High", None),
        ("Renew the contract - in progress - Priya", "Priya", None, None, Status.IN_PROGRESS),
        ("Renew the contract - in progress - Priya - 2026-05-12", "Priya", date(2026, 5, 12), None, Status.IN_PROGRESS),
    ],
)
def test_a_priority_or_a_status_between_dashes_is_no_owner(line, owner, due, priority, status):
    found = item(line)
    assert (found.action, found.owner, found.due) == ("Renew the contract", owner, due)
    assert (found.priority, found.status) == (priority, status)


@pytest.mark.parametrize(
    ("line", "owner", "due"),
    [
        ("Raise the retention - keep logs for 30 days until end of March", None, date(2026, 3, 31)),
        ("Add retries to the uploader - start with the EU region by 1 May 2026", None, date(2026, 5, 1)),
        ("Rewrite the runbook - section 3 first by end of May", None, date(2026, 5, 31)),
    ],
)
def test_words_behind_a_dash_that_only_name_a_day_among_others_stay(line, owner, due):
    found = item(line)
    assert (found.action, found.owner, found.due) == (line, owner, due)
