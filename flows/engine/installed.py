"""Which version of a distribution is installed.

`importlib.metadata` says it too, but takes a third of the time in which a stage with nothing to do should end: it loads
a library for e-mail to read a header.
"""

import os
import re
import sys
from functools import cache
from pathlib import Path


def version(distribution: str) -> str:
    """Return the version of an installed distribution.

    Raises:
        importlib.metadata.PackageNotFoundError: there is none of that name.
    """
    name = _normal(distribution)
    for folder in sys.path:
        home = _distributions(folder).get(name)
        found = _header(Path(folder, home, "METADATA")) if home else None
        if found:
            return found
    # The standard library knows eggs, archives and the finders of others.
    from importlib import metadata  # noqa: PLC0415 - see above

    stated: str = metadata.version(distribution)
    return stated


@cache
def _distributions(folder: str) -> dict[str, str]:
    """Return the folders of metadata in a folder of modules, by the normal form of their distributions' names."""
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - no `Path` for each of hundreds of names
    except OSError:
        return {}
    found: dict[str, str] = {}
    for name in names:
        if name.endswith(".dist-info"):
            found.setdefault(_normal(name.partition("-")[0]), name)
    return found


def _normal(name: str) -> str:
    """Return the form of a name that all its spellings share (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _header(path: Path) -> str | None:
    """Return the version that the metadata state (the core metadata specification: headers, then an empty line)."""
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                key, colon, value = line.partition(":")
                if not colon:
                    return None
                if key.lower() == "version":
                    return value.strip()
    except (OSError, ValueError):
        pass
    return None
