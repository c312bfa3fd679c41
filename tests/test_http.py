"""What an answer stands for, where several readings are possible."""

from datetime import UTC, datetime

import pytest

from connector.errors import Ambiguous, RateLimited, Unavailable
from connector.remote.http import Reply, error_of

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "error"), [("read", RateLimited), ("write", RateLimited), ("create", Ambiguous)])
def test_a_site_that_says_when_it_is_back_is_left_alone_until_then(kind, error):
    reply = Reply(503, {"Retry-After": "17"}, "Down for a moment")
    found = error_of(reply, remote="ops", verb="read", kind=kind, now=NOW)
    assert type(found) is error
    assert getattr(found, "retry_after", 17) == 17


def test_a_site_that_does_not_say_so_is_asked_again_as_any_that_fails():
    assert type(error_of(Reply(503, {}, "Down"), remote="ops", verb="read", kind="read", now=NOW)) is Unavailable
