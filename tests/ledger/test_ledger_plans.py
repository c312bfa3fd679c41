"""What is asked for a few tickets costs the same however many there are: SQLite walks an index to each of them."""

import pytest
from ledger_examples import a_binding, an_event, an_intent
from sqlalchemy import event
from sqlalchemy.engine import Engine

from connector.ledger import open_ledger

OF_A_TRACKER = "(tracker=?)"
"""How SQLite tells that it reads every binding of a tracker."""


@pytest.fixture
def plans(tmp_path):
    """Return the ledger, and what SQLite says of how it ran each statement."""
    steps: list[str] = []

    def explain(connection, cursor, statement, parameters, context, many):
        one = parameters[0] if many else parameters
        raw = connection.connection.driver_connection
        steps.extend(f"{row[3]}: {statement}" for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", one))

    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    event.listen(Engine, "before_cursor_execute", explain)
    yield ledger, steps
    event.remove(Engine, "before_cursor_execute", explain)
    ledger.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda ledger: ledger.bind([a_binding("k1", "1")], [an_event("k1")]),
        lambda ledger: ledger.rebind([a_binding("k1", "1")]),
        lambda ledger: ledger.bindings_of_tickets("ops", ["1", "2"]),
        lambda ledger: ledger.keys(["d"]),
        lambda ledger: ledger.intend([an_intent("k1")]),
        lambda ledger: ledger.withdraw(["k1"]),
    ],
    ids=["bind", "rebind", "bindings_of_tickets", "keys", "intend", "withdraw"],
)
def test_a_few_tickets_are_found_without_reading_all(plans, ask):
    ledger, steps = plans
    ask(ledger)
    assert steps
    # json_each is the list of those that were asked for.
    assert [step for step in steps if step.startswith(("SCAN bindings", "SCAN intents")) or OF_A_TRACKER in step] == []
