"""Channels: what is delivered, what is retried, and that no secret is shown."""

import logging
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import responses
import structlog
from pydantic import SecretStr, ValidationError
from structlog.testing import capture_logs

from connector.errors import ConfigError, Rejected, RemoteError, Unavailable
from connector.log import configure
from connector.notifiers import KINDS, load
from connector.notifiers import apprise as apprise_notifier
from connector.notifiers import log as log_notifier
from connector.ports import Message, Notifier

SECRET = "s3cr3t-pass"
ADA = Message(
    recipient="ada",
    addresses=("mailto:ada+pm@example.com", "name:Ada Example", "chat:ada1"),
    subject="2 action items need you",
    text="Fix {it} @everyone \\n & <b>now</b>",
    html="<p>Fix it</p>",
)


def notifier(*urls: str, **more: object) -> apprise_notifier.AppriseNotifier:
    settings = apprise_notifier.Settings(urls=urls, **more)
    return apprise_notifier.connect(settings, name="team", base_dir=Path("/nowhere"), sleep=lambda _: None)


def tell(notifier: Notifier, message: Message = ADA) -> list[str]:
    """Send by each channel; return the names of those that did not take it, raising what the first of them said if all failed."""
    failed = {}
    channels = notifier.channels()
    for channel in channels:
        try:
            channel.send(message)
        except RemoteError as error:
            failed[channel.name] = error
    if len(failed) == len(channels):
        raise next(iter(failed.values()))
    return list(failed)


def test_a_notice_in_the_log_is_told_whatever_the_level(capsys) -> None:
    configure(level="error")
    log_notifier.connect(log_notifier.Settings(), name="log", base_dir=Path()).send(ADA)
    said = capsys.readouterr().err
    assert "notice_sent" in said
    assert ADA.subject in said


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def bodies(web: responses.RequestsMock) -> list[tuple[str, str]]:
    return [
        (call.request.url, call.request.body.decode() if isinstance(call.request.body, bytes) else call.request.body)
        for call in web.calls
    ]


def test_every_kind_loads_and_an_unknown_one_is_refused_with_those_there_are() -> None:
    for kind in KINDS:
        assert load(kind).Settings
    with pytest.raises(ConfigError, match=r"notifiers.kind <- 'pigeon' is not known \(allowed: apprise, log, mail\)"):
        load("pigeon")


def test_a_shared_place_is_told_whom_a_digest_is_for(web: responses.RequestsMock) -> None:
    web.post("http://chat.example/hook")
    tell(notifier("json://chat.example/hook"))
    ((_, body),) = bodies(web)
    assert '"title": "For Ada Example: 2 action items need you"' in body
    assert r"Fix {it} @everyone \\n & <b>now</b>" in body


def test_placeholders_are_filled_for_each_recipient_and_quoted(web: responses.RequestsMock) -> None:
    web.post("http://chat.example/dm/ada1")
    tell(notifier("json://chat.example/dm/{chat}"))
    ((_, body),) = bodies(web)
    assert '"title": "2 action items need you"' in body


def test_a_recipient_nobody_can_reach_is_reported_and_not_dropped() -> None:
    nobody = replace(ADA, addresses=("name:Ada Example", "mailto:"))
    with pytest.raises(Rejected, match=r"team/json: cannot send notices: ada has no chat; add it to the people file"):
        tell(notifier("json://{chat}.example", "json://{mail}.example"), nobody)


def test_a_url_that_cannot_reach_the_recipient_leaves_the_others_to_do_it(web: responses.RequestsMock) -> None:
    web.post("http://all.example/")
    tell(notifier("json://{pager}.example", "json://all.example"))
    assert len(web.calls) == 1


def test_a_service_that_fails_twice_gets_a_third_try(web: responses.RequestsMock) -> None:
    for status in (500, 503, 200):
        web.post("http://chat.example/", status=status)
    waits: list[float] = []
    settings = apprise_notifier.Settings(urls=["json://chat.example"])
    tell(apprise_notifier.connect(settings, name="", base_dir=Path(), sleep=waits.append))
    assert (len(web.calls), waits) == (3, [1, 2])


def test_what_is_not_taken_raises_and_shows_no_secret(
    web: responses.RequestsMock, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    web.post("http://chat.example/", status=500)
    with caplog.at_level(logging.DEBUG, logger="apprise"), pytest.raises(Unavailable) as caught:
        tell(notifier(f"json://bot:{SECRET}@chat.example"))
    assert "team/json: cannot send notices: URL 1 (json://) of 1 did not take it" in str(caught.value)
    assert len(web.calls) == 3
    shown = capfd.readouterr()
    assert SECRET not in f"{caught.value!r}{caught.value.__cause__}{shown.out}{shown.err}{caplog.text}"
    # What apprise says of the machine's language at its first use is no notice; all else it would say is silenced.
    assert [record.getMessage() for record in caplog.records if "locale" not in record.pathname] == []


def test_each_url_is_a_channel_named_by_its_scheme_and_shows_no_secret() -> None:
    made = notifier("json://a.example", f"mailto://bot:{SECRET}@example.com", "json://b.example", SECRET).channels()
    assert [(one.name, one.section) for one in made] == [
        ("team/json", "team"),
        ("team/mailto", "team"),
        ("team/json-2", "team"),
        ("team/no scheme", "team"),
    ]
    assert SECRET not in repr(made)


def test_a_url_that_fails_keeps_no_other_from_telling(web: responses.RequestsMock) -> None:
    web.post("http://bad.example/", status=500)
    web.post("http://good.example/")
    assert tell(notifier("json://bad.example", "json://good.example")) == ["team/json"]
    assert [url for url, _ in bodies(web)].count("http://good.example/") == 1


def test_a_url_that_is_none_is_not_delivered_and_check_names_it() -> None:
    channel = notifier(f"no-such-service://{SECRET}", "json://fine.example", SECRET)
    for one in (channel.channels()[0], channel.channels()[2]):
        with pytest.raises(Unavailable):
            one.send(ADA)
    faults = [str(fault) for fault in channel.check()]
    assert faults == [
        "notifiers.team.urls.0 <- is no URL that Apprise knows; it starts with no-such-service://",
        "notifiers.team.urls.2 <- is no URL that Apprise knows; it starts with no scheme",
    ]


def test_urls_come_from_a_file_with_comments(web: responses.RequestsMock, tmp_path: Path) -> None:
    web.post("http://file.example/")
    (tmp_path / "urls.txt").write_text("# our chat\n\n  json://file.example  \n")
    settings = apprise_notifier.Settings(urls_file="urls.txt")
    channel = apprise_notifier.connect(settings, name="team", base_dir=tmp_path)
    tell(channel)
    assert len(web.calls) == 1
    assert channel.check() == ()
    (tmp_path / "urls.txt").write_text("# none\n")
    assert "holds no URL" in str(channel.check()[0])
    (tmp_path / "urls.txt").unlink()
    assert "urls.txt cannot be read: No such file" in str(channel.check()[0])
    with pytest.raises(Unavailable, match="cannot be read"):
        tell(channel)


def test_urls_from_the_environment_are_split_and_hidden() -> None:
    settings = apprise_notifier.Settings.model_validate({"urls": f"json://a.example json://bot:{SECRET}@b.example"})
    assert len(settings.urls) == 2
    assert isinstance(settings.urls[0], SecretStr)
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("keys", [{}, {"urls": []}, {"url": "json://a.example"}])
def test_settings_without_urls_or_with_unknown_keys_are_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        apprise_notifier.Settings.model_validate(keys)


class _Mailbox(socketserver.ThreadingTCPServer):
    """Takes mail by just as much SMTP as a client needs."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Session)


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                to.append(line)
            if verb == "DATA":
                self.wfile.write(b"354 go on\r\n")
                data = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    data += part
                self.server.letters.append((to, data))
            self.wfile.write(b"221 bye\r\n" if verb == "QUIT" else b"250 fine\r\n")
            if verb == "QUIT":
                return


def test_mail_reaches_the_recipient_as_text_and_html() -> None:
    with _Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        url = f"mailto://127.0.0.1:{port}?mode=insecure&from=connector@example.com&to={{mail}}"
        tell(notifier(url))
        server.shutdown()
    ((to, data),) = server.letters
    letter = message_from_bytes(data, policy=policy.default)
    assert [line.upper() for line in to] == ["RCPT TO:<ADA+PM@EXAMPLE.COM>"]
    assert letter["Subject"] == ADA.subject
    html = letter.get_body(("html",))
    assert html is not None
    assert "<p>Fix it</p>" in html.get_content()


def test_the_log_channel_writes_one_event_and_needs_nothing() -> None:
    channel = log_notifier.connect(log_notifier.Settings(), name="", base_dir=Path())
    with capture_logs() as logs:
        channel.send(ADA)
    structlog.reset_defaults()
    assert logs == [
        {
            "event": "notice_sent",
            "log_level": "info",
            "channel": "log",
            "recipient": "ada",
            "subject": ADA.subject,
            "text": ADA.text,
        }
    ]
    assert channel.check() == ()
    with pytest.raises(ValidationError):
        log_notifier.Settings.model_validate({"url": "x"})
