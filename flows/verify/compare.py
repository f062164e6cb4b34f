"""Where two folders of artifacts differ, and what stands first: the earlier stage, tables before what counts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import stages
from flows.engine import ledger
from flows.verify import rows


@dataclass(frozen=True)
class Difference:
    """A file that is not what a build from nothing makes.

    Attributes:
        path: below the folder of artifacts.
        what: what is wrong with it, as a clause.
        detail: where in it, line by line: row, column, both values.
        others: how many other files differ.
    """

    path: str
    what: str
    detail: tuple[str, ...] = ()
    others: int = 0


def first(kept: Path, made: Mapping[str, str], fresh: Path, wanted: Mapping[str, str]) -> Difference | None:
    """Return the difference by which two folders are best explained, or None.

    Args:
        kept: the folder that was brought up to date.
        made: the digests of its files by path.
        fresh: the folder that was built from nothing.
        wanted: the digests of its files.
    """
    paths = [path for path in made.keys() | wanted.keys() if made.get(path) != wanted.get(path)]
    if not paths:
        return None
    path = min(paths, key=_order)
    what, detail = _told(path, kept, made, fresh, wanted)
    # The cause stands in a table that only the engine reads, most often: what comes of it is what people know.
    read = [each for each in paths if each.startswith("export/") and each.endswith(".parquet")]
    if read and not path.startswith("export/"):
        shown = min(read, key=_order)
        clause, more = _told(shown, kept, made, fresh, wanted)
        detail = (*detail, f"so {shown} {clause}", *(f"  {line}" for line in more))
    return Difference(path, what, detail, len(paths) - 1)


def _told(
    path: str, kept: Path, made: Mapping[str, str], fresh: Path, wanted: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    """Say what is wrong with a file, and where in it."""
    if path not in wanted:
        return "is there, and a build from nothing does not make it", ()
    if path not in made:
        return "is missing, and a build from nothing makes it", ()
    return "is not what a build from nothing makes", rows.difference(kept / path, fresh / path)


def _order(path: str) -> tuple[int, bool, bool, str]:
    """Return what sorts causes before effects: files of a step before the ledger, and pages last."""
    parts = PurePosixPath(path).parts
    stage = stages.NAMES.index(parts[0]) if parts[0] in stages.NAMES else len(stages.NAMES)
    return stage, parts[-1] == ledger.NAME, not path.endswith(".parquet"), path


def place_of(path: str) -> dict[str, str]:
    """Return the stage, the table and the partition that a path stands for, as far as it has them."""
    parts = PurePosixPath(path).parts
    found = {"stage": parts[0]}
    if len(parts) == 3:
        found |= {"table": parts[1], "partition": PurePosixPath(parts[2]).stem}
    return found
