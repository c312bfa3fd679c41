"""Make docs/report.png and docs/report-telephone.png: run the demo and take pictures of its weekly report with Chromium.

python docs/screenshot.py [CHROMIUM]
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from connector.cli import main
from connector.demo import REPORTED

FOLDER = Path(__file__).parent
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
)
DESK, TELEPHONE = (1280, 1500), (390, 1500)
FRAME = '<body style="margin:0"><iframe src="{}" width="{}" height="{}" style="border:0"></iframe>'


def pictures(chromium: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "demo"
        try:
            main(["demo", "--dir", str(site)])
        except SystemExit as done:
            if done.code:
                raise
        page = (site / "report" / f"{REPORTED}.html").as_uri()
        # No window is as narrow as a telephone; a frame within one is.
        frame = Path(folder) / "frame.html"
        frame.write_text(FRAME.format(page, *TELEPHONE), encoding="utf-8")
        for name, address, size in (("report", page, DESK), ("report-telephone", frame.as_uri(), TELEPHONE)):
            target = FOLDER / f"{name}.png"
            command = [chromium, *FLAGS, f"--user-data-dir={folder}/profile", f"--window-size={DESK[0]},{DESK[1]}"]
            subprocess.run([*command, f"--screenshot={target}", address], check=True, stderr=subprocess.DEVNULL)
            with Image.open(target) as whole:
                whole.crop((0, 0, *size)).convert("RGB").quantize(128).save(target, optimize=True)


if __name__ == "__main__":
    pictures(sys.argv[1] if len(sys.argv) > 1 else "chromium")
