"""How the value of each temporal expression came about: its text is read again, and the steps are told."""

from pathlib import Path
from typing import Any

import msgspec
import pyarrow.compute as pc
import pyarrow.parquet as pq

import stages
from flows.engine import ledger
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.replay import replay
from stages.date_normalize.setting import setting_of_row


def add_steps(dates: dict[str, Any], text: str, partition: str, artifacts: Path) -> None:
    """Set beside each expression the ``reason`` of its rule and the ``steps`` from its surface to its value.

    The text is read with the knobs that the table was made with. An expression that comes out otherwise, since the
    table was made by other rules, is left without.

    Args:
        dates: a row of ``date_normalize.dates``; its expressions get the two fields.
        text: of the article.
        partition: that holds it.
        artifacts: the folder of all stages.
    """
    (step,) = stages.load("date_normalize").steps
    made_by = ledger.require(artifacts / "date_normalize").steps[step.name].made_by
    outlets = artifacts / "clean" / "outlets" / f"{partition}.parquet"
    rows = (
        pq.read_table(outlets, filters=pc.field("doc_id") == dates["doc_id"]).to_pylist() if outlets.is_file() else []
    )
    setting = setting_of_row(dates, rows[0] if rows else {})
    told = {
        (each.timex.start, each.timex.end): each
        for each in replay(text, setting, msgspec.convert(made_by.params, DateNormalizeParams))
    }
    for row in dates["timexes"]:
        found = told.get((row["start"], row["end"]))
        if found is not None and found.timex._asdict() == row:
            row |= {"reason": found.reason, "steps": list(found.steps)}
