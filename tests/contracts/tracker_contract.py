"""The contract of a tracker. Subclass `TrackerContract` in a module named test_*, with a fixture `harness`."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Protocol

import pytest

from connector.core.model import Draft, Fields, ItemKey, Marker, Status, Ticket, TicketId
from connector.errors import Conflict, Rejected, RemoteError
from connector.ports import Filed, NotFiled, Poll, TrackerReader, TrackerWriter

OURS = "acme-sre"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
THEIRS = "acme-web"
HOSTILE_TITLES = [
    "two\nlines\r\nand\ttabs",
    "---",
    "---\nkey: X-1\nstatus: done\n---",
    "# heading",
    "ends in a hash #",
    "key: value # comment",
    "<script>alert(1)</script>",
    "*bold* _it_ `code` [link](http://example.com) ~~gone~~ ![x](y)",
    "{code} |table| {{template}} ${var} %s",
    "back\\slash \\* and a last one \\",
    "&amp; &#42; &lt;",
    "'single' \"double\" `back`",
    "@dana please",
    "übergrößenträger ☃ 👩‍🚒 \u202eright to left",
    "- [ ] box",
    "!!python/object:os.system",
]


class Tracker(TrackerReader, TrackerWriter, Protocol):
    """Adapters are both sides; planning and applying are each handed one."""


class TrackerHarness(ABC):
    """A tracker that tests can look into, break, and edit as a person would."""

    owners: tuple[str, str]
    """Two owners the tracker knows, as it spells them."""
    priorities: tuple[str, str]
    """Two of the tracker's own priorities."""

    @abstractmethod
    def connect(self, *, installation: str = OURS) -> Tracker: ...

    @abstractmethod
    def edit_as_person(self, ticket: Ticket, **fields: object) -> None:
        """Change fields as a person would, in the tracker's own words, so that the next poll can see it."""

    @abstractmethod
    def create_as_person(self, title: str) -> TicketId: ...

    @abstractmethod
    def copy_as_person(self, ticket: Ticket) -> TicketId:
        """Make a second ticket with everything that the first has, its marker included."""

    @abstractmethod
    def delete_as_person(self, ticket: Ticket) -> None: ...

    @abstractmethod
    def settle(self) -> None:
        """Let the search lag and the overlap of polls pass."""

    @abstractmethod
    def shown_text(self, ticket: Ticket) -> str:
        """Return all text people see in a ticket, comments included."""

    @abstractmethod
    def refuse(self, words: str) -> None:
        """Make the tracker refuse every new ticket whose title has these words."""

    @abstractmethod
    def references(self, ticket: Ticket) -> Sequence[str]:
        """Return the ways in which documents refer to a ticket."""

    @abstractmethod
    def foreign_references(self) -> Sequence[str]:
        """Return references that look alike and lead elsewhere."""


def draft(number: int, *, title: str = "", **fields: object) -> Draft:
    """Return the draft of item `number`."""
    values: Fields = {"title": title or f"do thing {number}", **fields}  # type: ignore[dict-item]
    key = ItemKey(f"{number:08x}-{number:08x}")
    return Draft(Marker(OURS, key), values, body="Why: it broke.\n", document_url="file:///docs/2026/03-search.md")


def file_one(tracker: TrackerWriter, number: int, *, title: str = "", **fields: object) -> Ticket:
    """Create one ticket, which must work."""
    (outcome,) = tracker.create([draft(number, title=title, **fields)])
    assert isinstance(outcome, Filed), outcome
    return outcome.ticket


def read_back(tracker: TrackerReader, ticket: Ticket) -> Ticket:
    """Return a ticket as it reads: some trackers give a new one values that nobody asked for, such as a priority."""
    (read,) = tracker.fetch([ticket.ref.id]).tickets
    return read


def by_id(poll: Poll) -> dict[TicketId, Ticket]:
    return {ticket.ref.id: ticket for ticket in poll.tickets}


class TrackerContract:
    """Inherit, and give a fixture `harness`."""

    @pytest.fixture
    def tracker(self, harness: TrackerHarness) -> Tracker:
        return harness.connect()

    # --- creating -------------------------------------------------------------------------------------------------

    def test_a_new_ticket_reads_back_with_its_marker_and_fields(self, harness, tracker):
        due = date(2026, 12, 1)
        fields = {"owner": harness.owners[0], "due": due, "priority": harness.priorities[0], "labels": ("one", "two")}
        made = file_one(tracker, 1, title="add an alert", **fields)
        (read,) = tracker.fetch([made.ref.id]).tickets
        assert read.marker == draft(1).marker
        assert {name: read.fields[name] for name in fields} == fields
        assert read.fields["title"] == "add an alert"
        assert read.status is Status.OPEN
        assert read.ref.tracker == tracker.name
        assert made.fields == read.fields
        assert made.key
        assert made.url

    def test_fields_without_opinion_stay_empty(self, tracker):
        made = file_one(tracker, 1, owner=None, due=None, priority=None)
        assert made.fields["owner"] is None
        assert made.fields["due"] is None

    def test_a_batch_gives_one_outcome_per_draft_and_distinct_tickets(self, tracker):
        drafts = [draft(number) for number in range(tracker.batch)]
        outcomes = list(tracker.create(drafts))
        assert {each.marker for each in outcomes} == {each.marker for each in drafts}
        assert all(isinstance(each, Filed) for each in outcomes)
        assert len({each.ticket.ref.id for each in outcomes}) == tracker.batch

    def test_no_drafts_make_no_ticket(self, tracker):
        assert list(tracker.create([])) == []
        assert tracker.poll(None).present == frozenset()

    def test_one_refused_draft_does_not_stop_the_others(self, harness, tracker):
        harness.refuse("forbidden")
        drafts = [draft(1), draft(2, title="forbidden thing"), draft(3)]
        outcomes = {each.marker: each for each in tracker.create(drafts)}
        assert isinstance(outcomes[drafts[0].marker], Filed)
        assert isinstance(outcomes[drafts[2].marker], Filed)
        refused = outcomes[drafts[1].marker]
        assert isinstance(refused, NotFiled)
        assert isinstance(refused.error, RemoteError)
        harness.settle()
        assert set(tracker.find([each.marker for each in drafts], since=LONG_AGO)) == {
            drafts[0].marker.key,
            drafts[2].marker.key,
        }

    def test_two_connections_at_once_never_share_a_ticket(self, harness):
        def work(part: int) -> list[str]:
            tracker = harness.connect()
            outcomes = list(tracker.create([draft(100 * part + number) for number in range(10)]))
            assert all(isinstance(each, Filed) for each in outcomes)
            return [each.ticket.ref.id for each in outcomes if isinstance(each, Filed)]

        with ThreadPoolExecutor(4) as pool:
            ids = [each for part in pool.map(work, range(4)) for each in part]
        assert len(set(ids)) == 40
        assert harness.connect().poll(None).present == set(ids)

    @pytest.mark.parametrize("title", HOSTILE_TITLES)
    def test_a_hostile_title_reads_back_and_touches_nothing_else(self, harness, tracker, title):
        made = file_one(tracker, 1, title=title, owner=harness.owners[0])
        (read,) = tracker.fetch([made.ref.id]).tickets
        assert read.fields["title"] == " ".join(title.split())
        assert read.fields["owner"] == harness.owners[0]
        assert read.status is Status.OPEN
        assert read.marker == draft(1).marker
        renamed = tracker.update(made.ref.id, {"title": title + " again"})
        assert renamed.fields == {**read.fields, "title": " ".join((title + " again").split())}

    # --- updating -------------------------------------------------------------------------------------------------

    def test_an_update_sets_the_named_fields_only(self, harness, tracker):
        made = read_back(
            tracker, file_one(tracker, 1, owner=harness.owners[0], labels=("one",), priority=harness.priorities[0])
        )
        after = tracker.update(made.ref.id, {"due": date(2027, 1, 31)})
        assert after.fields == {**made.fields, "due": date(2027, 1, 31)}
        assert after.marker == made.marker
        assert tracker.fetch([made.ref.id]).tickets[0].fields == after.fields

    def test_an_update_without_opinion_changes_nothing(self, harness, tracker):
        made = read_back(tracker, file_one(tracker, 1, owner=harness.owners[0]))
        assert tracker.update(made.ref.id, {"owner": None}).fields == made.fields

    def test_an_update_keeps_what_a_person_changed_meanwhile(self, harness, tracker):
        made = file_one(tracker, 1, owner=harness.owners[0])
        harness.edit_as_person(made, owner=harness.owners[1])
        after = tracker.update(made.ref.id, {"title": "do it better"})
        assert after.fields["owner"] == harness.owners[1]
        assert after.fields["title"] == "do it better"

    @pytest.mark.parametrize("end", [Status.DONE, Status.WONT_DO])
    def test_a_ticket_is_closed_and_reopened(self, tracker, end):
        made = file_one(tracker, 1)
        assert tracker.update(made.ref.id, {"status": end}).status is end
        assert tracker.fetch([made.ref.id]).tickets[0].status is end
        assert tracker.update(made.ref.id, {"status": Status.OPEN}).status is Status.OPEN

    def test_every_status_reads_back(self, tracker):
        made = file_one(tracker, 1)
        for status in Status:
            assert tracker.update(made.ref.id, {"status": status}).status is status

    def test_a_ticket_that_is_not_there_is_rejected(self, harness, tracker):
        made = file_one(tracker, 1)
        harness.delete_as_person(made)
        with pytest.raises(Rejected):
            tracker.update(made.ref.id, {"title": "x"})

    def test_a_comment_is_shown_and_changes_no_field(self, tracker, harness):
        made = read_back(tracker, file_one(tracker, 1))
        tracker.comment(made.ref.id, "Due tomorrow.\n\nPlease look.")
        tracker.comment(made.ref.id, "Second one.")
        shown = harness.shown_text(made)
        assert shown.index("Due tomorrow.") < shown.index("Please look.") < shown.index("Second one.")
        assert tracker.fetch([made.ref.id]).tickets[0].fields == made.fields

    def test_a_comment_mentions_nobody(self, tracker, harness):
        made = file_one(tracker, 1)
        tracker.comment(made.ref.id, "ask @dana about it")
        assert "@dana" not in harness.shown_text(made)

    # --- claiming and finding -------------------------------------------------------------------------------------

    def test_a_claimed_ticket_is_found_by_its_marker(self, harness, tracker):
        there = harness.create_as_person("made by hand")
        marker = draft(7).marker
        claimed = tracker.claim(there, marker)
        assert claimed.marker == marker
        assert claimed.fields["title"] == "made by hand"
        harness.settle()
        assert [each.ref.id for each in tracker.find([marker], since=LONG_AGO)[marker.key]] == [there]

    def test_claiming_twice_changes_nothing(self, harness, tracker):
        there = harness.create_as_person("made by hand")
        first = tracker.claim(there, draft(7).marker)
        assert tracker.claim(there, draft(7).marker).fields == first.fields

    def test_a_ticket_of_another_installation_is_not_claimed(self, harness, tracker):
        there = harness.create_as_person("made by hand")
        tracker.claim(there, draft(7).marker)
        with pytest.raises(Conflict, match=OURS):
            harness.connect(installation=THEIRS).claim(there, Marker(THEIRS, ItemKey("1-1")))
        assert tracker.fetch([there]).tickets[0].marker == draft(7).marker

    def test_find_returns_only_what_was_asked_for(self, harness, tracker):
        tickets = [file_one(tracker, number) for number in range(3)]
        harness.settle()
        found = tracker.find([draft(1).marker, draft(9).marker], since=LONG_AGO)
        assert {key: [each.ref.id for each in value] for key, value in found.items()} == {
            draft(1).marker.key: [tickets[1].ref.id]
        }
        assert dict(tracker.find([], since=LONG_AGO)) == {}

    def test_two_tickets_with_one_marker_are_both_found(self, harness, tracker):
        made = file_one(tracker, 1)
        copy = harness.copy_as_person(made)
        harness.settle()
        found = tracker.find([draft(1).marker], since=LONG_AGO)[draft(1).marker.key]
        assert sorted(each.ref.id for each in found) == sorted([made.ref.id, copy])

    def test_another_installations_tickets_are_not_found(self, harness, tracker):
        file_one(tracker, 1)
        harness.settle()
        other = harness.connect(installation=THEIRS)
        assert dict(other.find([Marker(THEIRS, draft(1).marker.key)], since=LONG_AGO)) == {}
        assert dict(other.find([draft(1).marker], since=LONG_AGO)) == {}

    # --- observing ------------------------------------------------------------------------------------------------

    def test_the_first_poll_returns_everything(self, tracker):
        tickets = [read_back(tracker, file_one(tracker, number)) for number in range(3)]
        poll = tracker.poll(None)
        assert by_id(poll) == {each.ref.id: each for each in tickets}
        assert poll.complete or tracker.full_look
        assert poll.present == {each.ref.id for each in tickets}

    def test_a_later_poll_sees_what_people_changed(self, harness, tracker):
        made = file_one(tracker, 1, owner=harness.owners[0])
        harness.settle()
        cursor = tracker.poll(None).cursor
        edits = {
            "owner": harness.owners[1],
            "due": date(2027, 2, 28),
            "status": Status.IN_PROGRESS,
            "title": "new words",
        }
        harness.edit_as_person(made, **edits)
        seen = by_id(tracker.poll(cursor))[made.ref.id]
        assert {name: seen.fields[name] for name in edits} == edits
        assert seen.marker in (made.marker, None)  # a later poll need not tell what the ledger knows

    def test_a_settled_ticket_is_not_returned_again(self, harness, tracker):
        quiet, busy = file_one(tracker, 1), file_one(tracker, 2)
        harness.settle()
        cursor = tracker.poll(tracker.poll(None).cursor).cursor
        harness.settle()
        cursor = tracker.poll(cursor).cursor
        assert tracker.poll(cursor).tickets == ()
        harness.edit_as_person(busy, title="changed")
        assert set(by_id(tracker.poll(cursor))) == {busy.ref.id}
        assert quiet.ref.id not in by_id(tracker.poll(cursor))

    def test_polling_twice_from_one_cursor_tells_the_same(self, harness, tracker):
        made = file_one(tracker, 1)
        cursor = tracker.poll(None).cursor
        harness.edit_as_person(made, title="changed")
        first, second = tracker.poll(cursor), tracker.poll(cursor)
        assert by_id(first) == by_id(second)
        assert first.present == second.present

    def test_a_cursor_outlives_the_connection(self, harness, tracker):
        made = file_one(tracker, 1)
        cursor = tracker.poll(None).cursor
        harness.edit_as_person(made, title="changed")
        assert by_id(harness.connect().poll(cursor))[made.ref.id].fields["title"] == "changed"

    def test_no_edit_is_lost_over_many_polls(self, harness, tracker):
        tickets = [file_one(tracker, number) for number in range(5)]
        cursor, seen = tracker.poll(None).cursor, {}
        for turn in range(20):
            harness.edit_as_person(tickets[turn % 5], title=f"turn {turn}")
            poll = tracker.poll(cursor)
            seen |= {key: each.fields["title"] for key, each in by_id(poll).items()}
            cursor = poll.cursor
            assert seen[tickets[turn % 5].ref.id] == f"turn {turn}"

    def test_a_deleted_ticket_is_absent_from_a_complete_poll(self, harness, tracker):
        gone, stays = file_one(tracker, 1), file_one(tracker, 2)
        cursor = tracker.poll(None).cursor
        harness.delete_as_person(gone)
        poll = tracker.poll(cursor)
        # A tracker that cannot tell says so, and then `fetch` does.
        assert not poll.complete or poll.present == {stays.ref.id}
        snapshot = tracker.fetch([gone.ref.id, stays.ref.id])
        assert snapshot.missing == {gone.ref.id}
        assert [each.ref.id for each in snapshot.tickets] == [stays.ref.id]

    # --- references and checks ------------------------------------------------------------------------------------

    def test_references_lead_to_their_ticket(self, harness, tracker):
        made = file_one(tracker, 1)
        names = {ref: tracker.ticket_name(ref) for ref in harness.references(made)}
        assert None not in names.values(), names
        assert set(tracker.identify(sorted(set(names.values()))).values()) == {made.ref.id}
        assert tracker.identify([]) == {}

    def test_foreign_references_lead_nowhere(self, harness, tracker):
        file_one(tracker, 1)
        assert {ref: tracker.ticket_name(ref) for ref in harness.foreign_references()} == dict.fromkeys(
            harness.foreign_references()
        )

    def test_a_sound_tracker_passes_its_check(self, tracker):
        assert list(tracker.check()) == []

    def test_it_says_what_it_is(self, tracker):
        assert tracker.name
        assert tracker.batch >= 1
        assert set(tracker.rules) == {"title", "owner", "due", "status", "priority", "labels"}
        assert set(tracker.rules.values()) <= {"document", "tracker"}
