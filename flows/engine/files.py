"""Files are written once and whole: a temporary file, fsync, then a rename. Never in place, because DVC's cache may be
hard or symbolic links to the same bytes."""

import os
from collections.abc import Iterable
from pathlib import Path

#: The folder for half-written files inside a stage's folder; never inside a table's, where readers glob.
SCRATCH = ".tmp"


def write(path: Path, data: bytes, scratch: Path) -> None:
    """Put ``data`` at ``path`` in one step: after a crash the old file or the new one is there, never half of one.

    Args:
        path: where; its folder is made if need be.
        data: the whole content.
        scratch: a folder on the same file system for the half-written file.

    Raises:
        OSError: no space, no permission.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = scratch / f"{path.name}.{os.getpid()}"
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    # Not `replace` onto a link's target: os.replace takes the name, so a link into DVC's cache is left intact.
    os.replace(temporary, path)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` last: a rename is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(folder: Path, keep: Iterable[Path]) -> list[Path]:
    """Delete every file below ``folder`` that is not in ``keep``, and the folders left empty; return what was deleted.

    Links are deleted as names, never followed. Hidden files are left alone, but for the scratch folder: DVC
    keeps a ``.gitignore`` beside outputs.
    """
    kept = set(keep)
    deleted = []
    for here, folders, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(here, name)
            if path not in kept and (not name.startswith(".") or SCRATCH in path.relative_to(folder).parts):
                path.unlink()
                deleted.append(path)
        for name in folders:
            path = Path(here, name)
            if path.is_symlink():
                path.unlink()
                deleted.append(path)
            elif not any(path.iterdir()):
                path.rmdir()
    return sorted(deleted)
