"""Where incidents are recorded. One adapter, one file, one line here.

An adapter module has `Settings`, a pydantic model of its own keys in the configuration, and
`connect(settings, *, name, base_dir)`, which returns an IncidentSource.
"""

from importlib import import_module
from types import ModuleType

from connector.errors import ConfigError, Fault

KINDS: dict[str, str] = {
    "directory": "connector.incidents.directory",
}


def load(kind: str) -> ModuleType:
    """Return the adapter of a kind. Raises ConfigError naming the kinds there are."""
    if kind not in KINDS:
        raise ConfigError([Fault("incidents.kind", f"'{kind}' is not known", tuple(sorted(KINDS)))])
    return import_module(KINDS[kind])
