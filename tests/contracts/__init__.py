"""What every adapter of a kind must do, as test classes: give them a harness and they run."""

import pytest

pytest.register_assert_rewrite("contracts.source_contract", "contracts.tracker_contract")
