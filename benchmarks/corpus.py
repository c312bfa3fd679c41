"""Score the parser against the hand-checked corpus, where its folder is there.

    python benchmarks/corpus.py [scorer options, such as --show 016]

The folder is `corpus` inside CONNECTOR_SHARED, or inside a folder named `shared` beside the repository.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from connector.parsing import ParseOptions, parse

ROOT = Path(__file__).resolve().parents[1]


def corpus_folder() -> Path:
    """Return where the corpus should be; it may be missing."""
    shared = os.environ.get("CONNECTOR_SHARED")
    return (Path(shared) if shared else ROOT.parent / "shared") / "corpus"


def predictions(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Parse every document and put its items into the scorer's form."""
    found: dict[str, list[dict[str, object]]] = {}
    for path in sorted((folder / "docs").iterdir()):
        post_mortem = parse(path.read_bytes(), path.name, options=ParseOptions())
        found[f"docs/{path.name}"] = [
            {
                "action": item.action,
                "owner": list(item.owners) or None,
                "due": item.due.isoformat() if item.due else None,
                "status": item.status.value if item.status else None,
                "priority": item.priority,
                "refs": list(item.refs),
            }
            for item in post_mortem.items
        ]
    return found


def main(arguments: list[str]) -> int:
    folder = corpus_folder()
    if not (folder / "score.py").is_file():
        print(f"no corpus in {folder}: set CONNECTOR_SHARED to the folder that holds it", file=sys.stderr)
        return 2
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8", delete=False) as file:
        json.dump(predictions(folder), file)
    try:
        return subprocess.run([sys.executable, str(folder / "score.py"), file.name, *arguments], check=False).returncode
    finally:
        Path(file.name).unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
