"""Notices in the log: the channel that needs nothing, for a start and as a record beside another."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from connector.errors import Fault
from connector.log import recorder
from connector.ports import Message


class Settings(BaseModel):
    """The log needs no settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def connect(settings: Settings, *, name: str, base_dir: Path) -> "LogNotifier":
    """Return the notifier."""
    del settings, base_dir
    return LogNotifier(name or "log")


class LogNotifier:
    """Writes each message as one event, `notice_sent`; this never fails."""

    reaches_people = False

    def __init__(self, name: str) -> None:
        self.name = self.section = name

    def channels(self) -> tuple["LogNotifier", ...]:
        """Return itself: a log is one place."""
        return (self,)

    def send(self, message: Message) -> None:
        """Log the message's plain text, whatever level the log has: a notice counts as sent from here on."""
        recorder().info(
            "notice_sent", channel=self.name, recipient=message.recipient, subject=message.subject, text=message.text
        )

    def check(self) -> tuple[Fault, ...]:
        """Find nothing: there is nothing that could be wrong."""
        return ()
