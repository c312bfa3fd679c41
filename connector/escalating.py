"""One run of the ladder: items as their tickets are now, whom that concerns, and what became of telling them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from connector.absences import Away, Calendars, away, keep
from connector.app import App
from connector.channels import channels_of
from connector.core.escalation import Escalation, Limits, escalate
from connector.core.model import Binding, Hold, ItemKey, TrackedItem
from connector.core.nextrungs import Ladder
from connector.core.notices import Effects, Rung, SentNotice
from connector.core.presence import Presence
from connector.core.snoozes import Snooze, by_labels, rests, until_by
from connector.delivery import Deliverer, Delivery
from connector.log import logger
from connector.settings.config import Config
from connector.settings.durations import AfterQuiet, At, When
from connector.settings.holidaycalendar import WEEKDAYS, work_calendar

LONGEST_DAY = timedelta(hours=25)
"""Who was told longer ago than this was not told today, whatever the clock they live by."""


@dataclass(frozen=True, slots=True)
class Escalated:
    """One run of the ladder.

    `silent` names the trackers that did not answer, about whose items nobody was told; `unread` the calendars of absences that
    could not be read, and so count as empty; `undone` says what could not be done to tickets, or as they ask.
    """

    escalation: Escalation
    deliveries: tuple[Delivery, ...]
    silent: tuple[Hold, ...] = ()
    unread: tuple[Hold, ...] = ()
    undone: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everybody concerned was told, by every channel there is."""
        told = all(delivery.delivered and not delivery.failures for delivery in self.deliveries)
        untold = self.escalation.unreachable or self.escalation.held_back or self.silent
        return told and not untold and not self.unread and not self.undone


def ladder_of(config: Config) -> list[Rung]:
    """Return the configured ladder."""
    return [
        Rung(
            rung.name,
            rung.offset,
            rung.whom,
            tuple((name, tuple(wanted)) for name, wanted in sorted(rung.when.items())),
            frozenset(WEEKDAYS.index(day) for day in rung.weekdays),
            Effects(rung.ticket.comment, rung.ticket.label or "", rung.ticket.raise_priority),
        )
        for rung in config.escalation.rungs
    ]


def escalate_now(app: App, *, dry_run: bool = False) -> Escalated:
    """Tell people what is due; a digest is stamped once a channel took it. A dry run sends and stamps nothing.

    Items are told as their tickets are at this moment, which is recorded; those of a tracker that does not answer wait for the
    next run.
    """
    from connector.rendering.render import render_digest

    now = app.glimpse() if dry_run else app.news()
    open_items = [
        item
        for item in now.refreshed(app.ledger.tracked(open_only=True), app.directory)
        if item.ticket is None or item.ticket.tracker not in now.unreachable
    ]
    put_off, refused = _by_labels(app, open_items, now.bindings)
    if not dry_run:
        for each in put_off:
            app.ledger.snooze(each)
    resting = rests([*app.ledger.snoozes(), *(put_off if dry_run else ())], today=app.today)
    items = [item for item in open_items if item.key not in resting]
    absent = _away(app)
    decide = _decide(app, items, absent)
    channels = channels_of(app.notifiers, urls=app.setup.urls, base=app.setup.base)
    deliverer = Deliverer(channels, app.ledger, app.clock, partial(render_digest, templates=app.templates))
    known = [*app.ledger.sent(keys={item.key for item in items}), *app.ledger.sent(since=app.clock() - LONGEST_DAY)]
    sent = deliverer.spread(known)
    escalation = decide(sent)
    owing = deliverer.owing(sent, decide)
    deliveries: list[Delivery] = []
    if dry_run:
        told = [digest for parts in deliverer.parts(escalation, owing) for digest, _ in parts]
        shown = tuple(Delivery(each, deliverer.render(each), delivered=False) for each in told)
        return Escalated(escalation, shown, now.silent, absent.unread, refused)
    keep(absent.unread, ledger=app.ledger)
    sent = deliverer.settle(sent, owing)
    for parts in deliverer.parts(escalation, owing):
        deliveries += deliverer.tell(parts, sent)
        if app.heartbeat():
            break
    undone = _touch(app, items)
    for notice in escalation.unreachable:
        logger().warning("notice_undeliverable", item=notice.item.key, rung=notice.rung.name, reason=notice.note)
    if held_back := escalation.held_back:
        logger().warning("digests_held_back", count=len(held_back), recipients=[party.id for party in held_back])
    for hold in absent.unread:
        logger().warning("calendar_unread", reason=hold.reason)
    return Escalated(escalation, tuple(deliveries), now.silent, absent.unread, (*refused, *undone))


def _by_labels(
    app: App, items: Sequence[TrackedItem], fresh: Mapping[ItemKey, Binding]
) -> tuple[tuple[Snooze, ...], tuple[str, ...]]:
    """Return what labels of tickets put off that nobody did before, and what they ask for that may not be put off again."""
    config = app.setup.config.escalation
    if config.snooze_label is None:
        return (), ()
    asked: dict[ItemKey, date] = {}
    called = {item.key: item.ticket_key or item.key for item in items if item.state == "filed" and not item.gone}
    stored = {binding.key: binding for binding in app.ledger.bindings_of_keys(set(called))}
    for key, binding in {**stored, **{key: one for key, one in fresh.items() if key in called}}.items():
        labels = binding.seen.get("labels")
        until = until_by(labels, prefix=config.snooze_label) if isinstance(labels, tuple) else None
        if until is not None:
            asked[key] = until
    found, over = by_labels(
        asked,
        app.ledger.snoozes(),
        most=config.max_snoozes,
        now=app.clock(),
        today=app.today,
        reason="by a label of the ticket",
    )
    refused = tuple(
        f"{called[key]} has a label that puts it off until {asked[key]}, but it was put off {config.max_snoozes} times, which is "
        "the most ([escalation] max_snoozes)"
        for key in over
    )
    for said in refused:
        logger().warning("snooze_refused", reason=said)
    return found, refused


def _touch(app: App, items: Sequence[TrackedItem]) -> tuple[str, ...]:
    """Do to tickets what rungs say, for all who were told; return what could not be done, and why."""
    from connector.effects import touch

    ladder = ladder_of(app.setup.config)
    if not any(rung.effects.names for rung in ladder):
        return ()
    return touch(
        items, ladder=ladder, trackers=app.trackers, maps=app.setup.maps, ledger=app.ledger, directory=app.directory
    )


def _away(app: App) -> Away:
    """Read who is away."""
    setup = app.setup
    of_all = setup.config.escalation.absences
    calendars = Calendars(
        setup.base,
        {id_: place.get_secret_value() for id_, place in setup.calendars.items()},
        of_all.get_secret_value() if of_all else None,
    )
    return away(calendars, directory=app.directory, today=app.today, zone=setup.config.zone)


def _decide(app: App, items: Sequence[TrackedItem], absent: Away) -> Callable[[Sequence[SentNotice]], Escalation]:
    """Return what decides whom to tell what today of these items, given what they were told before."""
    ladder = _ladder(app, absent)
    decide = partial(
        escalate,
        items,
        ladder=ladder.rungs,
        presence=ladder.presence,
        directory=app.directory,
        fallback=ladder.fallback,
        limits=Limits(digests=app.setup.config.escalation.max_digests),
    )
    return lambda sent: decide(sent=sent)


def ladder_now(app: App) -> Ladder:
    """Return the configured ladder, and who works when as it is now."""
    return _ladder(app, _away(app))


def _ladder(app: App, absent: Away) -> Ladder:
    return Ladder(ladder_of(app.setup.config), _presence(app, absent), app.setup.fallback)


def _presence(app: App, absent: Away) -> Presence:
    """Return who works when, as it is now."""
    config = app.setup.config
    days, extra = config.escalation.working_days, config.escalation.extra_holidays
    regions = sorted({party.region for party in app.directory.parties if party.region})
    return Presence(
        now=app.clock(),
        zone=config.zone,
        calendar=work_calendar(days, place=config.escalation.holidays, extra=extra),
        regions={region: work_calendar(days, place=region, extra=extra) for region in regions},
        absences=absent.absences,
        quiet=config.escalation.quiet_hours,
    )


def when_to_escalate(app: App) -> When:
    """Return when the ladder is run: as scheduled, and for people elsewhere when quiet hours are over there."""
    config = app.setup.config
    when, quiet = config.schedule.when("escalate"), config.escalation.quiet_hours
    if quiet is None or not isinstance(when, At):
        return when
    zones = sorted({party.zone or config.timezone for party in app.directory.parties} | {config.timezone})
    return AfterQuiet(when, quiet, tuple(ZoneInfo(zone) for zone in zones))
