"""Whether a text that names no title begins with one."""

from functools import cache
from typing import Any

import re2

from stages.resources import toml

#: Words that a headline has at least; fewer are a section's name or a dateline.
FEWEST_WORDS = 3


@cache
def _patterns() -> dict[str, Any]:
    return {row["name"]: re2.compile(row["pattern"]) for row in toml(__package__, "headline.toml")["pattern"]}


def headline(text: str, *, set_off: bool, longest: int) -> str | None:
    """Return the first paragraph of a clean text if it is clearly a headline; it also stays where it stands.

    Args:
        text: the clean text.
        set_off: whether an empty line stands after the first paragraph in the source.
        longest: the most characters of a headline.
    """
    first, _, rest = text[: longest + 1].partition("\n")
    if not rest or len(first) > longest or first.count(" ") + 1 < FEWEST_WORDS:
        return None
    patterns = _patterns()
    body = text[len(first) + 1 :]
    opening = body.partition("\n")[0]
    if len(opening) <= len(first) or patterns["sentence"].search(first) or patterns["body"].search(first):
        return None
    if not set_off and not patterns["body"].search(opening[:longest]):
        return None
    return str(patterns["markup"].sub("", first))
