"""Writes the sums as files that DVC can show and compare, and the files of the page that are there once."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import pyarrow as pa

from stages.report import series
from stages.report.page import files as page
from stages.report.stories import BOTH, SHARED, STORIES

#: Stands for an article without a date in a plot, after all months.
UNDATED = "undated"

#: Stands for all outlets that are not told apart, after them.
OTHERS = "others"

#: Up to this many articles each number of articles has its own bar; from there on it shares one with larger ones.
_OWN_BAR = 10
_LAST_OF_BAR = (20, 50, 100)


def render(decided: Mapping[str, pa.Table], made_of: str = "") -> dict[str, bytes]:
    """Return the files of the report by name: ``metrics.json``, ``profile.json``, the data of the plots as CSV, and the
    page.

    Args:
        decided: the sums under ``counts``, ``profile`` and ``summary``, the claims under ``series``; an empty mapping
            for a corpus without a single partition.
        made_of: the digest of all tables that the report is made of, by which a certificate says what it speaks of.
    """
    rows = decided["counts"].to_pylist() if "counts" in decided else []
    columns = decided["profile"].to_pylist() if "profile" in decided else []
    return {
        "metrics.json": _metrics(rows),
        "profile.json": _profile(rows, columns),
        "documents_by_month.csv": _by_month(rows),
        "stories_by_articles.csv": _by_articles(rows),
        "shared_stories.csv": _shared(rows),
        "figures_over_periods.csv": series.data(decided.get("series")),
        **page.files(decided, made_of),
    }


def _split(rows: list[dict[str, Any]], measure: str) -> dict[str, int]:
    """Return the counts of one measure by their labels."""
    return {row["label"] or "none": row["count"] for row in rows if row["measure"] == measure}


def _metrics(rows: list[dict[str, Any]]) -> bytes:
    documents = sum(row["count"] for row in rows if row["measure"] == "documents")
    undated = sum(row["count"] for row in rows if row["measure"] == "documents" and row["month"] is None)
    duplicates, rejects = _split(rows, "duplicates"), _split(rows, "rejects")
    sizes = _sizes(rows)
    metrics = {
        "records": documents + sum(duplicates.values()) + sum(rejects.values()),
        "documents": {"kept": documents, "dated": documents - undated, "undated": undated},
        "duplicates": duplicates,
        "rejects": rejects,
        "stories": {
            "told_by_several_articles": sum(sizes.values()),
            "carried_by_several_outlets": sum(row["count"] for row in rows if row["measure"] == SHARED),
            "articles_of_the_largest": max(sizes, default=0),
        },
        "languages": _split(rows, "languages"),
        "timexes": _split(rows, "timexes"),
        "amounts": _split(rows, "amounts"),
        "quotes": _split(rows, "quotes"),
        "topics": _split(rows, "topics"),
    }
    return _json(metrics)


def _profile(rows: list[dict[str, Any]], columns: list[dict[str, Any]]) -> bytes:
    """Return what tells a version from a worse one: of each table rows, types and nulls; languages; rejects by code."""
    tables: dict[str, Any] = {}
    for each in columns:
        told = tables.setdefault(each["table"], {"rows": each["rows"], "types": {}, "nulls": {}})
        told["types"][each["column"]] = each["type"]
        if each["nulls"]:
            told["nulls"][each["column"]] = each["nulls"]
    return _json({"tables": tables, "languages": _split(rows, "languages"), "rejects": _split(rows, "rejects")})


def _json(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _by_month(rows: list[dict[str, Any]]) -> bytes:
    counted: dict[str, int] = {}
    for row in rows:
        if row["measure"] == "documents":
            month = row["month"] or UNDATED
            counted[month] = counted.get(month, 0) + row["count"]
    return _csv(("month", "documents"), sorted(counted.items()))


def _sizes(rows: list[dict[str, Any]]) -> dict[int, int]:
    """Return how many stories there are by the number of articles that tell them, from two."""
    return {int(row["label"]): row["count"] for row in rows if row["measure"] == STORIES}


def _by_articles(rows: list[dict[str, Any]]) -> bytes:
    """Return the bars up to that of the largest story, gaps included; that of two always."""
    sizes = _sizes(rows)
    bars = [(size, size) for size in range(2, _OWN_BAR + 1)]
    bars += [(first + 1, last) for first, last in pairwise((_OWN_BAR, *_LAST_OF_BAR))]
    told = []
    for first, last in bars:
        if first == 2 or first <= max(sizes, default=0):
            counted = sum(count for size, count in sizes.items() if first <= size <= last)
            told.append((str(first) if first == last else f"{first} to {last}", counted))
    if over := sum(count for size, count in sizes.items() if size > _LAST_OF_BAR[-1]):
        told.append((f"over {_LAST_OF_BAR[-1]}", over))
    return _csv(("articles", "stories"), told)


def _shared(rows: list[dict[str, Any]]) -> bytes:
    """Return every pair of outlets with the stories that both carried, those that share the most first.

    An outlet with itself has the stories that it shares with any other.
    """
    both = {(row["outlet"], row["label"]): row["count"] for row in rows if row["measure"] == BOTH}
    share = {outlet: count for (outlet, other), count in both.items() if outlet == other}
    outlets = sorted(share, key=lambda outlet: (outlet is None, -share[outlet], outlet or ""))
    told = [
        (outlet or OTHERS, other or OTHERS, both.get((outlet, other), 0)) for outlet in outlets for other in outlets
    ]
    return _csv(("outlet", "other", "stories"), told)


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return sink.getvalue().encode()
