"""What all tests share: how hypothesis searches, and an environment that says nothing about the machine.

Sockets are closed but for loopback by pytest-socket's options in pyproject.toml.
"""

import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

# No deadline: a shared machine is slow at times, and timings are measured by `make bench`, not here.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the same commit always tries the same examples, and a failure prints how to try it again.
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, print_blob=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the settings of the developer's shell."""
    for name in list(os.environ):
        if name.startswith("CONNECTOR_") and name != "CONNECTOR_SHARED":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def unconfigured_logs() -> Iterator[None]:
    """Take back what a test's commands decided about logs."""
    yield
    structlog.reset_defaults()
