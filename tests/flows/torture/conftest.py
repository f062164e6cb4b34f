"""One corpus and one process that builds for all files of these tests that a worker runs."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builder import Builder
from tests.support.torture import MEMORY, Rack


@pytest.fixture(scope="session")
def rack() -> Iterator[Rack]:
    home = Path(tempfile.mkdtemp(prefix="khabar-", dir=MEMORY))
    home.chmod(0o755)  # an account that owns nothing works there too
    builder = Builder(home / "zygote")
    yield Rack(home, builder)
    builder.close()
    shutil.rmtree(home)
