"""Where indirect speech may be reported, in all texts of a partition: words of the lexicon, and a scan for phrases."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import re2
from numpy.typing import NDArray

from stages.annotate.quotes.lexicon import lexicon
from stages.annotate.quotes.tokens import Partition, partition
from stages.spans import found_in

#: What follows a verb that reports nothing (expected to, reported by); spares the work of finding out.
_NO_SPEECH = (b" to ", b" by ", b" as ", b" of ", b" up ")
_LENGTH = len(_NO_SPEECH[0])
_NUMBERS = np.frombuffer(b"".join(_NO_SPEECH), np.uint32)

#: Begins the match of an infinitive, which stands behind it.
_TO = (b"to ", b"To ", b"TO ", b"to\t", b"to\n")

#: What a word is in the lexicon, in any sum: what reports by itself; the words of a phrase of two, and the first ones
#: of a longer one; and more than a word that reports by itself.
_SINGLE, _COMPOUND = 1, 64
_TWO, _THREE = (2, 4), (8, 16, 32)


def hits(texts: Sequence[str], tokens: Partition | None = None) -> list[list[int]]:
    """Return of each text where the scan of the lexicon finds that speech may be reported, in code points. Linear.

    In most texts it finds single words alone, and which tokens are such words is told by the different ones. Only texts
    in which the words of a phrase follow each other, or a token is more than such a word, are scanned (pointed out,
    higher-than-expected).

    Args:
        texts: the texts.
        tokens: of these texts, where they are at hand.
    """
    tokens = tokens or partition(texts)
    kinds = _kinds(tokens.words)[tokens.numbers]
    single = np.flatnonzero(kinds & _SINGLE)
    # Between two texts stands a line feed: none ends with such a word and the beginning of the next one.
    data = np.frombuffer(tokens.data + bytes(_LENGTH), np.uint8)
    following = data[tokens.behind[single][:, None] + np.arange(_LENGTH)].view(np.uint32).ravel()
    single = single[~np.isin(following, _NUMBERS)]
    places = tokens.starts[single].tolist()
    found = [places[low:high] for low, high in pairwise(np.searchsorted(single, tokens.bounds).tolist())]
    for at in _to_scan(kinds, tokens.bounds):
        found[at] = _scanned(texts[at])
    return found


def _to_scan(kinds: NDArray[np.uint8], bounds: list[int]) -> list[int]:
    """Return the numbers of the texts that may have a phrase of the lexicon, or have a compound."""
    places = [np.flatnonzero(kinds & _COMPOUND)]
    for phrase in (_TWO, _THREE):
        first = np.flatnonzero(kinds & phrase[0])
        first = first[first + len(phrase) <= len(kinds)]
        for at, word in enumerate(phrase[1:], 1):
            first = first[kinds[first + at] & word != 0]
        places.append(first)
    return sorted(set((np.searchsorted(bounds, np.concatenate(places), "right") - 1).tolist()))


def _scanned(text: str) -> list[int]:
    """Return where the scan finds something in a text that may report speech."""
    data = text.encode()
    found = []
    before = place = 0  # of the last one, in bytes and in code points
    for start, end in found_in(lexicon().scan, data):
        if data[end : end + _LENGTH] not in _NO_SPEECH:
            begin = start + len(_TO[0]) * (data[start : start + len(_TO[0])] in _TO)
            place += len(data[before:begin].decode())
            before = begin
            found.append(place)
    return found


def _kinds(words: str) -> NDArray[np.uint8]:
    """Return what each of some words is in the lexicon: a sum of `_SINGLE` to `_COMPOUND`.

    Args:
        words: with line feeds between.
    """
    pattern, kinds = _single_words()
    data = words.encode()
    breaks = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    spans = list(found_in(pattern, data))
    numbers = np.searchsorted(breaks, [start for start, _ in spans]).tolist()
    found = np.zeros(len(breaks) + 1, np.uint8)
    for number, (start, end) in zip(numbers, spans, strict=True):
        kind = kinds.get(data[start:end].decode().lower(), _COMPOUND)  # none of ASCII alone, as ſ for s
        if kind & _SINGLE and data[start - 1 : start] + data[end : end + 1] not in {b"", b"\n", b"\n\n"}:
            kind += _COMPOUND - _SINGLE
        found[number] |= kind
    return found


@cache
def _single_words() -> tuple[Any, dict[str, int]]:
    """Return a pattern of each word of the scan by itself, and what each is: a sum of `_SINGLE` to `_COMPOUND`."""
    kinds: dict[str, int] = {}
    for form in lexicon().reports:
        words = form.split(" ")
        phrase = (_SINGLE,) if len(words) == 1 else _TWO if len(words) == len(_TWO) else _THREE
        for word, kind in zip(words, phrase, strict=False):
            kinds[word] = kinds.get(word, 0) | kind
    return re2.compile(rf"(?i)\b(?:{'|'.join(sorted(kinds))})\b"), kinds
