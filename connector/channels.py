"""By which channels somebody is told: their own where the people file names some, else those of the configuration."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from connector import notifiers
from connector.errors import Fault
from connector.ports import Channel, ChecksHere, Notifier
from connector.settings.people_file import OwnUrls


def channels_of(
    of_all: Iterable[Notifier], *, urls: Mapping[str, OwnUrls], base: Path
) -> Callable[[str], Sequence[Channel]]:
    """Return what tells by which channels somebody is told, as they are now.

    What keeps a record and reaches nobody has what is sent to everybody.
    """
    common = [channel for notifier in of_all for channel in notifier.channels()]
    records = [channel for channel in common if not channel.reaches_people]
    return cache(lambda id_: [*records, *own_notifier(urls[id_], base=base).channels()] if id_ in urls else common)


def own_notifier(own: OwnUrls, *, base: Path) -> Notifier:
    """Return what tells somebody at places of their own."""
    notifier: Notifier = notifiers.load("apprise").connect(own.settings, name="own", base_dir=base, at=own.at)
    return notifier


def own_faults(urls: Mapping[str, OwnUrls], *, base: Path, here: bool) -> Iterator[Fault]:
    """Yield what is wrong with people's own channels: what can be told on this machine alone, or all of it."""
    for own in urls.values():
        notifier = own_notifier(own, base=base)
        if not here:
            yield from notifier.check()
        elif isinstance(notifier, ChecksHere):
            yield from notifier.check_here()
