"""Run every benchmark, each in its own process, and end with one table: figure, bar, verdict.

A benchmark reports a figure as a line `<name>: <figure> (bar <bar>): ok|missed` and exits 1 when it missed one.
"""

import re
import subprocess
import sys
from pathlib import Path

NAMES = ("parse", "cycle", "startup", "report", "digest", "remote")
LINE = re.compile(r"^(?P<name>[^:]+): (?P<figure>.+) \(bar (?P<bar>[^()]+)\): (?P<verdict>ok|missed)$")
Figure = tuple[str, str, str, str]


def run(name: str) -> tuple[list[Figure], int]:
    """Run one benchmark, pass its output on, and return its figures and exit code."""
    script = Path(__file__).with_name(f"{name}.py")
    done = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=False)
    print(f"== {name}\n{done.stdout}", flush=True)
    figures = [match.groups() for line in done.stdout.splitlines() if (match := LINE.match(line.strip()))]
    if not figures or (done.returncode and all(verdict == "ok" for *_, verdict in figures)):
        figures.append((name, f"exit code {done.returncode}", "-", "missed" if done.returncode else "ok"))
    return figures, done.returncode


def main() -> int:
    results = [run(name) for name in NAMES]
    rows: list[Figure] = [("benchmark", "figure", "bar", "verdict")]
    rows += [figure for figures, _ in results for figure in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    return 1 if any(code for _, code in results) else 0


if __name__ == "__main__":
    sys.exit(main())
