"""`connector check` and `connector report` with pages on Confluence, as somebody runs them for the first time."""

import pytest
from fakes.confluence import ConfluenceFake
from installation import CONFIG, GOOD, HELD

PAGES = '[pages]\nkind = "directory"\npath = "report"\n'
WEEK = ("report", "--week", "2026-W45")
LATER = "2026-11-10T09:00"


@pytest.fixture(params=["cloud", "datacenter"])
def wiki(request, here, monkeypatch):
    with ConfluenceFake(request.param, context="" if request.param == "cloud" else "/confluence") as fake:
        monkeypatch.setenv("CONNECTOR_PAGES__TOKEN", fake.token)
        mail = f'mail = "{fake.mail}"\ndeployment = "cloud"\n' if fake.is_cloud else ""
        pages = f'[pages]\nkind = "confluence"\nurl = "{fake.url}"\nspace = "OPS"\ntitle = "Example SRE"\n{mail}'
        (here.folder / "connector.toml").write_text(CONFIG.replace(PAGES, pages))
        here.write(GOOD + HELD)
        here.run("apply")
        yield fake


def titles(wiki):
    return sorted(page.title for page in wiki.world.pages.values() if page.title.startswith("Example SRE"))


def test_a_week_is_published_once_and_a_second_time_nothing_is_written(here, wiki):
    assert here.run("check", as_of=LATER)[0] == 0
    code, out, _ = here.run(*WEEK, as_of=LATER)
    assert code == 0
    assert [line.split() for line in out.splitlines()[1:4]] == [
        ["2026-W45.html:", "created"],
        ["current.html:", "created"],
        ["index.html:", "created"],
    ]
    assert wiki.home in out
    assert titles(wiki) == ["Example SRE", "Example SRE: 2026-W45", "Example SRE: current"]
    index = wiki.page("Example SRE").body
    assert wiki.page("Example SRE: 2026-W45").id in index
    wiki.clear()
    code, out, _ = here.run(*WEEK, as_of=LATER)
    assert (code, out.count("unchanged")) == (0, 3)
    assert len(wiki.traffic) <= 6
    assert [call.method for call in wiki.traffic if call.method != "GET"] == []


def test_a_title_that_is_taken_is_told_and_the_other_pages_are_published(here, wiki):
    wiki.add_page("Example SRE: current", "<p>Ours</p>")
    code, out, _ = here.run(*WEEK, as_of=LATER)
    assert code == 1
    assert "current.html: not published; " in out
    assert "set another `title` in [pages]" in out
    assert "2026-W45.html: created" in out


def test_a_refused_login_is_told_by_check_without_the_token(here, wiki):
    wiki.expired = True
    code, out, told = here.run("check", as_of=LATER)
    assert (code, "pages" in told, wiki.token in out + told) == (2, True, False)
