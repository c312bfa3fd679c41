"""Make docs/report.png: run the demo and take a picture of its weekly report with Chromium.

python docs/screenshot.py [CHROMIUM]
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from connector.cli import main
from connector.demo import REPORTED

TARGET = Path(__file__).with_name("report.png")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,1330",
)


def picture(chromium: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "demo"
        try:
            main(["demo", "--dir", str(site)])
        except SystemExit as done:
            if done.code:
                raise
        page = (site / "report" / f"{REPORTED}.html").as_uri()
        command = [chromium, *FLAGS, f"--user-data-dir={folder}/profile", f"--screenshot={TARGET}", page]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    picture(sys.argv[1] if len(sys.argv) > 1 else "chromium")
