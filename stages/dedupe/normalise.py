"""What two texts may differ in and still be the same: the rules of ``rules.toml``, applied.

Only this module reads the rules. It knows characters and the edges of a text; `words` knows how they are counted.
"""

import unicodedata
from functools import cache
from typing import Any

import numpy as np
import re2
from numpy.typing import NDArray

from stages.resources import toml

#: What `fold` gives for a character that breaks a word, and for one that vanishes inside it.
BREAK, DROPPED = 0, 0xFFFF_FFFF

_CODE_POINTS = 0x110000

#: Rules that may apply at each edge, one after another.
_AT_EACH_EDGE = 3


@cache
def _rules() -> dict[str, Any]:
    return toml(__package__, "rules.toml")


@cache
def _edge(which: str) -> Any:
    """Return the compiled pattern for any of the rules of one edge."""
    either = "|".join(f"(?:{rule['pattern']})" for rule in _rules()[which])
    return re2.compile(rf"^\s*(?:{either})" if which == "lead" else rf"(?:{either})\s*$")


def strip_edges(text: str, dateline: tuple[int, int] | None = None) -> str:
    """Return ``text`` without dateline, byline and credits; whole where nothing else would be left.

    Args:
        text: as clean leaves it.
        dateline: where it stands, half-open (`stages.publication.Publication`).

    >>> strip_edges("QUETTA, March 4 (APP): The pass was closed by snow. - APP", (0, 22))
    ' The pass was closed by snow. '
    """
    rules = _rules()
    told = text if dateline is None else text[: dateline[0]] + text[dateline[1] :]
    start, end = 0, len(told)
    for _ in range(_AT_EACH_EDGE):
        found = _edge("lead").match(told[start : start + rules["lead_edge"]])
        if not found:
            break
        start += found.end()
    for _ in range(_AT_EACH_EDGE):
        floor = max(start, end - rules["trail_edge"])
        found = _edge("trail").search(told[floor:end])
        if not found:
            break
        end = floor + found.start()
    story = told[start:end]
    return story if any(map(str.isalnum, story)) else text


def caseless(text: str) -> str:
    """Return ``text`` in compatibility form and folded case; it may become longer or shorter.

    Source: The Unicode Standard, section 3.13, compatibility caseless matching (one round of it).
    """
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _fold_rules() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Return the characters that are replaced, what vanishes, and what makes words (characters or categories)."""
    rules = _rules()
    replaced = {a: b for rule in rules["fold"] for a, b in zip(rule["from"], rule["to"], strict=True)}
    dropped = frozenset(
        item for rule in rules["drop"] for item in (*rule.get("categories", ()), *rule.get("characters", ()))
    )
    return replaced, dropped, frozenset(category for rule in rules["word"] for category in rule["categories"])


@cache
def fold_one(code: int) -> int:
    """Return what the rules make of one code point: the folded one, `BREAK` or `DROPPED`."""
    replaced, dropped, word = _fold_rules()
    character = chr(code)
    character = replaced.get(character, character)
    category = unicodedata.category(character)
    if character in dropped or category in dropped:
        return DROPPED
    return ord(character) if category in word else BREAK


def fold(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return for each code point its folded one, `BREAK` or `DROPPED`.

    Each *different* code point is looked up once per process, so text of any script costs two gathers per character.
    """
    seen = np.zeros(_CODE_POINTS, dtype=np.bool_)
    seen[codes] = True
    present = np.flatnonzero(seen)
    table = np.zeros(_CODE_POINTS, dtype=np.uint32)
    table[present] = [fold_one(code) for code in present.tolist()]
    return table[codes]
