"""Post-mortems on Confluence from the command line: filed, written back into the table of the page, and left alone."""

import pytest
from fakes.confluence import ConfluenceFake
from installation import CONFIG

DOCS = '[[sources]]\nname = "docs"\nkind = "directory"\npath = "docs"\nwrite_back = true\n'
BODY = (
    "<h2>Summary</h2><p>Date: 2026-11-02. Kept &amp; <em>as it is</em>&nbsp;</p><h2>Action items</h2>"
    '<table data-layout="default"><tbody><tr><th><p>Action</p></th><th><p>Owner</p></th><th><p>Status</p></th><th><p>Ticket</p></th></tr>'
    "<tr><td><p>Add an alert for the queue</p></td><td><p>Dana Example</p></td><td><p>Open</p></td><td><p></p></td></tr>"
    "</tbody></table>"
    '<ac:structured-macro ac:name="info"><ac:rich-text-body><p>Not ours</p></ac:rich-text-body></ac:structured-macro>'
)


@pytest.fixture(params=["cloud", "datacenter"])
def wiki(request, here, monkeypatch):
    with ConfluenceFake(request.param, context="" if request.param == "cloud" else "/confluence") as fake:
        monkeypatch.setenv("CONNECTOR_SOURCES__DOCS__TOKEN", fake.token)
        mail = f'mail = "{fake.mail}"\ndeployment = "cloud"\n' if fake.is_cloud else ""
        source = f'[[sources]]\nname = "docs"\nkind = "confluence"\nurl = "{fake.url}"\nspace = "OPS"\nlabel = "postmortem"\n'
        (here.folder / "connector.toml").write_text(CONFIG.replace(DOCS, f"{source}write_back = true\n{mail}"))
        fake.add_page("Outage of the queue", BODY, labels=("postmortem",))
        yield fake


def body(wiki):
    return wiki.page("Outage of the queue").body


def test_an_item_of_a_page_becomes_a_ticket_and_the_page_says_so_once(here, wiki):
    before = body(wiki)
    assert here.run("check")[0] == 0
    code, out, _ = here.run("apply")
    assert (code, "1 created" in out, "1 document written back" in out) == (0, True, True)
    page = wiki.page("Outage of the queue")
    assert page.version.number == 2
    first, cell, rest = body(wiki).partition("OPS-1")
    assert cell
    assert before.startswith(first.rsplit("<", 1)[0])
    assert before.endswith(rest.partition("</a>")[2])
    (item,) = here.data("status", "--json")[1]["items"]
    assert (item["document"], item["ticket"]) == (f"docs:{page.id}.html", "OPS-1")
    ticket = (here.folder / "tickets" / "OPS-1.md").read_text()
    assert "Outage of the queue" in ticket
    wiki.clear()
    assert here.run("apply")[1].strip() == "nothing changed"
    assert [call.method for call in wiki.traffic if call.method != "GET"] == []


def test_a_done_ticket_is_done_on_the_page_and_what_people_wrote_meanwhile_stays(here, wiki):
    here.run("apply")
    ticket = here.folder / "tickets" / "OPS-1.md"
    ticket.write_text(ticket.read_text().replace("status: open", "status: done"))
    wiki.edit_as_person("Outage of the queue", body=body(wiki).replace("Not ours", "Still not ours"))
    assert here.run("apply")[0] == 0
    assert "Still not ours" in body(wiki)
    assert ">Done<" in body(wiki)
    assert wiki.page("Outage of the queue").version.number == 4


def test_a_page_that_is_trashed_leaves_its_ticket_to_people(here, wiki):
    here.run("apply")
    wiki.trash_as_person("Outage of the queue")
    code, out, _ = here.run("apply")
    assert code == 1
    assert "gone from the document, its ticket OPS-1 stays" in " ".join(out.split())
