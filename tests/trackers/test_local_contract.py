"""The embedded tracker does what every tracker must. Its harness is in conftest.py."""

from contracts.tracker_contract import TrackerContract


class TestLocal(TrackerContract):
    """All of the contract, and nothing of its own."""
