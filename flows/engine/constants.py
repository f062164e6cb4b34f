"""The files of a stage that are there whatever the partitions: empty tables and scripts, rendered pages."""

from pathlib import Path

import pyarrow as pa

from flows.engine import jobs, tables
from flows.engine.ledger import Ledger
from flows.engine.made import Made, contents_of
from stages.contract import Map, Stage


def of(stage: Stage, folder: Path, ledger: Ledger) -> dict[Path, bytes]:
    """Return what stands in these files, by path.

    Args:
        stage: its declaration.
        folder: its folder, which holds the decisions that pages are rendered from.
        ledger: says which these are.

    Raises:
        OSError: a decision cannot be read.
        CorruptError: the ledger of an earlier stage, of which a page says what it was made of, is damaged or not there.
    """
    found = {}
    for step in stage.steps:
        if isinstance(step, Map) and step.tables:
            for name, schema in jobs.resolve(step.tables)().items():
                # Not `schema.empty_table()`: it loads pandas, where that is installed.
                found[folder / name / f"{jobs.SCHEMA_STEM}.parquet"] = tables.encode(pa.Table.from_batches([], schema))
        for kind in step.shards if isinstance(step, Map) else ():
            found[folder / kind / f"{jobs.EMPTY_STEM}.js"] = jobs.EMPTY_SHARD
    if stage.render is not None:
        decided = {}
        for step in stage.steps:
            entry = ledger.entry(step.name, "decide", "")
            path = f"{step.name}.decide/{jobs.CORPUS_STEM}.parquet"  # beside it stands what is remembered
            if entry and path in entry.files:
                decided[step.name] = tables.decode((folder / path).read_bytes())
        stamp = {"made_of": _made_of(stage, folder, ledger)} if stage.stamped else {}
        for name, data in jobs.resolve(stage.render)(decided, **stamp).items():
            found[folder / name] = data
    return found


def _made_of(stage: Stage, folder: Path, ledger: Ledger) -> str:
    made = Made(folder.parent, ledger)
    read = {name.partition(":")[0] for step in stage.steps for name in step.inputs}
    return contents_of({name: made.outputs(name) for name in read})
