"""What an article says of itself: the rules of ``revisions.toml``, applied to titles and first lines."""

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import re2
from numpy.typing import NDArray

from stages.resources import toml


@cache
def _rules() -> list[tuple[Any, int]]:
    """Return the pattern of each rule, and the version that it gives where it reads none."""
    return [(re2.compile(rule["pattern"]), rule.get("version", 0)) for rule in _table()["revision"]]


def _table() -> dict[str, Any]:
    return toml(__package__, "revisions.toml")


@cache
def _any() -> str:
    return "|".join(f"(?:{rule['pattern']})" for rule in _table()["revision"])


def revision_of(text: str) -> int:
    """Return which version a title or the beginning of a text says that the article is; 0 where it says nothing.

    >>> revision_of("UPDATE 2-Snow closes the pass"), revision_of("Correction: the pass is open"), revision_of("Snow")
    (2, 1, 0)
    """
    found = [
        int(match[1]) if pattern.groups else version
        for pattern, version in _rules()
        for match in pattern.finditer(text)
    ]
    return max(found, default=0)


def revisions(titles: pa.ChunkedArray, texts: pa.ChunkedArray) -> NDArray[np.int16]:
    """Return the version of each article, by its title or the beginning of its text, whichever says the later one.

    Args:
        titles: strings, or nulls.
        texts: strings without nulls.
    """
    versions = np.zeros(len(texts), dtype=np.int16)
    for column in (titles, pc.utf8_slice_codeunits(texts, 0, _table()["reach"])):
        # Few say anything, which Arrow finds out for all of them in one call.
        says = pc.fill_null(pc.match_substring_regex(column, _any()), False)
        rows = np.flatnonzero(says.to_numpy(zero_copy_only=False) if isinstance(says, pa.Array) else says.to_numpy())
        for row, text in zip(rows.tolist(), column.take(rows).to_pylist(), strict=True):
            versions[row] = max(versions[row], revision_of(text))
    return versions
