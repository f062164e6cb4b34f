"""What a title says that the text under it may not: whom it is about, and that it heads a column or a form.

"Interim dividend 7 cents against 7. Paid on April 15" is word for word the notice of every company that pays as much on
that day, and only the title says which. And what stands under "Gold rates today" is another story every day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import words
from stages.dedupe.ragged import Ragged
from stages.dedupe.tokens import NAME, NUMBER
from stages.resources import toml

#: Stands for a subject or a heading that there is none of.
NONE = np.uint64(0)


@dataclass(frozen=True)
class Titles:
    """What the titles of some articles say, in columns of one length.

    Attributes:
        subject: hash of the first word that can be a subject; headlines begin with whom they are about.
        heading: digest of the outlet and of the words of the title without numbers, days and marks of revision:
            equal for the issues of a column.
        cased: whether the title is in a script with capitals.
    """

    subject: NDArray[np.uint64]
    heading: NDArray[np.uint64]
    cased: NDArray[np.bool_]

    @classmethod
    def of(cls, titles: Sequence[str | None], outlets: Sequence[str | None]) -> "Titles":
        """Read titles and the names of their outlets."""
        told = [title or "" for title in titles]
        read = words.read(told)
        hashes, offsets = read.hashes.values, read.hashes.offsets
        is_number, is_mark = read.classes == NUMBER, _is_in(hashes, "not_a_subject")
        return cls(
            _first(hashes, ~is_number & ~is_mark, offsets),
            _headings(Ragged(hashes, offsets), ~is_number & ~is_mark & ~_is_in(hashes, "calendar"), outlets),
            np.array([title.lower() != title.upper() for title in told], np.bool_),
        )


def _first(values: NDArray[np.uint64], eligible: NDArray[np.bool_], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the first eligible value of each row, or `NONE`."""
    place = np.append(np.flatnonzero(eligible), len(values))
    found = place[np.searchsorted(place, offsets[:-1])]
    return np.where(found < offsets[1:], np.append(values, NONE)[found], NONE)


def _headings(titles: Ragged, kept: NDArray[np.bool_], outlets: Sequence[str | None]) -> NDArray[np.uint64]:
    data = memoryview(titles.values[kept].astype("<u8", copy=False).data).cast("B")
    places = (8 * np.append(0, np.cumsum(kept))[titles.offsets]).tolist()
    found = [
        sha256(outlet.encode("utf-8", "surrogatepass") + b"\0" + data[a:b]).digest()[:8]
        if outlet and a < b
        else bytes(8)
        for outlet, (a, b) in zip(outlets, pairwise(places), strict=True)
    ]
    return np.frombuffer(b"".join(found), "<u8")


def add_subjects(texts: words.Words, titles: Titles, notice_words: int) -> words.Words:
    """Return the texts with the subject of the title in front of those that name nobody.

    Any other text may be printed under any headline.

    Args:
        texts: the words of the texts.
        titles: of the same articles.
        notice_words: a text of as many words or more says itself what it is about.
    """
    names = np.append(0, np.cumsum((texts.classes == NAME) & ~_is_in(texts.hashes.values, "calendar")))
    lengths = texts.hashes.lengths
    # Scripts without case have no names that could be missed.
    needy = (lengths > 0) & (lengths < notice_words) & titles.cased & (titles.subject != NONE)
    rows = np.flatnonzero(needy & (np.diff(names[texts.hashes.offsets]) == 0))
    if not len(rows):
        return texts
    before = texts.hashes.starts[rows]
    longer = lengths.copy()
    longer[rows] += 1
    values = np.insert(texts.hashes.values, before, titles.subject[rows])
    return words.Words(Ragged.of_lengths(values, longer), np.insert(texts.classes, before, NAME))


@cache
def _listed(kind: str) -> NDArray[np.uint64]:
    """Return the hashes of the words that the rules of one kind in ``names.toml`` list, ascending."""
    listed = [word for rule in toml(__package__, "names.toml")[kind] for word in rule["words"]]
    return np.unique(words.read(listed).hashes.values)


def _is_in(hashes: NDArray[np.uint64], kind: str) -> NDArray[np.bool_]:
    listed = _listed(kind)
    place = np.minimum(np.searchsorted(listed, hashes), len(listed) - 1)
    found: NDArray[np.bool_] = listed[place] == hashes
    return found
