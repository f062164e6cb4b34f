"""What differs between two texts, passage by passage, for people to read.

Nothing here decides anything, so it stands apart from `stages.dedupe`, which compares arrays of hashes and whose
results depend on all of its files. This one goes back to the words, and cuts passages where a reader would cut them
rather than as short as can be.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import re2

from stages.dedupe.align import longest_increasing
from stages.dedupe.words import read

#: Words in a row that tie a place of one text to a place of the other, where each text has them once.
_TIE_WORDS = 3

#: Pairs of words, one of each text, that are compared all with all between two ties. More would take a second, and what
#: differs over such a length is one passage to a reader.
_ALL_WITH_ALL = 250_000

#: Letters of the longest word that is shown before a number: "Rs 5", "No 5", "to 5".
_SHORT = 3

#: Scripts without spaces between words.
_NO_SPACES = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"

#: Numbers with the marks inside them, characters that are words of their own, and everything else that is compared.
_WORD = (
    r"(?P<number>\pN+(?:[.,٫٬]\pN+)*)"
    rf"|(?P<alone>[{_NO_SPACES}][\pM\p{{Cf}}]*)"
    r"|(?P<word>\p{Sc}|\pL[\pL\pM\p{Cf}]*)"
)

_Key = tuple[int, ...]

#: ``(a_start, a_end, b_start, b_end)``: a stretch of each of two texts, half-open.
Passage = tuple[int, int, int, int]


class Word(NamedTuple):
    """A word.

    Attributes:
        start, end: where it stands, in code points, half-open.
        kind: number, alone (a character of a script without spaces) or word.
        key: what dedupe compares of it: mostly one hash.
    """

    start: int
    end: int
    kind: str
    key: _Key


def differences(a: str, b: str) -> list[Passage]:
    """Return the passages in which two texts differ, in their order, in code points.

    Words are the same but for case, marks and what is written for one another (`stages.dedupe.words`). Passages with
    a word or less between them are one, and so are those that stand closer than they are long. A number is shown with
    what belongs to it: "Rs 5bn", though only 5 differs. Where one text has nothing, its stretch is empty and stands
    behind the word before.

    >>> a, b = "Exports rose to Rs 5bn, he said.", "Exports ROSE to Rs 6bn, he said on Friday."
    >>> [(a[i:j], b[k:m]) for i, j, k, m in differences(a, b)]
    [('Rs 5bn', 'Rs 6bn'), ('', 'on Friday')]
    """
    words_a, words_b = words(a), words(b)
    found = _unequal([word.key for word in words_a], [word.key for word in words_b])
    found = _joined(found, lambda before, after, between: between <= max(1, min(_size(before), _size(after))))
    found = _joined(_shown(found, words_a, words_b), lambda _before, _after, between: between <= 0)
    return [(*_span(words_a, *passage[:2]), *_span(words_b, *passage[2:])) for passage in found]


@cache
def _word() -> Any:
    return re2.compile(_WORD)


def words(text: str) -> list[Word]:
    """Return the words of a text."""
    found = list(_word().finditer(text))
    hashes = read([each.group() for each in found]).hashes
    values = hashes.values.tolist()
    keys = (tuple(values[start:end]) for start, end in pairwise(hashes.offsets.tolist()))
    # What dedupe does not compare at all, as a mark of direction that stands alone, has no key.
    return [Word(each.start(), each.end(), each.lastgroup, key) for each, key in zip(found, keys, strict=True) if key]


# -- alignment --------------------------------------------------------------------------------------------------------


def _unequal(a: Sequence[_Key], b: Sequence[_Key]) -> list[Passage]:
    """Return the stretches of words, by number, that stand against each other and differ.

    Source: Bram Cohen's patience diff: what occurs once in each text ties the two together, along the longest chain
    that ascends in both; only what stands between two ties is compared all with all.
    """
    found: list[Passage] = []
    ends = (len(a), len(b))
    for (tie_a, tie_b), (next_a, next_b) in pairwise([(-1, -1), *_ties(a, b), ends]):
        start_a, start_b, end_a, end_b = tie_a + 1, tie_b + 1, next_a, next_b
        while start_a < end_a and start_b < end_b and a[start_a] == b[start_b]:
            start_a, start_b = start_a + 1, start_b + 1
        while start_a < end_a and start_b < end_b and a[end_a - 1] == b[end_b - 1]:
            end_a, end_b = end_a - 1, end_b - 1
        if start_a == end_a and start_b == end_b:
            continue
        if (end_a - start_a) * (end_b - start_b) > _ALL_WITH_ALL:
            found.append((start_a, end_a, start_b, end_b))
            continue
        codes = SequenceMatcher(None, a[start_a:end_a], b[start_b:end_b], autojunk=False).get_opcodes()
        found += [(start_a + i, start_a + j, start_b + k, start_b + m) for tag, i, j, k, m in codes if tag != "equal"]
    return found


def _ties(a: Sequence[_Key], b: Sequence[_Key]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of equal words, ascending in both texts, that are in runs that each of the two has once."""
    once_a, once_b = _once(a), _once(b)
    last_a = last_b = -1
    both = [(place, once_b[run]) for run, place in once_a.items() if run in once_b]
    for start_a, start_b in (both[at] for at in longest_increasing([second for _, second in both])):
        for step in range(_TIE_WORDS):
            if start_a + step > last_a and start_b + step > last_b:
                last_a, last_b = start_a + step, start_b + step
                yield last_a, last_b


def _once(keys: Sequence[_Key]) -> dict[tuple[_Key, ...], int]:
    """Return the runs that occur once, with their place, in the order of the text."""
    runs = list(zip(*(keys[step:] for step in range(_TIE_WORDS)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


# -- what a reader sees -----------------------------------------------------------------------------------------------


def _size(passage: Passage) -> int:
    return max(passage[1] - passage[0], passage[3] - passage[2])


def _joined(found: Sequence[Passage], join: Callable[[Passage, Passage, int], bool]) -> list[Passage]:
    """Return the passages with neighbours made one where ``join(before, after, words between them)`` says so."""
    joined: list[Passage] = []
    for after in found:
        before = joined[-1] if joined else None
        if before is not None and join(before, after, after[0] - before[1]):
            joined[-1] = (before[0], after[1], before[2], after[3])
        else:
            joined.append(after)
    return joined


def _shown(found: Sequence[Passage], a: Sequence[Word], b: Sequence[Word]) -> list[Passage]:
    """Return the passages with the equal words around them without which they could not be understood.

    That is what is written in one with them, and a short word before a number.
    """
    edges = [0, *(edge for passage in found for edge in passage[:2]), len(a)]
    return [_widened(passage, edges[2 * at], edges[2 * at + 3], a, b) for at, passage in enumerate(found)]


def _widened(passage: Passage, floor: int, ceiling: int, a: Sequence[Word], b: Sequence[Word]) -> Passage:
    """Return a passage with words before it, down to ``floor``, and after it, up to ``ceiling``, both numbers in a."""
    start_a, end_a, start_b, end_b = passage
    while start_a > floor and (_belongs_before(a, start_a, end_a) or _belongs_before(b, start_b, end_b)):
        start_a, start_b = start_a - 1, start_b - 1
    while end_a < ceiling and (_glued(a, start_a, end_a, end_a) or _glued(b, start_b, end_b, end_b)):
        end_a, end_b = end_a + 1, end_b + 1
    return start_a, end_a, start_b, end_b


def _belongs_before(text: Sequence[Word], start: int, end: int) -> bool:
    if start == end:
        return False
    before = text[start - 1]
    short = before.end - before.start <= _SHORT
    return _glued(text, start, end, start) or (short and text[start].kind == "number")


def _glued(text: Sequence[Word], start: int, end: int, edge: int) -> bool:
    """Say whether the words on both sides of an edge of a passage that is not empty are written in one."""
    before, after = text[edge - 1], text[edge]
    return start < end and before.end == after.start and "alone" not in (before.kind, after.kind)


def _span(text: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    if start < end:
        return text[start].start, text[end - 1].end
    behind = text[start - 1].end if start else 0
    return behind, behind
