"""The step from tables to table, and whose claims they are where quotations are known."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import amounts
from stages.annotate.amounts.schema import SCHEMA as AMOUNTS
from stages.annotate.figures.figures import run
from stages.annotate.figures.letters import LETTERS
from stages.annotate.figures.params import FiguresParams
from stages.annotate.figures.reading import figures, may_claim
from stages.annotate.figures.schema import SCHEMA
from stages.annotate.figures.tokens import Mark
from stages.annotate.sentences import split
from stages.annotate.sentences.params import SentencesParams
from stages.date_normalize.schema import DATES
from tests.support.figures import figures_of

TEXT = "Zürich, she said: IT exports rose 43.59 percent to $1.512 billion in FY21 from $1.053 billion in FY20."
DAY = dt.date

QUOTES = pa.schema(
    [
        pa.field("doc_id", pa.string()),
        pa.field(
            "quotes",
            pa.list_(
                pa.struct(
                    [
                        *(pa.field(name, pa.int32()) for name in ("start", "end", "speaker_start", "speaker_end")),
                        pa.field("speaker_text", pa.string()),
                        pa.field("speaker_mention", pa.int32()),
                    ]
                )
            ),
        ),
    ]
)


def amounts_of(key: str, text: str) -> dict[str, Any]:
    """Return the row of an article in the table of amounts."""
    found = [each._asdict() for each in amounts(text, AmountsParams())]
    values = ("value_low", "value_high")
    return {"doc_id": key, "amounts": [row | {name: Decimal(row[name]).scaleb(-9) for name in values} for row in found]}


def tables(*rows: tuple[str, str | None, str | None]) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table, pa.Table]:
    """Return what the step reads; FY20 and FY21 are the only dates, and nobody is quoted."""
    ids, texts, codes = zip(*rows, strict=True) if rows else ((), (), ())
    articles = pa.table(
        [pa.array(ids, pa.string()), pa.array(texts, pa.large_string()), pa.array(codes, pa.string())],
        names=["doc_id", "text", "reject_code"],
    )
    dates = []
    for key, text, code in rows:
        if code is None and text is not None:
            timexes = [
                {
                    "start": at,
                    "end": at + 4,
                    "text": f"FY{year}",
                    "type": "DATE",
                    "value": f"20{year}",
                    "begin": DAY(1999 + year, 7, 1),
                    "finish": DAY(2000 + year, 6, 30),
                    "fiscal": f"PK FY{year}",
                    "rule": "x",
                }
                for year in (20, 21)
                if (at := text.find(f"FY{year}")) >= 0
            ]
            timexes.sort(key=lambda row: row["start"])
            dates.append({"doc_id": key, "published_rule": "x", "published_sources": [], "timexes": timexes})
    return (
        articles,
        split.run(articles, SentencesParams()),
        pa.Table.from_pylist([amounts_of(key, text or "") for key, text, code in rows if code is None], schema=AMOUNTS),
        pa.Table.from_pylist(dates, schema=DATES),
        pa.Table.from_pylist([{"doc_id": row["doc_id"], "quotes": []} for row in dates], schema=QUOTES),
    )


def test_one_row_for_each_article_that_is_no_reject() -> None:
    table = run(*tables(("c", TEXT, None), ("b", None, "empty"), ("a", "Nothing.", None)), FiguresParams())
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a"]
    assert [len(row) for row in table["figures"].to_pylist()] == [3, 0]


def test_all_fields_of_a_figure() -> None:
    table = run(*tables(("a", TEXT, None)), FiguresParams())
    row: dict[str, Any] = table["figures"].to_pylist()[0][1]
    assert row == {
        "start": 51,
        "end": 65,
        "text": "$1.512 billion",
        "sentence_start": 0,
        "sentence_end": len(TEXT),
        "indicator": "IT exports",
        "indicator_id": "export-it",
        "indicator_start": 18,
        "indicator_end": 28,
        "kind": "actual",
        "measure": "level",
        "unit": "USD",
        "mod": None,
        "cue": None,
        "rule": "level_to",
        "value_low": Decimal(1512000000),
        "value_high": Decimal(1512000000),
        "growth": Decimal("43.59"),
        "base_low": Decimal(1053000000),
        "base_high": Decimal(1053000000),
        "consistent": True,
        "base_begin": DAY(2019, 7, 1),
        "base_finish": DAY(2020, 6, 30),
        "begin": DAY(2020, 7, 1),
        "finish": DAY(2021, 6, 30),
        "period": "2021",
        "fiscal": "PK FY21",
        **dict.fromkeys(("speaker_text", "speaker_start", "speaker_end", "speaker_mention")),
    }


def test_without_articles_the_table_has_its_schema_all_the_same() -> None:
    for rows in ([], [("a", None, "empty")], [("a", "", None)]):
        table = run(*tables(*rows), FiguresParams())
        table.validate(full=True)
        assert table.schema == SCHEMA


def test_a_sliced_table_gives_the_rows_of_the_slice() -> None:
    made = tables(*((str(at), f"IT exports rose by {at + 1} percent.", None) for at in range(10)))
    whole = run(*made, FiguresParams())
    assert whole.slice(3, 4).equals(run(*(table.slice(3, 4) for table in made), FiguresParams()))


def test_tables_of_other_articles_are_refused() -> None:
    articles, sentences, found, _, quotes = tables(("a", TEXT, None))
    *_, dates, _ = tables(("b", TEXT, None))
    with pytest.raises(ValueError, match="other articles"):
        run(articles, sentences, found, dates, quotes, FiguresParams())


def test_the_narrowest_quotation_that_holds_a_figure_says_whose_it_is() -> None:
    quote = {"start": 16, "end": len(TEXT), "speaker_start": 8, "speaker_end": 11, "speaker_text": "she"}
    rows = [
        {"start": 0, "end": len(TEXT), "speaker_start": 0, "speaker_end": 6, "speaker_text": "Zürich"},
        quote | {"speaker_mention": 7},
        {"start": 18, "end": len(TEXT)},
    ]
    quotes = pa.Table.from_pylist([{"doc_id": "a", "quotes": rows}], schema=QUOTES)
    *others, empty = tables(("a", TEXT, None))
    table = run(*others, quotes, FiguresParams())
    told = {(row["speaker_text"], row["speaker_mention"]) for row in table["figures"].to_pylist()[0]}
    assert told == {("she", 7)}
    table = run(*others, empty, FiguresParams())
    assert {row["speaker_text"] for row in table["figures"].to_pylist()[0]} == {None}


def test_the_country_whose_indicators_go_without_its_name_is_a_knob() -> None:
    text = "Pakistan’s IT exports rose to $5 billion, and India’s rice exports rose to $4 billion."
    by_default = [figure.indicator_id for figure in figures_of(text)]
    assert by_default == ["export-it", "export-india-rice"]
    assert [figure.indicator_id for figure in figures_of(text, params=FiguresParams(home="India"))] == [
        "export-it-pakistan",
        "export-rice",
    ]
    assert [figure.indicator_id for figure in figures_of(text, params=FiguresParams(home=""))] == [
        "export-it-pakistan",
        "export-india-rice",
    ]


def test_how_far_it_may_point_back_is_a_knob() -> None:
    text = "IT exports rose to $5 billion. Nobody knows why. It was $4 billion in 2020."
    assert [figure.indicator_id for figure in figures_of(text)] == ["export-it", "export-it"]
    assert [figure.indicator_id for figure in figures_of(text, params=FiguresParams(look_back=1))] == ["export-it"]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("The staff rose to 5 people.", True),
        ("The staff fell by about 5 people from 9 people.", True),
        ("The staff was 5 people.", True),
        ("Yesterday 5 people came.", False),
        ("5 people came.", False),
        ("(5 people)", False),
    ],
)
def test_a_count_is_looked_at_where_the_word_before_it_may_lead_to_one(text: str, *, claimed: bool) -> None:
    at = text.index("5")
    assert may_claim(text, 0, Mark(at, at + len("5 people"), LETTERS["COUNT"], 0)) is claimed
    assert may_claim(text, 0, Mark(at, at + len("5 people"), LETTERS["MONEY"], 0))


def test_counts_are_claims_of_what_is_counted() -> None:
    text = "The textile workforce rose to 5 people from 4 people. In the end 3 people came."
    counts = [
        {
            "start": (at := text.index(f"{value} people")),
            "end": at + 8,
            "text": f"{value} people",
            "kind": "count",
            "value_low": value * 10**9,
            "value_high": value * 10**9,
            "currency": None,
            "unit": "person",
            "mod": None,
        }
        for value in (5, 4, 3)
    ]
    found = figures(text, [(0, 53), (54, len(text))], counts, [], [], FiguresParams())
    told = [(row.indicator, row.value_low // 10**9, row.unit, row.base_low) for row in found]
    assert told == [("textile workforce", 5, "person", 4 * 10**9), ("textile workforce", 4, "person", None)]
