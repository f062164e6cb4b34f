"""A corpus in miniature: articles with the mentions that a test needs, in partitions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.engine.rows import TableRows
from stages.annotate.entities.apply import apply
from stages.annotate.entities.decide import decide
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.sign import sign
from stages.annotate.names.article import mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.names.schema import SCHEMA as NAMES
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

PARAMS = EntitiesParams()

#: Partition -> article -> text.
Corpus = Mapping[str, Mapping[str, str]]


def tables(texts: Mapping[str, str], days: Mapping[str, dt.date] | None = None) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the articles, names and dates of one partition, with a reject among them."""
    keys = sorted(texts)
    articles = pa.table(
        {
            "doc_id": [*(f"id-{key}" for key in keys), "id-reject"],
            "source": pa.array([*(f"{key}.txt" for key in keys), "reject.txt"]),
            "record": pa.nulls(len(keys) + 1, pa.string()),
            "reject_code": pa.array([*([None] * len(keys)), "empty"], pa.string()),
        }
    )
    rows = []
    for key in keys:
        starts = [start for start, _ in split(texts[key], SentencesParams())]
        rows.append([each._asdict() for each in mentions(texts[key], starts, NamesParams())])
    names = pa.Table.from_pylist(
        [{"doc_id": f"id-{key}", "mentions": found} for key, found in zip(keys, rows, strict=True)], schema=NAMES
    )
    dates = pa.table({"published": pa.array([(days or {}).get(key) for key in keys], pa.date32())})
    return articles, names, dates


def signatures(corpus: Corpus, days: Mapping[str, dt.date] | None = None) -> pa.Table:
    """Return the signatures of all partitions in the order in which they are given."""
    signed = []
    for partition, texts in corpus.items():
        table = sign(*tables(texts, days), PARAMS)
        signed.append(table.add_column(0, "partition", pa.array([partition] * len(table), pa.string())))
    return pa.concat_tables(signed)


def decided(corpus: Corpus, reference: str = "", days: Mapping[str, dt.date] | None = None) -> pa.Table:
    return decide(TableRows(signatures(corpus, days)), None, reference.encode(), PARAMS).decisions


def things(decisions: pa.Table) -> list[dict[str, Any]]:
    """Return the things that are told of, in the order of their names."""
    found = [row["entity"] for row in decisions.to_pylist() if row["entity"]]
    return sorted(found, key=lambda each: (each["type"], each["name"], each["entity_id"]))


def persons(texts: Sequence[str], reference: str = "") -> list[set[str]]:
    """Return the spellings of each person of some articles."""
    corpus = {"p": {f"a{at:03}": text for at, text in enumerate(texts)}}
    return [set(each["aliases"]) for each in things(decided(corpus, reference)) if each["type"] == "PERSON"]


def applied(corpus: Corpus, decisions: pa.Table) -> dict[str, pa.Table]:
    """Return the step's table of each partition."""
    return {
        partition: apply(
            *tables(texts),
            decisions.filter(pc.equal(decisions["partition"], partition)).drop_columns("partition"),
            PARAMS,
        )
        for partition, texts in corpus.items()
    }
