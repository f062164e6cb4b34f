"""What a stage's folder may hold: only files of these shapes are ever pruned, and nothing else may stand among them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from flows.engine import files, ledger

#: A table's folder, and a partition's file, the one without rows, or the one for the whole corpus in it; a partition's
#: script in a folder of them.
_TABLE = re.compile(r"[a-z_]+(?:\.(?:sign|decide))?")
_FILE = re.compile(r"(?:[0-9a-f]{20}|schema|all|memory)\.parquet|(?:[0-9a-f]{20}|empty)\.js")


def stranger(folder: Path, rendered: tuple[str, ...]) -> Path | None:
    """Return the first path in a stage's folder that khabar cannot have made, or None; see `strangers`."""
    return next(strangers(folder, rendered), None)


def strangers(folder: Path, rendered: tuple[str, ...]) -> Iterator[Path]:
    """Yield the paths in a stage's folder that khabar cannot have made.

    Hidden files are git's and DVC's and count for nothing. A link that leads nowhere may be one of DVC's whose cache is
    gone; it stands for a missing file.

    Args:
        folder: the stage's folder, which may not be there yet.
        rendered: the loose files that the stage makes, and those of others that may stand there.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        yield folder
        return
    ours = {ledger.NAME, ledger.JOURNAL, *rendered}
    for entry in _visible(folder):
        path = Path(entry.path)
        if entry.name == files.SCRATCH and entry.is_dir(follow_symlinks=False):
            continue
        if entry.name in ours and _is_file(entry):
            continue
        if not (entry.is_dir(follow_symlinks=False) and _TABLE.fullmatch(entry.name)):
            yield path
            continue
        for inner in _visible(path):
            if not (_FILE.fullmatch(inner.name) and _is_file(inner)):
                yield Path(inner.path)


def _visible(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    return (entry for entry in found if not entry.name.startswith(".") or entry.name == files.SCRATCH)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())
    except OSError:  # a link that leads in a circle
        return entry.is_symlink()
