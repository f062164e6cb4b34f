"""Figures of an indicator over periods: what is beside what is aimed at, each with the sentence that says it.

Every partition gives the claims whose period is known; of all together the indicators are shown that are told for the
most periods. Contradictory claims stand side by side.
"""

import csv
import io
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stages.report.params import ReportParams

#: Indicators that are shown, and claims of each, those of the latest periods.
SHOWN = 4
CLAIMS = 200

#: A claim: a level of an indicator in a period. ``start`` and ``end`` are those of the amount in documents.text.
CLAIM = pa.schema(
    [
        pa.field("indicator_id", pa.string(), nullable=False),
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("begin", pa.date32(), nullable=False),
        pa.field("finish", pa.date32(), nullable=False),
        pa.field("value_low", pa.decimal128(38, 9), nullable=False),
        pa.field("value_high", pa.decimal128(38, 9), nullable=False),
        pa.field("speaker_text", pa.string()),
        pa.field("outlet", pa.string()),
        pa.field("published", pa.date32()),
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("sentence", pa.string(), nullable=False),
    ]
)

#: The column of the place of an indicator among those shown.
_PLACE = pa.field("place", pa.int32(), nullable=False)

CHOSEN = pa.schema([_PLACE, *CLAIM])

_DOCUMENT = ("outlet", "published")


def sign(documents: pa.Table, figures: pa.Table, params: ReportParams) -> pa.Table:
    """Return the claims of one partition that have a period and a unit, a table of `CLAIM`."""
    del params
    dated = pc.and_(pc.is_valid(figures["begin"]), pc.is_valid(figures["finish"]))
    level = pc.and_(pc.equal(figures["measure"], "level"), pc.is_valid(figures["unit"]))
    found = figures.filter(pc.and_(dated, level))
    article = pc.index_in(found["doc_id"], documents["doc_id"].combine_chunks())
    texts = pc.take(documents["text"], article)
    spans = zip(
        texts.to_pylist(), *(found[name].to_pylist() for name in ("sentence_start", "sentence_end")), strict=True
    )
    sentences = pa.array([" ".join(text[start:end].split()) for text, start, end in spans], pa.string())
    columns = {name: found[name] for name in CLAIM.names if name in found.column_names}
    columns |= {name: pc.take(documents[name], article) for name in _DOCUMENT}
    return pa.table({name: columns.get(name, sentences) for name in CLAIM.names}).cast(CLAIM)


def choose(claims: pa.Table, params: ReportParams) -> pa.Table:
    """Return the claims of the indicators that are told for the most periods, a table of `CHOSEN`, sorted.

    Of two that are told for as many, one is shown first that more kinds and then more claims are told of. A unit of its
    own is a series of its own. The order of the rows does not matter.
    """
    del params
    claims = claims.select(CLAIM.names).cast(CLAIM)
    by = claims.group_by(["indicator_id", "unit", "begin", "finish"], use_threads=False).aggregate([([], "count_all")])
    periods = by.group_by(["indicator_id", "unit"], use_threads=False).aggregate(
        [([], "count_all"), ("count_all", "sum")]
    )
    kinds = claims.group_by(["indicator_id", "unit"], use_threads=False).aggregate([("kind", "count_distinct")])
    told = {(row["indicator_id"], row["unit"]): row["kind_count_distinct"] for row in kinds.to_pylist()}
    ranked = sorted(
        periods.to_pylist(),
        key=lambda row: (
            -row["count_all"],
            -told[row["indicator_id"], row["unit"]],
            -row["count_all_sum"],
            row["indicator_id"],
            row["unit"],
        ),
    )
    parts = [CHOSEN.empty_table()]
    several = [row for row in ranked if row["count_all"] > 1]  # Of one period there is nothing to compare.
    for place, row in enumerate(several[:SHOWN]):
        same = pc.and_(pc.equal(claims["indicator_id"], row["indicator_id"]), pc.equal(claims["unit"], row["unit"]))
        own = claims.filter(same).sort_by(
            [("finish", "descending"), ("begin", "descending"), ("doc_id", "ascending"), ("start", "ascending")]
        )
        own = own.slice(0, CLAIMS)
        parts.append(own.add_column(0, _PLACE, pa.repeat(pa.scalar(place, pa.int32()), own.num_rows)).cast(CHOSEN))
    order = [("place", "ascending"), ("begin", "ascending"), ("finish", "ascending"), ("kind", "ascending")]
    return pa.concat_tables(parts).sort_by([*order, ("doc_id", "ascending"), ("start", "ascending")])


#: What the data of the picture is called by its readers.
_COLUMNS = (
    "indicator",
    "kind",
    "begin",
    "finish",
    "value",
    "low",
    "high",
    "sentence",
    "speaker",
    "outlet",
    "published",
)


def data(chosen: pa.Table | None) -> bytes:
    """Return the claims as CSV. ``value`` is the middle of a range; an indicator goes by its most frequent name."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow((*_COLUMNS, "doc_id", "start", "end"))
    rows: list[dict[str, Any]] = chosen.to_pylist() if chosen is not None else []
    names: dict[int, dict[str, int]] = {}
    for row in rows:
        counted = names.setdefault(row["place"], {})
        counted[row["indicator"]] = counted.get(row["indicator"], 0) + 1
    shown = {place: min(counted, key=lambda name: (-counted[name], name)) for place, counted in names.items()}
    for row in rows:
        low, high = row["value_low"], row["value_high"]
        writer.writerow(
            (
                f"{shown[row['place']]}, {row['unit']}",
                row["kind"],
                row["begin"],
                row["finish"],
                *(f"{each.normalize():f}" for each in ((low + high) / 2, low, high)),
                row["sentence"],
                row["speaker_text"] or "",
                row["outlet"] or "",
                row["published"] or "",
                row["doc_id"],
                row["start"],
                row["end"],
            )
        )
    return sink.getvalue().encode()
