"""Reading documents named on the command line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from connector.core.model import PostMortem

SUFFIXES = {".md", ".markdown", ".mdx", ".rst", ".html", ".htm", ".xhtml", ".xml", ".txt", ".erb"}


def read_paths(paths: Sequence[Path], *, date_order: str | None) -> list[tuple[str, PostMortem]]:
    """Read files, and every document in folders; each under the name it was given. Raises a usage error for a wrong path."""
    return [(name, read) for name, read, _ in read_texts(paths, date_order=date_order)]


def read_texts(paths: Sequence[Path], *, date_order: str | None) -> Iterator[tuple[str, PostMortem, str]]:
    """Read files likewise, and yield each with its text; "" where that cannot be read."""
    from connector.parsing import ParseOptions, Unreadable, decode, parse

    options = ParseOptions(date_order=date_order)
    for path in _files(paths):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise click.UsageError(f"cannot read {path}: {error.strerror}") from error
        try:
            text = decode(data)
        except Unreadable:
            text = ""  # the hold of the document says why
        yield str(path), parse(data, path.name, options=options), text


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES)
        elif path.exists():
            yield path
        else:
            raise click.UsageError(f"there is no file or folder at {path}")
