"""The contract of a source. Subclass `SourceContract` in a module named test_*, with a fixture `harness`."""

from abc import ABC, abstractmethod

import pytest

from connector.core.model import DocumentId
from connector.errors import Conflict, Rejected, RemoteError, Unavailable
from connector.ports import DocumentStub, Listing, Source


class SourceHarness(ABC):
    """A place of documents that tests can look into, break, and edit as a person would."""

    names: tuple[str, str, str]
    """Three names of documents as the source spells them."""

    @abstractmethod
    def connect(self, *, write_back: bool = True) -> Source: ...

    @abstractmethod
    def put_as_person(self, name: str, data: bytes) -> None:
        """Write a document, new or not, so that the next listing can see it."""

    @abstractmethod
    def delete_as_person(self, name: str) -> None: ...

    @abstractmethod
    def text_of(self, name: str) -> bytes: ...

    @abstractmethod
    def hide_part(self) -> str:
        """Make a part unreadable that holds the third document; return words that the report of it must contain."""

    @abstractmethod
    def shut(self) -> None:
        """Make the whole source unreachable."""


def stub_of(listing: Listing, name: str) -> DocumentStub:
    return next(stub for stub in listing.stubs if stub.name == name)


class SourceContract:
    """Inherit, and give a fixture `harness`."""

    @pytest.fixture
    def source(self, harness: SourceHarness) -> Source:
        for number, name in enumerate(harness.names):
            harness.put_as_person(name, f"# Document {number}\n".encode())
        return harness.connect()

    def test_a_listing_shows_every_document_in_order(self, harness, source):
        listing = source.list()
        assert [stub.name for stub in listing.stubs] == sorted(harness.names)
        assert [stub.id for stub in listing.stubs] == [DocumentId(f"{source.name}:{n}") for n in sorted(harness.names)]
        assert listing.complete
        assert listing.holds == ()

    def test_listing_twice_gives_the_same(self, harness, source):
        assert source.list() == source.list() == harness.connect().list()

    def test_a_document_comes_as_it_was_written(self, harness, source):
        data = "\ufeffübér\r\nlines \n".encode()
        harness.put_as_person(harness.names[0], data)
        stub = stub_of(source.list(), harness.names[0])
        document = source.fetch(stub)
        assert document.data == data
        assert (document.id, document.name, document.source) == (stub.id, stub.name, source.name)
        assert document.revision == stub.revision
        assert document.url

    def test_an_edit_changes_one_revision(self, harness, source):
        before = {stub.name: stub.revision for stub in source.list().stubs}
        harness.put_as_person(harness.names[1], b"# Document 1, edited\n")
        after = {stub.name: stub.revision for stub in source.list().stubs}
        assert {name for name in before if before[name] != after[name]} == {harness.names[1]}

    def test_an_edit_after_the_listing_is_fetched_with_its_own_revision(self, harness, source):
        stub = stub_of(source.list(), harness.names[0])
        harness.put_as_person(harness.names[0], b"newer text\n")
        document = source.fetch(stub)
        assert document.data == b"newer text\n"
        assert document.revision == stub_of(source.list(), harness.names[0]).revision

    def test_a_deleted_document_is_absent(self, harness, source):
        stub = stub_of(source.list(), harness.names[0])
        harness.delete_as_person(harness.names[0])
        listing = source.list()
        assert listing.complete
        assert {each.name for each in listing.stubs} == set(harness.names[1:])
        with pytest.raises(Rejected):
            source.fetch(stub)

    def test_a_part_that_cannot_be_read_makes_absence_prove_nothing(self, harness, source):
        words = harness.hide_part()
        listing = source.list()
        assert not listing.complete
        assert {stub.name for stub in listing.stubs} == set(harness.names[:2])
        assert any(words in hold.reason for hold in listing.holds)

    def test_a_source_that_is_down_is_not_empty(self, harness, source):
        harness.shut()
        with pytest.raises(RemoteError):
            source.list()

    def test_a_written_document_reads_back_at_its_new_revision(self, harness, source):
        document = source.fetch(stub_of(source.list(), harness.names[0]))
        revision = source.write(document, document.data + b"\n- [x] done\n")
        assert harness.text_of(harness.names[0]) == document.data + b"\n- [x] done\n"
        stub = stub_of(source.list(), harness.names[0])
        assert revision == stub.revision == source.fetch(stub).revision
        assert revision != document.revision

    def test_writing_the_same_text_is_no_change(self, harness, source):
        document = source.fetch(stub_of(source.list(), harness.names[0]))
        assert source.write(document, document.data) == document.revision
        assert stub_of(source.list(), harness.names[0]).revision == document.revision

    def test_an_edit_made_meanwhile_is_not_overwritten(self, harness, source):
        document = source.fetch(stub_of(source.list(), harness.names[0]))
        harness.put_as_person(harness.names[0], b"a person was here\n")
        with pytest.raises(Conflict):
            source.write(document, b"ours")
        assert harness.text_of(harness.names[0]) == b"a person was here\n"

    def test_a_document_deleted_meanwhile_is_not_made_again(self, harness, source):
        document = source.fetch(stub_of(source.list(), harness.names[0]))
        harness.delete_as_person(harness.names[0])
        with pytest.raises((Conflict, Rejected)):
            source.write(document, b"ours")
        assert harness.names[0] not in {stub.name for stub in source.list().stubs}

    def test_a_source_without_write_back_is_not_written(self, harness, source):
        reader = harness.connect(write_back=False)
        document = reader.fetch(stub_of(reader.list(), harness.names[0]))
        assert reader.write_back is False
        with pytest.raises((Rejected, Unavailable)):
            reader.write(document, b"ours")
        assert harness.text_of(harness.names[0]) == document.data

    def test_a_sound_source_passes_its_check_and_a_lost_one_does_not(self, harness, source):
        assert list(source.check()) == []
        harness.shut()
        assert [fault.path for fault in source.check()] != []
