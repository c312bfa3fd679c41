"""Post-mortems of other incidents that ask for the same things: their tickets are theirs, and those of before stay as they are."""

import pytest
from cycle.world import CONFIG, World

STANDARD = ("Update the runbook for failover", "Add an alert on replication lag", "Schedule a game day for the team")
FRANKFURT = {"title": "Frankfurt lost its primary", "incident": "INC-501", "day": "2026-09-01", "service": "search"}
DUBLIN = {"title": "Dublin ran out of disk", "incident": "INC-777", "day": "2026-11-20", "service": "mail"}
KIM, DANA = ("Kim", "2026-11-06"), ("Dana", "2026-12-04")
UNIQUE, NEW = "Replace the broken switch in rack nine", "Raise the disk quota"


def post_mortem(*actions, title, owed, incident="", day="", service=""):
    said = {"Incident ID": incident, "Date of Incident": day, "Service": service}
    head = "".join(f"{label}: {value}\n" for label, value in said.items() if value)
    rows = "".join(f"| {action} | {owed[0]} | {owed[1]} | Open |\n" for action in actions)
    return f"# {title}\n\n{head}\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n{rows}"


@pytest.fixture(params=[True, False], ids=["named", "unnamed"])
def world(request, tmp_path):
    """A world that names tickets in its documents, and one that does not."""
    world = World(tmp_path, CONFIG if request.param else CONFIG.replace("write_back = true", "write_back = false"))
    yield world
    world.close()


def filed(world, *, closed, head=FRANKFURT, name="2026-09-01-frankfurt.md"):
    world.write(name, post_mortem(*STANDARD, UNIQUE, owed=KIM, **head))
    world.cycle()
    if closed:
        for ticket in world.tickets():
            world.edit_ticket(ticket, "status", "Done")
        world.cycle()
    return {ticket: world.ticket(ticket) for ticket in world.tickets()}


def archive(world, name="2026-09-01-frankfurt.md"):
    (world.folder / "docs" / name).unlink()


def dublin(world, *, head=DUBLIN, owed=DANA, name="2026-11-20-dublin.md", actions=(*STANDARD, NEW)):
    world.write(name, post_mortem(*actions, owed=owed, **head))
    return world.cycle()


def without(head, *names):
    return {name: value for name, value in head.items() if name not in names}


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("known", [("incident", "title", "day"), ("incident", "title"), ("title", "day")])
def test_the_post_mortem_of_another_incident_takes_no_ticket_of_an_archived_one(world, at_once, known, closed):
    left = [name for name in FRANKFURT if name not in known]
    before = filed(world, closed=closed, head=without(FRANKFURT, *left), name="frankfurt.md")
    archive(world, "frankfurt.md")
    if not at_once:
        world.cycle()
    dublin(world, head=without(DUBLIN, *left), name="dublin.md")
    assert {ticket: world.ticket(ticket) for ticket in before} == before
    assert len(world.tickets()) == 8
    theirs = [item.ticket_key for item in world.app.ledger.tracked() if item.document == "docs:dublin.md"]
    assert len(theirs) == 4
    assert not before.keys() & set(theirs)
    assert world.cycle().outcomes == ()


@pytest.mark.parametrize("head", [without(DUBLIN, "incident", "day"), without(DUBLIN, "title", "incident", "day")])
def test_where_only_the_title_or_the_day_differs_what_is_closed_is_not_taken_either(world, head):
    before = filed(world, closed=True, head=without(FRANKFURT, "incident"))
    archive(world)
    dublin(world, head={"title": FRANKFURT["title"], "day": DUBLIN["day"], **head})
    assert {ticket: world.ticket(ticket) for ticket in before} == before
    assert len(world.tickets()) == 8


def test_where_only_the_title_differs_open_tickets_are_asked_about_until_they_are_closed(world):
    world.app.sources["docs"].write_back = False
    before = filed(world, closed=False, head=without(FRANKFURT, "incident"))
    archive(world)
    head = {"title": DUBLIN["title"], "day": FRANKFURT["day"]}
    held = dublin(world, head=head).outlook.plan.holds
    assert [hold.subject for hold in held if "looks like OPS-" in hold.reason] == list(STANDARD)
    assert len(world.tickets()) == 5
    for ticket in before:
        world.edit_ticket(ticket, "status", "Done")
    world.cycle()
    world.cycle()
    assert len(world.tickets()) == 8
    assert world.cycle().complete


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize(
    "head",
    [
        {**FRANKFURT, "title": "Loss of the primary in Frankfurt", "day": "2026-08-31"},
        without(FRANKFURT, "incident"),
        without(FRANKFURT, "day"),
    ],
)
def test_a_renamed_and_edited_post_mortem_of_the_same_incident_keeps_its_tickets(world, closed, head):
    world.app.sources["docs"].write_back = False
    filed(world, closed=closed)
    archive(world)
    dublin(world, head=head, owed=KIM, actions=(STANDARD[1], STANDARD[0] + " and failback", STANDARD[2], UNIQUE, NEW))
    assert len(world.tickets()) == 5
    assert len([item for item in world.app.ledger.tracked() if item.document == "docs:2026-11-20-dublin.md"]) == 5


@pytest.mark.parametrize("closed", [True, False])
def test_a_renamed_post_mortem_whose_title_was_corrected_keeps_the_rows_that_are_the_same(world, closed):
    filed(world, closed=closed, head=without(FRANKFURT, "incident"))
    archive(world)
    head = {"title": "Loss of the primary in Frankfurt", "day": FRANKFURT["day"]}
    synced = dublin(world, head=head, owed=KIM, actions=(*STANDARD, UNIQUE))
    assert len(world.tickets()) == 4
    assert synced.outlook.plan.holds == ()


def test_a_row_that_an_old_post_mortem_lost_is_not_the_closed_ticket_of_a_new_one(world):
    before = filed(world, closed=True)
    path = world.folder / "docs" / "2026-09-01-frankfurt.md"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if STANDARD[0] not in line))
    dublin(world)
    assert world.ticket("OPS-1") == before["OPS-1"]
    assert len(world.tickets()) == 8


def test_a_standard_row_written_later_into_another_post_mortem_takes_no_ticket_of_an_archived_one(world):
    dublin(world, actions=(NEW,))
    filed(world, closed=False)
    archive(world)
    world.cycle()
    synced = dublin(world, actions=(NEW, STANDARD[0]))
    assert len(world.tickets()) == 6
    assert not [hold for hold in synced.outlook.plan.holds if hold.document == "docs:2026-11-20-dublin.md"]


@pytest.mark.parametrize("closed", [True, False])
def test_a_file_that_is_written_anew_for_another_incident_takes_no_closed_ticket(world, closed):
    before = filed(world, closed=closed, name="latest.md")
    dublin(world, name="latest.md")
    if closed:
        assert {ticket: world.ticket(ticket) for ticket in before} == before
    assert len(world.tickets()) == (8 if closed else 5)


def test_a_corrected_title_and_day_file_nothing_again(world):
    filed(world, closed=True, name="latest.md")
    world.write("latest.md", post_mortem(*STANDARD, UNIQUE, owed=KIM, title="Corrected", day="2026-09-02"))
    world.cycle()
    assert len(world.tickets()) == 4
