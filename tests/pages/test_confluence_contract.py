"""What the page store asks of Confluence, against the published contracts."""

from dataclasses import replace

import pytest
from fakes.confluence import ConfluenceFake
from fakes.contract_check import is_available, validate
from test_confluence import PAGE, Memory, store

SPECS = {"cloud": "confluence-cloud-v2", "datacenter": "confluence-dc-10.0.3"}


@pytest.mark.parametrize("kind", SPECS)
def test_every_request_and_answer_is_by_the_contract(kind):
    if not is_available(SPECS[kind]):
        pytest.skip("the published contracts are not on this machine")
    with ConfluenceFake(kind) as fake:
        memory = Memory()
        pages = store(fake, memory)
        assert pages.check() == ()
        pages.put(PAGE)
        pages.put(PAGE)
        pages.put(replace(PAGE, data=b"<p>8 of 9</p>"))
        memory.clear()
        pages.put(PAGE)
        fake.trash_as_person(fake.page(PAGE.title).id)
        pages.put(PAGE)
        assert len(fake.requests) > 10
        assert validate(fake.requests, SPECS[kind]) == []
