"""An HTTP server on the loopback for fakes: routes, a recording of the traffic, injected faults, a clock tests move."""

import json
import re
import socket
import struct
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

Kind = Literal["status", "status_after", "reset_before", "reset_after", "timeout_before", "timeout_after", "garbage"]
SECRET_HEADERS = {"authorization", "cookie", "proxy-authorization", "x-api-key"}


class Clock:
    """A clock that stands until it is told to move."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Move by `seconds` and return the new time."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            return self._now


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in; `query` holds every value of every parameter."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    raw: bytes
    body: Any
    target: str


@dataclass(slots=True)
class Reply:
    """An answer; a `str` body is sent as it is, anything else as JSON, None as nothing."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json;charset=UTF-8"


class Refused(Exception):
    """Raised while a request is processed, to answer it with `reply`."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.status} {reply.body}")
        self.reply = reply


@dataclass(slots=True)
class Recorded:
    """One request and what was answered; `status` is None when no answer was sent."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    time: datetime
    target: str
    raw: bytes = b""
    status: int | None = None
    reply: Any = None
    reply_headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None

    def param(self, name: str) -> str | None:
        """Return the last value of a query parameter."""
        return self.query.get(name, [None])[-1]


@dataclass(slots=True)
class Fault:
    """A rule that spoils requests: those that match, but for the first `after`, and then `times` (None: for ever).

    kind            what the client sees                                   is the request processed
    status          `status`, `headers`, `body`                            no
    status_after    the same                                               yes
    reset_before    the connection is reset                                no
    reset_after     the same                                               yes
    timeout_before  nothing for `seconds`, then a closed connection        no
    timeout_after   the same                                               yes
    garbage         the real status with `body`, which is not JSON         yes
    """

    kind: Kind
    method: str | None = None
    path: str = ""
    times: int | None = 1
    after: int = 0
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = "<html><head><title>Oops</title></head><body><h1>Something went wrong</h1></body></html>"
    seconds: float = 1.0
    match: Callable[[Request], bool] | None = None
    seen: int = 0
    hits: int = 0

    def takes(self, request: Request) -> bool:
        """Say whether this request is to be spoilt, and count it."""
        if self.method not in (None, request.method) or not re.search(self.path, request.path):
            return False
        if self.match is not None and not self.match(request):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True


class Faults(list[Fault]):
    """The rules in force; the first that takes a request spoils it."""

    def add(self, kind: Kind, method: str | None = None, path: str = "", **options: Any) -> Fault:
        """Append a rule and return it, so that its `hits` can be read."""
        self.append(Fault(kind, method, path, **options))
        return self[-1]

    def pick(self, request: Request) -> Fault | None:
        return next((fault for fault in list(self) if fault.takes(request)), None)


class FakeServer:
    """The part that all fakes share. Subclasses answer requests in `handle`, which is called under `lock`.

    `on_request`, when set, is called with the Request before anything is processed, outside of the lock.
    An exception in `handle` is a 500, is kept in `errors`, and fails the test when the server is stopped.
    """

    def __init__(self, *, clock: Callable[[], datetime] | None = None, latency: float = 0.0) -> None:
        self.clock: Any = clock or Clock()
        self.latency = latency
        self.lock = threading.RLock()
        self.requests: list[Recorded] = []
        self.faults = Faults()
        self.on_request: Callable[[Request], object] | None = None
        self.errors: list[str] = []
        self.prefix = ""
        self.stopping = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Return the address, without a slash at its end."""
        if self._server is None:
            raise RuntimeError("the fake is not started")
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.prefix}"

    def start(self) -> Self:
        """Listen on a free port of the loopback."""
        self.stopping.clear()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the port and all connections."""
        if self._server is None:
            return
        self.stopping.set()
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()
        assert self._thread is not None
        self._thread.join()
        self._server = None

    def __enter__(self) -> Self:
        return self if self._server is not None else self.start()

    def __exit__(self, kind: object, *_: object) -> None:
        self.stop()
        if kind is None and self.errors:
            raise AssertionError("the fake itself failed:\n" + "\n".join(self.errors))

    def matching(self, method: str | None = None, path: str | None = None) -> list[Recorded]:
        """Return the recorded requests of a method whose path matches a regular expression."""
        return [
            each
            for each in list(self.requests)
            if method in (None, each.method) and (path is None or re.search(path, each.path))
        ]

    def calls(self, method: str | None = None, path: str | None = None) -> int:
        """Count the recorded requests of a method whose path matches a regular expression."""
        return len(self.matching(method, path))

    def clear(self) -> None:
        """Forget the recorded requests."""
        self.requests.clear()

    def handle(self, request: Request) -> Reply:
        raise NotImplementedError

    def before(self, request: Request) -> Reply | None:
        """Answer before faults are looked at, or return None."""
        return None

    def answer(self, request: Request, recorded: Recorded) -> tuple[Reply | None, float]:
        """Return what to send, None for a connection that is cut, and how long to be silent before."""
        if self.latency:
            self.stopping.wait(self.latency)
        if self.on_request is not None:
            self.on_request(request)
        with self.lock:
            fault = self.faults.pick(request)
            recorded.fault = fault.kind if fault else None
            reply = None
            if fault is None or fault.kind not in ("status", "reset_before", "timeout_before"):
                reply = self._handled(request)
        return (reply, 0.0) if fault is None else _spoilt(fault, reply)

    def _handled(self, request: Request) -> Reply:
        try:
            return self.before(request) or self.handle(request)
        except Refused as refused:
            return refused.reply
        except Exception:
            self.errors.append(f"{request.method} {request.target}\n{traceback.format_exc()}")
            return Reply(500, {"errorMessages": ["Internal server error"], "errors": {}})


def _spoilt(fault: Fault, reply: Reply | None) -> tuple[Reply | None, float]:
    if fault.kind.startswith("reset"):
        return None, 0.0
    if fault.kind.startswith("timeout"):
        return None, fault.seconds
    kind = "text/html;charset=UTF-8" if isinstance(fault.body, str) else "application/json;charset=UTF-8"
    status = fault.status if reply is None or fault.kind != "garbage" else reply.status
    return Reply(status, fault.body, dict(fault.headers), kind), 0.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, fake: FakeServer) -> None:
        self.fake = fake
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        # HTTPServer looks up its own name here, which may ask a name server.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def close_connections(self) -> None:
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients are killed in the middle of a request on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the time for the Date header, by the fake's clock."""
        return super().date_time_string(self.server.fake.clock().timestamp() if timestamp is None else timestamp)

    def _serve(self) -> None:
        fake = self.server.fake
        request = self._request(fake.prefix)
        headers = {name: "***" if name.lower() in SECRET_HEADERS else value for name, value in self.headers.items()}
        recorded = Recorded(
            request.method, request.path, request.query, headers, request.body, fake.clock(), request.target
        )
        recorded.raw = request.raw
        fake.requests.append(recorded)
        reply, silence = fake.answer(request, recorded)
        if silence:
            fake.stopping.wait(silence)
        if reply is None:
            self._cut()
            return
        recorded.status, recorded.reply = reply.status, reply.body
        self._send(reply, recorded)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve

    def _request(self, prefix: str) -> Request:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
        query = parse_qs(parts.query, keep_blank_values=True)
        path = parts.path.removeprefix(prefix) if parts.path.startswith(prefix) else "/outside" + parts.path
        return Request(self.command, path, query, self.headers, raw, body, self.path)

    def _cut(self) -> None:
        # A linger time of zero makes close() send a reset instead of a clean end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _send(self, reply: Reply, recorded: Recorded) -> None:
        text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body, ensure_ascii=False)
        payload = b"" if reply.body is None else text.encode()
        headers = {"Content-Type": reply.content_type, **reply.headers}
        if reply.status != HTTPStatus.NO_CONTENT:
            headers["Content-Length"] = str(len(payload))
        recorded.reply_headers = headers
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and reply.status != HTTPStatus.NO_CONTENT:
            self.wfile.write(payload)


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a pattern of paths, in which `{name}` is one segment."""

    method: str
    pattern: re.Pattern[str]
    answer: Callable[..., Reply]
    tags: frozenset[str]


class Routes(list[Route]):
    """A table of routes, filled by decorating functions."""

    def on(self, method: str, path: str, *tags: str) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
        """Register the decorated function, under `tags` that the fake may filter by."""

        def register(function: Callable[..., Reply]) -> Callable[..., Reply]:
            pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
            self.append(Route(method, pattern, function, frozenset(tags)))
            return function

        return register

    def find(self, method: str, path: str, tag: str) -> tuple[Route, dict[str, str]] | int:
        """Return a route and the path's values, or 404 or 405."""
        status = 404
        for route in self:
            if (found := route.pattern.fullmatch(path)) and (not route.tags or tag in route.tags):
                if route.method == method:
                    return route, {name: unquote(value) for name, value in found.groupdict().items()}
                status = 405
        return status
