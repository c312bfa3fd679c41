"""How people are told. One adapter, one file, one line here.

An adapter module has `Settings`, a pydantic model of its own keys in the configuration, and
`connect(settings, *, name, base_dir)`, which returns a Notifier, whose channels are told one by one.
"""

from importlib import import_module
from types import ModuleType

from connector.errors import ConfigError, Fault

KINDS: dict[str, str] = {
    "apprise": "connector.notifiers.apprise",
    "log": "connector.notifiers.log",
    "mail": "connector.notifiers.mail",
}


def load(kind: str) -> ModuleType:
    """Return the adapter of a kind. Raises ConfigError naming the kinds there are."""
    if kind not in KINDS:
        raise ConfigError([Fault("notifiers.kind", f"'{kind}' is not known", tuple(sorted(KINDS)))])
    return import_module(KINDS[kind])
