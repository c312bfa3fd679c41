"""Slack by an incoming webhook: what arrives there, as Apprise sends it, and what no document can make of it."""

import json
from pathlib import Path

import pytest
from fakes.server import FakeServer, Reply

from connector.errors import Unavailable
from connector.notifiers import apprise as apprise_notifier
from connector.ports import Message
from connector.rendering.templating import silent

TOKENS = ("T0000000A", "B0000000B", "s3cr3ts3cr3ts3cr3ts3cr3t")
URL = f"slack://{'/'.join(TOKENS)}/"


class Webhook(FakeServer):
    """Takes what is posted to the webhook of these tokens; says `no_text` in 400 where it is `refusing`."""

    def __init__(self):
        super().__init__()
        self.taken, self.refusing = [], False

    def handle(self, request):
        if request.path != f"/services/{'/'.join(TOKENS)}" or self.refusing:
            return Reply(400, "no_text", content_type="text/plain")
        self.taken.append(request.body)
        return Reply(200, "ok", content_type="text/plain")


@pytest.fixture
def slack(monkeypatch):
    from apprise.plugins.slack import NotifySlack

    with Webhook() as server:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{server.url}/services")
        yield server


def tell(text):
    settings = apprise_notifier.Settings(urls=[URL])
    made = apprise_notifier.connect(settings, name="chat", base_dir=Path("/nowhere"), sleep=lambda _: None)
    (channel,) = made.channels()
    assert made.check() == ()
    channel.send(Message("ada", ("name:Ada Example",), "2 action items need you", text, html="<p>x</p>"))


def test_a_digest_arrives_as_text_with_whom_it_is_for(slack):
    tell("Hello Ada Example,\n\n* Fix the queue\n  Ticket: OPS-1 https://tickets.example.com/OPS-1\n")
    said = json.dumps(slack.taken)
    assert len(slack.taken) == 1
    for words in ("For Ada Example: 2 action items need you", "Fix the queue", "https://tickets.example.com/OPS-1"):
        assert words in said
    assert "<p>" not in said


def test_no_words_of_a_document_call_a_channel(slack):
    tell(silent("Fix <!channel> and <@U123> & @here"))
    said = json.dumps(slack.taken)
    assert "<!channel>" not in said
    assert "<@U123>" not in said


def test_a_webhook_that_refuses_took_nothing_and_no_token_is_shown(slack):
    slack.refusing = True
    with pytest.raises(Unavailable, match="did not take it") as caught:
        tell("Hello")
    assert not any(token in f"{caught.value!r}{caught.value}" for token in TOKENS)
