"""Mail: what a letter says, which thread it is in, and what a server that does not take it means."""

import socket
import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connector.errors import Rejected, RemoteError, Unauthorized, Unavailable
from connector.notifiers import mail
from connector.ports import Message
from connector.remote.http import Patience

SECRET = "s3cr3t-pass"
ADA = Message(
    recipient="ada",
    addresses=("mailto:ada@example.com", "name:Ada Exämple"),
    subject="2 action items need you",
    text="Fix <it> & more\n",
    html='<p>Fix &lt;it&gt;</p><img src="cid:trend">',
    day=date(2026, 11, 16),
    pictures=(("trend", b"\x89PNG..."),),
)


class Mailbox:
    """Keeps letters; answers `code` to recipients or to the letter itself where that is set."""

    def __init__(self):
        self.letters, self.rcpt, self.data = [], None, None

    async def handle_RCPT(self, server, session, envelope, address, options):
        del server, session, options
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        del server, session
        if self.data:
            return self.data
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 fine"


@pytest.fixture
def serve():
    running = []

    def start(**options):
        box = Mailbox()
        with socket.socket() as free:  # it wants to know its port before it has one
            free.bind(("127.0.0.1", 0))
            box.port = free.getsockname()[1]
        controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
        controller.start()
        running.append(controller)
        return box

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def box(serve):
    return serve()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=127.0.0.1 -addext"
    subprocess.run([*made.split(), "subjectAltName=IP:127.0.0.1"], cwd=folder, check=True, capture_output=True)
    return folder


def notifier(port, base=Path("/nowhere"), **keys):
    given = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "connector@example.com", **keys}
    return mail.connect(
        mail.Settings.model_validate(given),
        name="post",
        base_dir=base,
        patience=Patience(tries=2, sleep=lambda _: None),
        clock=lambda: datetime(2026, 11, 16, 9, tzinfo=UTC),
    )


def test_a_letter_has_text_html_and_pictures_inside(box):
    notifier(box.port).send(ADA)
    (letter,) = box.letters
    assert (letter["Subject"], letter["To"], letter["Auto-Submitted"]) == (
        ADA.subject,
        "Ada Exämple <ada@example.com>",
        "auto-generated",
    )
    assert letter.get_body(("plain",)).get_content().splitlines() == ADA.text.splitlines()
    assert letter.get_body(("html",)).get_content().strip() == ADA.html
    (picture,) = (part for part in letter.walk() if part.get_content_type() == "image/png")
    assert (picture["Content-ID"], picture.get_content()) == ("<trend>", b"\x89PNG...")
    assert picture.get_content_disposition() == "inline"


def test_the_letters_of_a_week_to_one_person_are_a_thread(box):
    channel = notifier(box.port)
    for day in (16, 18, 23):
        channel.send(replace(ADA, day=date(2026, 11, day), text=f"of the {day}th\n"))
    channel.send(replace(ADA, recipient="bob"))
    threads = [letter["References"] for letter in box.letters]
    assert threads[0] == threads[1]
    assert len(set(threads)) == 3
    assert all(letter["In-Reply-To"] == letter["References"] for letter in box.letters)
    assert len({letter["Message-ID"] for letter in box.letters}) == 4


def test_a_letter_that_is_sent_twice_has_one_name(box):
    for _ in range(2):
        notifier(box.port).send(ADA)
    assert len({letter["Message-ID"] for letter in box.letters}) == 1


@given(
    subject=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=80),
    name=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40),
)
def test_no_words_make_a_header(subject, name):
    message = replace(ADA, subject=subject, addresses=("mailto:ada@example.com", f"name:{name}"))
    letter = mail.letter_of(message, to="ada@example.com", sender="connector@example.com", at=datetime.now(UTC))
    read = message_from_bytes(letter.as_bytes(), policy=policy.default)
    assert sorted(read.keys()) == sorted(letter.keys())
    assert [each.addr_spec for each in read["To"].addresses] == ["ada@example.com"]


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        (("name:Ada",), "ada has no mail; add it to the people file"),
        (("mailto:a\nBcc:b@example.com", "name:Ada"), "is no address that mail goes to"),
        (("mailto:ada@example.com", "name:Ada\nBcc: b@example.com"), "is no address that mail goes to"),
    ],
)
def test_who_has_no_address_is_not_reached(box, addresses, said):
    with pytest.raises(Rejected, match=said):
        notifier(box.port).send(replace(ADA, addresses=addresses))
    assert box.letters == []


@pytest.mark.parametrize(
    ("rcpt", "data", "error", "said"),
    [
        ("550 no such user", None, Rejected, "ada@example.com was not taken: no such user"),
        ("451 later", None, Unavailable, "ada@example.com was not taken: later"),
        (None, "554 looks like spam", Unavailable, "127.0.0.1 said 554: looks like spam"),
        (None, "421 busy", Unavailable, "127.0.0.1 said 421: busy"),
    ],
)
def test_what_a_server_does_not_take_is_told_in_its_words(box, rcpt, data, error, said):
    box.rcpt, box.data = rcpt, data
    with pytest.raises(error, match=said):
        notifier(box.port).send(ADA)


def test_a_server_that_is_not_there_is_unavailable(box):
    with pytest.raises(Unavailable, match=r"post: cannot send notices: 127\.0\.0\.1:1: did not|did not take it"):
        notifier(1).send(ADA)
    (fault,) = notifier(1).check()
    assert fault.path == "notifiers.post"
    assert notifier(box.port).check() == ()


def test_a_login_goes_over_tls_alone_and_a_wrong_one_shows_no_secret(serve, certificate, capfd):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")

    def log_in(server, session, envelope, mechanism, data):
        del server, session, envelope, mechanism
        return AuthResult(success=data.password == SECRET.encode(), handled=False)

    box = serve(tls_context=context, require_starttls=True, authenticator=log_in, auth_required=True)
    keys = {"security": "starttls", "user": "bot", "ca_file": "cert.pem"}
    (certificate / "password").write_text(SECRET)
    (certificate / "password").chmod(0o600)
    good = notifier(box.port, certificate, password_file="password", **keys)
    assert good.check() == ()
    good.send(ADA)
    assert len(box.letters) == 1
    bad = notifier(box.port, certificate, password="wr0ng-pass", **keys)
    with pytest.raises(Unauthorized, match="does not let 'bot' in") as caught:
        bad.send(ADA)
    with pytest.raises(Unavailable, match=r"certificate|self-signed"):
        notifier(box.port, certificate, password=SECRET, **(keys | {"ca_file": None})).send(ADA)
    shown = capfd.readouterr()
    for secret in (SECRET, "wr0ng-pass"):
        assert secret not in f"{caught.value!r}{shown.out}{shown.err}{bad!r}{good!r}"


def test_a_server_without_tls_is_not_written_to_where_tls_is_asked_for(box):
    with pytest.raises(RemoteError):
        notifier(box.port, security="starttls").send(ADA)
    assert box.letters == []


@pytest.mark.parametrize(
    "keys",
    [
        {"user": "bot", "security": "tls"},
        {"password": SECRET, "security": "tls"},
        {"user": "bot", "password": SECRET},
        {"sender": "nobody"},
        {"security": "ssl"},
        {"host": ""},
    ],
)
def test_settings_that_would_not_do_are_refused_without_the_secret(keys):
    with pytest.raises(ValidationError):
        notifier(25, **keys)


def test_files_that_are_not_there_are_faults(tmp_path):
    made = notifier(25, tmp_path, security="tls", user="bot", password_file="none", ca_file="none.pem")
    assert [fault.path for fault in made.check()] == ["notifiers.post.password_file", "notifiers.post.ca_file"]
    with pytest.raises(Unavailable, match="none cannot be read"):
        made.send(ADA)
