"""Stories that several articles tell: counted over all partitions, whatever lies where."""

import json
from collections import Counter
from itertools import combinations
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.export.schema import schemas
from stages.report.count import count
from stages.report.params import ReportParams
from stages.report.render import render
from stages.report.stories import OUTLETS
from stages.report.total import total

PARAMS = ReportParams()
TABLES = ("documents", "duplicates", "rejects", "timexes", "amounts", "quotes", "topics")

#: An article: its partition, its story (None where it is alone) and its outlet.
Article = tuple[int, str | None, str | None]


def counted(articles: list[Article]) -> pa.Table:
    """Count each partition; the first article of a story is the one kept."""
    kept: set[str] = set()
    tables: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for partition, story, outlet in articles:
        table = "duplicates" if story in kept else "documents"
        kept |= {story} if story else set()
        row = {"cluster_id": story, "outlet": outlet, "language": "en", "kind": "near"}
        tables.setdefault(partition, {}).setdefault(table, []).append(row)
    parts = []
    for found in tables.values():
        made = [pa.Table.from_pylist(found.get(name, []), schema=schemas()[name]) for name in TABLES]
        parts.append(count(*made, PARAMS))
    return pa.concat_tables(parts)


def lines(files: dict[str, bytes], name: str) -> list[str]:
    return files[name].decode().splitlines()


def test_stories_are_put_together_from_all_partitions() -> None:
    files = render(
        {
            "counts": total(
                counted(
                    [
                        (0, "s", "A"),
                        (1, "s", "B"),
                        (2, "s", "A"),
                        (0, "t", "B"),
                        (1, "t", None),
                        (1, None, "C"),
                        (2, "u", "A"),
                        (2, "u", "C"),
                    ]
                ),
                PARAMS,
            )
        }
    )
    assert json.loads(files["metrics.json"])["stories"] == {
        "told_by_several_articles": 3,
        "carried_by_several_outlets": 2,
        "articles_of_the_largest": 3,
    }
    assert lines(files, "stories_by_articles.csv") == ["articles,stories", "2,2", "3,1"]
    assert lines(files, "shared_stories.csv") == [
        "outlet,other,stories",
        "A,A,2",
        "A,B,1",
        "A,C,1",
        "B,A,1",
        "B,B,1",
        "B,C,0",
        "C,A,1",
        "C,B,0",
        "C,C,1",
    ]


def test_large_stories_share_a_bar_and_small_outlets_a_row() -> None:
    sizes = [2, 4, 10, 11, 20, 21, 101, 250]
    articles: list[Article] = [(0, f"s{size}", None) for size in sizes for _ in range(size)]
    files = render({"counts": total(counted(articles), PARAMS)})
    assert lines(files, "stories_by_articles.csv")[1:] == [
        *("2,1", "3,0", "4,1", "5,0", "6,0", "7,0", "8,0", "9,0", "10,1", "11 to 20,2", "21 to 50,1", "51 to 100,0"),
        "over 100,2",
    ]
    assert lines(files, "shared_stories.csv") == ["outlet,other,stories"]

    many = [f"{number:02}" for number in range(OUTLETS + 3)]
    articles = [(0, f"s{number}", outlet) for number in range(2) for outlet in many[number:]]
    told = lines(render({"counts": total(counted(articles), PARAMS)}), "shared_stories.csv")[1:]
    assert len(told) == (OUTLETS + 1) ** 2
    # The one that is only in the first story shares the fewest; a story with several of the others counts once.
    assert told[-1] == "others,others,2"
    assert told[OUTLETS] == "01,others,2"


def test_a_corpus_without_copies_has_a_bar_of_nothing() -> None:
    files = render({"counts": total(counted([(0, None, "A"), (1, None, "B")]), PARAMS)})
    assert lines(files, "stories_by_articles.csv") == ["articles,stories", "2,0"]
    assert json.loads(files["metrics.json"])["stories"]["articles_of_the_largest"] == 0


@settings(max_examples=100, deadline=None)
def inside(label: str, size: int) -> bool:
    """Say whether stories of so many articles stand in a bar: "4", or "11 to 20"."""
    first, _, last = label.partition(" to ")
    return int(first) <= size <= int(last or first)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from(["s", "t", "u", None]), st.sampled_from(["A", "B", "C", "D", None])
        ),
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_the_counts_are_those_of_a_plain_loop_in_any_order(articles: list[Article], random: Any) -> None:
    # What is no copy of anything has no story.
    tellers = Counter(story for _, story, _ in articles)
    articles = [(at, story if tellers[story] > 1 else None, outlet) for at, story, outlet in articles]
    if not articles:
        return
    rows = counted(articles)
    order = list(range(rows.num_rows))
    random.shuffle(order)
    assert total(rows.take(order), PARAMS).equals(total(rows, PARAMS))

    files = render({"counts": total(rows, PARAMS)})
    sizes = Counter(size for story, size in Counter(story for _, story, _ in articles).items() if story)
    bars = {label: int(b) for label, b in (line.split(",") for line in lines(files, "stories_by_articles.csv")[1:])}
    assert bars == {label: sum(number for size, number in sizes.items() if inside(label, size)) for label in bars}
    assert sum(bars.values()) == sum(sizes.values())
    outlets: dict[str, set[str]] = {}
    for _, story, outlet in articles:
        if story and outlet:
            outlets.setdefault(story, set()).add(outlet)
    pairs = Counter(pair for carried in outlets.values() for pair in combinations(sorted(carried), 2))
    matrix = {(a, b): int(n) for a, b, n in (line.split(",") for line in lines(files, "shared_stories.csv")[1:])}
    assert {pair: number for pair, number in matrix.items() if pair[0] < pair[1] and number} == pairs
    assert all(matrix[b, a] == number for (a, b), number in matrix.items())
    several = json.loads(files["metrics.json"])["stories"]["carried_by_several_outlets"]
    assert several == sum(len(carried) > 1 for carried in outlets.values())
