"""What has changed since the last decision: which names, which things, and which partitions are to be told."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities.columns import Integers
from stages.annotate.entities.corpus import Corpus, Listed
from stages.annotate.entities.state import State, owners_of

Mask = npt.NDArray[np.bool_]


class Changes(NamedTuple):
    """The names of two corpora side by side.

    Attributes:
        now: for each name of the last corpus, its number in this one, -1 where it is gone.
        then: the reverse.
        touched_then, touched_now: names of which an article says something else than it did, came, or went.
    """

    now: Integers
    then: Integers
    touched_then: Mask
    touched_now: Mask

    @classmethod
    def between(cls, before: Corpus, after: Corpus) -> "Changes":
        """Compare two corpora."""
        now = _numbers(before, after)
        then = np.full(len(after.word), -1)
        then[now[now >= 0]] = np.flatnonzero(now >= 0)
        old, new = set(before.partitions), set(after.partitions)
        told_then, told_now = (
            _told(corpus, [at for at, each in enumerate(corpus.partitions) if each not in others])
            for corpus, others in ((before, new), (after, old))
        )
        gone, come = (
            np.array([name for row, name in one.items() if row not in other], np.int64)
            for one, other in ((told_then, told_now), (told_now, told_then))
        )
        touched_then, touched_now = now < 0, then < 0
        touched_then[gone] = True
        touched_then[then[come][then[come] >= 0]] = True
        touched_now[come] = True
        touched_now[now[gone][now[gone] >= 0]] = True
        return cls(now, then, touched_then, touched_now)


def _numbers(before: Corpus, after: Corpus) -> Integers:
    """Return for each name of one corpus its number in another, -1 where it is none there."""
    if before is after:
        return np.arange(len(before.word))
    word, type_ = (
        pc.fill_null(pc.index_in(getattr(before, kind), value_set=getattr(after, kind)), -1).to_numpy().astype(np.int64)
        for kind in ("words", "types")
    )
    keys = after.type.astype(np.int64) * len(after.words) + after.word
    wanted = type_[before.type] * len(after.words) + word[before.word]
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    known = (type_[before.type] >= 0) & (word[before.word] >= 0)
    if len(keys):
        known &= keys[place] == wanted
    return np.where(known & (len(keys) > 0), place, -1)


def _told(corpus: Corpus, partitions: Sequence[int]) -> dict[tuple[object, ...], int]:
    """Return all that articles of some partitions say, in strings, with the number of the name of which they say it."""
    found: dict[tuple[object, ...], int] = {}
    for at in partitions:
        part = corpus.cut(at, at + 1)
        articles = part.article.tolist()
        ids, keys, days = part.doc_id.to_pylist(), part.key.to_pylist(), part.day.tolist()
        lists = zip(*(_texts(each, corpus.texts) for each in (part.aliases, part.roles, part.beside)), strict=True)
        types = corpus.types.to_pylist()
        name = part.partitions[0].partition
        for article, names, mentions, listed in zip(
            articles, part.name.tolist(), part.mentions.tolist(), lists, strict=True
        ):
            what = types[corpus.type[names]], corpus.texts[corpus.word[names]]
            found[name, ids[article], keys[article], days[article], what, mentions, listed] = names
    return found


def _texts(listed: Listed, words: Sequence[str]) -> Iterator[tuple[tuple[str, int], ...]]:
    each = [(words[word], count) for word, count in zip(listed.word.tolist(), listed.times.tolist(), strict=True)]
    end = 0
    for length in listed.lengths.tolist():
        begin, end = end, end + length
        yield tuple(each[begin:end])


def owners(before: State, after: Corpus, changes: Changes) -> npt.NDArray[np.int32]:
    """Return for each name the first article that has it, given what that was."""
    old = before.corpus
    kept = {each: at for at, each in enumerate(after.partitions)}
    place = np.array([kept.get(each, -1) for each in old.partitions], np.int64)
    partition = old.partition[before.owner]
    moved = before.owner - old.article_begins[partition] + after.article_begins[place[partition]]
    found = np.full(len(after.word), -1)
    known = (changes.now >= 0) & ~changes.touched_then & (place[partition] >= 0)
    found[changes.now[known]] = moved[known]
    missing = np.flatnonzero(found < 0)
    found[missing] = owners_of(after, missing)
    return found.astype(np.int32)


def rewritten(before: State, after: State, changes: Changes) -> Mask:
    """Return the partitions whose decisions may differ from those that were made with ``before``.

    They are those of which the signatures differ, those that have a name which is led to another thing, and those that
    own a thing, or owned one, of which something else is told.
    """
    known = changes.then >= 0
    led = np.full(len(known), -1)
    led[known] = changes.now[before.first[changes.then[known]]]
    other = led != after.first
    dirty, was_dirty = np.zeros(len(known), np.bool_), np.zeros(len(before.first), np.bool_)
    for state, mask, named in (
        (after, dirty, other | changes.touched_now),
        (before, was_dirty, changes.touched_then | _at(other, changes.now)),
    ):
        mask[state.first[named]] = True
        mask[state.first[_merged(state, after if state is before else before)]] = True
    # A thing that was, or is, the same by its first name is told anew where either is.
    was_dirty |= _at(dirty, changes.now)
    dirty |= _at(was_dirty, changes.then)

    old = set(before.corpus.partitions)
    marked = np.array([each not in old for each in after.corpus.partitions], np.bool_)
    marked[after.corpus.partition[after.corpus.article[other[after.corpus.name]]]] = True
    marked[_owning(after, dirty)] = True
    number = {each.partition: at for at, each in enumerate(after.corpus.partitions)}
    for at in np.unique(_owning(before, was_dirty)).tolist():
        place = number.get(before.corpus.partitions[at].partition)
        if place is not None:
            marked[place] = True
    return marked


def _at(mask: Mask, places: Integers) -> Mask:
    """Return the mask at some places, False where a place is -1."""
    return np.append(mask, False)[places]


def _owning(state: State, things: Mask) -> Integers:
    """Return the partitions that own some things."""
    owners = state.owners[things]
    return state.corpus.partition[owners[owners >= 0]].astype(np.int64)


def _merged(state: State, other: State) -> Integers:
    """Return the names of pairs that were joined in one state and not, or for another reason, in the other."""
    pairs = [_pairs(each) for each in (state, other)]
    return np.array([name for pair, name in pairs[0].items() if pair not in pairs[1]], np.int64)


def _pairs(state: State) -> dict[tuple[str, ...], int]:
    corpus, merges = state.corpus, state.merges
    columns = [
        corpus.types.take(pa.array(corpus.type[merges.name])),
        corpus.words.take(pa.array(corpus.word[merges.name])),
        corpus.words.take(pa.array(corpus.word[merges.into])),
        merges.rule,
        merges.evidence,
    ]
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    return dict(zip(rows, merges.name.tolist(), strict=True))
