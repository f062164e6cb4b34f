"""How many inputs there are: few in every run of the tests, a million with ``make soak`` (KHABAR_SOAK)."""

import os

import pytest

SOAK = bool(os.environ.get("KHABAR_SOAK"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what takes an hour to the soak."""
    skip = pytest.mark.skip(reason="runs for an hour; `make soak` runs it")
    for item in items:
        if item.get_closest_marker("soak") and not SOAK:
            item.add_marker(skip)
