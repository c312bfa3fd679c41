"""Secrets: from the environment (as settings) or from a file, and never shown."""

import difflib
import os
import stat
from pathlib import Path

from pydantic import SecretStr, ValidationInfo

from connector.errors import ConfigError, Fault

MAX_BYTES = 64 * 1024


def set_by_environment(info: ValidationInfo) -> str:
    """Return the words that tell how to set a token, with the variable's name where the validation knows it."""
    context = info.context or {}
    variables = context.get("variables")
    if not variables:
        return "set `token` by the environment"
    meant = f"{variables}TOKEN"
    near = difflib.get_close_matches(meant, context.get("unclaimed") or (), n=1, cutoff=0.85)
    misspelt = f" ({near[0]} is set, but no entry has that name)" if near else ""
    return f"set {meant} in the environment{misspelt}"


def read_secret(value: SecretStr | None, file: Path | None, *, base_dir: Path, where: str, key: str = "token") -> str:
    """Return a secret that is given as a value or in a file. Raises ConfigError saying what is wrong with the file."""
    if value is not None:
        return value.get_secret_value().strip()
    if file is None:
        raise ConfigError([Fault(f"{where}.{key}", "is missing: set it by the environment, or name a file")])
    path = base_dir / file
    at = f"{where}.{key}_file"
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError([Fault(at, f"{path} cannot be read: {error.strerror}")]) from error
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(data) > MAX_BYTES or (key == "token" and any(char.isspace() for char in text)):
        raise ConfigError([Fault(at, f"{path} does not hold a secret: write it there and nothing else")])
    return text


def open_to_others(file: Path | None, *, base_dir: Path) -> bool:
    """Say whether a secret's file can be read by other users of the machine."""
    if file is None or os.name != "posix":
        return False
    try:
        mode = (base_dir / file).stat().st_mode
    except OSError:
        return False
    return bool(mode & (stat.S_IRGRP | stat.S_IROTH))
