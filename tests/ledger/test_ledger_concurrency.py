import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from ledger_examples import AT, a_binding, a_record, an_event, an_intent, an_item

from connector.errors import LeaseHeld, LedgerError
from connector.ledger import open_ledger

ROOT = Path(__file__).resolve().parents[2]

OPEN_AND_FILE = """
import sys
sys.path.insert(0, "tests/ledger")
from connector.ledger import open_ledger
from ledger_examples import a_binding, an_event, an_intent
url, name = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
ledger = open_ledger(url)
for number in range(10):
    key = f"{name}-{number:02}"
    ledger.intend([an_intent(key)])
    ledger.bind([a_binding(key, key)], [an_event(key)])
ledger.close()
"""


def at_once(*actions):
    """Run actions in threads that start together; return what each returned or raised."""
    barrier = Barrier(len(actions))

    def run(action):
        barrier.wait()
        try:
            return action()
        except LedgerError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_processes_that_open_a_fresh_ledger_at_once_all_succeed_and_file_everything(url):
    names = ["a", "b", "c"]
    command = [sys.executable, "-c", OPEN_AND_FILE, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [subprocess.Popen([*command, name], text=True, cwd=ROOT, **pipes) for name in names]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate(timeout=120)[1] for process in processes]

    assert errors == [""] * 3
    ledger = open_ledger(url, create=False)
    keys = [f"{name}-{number:02}" for name in names for number in range(10)]
    assert [binding.key for binding in ledger.bindings()] == keys
    assert sorted(event.key for event in ledger.events()) == keys
    assert list(ledger.intents()) == []
    ledger.close()


def test_threads_that_share_a_ledger_lose_nothing(ledger):
    def work(name):
        for number in range(15):
            key = f"{name}{number:02}"
            ledger.intend([an_intent(key)])
            ledger.bind([a_binding(key, key)], [an_event(key)])
            assert key in {binding.key for binding in ledger.bindings()}

    assert at_once(lambda: work("a"), lambda: work("b")) == [None, None]

    assert len(list(ledger.bindings())) == 30
    assert len(list(ledger.events())) == 30
    assert list(ledger.intents()) == []


def test_of_two_items_that_claim_one_ticket_at_once_one_gets_it(url):
    ledgers = [open_ledger(url), open_ledger(url)]

    outcomes = at_once(lambda: ledgers[0].bind([a_binding("k1", "1")]), lambda: ledgers[1].bind([a_binding("k2", "1")]))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LedgerError", "NoneType"]
    assert len(ledgers[0].bound_ids("ops")) == 1
    for ledger in ledgers:
        ledger.close()


def test_of_two_processes_that_ask_for_the_lease_at_once_one_gets_it(url):
    ledgers = [open_ledger(url), open_ledger(url)]
    minute = timedelta(minutes=1)

    outcomes = at_once(
        lambda: ledgers[0].acquire("host-a:1", at=AT, ttl=minute),
        lambda: ledgers[1].acquire("host-b:2", at=AT, ttl=minute),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LeaseHeld", "NoneType"]
    winner = "host-b:2" if isinstance(outcomes[0], LeaseHeld) else "host-a:1"
    with pytest.raises(LeaseHeld, match=winner):
        ledgers[0].acquire("host-c:3", at=AT, ttl=minute)
    for ledger in ledgers:
        ledger.close()


def test_a_reader_sees_documents_and_items_of_one_moment(url):
    writer, reader = open_ledger(url), open_ledger(url)
    rounds = 25

    def record(revision):
        items = [an_item(f"k{number}", position=number, action=revision) for number in range(20)]
        writer.record_documents([a_record(revision=revision, items=items)], at=AT)

    def read():
        for _ in range(rounds):
            assert len({item.action for item in reader.tracked()}) == 1

    record("start")
    assert at_once(lambda: [record(str(number)) for number in range(rounds)], read) == [[None] * rounds, None]

    assert {item.action for item in reader.tracked()} == {str(rounds - 1)}
    writer.close()
    reader.close()


def test_of_two_that_find_the_holder_ended_one_takes_over(url):
    ledgers = [open_ledger(url), open_ledger(url)]
    minute = timedelta(minutes=1)
    ledgers[0].acquire("host-a:0", at=AT, ttl=minute)
    dead = {"host-a:0"}.__contains__

    outcomes = at_once(
        lambda: ledgers[0].acquire("host-a:1", at=AT, ttl=minute, ended=dead),
        lambda: ledgers[1].acquire("host-a:2", at=AT, ttl=minute, ended=dead),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LeaseHeld", "NoneType"]
    for ledger in ledgers:
        ledger.close()
