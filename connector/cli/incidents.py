"""`connector incidents`: which incidents need a post-mortem, and which have one."""

from typing import Any

import click

from connector.cli import output
from connector.cli.session import session
from connector.incidentbook import Book, Case, open_book


@click.command("incidents")
@click.option("--missing", is_flag=True, help="Only those that need a post-mortem and have none.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, *, missing: bool, as_json: bool) -> None:
    """Show every incident of the [[incidents]] sources, latest first: whether it needs a post-mortem, and by which rule.

    \b
    always     one has to be held
    consider   people decide; also what may be skipped and does not say why
    skip       none is held, and the record says why

    Its post-mortem is the document that names it. Exit code 1 where a record cannot be read.
    """
    with session(ctx) as app:
        book = open_book(app.setup, app.ledger.documents())
        zone = app.setup.config.zone
        cases = [case for case in book.cases if not missing or _lacks(case)]
        if as_json:
            output.dump([_data(case) for case in cases])
        else:
            rows = [_row(case, zone) for case in cases]
            if rows:
                output.table("Incidents", ("incident", "title", "severity", "closed", "post-mortem", "rule", ""), rows)
            output.say(_summary(book, app.setup.config.incidents != []))
        _talk(book)
    ctx.exit(1 if book.holds or book.silent else 0)


def _lacks(case: Case) -> bool:
    return case.decision.verdict == "always" and case.post_mortem is None


def _row(case: Case, zone: Any) -> tuple[str, ...]:
    incident, held = case.incident, case.post_mortem
    closed = "not yet" if incident.closed is None else f"{incident.closed.astimezone(zone):%Y-%m-%d}"
    document = f"{held.id} (gone)" if held is not None and held.gone else held.id if held is not None else "-"
    said = case.decision.lacks or (incident.skip_reason or "" if case.decision.verdict == "skip" else "")
    return (
        incident.id,
        incident.title,
        incident.severity or "-",
        closed,
        document,
        f"{case.decision.verdict}: {case.decision.rule}",
        said,
    )


def _summary(book: Book, configured: bool) -> str:
    if not configured:
        return "no [[incidents]] are configured: config.example.toml shows how"
    needed = [case for case in book.cases if case.decision.verdict == "always"]
    held = sum(case.post_mortem is not None for case in needed)
    return f"{len(book.cases)} incidents, {len(needed)} need a post-mortem, {held} of them have one"


def _talk(book: Book) -> None:
    for hold in book.holds:
        line = f":{hold.line}" if hold.line else ""
        output.talk(f"held, {hold.file}{line}: {hold.subject}: {hold.reason}")
    for told in book.silent:
        output.talk(f"not looked at, {told}")


def _data(case: Case) -> dict[str, Any]:
    incident, held = case.incident, case.post_mortem
    return {
        "id": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "service": incident.service,
        "source": incident.source,
        "place": incident.place,
        "opened": incident.opened.isoformat() if incident.opened else None,
        "closed": incident.closed.isoformat() if incident.closed else None,
        "verdict": str(case.decision.verdict),
        "rule": case.decision.rule,
        "lacks": case.decision.lacks,
        "skip_reason": incident.skip_reason,
        "covered_by": incident.covered_by,
        "post_mortem": held.id if held is not None else None,
        "held_on": held.held_on.isoformat() if held is not None and held.held_on else None,
    }
