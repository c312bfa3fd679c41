"""The promises as properties: whatever people and crashes do, in any order."""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from small_world import LAG, Row, World, wording

from connector.core.changes import Create
from connector.core.guard import Limits, guard

NUMBER = st.integers(0, 1000)


class Promises(RuleBasedStateMachine):
    """People edit documents and tickets, cycles run and crash; each rule may come at any time."""

    @initialize(write_back=st.booleans())
    def start(self, write_back):
        self.world = World(write_back)
        for name in ("one", "two"):
            self.world.documents[self.world.document(name)] = []

    def rows(self, number):
        documents = sorted(self.world.documents)
        return self.world.documents[documents[number % len(documents)]]

    def row(self, number):
        rows = [row for _, rows in sorted(self.world.documents.items()) for row in rows]
        return rows[number % len(rows)] if rows else None

    # --- people and documents

    @rule(number=NUMBER, at=NUMBER)
    def write_item(self, number, at):
        identity = self.world.fresh()
        rows = self.rows(number)
        rows.insert(at % (len(rows) + 1), Row(identity, wording(identity), f"doc-{identity}"))

    @rule(number=NUMBER)
    def delete_item(self, number):
        rows = self.rows(number)
        if rows:
            del rows[number % len(rows)]

    @rule(number=NUMBER, order=st.randoms(use_true_random=False))
    def reorder(self, number, order):
        order.shuffle(self.rows(number))

    @rule(number=NUMBER, at=st.integers(0, 6))
    def edit(self, number, at):
        # Once between two cycles: no likeness survives any number of edits, and none is promised to.
        row = self.row(number)
        if row and not row.edited and not self.world.rebuilding:
            row.words[at : at + 1] = wording(self.world.fresh())[:1]
            row.edited = True

    @rule(number=NUMBER)
    def reassign_in_document(self, number):
        row = self.row(number)
        if row:
            row.owner = f"doc-{self.world.fresh()}"

    @rule(number=NUMBER)
    def rename(self, number):
        names = sorted(self.world.documents)
        if not self.world.rebuilding:
            self.world.rename(names[number % len(names)], self.world.document(f"folder/{self.world.fresh()}"))

    # --- people and tickets

    @rule(number=NUMBER)
    def reassign_ticket(self, number):
        issues = list(self.world.issues.values())
        if issues:
            issue = issues[number % len(issues)]
            told = {**issue.ticket.fields, "owner": f"person-{self.world.fresh()}"}
            issue.ticket = type(issue.ticket)(issue.ticket.ref, issue.ticket.key, "", told, issue.ticket.marker)
            issue.touched = True

    @rule(number=NUMBER)
    def delete_ticket(self, number):
        issues = list(self.world.issues.values())
        if issues:
            issues[number % len(issues)].deleted = True
            self.world.harmed = True

    # --- the machine

    @rule(minutes=st.integers(0, 20))
    def wait(self, minutes):
        self.world.now += timedelta(minutes=minutes)

    @rule()
    def cycle(self):
        self.world.cycle()
        again = self.world.plan()
        assert (again.changes, again.settled, again.lapsed, again.moved) == ((), (), (), ()), (
            "apply then plan is not empty"
        )

    @rule(steps=st.integers(0, 12))
    def crash(self, steps):
        self.world.cycle(crash=steps)

    @rule(number=NUMBER)
    def source_fails(self, number):
        documents = sorted(self.world.documents)
        failed = documents[number % len(documents)]
        planned = self.world.cycle(without={failed})
        assert all(hold.document != failed for hold in planned.holds)

    @rule()
    def tracker_fails(self):
        planned = self.world.cycle(down=True)
        assert not any(isinstance(change, Create) for change in planned.changes)

    @precondition(lambda self: not any(row.edited for rows in self.world.documents.values() for row in rows))
    @rule()
    def lose_ledger(self):
        self.world.lose_ledger()

    # --- the promises

    @invariant()
    def never_two(self):
        alive = Counter(issue.identity for issue in self.world.issues.values() if not issue.deleted)
        assert not [identity for identity, count in alive.items() if count > 1]

    def teardown(self):
        """Never none: once nothing disturbs any more, every item has its ticket, or is held and said to be."""
        if not hasattr(self, "world"):
            return
        for _ in range(3):
            self.world.now += LAG
            planned = self.world.cycle()
        self.never_two()
        rows = {(doc, at + 1): row for doc, rows in self.world.documents.items() for at, row in enumerate(rows)}
        held = {(hold.document, hold.line) for hold in planned.holds}
        bound = self.world.bound()
        without = {place for place, row in rows.items() if row.identity not in bound}
        assert without <= held
        if not self.world.harmed:
            assert not without


Promises.TestCase.settings = settings(max_examples=80, stateful_step_count=30)
TestThePromisesHoldWhateverHappens = Promises.TestCase


def test_the_guard_refuses_a_plan_as_soon_as_it_is_too_large():
    world = World(write_back=False)
    rows = world.documents.setdefault(world.document("one"), [])
    for count in range(1, 40):
        identity = world.fresh()
        rows.append(Row(identity, wording(identity), "ann"))
        assert bool(guard(world.plan(), bound=0, limits=Limits(max_creates=30))) is (count > 30)


WAITS = [timedelta(0), LAG]


@pytest.mark.parametrize("write_back", [False, True])
@pytest.mark.parametrize("waits", list(product(WAITS, WAITS)))
def test_two_crashes_anywhere_and_any_wait_after_them_make_neither_two_tickets_nor_none(waits, write_back):
    for first, second in product(range(9), range(11)):
        world = World(write_back)
        rows = world.documents.setdefault(world.document("one"), [])
        rows += [Row(identity, wording(identity), "ann") for identity in (1001, 1002)]
        for crash, wait in zip((first, second), waits, strict=True):
            world.cycle(crash=crash)
            world.now += wait
        for _ in range(4):
            world.cycle()
            world.now += LAG / 2
        assert sorted(issue.identity for issue in world.issues.values()) == [1001, 1002]
        assert world.bound() == {1001, 1002}
