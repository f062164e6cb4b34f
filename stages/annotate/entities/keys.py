"""What names have in common, as numbers: it tells which names need to be compared at all.

Every rule about pairs (`persons`, `others`, `grouping`) compares names that share something which depends on the two
names alone: how words sound, a family name, the words of an organisation. Its hash is remembered by name. Names that
share a hash with no other, and nearly all do not, make no pair, so the rules need not look at them; two that share
one by chance are compared in vain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from stages.annotate.entities import others, persons
from stages.annotate.entities.columns import Integers, distinct
from stages.annotate.entities.corpus import Corpus, Small
from stages.annotate.entities.packed import Packed
from stages.annotate.entities.table import Stated, folded

Mask = npt.NDArray[np.bool_]

#: Kinds of hashes of a name:
#: what names share of which any two may be compared;
#: a person's single name, and the outermost words of a full one: who bears it;
#: the words of an organisation, those before which and behind which it may be cut, to be one that is known.
SHARED, SINGLE, BORNE, WORDS, HEAD, TAIL = range(6)

_PERSON, _ORG = "PERSON", "ORG"


class Compared(NamedTuple):
    """The names that rules look at, by their numbers, ascending.

    Attributes:
        paired: those that may be another name's thing by what both are.
        families: single names of persons, with all persons who bear them.
        singles: the hashes of these single names.
    """

    paired: Integers
    families: Integers
    singles: dict[int, int]


@dataclass(frozen=True)
class Keys:
    """The hashes of names.

    Attributes:
        lengths: how many hashes each name has.
        kind, value: of each hash, one name after another.
    """

    lengths: Small
    kind: Small
    value: Small

    @classmethod
    def of(cls, corpus: Corpus, before: "Keys | None", then: Integers) -> Self:
        """Return the hashes of the names of a corpus.

        Args:
            corpus: its names.
            before: those of another one.
            then: for each name, its number there, -1 where it was none.
        """
        was = then >= 0
        old = then[was]
        lengths = np.zeros(len(then), np.int64)
        if before is not None:
            lengths[was] = before.lengths[old]
        types, texts = corpus.types.to_pylist(), corpus.texts
        new = np.flatnonzero(then < 0)
        kinds: list[int] = []
        values: list[int] = []
        for at in new.tolist():
            found = sorted(set(_hashes(types[corpus.type[at]], texts[corpus.word[at]])))
            lengths[at] = len(found)
            kinds += [kind for kind, _ in found]
            values += [value for _, value in found]
        ends = np.cumsum(lengths)
        kind, value = np.empty(lengths.sum(), np.int32), np.empty(lengths.sum(), np.int32)
        places = _places(ends[new] - lengths[new], lengths[new])
        kind[places], value[places] = kinds, values
        if before is not None:
            places = _places(ends[was] - lengths[was], lengths[was])
            known = _places(np.cumsum(before.lengths, dtype=np.int64)[old] - before.lengths[old], before.lengths[old])
            kind[places], value[places] = before.kind[known], before.value[known]
        return cls(lengths.astype(np.int32), kind, value)

    def numbers(self) -> dict[str, Small]:
        """Return them by name."""
        return {"keys.lengths": self.lengths, "keys.kind": self.kind, "keys.value": self.value}

    @classmethod
    def read(cls, packed: Packed) -> Self:
        """Return what was told by `numbers`."""
        return cls(*(packed.numbers(f"keys.{name}") for name in ("lengths", "kind", "value")))

    def families(self, names: Mask) -> Integers:
        """Return the hashes of single names that some names are, or bear."""
        kept = np.repeat(names, self.lengths) & ((self.kind == SINGLE) | (self.kind == BORNE))
        return distinct(self.value[kept].astype(np.int64))

    def compared(self, corpus: Corpus, stated: Stated, words: Integers | None) -> Compared:
        """Return the names that may make a pair with another.

        Whatever a rule needs to know of a pair is there too: all names that share with either of the two what the rule
        goes by.

        Args:
            corpus: the names, and how articles call them.
            stated: what people say.
            words: the hashes of single names that are asked for, all of them where None.
        """
        name = np.repeat(np.arange(len(self.lengths)), self.lengths)
        mask = np.zeros(len(self.lengths), np.bool_)

        def of(kind: int) -> tuple[Integers, Small]:
            chosen = self.kind == kind
            return name[chosen], self.value[chosen]

        shared, value = of(SHARED)
        ordered = np.sort(value)
        several = distinct(ordered[1:][ordered[1:] == ordered[:-1]])
        mask[shared[_among(value, several)]] = True
        people = {_hash(type_, "folded", text) for pair in stated.same | stated.different for type_, text in pair}
        mask[shared[_among(value, np.array(sorted(people), np.int32))]] = True

        single, meant = of(SINGLE)
        bearer, borne = of(BORNE)
        # Of most single names nobody is known who bears them, or somebody whom one article names.
        often = _among(meant, borne[corpus.documents[bearer] >= persons.SEVERAL])
        if words is not None:
            often &= _among(meant, words)
        families = np.zeros(len(self.lengths), np.bool_)
        families[single[often]] = True
        families[bearer[_among(borne, meant[often])]] = True
        singles = dict(zip(single[often].tolist(), meant[often].tolist(), strict=True))

        self._add_aliases(corpus, mask, of(WORDS), of(HEAD), of(TAIL))
        return Compared(np.flatnonzero(mask), np.flatnonzero(families), singles)

    def _add_aliases(
        self,
        corpus: Corpus,
        mask: Mask,
        words: tuple[Integers, Small],
        heads: tuple[Integers, Small],
        tails: tuple[Integers, Small],
    ) -> None:
        """Add names with those that articles use for them, and organisations that go on behind the name of another."""
        longer = heads[0][_among(heads[1], words[1])]
        mask[longer] = True
        mask[words[0][_among(words[1], heads[1])]] = True
        tail = tails[1][np.isin(tails[0], longer)]
        mask[words[0][_among(words[1], tail)]] = True

        called = np.repeat(corpus.name, corpus.aliases.lengths).astype(np.int64)
        pairs = distinct(called * len(corpus.words) + corpus.aliases.word)
        owner, alias = pairs // max(len(corpus.words), 1), pairs % max(len(corpus.words), 1)
        other = alias != corpus.word[owner]
        owner, alias = owner[other], alias[other]
        names = corpus.type.astype(np.int64) * len(corpus.words) + corpus.word
        wanted = corpus.type[owner].astype(np.int64) * len(corpus.words) + alias
        place: Integers = np.searchsorted(names, wanted).astype(np.int64)
        place[place == len(names)] = 0
        known = (corpus.type[place] == corpus.type[owner]) & (corpus.word[place] == alias) if len(names) else other[:0]
        mask[owner[known]] = True
        mask[place[known]] = True
        if len(tail):
            is_org = np.append([each == _ORG for each in corpus.types.to_pylist()], False)[corpus.type[owner]]
            each = distinct(alias[is_org])
            value = np.array([_hash("words", *others.key_of(corpus.texts[at])) for at in each.tolist()], np.int32)
            named = each[_among(value, tail)]
            mask[owner[is_org & np.isin(alias, named)]] = True


def _among(values: Small, those: npt.NDArray[Any]) -> Mask:
    """Say which values are among others."""
    return np.isin(values, those)


def _places(begins: Integers, lengths: Integers | Small) -> Integers:
    """Return the places of some runs of values, one after another."""
    ends = np.cumsum(lengths, dtype=np.int64)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths) + np.repeat(begins, lengths)


def _hash(*words: str) -> int:
    """Return a number of 32 bits, with a sign."""
    return crc32("\0".join(words).encode()) - (1 << 31)


def _hashes(type_: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield kind and value of all that a name may share with others."""
    yield SHARED, _hash(type_, "folded", folded(name))
    if type_ == _PERSON:
        for bucket in persons.buckets_of(name):
            yield SHARED, _hash("sounds", *bucket)
        words = persons.words_of(name).all
        if len(words) == 1:
            yield SINGLE, _hash(*words)
        elif words:
            yield BORNE, _hash(words[0])
            yield BORNE, _hash(words[-1])
    elif type_ == _ORG:
        key = others.key_of(name)
        yield SHARED, _hash("key", *key)
        yield WORDS, _hash("words", *key)
        if sounds := others.sounds_of(name):
            yield SHARED, _hash("spelled", *sounds)
        for at in others.ends_of(key):
            yield HEAD, _hash("words", *key[:at])
            yield TAIL, _hash("words", *key[at + 1 :])
    else:
        yield SHARED, _hash("place", others.place_of(name))
