"""Where tickets live. One adapter, one file, one line here.

An adapter module has `Settings`, a pydantic model of its own keys in the configuration, and
`connect(settings, *, name, installation, fieldmap, base_dir)`, which returns a TrackerReader and TrackerWriter. It may have
`MapKeys`, a model of the keys it adds to the field map. Its client library is imported when it connects.
"""

from importlib import import_module
from types import ModuleType

from connector.errors import ConfigError, Fault

KINDS: dict[str, str] = {
    "github": "connector.trackers.github",
    "jira": "connector.trackers.jira",
    "local": "connector.trackers.local",
}


def load(kind: str) -> ModuleType:
    """Return the adapter of a kind. Raises ConfigError naming the kinds there are."""
    if kind not in KINDS:
        raise ConfigError([Fault("trackers.kind", f"'{kind}' is not known", tuple(sorted(KINDS)))])
    return import_module(KINDS[kind])
