"""What the log says, and what it does not say again."""

import json

import structlog

from connector import log
from connector.log import AGAIN, _Said


def lines(capsys):
    return [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]


def test_a_warning_is_said_once_and_news_each_time(capsys):
    log.configure(form="json")
    try:
        for _ in range(3):
            log.logger().warning("tracker_left_out", tracker="ops", reason="ops: cannot poll: the login is refused")
            log.logger().info("job_finished", job="poll")
        log.logger().warning("tracker_left_out", tracker="ops", reason="ops: cannot poll: no answer")
        log.logger().warning("notice_undeliverable", item="1-1", reason="nobody")
        log.logger().warning("notice_undeliverable", item="1-2", reason="nobody")
    finally:
        structlog.reset_defaults()
    assert lines(capsys) == [
        "tracker_left_out",
        "job_finished",
        "job_finished",
        "job_finished",
        "tracker_left_out",
        "notice_undeliverable",
        "notice_undeliverable",
    ]


def test_a_warning_that_still_holds_is_said_again_after_an_hour():
    now = [0.0]
    said = _Said(lambda: now[0])
    event = {"event": "tracker_left_out", "reason": "down"}
    told = []
    for now[0] in (0.0, AGAIN - 1, AGAIN, AGAIN + 5):
        try:
            said(None, "warning", dict(event))
            told.append(now[0])
        except structlog.DropEvent:
            pass
    assert told == [0.0, AGAIN]
