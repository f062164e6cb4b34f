"""What all articles say of names, as numbers: one row for each thing that an article names."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stages.annotate.entities.columns import Integers
from stages.annotate.entities.packed import Packed
from stages.contract import Signed

Small = npt.NDArray[np.int32]


#: The columns that are lists.
LISTED = ("aliases", "roles", "beside")


class Listed(NamedTuple):
    """Lists of words, one for each row.

    Attributes:
        lengths: of each list.
        word: places in `Corpus.words`, one list after another.
        times: how often each word stands there.
    """

    lengths: Small
    word: Small
    times: Small

    def row(self) -> Integers:
        """Return the row of each word."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def cut(self, begin: int, end: int) -> Self:
        """Return the lists of rows that follow one another."""
        low, high = int(self.lengths[:begin].sum()), int(self.lengths[:end].sum())
        return self._replace(lengths=self.lengths[begin:end], word=self.word[low:high], times=self.times[low:high])


@dataclass(frozen=True)
class Corpus:
    """The signatures of some partitions.

    Attributes:
        partitions: in the order of their names.
        articles: of each partition.
        doc_id, key, day: of each article, in the order of partitions and keys; a day that is not known is -1.
        rows: of each article.
        types, words: distinct strings in their order.
        type, word: of each name, the distinct pairs in their order: places in `types` and in `words`.
        name: of each row, the number of its name.
        mentions: of each row.
        aliases: how the article writes it; none where it writes nothing but the name.
        roles: offices that it states.
        beside: of a person: organisations that the article names.
    """

    partitions: tuple[Signed, ...]
    articles: Small
    doc_id: pa.Array
    key: pa.Array
    day: Small
    rows: Small
    types: pa.Array
    words: pa.Array
    type: Small
    word: Small
    name: Small
    mentions: Small
    aliases: Listed
    roles: Listed
    beside: Listed

    @cached_property
    def article(self) -> Small:
        """The article of each row."""
        return np.repeat(np.arange(len(self.rows), dtype=np.int32), self.rows)

    @cached_property
    def partition(self) -> Small:
        """The partition of each article."""
        return np.repeat(np.arange(len(self.articles), dtype=np.int32), self.articles)

    @cached_property
    def article_begins(self) -> Integers:
        """The first article of each partition, and behind the last."""
        return np.concatenate([[0], np.cumsum(self.articles, dtype=np.int64)])

    @cached_property
    def row_begins(self) -> Integers:
        """The first row of each partition, and behind the last."""
        return np.concatenate([[0], np.cumsum(self.rows, dtype=np.int64)])[self.article_begins]

    @cached_property
    def documents(self) -> Integers:
        """How many articles have each name; an article has it once."""
        return np.bincount(self.name, minlength=len(self.word)).astype(np.int64)

    @cached_property
    def texts(self) -> list[str]:
        """The words, one by one."""
        texts: list[str] = self.words.to_pylist()
        return texts

    def cut(self, begin: int, end: int) -> "Corpus":
        """Return partitions that follow one another, with all names and words."""
        (first, last), (low, high) = self.article_begins[[begin, end]], self.row_begins[[begin, end]]
        return Corpus(
            self.partitions[begin:end],
            self.articles[begin:end],
            self.doc_id[first:last],
            self.key[first:last],
            self.day[first:last],
            self.rows[first:last],
            self.types,
            self.words,
            self.type,
            self.word,
            self.name[low:high],
            self.mentions[low:high],
            self.aliases.cut(low, high),
            self.roles.cut(low, high),
            self.beside.cut(low, high),
        )

    def numbers(self) -> dict[str, Small]:
        """Return all of it that are numbers, by name."""
        found = {name: getattr(self, name) for name in _NUMBERS}
        for name in LISTED:
            found |= {f"{name}.{part}": values for part, values in getattr(self, name)._asdict().items()}
        return found

    def strings(self) -> dict[str, pa.Array]:
        """Return all of it that are strings, by name."""
        names, digests = ([getattr(each, name) for each in self.partitions] for name in ("partition", "digest"))
        return {name: getattr(self, name) for name in _STRINGS} | {
            "partitions": pa.array(names, pa.string()),
            "digests": pa.array(digests, pa.string()),
        }

    @classmethod
    def read(cls, packed: Packed) -> "Corpus":
        """Return what was told by `numbers` and `strings`."""
        found: dict[str, Any] = {name: packed.numbers(name) for name in _NUMBERS}
        found |= {name: packed.strings(name) for name in _STRINGS}
        for name in LISTED:
            found[name] = Listed(*(packed.numbers(f"{name}.{part}") for part in Listed._fields))
        names, digests = (packed.strings(name).to_pylist() for name in ("partitions", "digests"))
        counts = np.add.reduceat(np.append(found["rows"], 0), np.append(0, np.cumsum(found["articles"]))[:-1]).tolist()
        counts = np.where(found["articles"] > 0, counts, 0).tolist() if names else []
        signed = tuple(Signed(*each) for each in zip(names, digests, counts, strict=True))
        return cls(signed, **found)


_NUMBERS = ("articles", "day", "rows", "type", "word", "name", "mentions")
_STRINGS = ("doc_id", "key", "types", "words")
