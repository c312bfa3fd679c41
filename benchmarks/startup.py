"""How long `connector --help` takes to answer, as a multiple of a bare `import click` in the same interpreter.

A ratio, as seconds differ between machines. Runs alternate, so that a busy moment slows both sides alike, and the median
drops what it slowed only once. Exits 1 when the bar is missed.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

BAR = 4.0
ROUNDS = 15
ROOT = Path(__file__).resolve().parents[1]
HELP = (sys.executable, "-c", "from connector.cli import main; main(['--help'])")
CLICK = (sys.executable, "-c", "import click")


def seconds(command: tuple[str, ...]) -> float:
    """Return the wall time of one fresh process."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    seconds(HELP), seconds(CLICK)  # The first runs of a fresh clone compile the modules.
    pairs = [(seconds(HELP), seconds(CLICK)) for _ in range(ROUNDS)]
    answer, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = answer / bare
    verdict = "ok" if ratio <= BAR else "missed"
    print(f"connector --help: {answer * 1000:.0f} ms, import click: {bare * 1000:.0f} ms (medians of {ROUNDS})")
    print(f"startup: ratio {ratio:.2f} (bar <= {BAR:.1f}): {verdict}")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
