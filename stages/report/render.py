"""Writes the sums as files that DVC can show and compare."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

#: Stands for an article without a date in a plot, after all months.
UNDATED = "undated"


def render(decided: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Return the files of the report by name: ``metrics.json`` and ``documents_by_month.csv``.

    Args:
        decided: the sums under ``counts``; an empty mapping for a corpus without a single partition.
    """
    rows = decided["counts"].to_pylist() if "counts" in decided else []
    return {"metrics.json": _metrics(rows), "documents_by_month.csv": _by_month(rows)}


def _metrics(rows: list[dict[str, Any]]) -> bytes:
    def split(measure: str) -> dict[str, int]:
        return {row["label"] or "none": row["count"] for row in rows if row["measure"] == measure}

    documents = sum(row["count"] for row in rows if row["measure"] == "documents")
    undated = sum(row["count"] for row in rows if row["measure"] == "documents" and row["month"] is None)
    duplicates, rejects = split("duplicates"), split("rejects")
    metrics = {
        "records": documents + sum(duplicates.values()) + sum(rejects.values()),
        "documents": {"kept": documents, "dated": documents - undated, "undated": undated},
        "duplicates": duplicates,
        "rejects": rejects,
        "languages": split("languages"),
        "timexes": split("timexes"),
        "amounts": split("amounts"),
    }
    return (json.dumps(metrics, indent=2, ensure_ascii=False) + "\n").encode()


def _by_month(rows: list[dict[str, Any]]) -> bytes:
    counted: dict[str, int] = {}
    for row in rows:
        if row["measure"] == "documents":
            month = row["month"] or UNDATED
            counted[month] = counted.get(month, 0) + row["count"]
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(["month", "documents"])
    writer.writerows(sorted(counted.items()))
    return sink.getvalue().encode()
