"""Where indirect speech may be reported: one scan for the words of the lexicon over all texts of a partition."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.annotate.quotes.lexicon import lexicon

#: What follows a verb that reports nothing (expected to, reported by); spares the work of finding out.
_NO_SPEECH = (b" to ", b" by ", b" as ", b" of ", b" up ")

#: Begins the match of an infinitive, which stands behind it.
_TO = (b"to ", b"To ", b"TO ", b"to\t", b"to\n")

#: The first byte of no ASCII character.
_BEYOND_ASCII = 0x80

#: Set around every match by the scan, so that no match becomes a Python object; stands in hardly any text.
_MARKER = "\x01"

#: Takes its place in a text that has it: neither of the two is part of a word, or white space.
_OTHER = "\x02"


def hits(texts: Sequence[str]) -> list[list[int]]:
    """Return of each text where indirect speech may be reported, in code points. Linear."""
    column = pa.array(texts, pa.large_string())
    if pc.any(pc.match_substring(column, _MARKER)).as_py():
        column = pc.replace_substring(column, _MARKER, _OTHER)
    scanned = pc.replace_substring_regex(column, lexicon().scan.pattern, f"{_MARKER}\\0{_MARKER}")
    data, offsets = _buffers(column)
    places = np.flatnonzero(_buffers(scanned)[0] == ord(_MARKER))
    places -= np.arange(len(places))  # of the text itself
    starts, ends = places[::2], places[1::2]
    upto = np.searchsorted(starts, offsets[1:])
    texts_of = np.repeat(np.arange(len(texts)), np.diff(upto, prepend=0))
    # No text ends with such a word and the beginning of the next one.
    reports = ~_are(data, ends, _NO_SPEECH) | (ends + len(_NO_SPEECH[0]) > offsets[1:][texts_of])
    starts = (starts + len(_TO[0]) * _are(data, starts, _TO))[reports]
    texts_of = texts_of[reports]
    firsts = offsets[:-1][texts_of]
    if len(data) and data.max() >= _BEYOND_ASCII:
        inner = np.flatnonzero((data & 0xC0) == 0x80)  # bytes that begin no character
        starts, firsts = starts - np.searchsorted(inner, starts), firsts - np.searchsorted(inner, firsts)
    found = (starts - firsts).tolist()
    bounds = np.searchsorted(texts_of, np.arange(len(texts) + 1)).tolist()
    return [found[low:high] for low, high in pairwise(bounds)]


def _buffers(column: pa.LargeStringArray) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of all texts, and where each begins and the last ends."""
    _, offsets, data = column.buffers()
    bounds = np.frombuffer(offsets, np.int64)[: len(column) + 1]
    if data is None or not len(column):
        return np.zeros(0, np.uint8), np.zeros(len(column) + 1, np.int64)
    return np.frombuffer(data, np.uint8)[: bounds[-1]], bounds


def _are(data: NDArray[np.uint8], places: NDArray[Any], wanted: Sequence[bytes]) -> NDArray[np.bool_]:
    """Say of each place whether one of some strings of the same length begins there."""
    found = np.zeros(len(places), np.bool_)
    padded = np.append(data, np.zeros(len(wanted[0]), np.uint8))
    window = padded[places[:, None] + np.arange(len(wanted[0]))]
    for each in wanted:
        found |= (window == np.frombuffer(each, np.uint8)).all(axis=1)
    return found
