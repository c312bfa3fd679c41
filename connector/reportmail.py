"""The weekly report by mail: each week once to each address, tried again by the report's job where the server does not take it."""

import json
from collections.abc import Collection, Sequence

from connector.app import App
from connector.core.reported import Report
from connector.errors import Rejected, RemoteError
from connector.log import logger
from connector.ports import Channel
from connector.rendering.reportmail import render_report_mail

CURSOR = "report mailed"


def mail_report(app: App, report: Report, *, answer: str, where: str) -> bool:
    """Mail a week to whom the configuration names and who does not have it yet; return whether nobody refused it.

    Raises what kept the server from taking it, once everybody was tried: then it is tried again.
    """
    mailed = _mailed(app, report)
    title = str(app.setup.config.pages.own.get("title") or "Post-mortem actions")
    fine, failed = True, None
    for to in app.setup.config.report.mail_to:
        if to in mailed:
            continue
        message = render_report_mail(report, to=to, answer=answer, where=where, title=title, templates=app.templates)
        try:
            for channel in _mail(app):
                channel.send(message)
        except Rejected as error:
            fine = False
            logger().warning("report_refused", to=to, reason=str(error))
        except RemoteError as error:
            failed = error
            continue
        mailed.append(to)
        app.ledger.observe((), (), cursor=(CURSOR, json.dumps([str(report.week), *mailed])))
    if failed is not None:
        raise failed
    return fine


def _mailed(app: App, report: Report) -> list[str]:
    week, *mailed = json.loads(app.ledger.cursor(CURSOR) or '[""]')
    return list(mailed) if week == str(report.week) else []


def _mail(app: App) -> Sequence[Channel]:
    """Return the first channel that is mail; the configuration is checked to have one."""
    kinds: Collection[str] = [entry.kind for entry in app.setup.config.notifiers]
    return next((one.channels() for one, kind in zip(app.notifiers, kinds, strict=False) if kind == "mail"), ())
