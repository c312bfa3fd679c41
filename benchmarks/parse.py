"""Parsing compared with the bare format parser on the same bytes: what finding the items costs on top.

    python benchmarks/parse.py [FOLDER]

Both sides run alternately in one process, by processor time, best of several rounds; what is remembered of earlier rounds is
forgotten first. The bar is a ratio of 3.0. Without a folder it reads the
corpus, or else generated post-mortems.
"""

import io
import os
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from connector.parsing import decode, format_of, headings, parse, placeholders
from connector.parsing.extracting import aside, telling
from connector.parsing.extracting import shared as extract_shared
from connector.parsing.extracting import status as extract_status

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15
BAR = 3.0
REMEMBERED = (
    *(headings.normal, headings.classify, headings.column, telling.told_apart),
    *(
        extract_status.status_of,
        extract_status.is_status,
        placeholders.is_nothing,
        extract_shared.said_by,
        aside.one_name,
    ),
)
"""What the parser remembers between two documents."""


def bare_parser() -> Callable[[str, str], object]:
    """Return a function that only parses the format, with everything it needs imported and built."""
    from docutils.core import publish_doctree
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable("table")

    def run(text: str, kind: str) -> object:
        match kind:
            case "markdown":
                return markdown.parse(text)
            case "rst":
                settings = {
                    "report_level": 5,
                    "halt_level": 6,
                    "warning_stream": io.StringIO(),
                    "file_insertion_enabled": False,
                }
                return publish_doctree(text, settings_overrides=settings)
            case "html":
                parser = HTMLParser()
                parser.feed(text)
                parser.close()
                return parser
            case _:
                return text.splitlines()

    return run


def documents(folder: Path) -> list[tuple[str, bytes]]:
    """Read the folder's files; generated ones where there are none."""
    if folder.is_dir():
        return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()]
    rows = "\n".join(f"| Add check {n} to the deploy | ann | 2026-05-{n % 28 + 1:02} | Open |" for n in range(40))
    prose = "The queue filled up while `worker` was **restarting**, see [the graph](https://example.org/g).\n\n" * 40
    text = f"# Outage\n\nDate: 2026-05-01\n\n## Timeline\n\n{prose}## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n{rows}\n"
    return [(f"generated-{number}.md", text.encode()) for number in range(10)]


def measure(files: list[tuple[str, bytes]]) -> tuple[float, float]:
    """Return the best seconds for the bare parsers and for `parse`."""
    bare = bare_parser()
    best_bare = best_parse = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for name, data in files:
            bare(decode(data), format_of(name))
        for remembered in REMEMBERED:
            remembered.cache_clear()
        middle = time.process_time()
        for name, data in files:
            parse(data, name)
        end = time.process_time()
        best_bare, best_parse = min(best_bare, middle - start), min(best_parse, end - middle)
    return best_bare, best_parse


def main(arguments: list[str]) -> int:
    shared = Path(os.environ.get("CONNECTOR_SHARED", ROOT.parent / "shared"))
    files = documents(Path(arguments[0]) if arguments else shared / "corpus" / "docs")
    bare, full = measure(files)
    size = sum(len(data) for _, data in files)
    print(f"documents {len(files)}  bytes {size}  rounds {ROUNDS} (best of)")
    print(f"bare format parser {bare * 1000:8.1f} ms")
    print(f"connector.parsing  {full * 1000:8.1f} ms")
    met = full / bare <= BAR
    print(f"parsing: {full / bare:.2f} of the bare parser (bar <= {BAR:.1f}): {'ok' if met else 'missed'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
