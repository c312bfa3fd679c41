"""The daemon: `schedule` wakes the jobs, the ledger knows which are due, and one job's failure stops no other.

A signal sets `stop`; the job in hand finishes its current change and the loop ends. A second daemon on the same ledger
waits and says for whom.
"""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType
from zoneinfo import ZoneInfo

from connector.clock import Clock
from connector.errors import ConnectorError, LeaseHeld, LedgerError
from connector.log import logger
from connector.ports import Ledger
from connector.processes import ended, signature
from connector.settings.durations import When

LEASE = timedelta(minutes=5)
RENEW = timedelta(minutes=1)
WAKE_SECONDS = 2
WAIT_SECONDS = 5
GLANCE_SECONDS = 0.2
LONGEST_PAUSE = timedelta(minutes=30)


class Stop:
    """Whether this process was asked to stop. Unlike `threading.Event` it can be set in a signal handler."""

    def __init__(self) -> None:
        self.asked_by = ""

    def set(self) -> None:
        """Ask to stop."""
        self.asked_by = self.asked_by or "caller"

    def is_set(self) -> bool:
        """Tell whether it was asked."""
        return bool(self.asked_by)

    def wait(self, seconds: float) -> None:
        """Wait, but not much longer than until it is asked."""
        end = time.monotonic() + seconds
        while not self.asked_by and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, GLANCE_SECONDS))


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do when it is due; `work` is given the instant and returns whether all of it went well."""

    name: str
    when: When
    work: Callable[[datetime], bool]


class Heartbeat:
    """Keeps the lease while a job runs, and tells it when to stop. Called between two changes.

    Lease times are always real time, whatever `--as-of` says: a lease is about processes, not about the calendar. The lease of
    a process of this machine that was killed is taken over at once.
    """

    def __init__(self, ledger: Ledger, *, name: str, clock: Clock, stop: Stop) -> None:
        self._ledger, self._name, self._clock, self._stop = ledger, name, clock, stop
        self._renewed: datetime | None = None

    def __call__(self) -> bool:
        """Renew the lease when it is time to; return True when the caller should stop."""
        now = self._clock()
        if self._renewed is None or now - self._renewed >= RENEW:
            self._ledger.acquire(self._name, at=now, ttl=LEASE, ended=ended)
            self._renewed = now
        return self._stop.is_set()

    def release(self) -> None:
        """Give the lease back."""
        self._ledger.release(self._name)


@contextmanager
def lease(ledger: Ledger, *, clock: Clock, stop: Stop | None = None) -> Iterator[Heartbeat]:
    """Hold the lease for a block. Raises LeaseHeld naming the holder."""
    beat = Heartbeat(ledger, name=signature(), clock=clock, stop=stop or Stop())
    beat()
    try:
        yield beat
    finally:
        beat.release()


@contextmanager
def stop_on_signals(stop: Stop) -> Iterator[None]:
    """Turn SIGTERM and SIGINT into `stop`, so that the change in hand is finished."""

    def ask(signum: int, frame: FrameType | None) -> None:
        # Nothing that takes a lock: the main thread may hold it where the signal found it. So no log, no Event.
        del frame
        stop.asked_by = signal.Signals(signum).name

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass
class Runner:
    """Runs what is due, guarded; remembers failures of this process to try them again later and later."""

    jobs: Sequence[Job]
    ledger: Ledger
    zone: ZoneInfo
    clock: Clock
    stop: Stop
    _failures: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def run_due(self) -> bool:
        """Run every job that is due, in order; return whether all went well."""
        results = [self.run(job) for job in self.jobs if not self.stop.is_set() and self.is_due(job)]
        return all(results)

    def is_due(self, job: Job) -> bool:
        now = self.clock()
        count, last = self._failures.get(job.name, (0, now))
        if count and now - last < min(timedelta(minutes=1) * 2 ** (count - 1), LONGEST_PAUSE):
            return False
        return job.when.due(self.ledger.last_run(job.name), now=now, zone=self.zone)

    def run(self, job: Job) -> bool:
        """Run one job. Only a broken ledger or a lost lease gets out: nothing may go on without them."""
        started = self.clock()
        log = logger().bind(job=job.name)
        try:
            fine = job.work(started)
        except LedgerError:
            raise
        except ConnectorError as error:
            log.error("job_failed", reason=str(error))  # noqa: TRY400 - the message is written for people
        except Exception:  # the one guard: a fault in one job must not stop the others
            log.exception("job_crashed")
        else:
            self._failures.pop(job.name, None)
            self.ledger.ran(job.name, at=started)
            log.info("job_finished", complete=fine)
            return fine
        self._failures[job.name] = (self._failures.get(job.name, (0, started))[0] + 1, started)
        return False


def wait_for_lease(beat: Heartbeat, *, stop: Stop) -> bool:
    """Wait until this process holds the lease, saying once who has it; False when asked to stop meanwhile."""
    said = ""
    while not stop.is_set():
        try:
            beat()
        except LeaseHeld as error:
            if str(error) != said:
                said = str(error)
                logger().warning("lease_waited", reason=said)
            stop.wait(WAIT_SECONDS)
        else:
            return True
    return False


def run_forever(runner: Runner, *, beat: Heartbeat, until: Callable[[], bool] = lambda: False) -> None:
    """Wake every job until asked to stop, or between two jobs until something else ends it."""
    import schedule

    scheduler = schedule.Scheduler()
    scheduler.every(WAKE_SECONDS).seconds.do(lambda: (beat(), runner.run_due()))
    beat()
    runner.run_due()
    while not runner.stop.is_set():
        if until():
            return
        scheduler.run_pending()
        runner.stop.wait(0.5)
    logger().info("daemon_stopped", asked_by=runner.stop.asked_by)
