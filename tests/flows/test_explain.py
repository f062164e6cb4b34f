"""The cluster of an article: who tells the same story, what differs, and why one of them is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows import build, explain
from flows.cli import main
from flows.engine.stage import Place
from flows.errors import CorruptError

STORY = (
    "The board of the Indus canal has put off the repair of its northern gates until the end of the harvest. "
    "Engineers told a meeting in Sukkur that the work would cost Rs 5bn and take eleven months. "
    "Growers had asked for water in the meantime, and the provincial minister, Zubair Anwar, promised it to them. "
    "Nobody at the meeting could say where the missing cement had gone, or who had signed for it last spring. "
    "A panel of three retired judges will look into the accounts and report before the winter session opens. "
    "Fishermen below the barrage, who lose their catch whenever the gates are shut, were not invited to speak. "
    "Their union said it would bring boats to the bridge on the day the first gate is lifted from its rails.\n"
)
OTHER = (
    "Climbers who reached the hut below the glacier on Sunday found its roof torn away and the stove buried in snow. "
    "They spent the night in a store room, melted ice over candles and walked down to the valley the next morning.\n"
)


def built(root: Path, texts: dict[str, str]) -> Path:
    """Build articles as far as `explain` reads them; return the folder of artifacts."""
    for name, text in texts.items():
        path = root / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    stages = ("clean", "dedupe", "date_normalize")
    build.run(stages, Place(root / "seeds", root / "artifacts"), {}, workers=1)
    return root / "artifacts"


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build three tellings of one story, one of another, and a file that is none."""
    root = tmp_path_factory.mktemp("explained")
    texts = {
        "alpha/first.txt": " date 2021-03-02 " + STORY,
        "beta/same.txt": " date 2021-03-03 " + STORY.replace("\n", "  \n"),
        "gamma/edited.txt": " date 2021-03-04 "
        + STORY.replace("Rs 5bn", "Rs 6bn").replace("not invited", "never asked"),
        "alpha/alone.txt": OTHER,
        "alpha/empty.txt": "",
    }
    return built(root, texts)


def shown(name: str, artifacts: Path, *options: str) -> str:
    result = CliRunner().invoke(main, ["explain", name, "--artifacts", str(artifacts), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def sources(found: explain.Explanation) -> list[str]:
    return [row["source"] for row in found.cluster]


def test_the_one_kept_stands_first_and_the_one_asked_for_second(artifacts: Path) -> None:
    assert sources(explain.of("alpha/first.txt", artifacts)) == ["alpha/first.txt", "beta/same.txt", "gamma/edited.txt"]
    found = explain.of("gamma/edited.txt", artifacts)
    assert sources(found) == ["alpha/first.txt", "gamma/edited.txt", "beta/same.txt"]
    assert [(row["outlet"], str(row["published"]), row["kind"]) for row in found.cluster] == [
        ("alpha", "2021-03-02", None),
        ("gamma", "2021-03-04", "near"),
        ("beta", "2021-03-03", "exact"),
    ]


def test_what_differs_is_shown_with_its_place(artifacts: Path) -> None:
    found = explain.of("gamma/edited.txt", artifacts)
    kept, edited, same = found.compared(3)
    assert kept["differences"] == same["differences"] == []
    figure, phrase = edited["differences"]
    assert (figure["kept_text"], figure["text"]) == ("Rs 5bn", "Rs 6bn")
    assert (phrase["kept_text"], phrase["text"]) == ("not invited", "never asked")
    text = found.article["text"]
    assert text[figure["start"] : figure["end"]] == "Rs 6bn"
    assert [row["source"] for row in found.compared(1)] == ["alpha/first.txt"]


def test_why_one_is_kept_is_said_of_the_pair_or_of_all(artifacts: Path) -> None:
    why = explain.of("gamma/edited.txt", artifacts).why
    assert why is not None
    assert why.startswith("alpha/first.txt is kept: it has the earliest day")
    assert why.endswith("(2021-03-02, the other 2021-03-04).")
    assert explain.of("alpha/first.txt", artifacts).why == (
        "This article is kept before the others: it has the earliest day of publication that is known."
    )


def test_a_program_gets_all_of_it(artifacts: Path) -> None:
    told = json.loads(shown("gamma/edited.txt", artifacts, "--json"))
    assert told["why"]
    assert [len(row["differences"]) for row in told["cluster"]] == [0, 2, 0]
    assert not any(name.startswith("_") for name in told)


def test_an_article_that_is_alone_says_so_and_a_reject_has_no_cluster(artifacts: Path) -> None:
    assert "No other article tells this story." in shown("alpha/alone.txt", artifacts)
    told = json.loads(shown("alpha/alone.txt", artifacts, "--json"))
    assert (told["cluster"], told["why"]) == ([], None)
    assert "Cluster" not in shown("alpha/empty.txt", artifacts)


def test_only_the_partitions_of_the_members_are_opened(artifacts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    read = explain.pq.read_table

    def watched(path: Path, **options: Any) -> Any:
        opened.append((path.parent.name, path.stem))
        return read(path, **options)

    monkeypatch.setattr(explain.pq, "read_table", watched)
    found = explain.of("gamma/edited.txt", artifacts)
    names = len(opened)
    found.compared(3)
    members = {row["partition"] for row in found.cluster}
    assert {stem for folder, stem in opened if folder in ("dates", "decisions")} == members
    # An exact copy has the same words: its text is not read.
    unlike = {row["partition"] for row in found.cluster if row["kind"] != "exact"}
    assert {stem for _, stem in opened[names:]} == unlike


def test_a_damaged_table_is_told(artifacts: Path) -> None:
    found = explain.of("gamma/edited.txt", artifacts)
    path = artifacts / "clean" / "articles" / f"{found.cluster[0]['partition']}.parquet"
    whole = path.read_bytes()
    path.write_bytes(b"PAR1")
    try:
        with pytest.raises(CorruptError, match="Build again"):
            found.compared(3)
    finally:
        path.write_bytes(whole)


def test_what_is_alike_and_another_story_is_named_with_the_reason(tmp_path: Path) -> None:
    form = (
        "Gold closed at {} rupees a tola in the bazaar of Peshawar, {} more than the day before, and silver at {}. "
        "Dealers said that {} shops stayed open after the bell and that buyers from {} villages had come for weddings. "
        "The next prices are set at noon by the same three houses that have set them for thirty years."
    )
    texts = {
        "alpha/one.txt": form.format(201, 12, 340, 17, 44),
        "alpha/two.txt": form.format(198, 31, 351, 19, 46),
        "alpha/far.txt": OTHER,
    }
    artifacts = built(tmp_path, texts)
    found = explain.of("alpha/one.txt", artifacts)
    assert found.cluster == []
    (other,) = found.alike
    assert (other["source"], other["changed"]) == ("alpha/two.txt", 5)
    assert 0.3 < other["similarity"] < other["containment"] < 1
    printed = shown("alpha/one.txt", artifacts)
    assert "alpha/two.txt" in printed
    assert "one form, other facts" in printed
    assert explain.of("alpha/far.txt", artifacts).alike == []
    assert "Alike" not in shown("alpha/far.txt", artifacts)


def test_members_of_the_cluster_are_not_told_as_other_stories(artifacts: Path) -> None:
    assert explain.of("gamma/edited.txt", artifacts).alike == []
    assert explain.of("alpha/first.txt", artifacts).alike == []


def test_each_name_stands_with_what_it_names(tmp_path: Path) -> None:
    artifacts = built(tmp_path, {"alpha/one.txt": "Minister Zubair Anwar left Sukkur. " * 3})
    build.run(("annotate",), Place(tmp_path / "seeds", artifacts), {}, workers=1)
    found = json.loads(shown("alpha/one.txt", artifacts, "--json"))["mentions"]
    assert {row["text"]: row["role"] for row in found} == {"Zubair Anwar": "Minister", "Sukkur": None}
    assert len({row["entity_id"] for row in found}) == 2
    assert all(row["entity_id"] for row in found)
