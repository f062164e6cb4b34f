"""The questions that come with Khabar, on the articles that we ship; three of them answered by other tools as well."""

import re
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner

import stages
from flows import build
from flows.cli import main
from flows.engine.stage import Place
from flows.sql.questions import named, questions
from flows.sql.session import Session, connect

SEEDS = Path(__file__).parents[3] / "seeds"

#: Those on tables that every corpus of news fills.
FILLED = ("articles_by_month", "widest_stories", "undated", "largest_amounts", "spoken_of", "rejected")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    artifacts = tmp_path_factory.mktemp("questions") / "artifacts"
    build.run(stages.NAMES, Place(SEEDS, artifacts), {}, workers=1)
    return artifacts


@pytest.fixture(scope="module")
def session(seeds: Path) -> Session:
    return connect(seeds)


def asked(session: Session, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = session.table(named(name)).to_pylist()
    return rows


def test_there_are_ten_each_with_a_question_in_words() -> None:
    assert len(questions()) == 10
    assert all(each.asks.endswith("?") and each.sql.endswith(";") for each in questions().values())


@pytest.mark.parametrize("name", questions())
def test_each_is_answered_in_an_order_that_stays(session: Session, name: str) -> None:
    rows = asked(session, name)
    assert rows == asked(session, name)
    assert rows or name not in FILLED


@pytest.mark.parametrize("name", questions())
def test_each_is_answered_where_every_table_has_rows(artifacts: Path, name: str) -> None:
    connect(artifacts).table(named(name))


def test_what_is_not_a_name_is_sql() -> None:
    assert named(" undated\n") == questions()["undated"].sql
    assert named("select 1") == "select 1"
    assert named("documents") == "documents"


def test_a_target_is_set_beside_its_outcome(artifacts: Path) -> None:
    both = "insert into figures select * from figures"
    with pytest.raises(Exception, match="figures"):
        connect(artifacts).table(both)  # a view: nothing of the tables can be changed
    assert asked(connect(artifacts), "targets_met") == []


README = (SEEDS.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("query", re.findall(r"```sql\n(.*?)```", README, re.DOTALL))
def test_the_queries_of_the_readme_are_answered(session: Session, query: str) -> None:
    assert session.table(query).num_rows > 0


def test_the_commands_of_the_readme_are_answered(seeds: Path) -> None:
    """But for those that need files of one's own."""
    lines = [line for line in README.splitlines() if line.startswith("khabar sql") and "--file" not in line]
    assert len(lines) > 6
    for line in lines:
        command = shlex.split(line.partition(" | ")[0], comments=True)
        result = CliRunner().invoke(main, [*command[1:], "--artifacts", str(seeds)])
        assert result.exit_code == 0, (line, result.output)


def test_the_readme_names_every_question() -> None:
    assert all(f"`{name}`" in README or f"sql {name}`" in README for name in questions())


def test_articles_by_month_with_polars_and_pandas(session: Session, seeds: Path) -> None:
    expected = asked(session, "articles_by_month")
    lazy = (
        pl.scan_parquet(seeds / "export" / "documents")
        .filter(pl.col("published").is_not_null())
        .group_by(pl.col("published").dt.strftime("%Y-%m").alias("month"), "outlet")
        .agg(pl.len().alias("articles"), pl.col("words").sum())
        .sort(["month", "articles", "outlet"], descending=[False, True, False])
    )
    assert lazy.collect().to_dicts() == expected
    frame = pd.read_parquet(seeds / "export" / "documents", columns=["published", "outlet", "words"]).dropna(
        subset=["published"]
    )
    frame["month"] = frame["published"].map(lambda day: f"{day:%Y-%m}")
    counted = frame.groupby(["month", "outlet"], dropna=False).agg(articles=("words", "size"), words=("words", "sum"))
    counted = counted.reset_index().sort_values(["month", "articles", "outlet"], ascending=[True, False, True])
    assert counted.to_dict("records") == expected


def test_widest_stories_with_polars_and_pandas(session: Session, seeds: Path) -> None:
    expected = asked(session, "widest_stories")
    assert len(expected[0]["carried_by"]) > 2
    documents = pl.read_parquet(seeds / "export" / "documents")
    copies = pl.read_parquet(seeds / "export" / "duplicates")
    carried = (
        pl.concat(
            [
                documents.filter(pl.col("duplicates") > 0).select(pl.col("doc_id").alias("kept"), "outlet"),
                copies.select(pl.col("duplicate_of").alias("kept"), "outlet"),
            ]
        )
        .drop_nulls()
        .unique()
        .group_by("kept")
        .agg(pl.col("outlet").sort().alias("carried_by"))
    )
    found = (
        documents.join(carried, left_on="doc_id", right_on="kept")
        .sort(["outlets", "published", "doc_id"], descending=[True, False, False], nulls_last=True)
        .head(20)
        .select(
            "published",
            pl.coalesce("title", pl.col("text").str.slice(0, 60)).alias("story"),
            "outlets",
            "carried_by",
            "doc_id",
        )
    )
    assert found.to_dicts() == expected

    kept = pd.read_parquet(seeds / "export" / "documents")
    folded = pd.read_parquet(seeds / "export" / "duplicates")
    own = kept[kept["duplicates"] > 0][["doc_id", "outlet"]].rename(columns={"doc_id": "kept"})
    others = folded[["duplicate_of", "outlet"]].rename(columns={"duplicate_of": "kept"})
    outlets = (
        pd.concat([own, others]).dropna().drop_duplicates().groupby("kept")["outlet"].agg(sorted).rename("carried_by")
    )
    joined = kept.join(outlets, on="doc_id", how="inner")
    joined = joined.sort_values(["published", "doc_id"]).sort_values("outlets", ascending=False, kind="stable").head(20)
    joined["story"] = joined["title"].fillna(joined["text"].str[:60])
    rows = joined[["published", "story", "outlets", "carried_by", "doc_id"]].to_dict("records")
    assert [
        {name: None if isinstance(value, float) else value for name, value in row.items()} for row in rows
    ] == expected


def test_largest_amounts_with_polars_and_pandas(session: Session, seeds: Path) -> None:
    expected = [
        (row["currency"], row["value_high"], row["text"], row["cite"]) for row in asked(session, "largest_amounts")
    ]
    assert len({currency for currency, *_ in expected}) > 2
    order = ["currency", "value_high", "doc_id", "start"]
    found = (
        pl.scan_parquet(seeds / "export" / "amounts")
        .filter(pl.col("currency").is_not_null())
        .sort(order, descending=[False, True, False, False])
        .group_by("currency", maintain_order=True)
        .head(3)
        .select("currency", "value_high", "text", cite=pl.format("{}:{}-{}", "doc_id", "start", "end"))
    )
    assert found.collect().rows() == expected
    frame = pd.read_parquet(seeds / "export" / "amounts", dtype_backend="pyarrow").dropna(subset=["currency"])
    frame = frame.sort_values(order, ascending=[True, False, True, True]).groupby("currency").head(3)
    cites = frame["doc_id"] + ":" + frame["start"].astype(str) + "-" + frame["end"].astype(str)
    assert list(zip(frame["currency"], frame["value_high"], frame["text"], cites, strict=True)) == expected
