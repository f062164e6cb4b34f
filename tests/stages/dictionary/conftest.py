"""One folder of exported tables with made-up rows for each module."""

from pathlib import Path

import pytest

from tests.support.samples import export


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("tables")) / "export"
