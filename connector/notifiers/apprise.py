"""Mail, chat and a hundred services more by Apprise URLs.

A URL may hold `{mail}`, `{name}` or `{<system>}` (a handle from the people file, for example `{slack}`), filled for each
recipient; one without goes to a shared place, and the title then names the recipient. URLs are secrets: nothing here
prints one, and Apprise's own log, which does, is silenced while it works.
"""

import logging
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator, model_validator

from connector.errors import Fault, Rejected, RemoteError, Unavailable
from connector.ports import Message

ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 10
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
Sleep = Callable[[float], None]


class Settings(BaseModel):
    """The keys of a `[[notifiers]]` section with `kind = "apprise"`. The file holds one URL a line."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    urls: tuple[SecretStr, ...] = ()
    urls_file: str | None = None

    @field_validator("urls", mode="before")
    @classmethod
    def _from_environment(cls, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_some(self) -> "Settings":
        if not self.urls and not self.urls_file:
            raise ValueError("give urls or urls_file")
        return self


def connect(
    settings: Settings, *, name: str, base_dir: Path, sleep: Sleep = time.sleep, at: str = ""
) -> "AppriseNotifier":
    """Return the notifier; a relative `urls_file` is meant from `base_dir`. Touches no disk and no network.

    `at` is where somebody's own URLs stand in the people file; such need not name whom a message is for.
    """
    file = base_dir / settings.urls_file if settings.urls_file else None
    return AppriseNotifier(name or "apprise", urls=settings.urls, file=file, sleep=sleep, at=at)


class AppriseNotifier:
    """A section's URLs, each a channel of its own: one that did not take a message is tried again alone."""

    def __init__(self, name: str, *, urls: Sequence[SecretStr], file: Path | None, sleep: Sleep, at: str = "") -> None:
        self.name, self._own, self._at = name, bool(at), at or f"notifiers.{name}"
        self._given, self._file, self._sleep = urls, file, sleep

    def channels(self) -> Sequence["Address | Unread"]:
        """Return the URLs, named by the section and their scheme, as that stays where a password is changed."""
        try:
            urls = self._urls()
        except Unavailable as error:
            return (Unread(self.name, error),)
        schemes: Counter[str] = Counter()
        found = []
        for number, url in enumerate(urls, start=1):
            scheme = _scheme(url).partition("://")[0]
            schemes[scheme] += 1
            several = f"-{schemes[scheme]}" if schemes[scheme] > 1 else ""
            which = f"URL {number} ({_scheme(url)}) of {len(urls)}"
            name = f"{self.name}/{scheme}{several}"
            found.append(Address(name, self.name, url, which, self._sleep, own=self._own))
        return found

    def check_here(self) -> tuple[Fault, ...]:
        """Tell whether there are URLs."""
        at = f"{self._at}.urls_file"
        try:
            return () if self._urls() else (Fault(at, "holds no URL"),)
        except RemoteError as error:
            return (Fault(at, str(error)),)

    def check(self) -> tuple[Fault, ...]:
        """Tell which URLs Apprise cannot read; sends nothing."""
        if found := self.check_here():
            return found
        at, urls = self._at, self._urls()
        with _silenced():
            readable = [_service(PLACEHOLDER.sub("name", url)) is not None for url in urls]
        return tuple(
            Fault(f"{at}.urls.{number}", f"is no URL that Apprise knows; it starts with {_scheme(urls[number])}")
            for number, fine in enumerate(readable)
            if not fine
        )

    def _urls(self) -> list[str]:
        urls = [url.get_secret_value() for url in self._given]
        if self._file is not None:
            try:
                lines = self._file.read_text(encoding="utf-8-sig").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                words = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
                raise self._error(Unavailable, f"{self._file} cannot be read: {words}") from error
            urls += [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
        return urls

    def _error(self, kind: type[RemoteError], words: str) -> RemoteError:
        return kind(words, remote=self.name, verb="send notices")


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands for the URLs of a file that cannot be read."""

    name: str
    error: Unavailable
    reaches_people: bool = True

    @property
    def section(self) -> str:
        return self.name

    def send(self, message: Message) -> None:
        """Raise why there are no URLs."""
        del message
        raise self.error


@dataclass(frozen=True, slots=True)
class Address:
    """One URL. `which` names it without its secrets; `own` says that it is one recipient's alone."""

    name: str
    section: str
    url: str = field(repr=False)
    which: str
    sleep: Sleep
    own: bool = False
    reaches_people: bool = True

    def send(self, message: Message) -> None:
        """Deliver, in up to three tries. Raises Rejected where it cannot reach the recipient, Unavailable where it takes nothing."""
        from tenacity import Retrying, retry_if_result, stop_after_attempt, wait_exponential

        known = _known(message)
        if wanted := sorted(set(PLACEHOLDER.findall(self.url)) - known.keys()):
            said = f"{message.recipient} has no {', '.join(wanted)}; add it to the people file"
            raise Rejected(said, remote=self.name, verb="send notices")
        filled = PLACEHOLDER.sub(lambda found: quote(known[found[1]], safe=""), self.url)
        shared = filled == self.url and not self.own
        title = f"For {known.get('name', message.recipient)}: {message.subject}" if shared else message.subject
        attempts = Retrying(
            retry=retry_if_result(lambda delivered: not delivered),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential(max=LONGEST_WAIT_SECONDS),
            sleep=self.sleep,
            retry_error_callback=lambda _: False,
        )
        if not attempts(_notify, filled, title=title, message=message):
            said = f"{self.which} did not take it; check its address, password and service"
            raise Unavailable(said, remote=self.name, verb="send notices")


def _known(message: Message) -> dict[str, str]:
    """Return what placeholders can be filled with: `mailto:a@b` gives mail, `system:handle` gives system."""
    pairs = (address.partition(":") for address in message.addresses)
    return {("mail" if system == "mailto" else system): value for system, _, value in pairs if value}


def _notify(url: str, *, title: str, message: Message) -> bool:
    import apprise

    with _silenced():
        service = _service(url)
        if service is None:
            return False
        sender = apprise.Apprise(asset=service.asset)
        sender.add(service)
        # Mail shows our HTML as it is; chat services know some of it at most, and each other parts.
        if message.html is not None and url.lower().startswith("mailto"):
            body, body_format = message.html, apprise.NotifyFormat.HTML
        else:
            body, body_format = message.text, apprise.NotifyFormat.TEXT
        return bool(sender.notify(body=body, title=title, body_format=body_format))


def _service(url: str) -> Any:
    """Return Apprise's object for a URL, or None where it knows none. The text sent is never interpreted."""
    import apprise

    asset = apprise.AppriseAsset(
        app_id="connector",
        app_desc="post-mortem actions",
        async_mode=False,
        interpret_escapes=False,
        interpret_emojis=False,
        secure_logging=True,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )
    return apprise.Apprise.instantiate(url, asset=asset)


def _scheme(url: str) -> str:
    """Return the only part of a URL that is no secret."""
    found = re.match(r"[A-Za-z0-9+.-]{1,20}://", url)
    return found[0] if found else "no scheme"


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep Apprise from logging, as its messages may hold addresses and passwords, and from warning of its own imports."""
    log = logging.getLogger("apprise")
    before, log.disabled = log.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        log.disabled = before
