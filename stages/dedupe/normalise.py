"""What two texts may differ in and still be the same: the rules of ``edges.toml`` and ``characters.toml``, applied.

Only this module reads those two. It knows characters and the edges of a text; `words` knows how they are counted.

A character is handed on as one number, so that a block of texts is one array: its folded code point above `SHIFT` bits
that say what it is (the constants below).
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import re2
from numpy.typing import NDArray

from stages.composing import normal
from stages.dedupe.ragged import Ragged, spans
from stages.resources import toml

#: What a character is: of one of these groups, or none, which breaks a word.
LETTER, DIGIT, CURRENCY, ALONE = 1, 2, 4, 8
WORD = LETTER | DIGIT | CURRENCY | ALONE

#: And besides: belongs to what stands before it; case; what it begins for the words behind it.
MARK, UPPER, LOWER, LINE, STOP, QUOTE = 16, 32, 64, 128, 256, 512

#: Becomes exactly one character. Those that do not never leave this module.
_ONE = 1024

#: All of these bits, and how far the code point stands above them.
FLAGS, SHIFT = 2047, np.uint32(11)

#: In the table of `fold`: known, and no single character. The bit of `_ONE` is not in it.
_SEVERAL = np.uint32(1)

_CODE_POINTS = 0x110000
_GROUPS = {"letter": LETTER, "mark": LETTER | MARK, "digit": DIGIT, "currency": CURRENCY}
_CASES = {"Lu": UPPER, "Lt": UPPER, "Ll": LOWER}

#: Rules that may apply at each edge, one after another.
_AT_EACH_EDGE = 3


@cache
def _pattern(which: str) -> str:
    """Return the pattern of any of the rules of one edge."""
    either = "|".join(f"(?:{rule['pattern']})" for rule in toml(__package__, "edges.toml")[which])
    return rf"^\s*(?:{either})" if which == "lead" else rf"(?:{either})\s*$"


@cache
def _edge(which: str) -> Any:
    return re2.compile(_pattern(which))


def strip_edges(texts: Sequence[str], datelines: Sequence[tuple[int, int] | None]) -> list[str]:
    """Return each text without dateline, byline and credits; whole where nothing else would be left.

    Args:
        texts: as clean leaves them.
        datelines: where they stand, half-open (`stages.publication.Publication`).

    >>> strip_edges(["QUETTA, March 4 (APP): The pass was closed by snow. - APP"], [(0, 22)])
    [' The pass was closed by snow. ']
    """
    rules = toml(__package__, "edges.toml")
    told = [
        text if line is None else text[: line[0]] + text[line[1] :] for text, line in zip(texts, datelines, strict=True)
    ]
    # Most texts have nothing at their edges, which Arrow finds out for all of them in one call each.
    heads = pa.array([text[: rules["lead_edge"]] for text in told], pa.string())
    tails = pa.array([text[-rules["trail_edge"] :] for text in told], pa.string())
    edged = pc.or_(
        pc.match_substring_regex(heads, _pattern("lead")), pc.match_substring_regex(tails, _pattern("trail"))
    )
    for row in np.flatnonzero(edged.to_numpy(zero_copy_only=False)).tolist():
        told[row] = _without_edges(told[row])
    return [
        story if story is text or any(map(str.isalnum, story)) else text
        for story, text in zip(told, texts, strict=True)
    ]


def _without_edges(text: str) -> str:
    """Apply the rules one after another."""
    rules = toml(__package__, "edges.toml")
    start, end = 0, len(text)
    for _ in range(_AT_EACH_EDGE):
        found = _edge("lead").match(text[start : start + rules["lead_edge"]])
        if not found:
            break
        start += found.end()
    for _ in range(_AT_EACH_EDGE):
        floor = max(start, end - rules["trail_edge"])
        found = _edge("trail").search(text[floor:end])
        if not found:
            break
        end = floor + found.start()
    return text[start:end]


@cache
def _rules() -> tuple[dict[str, str], frozenset[str], dict[str, int], dict[str, int], list[tuple[int, int]]]:
    """Return replacements, what vanishes, groups by category, roles by character, ranges of scripts without spaces."""
    rules = toml(__package__, "characters.toml")
    replaced = {a: b for rule in rules["fold"] for a, b in zip(rule["from"], rule["to"], strict=True)}
    dropped = frozenset(
        item for rule in rules["drop"] for item in (*rule.get("categories", ()), *rule.get("characters", ()))
    )
    groups = {category: _GROUPS[rule["group"]] for rule in rules["word"] for category in rule["categories"]}
    roles = {
        character: role
        for which, role in (("line", LINE), ("stop", STOP), ("quote", QUOTE))
        for rule in rules[which]
        for character in rule["characters"]
    }
    return replaced, dropped, groups, roles, [(a, b) for rule in rules["alone"] for a, b in rule["ranges"]]


@cache
def fold_one(code: int) -> tuple[int, ...]:
    """Return what the rules make of one code point: none, one or several characters.

    The whole case folding, so that it may be several (The Unicode Standard, section 3.13, toCasefold).
    """
    replaced, dropped, groups, roles, alone = _rules()
    case = _CASES.get(unicodedata.category(chr(code)), 0)
    folded = []
    for letter in chr(code).casefold():
        character = replaced.get(letter, letter)
        category = unicodedata.category(character)
        if character in dropped or category in dropped:
            continue
        flags = groups.get(category, roles.get(character, 0))
        if flags == LETTER:
            flags = ALONE if any(a <= ord(character) <= b for a, b in alone) else LETTER | case
        folded.append(ord(character) << int(SHIFT) | flags)
    return (folded[0] | _ONE,) if len(folded) == 1 else tuple(folded)


@cache
def _table() -> NDArray[np.uint32]:
    """Return what `fold` has looked up so far in this process, by code point; 0 is nothing yet."""
    return np.zeros(_CODE_POINTS, dtype=np.uint32)


def fold(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64] | None]:
    """Return what the rules make of an array of code points, one after another.

    Each *different* code point is looked up once per process, so text of any script costs one gather per character.

    Returns:
        The characters, and how many each code point became; None where that is one for each.
    """
    table = _table()
    folded = table.take(codes, mode="clip")  # no code point is out of bounds, and not to check is quicker
    if (folded & _ONE).all():
        return folded, None
    fresh = np.unique(codes[folded == 0])
    # What becomes none or several keeps a mark that no character has, so that it is not looked up again.
    table[fresh] = [one[0] if len(one := fold_one(code)) == 1 else _SEVERAL for code in fresh.tolist()]
    folded = table.take(codes, mode="clip")
    rows = np.flatnonzero(folded == _SEVERAL)
    if not len(rows):
        return folded, None
    kinds, which = np.unique(codes[rows], return_inverse=True)
    made = [fold_one(code) for code in kinds.tolist()]
    several = Ragged.of_lengths(
        np.array([one for ones in made for one in ones], dtype=np.uint32), np.array([len(ones) for ones in made])
    ).take(which)
    counts = np.ones(len(folded), dtype=np.int64)
    counts[rows] = several.lengths
    folded = np.repeat(folded, counts)
    folded[spans((np.cumsum(counts) - counts)[rows], several.lengths)] = several.values
    return folded, counts


def characters(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return the folded characters of the texts, a line feed behind each, and where each of them ends.

    A text is brought to compatibility form (NFKC) first, so all that follows is said of that.
    """
    composed = [normal("NFKC", text) for text in texts]
    # The line feed breaks the last word, so that no word and no line crosses from one text into the next.
    codes = np.frombuffer("".join(text + "\n" for text in composed).encode("utf-32-le"), dtype="<u4")
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in composed), np.int64, len(composed)), dtype=np.int64)
    folded, counts = fold(codes)
    return folded, ends if counts is None else np.cumsum(counts)[ends - 1]
