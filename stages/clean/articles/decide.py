"""Which lines of the whole corpus are residue of their outlets.

A line is evidence against itself only where it stands outermost: where nothing but lines that are already convicted
stands between it and the edge of an article. So lines are convicted in rounds, and each round uncovers what stands
behind the last one's. Convicting a line takes evidence from no other, so that the rounds end in the same place in
whatever order the lines are looked at.

What keeps a line whatever its counts (the knobs say what these must be):

* No outlet is known.
* Another outlet has it too, in an article of a story that this outlet does not tell with it: then it is a sentence of
  a wire, or of a story that many carry. A reprint that took the line along does not count.
* The outlet has another line of the same form, with another figure or date.
* A rule of ``rules.toml`` knows it for a sentence of reporters.
* It speaks of what the articles speak of.

Made again each time from all signatures. They are visited a few times as flat arrays; only what is frequent at an edge
is ever sorted or becomes a Python object.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.clean.articles import rules
from stages.clean.articles.hashing import Integers, Keys, forms, spans
from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.schema import DECISIONS, SIDES
from stages.clean.articles.words import topic_words

Mask = NDArray[np.bool_]

#: The most buckets, in bits, in which occurrences are counted before any is sorted: nearly all lines stand there once.
_BUCKET_BITS = 24


class _Occurrences(NamedTuple):
    """Lines at an edge of an article, in columns of one length."""

    row: Integers
    outlet: Integers
    side: Integers
    depth: Integers
    key: Keys
    story: Keys

    def where(self, mask: Mask) -> "_Occurrences":
        """Return some of them."""
        row, outlet, side, depth = (column[mask] for column in (self.row, self.outlet, self.side, self.depth))
        return _Occurrences(row, outlet, side, depth, self.key[mask], self.story[mask])


class _Suspects(NamedTuple):
    """Lines that stand at one edge of enough articles of one outlet, in columns of one length, ascending."""

    outlet: Integers
    side: Integers
    key: Keys


def decide(signatures: pa.Table, params: ArticlesParams) -> pa.Table:
    """Return the lines to drop: for each partition those that it needs, and each line once with what convicted it.

    Args:
        signatures: the rows of `SIGNATURES` of all partitions behind a first column ``partition``, in any order.
        params: the same as for `sign`.

    Returns:
        A table of `DECISIONS`, ordered by partition (those without one last), outlet, side and line; a function of
        the set of rows.
    """
    names = pc.unique(signatures["outlet"].drop_null()).sort()
    outlet = pc.index_in(signatures["outlet"], names).fill_null(len(names)).to_numpy().astype(np.int64)
    of_articles = np.bincount(outlet, minlength=len(names) + 1)
    occurrences = _occurrences(signatures, outlet)
    suspects = _suspects(occurrences, of_articles, params)
    lines = _texts(signatures["lines"], suspects.key)

    held, suspect = _held(occurrences, suspects)
    free = _unshared(held, suspects) & _without_siblings(occurrences, suspects)
    free &= np.array([not rules.keeps(line) for line in lines], np.bool_)
    # A text whose longest paragraph is a suspect itself does not say what it is about.
    told = _find(signatures["story"].to_numpy()[held.row], np.unique(suspects.key)) < 0
    telling = np.flatnonzero(told & (suspect >= 0))
    on_topic, of_topics = _topics(signatures["topic"], held.row[telling], suspect[telling], lines)
    free &= (on_topic <= params.most_on_topic * of_topics) & (of_topics >= params.least_articles)

    mine = np.flatnonzero(np.append(free, False)[suspect])
    convicted, row, line, story = _peel(held, suspect, mine, of_articles[suspects.outlet], params)
    slices = (
        pa.table({"partition": signatures["partition"].take(row), "line": line})
        .group_by(["partition", "line"])
        .aggregate([])
        .sort_by([("partition", "ascending"), ("line", "ascending")])
    )
    concerned = slices["line"].to_numpy()
    everyone = np.flatnonzero(convicted)
    explained = {
        "text": pa.array([lines[place] for place in everyone.tolist()], pa.string()),
        "articles": np.bincount(line, minlength=len(convicted))[everyone],
        "of_articles": of_articles[suspects.outlet[everyone]],
        "stories": _distinct(line, story, len(convicted))[everyone],
        "on_topic": on_topic[everyone],
        "of_topics": of_topics[everyone],
    }
    return pa.concat_tables(
        [
            _table(suspects, concerned, names, {"partition": slices["partition"]}),
            _table(suspects, everyone, names, explained),
        ]
    )


def _table(suspects: _Suspects, which: Integers, names: pa.Array, more: dict[str, object]) -> pa.Table:
    """Return rows of `DECISIONS`; the columns that nobody names are null."""
    columns = {
        "outlet": names.take(pa.array(suspects.outlet[which])),
        "side": pa.array(SIDES).take(pa.array(suspects.side[which])),
        "line": suspects.key[which],
        **more,
    }
    nulls = {field.name: pa.nulls(len(which), field.type) for field in DECISIONS if field.name not in columns}
    return pa.table([{**columns, **nulls}[name] for name in DECISIONS.names], schema=DECISIONS)


# --- what stands where


def _occurrences(signatures: pa.Table, outlet: Integers) -> _Occurrences:
    stories = (pc.coalesce(signatures["head_story"], signatures["story"]), signatures["story"])
    parts = []
    for side, (name, told) in enumerate(zip(SIDES, stories, strict=True)):
        lengths = pc.list_value_length(signatures[name]).to_numpy().astype(np.int64)
        row = np.repeat(np.arange(len(lengths)), lengths)
        depth = spans(np.zeros_like(lengths), lengths)
        key = pc.list_flatten(signatures[name]).to_numpy()
        parts.append((row, outlet[row], np.full(len(row), side), depth, key, told.to_numpy()[row]))
    return _Occurrences(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _suspects(occurrences: _Occurrences, of_articles: Integers, params: ArticlesParams) -> _Suspects:
    """Return the lines that stand often enough at one edge, outermost or not."""
    edge = (2 * occurrences.outlet + occurrences.side).astype(np.uint64)
    buckets = 1 << min(_BUCKET_BITS, len(edge).bit_length())
    bucket = ((occurrences.key ^ (edge * np.uint64(0x9E3779B97F4A7C15))) % np.uint64(buckets)).astype(np.int64)
    often = (np.bincount(bucket, minlength=buckets) >= params.least_articles)[bucket]
    often &= occurrences.outlet < len(of_articles) - 1  # the last number stands for no outlet
    held = occurrences.where(often)
    order = np.lexsort([held.key, held.side, held.outlet])
    outlet, side, key = held.outlet[order], held.side[order], held.key[order]
    new = np.ones(len(key), np.bool_)
    new[1:] = (outlet[1:] != outlet[:-1]) | (side[1:] != side[:-1]) | (key[1:] != key[:-1])
    begin = np.flatnonzero(new)
    count = np.diff(np.append(begin, len(key)))
    begin = begin[(count >= params.least_articles) & (count >= params.least_share * of_articles[outlet[begin]])]
    return _Suspects(outlet[begin], side[begin], key[begin])


def _texts(column: pa.ChunkedArray, keys: Keys) -> list[str]:
    """Return the texts of these lines; `sign` hands over those of all lines that can be suspects."""
    lines = pc.list_flatten(column)
    wanted = pc.is_in(pc.struct_field(lines, "line"), pa.array(keys, pa.uint64()))
    texts = {row["line"]: row["text"] for row in lines.filter(wanted).to_pylist()}
    return [texts[key] for key in keys.tolist()]


def _held(occurrences: _Occurrences, suspects: _Suspects) -> tuple[_Occurrences, Integers]:
    """Return all that anybody has of the suspects' lines, and which suspect each is: -1 for those of other edges."""
    lines = np.unique(suspects.key)
    held = occurrences.where(_find(occurrences.key, lines) >= 0)

    def number(outlet: Integers, side: Integers, key: Keys) -> Integers:
        return (2 * outlet + side) * len(lines) + np.searchsorted(lines, key)

    known = number(*suspects)
    order = np.argsort(known)
    found = _find(number(held.outlet, held.side, held.key), known[order])
    return held, np.where(found >= 0, np.append(order, -1)[found], -1)


# --- what keeps a line


def _unshared(held: _Occurrences, suspects: _Suspects) -> Mask:
    """Return which lines no other outlet has in an article of another story."""
    lines = np.unique(suspects.key)
    line, own_line = np.searchsorted(lines, held.key), np.searchsorted(lines, suspects.key)
    anywhere = _distinct(line, held.story, len(lines))
    own = suspects.outlet * len(lines) + own_line
    here = _distinct_of(own, held.outlet * len(lines) + line, held.story)
    return np.equal(anywhere[own_line], here)


def _without_siblings(occurrences: _Occurrences, suspects: _Suspects) -> Mask:
    """Return which lines are the only ones of their form at the edges of their outlet's articles."""
    known = np.unique(forms(suspects.key))
    form = _find(forms(occurrences.key), known)
    alike = form >= 0
    own = suspects.outlet * len(known) + np.searchsorted(known, forms(suspects.key))
    lines = _distinct_of(own, occurrences.outlet[alike] * len(known) + form[alike], occurrences.key[alike])
    return np.equal(lines, 1)


def _topics(column: pa.ChunkedArray, row: Integers, suspect: Integers, lines: list[str]) -> tuple[Integers, Integers]:
    """Return for each suspect in how many articles it speaks of what the article speaks of, and in how many it is."""
    suspect, row = np.divmod(np.unique(suspect * len(column) + row), max(len(column), 1))
    words, counts = topic_words(pa.array(lines, pa.large_string()))
    spoken = np.unique((np.repeat(np.arange(len(lines)), counts) << 16) + words)
    topics = column.take(pa.array(row))
    lengths = pc.list_value_length(topics).to_numpy().astype(np.int64)
    pair = np.repeat(np.arange(len(row)), lengths)
    shared = _find((suspect[pair] << 16) + pc.list_flatten(topics).to_numpy(), spoken) >= 0
    on_topic = np.bincount(pair[shared], minlength=len(row)) > 0
    return np.bincount(suspect[on_topic], minlength=len(lines)), np.bincount(suspect, minlength=len(lines))


# --- the rounds


def _peel(
    held: _Occurrences, suspect: Integers, mine: Integers, of_articles: Integers, params: ArticlesParams
) -> tuple[Mask, Integers, Integers, Keys]:
    """Return which suspects are convicted, and each place where one is dropped: row, suspect and story.

    Args:
        held: all that anybody has of the suspects' lines.
        suspect: which suspect each of them is.
        mine: those of ``held`` that can be dropped.
        of_articles: of each suspect's outlet.
        params: the knobs.
    """
    edge_of, first, edge = np.unique(2 * held.row[mine] + held.side[mine], return_index=True, return_inverse=True)
    story = held.story[mine][first]
    nobody = len(of_articles)
    stands = np.full((len(edge_of), params.edge_lines + 1), nobody)
    stands[edge, held.depth[mine]] = suspect[mine]
    convicted = np.zeros(nobody + 1, np.bool_)
    keys = np.zeros(nobody, np.uint64)
    keys[suspect[mine]] = held.key[mine]
    while True:
        run = np.logical_and.accumulate(convicted[stands], axis=1)
        outermost = stands[np.arange(len(stands)), run.sum(axis=1)]
        telling = np.flatnonzero(outermost < nobody)
        # A text whose longest paragraph is the line itself tells no story.
        telling = telling[keys[outermost[telling]] != story[telling]]
        articles = np.bincount(outermost[telling], minlength=nobody)
        stories = _distinct(outermost[telling], story[telling], nobody)
        guilty = (stories >= params.least_articles) & (articles >= params.least_share * of_articles)
        if not guilty.any():
            break
        convicted[:-1] |= guilty
    place, depth = np.nonzero(run)
    line = stands[place, depth]
    once = np.unique(place * (nobody + 1) + line, return_index=True)[1]
    place, line = place[once], line[once]
    return convicted[:-1], edge_of[place] // 2, line, story[place]


# --- arrays


def _find(values: NDArray[np.generic], known: NDArray[np.generic]) -> Integers:
    """Return the place of each value among the ``known`` ones (ascending), -1 where it is none of them."""
    if not len(known):
        return np.full(len(values), -1)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.where(known[place] == values, place, -1)


def _distinct(group: Integers, value: Keys, groups: int) -> Integers:
    """Return how many different values each of so many groups has."""
    order = np.lexsort([value, group])
    group, value = group[order], value[order]
    new = np.ones(len(group), np.bool_)
    new[1:] = (group[1:] != group[:-1]) | (value[1:] != value[:-1])
    return np.bincount(group[new], minlength=groups)


def _distinct_of(wanted: Integers, group: Integers, value: Keys) -> Integers:
    """Return how many different values each wanted group has; a group may be wanted twice, or have none."""
    groups = np.unique(wanted)
    place = _find(group, groups)
    return _distinct(place[place >= 0], value[place >= 0], len(groups))[np.searchsorted(groups, wanted)]
