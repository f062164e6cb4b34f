"""`khabar report`: where the page is, and what is new in it."""

import webbrowser
from pathlib import Path
from urllib.parse import parse_qs, unquote

import pytest
from click.testing import CliRunner, Result

import stages
from flows import build, drawing, page
from flows.cli import main
from flows.engine.stage import Place
from flows.errors import UsageError
from tests.support.builder import tree

WORDS = "The port of {} let in {} more ships than a year before, its harbour master said on Monday.\n"


def put(seeds: Path, *numbers: int) -> None:
    seeds.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (seeds / f"{number}.txt").write_text(
            WORDS.format(["Karachi", "Gwadar", "Pasni", "Ormara", "Jiwani"][number % 5], 7 * number + 30)
        )


def built(home: Path) -> Path:
    settings = {"clean": {"read": {"partition_least": 1, "partition_mean": 1, "partition_greatest": 1}}}
    build.run(stages.NAMES, Place(home / "seeds", home / "artifacts"), settings, workers=1)
    return home / "artifacts"


def report(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("page")
    put(home / "seeds", *range(6))
    return built(home)


def test_it_tells_where_the_page_is_and_opens_it(artifacts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    told = report("--artifacts", artifacts)
    assert told.output == f"{(artifacts / 'report' / 'index.html').as_uri()}\n"
    assert opened == []
    assert report("--artifacts", artifacts, "--open").exit_code == 0
    assert opened == [told.output.strip()]
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    assert "No browser could be started" in report("--artifacts", artifacts, "--open").output


def test_what_cannot_be_shown_is_said(artifacts: Path, tmp_path: Path) -> None:
    for arguments, what in (
        (("--artifacts", tmp_path), "index.html is not there"),
        (("--artifacts", artifacts, "--since", "corpus-1"), "is not the"),
    ):
        told = report(*arguments)
        assert told.exit_code == 2
        assert what in told.output
        assert "Traceback" not in told.output


def test_its_address_names_what_is_new(artifacts: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # The version published last stands in another folder here.
    from flows.versions import Workspace

    put(tmp_path / "seeds", *range(6, 8))
    put(tmp_path / "seeds", *range(6))
    now = built(tmp_path)
    monkeypatch.setattr(page, "_last", lambda _root: "corpus-3")
    monkeypatch.setattr(page, "Git", lambda root: root)
    monkeypatch.setattr(page.versions, "snapshot", lambda _git, _rev: Workspace(artifacts.parent))
    address = page.address_of(now)
    path, _, rest = address.partition("#/since/")
    name, _, query = rest.partition("?")
    assert path == (now / "report" / "index.html").as_uri()
    assert unquote(name) == "corpus-3"
    asked = parse_qs(query)
    assert asked["all"] == ["2"]
    new = asked["ids"][0].split(",")
    titles = "".join(each.read_text() for each in (now / "report" / "titles").iterdir())
    before = "".join(each.read_text() for each in (artifacts / "report" / "titles").iterdir())
    assert len(new) == 2
    assert all(doc_id in titles and doc_id not in before for doc_id in new)


def test_an_article_changes_the_shards_of_its_partition_alone(artifacts: Path, tmp_path: Path) -> None:
    put(tmp_path / "seeds", *range(6))
    before = tree(built(tmp_path) / "report")
    assert before == tree(artifacts / "report")
    assert len([path for path in before if path.startswith("articles/")]) == 7  # with the empty one
    put(tmp_path / "seeds", 6)
    after = tree(built(tmp_path) / "report")
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    shards = {path for path in changed if path.endswith(".js") and "/" in path}
    assert {path.partition("/")[0] for path in shards} == {"articles", "names", "titles"}
    assert len({path.partition("/")[2] for path in shards}) == 1
    assert {"summary.js", "metrics.json"} <= changed
    assert not {"index.html", "page.js", "page.css"} & changed
    (tmp_path / "seeds" / "6.txt").unlink()
    assert tree(built(tmp_path) / "report") == before


def test_a_damaged_shard_is_made_again_and_a_strangers_file_is_no_shard(artifacts: Path, tmp_path: Path) -> None:
    put(tmp_path / "seeds", *range(6))
    folder = built(tmp_path) / "report"
    path = next(each for each in (folder / "titles").iterdir() if each.stem != "empty")
    path.write_text("khabar.shard(1);\n")
    (folder / "names" / "empty.js").unlink()
    built(tmp_path)
    assert tree(folder) == tree(artifacts / "report")
    (folder / "titles" / "mine.js").write_text("")
    with pytest.raises(UsageError, match="is not a file that khabar makes"):
        built(tmp_path)


def test_pictures_are_drawn_of_what_there_is(artifacts: Path, tmp_path: Path) -> None:
    for library in ("altair", "vl_convert"):
        pytest.importorskip(library, reason="pictures need `pip install khabar[pictures]`")
    none = report("--artifacts", artifacts, "--pictures", tmp_path / "none")
    assert (none.exit_code, none.output) == (0, "")  # no article has a day, and no two outlets share a story
    story = WORDS.format("Karachi", 42) + "Cranes that were ordered in spring will be there by the end of the year.\n"
    for outlet in ("dawn", "nation"):
        path = tmp_path / "seeds" / outlet / "1.txt"
        path.parent.mkdir(parents=True)
        path.write_text(f" date 2021-09-17\n{story}")
    told = report("--artifacts", built(tmp_path), "--pictures", tmp_path / "drawn")
    assert told.exit_code == 0, told.output
    assert [Path(line).name for line in told.output.split()] == ["articles.svg", "outlets.svg"]
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["articles.svg", "outlets.svg"]
    assert "2021-09" in (tmp_path / "drawn" / "articles.svg").read_text()


def test_what_draws_may_be_missing(artifacts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda _name: None)
    told = report("--artifacts", artifacts, "--pictures", tmp_path / "none")
    assert told.exit_code == 2
    assert "altair is not installed" in told.output
    assert not (tmp_path / "none").exists()
