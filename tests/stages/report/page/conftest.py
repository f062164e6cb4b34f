from collections.abc import Iterator
from pathlib import Path

import pytest

import stages
from flows import build
from flows.engine.stage import Place
from tests.stages.report.page import made
from tests.support.browser import Browser, running
from tests.support.page import write

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of articles of our own making."""
    return write(tmp_path_factory.mktemp("page"), made.partitions()).parent


@pytest.fixture(scope="module")
def seeds(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the articles that we ship."""
    artifacts = tmp_path_factory.mktemp("seeds") / "artifacts"
    build.run(stages.NAMES, Place(ROOT / "seeds", artifacts), {}, workers=1)
    return artifacts / "report"
