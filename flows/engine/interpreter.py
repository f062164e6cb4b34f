"""Python itself is an input: its Unicode tables and the way it adds floats differ from one minor version to the next.

It must not be in the ledger, because then two machines with different Pythons could never agree on ``dvc.lock``, though
they nearly always agree on every byte. So a hidden file beside the ledger, which neither DVC nor git sees, says which
Python made what is there. What another one made in this very folder is made again; what was pulled is trusted.
"""

import platform
import unicodedata
from pathlib import Path

from flows.engine import files, ledger, statcache

NAME = ".interpreter"


def current() -> str:
    """Return what of the interpreter can change a byte: implementation, minor version, Unicode tables."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{platform.python_implementation()} {version}, Unicode {unicodedata.unidata_version}"


def other(folder: Path) -> str | None:
    """Return the interpreter that made a stage's folder, if it is known to be another one."""
    try:
        made_by = (folder / NAME).read_text(encoding="utf-8")
    except OSError:
        return None
    return made_by if made_by != current() else None


def settle(folder: Path) -> None:
    """Forget what another interpreter made here, so that it is made again.

    The journal stays, empty: it marks the folder as ours when the ledger is gone.
    """
    if other(folder) is not None:
        files.write(folder / ledger.JOURNAL, b"", folder / files.SCRATCH)
        (folder / ledger.NAME).unlink(missing_ok=True)
        statcache.forget(folder)


def sign(folder: Path) -> None:
    """Say that all that is in the folder is this interpreter's."""
    path = folder / NAME
    if not path.is_file() or other(folder) is not None:
        files.write(path, current().encode(), folder / files.SCRATCH)
