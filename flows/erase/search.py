"""Whether bytes hold an erased article. Parquet, compressed files, web archives and databases are decoded first.

A miss is to prove that it is not there. So what cannot be decoded is told as a find, of the kind `UNREAD`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from flows.erase import contents
from flows.erase.contents import Piece
from flows.erase.literals import Literal, Literals
from flows.erase.needles import DIGITS, FINGERPRINT, KEY, SHA256, Hits, Needles, runs
from stages.clean.read import forms
from stages.dedupe import words

#: The kind of what could not be looked through.
UNREAD = "unread"

#: Bits of the table that rules most runs of words out.
_BITS = 20
_SHIFT = np.uint64(64 - _BITS)

_Numbers = NDArray[np.uint64]

#: What stands for a file.
K = TypeVar("K")


class Search:
    """Looks for needles.

    Args:
        needles: what to look for.
        seeds: what the folder of articles is called, by which their paths may begin.
    """

    def __init__(self, needles: Needles, seeds: str) -> None:
        self._needles = needles
        self._signs = Literals(dict(_signs(needles)))
        self._paths = Literals(dict(_paths(needles, seeds)))
        self._below = f"/{seeds}/".encode()
        self._numbers = np.array(sorted(map(int, needles.numbers)), np.uint64)
        self._keys = {key.encode("utf-8", "surrogatepass"): key for key in [*needles.records, *needles.paths]}
        self._pairs = {pair: key for key, pair in needles.records.items()}
        self._runs: dict[int, tuple[dict[str, _Numbers], NDArray[np.bool_]]] = {}
        for kind, width, hashes in needles.all_runs():
            of_kind, table = self._runs.setdefault(width, ({}, np.zeros(1 << _BITS, np.bool_)))
            of_kind[kind] = hashes
            table[hashes >> _SHIFT] = True

    def files(self, files: Iterable[tuple[K, bytes, str]]) -> Iterator[tuple[K, Hits]]:
        """Yield what is found in each of some files.

        Nearly all hold nothing, so the words of several are looked through at once, and of each only where some are
        found.

        Args:
            files: what is yielded with the hits, the bytes of the file, and its name, or its path below something.
        """
        waiting: list[tuple[K, Hits, list[str]]] = []
        size = 0
        for key, data, name in files:
            hits = self.name(name)
            texts = [text for piece in contents.pieces(data, name) for text in self._looked_through(hits, piece).texts]
            waiting.append((key, hits, texts))
            size += sum(map(len, texts))
            if size >= contents.TOGETHER:
                yield from self._with_words(waiting)
                waiting, size = [], 0
        yield from self._with_words(waiting)

    def _with_words(self, waiting: Sequence[tuple[K, Hits, list[str]]]) -> Iterator[tuple[K, Hits]]:
        together: Hits = {}
        self._add_words(together, (text for _, _, texts in waiting for text in texts))
        for key, hits, texts in waiting:
            if together and len(waiting) > 1:
                self._add_words(hits, texts)
            elif together:
                add_hits(hits, together)
            yield key, hits

    def data(self, data: bytes, name: str = "") -> Hits:
        """Return what is found in a file.

        Args:
            data: its bytes.
            name: its name, or its path below something.
        """
        ((_, hits),) = self.files([(None, data, name)])
        return hits

    def name(self, name: str) -> Hits:
        """Return what is found in a name or a path, without regard to its words."""
        hits: Hits = {}
        data = name.encode("utf-8", "surrogateescape")
        self._add_literals(hits, self._signs, data)
        self._add_literals(hits, self._paths, data)
        return hits

    def table(self, table: pa.Table) -> Hits:
        """Return what is found in the values of a table."""
        hits: Hits = {}
        pieces = (piece for batch in table.to_batches() for piece in contents.of_rows(batch))
        texts = [text for piece in pieces for text in self._looked_through(hits, piece).texts]
        self._add_words(hits, texts)
        return hits

    def texts(self, texts: Sequence[str]) -> Hits:
        """Return the runs of words that are found in some texts."""
        hits: Hits = {}
        self._add_words(hits, texts)
        return hits

    def _add_words(self, hits: Hits, texts: Iterable[str]) -> None:
        """Add the runs of words that are found in some texts."""
        if self._runs:
            for part in contents.parted(texts):
                self._add_runs(hits, part)

    def _looked_through(self, hits: Hits, piece: Piece) -> Piece:
        """Add what is found in a piece besides runs of words."""
        if piece.unread:
            hits.setdefault(UNREAD, set()).add(piece.unread)
        if piece.data is not None:
            self._add_literals(hits, self._signs, piece.data)
            if piece.is_text:
                self._add_literals(hits, self._paths, piece.data)
            name = hashlib.sha256(piece.data).hexdigest()[:DIGITS]
            self._add_all(hits, SHA256, {name} if self._needles.names.get(name) == SHA256 else ())
        if piece.values:
            self._add_literals(hits, self._signs, b"\0".join(piece.values))
            self._add_all(hits, KEY, self._keys_in(piece.values))
        self._add_all(hits, KEY, (self._pairs[pair] for pair in self._pairs.keys() & set(piece.pairs)))
        if piece.numbers is not None and len(self._numbers):
            found = np.intersect1d(piece.numbers, self._numbers)
            self._add_all(hits, FINGERPRINT, map(str, found.tolist()))
        return piece

    def _add_runs(self, hits: Hits, texts: Sequence[str]) -> None:
        rows = words.read(texts).hashes
        for width, (of_kind, table) in self._runs.items():
            there = runs(rows, width)
            there = there[table[there >> _SHIFT]]
            for kind, hashes in of_kind.items() if len(there) else ():
                self._add_all(hits, kind, np.intersect1d(there, hashes).tolist())

    def _keys_in(self, values: Sequence[bytes]) -> set[str]:
        """Return the paths and keys that values are, or end with below the folder of all articles."""
        found = set(values)
        found |= {value.partition(self._below)[2] for value in values if self._below in value}
        files = {value.partition(b"#")[0] for value in found if b"#" in value}
        found |= {file for file in files if forms.form_of(file.decode("utf-8", "replace")).batch is not None}
        return {self._keys[key] for key in self._keys.keys() & found}

    @staticmethod
    def _add_literals(hits: Hits, literals: Literals, data: bytes) -> None:
        for literal in literals.find(data):
            hits.setdefault(literal.kind, set()).add(literal.value)

    @staticmethod
    def _add_all(hits: Hits, kind: str, found: Iterable[str | int]) -> None:
        values = set(found)
        if values:
            hits.setdefault(kind, set()).update(values)


def add_hits(found: Hits, more: Mapping[str, set[Any]]) -> None:
    """Add hits to others."""
    for kind, values in more.items():
        found.setdefault(kind, set()).update(values)


def _signs(needles: Needles) -> Iterator[tuple[bytes, Literal]]:
    """Yield the needles that are exact bytes wherever they stand."""
    for name, kind in needles.names.items():
        yield name.encode(), Literal(kind, name)
    for data, kind in needles.raw.items():
        yield bytes.fromhex(data), Literal(kind, data)
    for number, kind in needles.numbers.items():
        yield int(number).to_bytes(8, "little"), Literal(kind, number)
        yield number.encode(), Literal(kind, number)


def _paths(needles: Needles, seeds: str) -> Iterator[tuple[bytes, Literal]]:
    """Yield the paths and keys, as they are written in a text."""
    for path in chain(needles.paths, needles.records):
        below = f"{seeds}/{path}"
        yield path.encode("utf-8", "surrogatepass"), Literal(KEY, path, is_path=True)
        yield below.encode("utf-8", "surrogatepass"), Literal(KEY, path, is_path=True, below=True)
