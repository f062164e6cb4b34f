"""What the tests of learned residue share: articles made of lines, and the whole step on a corpus in partitions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from stages import offsets
from stages.clean.articles.apply import apply
from stages.clean.articles.decide import decide
from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.schema import DECISIONS, SIGNATURES
from stages.clean.articles.sign import sign
from stages.clean.schema import ARTICLES_SCHEMA

Row = Mapping[str, Any]

_NAMES = pa.schema([pa.field("doc_id", pa.string(), nullable=False), pa.field("outlet", pa.string())])


def make_row(row: Row) -> dict[str, Any]:
    """Fill in an article whose raw text is its lines with an empty line between each two; a reject has no text."""
    text = row.get("text")
    filled = {"source": f"{row['doc_id']}.txt", "raw_sha256": "00", **row}
    if text is None:
        return filled | {"reject_code": "empty", "reject_message": "There is nothing in it."}
    segments, position, raw = [], 0, 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        length = len(line) + (number + 1 < len(lines))
        if length:
            offsets.append(segments, position, raw, length, length)
        position, raw = position + length, raw + length + 1
    names = ("start", "raw_start", "length", "raw_length")
    segments_ = [dict(zip(names, segment, strict=True)) for segment in segments]
    return {"offsets": segments_, "removed": [], **filled}


@pytest.fixture(scope="session")
def table_of() -> Callable[[Iterable[Row]], pa.Table]:
    """Make a table of articles; a row needs a doc_id."""
    return lambda rows: pa.Table.from_pylist([make_row(row) for row in rows], schema=ARTICLES_SCHEMA)


@pytest.fixture(scope="session")
def outlets_of() -> Callable[[pa.Table], pa.Table]:
    """Make the table of outlets that says of each article what it states itself."""
    return lambda table: table.select(["doc_id", "outlet"]).cast(_NAMES)


@pytest.fixture(scope="session")
def signatures_of(outlets_of: Callable[[pa.Table], pa.Table]) -> Callable[..., pa.Table]:
    """Sign the partitions of a corpus, and set them one after another as `decide` gets them."""

    def make(partitions: Mapping[str, pa.Table], params: ArticlesParams) -> pa.Table:
        field = pa.field("partition", pa.string(), nullable=False)
        signed = [pa.schema([field, *SIGNATURES]).empty_table()]
        for name, table in partitions.items():
            rows = sign(table, outlets_of(table), params)
            assert rows.schema.equals(SIGNATURES)
            signed.append(rows.add_column(0, field, pa.array([name] * len(rows), pa.string())))
        return pa.concat_tables(signed)

    return make


@pytest.fixture(scope="session")
def slice_of() -> Callable[[pa.Table, str], pa.Table]:
    """Return what `apply` gets for a partition."""
    return lambda decided, name: decided.filter(pc.equal(decided["partition"], name)).drop_columns(["partition"])


@pytest.fixture(scope="session")
def clean(
    outlets_of: Callable[[pa.Table], pa.Table],
    signatures_of: Callable[..., pa.Table],
    slice_of: Callable[[pa.Table, str], pa.Table],
) -> Callable[..., tuple[dict[str, pa.Table], list[dict[str, Any]]]]:
    """Run the whole step; return the partitions' tables, and what was told to people."""

    def run(
        partitions: Mapping[str, pa.Table], params: ArticlesParams
    ) -> tuple[dict[str, pa.Table], list[dict[str, Any]]]:
        decided = decide(signatures_of(partitions, params), params)
        assert decided.schema.equals(DECISIONS)
        made = {
            name: apply(table, outlets_of(table), slice_of(decided, name), params) for name, table in partitions.items()
        }
        return made, decided.filter(pc.is_null(decided["partition"])).to_pylist()

    return run
