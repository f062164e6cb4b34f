"""Pictures of a corpus, as SVG: drawn from the tables and the report, when somebody asks for them."""

from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from flows.engine import files, jobs
from flows.errors import UsageError
from flows.page import path_of
from stages.report.pictures import charts
from stages.report.stories import BOTH
from stages.report.summary import schema


def draw(artifacts: Path, folder: Path) -> list[Path]:
    """Draw what there is to draw, and return the files.

    Args:
        artifacts: the folder of all stages.
        folder: where the pictures come to stand.

    Raises:
        UsageError: there is no report, or what draws is not installed.
    """
    path_of(artifacts)
    written = []
    for name, chart in _charts(artifacts):
        path = folder / f"{name}.svg"
        files.write(path, chart.encode(), folder / files.SCRATCH)
        written.append(path)
    if written:
        (folder / files.SCRATCH).rmdir()
    return written


def _charts(artifacts: Path) -> Iterator[tuple[str, str]]:
    if missing := [name for name in ("altair", "vl_convert") if find_spec(name) is None]:
        raise UsageError(f"{missing[0]} is not installed", "Install it with `pip install 'khabar[pictures]'`.")
    days = [
        {"outlet": row["key"], "day": row["day"], "count": row["count"]}
        for row in _decided(artifacts, "summary")
        if row["kind"] == schema.DAY and row["day"] is not None
    ]
    if days:
        yield "articles", charts.svg(charts.articles(days))
    yield from _figures(artifacts)
    both = {
        (row["outlet"], row["label"]): row["count"] for row in _decided(artifacts, "counts") if row["measure"] == BOTH
    }
    outlets = sorted({one for one, _ in both if one}, key=lambda name: (-both[name, name], name))
    if len(outlets) > 1:
        stories = [[both.get((one, other), 0) for other in outlets] for one in outlets]
        yield "outlets", charts.svg(charts.shared(outlets, stories))


def _figures(artifacts: Path) -> Iterator[tuple[str, str]]:
    """Yield the picture of the indicator, in the unit, of which most figures have a period."""
    rows = [
        row
        for row in ds.dataset(artifacts / "export" / "figures").to_table().to_pylist()
        if row["begin"] and row["finish"]
    ]
    often = Counter((row["indicator"], row["unit"]) for row in rows)
    if not often:
        return
    indicator, unit = min(often, key=lambda key: (-often[key], str(key)))
    own = [row for row in rows if (row["indicator"], row["unit"]) == (indicator, unit)]
    yield "figures", charts.svg(charts.figures(own, indicator, unit or "no unit stated"))


def _decided(artifacts: Path, step: str) -> list[dict[str, Any]]:
    path = artifacts / "report" / f"{step}.decide" / f"{jobs.CORPUS_STEM}.parquet"
    rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist() if path.is_file() else []
    return rows
