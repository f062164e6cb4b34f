"""The order in which files of tests are handed to workers."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with what takes minutes: begun last, it would keep one worker busy while the others have nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("minutes") is None)
