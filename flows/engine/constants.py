"""The files of a stage that are there whatever the partitions: empty tables and scripts, rendered pages."""

from pathlib import Path

from flows.engine import jobs, tables
from flows.engine.ledger import Ledger
from stages.contract import Map, Stage


def of(stage: Stage, folder: Path, ledger: Ledger) -> dict[Path, bytes]:
    """Return what stands in these files, by path.

    Args:
        stage: its declaration.
        folder: its folder, which holds the decisions that pages are rendered from.
        ledger: says which these are.

    Raises:
        OSError: a decision cannot be read.
    """
    found = {}
    for step in stage.steps:
        if isinstance(step, Map) and step.tables:
            for name, schema in jobs.resolve(step.tables)().items():
                found[folder / name / f"{jobs.SCHEMA_STEM}.parquet"] = tables.encode(schema.empty_table())
        for kind in step.shards if isinstance(step, Map) else ():
            found[folder / kind / f"{jobs.EMPTY_STEM}.js"] = jobs.EMPTY_SHARD
    if stage.render is not None:
        decided = {}
        for step in stage.steps:
            entry = ledger.entry(step.name, "decide", "")
            for path in entry.files if entry else ():
                decided[step.name] = tables.decode((folder / path).read_bytes())
        for name, data in jobs.resolve(stage.render)(decided).items():
            found[folder / name] = data
    return found
