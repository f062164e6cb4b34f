"""Whether every article that was read ends in exactly one of the tables that say what became of it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from flows import conservation
from flows.engine.ledger import Entry, Ledger
from flows.errors import ConservationError


def lost(artifacts: Path, cleaned: Ledger, exported: Ledger) -> Iterator[tuple[str, str]]:
    """Yield what does not add up, as pairs of a partition (nothing for all of them) and a sentence.

    `conservation.check` compares the counts of the ledgers; this compares the articles themselves by their doc_id.

    Args:
        artifacts: the folder of all stages, whose files are what their ledgers say.
        cleaned: the ledger of ``clean``.
        exported: that of ``export``.
    """
    try:
        conservation.check(artifacts)
    except ConservationError as error:
        yield "", error.what
        return
    came = cleaned.partitions("read", "run")
    went = exported.partitions("tables", "run")
    for partition in sorted(came.keys() | went.keys()):
        read = _articles(artifacts / "clean", came.get(partition), ("read",), partition)
        ended = _articles(artifacts / "export", went.get(partition), conservation.ENDS, partition)
        if read == ended:
            continue
        missing, more = list((read - ended).elements()), list((ended - read).elements())
        which = f"{missing[0]} is in none" if missing else f"{more[0]} is in one too many"
        count = len(missing) + len(more)
        yield partition, f"{count:,} articles are not in exactly one of {', '.join(conservation.ENDS)}: {which}"


def _articles(folder: Path, entry: Entry | None, names: tuple[str, ...], partition: str) -> Counter[str]:
    """Count the articles of a partition in some tables."""
    found: Counter[str] = Counter()
    for name in names:
        path = f"{name}/{partition}.parquet"
        if entry is not None and path in entry.files:
            found.update(pq.ParquetFile(folder / path).read(["doc_id"], use_threads=False)["doc_id"].to_pylist())
    return found
