"""Nothing is lost: every source record is in exactly one of documents, duplicates and rejects."""

from pathlib import Path

from flows.engine import ledger
from flows.engine.ledger import Entry
from flows.errors import ConservationError

#: The tables of export in one of which every source record must stand.
ENDS = ("documents", "duplicates", "rejects")


def check(artifacts: Path) -> int:
    """Compare, partition by partition, the records that clean read with the rows that export wrote; return how many.

    Raises:
        ConservationError: the counts of a partition differ, or a partition is missing.
        CorruptError: a ledger is missing.
    """
    cleaned = ledger.require(artifacts / "clean").partitions("read", "run")
    exported = ledger.require(artifacts / "export").partitions("tables", "run")
    total = 0
    for partition in sorted(cleaned.keys() | exported.keys()):
        came = sum(cleaned[partition].rows.values()) if partition in cleaned else 0
        went = _ended(partition, exported.get(partition))
        if came != went:
            raise ConservationError(
                f"Partition {partition} has {came} source records, but {went} rows in {', '.join(ENDS)} together",
                "This is a fault of Khabar: nothing was published. Please report it with the partition's articles.",
            )
        total += came
    return total


def _ended(partition: str, entry: Entry | None) -> int:
    if entry is None:
        return 0
    return sum(entry.rows.get(f"{table}/{partition}.parquet", 0) for table in ENDS)
