"""Post-mortems on Confluence, Cloud and Data Center, as a source: the contract, what a search shows, and lost answers."""

import pytest
from contracts.source_contract import SourceContract, SourceHarness, stub_of
from fakes.confluence import ConfluenceFake
from pydantic import SecretStr

from connector.core.pages import Page
from connector.errors import Conflict, Rejected
from connector.pages.anchors import Anchors
from connector.parsing import parse
from connector.ports import DocumentStub
from connector.remote.http import Patience
from connector.sources import confluence

ON = ["cloud", "datacenter"]
TABLE = (
    "<h2>Action items</h2><table><tbody><tr><th>Action</th><th>Owner</th><th>Status</th></tr>"
    "<tr><td>Add an alert</td><td>Kim</td><td>Open</td></tr></tbody></table>"
)


class ConfluenceHarness(SourceHarness):
    """Three pages with a label below a parent."""

    def __init__(self, fake: ConfluenceFake) -> None:
        self.fake = fake
        self.parent = fake.add_page("Post-mortems")
        pages = [
            fake.add_page(f"Outage {number}", "<p>empty</p>", parent=self.parent.id, labels=("postmortem",))
            for number in range(3)
        ]
        self.names = tuple(f"{page.id}.html" for page in pages)

    def connect(self, *, write_back: bool = True, **keys: object) -> confluence.ConfluenceSource:
        given = {"url": self.fake.url, "space": "OPS", "label": "postmortem", "write_back": write_back, **keys}
        given |= {"mail": self.fake.mail, "deployment": "cloud"} if self.fake.is_cloud else {}
        settings = confluence.Settings.model_validate({"token": SecretStr(self.fake.token), **given})
        quiet = Patience(sleep=lambda _: None, tries=2)
        return confluence.connect(settings, name="wiki", base_dir=None, patience=quiet)

    def page(self, name: str):
        return self.fake.page(name.removesuffix(".html"))

    def put_as_person(self, name: str, data: bytes) -> None:
        self.fake.edit_as_person(self.page(name).id, body=data.decode())

    def delete_as_person(self, name: str) -> None:
        self.fake.trash_as_person(self.page(name).id)

    def text_of(self, name: str) -> bytes:
        return self.page(name).body.encode()

    def hide_part(self) -> str:
        raise NotImplementedError

    def shut(self) -> None:
        self.fake.expired = True


@pytest.fixture(params=ON)
def harness(request):
    with ConfluenceFake(request.param, context="" if request.param == "cloud" else "/confluence") as fake:
        yield ConfluenceHarness(fake)


class TestContract(SourceContract):
    def test_a_part_that_cannot_be_read_makes_absence_prove_nothing(self, harness, source):
        # A page that this account may not see looks as one that is gone: the guard is against many of them.
        harness.fake.hide_as_person(harness.page(harness.names[2]).id)
        assert [stub.name for stub in source.list().stubs] == sorted(harness.names[:2])

    def test_a_document_comes_as_it_was_written(self, harness, source):
        # Confluence itself writes other line ends, and no mark of the encoding.
        harness.put_as_person(harness.names[0], "<p>übér</p>".encode())
        document = source.fetch(stub_of(source.list(), harness.names[0]))
        assert document.data == harness.text_of(harness.names[0])
        assert (document.title, document.source) == ("Outage 0", "wiki")
        assert document.url.startswith(harness.fake.site)


def test_a_space_a_label_and_a_parent_choose_pages(harness):
    fake = harness.fake
    fake.add_space("DEV")
    fake.add_page("Elsewhere", space="DEV", labels=("postmortem",))
    other = fake.add_page("Not below", labels=("postmortem",))
    below = fake.add_page("Below", parent=harness.page(harness.names[0]).id)
    three = set(harness.names)
    assert {stub.name for stub in harness.connect().list().stubs} == three | {f"{other.id}.html"}
    under = harness.connect(label=None, parent=harness.parent.id)
    assert {stub.name for stub in under.list().stubs} == three | {f"{below.id}.html"}
    assert {stub.name for stub in harness.connect(parent=harness.parent.id).list().stubs} == three
    assert len(harness.connect(label=None).list().stubs) == 7  # the home page, too


def test_an_unchanged_space_is_one_search(harness):
    source = harness.connect()
    source.list()
    harness.fake.clear()
    source.list()
    assert len(harness.fake.traffic) == 1


def test_the_title_of_a_page_is_the_post_mortems(harness):
    harness.put_as_person(harness.names[0], TABLE.encode())
    source = harness.connect()
    document = source.fetch(stub_of(source.list(), harness.names[0]))
    found = parse(document.data, document.name, title=document.title)
    assert (found.title, [item.action for item in found.items]) == ("Outage 0", ["Add an alert"])


def test_a_page_that_the_connector_publishes_is_no_post_mortem(harness):
    report = Page("2026-W47.html", "Actions: 2026-W47", TABLE.encode())
    harness.put_as_person(harness.names[0], Anchors("example-sre", report.path).around(TABLE).encode())
    source = harness.connect()
    document = source.fetch(stub_of(source.list(), harness.names[0]))
    found = parse(document.data, document.name, title=document.title)
    assert (found.items, found.holds) == ((), ())


def test_a_write_whose_answer_is_lost_is_looked_at_and_made_once(harness):
    source = harness.connect()
    name = harness.names[0]
    document = source.fetch(stub_of(source.list(), name))
    harness.fake.fail("status_after", "PUT", f"/{name.removesuffix('.html')}", status=502)
    revision = source.write(document, TABLE.encode())
    assert revision == str(harness.page(name).version.number) == str(int(document.revision) + 1)
    assert b"Add an alert" in harness.text_of(name)
    assert harness.fake.calls("PUT", "/") == 1


def test_a_write_that_failed_is_told_and_read_again(harness):
    source = harness.connect()
    name = harness.names[0]
    document = source.fetch(stub_of(source.list(), name))
    harness.fake.fail("status", "PUT", f"/{name.removesuffix('.html')}", status=502)
    with pytest.raises(Conflict, match="may not be written"):
        source.write(document, TABLE.encode())
    assert source.write(document, TABLE.encode()) == str(int(document.revision) + 1)


@pytest.mark.parametrize("name", ["../1.html", "x.html", "12", ""])
def test_a_name_that_is_no_pages_is_refused(harness, name):
    with pytest.raises(Rejected, match="no page's name"):
        harness.connect().fetch(DocumentStub(f"wiki:{name}", name, "1"))


def test_check_names_a_space_and_a_parent_that_are_not_there(harness):
    assert [fault.path for fault in harness.connect(space="NONE").check()] == ["sources.wiki.space"]
    assert [fault.path for fault in harness.connect(parent="999999").check()] == ["sources.wiki.parent"]
    assert harness.connect(parent=harness.parent.id).check() == []
