"""The step from tables to table."""

import pyarrow as pa

from stages.annotate.names.schema import SCHEMA as NAMES
from stages.annotate.topics.params import TopicsParams
from stages.annotate.topics.schema import SCHEMA
from stages.annotate.topics.topics import run

PORT = (
    "The new port opened. Ships carry cotton from the port to the freight terminal, and cotton growers are glad. "
    "Zubair Lodhi, who built the port, thanked the growers."
)
LODHI = {
    "start": 109,
    "end": 121,
    "text": "Zubair Lodhi",
    "type": "PERSON",
    "referent": 0,
    "name": "Zubair Lodhi",
    "rule": "x",
}


def made(
    *rows: tuple[str, str | None, str | None], language: str = "en", params: TopicsParams | None = None
) -> pa.Table:
    """Return the topics of articles, each an id, a title and a text; one without a text is a reject."""
    ids, titles, texts = zip(*rows, strict=True) if rows else ((), (), ())
    articles = pa.table(
        [
            pa.array(ids, pa.string()),
            pa.array(titles, pa.string()),
            pa.array(texts, pa.large_string()),
            pa.array([None if text is not None else "empty" for text in texts], pa.string()),
        ],
        names=["doc_id", "title", "text", "reject_code"],
    )
    kept = [identity for identity, _, text in rows if text is not None]
    mentions = [[LODHI] if text and "Lodhi" in text else [] for _, _, text in rows if text is not None]
    names = pa.table(
        {"doc_id": pa.array(kept, pa.string()), "mentions": pa.array(mentions, NAMES.field("mentions").type)}
    )
    languages = pa.table({"language": pa.array([language] * len(kept), pa.string())})
    return run(articles, languages, names, params or TopicsParams())


def test_one_row_for_each_article_that_is_no_reject() -> None:
    table = made(("c", None, PORT), ("b", None, None), ("a", None, "Nothing."))
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a"]
    assert table["topics"].to_pylist()[1] == []
    assert table["keywords"].to_pylist()[1] == []


def test_keywords_stand_out_and_name_no_person() -> None:
    found = [row["text"] for row in made(("a", None, PORT))["keywords"].to_pylist()[0]]
    assert found[:2] == ["growers", "cotton"]
    assert "port" in found
    assert not {"lodhi", "zubair", "the", "and", "who"} & set(found)


def test_a_topic_comes_with_the_terms_that_say_so() -> None:
    (row,) = made(("a", "Cotton at the port", PORT))["topics"].to_pylist()
    assert [(each["topic"], each["hits"], each["terms"]) for each in row] == [
        ("transport", 7, ["port ×4", "freight ×1", "ships ×1"]),
        ("agriculture", 6, ["cotton ×3", "growers ×2"]),
    ]
    words = len(f"Cotton at the port {PORT}".split())
    assert [each["density"] for each in row] == [round(100 * hits / words, 2) for hits in (7, 6)]


def test_terms_of_two_words_stand_side_by_side() -> None:
    text = "The free trade zone opened with free trade in mind. Tariff talks went on."
    (row,) = made(("a", None, text))["topics"].to_pylist()
    assert row[0]["terms"] == ["free trade ×2", "tariff ×1"]
    (row,) = made(("a", None, text.replace("free trade", "trade free")))["topics"].to_pylist()
    assert row == []


def test_an_article_changes_no_other() -> None:
    alone = made(("a", None, PORT))
    together = made(("0", None, "Ports, ports, ports and cotton."), ("a", None, PORT))
    assert alone.to_pylist()[0] == together.to_pylist()[1]


def test_urdu_has_keywords_and_topics() -> None:
    text = "ملک کی برآمدات بڑھ گئیں۔ برآمدات اور تجارت کے وزیر نے برآمدات کو سراہا۔"
    (row,) = made(("a", None, text), language="ur").to_pylist()
    assert row["keywords"][0]["text"] == "برآمدات"
    assert [each["topic"] for each in row["topics"]] == ["exports"]


def test_an_article_in_another_language_has_no_keywords() -> None:
    (row,) = made(("a", None, PORT), language="fr").to_pylist()
    assert row["keywords"] == []


def test_the_knobs_decide_what_counts() -> None:
    assert len(made(("a", None, PORT), params=TopicsParams(keywords=1))["keywords"].to_pylist()[0]) == 1
    for params in (TopicsParams(least_terms=4), TopicsParams(least_hits=9), TopicsParams(least_density=50)):
        assert made(("a", None, PORT), params=params)["topics"].to_pylist() == [[]]


def test_without_articles_the_table_has_its_schema_all_the_same() -> None:
    for rows in ([], [("a", None, None)], [("a", None, "")]):
        table = made(*rows)
        table.validate(full=True)
        assert table.schema == SCHEMA
