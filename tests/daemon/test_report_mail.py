"""The weekly report by mail: once to each address, its charts inside, again where the server did not take it."""

from datetime import UTC, datetime

import pytest
from cycle.world import CONFIG, ROWS, World, table

from connector.clock import fixed_clock
from connector.errors import ConfigError, Rejected, Unavailable
from connector.jobs import jobs
from connector.notifiers.mail import letter_of
from connector.settings.setup import load_setup

SETTINGS = """
[report]
mail_to = ["a@example.com", "b@example.com"]
[[notifiers]]
kind = "log"
[[notifiers]]
kind = "mail"
host = "127.0.0.1"
security = "none"
sender = "connector@example.com"
"""
AT = datetime(2026, 11, 30, 8, tzinfo=UTC)


class Mail:
    """Keeps messages; raises for the addresses in `fails`."""

    name = section = "mail"
    reaches_people = True

    def __init__(self):
        self.messages, self.fails = [], {}

    def channels(self):
        return (self,)

    def send(self, message):
        if message.recipient in self.fails:
            raise self.fails[message.recipient]("no", remote="mail", verb="send notices")
        self.messages.append(message)


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "world", CONFIG + SETTINGS)
    world.write("a.md", table(("Fix <b> & @everyone", "Dana", "2026-11-06", "Open"), *ROWS))
    world.cycle()
    world.mail = Mail()
    world.app.notifiers = [world.app.notifiers[0], world.mail]
    world.app.clock = fixed_clock(AT)
    world.report = next(job for job in jobs(world.app) if job.name == "report")
    yield world
    world.close()


def test_a_week_is_mailed_once_to_each_with_its_charts_inside(world):
    assert world.report.work(AT)
    assert world.report.work(AT)
    assert [message.recipient for message in world.mail.messages] == ["a@example.com", "b@example.com"]
    message = world.mail.messages[0]
    assert message.subject == "Post-mortem actions: 2026-W48"
    names = [name for name, data in message.pictures if data.startswith(b"\x89PNG")]
    assert len(names) == len(message.pictures) > 0
    assert all(f'src="cid:{name}" alt="' in message.html for name in names)
    for text in (message.text, message.html):
        assert "Write the failover runbook" in text
        assert "@everyone" not in text
    assert "<b>" not in message.html
    letter = letter_of(message, to="a@example.com", sender="connector@example.com", at=AT)
    inside = [part["Content-ID"] for part in letter.walk() if part.get_content_type() == "image/png"]
    assert inside == [f"<{name}>" for name in names]


def test_an_address_that_failed_is_tried_again_alone(world):
    world.mail.fails = {"a@example.com": Unavailable}
    with pytest.raises(Unavailable):
        world.report.work(AT)
    assert [message.recipient for message in world.mail.messages] == ["b@example.com"]
    world.mail.fails = {}
    assert world.report.work(AT)
    assert [message.recipient for message in world.mail.messages] == ["b@example.com", "a@example.com"]


def test_an_address_that_is_refused_is_said_and_let_go(world):
    world.mail.fails = {"a@example.com": Rejected}
    assert not world.report.work(AT)
    assert world.report.work(AT)
    assert len(world.mail.messages) == 1


def test_a_report_by_mail_needs_mail(world):
    path = world.folder / "connector.toml"
    path.write_text(CONFIG + '[report]\nmail_to = ["a@example.com", "nobody"]\n')
    with pytest.raises(ConfigError) as caught:
        load_setup(path)
    assert [str(fault) for fault in caught.value.faults] == [
        "report.mail_to.1 <- 'nobody' is no mail address",
        'report.mail_to <- needs a section of [[notifiers]] with kind = "mail", which sends it',
    ]
