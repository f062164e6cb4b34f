"""What is new in the corpus, between two builds."""

from pathlib import Path

import pytest

from flows import build, bulletin
from flows.engine.stage import Place
from flows.versions import Workspace
from stages import NAMES

STORY = (
    "The cabinet approved the auction of 5G licences on Monday and set a base price of Rs {price} billion for each of "
    "the three blocks, the information minister told reporters after the meeting in the capital.\n"
)


def built(root: Path, articles: dict[str, str]) -> Workspace:
    for name, text in articles.items():
        path = root / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    build.run(NAMES, Place(root / "seeds", root / "artifacts"), {}, workers=1)
    return Workspace(root)


FIRST = {"dawn/one.txt": "A first article about the port of Karachi and the ships that call there every week.\n"}
SECOND = FIRST | {
    "dawn/two.txt": STORY.format(price=30),
    "nation/same.txt": STORY.format(price=30),
    "nation/three.txt": "# <script>alert(1)</script> [x](javascript:alert(1)) | *bold*\n\n"
    "Another article, about the weather in the hills above Murree, where USD 2 million was spent on roads.\n",
}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Workspace]:
    home = tmp_path_factory.mktemp("bulletin")
    return built(home / "first", FIRST), built(home / "second", SECOND)


def test_counts_stories_and_figures_of_what_is_new(two: tuple[Workspace, Workspace]) -> None:
    told = bulletin.of(*two)
    assert "| documents | 1 | 3 |" in told
    assert "| duplicates | 0 | 1 |" in told
    assert "2 articles are new" in told
    assert "auction of 5G licences" in told
    assert "2 outlets, 2 articles" in told
    assert "port of Karachi" not in told
    assert "Rs 30 billion" in told
    assert "USD 2 million" in told


def test_the_first_version_is_new_as_a_whole(two: tuple[Workspace, Workspace]) -> None:
    told = bulletin.of(None, two[0])
    assert "| documents | 0 | 1 |" in told
    assert "port of Karachi" in told


def test_nothing_new_says_so(two: tuple[Workspace, Workspace]) -> None:
    told = bulletin.of(two[1], two[1])
    assert "0 articles are new" in told
    assert "###" not in told


def test_no_title_acts_on_the_page(two: tuple[Workspace, Workspace]) -> None:
    told = bulletin.of(*two)
    assert "&lt;script&gt;alert" in told
    assert "<script" not in told
    assert "](javascript" not in told
    assert r"\*bold\*" in told


def test_a_folder_without_git_has_nothing_published(two: tuple[Workspace, Workspace]) -> None:
    assert "| documents | 0 | 1 |" in bulletin.since_published(two[0].root)


def test_the_report_is_the_page_where_there_is_one(tmp_path: Path) -> None:
    assert bulletin.report_of(tmp_path).name == "metrics.json"
    (tmp_path / "artifacts" / "report").mkdir(parents=True)
    (tmp_path / "artifacts" / "report" / "index.html").touch()
    assert bulletin.report_of(tmp_path).name == "index.html"
