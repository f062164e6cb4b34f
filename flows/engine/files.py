"""Files are written once and whole: a temporary file, fsync, then a rename. Never in place, because DVC's cache may be
hard or symbolic links to the same bytes."""

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

#: The folder for half-written files inside a stage's folder; never inside a table's, where readers glob.
SCRATCH = ".tmp"

#: How the names of files begin by which a worker proves that it sees a folder of artifacts.
PROBE = ".khabar-probe-"

#: How the name of a grant begins: a folder inside `SCRATCH`; see `grant`.
_GRANT = "grant."

#: How often, and with how many seconds between, a folder is emptied into which somebody may still write.
_ATTEMPTS, _PAUSE = 50, 0.02

#: The grant under which this thread writes.
_granted: ContextVar[str | None] = ContextVar("granted", default=None)


def write(path: Path, data: bytes, scratch: Path) -> None:
    """Put ``data`` at ``path`` in one step: after a crash the old file or the new one is there, never half of one.

    Args:
        path: where; its folder is made if need be.
        data: the whole content.
        scratch: a folder on the same file system for the half-written file.

    Raises:
        OSError: no space, no permission; or the grant under which this thread writes was revoked.
    """
    name = _granted.get()
    if name is None:
        scratch.mkdir(parents=True, exist_ok=True)
    else:
        scratch /= name  # never made here: where it is gone, so is the right to write
    # The process alone does not make it unique: there are others on other machines, and a job may run twice at once.
    temporary = scratch / f"{path.name}.{secrets.token_hex(8)}"
    with naming(path):
        try:
            with temporary.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:  # a full disk is none the fuller for it
            temporary.unlink(missing_ok=True)
            raise
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not `replace` onto a link's target: os.replace takes the name, so a link into DVC's cache is left intact.
    os.replace(temporary, path)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an error of the system say which file it is about: one that comes of writing does not know."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def grant(scratch: Path, name: str | None = None) -> str:
    """Give jobs that run on other machines the right to write with this scratch folder; return the grant's name.

    Nobody can stop such a job for certain: a worker that was cut off, or whose run was killed, may end it at any time
    later, and would put what was right then in the place of what another run has made since. So it may write only
    through a folder of its own, which it never makes itself. Once that is gone its `os.replace` fails, at whatever
    instant it comes.

    Args:
        scratch: as for `write`.
        name: of a grant that shall hold with this folder too.
    """
    name = name or _GRANT + secrets.token_hex(8)
    (scratch / name).mkdir(parents=True)
    return name


def revoke(scratch: Path, name: str) -> None:
    """Take a grant back: nothing is written under it any more.

    Raises:
        OSError: no permission.
    """
    # By its name first, which is one step. Another machine may take the old name for good for some seconds yet (NFS),
    # but cannot use a folder that has been deleted.
    gone = scratch / f"{name}.gone"
    with suppress(FileNotFoundError):
        os.replace(scratch / name, gone)
    for _ in range(_ATTEMPTS):
        shutil.rmtree(gone, ignore_errors=True)
        if not gone.exists():
            return
        time.sleep(_PAUSE)


def tidy(artifacts: Path) -> None:
    """Take away what a killed run has left for its workers: grants in the folders of the stages, and probes.

    The caller holds the lock on the folder.
    """
    for folder in artifacts.glob(f"*/{SCRATCH}/{_GRANT}*"):
        revoke(folder.parent, folder.name)
    for path in artifacts.glob(f"{PROBE}*"):
        path.unlink(missing_ok=True)


@contextmanager
def granted(name: str | None) -> Iterator[None]:
    """Let this thread write under a grant that somebody else gave; under none where it is None."""
    token = _granted.set(name)
    try:
        yield
    finally:
        _granted.reset(token)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` last: a rename is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(folder: Path, keep: Iterable[Path | str]) -> list[Path]:
    """Delete every file below ``folder`` that is not in ``keep``, and the folders left empty; return what was deleted.

    Links are deleted as names, never followed. Hidden files are left alone, but for the scratch folder: DVC
    keeps a ``.gitignore`` beside outputs.
    """
    kept = set(map(str, keep))
    deleted = []
    for here, folders, names in os.walk(str(folder), topdown=False):
        hidden_too = SCRATCH in Path(here).relative_to(folder).parts
        for name in names:
            if f"{here}/{name}" not in kept and (hidden_too or not name.startswith(".")):
                path = Path(here, name)
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
