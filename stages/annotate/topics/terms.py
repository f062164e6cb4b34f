"""The articles of a partition as words, with how often each stands in each of them.

All words of all articles are numbered at once, and counted as arrays of numbers: Python looks at each different word,
and at no single one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.annotate.topics.letters import places

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Terms(NamedTuple):
    """The words of some articles, the title of each before its text.

    Attributes:
        words: the different ones, in lower case.
        in_s: numbers of those that end in s.
        tokens: what stands there: number of each word.
        owners: number of the article of each.
        titled: whether it stands in the title.
        joined: whether no mark parts it from the one before it.
        sizes: words of each article.
    """

    words: list[str]
    in_s: Numbers
    tokens: Numbers
    owners: Numbers
    titled: Flags
    joined: Flags
    sizes: Numbers


class Counts(NamedTuple):
    """How often words stand in an article: a row for each article and word, sorted by both.

    Attributes:
        owners: number of the article.
        words: number of the word.
        times: how often it stands there.
        titled: whether it stands in the title.
        firsts: the first token that it is.
        rows: of each token that was counted, in the order of ``at``, its row.
        at: the tokens that were counted, sorted by rows.
    """

    owners: Numbers
    words: Numbers
    times: Numbers
    titled: Flags
    firsts: Numbers
    rows: Numbers
    at: Numbers


class Pairs(NamedTuple):
    """How often two words stand side by side in an article: a row for each article and pair.

    Attributes:
        owners: number of the article.
        lefts: number of the first word.
        rights: number of the second.
        times: how often the pair stands there.
        titled: whether it stands in the title.
    """

    owners: Numbers
    lefts: Numbers
    rights: Numbers
    times: Numbers
    titled: Flags


def terms(titles: Sequence[str | None], texts: Sequence[str]) -> Terms:
    """Return the words of articles.

    >>> found = terms(["Rice exports"], ["Rice exports rose. Exports of rice!"])
    >>> [found.words[number] for number in found.tokens][-3:], found.sizes.tolist()
    (['exports', 'of', 'rice'], [8])
    """
    pieces = [_bare(piece).encode() for both in zip(titles, texts, strict=True) for piece in both]
    data = b"\n".join([b"", *pieces, b""]) if pieces else b"\n\n"
    found = places(data)
    ends = np.cumsum([1 + len(piece) for piece in pieces], dtype=np.int64)
    upto = np.searchsorted(found.starts, ends)
    piece_of = np.repeat(np.arange(len(pieces)), np.diff(upto, prepend=0))
    encoded = _words(data, found.starts, found.ends, found.inside).dictionary_encode()
    marks = found.marks[found.starts]
    return Terms(
        words=encoded.dictionary.to_pylist(),
        in_s=np.flatnonzero(pc.ends_with(encoded.dictionary, "s")),
        tokens=encoded.indices.to_numpy().astype(np.int64),
        owners=piece_of >> 1,
        titled=piece_of & 1 == 0,
        joined=np.diff(marks, prepend=-1) == 0,
        sizes=np.bincount(piece_of >> 1, minlength=len(texts)),
    )


def _bare(text: str | None) -> str:
    """Return a text in lower case; the minister's word is the minister."""
    return text.lower().replace("’s", "").replace("'s", "") if text else ""


def _words(data: bytes, starts: NDArray[np.intp], ends: NDArray[np.intp], inside: Flags) -> pa.StringArray:
    """Return the words, without what stands between them."""
    offsets = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(ends - starts, out=offsets[1:])
    letters = np.frombuffer(data, np.uint8)[inside]
    return pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(letters))


def count(found: Terms, wanted: Flags) -> Counts:
    """Count the words of each article, those alone that are ``wanted``."""
    at = np.flatnonzero(wanted[found.tokens])
    keys = found.owners[at] * len(found.words) + found.tokens[at]
    # The place in the last digits: so one sort of numbers orders both.
    size = max(1, len(found.tokens))
    ordered = np.sort(keys * size + at)
    keys, at = np.divmod(ordered, size)
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    times = np.diff(begins, append=len(keys))
    owners, words = np.divmod(keys[begins], max(1, len(found.words)))
    firsts = at[begins]
    # Titles stand before texts: what is in one has its first place there.
    titled = found.titled[firsts]
    return Counts(owners, words, times, titled, firsts, np.repeat(np.arange(len(begins)), times), at)


def pair(found: Terms, left: Flags, right: Flags) -> Pairs:
    """Count pairs of words in each article.

    Args:
        found: its words.
        left: of each token, whether it may be the first of a pair.
        right: whether it may be the second.
    """
    at = np.flatnonzero(found.joined[1:] & left[:-1] & right[1:])
    size = max(1, len(found.words))
    keys = (found.owners[at] * size + found.tokens[at]) * size + found.tokens[at + 1]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    firsts = at[order[begins]]
    times = np.diff(begins, append=len(keys))
    return Pairs(found.owners[firsts], found.tokens[firsts], found.tokens[firsts + 1], times, found.titled[firsts])
