"""What single names mean, remembered: it depends on the single name and on all who bear it, and on nobody else."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa

from stages.annotate.entities.columns import Integers
from stages.annotate.entities.corpus import Corpus, Small
from stages.annotate.entities.nodes import Edge
from stages.annotate.entities.packed import Packed
from stages.annotate.entities.persons import FAMILY_NAME


class Families(NamedTuple):
    """Single names with whom they mean.

    Attributes:
        name, into: numbers of names, as in an `Edge`.
        word: the hash of the single name (`stages.annotate.entities.keys`).
        evidence: of each pair.
    """

    name: Small
    into: Small
    word: Small
    evidence: pa.Array

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, str]]) -> Self:
        """Return pairs, given in any order: name, into, word and evidence of each."""
        found = sorted(rows)
        name, into, word = (np.array([row[at] for row in found], np.int32) for at in range(3))
        return cls(name, into, word, pa.array([row[3] for row in found], pa.string()))

    def rows(self) -> Iterator[tuple[int, int, int, str]]:
        """Yield name, into, word and evidence of each pair."""
        yield from zip(*(column.tolist() for column in self[:3]), self.evidence.to_pylist(), strict=True)

    def but(self, words: Integers, now: Integers) -> Self:
        """Return those of other words, with the names' new numbers."""
        kept = ~np.isin(self.word, words)
        name, into = (now[column[kept]].astype(np.int32) for column in (self.name, self.into))
        return self._replace(name=name, into=into, word=self.word[kept], evidence=self.evidence.filter(pa.array(kept)))

    def edges(self, corpus: Corpus) -> Iterator[tuple[Edge, int, int]]:
        """Yield the pairs with the numbers of their names."""
        for name, into, _, evidence in self.rows():
            one, other = (corpus.texts[corpus.word[at]] for at in (name, into))
            yield Edge(-FAMILY_NAME, one, other, "single_name", evidence), name, into

    def numbers(self) -> dict[str, Small]:
        """Return what of it are numbers, by name."""
        return {"families.name": self.name, "families.into": self.into, "families.word": self.word}

    @classmethod
    def read(cls, packed: Packed) -> Self:
        """Return what was remembered."""
        name, into, word = (packed.numbers(f"families.{name}") for name in ("name", "into", "word"))
        return cls(name, into, word, packed.strings("families.evidence"))
