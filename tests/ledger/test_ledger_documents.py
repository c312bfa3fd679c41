from datetime import timedelta

from ledger_examples import AT, DOCUMENT, a_binding, a_hold, a_record, an_item

from connector.core.model import Hold
from connector.ledger import open_ledger
from connector.ports import DocumentSummary


def test_a_source_sees_the_revisions_of_its_own_documents_only(ledger):
    ledger.record_documents(
        [a_record("docs:b.md", revision="r2"), a_record("docs:a.md"), a_record("wiki:1", source="wiki")], at=AT
    )

    assert list(ledger.revisions("docs").items()) == [("docs:a.md", "r1"), ("docs:b.md", "r2")]
    assert ledger.revisions("nowhere") == {}


def test_a_document_that_wants_a_retry_has_no_revision(ledger):
    ledger.record_documents([a_record(retry=True)], at=AT)

    assert ledger.revisions("docs") == {DOCUMENT: ""}

    ledger.record_documents([a_record()], at=AT)
    assert ledger.revisions("docs") == {DOCUMENT: "r1"}


def test_a_revisited_document_has_no_revision_until_it_is_read_again(ledger):
    ledger.record_documents([a_record(), a_record("docs:b.md")], at=AT)

    ledger.revisit({DOCUMENT, "docs:unknown.md"})

    assert ledger.revisions("docs") == {DOCUMENT: "", "docs:b.md": "r1"}


def test_a_gone_document_has_no_revision_and_comes_back_when_it_is_read_again(ledger):
    ledger.record_documents([a_record()], at=AT)

    ledger.mark_gone([DOCUMENT], at=AT)
    assert ledger.revisions("docs") == {}
    assert [document.gone for document in ledger.documents()] == [True]

    ledger.record_documents([a_record()], at=AT + timedelta(days=1))
    assert ledger.revisions("docs") == {DOCUMENT: "r1"}
    assert [document.gone for document in ledger.documents()] == [False]


def test_a_summary_holds_the_facts_of_the_post_mortem(ledger):
    record = a_record()
    ledger.record_documents([record], at=AT)

    assert list(ledger.documents()) == [
        DocumentSummary(
            id=DOCUMENT,
            url=record.url,
            title="Search was down",
            incident="INC-7",
            severity="SEV1",
            facilitator="Fay Example",
            held_on=record.post_mortem.held_on,
            gone=False,
            incident_date=record.post_mortem.incident_date,
        )
    ]


def test_a_template_is_known_by_revision_and_is_no_post_mortem(ledger):
    ledger.record_documents([a_record(said={"is_template": True})], at=AT)

    assert list(ledger.documents()) == []
    assert ledger.revisions("docs") == {DOCUMENT: "r1"}


def test_documents_are_ordered_by_code_point_on_both_engines(ledger):
    names = ["docs:é", "docs:b", "docs:B", "docs:a_b", "docs:a-b", "docs:aB", "docs:😀", "docs:中"]
    ledger.record_documents([a_record(name) for name in names], at=AT)

    assert [document.id for document in ledger.documents()] == sorted(names)


def test_recording_again_replaces_items_and_holds(ledger):
    ledger.record_documents([a_record(items=[an_item("k1"), an_item("k2", position=1)], holds=(a_hold(),))], at=AT)
    ledger.record_documents([a_record(items=[an_item("k2", state="held")], holds=(a_hold("no due date"),))], at=AT)

    assert [item.key for item in ledger.tracked()] == ["k2"]
    assert list(ledger.holds()) == [a_hold("no due date")]


def test_recording_one_document_leaves_the_others_alone(ledger):
    ledger.record_documents([a_record(items=[an_item("k1")]), a_record("docs:b.md", items=[an_item("k2")])], at=AT)
    ledger.record_documents([a_record("docs:b.md")], at=AT)

    assert [item.key for item in ledger.tracked()] == ["k1"]


def test_the_last_of_two_records_of_one_document_counts(ledger):
    ledger.record_documents([a_record(items=[an_item("k1")]), a_record(items=[an_item("k2")], revision="r2")], at=AT)

    assert ledger.revisions("docs") == {DOCUMENT: "r2"}
    assert [item.key for item in ledger.tracked()] == ["k2"]


def test_two_items_may_claim_one_key_and_one_position(ledger):
    ledger.record_documents([a_record(items=[an_item("k1", line=3), an_item("k1", line=4)])], at=AT)

    assert [(item.key, item.line) for item in ledger.tracked()] == [("k1", 3), ("k1", 4)]


def test_the_keys_of_recorded_items_are_those_of_the_last_reading(ledger):
    ledger.record_documents([a_record(items=(an_item("k1"),)), a_record("docs:b.md", items=(an_item("k2"),))], at=AT)
    ledger.record_documents([a_record(items=(an_item("k3"),))], at=AT)

    assert ledger.recorded_keys({DOCUMENT, "docs:unknown.md"}) == {"k3"}
    assert ledger.recorded_keys(set()) == set()


def test_holds_are_ordered_by_document_and_line(ledger):
    of_a = (Hold("late", line=9), Hold("early", line=2), Hold("also early", line=2))
    ledger.record_documents(
        [a_record("docs:b.md", holds=(Hold("b", line=1),)), a_record("docs:a.md", holds=of_a)], at=AT
    )

    assert [(hold.document, hold.line, hold.reason) for hold in ledger.holds()] == [
        ("docs:a.md", 2, "early"),
        ("docs:a.md", 2, "also early"),
        ("docs:a.md", 9, "late"),
        ("docs:b.md", 1, "b"),
    ]


def test_the_holds_of_a_gone_document_do_not_stand(ledger):
    ledger.record_documents([a_record(holds=(a_hold(),))], at=AT)
    ledger.mark_gone([DOCUMENT], at=AT)

    assert list(ledger.holds()) == []


def test_hostile_text_is_stored_without_what_a_database_refuses(ledger):
    item = an_item("k1", action="drop\0table \ud800 '; --", owner="O'Neill %s :x")
    ledger.record_documents(
        [a_record(items=[item], said={"title": "a\0b", "sections": {"lessons": "\0\udfff"}})], at=AT
    )

    (found,) = ledger.tracked()
    assert found.document_title == "a\N{REPLACEMENT CHARACTER}b"
    assert found.action.startswith("drop\N{REPLACEMENT CHARACTER}table ")
    assert found.action.endswith(" '; --")
    assert found.owner == "O'Neill %s :x"


def test_records_may_come_from_a_generator_that_uses_the_ledger(ledger):
    def read():
        for name in ("docs:a.md", "docs:b.md"):
            ledger.ran("read", at=AT)
            yield a_record(name, revision=str(len(ledger.revisions("docs"))))

    ledger.record_documents(read(), at=AT)

    assert ledger.revisions("docs") == {"docs:a.md": "0", "docs:b.md": "0"}


def test_thousands_of_documents_are_more_than_one_statement_can_name(ledger):
    names = [f"docs:{number:05}.md" for number in range(3000)]
    keys = [f"{number:05}" for number in range(3000)]
    ledger.record_documents(
        (a_record(name, items=[an_item(key)]) for name, key in zip(names, keys, strict=True)), at=AT
    )
    ledger.bind([a_binding(key, key, document=name) for name, key in zip(names, keys, strict=True)])

    assert [binding.key for binding in ledger.bindings(names[1:])] == keys[1:]
    assert [item.key for item in ledger.tracked()] == keys
    ledger.revisit(names)
    assert set(ledger.revisions("docs").values()) == {""}
    ledger.mark_gone(names, at=AT)
    assert ledger.revisions("docs") == {}


def test_nothing_asked_is_nothing_done(ledger):
    ledger.record_documents([], at=AT)
    ledger.mark_gone([], at=AT)
    ledger.revisit([])
    ledger.intend([])
    ledger.bind([])
    ledger.withdraw([])
    ledger.rebind([])
    ledger.observe([], [], cursor=None)
    ledger.stamp([])

    assert list(ledger.bindings([])) == []
    assert list(ledger.bindings_of_tickets("ops", [])) == []
    assert list(ledger.sent(keys=[])) == []


def test_what_was_recorded_is_there_after_opening_again(url):
    first = open_ledger(url)
    first.record_documents([a_record(items=[an_item()])], at=AT)
    first.close()

    second = open_ledger(url, create=False)
    assert second.revisions("docs") == {DOCUMENT: "r1"}
    second.close()
