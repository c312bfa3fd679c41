"""How a process signs, and whether the one that signed has surely ended.

A signature is `host:pid:random`, and where the system tells it, `@world:start`: the world is what process numbers mean
something in (one boot of one machine, one container), the start tells a process from a later one with its number. Whoever
signed elsewhere, or cannot be looked at, may still run. A host's name alone was rejected: containers share it, and see
nothing of each other.
"""

import hashlib
import os
import re
import secrets
import socket
from pathlib import Path

_SIGNED = re.compile(r"(?P<host>.*):(?P<pid>\d+):[0-9a-f]+@(?P<world>[0-9a-f]+):(?P<start>\d+)", re.DOTALL)
_PROC = Path("/proc")


def signature() -> str:
    """Return how this process signs: nothing else ever signs so."""
    place, seen = _world(), _seen(os.getpid())
    known = f"@{place}:{seen[1]}" if place and seen else ""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}{known}"


def shown(signed: str) -> str:
    """Return the part of a signature that tells people something."""
    return signed.rpartition("@")[0] or signed


def ended(signed: str) -> bool:
    """Say whether the process that signed so has surely ended.

    | signed | process of that number | ended |
    |---|---|---|
    | on another host, in another world, or without one | any | not known: no |
    | here | there is none, or it is a corpse | yes |
    | here | cannot be looked at | not known: no |
    | here | started at another time | yes |
    | here | started then | no |
    """
    parts = _SIGNED.fullmatch(signed)
    if parts is None or parts["host"] != socket.gethostname() or parts["world"] != _world():
        return False
    pid = int(parts["pid"])
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass
    seen = _seen(pid)
    return seen is not None and (seen[0] or seen[1] != parts["start"])


def _world() -> str:
    """Return what is the same for processes that see each other, and for no others; "" where the system does not tell."""
    try:
        if (_PROC / "self").readlink().name != str(os.getpid()):
            return ""  # somebody else's /proc, in which our numbers mean other processes
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        spaces = [str((_PROC / "self/ns" / name).readlink()) for name in ("pid", "time")]
    except (OSError, ValueError):
        return ""
    return hashlib.sha256("\0".join([boot, *spaces]).encode()).hexdigest()[:12]


def _seen(pid: int) -> tuple[bool, str] | None:
    """Return whether a process is a corpse, and when it started in the system's ticks; None where it cannot be looked at."""
    try:
        told = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name in brackets may hold anything; behind it come state, ..., the count of threads, ..., the start.
    parts = told.rpartition(")")[2].split()
    return (parts[0] in "ZX" and parts[17] in "01", parts[19]) if len(parts) > 19 else None
