"""What is decided of names, and what is remembered of it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities.columns import Integers, distinct
from stages.annotate.entities.corpus import Corpus, Small
from stages.annotate.entities.families import Families
from stages.annotate.entities.keys import Keys
from stages.annotate.entities.packed import Packed


class Merges(NamedTuple):
    """The pairs of names that were joined: numbers of names, ascending; the rule and the evidence of each."""

    name: Small
    into: Small
    rule: pa.Array
    evidence: pa.Array


@dataclass(frozen=True)
class State:
    """The corpus with what was decided of its names.

    Attributes:
        corpus: the signatures.
        first: of each name, the number of the first name of its thing.
        merges: why.
        owner: of each name, the first article by its key that has it.
        keys: what names have in common.
        families: what single names mean.
    """

    corpus: Corpus
    first: Small
    merges: Merges
    owner: Small
    keys: Keys
    families: Families

    def pack(self) -> pa.Table:
        """Return it as a table of one row."""
        numbers = {"first": self.first, "owner": self.owner, "merges.name": self.merges.name}
        numbers["merges.into"] = self.merges.into
        strings = {"merges.rule": self.merges.rule, "merges.evidence": self.merges.evidence}
        strings["families.evidence"] = self.families.evidence
        numbers |= self.keys.numbers() | self.families.numbers()
        return Packed.pack(numbers | self.corpus.numbers(), strings | self.corpus.strings())

    @classmethod
    def read(cls, memory: pa.Table) -> "State":
        """Return what `pack` has made a table of."""
        packed = Packed(memory)
        merges = Merges(
            packed.numbers("merges.name"),
            packed.numbers("merges.into"),
            packed.strings("merges.rule"),
            packed.strings("merges.evidence"),
        )
        first, owner = packed.numbers("first"), packed.numbers("owner")
        return cls(Corpus.read(packed), first, merges, owner, Keys.read(packed), Families.read(packed))

    @cached_property
    def owners(self) -> Small:
        """The first article by its key that names a thing, by the number of its first name; -1 for other names."""
        found: Small = np.where(self.first == np.arange(len(self.first)), self.owner, -1).astype(np.int32)
        several = (np.bincount(self.first, minlength=len(self.first)) > 1)[self.first]
        names = np.flatnonzero(several)
        found[self.first[names]] = -1
        _least(found, self.first[names], self.owner[names], self.corpus)
        return found


def owners_of(corpus: Corpus, names: Integers) -> Small:
    """Return the first article by its key that has a name, of each of these names, which ascend."""
    number = np.full(len(corpus.word), -1, np.int32)
    number[names] = np.arange(len(names))
    groups, articles = [], []
    for begin, end in pairwise(corpus.row_begins.tolist()):
        named = number[corpus.name[begin:end]]
        # Articles of a partition stand in the order of their keys, so that its first one with a name is enough.
        found, first = np.unique(named, return_index=True)
        asked = found >= 0
        groups.append(found[asked])
        articles.append(corpus.article[begin + first[asked]])
    owner = np.full(len(names), -1, np.int32)
    if groups:
        _least(owner, np.concatenate(groups), np.concatenate(articles), corpus)
    return owner


def _least(owner: Small, group: Small, article: Small, corpus: Corpus) -> None:
    """Put into each group of ``owner`` that one of the articles of least key which are given for it."""
    asked = distinct(article)
    order = pc.sort_indices(corpus.key.take(pa.array(asked))).to_numpy()
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    least = np.full(len(owner), len(order), np.int32)
    np.minimum.at(least, group, rank[np.searchsorted(asked, article)])
    known = least < len(order)
    owner[known] = asked[order[least[known]]]
