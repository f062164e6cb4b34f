"""What an erased article is looked for by: its names, digests, fingerprints, and runs of its words.

Nothing here can be read as text: words are kept as hashes of runs of them, so that needles may be noted on disk until
the article is gone everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from flows.erase.article import Article, Told
from stages import keys
from stages.dedupe import hashing, words
from stages.dedupe.ragged import Ragged

#: Words of a run of the text. Articles on one subject share shorter ones.
RUN = 8

#: Words of the shortest title, text or address that is looked for.
LEAST = 4

#: A fingerprint is a hash of 64 bits; one as small as this stands for nothing.
_SMALL = 1 << 40

#: Words of an address that count.
MOST_OF_ADDRESS = 24

#: Hexadecimal digits and bytes of a SHA-256 that are looked for: every short form of one begins with them.
DIGITS, BYTES = 20, 16

#: What a needle is a sign of. Another article may have the same sign, but for the first two.
DOC_ID, KEY, SHA256, DIGEST, FINGERPRINT, URL, TITLE, TEXT = KINDS = (
    "doc_id",
    "key",
    "sha256",
    "digest",
    "fingerprint",
    "url",
    "title",
    "text",
)

#: Found needles by kind.
Hits = dict[str, set[str | int]]

_Numbers = NDArray[np.uint64]


class Needles(msgspec.Struct):
    """What to look for.

    Attributes:
        names: ASCII that is unlike anything else, such as a ``doc_id`` -> kind.
        raw: bytes, in hexadecimal -> kind.
        paths: sources below the seeds, looked for where a path begins and ends.
        records: keys of records, looked for as whole values, and as source and record side by side.
        numbers: 64-bit numbers, in decimal -> kind.
        runs: kind -> words of a run -> hashes of such runs, ascending, eight bytes each, little-endian.
    """

    names: dict[str, str] = {}
    raw: dict[str, str] = {}
    paths: set[str] = set()
    records: dict[str, tuple[str, str | None]] = {}
    numbers: dict[str, str] = {}
    runs: dict[str, dict[int, bytes]] = {}

    @classmethod
    def union(cls, many: Iterable[Self]) -> Self:
        """Return needles that look for all that any of these look for."""
        found = cls()
        parts: dict[str, dict[int, list[_Numbers]]] = {}
        for each in many:
            found.names |= each.names
            found.raw |= each.raw
            found.paths |= each.paths
            found.records |= each.records
            found.numbers |= each.numbers
            for kind, width, hashes in each.all_runs():
                parts.setdefault(kind, {}).setdefault(width, []).append(hashes)
        found.runs = _packed(parts)
        return found

    def all_runs(self) -> Iterator[tuple[str, int, _Numbers]]:
        """Yield kind, width and hashes of all runs."""
        for kind, widths in self.runs.items():
            for width, hashes in widths.items():
                yield kind, width, np.frombuffer(hashes, "<u8")

    def counts(self) -> dict[str, int]:
        """Return how many needles there are of each kind."""
        found = dict.fromkeys(KINDS, 0)
        # A SHA-256 is looked for as digits and as bytes, and is one sign.
        digests = [kind for kind in self.raw.values() if kind != SHA256]
        for kind in (*self.names.values(), *digests, *self.numbers.values()):
            found[kind] += 1
        found[KEY] += len({keys.file_key(path) for path in self.paths}) + len(self.records)
        for kind, _, hashes in self.all_runs():
            found[kind] += len(hashes)
        return {kind: count for kind, count in found.items() if count}

    def without(self, shared: Mapping[str, set[str | int]]) -> "Needles":
        """Return the needles that no other article has. A name of the article itself is never another's.

        Args:
            shared: what others have, as a search finds it.
        """
        gone = {kind: found for kind, found in shared.items() if kind not in (DOC_ID, KEY)}

        def left(all_of: dict[str, str]) -> dict[str, str]:
            return {value: kind for value, kind in all_of.items() if value not in gone.get(kind, ())}

        parts: dict[str, dict[int, list[_Numbers]]] = {}
        for kind, width, hashes in self.all_runs():
            others = [value for value in gone.get(kind, ()) if isinstance(value, int)]
            rest = np.setdiff1d(hashes, np.array(others, np.uint64))
            if len(rest):
                parts.setdefault(kind, {})[width] = [rest]
        return Needles(
            left(self.names), left(self.raw), set(self.paths), dict(self.records), left(self.numbers), _packed(parts)
        )


def of(article: Article, told: Iterable[Told]) -> Needles:
    """Return the needles of one article.

    Args:
        article: which one.
        told: what is known of it, from its source and from the last build.
    """
    found = Needles(names={article.doc_id: DOC_ID})
    if article.is_file:
        found.paths |= {article.source, keys.file_key(article.source)}
    else:
        key = article.key or (None if article.record is None else f"{article.source}#{article.record}")
        if key is not None:
            found.records[key] = (article.source, article.record)
    titles, urls, texts = [], [], []
    for each in told:
        if each.sha256:
            found.names[each.sha256[:DIGITS]] = SHA256
            found.raw[each.sha256[: 2 * BYTES]] = SHA256
        if each.digest:
            found.raw[each.digest.hex()] = DIGEST
        found.numbers.update({str(number): FINGERPRINT for number in each.numbers if number > _SMALL})
        titles += [each.title] if each.title else []
        urls += [each.url] if each.url else []
        texts += each.texts
    found.runs = _packed(
        {
            TITLE: _runs_of(titles, LEAST, RUN),
            URL: _runs_of(urls, LEAST, MOST_OF_ADDRESS),
            # Of a longer text no short part is looked for by itself: a day, or the name of an author, is others' too.
            TEXT: _runs_of(texts, RUN, RUN) or _runs_of(sorted(texts, key=len)[-1:], LEAST, RUN),
        }
    )
    return found


def runs(rows: Ragged, width: int) -> _Numbers:
    """Return the hashes of all runs of ``width`` words, none across the end of a row."""
    values = rows.values
    count = max(len(values) - width + 1, 0)
    rolled = np.zeros(count, np.uint64)
    for place in reversed(range(width)):
        rolled *= hashing.WORD_BASE
        rolled += values[place : place + count]
    inside = np.ones(count, np.bool_)
    for place in range(1, width):
        begins = rows.offsets[1:-1] - place
        inside[begins[(begins >= 0) & (begins < count)]] = False
    found: _Numbers = rolled[inside]
    return found


def _runs_of(texts: list[str], least: int, most: int) -> dict[int, list[_Numbers]]:
    """Return the runs of ``most`` words of each text by width; one of fewer is a run of its own, if it has enough."""
    if not texts:
        return {}
    rows = words.read(texts).hashes
    widths = np.minimum(rows.lengths, most)
    return {
        width: [runs(rows.take(np.flatnonzero(widths == width)), width)]
        for width in np.unique(widths).tolist()
        if width >= least
    }


def _packed(parts: Mapping[str, Mapping[int, list[_Numbers]]]) -> dict[str, dict[int, bytes]]:
    return {
        kind: {width: np.unique(np.concatenate(hashes)).astype("<u8").tobytes() for width, hashes in widths.items()}
        for kind, widths in parts.items()
        if widths
    }
