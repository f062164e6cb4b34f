"""What the tests of dedupe share: tiny tables of articles, and signatures of a corpus laid out in partitions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pytest

from stages.dedupe import normalise
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import SIGNATURES
from stages.dedupe.sign import sign

Row = Mapping[str, Any]

#: What is read of ``clean.outlets`` stands in the same table here, which is then given for both.
_OF_OUTLETS = ("date_order", "time_zone")

_ARTICLES = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        *(
            pa.field(name, pa.string())
            for name in ("record", "outlet", "reject_code", "stated_date", "stated_date_rule", *_OF_OUTLETS)
        ),
        pa.field("text", pa.large_string()),
    ]
)


@pytest.fixture(scope="session")
def articles_of() -> Callable[[Iterable[Row]], pa.Table]:
    """Make a table of articles; a row needs a doc_id, and takes its source from it where it names none."""

    def make(rows: Iterable[Row]) -> pa.Table:
        filled = []
        for row in rows:
            rule = "record_published" if row.get("stated_date") else None
            filled.append({"source": f"{row['doc_id']}.txt", "stated_date_rule": rule, **row})
        return pa.Table.from_pylist(filled, schema=_ARTICLES)

    return make


@pytest.fixture(scope="session")
def signatures_of(
    articles_of: Callable[[Iterable[Row]], pa.Table],
) -> Callable[[Mapping[str, Iterable[Row]], DedupeParams], pa.Table]:
    """Sign the partitions of a corpus, and set them one after another as `decide` gets them."""

    def make(partitions: Mapping[str, Iterable[Row]], params: DedupeParams) -> pa.Table:
        field = pa.field("partition", pa.string(), nullable=False)
        signed = [pa.schema([field, *SIGNATURES]).empty_table()]
        for name, rows in partitions.items():
            articles = articles_of(rows)
            table = sign(articles, articles, params)
            signed.append(table.add_column(0, field, pa.array([name] * len(table), pa.string())))
        return pa.concat_tables(signed)

    return make


@pytest.fixture(scope="session")
def words_of() -> Callable[[str], list[str]]:
    """Return the words of a text as plain Python finds them: the slow twin of `stages.dedupe.words`."""

    def find(text: str) -> list[str]:
        codes = (normalise.fold_one(ord(character)) for character in normalise.caseless(text))
        return "".join(
            " " if code == normalise.BREAK else chr(code) for code in codes if code != normalise.DROPPED
        ).split()

    return find


@pytest.fixture(scope="session")
def shingles_of(words_of: Callable[[str], list[str]]) -> Callable[[str, int], set[tuple[str, ...]]]:
    """Return the shingles of a text as plain Python finds them: the slow twin of `stages.dedupe.shingles`."""

    def find(text: str, width: int) -> set[tuple[str, ...]]:
        words = words_of(text)
        return {tuple(words[place : place + width]) for place in range(max(len(words) - width + 1, min(len(words), 1)))}

    return find
