"""What the page knows from the start."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from stages.export.schema import schemas
from stages.report.stories import BOTH, STORIES
from stages.report.summary import schema
from stages.report.summary.decide import kept_first
from stages.report.summary.sign import newest_first

_Row = dict[str, Any]


def summary(decided: Mapping[str, pa.Table]) -> dict[str, Any]:
    """Return the summary as the page reads it.

    Args:
        decided: of `stages.report.render.render`; an empty mapping for a corpus without a single partition.
    """
    of: dict[str, list[_Row]] = defaultdict(list)
    for row in decided["summary"].to_pylist() if "summary" in decided else ():
        of[row["kind"]].append(row)
    counts = decided["counts"].to_pylist() if "counts" in decided else []
    shards = sorted(of[schema.SHARD], key=lambda row: row["partition"])
    number = {row["partition"]: at for at, row in enumerate(shards)}
    return {
        "shards": [[row["partition"], row["key"], row["count"], row["more"]] for row in shards],
        "counts": _counts(decided),
        "days": _listed(of[schema.DAY], "day", "key", "count"),
        "languages": _listed(_most_first(of[schema.LANGUAGE]), "key", "count"),
        "undated": _listed(_most_first(of[schema.UNDATED]), "key", "count"),
        "conflicts": sum(row["count"] for row in of[schema.CONFLICT]),
        "timexes": _listed(of[schema.TIMEX], "key", "label", "count"),
        "rejects": _listed(_most_first(of[schema.REJECTS]), "key", "count"),
        "rejected": _listed(of[schema.REJECT], "key", "label", "other"),
        "newest": [
            [*each, number[row["partition"]]]
            for row in sorted(of[schema.NEWEST], key=newest_first)
            for each in _listed([row], "key", "label", "other", "day", "count", "more")
        ],
        "told": sum(row["count"] for row in counts if row["measure"] == STORIES),
        "stories": _stories(of[schema.MEMBER], number),
        "outlets_shared": _shared(counts),
        "names": _listed(_most_first([*of[schema.ENTITY], *of[schema.NAME]]), "key", "label", "other", "count", "more"),
        "indicators": _indicators(of[schema.INDICATOR], number),
        "tables": _tables(decided),
    }


def _listed(rows: Iterable[_Row], *columns: str) -> list[list[Any]]:
    return [[_shown(row[name]) for name in columns] for row in rows]


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _most_first(rows: Iterable[_Row]) -> list[_Row]:
    return sorted(rows, key=lambda row: (-row["count"], -row["more"], row["key"] or ""))


def _counts(decided: Mapping[str, pa.Table]) -> dict[str, int]:
    """Return how many rows each table has."""
    rows = decided["profile"].to_pylist() if "profile" in decided else []
    return {row["table"]: row["rows"] for row in rows}


def _stories(members: list[_Row], number: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the stories that most outlets carried, the members of each with the one kept first."""
    of: dict[str, list[_Row]] = defaultdict(list)
    for row in members:
        of[row["key"]].append(row)
    told = []
    for key, rows in of.items():
        rows.sort(key=kept_first)
        told.append(
            {
                "doc_id": key,
                "shard": number[rows[0]["partition"]],
                "articles": rows[0]["more"],
                "outlets": sorted({row["other"] for row in rows if row["other"] is not None}),
                "members": _listed(rows, "label", "other", "day"),
            }
        )
    return sorted(told, key=lambda story: (-len(story["outlets"]), -story["articles"], story["doc_id"]))


def _shared(counts: list[_Row]) -> dict[str, Any]:
    """Return the outlets that share stories, those with the most first, and how many each two of them share."""
    both = {(row["outlet"], row["label"]): row["count"] for row in counts if row["measure"] == BOTH}
    outlets = sorted(
        {outlet for outlet, _ in both}, key=lambda name: (name is None, -both.get((name, name), 0), name or "")
    )
    return {"outlets": outlets, "stories": [[both.get((one, other), 0) for other in outlets] for one in outlets]}


def _indicators(rows: list[_Row], number: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the indicators with most figures first: label, figures by unit, and the shards that have them."""
    of: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        of[row["key"]].append(row)
    told = []
    for key, own in of.items():
        labels: dict[str, int] = defaultdict(int)
        for row in own:
            labels[row["label"]] += row["count"]
        told.append(
            {
                "key": key,
                "label": min(labels, key=lambda label: (-labels[label], label)),
                "figures": sum(row["count"] for row in own),
                "shards": sorted({number[row["partition"]] for row in own}),
            }
        )
    return sorted(told, key=lambda indicator: (-indicator["figures"], indicator["key"]))


def _tables(decided: Mapping[str, pa.Table]) -> list[dict[str, Any]]:
    """Return the data dictionary: tables and columns as the schemas describe them, what nulls mean, rows and nulls."""
    rows = decided["profile"].to_pylist() if "profile" in decided else []
    known = {(row["table"], row["column"]): (row["rows"], row["nulls"]) for row in rows}
    told = []
    for name, table in schemas().items():
        columns = [
            [
                field.name,
                str(field.type),
                _described(field, b"null"),
                _described(field),
                known.get((name, field.name), (0, 0))[1],
            ]
            for field in table
        ]
        count = next((rows for (of, _), (rows, _) in known.items() if of == name), 0)
        told.append({"name": name, "description": _described(table), "rows": count, "columns": columns})
    return told


def _described(what: Any, key: bytes = b"description") -> str:
    text: bytes = (what.metadata or {}).get(key, b"")
    return text.decode()
