"""Routes by what a document is tagged with, however it writes its tags, and by the other facts."""

import pytest
from world import CONFIG, World, table

ROUTES = """
[[trackers]]
name = "web"
kind = "local"
path = "web"
prefix = "WEB"
[[trackers]]
name = "rest"
kind = "local"
path = "rest"
prefix = "REST"
[[routes]]
when = { label = "frontend*", severity = ["sev1", "sev2"] }
tracker = "ops"
[[routes]]
when = { label = ["frontend*", "design"] }
tracker = "web"
[[routes]]
tracker = "rest"
"""
ITEM = (
    "\n## Action items\n\n| Action | Owner | Due |\n|---|---|---|\n| Add an alert for the queue | Dana | 2026-12-01 |\n"
)


@pytest.mark.parametrize(
    ("name", "head", "tracker"),
    [
        ("front-matter.md", "---\ntags: [outage, Design]\n---\n# Outage\n", "web"),
        ("list.md", "---\ntags:\n  - frontend-login\n  - outage\n---\n# Outage\n", "web"),
        ("labels.md", "---\nlabels: design\n---\n# Outage\n", "web"),
        ("line.md", "# Outage\n\nTags: outage, Frontend Login\n", "web"),
        ("hashes.md", "# Outage\n\n**Labels:** #outage #frontend\n", "web"),
        ("table.md", "# Outage\n\n| Field | Value |\n|---|---|\n| Tags | outage; design |\n", "web"),
        ("severe.md", "# Outage\n\nSeverity: SEV1\n\nTags: frontend\n", "ops"),
        ("other.md", "# Outage\n\nTags: designer, backend\n", "rest"),
        ("none.md", "# Outage about the design\n", "rest"),
    ],
    ids=lambda value: value if str(value).endswith(".md") else "",
)
def test_a_label_sends_items_to_its_tracker(tmp_path, name, head, tracker):
    world = World(tmp_path, CONFIG + ROUTES)
    world.write(name, head + ITEM)
    planned = world.app.cycle().look().plan
    world.close()
    assert [change.fields["title"] for change in planned.changes] == ["Add an alert for the queue"]
    assert [change.tracker for change in planned.changes] == [tracker]


def test_tickets_lead_to_where_people_see_the_folder(tmp_path):
    config = CONFIG.replace('path = "docs"\n', 'path = "docs"\nweb_url = "https://git.example.com/sre/pm/"\n', 1)
    world = World(tmp_path, config)
    (tmp_path / "docs" / "2026").mkdir()
    world.write("2026/a b.md", table(("Add an alert", "", "2026-12-04", "Open")))
    world.cycle()
    (ticket,) = (tmp_path / "tickets").glob("*.md")
    assert "https://git.example.com/sre/pm/2026/a%20b.md" in ticket.read_text()
    assert str(tmp_path) not in ticket.read_text() + world.read("2026/a b.md")
    world.close()


TEAMS = """
[people]
file = "people.toml"
[[trackers]]
name = "web"
kind = "local"
path = "web"
prefix = "WEB"
[[routes]]
when = { team = "sear*" }
tracker = "web"
[[routes]]
tracker = "ops"
"""


@pytest.mark.parametrize(
    ("head", "owner", "tracker"),
    [
        ("---\nteam: Search\n---\n# Outage\n", "Dana", "web"),
        ("# Outage\n\n**Owning team:** [Search](https://example.com/search)\n", "", "web"),
        ("# Outage\n\nTeam: Search\n", "Sam", "ops"),  # who does the work counts
        ("# Outage\n\nTeam: Mail\n", "Lee", "web"),
        ("# Outage\n\nTeam: search@example.com\n", "", "ops"),
        ("# Outage\n\nTeam: Search, Dana\n", "", "ops"),  # those who worked on it
        ("# Outage\n\n| Team | Owner |\n|---|---|\n| Search | Dana |\n", "", "ops"),
        ("# Outage\n", "Dana", "ops"),
    ],
)
def test_a_team_is_the_owners_else_the_documents(tmp_path, head, owner, tracker):
    (tmp_path / "people.toml").write_text(
        "".join(
            f'[people.{name.lower()}]\nname = "{name}"\n{team}'
            for name, team in (("Dana", ""), ("Sam", 'team = "mail"\n'), ("Lee", 'team = "search"\n'))
        )
    )
    world = World(tmp_path, CONFIG + TEAMS)
    world.write("a.md", head + ITEM.replace("| Dana |", f"| {owner} |"))
    planned = world.app.cycle().look().plan
    world.close()
    assert [change.tracker for change in planned.changes] == [tracker]


@pytest.mark.parametrize("wanted", ["dana", "Dana Example", "d-ex", "dana@example.com", "dana-gh", "D. E.", "Dana Ex*"])
@pytest.mark.parametrize(("owner", "tracker"), [("D. E.", "web"), ("@dana-gh", "web"), ("Sam", "ops"), ("", "ops")])
def test_an_owner_of_a_route_may_be_called_by_any_of_their_names(tmp_path, wanted, owner, tracker):
    (tmp_path / "people.toml").write_text(
        '[people.dana]\nname = "Dana Example"\naliases = ["d-ex", "D. E."]\nmail = "dana@example.com"\n'
        'handles = { github = "dana-gh" }\n[people.sam]\nname = "Sam Sample"\n'
    )
    world = World(tmp_path, CONFIG + TEAMS.replace('team = "sear*"', f'owner = "{wanted}"'))
    world.write("a.md", "# Outage\n" + ITEM.replace("| Dana |", f"| {owner} |"))
    planned = world.app.cycle().look().plan
    world.close()
    assert [change.tracker for change in planned.changes] == [tracker]
