"""What runs on a schedule: sync, poll, escalate, report; each says whether all of it went well."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from connector.app import App
from connector.apply import Outcome, Result
from connector.clock import local_date
from connector.core.escalation import Escalation, Limits, escalate
from connector.core.model import Hold, TrackedItem
from connector.core.notices import Rung, SentNotice
from connector.core.pages import Page, PageResult, Placed
from connector.core.presence import Presence
from connector.core.reasons import WAITS
from connector.core.report import Report, figures_of_all_weeks, summarize
from connector.core.scopes import Scope, scopes
from connector.core.snoozes import rests
from connector.core.weeks import IsoWeek
from connector.cycle import Synced
from connector.daemon import Job
from connector.delivery import Deliverer, Delivery
from connector.errors import RemoteError, UnsafePlan
from connector.log import logger
from connector.ports import PageStore
from connector.settings.config import Config
from connector.settings.holidaycalendar import WEEKDAYS

LONGEST_DAY = timedelta(hours=25)
"""Who was told longer ago than this was not told today, whatever the clock they live by."""


@dataclass(frozen=True, slots=True)
class Escalated:
    """One run of the ladder; `silent` names the trackers that did not answer, about whose items nobody was told."""

    escalation: Escalation
    deliveries: tuple[Delivery, ...]
    silent: tuple[Hold, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everybody concerned was told, by every channel there is."""
        told = all(delivery.delivered and not delivery.failures for delivery in self.deliveries)
        return told and not self.escalation.unreachable and not self.escalation.held_back and not self.silent


@dataclass(frozen=True, slots=True)
class Published:
    """A week's report and what became of its pages."""

    report: Report
    pages: tuple[tuple[Page, Placed], ...]
    where: str

    @property
    def complete(self) -> bool:
        """Whether every page is as rendered, or as people want it."""
        return all(placed.result is not PageResult.FAILED for _, placed in self.pages)


def ladder_of(config: Config) -> list[Rung]:
    """Return the configured ladder."""
    return [
        Rung(
            rung.name,
            rung.offset,
            rung.whom,
            tuple((name, tuple(wanted)) for name, wanted in sorted(rung.when.items())),
            frozenset(WEEKDAYS.index(day) for day in rung.weekdays),
        )
        for rung in config.escalation.rungs
    ]


def sync(app: App) -> Synced:
    """Run one cycle. Raises UnsafePlan where the plan is unusual."""
    cycle = app.cycle(patient=True)
    outlook = cycle.look()
    cycle.guarded(outlook, allow_large=False)
    for hold in outlook.holds:
        if hold.reason.startswith(WAITS):
            continue  # that its tracker does not answer was told once for all
        logger().warning(
            "item_held",
            item=hold.key,
            document=hold.document,
            line=hold.line,
            reason=hold.reason,
            **({"file": hold.file} if hold.file else {}),
        )
    return cycle.carry_out(outlook)


def escalate_now(app: App, *, dry_run: bool = False) -> Escalated:
    """Tell people what is due; a digest is stamped once a channel took it. A dry run sends and stamps nothing.

    Items are told as their tickets are at this moment, which is recorded; those of a tracker that does not answer wait for the
    next run.
    """
    from connector.rendering.render import render_digest

    now = app.glimpse() if dry_run else app.news()
    resting = rests(app.ledger.snoozes(), today=app.today)
    items = [
        item
        for item in now.refreshed(app.ledger.tracked(open_only=True), app.directory)
        if item.key not in resting and (item.ticket is None or item.ticket.tracker not in now.unreachable)
    ]
    decide = _decide(app, items)
    channels = [channel for notifier in app.notifiers for channel in notifier.channels()]
    deliverer = Deliverer(channels, app.ledger, app.clock, partial(render_digest, templates=app.templates))
    known = [*app.ledger.sent(keys={item.key for item in items}), *app.ledger.sent(since=app.clock() - LONGEST_DAY)]
    sent = deliverer.spread(known)
    escalation = decide(sent)
    owing = deliverer.owing(sent, decide)
    deliveries: list[Delivery] = []
    if dry_run:
        told = [digest for parts in deliverer.parts(escalation, owing) for digest, _ in parts]
        shown = tuple(Delivery(each, deliverer.render(each), delivered=False) for each in told)
        return Escalated(escalation, shown, now.silent)
    sent = deliverer.settle(sent, owing)
    for parts in deliverer.parts(escalation, owing):
        deliveries += deliverer.tell(parts, sent)
        if app.heartbeat():
            break
    for notice in escalation.unreachable:
        logger().warning("notice_undeliverable", item=notice.item.key, rung=notice.rung.name, reason=notice.note)
    if held_back := escalation.held_back:
        logger().warning("digests_held_back", count=len(held_back), recipients=[party.id for party in held_back])
    return Escalated(escalation, tuple(deliveries), now.silent)


def _decide(app: App, items: Sequence[TrackedItem]) -> Callable[[Sequence[SentNotice]], Escalation]:
    """Return what decides whom to tell what today of these items, given what they were told before."""
    config = app.setup.config
    decide = partial(
        escalate,
        items,
        ladder=ladder_of(config),
        presence=_presence(app),
        directory=app.directory,
        fallback=app.setup.fallback,
        limits=Limits(digests=config.escalation.max_digests),
    )
    return lambda sent: decide(sent=sent)


def _presence(app: App) -> Presence:
    """Return who works when, as it is now."""
    from connector.settings.holidaycalendar import work_calendar

    config = app.setup.config
    days, extra = config.escalation.working_days, config.escalation.extra_holidays
    regions = sorted({party.region for party in app.directory.parties if party.region})
    return Presence(
        now=app.clock(),
        zone=config.zone,
        calendar=work_calendar(days, place=config.escalation.holidays, extra=extra),
        regions={region: work_calendar(days, place=region, extra=extra) for region in regions},
    )


def last_full_week(app: App) -> IsoWeek:
    """Return the week that ended last."""
    return IsoWeek.of(app.today - timedelta(days=7))


def publish(app: App, *, week: IsoWeek, store: PageStore | None = None) -> Published:
    """Publish the report of a week, that of the one under way, and the index; those of teams and managers first.

    Raises ValueError for a week that has not begun.
    """
    from connector.rendering import reportpages

    config = app.setup.config
    store = store or app.pages
    title = str(config.pages.own.get("title") or "Post-mortem actions")
    ledger, now, zone = app.ledger, app.clock(), config.zone
    seen = app.news()
    items = seen.refreshed(ledger.tracked(), app.directory)
    events = list(ledger.events())
    summary: Callable[..., Report] = partial(
        summarize,
        snoozes=ledger.snoozes(),
        documents=ledger.documents(),
        holds=app.standing(seen),
        zone=zone,
        now=now,
        target=config.report.target,
        weeks=config.report.weeks,
        ladder=ladder_of(config),
        directory=app.directory,
    )
    this_week = IsoWeek.of(app.today)
    kept: dict[str, Sequence[Any]] = {"items": items, "events": events, "notices": ledger.sent()}
    report, running = summary(week, **kept), summary(this_week, **kept)
    weeks = figures_of_all_weeks(items=items, events=events, now=now, zone=zone)
    look = partial(partial, templates=app.templates, title=title, form=store.form, href=store.href)
    apart = scopes(items, directory=app.directory, kinds=config.report.per)
    placed = [
        _placed(look(reportpages.render_report, summary(each, **part), scope=scope, current=current), store)
        for scope, part in ((scope, _of_scope(scope, kept)) for scope in apart)
        for each, current in ((week, False), (this_week, True))
    ]
    placed += [
        _placed(look(reportpages.render_report, report, apart=apart), store),
        _placed(look(reportpages.render_report, running, apart=apart, current=True), store),
    ]
    index = look(
        reportpages.render_index,
        weeks,
        target=config.report.target,
        published=reportpages.weeks_of(store.paths()),
    )
    placed.append(_placed(index, store))
    return Published(report, tuple(placed), store.where(reportpages.INDEX))


def _of_scope(scope: Scope, facts: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Return the facts that a page about a team or a manager is made from; what is held has no owner for sure."""
    of_theirs = {name: [each for each in found if each.key in scope.keys] for name, found in facts.items()}
    return of_theirs | {"holds": []}


def _placed(render: Callable[[], Page], store: PageStore) -> tuple[Page, Placed]:
    """Render a page and put it; one that cannot be put is told, and keeps no other from being put."""
    page = render()
    try:
        placed = store.put(page)
    except RemoteError as error:
        placed = Placed(PageResult.FAILED, str(error))
    if placed.note:
        logger().warning("page_noted", page=page.path, result=placed.result.value, reason=placed.note)
    return page, placed


def answer(report: Report) -> str:
    """Return a week in one line: what was closed on time, against the target, and what is overdue."""
    figures = report.figures
    late = f"{figures.overdue_total} overdue now" if figures.overdue_total else "nothing overdue"
    opened = f"{figures.opened} opened, {figures.closed} done"
    if figures.share is None:
        return f"nothing with a due date was closed; {opened}, {late}"
    verdict = "met" if figures.meets(report.target) else "missed"
    share = f"{figures.on_time} of {figures.dated} closed on time ({float(figures.share):.0%})"
    return f"{share}, target > {float(report.target):.0%} {verdict}; {opened}, {late}"


def _tell(outcomes: Sequence[Outcome]) -> None:
    """Log what was done. Why the rest was not stands for hours: once for all that wait for the same, as warnings are said once."""
    waiting: Counter[str] = Counter()
    for outcome in outcomes:
        done = outcome.result is Result.DONE
        waiting += Counter([outcome.message] if outcome.result is Result.SKIPPED else [])
        tell = logger().info if done else logger().debug
        change = type(outcome.change).__name__.lower()
        tell("change_finished", change=change, result=outcome.result.value, ticket=outcome.ticket_key)
    for reason, count in sorted(waiting.items()):
        logger().warning("changes_waited", count=count, reason=reason)


def jobs(app: App) -> list[Job]:
    """Return the daemon's jobs in the order they run when several are due: see first, then act, then tell."""

    def poll_job(at: datetime) -> bool:
        del at
        return app.observe().complete

    def sync_job(at: datetime) -> bool:
        del at
        try:
            synced = sync(app)
        except UnsafePlan as error:
            logger().error("plan_refused", reason=str(error))
            return False
        _tell(synced.outcomes)
        return synced.complete

    def escalate_job(at: datetime) -> bool:
        del at
        return escalate_now(app).complete

    def report_job(at: datetime) -> bool:
        day = local_date(at, zone=app.setup.config.zone)
        published = publish(app, week=IsoWeek.of(day - timedelta(days=7)))
        logger().info("report_published", week=str(published.report.week), where=published.where)
        return published.complete

    schedule = app.setup.config.schedule
    works = {"poll": poll_job, "sync": sync_job, "escalate": escalate_job, "report": report_job}
    return [Job(name, schedule.when(name), work) for name, work in works.items()]
