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
from connector.core.model import TicketId
from connector.core.pages import Page, PageResult, Placed
from connector.core.reasons import WAITS
from connector.core.report import figures_of_all_weeks, summarize
from connector.core.reported import Report
from connector.core.scopes import Scope, scopes
from connector.core.weeks import IsoWeek
from connector.cycle import Synced
from connector.daemon import Job
from connector.errors import RemoteError, UnsafePlan
from connector.escalating import escalate_now, ladder_now, when_to_escalate
from connector.log import logger
from connector.ports import PageStore, ShowsTogether
from connector.reportmail import mail_report


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
        max_open=config.report.max_open,
        ladder=ladder_now(app),
        directory=app.directory,
    )
    this_week = IsoWeek.of(app.today)
    kept: dict[str, Sequence[Any]] = {"items": items, "events": events, "notices": ledger.sent()}
    report, running = summary(week, **kept), summary(this_week, **kept)
    weeks = figures_of_all_weeks(items=items, events=events, now=now, zone=zone)
    there = set(store.paths())
    look = partial(partial, templates=app.templates, title=title, form=store.form, href=store.href)
    weekly = partial(look, reportpages.render_report, search=_search(app), there=there)
    put = partial(_placed, store=store, there=there)
    apart = scopes(items, directory=app.directory, kinds=config.report.per)
    placed = [
        put(weekly(summary(each, **part), scope=scope, current=current))
        for scope, part in ((scope, _of_scope(scope, kept)) for scope in apart)
        for each, current in ((week, False), (this_week, True))
    ]
    placed += [put(weekly(report, apart=apart)), put(weekly(running, apart=apart, current=True))]
    index = look(
        reportpages.render_index,
        weeks,
        target=config.report.target,
        published=reportpages.weeks_of(there),
    )
    placed.append(put(index))
    return Published(report, tuple(placed), store.where(reportpages.INDEX))


def _of_scope(scope: Scope, facts: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Return the facts that a page about a team or a manager is made from; what is held has no owner for sure."""
    of_theirs = {name: [each for each in found if each.key in scope.keys] for name, found in facts.items()}
    return of_theirs | {"holds": []}


def _search(app: App) -> Callable[[str, Sequence[TicketId]], str | None]:
    """Return what tells where a tracker's site shows tickets together; trackers that are not configured any more have none."""

    def search(tracker: str, tickets: Sequence[TicketId]) -> str | None:
        asked = app.trackers.get(tracker)
        return asked.together(tickets) if isinstance(asked, ShowsTogether) else None

    return search


def _placed(render: Callable[[], Page], store: PageStore, there: set[str]) -> tuple[Page, Placed]:
    """Render a page and put it `there`; one that cannot be put is told, and keeps no other from being put."""
    page = render()
    try:
        placed = store.put(page)
        there.add(page.path)
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
        mailed = mail_report(app, published.report, answer=answer(published.report), where=published.where)
        return published.complete and mailed

    schedule = app.setup.config.schedule
    works = {"poll": poll_job, "sync": sync_job, "escalate": escalate_job, "report": report_job}
    times = {name: when_to_escalate(app) if name == "escalate" else schedule.when(name) for name in works}
    return [Job(name, times[name], work) for name, work in works.items()]
