"""Tables in which what is said is known."""

from pathlib import Path

import pytest

from tests.support.asked import export_asked


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_asked(tmp_path_factory.mktemp("asked"))
