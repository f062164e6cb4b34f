"""The rules of ``rules.toml``, made into patterns. Only this module reads them."""

from functools import cache
from typing import Any

import re2

from stages.resources import toml


@cache
def pattern(kind: str) -> str:
    """Return one RE2 pattern for all rules of a kind, to be matched with text in lower case."""
    return "|".join(f"(?:{row['pattern']})" for row in toml(__package__, "rules.toml")[kind])


@cache
def _keep() -> Any:
    return re2.compile(pattern("keep"))


def keeps(line: str) -> bool:
    """Return whether a line says by itself that it is the article's.

    >>> keeps("The company gave no further details.")
    True
    """
    return bool(_keep().search(line.lower()))
