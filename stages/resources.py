"""Rules are data beside the code: the one way in which a stage reads the files of its own package, or of a library."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def toml(package: str, name: str) -> dict[str, Any]:
    """Return the TOML file ``name`` of ``package`` (pass ``__package__``). Treat the result as read-only.

    Raises:
        FileNotFoundError: the package has no such file.
        tomllib.TOMLDecodeError: the file is not TOML; the message gives line and column.
    """
    return tomllib.loads(data(package, name).decode())


def data(package: str, *path: str) -> bytes:
    """Return a file of a package, given the parts of its path there.

    Raises:
        FileNotFoundError: the package has no such file.
    """
    return files(package).joinpath(*path).read_bytes()
