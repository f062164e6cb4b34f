"""The step from table to table."""

from decimal import Decimal

import pyarrow as pa
import pytest

from stages.annotate.amounts.amounts import run
from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import amounts
from stages.annotate.amounts.schema import SCHEMA


def outlets(articles: pa.Table, country: str | None = None) -> pa.Table:
    return pa.table({"country": pa.array([country] * articles.num_rows, pa.string())})


def read(articles: pa.Table, params: AmountsParams | None = None) -> pa.Table:
    return run(articles, outlets(articles), params or AmountsParams())


def articles(*rows: tuple[str, str | None, str | None]) -> pa.Table:
    ids, texts, codes = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        [pa.array(ids, pa.string()), pa.array(texts, pa.large_string()), pa.array(codes, pa.string())],
        names=["doc_id", "text", "reject_code"],
    )


def test_one_row_for_each_article_that_is_no_reject() -> None:
    table = read(articles(("c", "It cost $5 billion.", None), ("b", None, "empty"), ("a", "Nothing.", None)))
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a"]
    assert [len(row) for row in table["amounts"].to_pylist()] == [1, 0]


def test_all_fields_of_an_amount() -> None:
    table = read(articles(("a", "Between é about Rs1.000000001 and 2 crore.", None)), AmountsParams(rupee="INR"))
    assert [
        {
            "start": 16,
            "end": 29,
            "text": "Rs1.000000001",
            "kind": "money",
            "value_low": Decimal("1.000000001"),
            "value_high": Decimal("1.000000001"),
            "currency": "INR",
            "unit": None,
            "per": None,
            "numerator": None,
            "denominator": None,
            "mod": "about",
            "rule": "currency_first+rupee_default",
        }
    ] == table["amounts"].to_pylist()[0]


def test_values_are_stored_to_the_last_digit() -> None:
    most = "99999999999999999999999999999.999999999"
    table = read(articles(("a", f"${most} and -${most} and -0.000000001%", None)))
    values = [row["value_high"] for row in table["amounts"].to_pylist()[0]]
    assert [Decimal(most), Decimal(f"-{most}"), Decimal("-0.000000001")] == values


def test_without_articles_the_table_has_its_schema_all_the_same() -> None:
    for rows in ([], [("a", None, "empty")], [("a", "", None)]):
        table = read(articles(*rows))
        table.validate(full=True)
        assert table.schema == SCHEMA


def test_a_sliced_table_gives_the_rows_of_the_slice() -> None:
    table = articles(*((str(at), f"It cost ${at}.", None) for at in range(10)))
    assert read(table).slice(3, 4).equals(read(table.slice(3, 4)))


@pytest.mark.parametrize(
    ("params", "text", "currency", "rule"),
    [
        (AmountsParams(), "$5", "USD", "currency_first+dollar_default"),
        (AmountsParams(dollar="CAD"), "$5", "CAD", "currency_first+dollar_default"),
        (AmountsParams(dollar="CAD"), "five cents", "CAD", "unit_last+dollar_default"),
        (AmountsParams(dollar=None), "$5", None, "currency_first+dollar_open"),
        (AmountsParams(dollar="CAD"), "US$5", "USD", "currency_first"),
        (AmountsParams(dollar="CAD"), "5 Australian dollars", "AUD", "unit_last"),
        (AmountsParams(franc="XOF"), "5 francs", "XOF", "unit_last+franc_default"),
        (AmountsParams(rupee="INR"), "Rs5", "INR", "currency_first+rupee_default"),
        (AmountsParams(rupee="INR"), "PKR5", "PKR", "currency_first"),
        (AmountsParams(yen_sign="CNY"), "¥5", "CNY", "currency_first+yen_sign_default"),
    ],
)
def test_what_the_text_leaves_open_is_decided_by_the_params_and_says_so(
    params: AmountsParams, text: str, currency: str | None, rule: str
) -> None:
    (amount,) = amounts(text, params)
    assert (currency, rule) == (amount.currency, amount.rule)
