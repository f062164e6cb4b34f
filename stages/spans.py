"""The spans that RE2 finds in bytes, and nothing but these.

Its package makes a generator, a match and two tuples for each: four times what the search costs where candidates are
near.
"""

from collections.abc import Iterator
from typing import Any

import re2

_ANYWHERE: Any = re2._Anchor.UNANCHORED  # noqa: SLF001 - no public name; tests hold it to what the package finds
_HERE: Any = re2._Anchor.ANCHOR_START  # noqa: SLF001 - the same
_WHOLE: Any = re2._Anchor.ANCHOR_BOTH  # noqa: SLF001 - the same


def found_in(pattern: Any, data: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the spans that ``pattern.finditer(data, start)`` would give, of a pattern that never matches nothing."""
    match, size = pattern._regexp.Match, len(data)  # noqa: SLF001 - the same
    while True:
        span = match(_ANYWHERE, data, start, size)[0]
        start = span[1]
        if start < 0:
            return
        yield span


def stands_in(pattern: Any, data: bytes) -> bool:
    """Say whether ``pattern.search(data)`` would find something."""
    return bool(pattern._regexp.Match(_ANYWHERE, data, 0, len(data))[0][0] >= 0)  # noqa: SLF001 - the same


def groups_of(pattern: Any, data: bytes) -> list[tuple[int, int]] | None:
    """Return the spans of all groups, -1 where one is not there, if ``pattern`` matches all of ``data``; else None."""
    spans: list[tuple[int, int]] = pattern._regexp.Match(_WHOLE, data, 0, len(data))  # noqa: SLF001 - the same
    return spans if spans[0][0] >= 0 else None
