"""Mail by SMTP, as text and HTML: the messages of one week to one person are one thread, and pictures are inside.

Beside Apprise, which sends mail too, but names every message itself and so cannot thread them. The name of a message is made of
what it says: sent twice because an answer was lost, it is one message to mail programs. The password is a secret: nothing here
shows it.
"""

import hashlib
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from connector.errors import ConfigError, Fault, Rejected, RemoteError, Unauthorized, Unavailable
from connector.ports import Message
from connector.remote.http import Patience, plain_words
from connector.remote.secrets import open_to_others, read_secret

TIMEOUT_SECONDS = 30
TRIES = 3
PORTS = {"starttls": 587, "tls": 465, "none": 25}
PERMANENT = 500
"""The first of the codes by which a server says that another try is no use."""


class Settings(BaseModel):
    """The keys of a `[[notifiers]]` section with `kind = "mail"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    host: Annotated[str, Field(min_length=1)]
    sender: str
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    ca_file: Path | None = None

    @field_validator("sender")
    @classmethod
    def _is_address(cls, text: str) -> str:
        try:
            return Address(addr_spec=text).addr_spec
        except (ValueError, IndexError, AttributeError):
            raise ValueError("is no mail address") from None

    @model_validator(mode="after")
    def _login_whole(self) -> "Settings":
        given = self.password is not None or self.password_file is not None
        if bool(self.user) != given:
            raise ValueError(
                "a login is a user and a password: give both, the password by the environment or in a file"
            )
        if self.user and self.security == "none":
            raise ValueError('security = "none" would send the password as it is: use starttls or tls')
        return self


def connect(
    settings: Settings,
    *,
    name: str,
    base_dir: Path,
    patience: Patience | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> "MailNotifier":
    """Return the notifier. Touches no disk and no network."""
    return MailNotifier(name or "mail", settings, base_dir, patience or Patience(tries=TRIES), clock)


@dataclass(frozen=True, slots=True)
class MailNotifier:
    """One mail server as one channel."""

    name: str
    settings: Settings
    base: Path
    patience: Patience
    clock: Callable[[], datetime]
    reaches_people: bool = True

    @property
    def section(self) -> str:
        """Its own: a server is one place."""
        return self.name

    def channels(self) -> tuple["MailNotifier", ...]:
        """Return itself."""
        return (self,)

    def send(self, message: Message) -> None:
        """Deliver. Raises Rejected where the recipient has no mail or the server does not take it for them, else what stood in the way."""
        to = next((each.removeprefix("mailto:") for each in message.addresses if each.startswith("mailto:")), "")
        if not to:
            said = f"{message.recipient} has no mail; add it to the people file"
            raise Rejected(said, remote=self.name, verb="send notices")
        try:
            letter = letter_of(message, to=to, sender=self.settings.sender, at=self.clock())
        except (ValueError, IndexError) as error:
            raise Rejected(f"{to} is no address that mail goes to", remote=self.name, verb="send notices") from error
        self.patience.run(lambda: self._deliver(letter, to), kind="write")

    def check_here(self) -> Sequence[Fault]:
        """Tell what is wrong with the files that hold the password and certificates."""
        at = f"notifiers.{self.name}"
        faults: list[Fault] = []
        try:
            self._password()
        except ConfigError as error:
            faults += error.faults
        if self.settings.ca_file and not (self.base / self.settings.ca_file).is_file():
            faults.append(Fault(f"{at}.ca_file", f"there is no file {self.base / self.settings.ca_file}"))
        if open_to_others(self.settings.password_file, base_dir=self.base):
            faults.append(Fault(f"{at}.password_file", "can be read by other users of this machine: chmod 600 it"))
        return faults

    def check(self) -> Sequence[Fault]:
        """Log in and say nothing more."""
        if faults := self.check_here():
            return faults
        try:
            self.patience.run(lambda: self._session(lambda _: None), kind="probe")
        except RemoteError as error:
            return [Fault(f"notifiers.{self.name}", str(error))]
        return ()

    def _password(self) -> str | None:
        if self.settings.user is None:
            return None
        return read_secret(
            self.settings.password,
            self.settings.password_file,
            base_dir=self.base,
            where=f"notifiers.{self.name}",
            key="password",
        )

    def _deliver(self, letter: EmailMessage, to: str) -> None:
        def deliver(server: smtplib.SMTP) -> None:
            try:
                server.send_message(letter, self.settings.sender, [to])
            except smtplib.SMTPRecipientsRefused as error:
                code, words = next(iter(error.recipients.values()))
                kind = Rejected if code >= PERMANENT else Unavailable
                raise self._error(kind, f"{to} was not taken: {_words(words)}") from error
            except smtplib.SMTPNotSupportedError as error:
                raise self._error(Rejected, f"{to} cannot be written to by this server") from error

        self._session(deliver)

    def _session(self, work: Callable[[smtplib.SMTP], None]) -> None:
        """Connect, log in and work; every failure becomes one of ours, with the server's words and none of our own secrets."""
        host, port = self.settings.host, self.settings.port or PORTS[self.settings.security]
        try:
            password = self._password()
            server = self._open(host, port)
            # Left by `with`, a server that does not answer any more would be said good-bye to, and waited for.
            with closing(server):
                if self.settings.security == "starttls":
                    server.starttls(context=self._context())
                if password is not None and self.settings.user:
                    server.login(self.settings.user, password)
                work(server)
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
        except smtplib.SMTPAuthenticationError as error:
            said = f"{host} does not let '{self.settings.user}' in: check user and password"
            raise self._error(Unauthorized, said) from error
        except smtplib.SMTPResponseException as error:
            raise self._error(Unavailable, f"{host} said {error.smtp_code}: {_words(error.smtp_error)}") from error
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or "it does not speak TLS as it should"
            raise self._error(
                Unavailable, f"{host}:{port}: {why}; name certificates of your own as `ca_file`"
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            raise self._error(Unavailable, f"{host}:{port} did not take it: {why}") from error
        except ConfigError as error:
            raise self._error(Unavailable, str(error.faults[0])) from error

    def _open(self, host: str, port: int) -> smtplib.SMTP:
        if self.settings.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=self._context())
        return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(
            cafile=str(self.base / self.settings.ca_file) if self.settings.ca_file else None
        )

    def _error(self, kind: type[RemoteError], words: str) -> RemoteError:
        return kind(words, remote=self.name, verb="send notices")


def letter_of(message: Message, *, to: str, sender: str, at: datetime) -> EmailMessage:
    """Return a message as mail: text, HTML with its pictures, and the headers that make one week one thread."""
    letter = EmailMessage()
    names = (each.removeprefix("name:") for each in message.addresses if each.startswith("name:"))
    letter["From"] = Address("connector", addr_spec=sender)
    letter["To"] = Address(next(names, ""), addr_spec=to)
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(at)
    letter["Auto-Submitted"] = "auto-generated"
    domain = sender.rpartition("@")[2]
    letter["Message-ID"] = f"<{_hash(message.recipient, message.subject, message.text)}@{domain}>"
    if message.day is not None:
        # All messages of a week answer one that was never sent: which of them comes first is nobody's business.
        year, week, _ = message.day.isocalendar()
        thread = f"<{year}-W{week:02d}.{_hash(message.recipient)}@{domain}>"
        letter["In-Reply-To"] = letter["References"] = thread
    letter.set_content(message.text)
    if message.html is not None:
        letter.add_alternative(message.html, subtype="html")
        html: Any = letter.get_payload(1)
        for name, picture in message.pictures:
            html.add_related(picture, "image", "png", cid=f"<{name}>", filename=f"{name}.png", disposition="inline")
    return letter


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _words(said: bytes | str) -> str:
    return plain_words(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
