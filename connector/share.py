"""Where the files that people edit lie: `mappings/`, `templates/`, `examples/`.

In a checkout they are beside the package; a wheel carries them inside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shared(name: str) -> Path:
    """Return the bundled folder or file of this name. Raises FileNotFoundError when the installation is incomplete."""
    for place in (_PACKAGE / "share" / name, _PACKAGE.parent / name):
        if place.exists():
            return place
    raise FileNotFoundError(f"'{name}' is missing from this installation at {_PACKAGE}; install the connector again")
