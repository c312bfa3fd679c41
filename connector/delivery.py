"""Digests brought to people: each notice once by every channel, whatever became of it in another.

A channel is one address: a section with several is as many channels.

| a channel | then |
|---|---|
| took a notice | it never gets that notice again |
| failed, and another took it | it owes the notice: its next digest for that person has it too, until it takes that or nothing is left to tell |
| failed, as all did | nothing is stamped, so that the notice comes up again by itself |
| cannot reach that person | nothing is owed: the people file is to be mended, unless another of its section reaches them |
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connector.clock import Clock
from connector.core.escalation import Digest, Escalation
from connector.core.model import PersonId
from connector.core.notices import TICKET, SentNotice
from connector.errors import Rejected, RemoteError
from connector.log import logger
from connector.ports import Channel, Ledger, Message

Parts = list[tuple[Digest, list[Channel]]]
"""What one person is told, and by which channels: one digest for all but those that owe something."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A digest and what became of it: `failures` holds what each channel said that did not take it."""

    digest: Digest
    message: Message
    delivered: bool
    failures: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Who is told."""
        return self.digest.recipient.name


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Brings digests to people by all their channels; a log is a delivery only where no channel is there that reaches people."""

    channels: Callable[[PersonId], Sequence[Channel]]
    """The channels that somebody is told by. No two of one recipient have the same name."""
    ledger: Ledger
    clock: Clock
    render: Callable[[Digest], Message]

    def counted(self, recipient: str) -> list[str]:
        """Return the channels of a recipient that count."""
        channels = self.channels(PersonId(recipient))
        return [one.name for one in channels if one.reaches_people] or [one.name for one in channels]

    def spread(self, sent: Iterable[SentNotice]) -> list[SentNotice]:
        """Return notices with what a whole section owes, as nobody knows of which address, owed by each of its channels."""
        return [replace(one, owed=self._of_sections(one)) if _is_owed(one) else one for one in sent]

    def _of_sections(self, notice: SentNotice) -> tuple[str, ...]:
        of: defaultdict[str, list[str]] = defaultdict(list)
        for channel in self.channels(PersonId(notice.recipient)):
            of[channel.section].append(channel.name)
        return tuple(sorted({name for owed in notice.owed for name in of.get(owed, [owed])}))

    def owing(
        self, sent: Iterable[SentNotice], decide: Callable[[Sequence[SentNotice]], Escalation]
    ) -> dict[str, Escalation]:
        """Return what is to be told by each channel that owes something: as if it had never been told."""
        sent = list(sent)
        owed = {name for one in sent if _is_owed(one) for name in one.owed if name in self.counted(one.recipient)}
        return {channel: decide([one for one in sent if channel not in one.owed]) for channel in sorted(owed)}

    def parts(self, common: Escalation, owing: Mapping[str, Escalation]) -> list[Parts]:
        """Return what each person is told by which channels."""
        of = {
            name: {digest.recipient.id: digest for digest in each.digests}
            for name, each in (("", common), *owing.items())
        }
        found = []
        for recipient in sorted({id_ for digests in of.values() for id_ in digests}):
            channels = self.channels(recipient)
            parts: Parts = [] if channels or recipient not in of[""] else [(of[""][recipient], [])]
            for channel in channels:
                digest = of.get(channel.name, of[""]).get(recipient)
                same = next((those for known, those in parts if known == digest), None)
                if same is not None:
                    same.append(channel)
                elif digest is not None:
                    parts.append((digest, [channel]))
            found += [parts] if parts else []
        return found

    def settle(self, sent: Iterable[SentNotice], owing: Mapping[str, Escalation]) -> list[SentNotice]:
        """Let go what no channel will tell any more, its item being done, moved or another's; return the notices as they are."""
        pending = {
            channel: {digest.recipient.id for digest in each.digests}
            | {one.recipient.id for one in each.waiting if one.recipient}
            for channel, each in owing.items()
        }
        resting = {channel for channel, each in owing.items() if each.day_off}
        after = []
        for one in dict.fromkeys(sent):
            # A channel that is not the recipient's any more owes them nothing, whoever else it tells.
            if not _is_owed(one):
                after.append(one)
                continue
            theirs = self.counted(one.recipient)
            left = [
                name
                for name in one.owed
                if name in theirs and (name in resting or one.recipient in pending.get(name, ()))
            ]
            after.append(replace(one, owed=tuple(left)))
        self.ledger.stamp([one for one, before in zip(after, dict.fromkeys(sent), strict=True) if one != before])
        return after

    def tell(self, parts: Parts, sent: Sequence[SentNotice]) -> list[Delivery]:
        """Send what one person is told, and record it: once for all channels, as a notice is known by item, rung and due date."""
        known, person = {_which(one) for one in sent}, parts[0][0].recipient.id
        counted = self.counted(person)
        told: dict[tuple[object, ...], tuple[SentNotice, list[str]]] = {}
        took: list[str] = []
        given_up: list[str] = []
        deliveries = []
        for digest, channels in parts:
            delivery, by = self._send(digest, channels, given_up)
            deliveries.append(delivery)
            took += by
            for stamp in digest.stamps(channel="", sent_at=self.clock()):
                told.setdefault(_which(stamp), (stamp, []))[1].extend(by)
        fresh = [
            replace(stamp, channel=", ".join(by), owed=tuple(sorted({*counted} - {*by, *given_up})))
            for which, (stamp, by) in told.items()
            if by and which not in known
        ]
        done = {*took, *given_up}
        over = [
            replace(one, owed=tuple(name for name in one.owed if name not in done))
            for one in sent
            if one.recipient == person and not done.isdisjoint(one.owed)
        ]
        # With the notice, so that no crash lies between it and what is to be done to the ticket.
        self.ledger.stamp([*fresh, *over, *_effects(parts, fresh, known)])
        return deliveries

    def _send(self, digest: Digest, channels: Sequence[Channel], given_up: list[str]) -> tuple[Delivery, list[str]]:
        """Send one digest; return what became of it and the channels that took it, adding those that never will."""
        message = self.render(digest)
        took: list[str] = []
        failed: list[tuple[Channel, RemoteError]] = []
        for channel in channels:
            try:
                channel.send(message)
            except RemoteError as error:
                failed.append((channel, error))
                given_up += [channel.name] if isinstance(error, Rejected) else []
            else:
                took.append(channel.name)
        reaching = {channel.section for channel in channels if channel.name not in given_up}
        failures: list[str] = []
        for channel, why in failed:
            if not isinstance(why, Rejected) or channel.section not in reaching:
                failures.append(str(why))
                logger().warning("notice_failed", channel=channel.name, recipient=message.recipient, reason=str(why))
        counted = self.counted(message.recipient)
        took = [name for name in took if name in counted]
        return Delivery(digest, message, bool(took), tuple(failures)), took


def _is_owed(notice: SentNotice) -> bool:
    """Say whether channels owe a notice to somebody; what is yet to be done to a ticket is no channel's."""
    return bool(notice.owed) and notice.recipient != TICKET


def _effects(parts: Parts, fresh: Sequence[SentNotice], known: Collection[tuple[object, ...]]) -> Iterator[SentNotice]:
    """Yield what is to be done to tickets for what was told just now, once for each rung, item and due date."""
    told = {(stamp.key, stamp.rung, stamp.due): stamp.sent_at for stamp in fresh}
    for digest, _ in parts:
        for notice in digest.notices:
            which = notice.item.key, notice.rung.name, notice.due
            if which in told and notice.rung.effects.names and (*which, TICKET) not in known:
                yield SentNotice(*which, TICKET, TICKET, told[which], owed=notice.rung.effects.names)


def _which(notice: SentNotice) -> tuple[object, ...]:
    return notice.key, notice.rung, notice.due, notice.recipient
