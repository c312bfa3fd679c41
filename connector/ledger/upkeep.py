"""The ledger's memory of our own doings: notices sent, changes refused, jobs that ran, and who may run now."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from connector.core.model import Attempt, ItemKey
from connector.core.notices import SentNotice
from connector.core.snoozes import Snooze
from connector.errors import LeaseHeld
from connector.ledger import tables
from connector.ledger.encoding import day, instant, instant_text, list_text, optional_instant, plain
from connector.ledger.queries import Part, Row
from connector.ports import Candidate
from connector.processes import shown

RUN = "run"
"""The name of the one lease there is."""


class Upkeep(Part):
    """Notices, snoozes, jobs and the lease."""

    def sent(self, *, keys: Collection[ItemKey] | None = None, since: datetime | None = None) -> Sequence[SentNotice]:
        """Return delivered notices of these items or all, oldest first."""
        t = tables.notices
        query = select(
            t.c.key, t.c.rung, t.c.due, t.c.recipient, t.c.channel, t.c.sent_at, t.c.note, t.c.owed
        ).order_by(t.c.sent_at, t.c.key, t.c.rung, t.c.due, t.c.recipient, t.c.channel)
        if keys is not None:
            query = query.where(self._among(t.c.key, keys))
        with self._database.read("read the notices") as connection:
            if since is not None:
                query = query.where(t.c.sent_at >= instant_text(since))
            return tuple(_notice(row) for row in connection.execute(query))

    def stamp(self, notices: Sequence[SentNotice]) -> None:
        if not notices:
            return
        with self._database.write("record notices") as connection:
            self._put(connection, tables.notices, map(_notice_row, notices), but=("sent_at", "note"))

    def snoozes(self) -> Sequence[Snooze]:
        t = tables.snoozes
        with self._database.read("read what was put off") as connection:
            rows = connection.execute(select(t.c.key, t.c.until, t.c.reason, t.c.at).order_by(t.c.id))
            return tuple(Snooze(ItemKey(key), day(until), reason, instant(at)) for key, until, reason, at in rows)

    def snooze(self, snooze: Snooze) -> None:
        row = {
            "key": snooze.key,
            "until": snooze.until.isoformat(),
            "reason": plain(snooze.reason),
            "at": instant_text(snooze.at),
        }
        with self._database.write("put an item off") as connection:
            connection.execute(insert(tables.snoozes), [row])

    def attempts(self) -> Sequence[Attempt]:
        t = tables.attempts
        query = select(*t.columns).order_by(t.c.next_at, t.c.key)
        with self._database.read("read the attempts") as connection:
            return tuple(_attempt(row) for row in connection.execute(query))

    def names(self) -> dict[tuple[str, str], str]:
        t = tables.names
        with self._database.read("read the names of people") as connection:
            rows = connection.execute(select(t.c.tracker, t.c.handle, t.c.name))
            return {(tracker, handle): name for tracker, handle, name in rows}

    def note_names(self, tracker: str, names: Mapping[str, str]) -> None:
        if not names:
            return
        rows = [{"tracker": tracker, "handle": handle, "name": plain(name)} for handle, name in sorted(names.items())]
        with self._database.write("note the names of people") as connection:
            self._put(connection, tables.names, rows)

    def answers(self, *, since: datetime) -> dict[tuple[str, str], Candidate]:
        t = tables.answers
        query = select(t.c.tracker, t.c.wording, t.c.handle, t.c.name, t.c.mail).where(t.c.at >= instant_text(since))
        with self._database.read("read whom trackers gave") as connection:
            return {
                (tracker, wording): Candidate(handle, name, mail)
                for tracker, wording, handle, name, mail in connection.execute(query)
            }

    def note_answers(self, answers: Mapping[tuple[str, str], Candidate], *, at: datetime) -> None:
        if not answers:
            return
        rows = [
            {
                "tracker": tracker,
                "wording": plain(wording),
                "handle": plain(one.handle),
                "name": plain(one.name),
                "mail": plain(one.mail) if one.mail else None,
                "at": instant_text(at),
            }
            for (tracker, wording), one in sorted(answers.items(), key=lambda each: each[0])
        ]
        with self._database.write("note whom trackers gave") as connection:
            self._put(connection, tables.answers, rows)

    def note_attempts(self, failed: Sequence[Attempt], *, settled: Collection[ItemKey]) -> None:
        if not failed and not settled:
            return
        t = tables.attempts
        with self._database.write("note what was refused") as connection:
            if settled:
                connection.execute(delete(t).where(self._among(t.c.key, settled)))
            self._put(connection, t, map(_attempt_row, failed))

    def last_run(self, job: str) -> datetime | None:
        query = select(tables.jobs.c.ran_at).where(tables.jobs.c.name == job)
        with self._database.read("read when a job ran") as connection:
            return optional_instant(connection.execute(query).scalar())

    def ran(self, job: str, *, at: datetime) -> None:
        with self._database.write("record that a job ran") as connection:
            self._put(connection, tables.jobs, [{"name": job, "ran_at": instant_text(at)}])

    def acquire(
        self, holder: str, *, at: datetime, ttl: timedelta, ended: Callable[[str], bool] = lambda _: False
    ) -> None:
        """Take or renew the lease; one that runs out at `at` is free, and one whose holder has `ended`.

        Who looks and takes is alone with the ledger meanwhile, and a write that a killed holder had begun is over by then.
        Raises LeaseHeld naming the holder while another's has not run out.
        """
        t = tables.leases
        with self._database.write("take the lease") as connection:
            held = connection.execute(select(t.c.holder, t.c.until).where(t.c.name == RUN)).one_or_none()
            if held is not None and held.holder != holder and instant(held.until) > at and not ended(held.holder):
                until = instant(held.until).isoformat(sep=" ", timespec="seconds")
                raise LeaseHeld(
                    f"ledger {self._database.place}: '{shown(held.holder)}' is running on it until {until}. Wait until it is "
                    "done, or stop it; if it has died, its lease runs out at that time."
                )
            self._put(connection, t, [{"name": RUN, "holder": holder, "until": instant_text(at + ttl)}])

    def release(self, holder: str) -> None:
        """Give the lease back; another's stays."""
        t = tables.leases
        with self._database.write("release the lease") as connection:
            connection.execute(delete(t).where(t.c.name == RUN, t.c.holder == holder))


def _attempt_row(attempt: Attempt) -> Row:
    instants = {name: instant_text(getattr(attempt, name)) for name in ("first_at", "last_at", "next_at")}
    texts = {name: plain(getattr(attempt, name)) for name in ("tracker", "change", "wanted", "reason")}
    return {"key": attempt.key, "tries": attempt.tries, **texts, **instants}


def _attempt(row: Any) -> Attempt:
    return Attempt(
        key=ItemKey(row.key),
        tracker=row.tracker,
        change=row.change,
        wanted=row.wanted,
        reason=row.reason,
        tries=row.tries,
        first_at=instant(row.first_at),
        last_at=instant(row.last_at),
        next_at=instant(row.next_at),
    )


def _notice_row(notice: SentNotice) -> Row:
    return {
        "key": notice.key,
        "rung": notice.rung,
        "due": notice.due.isoformat(),
        "recipient": notice.recipient,
        "channel": notice.channel,
        "sent_at": instant_text(notice.sent_at),
        "note": plain(notice.note) or None,
        "owed": list_text(notice.owed) if notice.owed else None,
    }


def _notice(row: Any) -> SentNotice:
    key, rung, due, recipient, channel, sent_at, note, owed = row
    return SentNotice(
        key=key,
        rung=rung,
        due=day(due),
        recipient=recipient,
        channel=channel,
        sent_at=instant(sent_at),
        note=note or "",
        owed=tuple(json.loads(owed)) if owed else (),
    )
