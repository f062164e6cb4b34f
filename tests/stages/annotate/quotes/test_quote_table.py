"""The step from tables to table."""

import pyarrow as pa
import pytest

from stages.annotate.names.names import run as name
from stages.annotate.names.params import NamesParams
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.quotes import run
from stages.annotate.quotes.rules import reason_of
from stages.annotate.quotes.schema import SCHEMA
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import run as split

LODHI = "Trade Minister Zubair Lodhi spoke to traders. “Exports will double,” he said."


def articles(*rows: tuple[str, str | None, str | None], title: str | None = None) -> pa.Table:
    ids, texts, codes = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        [
            pa.array(ids, pa.string()),
            pa.array(texts, pa.large_string()),
            pa.array(codes, pa.string()),
            pa.array([title] * len(ids), pa.string()),
        ],
        names=["doc_id", "text", "reject_code", "title"],
    )


def made(table: pa.Table, params: QuotesParams | None = None) -> pa.Table:
    sentences = split(table, SentencesParams())
    return run(table, sentences, name(table, sentences, NamesParams()), params or QuotesParams())


def test_one_row_for_each_article_that_is_no_reject() -> None:
    table = made(articles(("c", LODHI, None), ("b", None, "empty"), ("a", "Nothing.", None)))
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a"]
    assert [len(row) for row in table["quotes"].to_pylist()] == [1, 0]
    assert table["headline"].to_pylist() == [None, None]


def test_all_fields_of_a_quote() -> None:
    (quote,) = made(articles(("a", LODHI, None)))["quotes"].to_pylist()[0]
    assert quote == {
        "start": 46,
        "end": 68,
        "text": "“Exports will double,”",
        "kind": "direct",
        "speaker_start": 69,
        "speaker_end": 71,
        "speaker_text": "he",
        "speaker_mention": 0,
        "cue": "said",
        "cue_start": 72,
        "cue_end": 76,
        "rule": "subject_behind+pronoun",
    }


def test_without_articles_the_table_has_its_schema_all_the_same() -> None:
    for rows in ([], [("a", None, "empty")], [("a", "", None)]):
        table = made(articles(*rows))
        table.validate(full=True)
        assert table.schema == SCHEMA


def test_a_sliced_table_gives_the_rows_of_the_slice() -> None:
    table = articles(*((str(at), f"{LODHI} It was {at} o'clock, he added.", None) for at in range(8)))
    assert made(table).slice(3, 4).equals(made(table.slice(3, 4)))


@pytest.mark.parametrize(
    ("title", "said", "speaker", "mention", "rule"),
    [
        ("Exports will double, Zubair Lodhi", "Exports will double", "Zubair Lodhi", 0, "headline_last"),
        ("Exports will double in a year: Lodhi", "Exports will double in a year", "Lodhi", 0, "headline_last"),
        ("Lodhi: Exports will double", "Exports will double", "Lodhi", 0, "headline_colon"),
        (
            "Exports to double in a year, says minister",
            "Exports to double in a year",
            "minister",
            None,
            "headline_last",
        ),
        ("Zubair Lodhi says exports will double", "exports will double", "Zubair Lodhi", 0, "headline_says"),
    ],
)
def test_what_a_headline_says_that_somebody_said(
    title: str, said: str, speaker: str, mention: int | None, rule: str
) -> None:
    (head,) = made(articles(("a", LODHI, None), title=title))["headline"].to_pylist()
    assert head == {"said": said, "speaker_text": speaker, "speaker_mention": mention, "rule": rule}
    assert reason_of(rule)


@pytest.mark.parametrize(
    "title",
    [
        "Exports will double",
        "Budget 2021: what to expect from it",
        "Lodhi, traders and the port",
        "",
        "Wheat, rice, Karachi",
    ],
)
def test_a_headline_that_quotes_nobody(title: str) -> None:
    assert made(articles(("a", LODHI, None), title=title))["headline"].to_pylist() == [None]


def test_the_knobs_decide_what_the_text_leaves_open() -> None:
    text = "Nadia spoke of the sea. “Salt and wind and rope”. She praised the crew."
    few, many = (made(articles(("a", text, None)), QuotesParams(sentence_words=least)) for least in (5, 6))
    assert [quote["kind"] for quote in few["quotes"].to_pylist()[0]] == ["direct", "indirect"]
    assert [quote["kind"] for quote in many["quotes"].to_pylist()[0]] == ["indirect"]
    assert made(articles(("a", text, None)), QuotesParams(acts=False))["quotes"].to_pylist() == [[]]
