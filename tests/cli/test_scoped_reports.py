"""Reports of teams and managers: a page each, beside the one about everybody."""

import pytest
from installation import GOOD

PEOPLE = """
[people.dana]
name = "Dana Example"
manager = "kim"
team = "Search <b>"
[people.kim]
name = "Kim Sample"
team = "Mail"
"""
LATER = "2026-11-10T09:00"


@pytest.fixture
def filed(here):
    (here.folder / "people.toml").write_text(PEOPLE)
    config = here.folder / "connector.toml"
    config.write_text(config.read_text() + '[report]\nper = ["team", "manager"]\n')
    here.write(
        GOOD + "| Write the runbook | Kim Sample | 2026-11-20 | Open |\n| Check the backups | | 2026-11-20 | Open |\n"
    )
    here.run("apply")
    return here


def page(filed, name):
    return (filed.folder / "report" / name).read_text()


def test_each_team_and_manager_with_items_has_a_page_of_its_own(filed):
    filed.run("escalate", as_of="2026-11-06T09:00")
    filed.run("escalate", as_of="2026-11-18T09:00")
    assert filed.run("report", "--week", "2026-W45", as_of=LATER)[0] == 0
    pages = sorted(
        name.removeprefix("report/") for name in filed.files() if name.startswith("report/") and name.endswith(".html")
    )
    slugs = ("manager-kim", "team-mail", "team-search-b")
    assert pages == sorted(
        [
            "index.html",
            "current.html",
            "2026-W45.html",
            *(f"{when}-{slug}.html" for slug in slugs for when in ("current", "2026-W45")),
        ]
    )
    search, mail, whole = (
        page(filed, "2026-W45-team-search-b.html"),
        page(filed, "2026-W45-team-mail.html"),
        page(filed, "2026-W45.html"),
    )
    assert ("Add an alert" in search, "Write the runbook" in search, "Check the backups" in search) == (
        True,
        False,
        False,
    )
    assert ("Add an alert" in mail, "Write the runbook" in mail) == (False, True)
    assert all(words in whole for words in ("Add an alert", "Write the runbook", "Check the backups"))
    assert "team Search &lt;b&gt;" in search
    assert 'href="2026-W45-team-search-b.html"' in whole
    assert 'href="2026-W45.html"' in search
    assert 'href="current-manager-kim.html"' in page(filed, "current.html")
    assert "Held:" not in search
    assert ("Escalations sent: 1" in search, "Escalations sent: 0" in mail) == (True, True)
    assert 'href="2026-W45-team-mail.html"' not in page(filed, "index.html")


def test_a_second_time_nothing_is_written(filed):
    filed.run("report", "--week", "2026-W45", as_of=LATER)
    out = filed.run("report", "--week", "2026-W45", as_of=LATER)[1]
    assert out.count("unchanged") == 9
