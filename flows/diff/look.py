"""Where a difference comes from: a row followed back through the steps, as far as they made something else of it.

A step on that way whose code, params or libraries changed is an origin. Where there is none, the step at which the way
begins is: it depends on something else, a table beside the articles or the other articles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pyarrow as pa

from flows.diff.articles import Articles, Group
from flows.diff.lineage import ARTICLE, DECIDED, EXPORT, STORY, Part, inputs_of, parts_of
from flows.diff.reasons import CORPUS, Cause, Reason, made_by
from flows.diff.rows import common, matched
from flows.diff.version import Version, differing

#: Where a difference comes from: steps, which are resolved to reasons when all is known, and reasons known at once.
Origin = frozenset[str | Reason]

#: Why a row is another one when an article that tells the same story came, went or was edited.
COPIES = Reason(CORPUS, "copies came, went or were edited")

#: Why a row that belongs to no article is another one when nothing that makes it changed.
_COUNTED = Reason(CORPUS, "what is counted over all articles")

#: Stands among the columns in which an article's row differs where only one version has the row.
_ALL = "*"


@dataclass
class Pair:
    """Two versions, and what is known of them as wholes."""

    old: Version
    new: Version
    articles: Articles

    def groups(self, step: str) -> list[Group]:
        """Return the groups of partitions in which what a step made differs."""
        moved = differing(self.old.entries(step), self.new.entries(step))
        return list(dict.fromkeys(self.articles.together.get(partition, (partition,)) for partition in moved))

    @cached_property
    def made_by(self) -> Mapping[str, Cause]:
        """What changed in the code, params and libraries of each step in which something did."""
        return made_by(self.old, self.new)

    @cached_property
    def stories(self) -> frozenset[str]:
        """The stories that articles tell, or told, that came, went, were edited or got another name."""
        changes = self.articles.changes
        found: set[str] = set()
        for side, version in enumerate((self.old, self.new)):
            entries = version.entries(DECIDED)
            for partition in sorted({change.partitions[side] or "" for change in changes.values()}):
                for path, digest in entries[partition].files.items() if partition in entries else ():
                    rows = version.read(DECIDED, path, digest, [ARTICLE, STORY])
                    found |= {story for article, story in _stories(rows) if article in changes}
        return frozenset(found)


class Look:
    """What the steps made of the articles of one group, in both versions.

    Args:
        pair: the versions.
        group: the partitions.
    """

    def __init__(self, pair: Pair, group: Group) -> None:
        self._pair, self._group = pair, group
        self.differing = cache(self._differing)
        # Most rows of an article come from the same steps.
        self.of_row = cache(self._of_row)

    def _of_row(self, table: str, columns: tuple[str, ...] | None, article: str | None) -> Origin:
        """Return where a difference in some columns of an exported row comes from, or (None) in its being there.

        A row that belongs to no article comes from all of them, by any step that changed.
        """
        if article is None:
            return frozenset(self._pair.made_by) or frozenset([_COUNTED])
        if change := self._pair.articles.changes.get(article):
            return frozenset([Reason(change.kind)])
        found: set[str | Reason] = set()
        for part in parts_of(table, columns):
            found |= self.of_article(part, article)
        if EXPORT in self._pair.made_by or not found:
            found.add(EXPORT)
        return frozenset(found)

    def of_article(self, part: Part, article: str) -> Origin:
        """Return where a difference in a step's row of an article comes from; nothing where it is the same."""
        columns = self.differing(part.step).get(article, frozenset())
        if not (columns if part.columns is None or _ALL in columns else columns & part.columns):
            return frozenset()
        found: set[str | Reason] = set()
        if part.step in self._pair.made_by:
            found.add(part.step)
        if part.step == DECIDED and not self._told.get(article, set()).isdisjoint(self._pair.stories):
            found.add(COPIES)
        for each in inputs_of(part.step):
            found |= self.of_article(each, article)
        return frozenset(found or {part.step})

    @cached_property
    def _told(self) -> Mapping[str, set[str]]:
        """The stories that each article tells in either version."""
        found: dict[str, set[str]] = {}
        for rows in self._rows(DECIDED):
            for article, story in _stories(rows) if rows is not None else ():
                found.setdefault(article, set()).add(story)
        return found

    def _rows(self, step: str) -> tuple[pa.Table | None, pa.Table | None]:
        old, new = self._pair.old, self._pair.new
        return old.unlike(new, step, self._group), new.unlike(old, step, self._group)

    def _differing(self, step: str) -> Mapping[str, frozenset[str]]:
        """Return the articles of which a step made something else, with the columns that differ."""
        old, new = self._rows(step)
        if old is None or new is None:
            only = new if old is None else old
            return _all(only[ARTICLE]) if only is not None else {}
        rows = matched(old, new, [ARTICLE])
        # A column that only one version has, or has otherwise, differs in every row.
        others = (set(old.column_names) | set(new.column_names)) - set(common(old.schema, new.schema))
        found = dict.fromkeys(new[ARTICLE].to_pylist(), frozenset(others)) if others else {}
        for at, article in enumerate(new[ARTICLE].take(pa.array(rows.new)).to_pylist()):
            found[article] = frozenset(others | {name for name, differs in rows.columns.items() if differs[at]})
        found |= _all(old[ARTICLE].take(pa.array(rows.removed)))
        return found | _all(new[ARTICLE].take(pa.array(rows.added)))


def _all(articles: pa.ChunkedArray) -> dict[str, frozenset[str]]:
    return dict.fromkeys(articles.to_pylist(), frozenset([_ALL]))


def _stories(decided: pa.Table) -> list[tuple[str, str]]:
    """Return the articles that tell a story with others, with the story."""
    pairs = zip(decided[ARTICLE].to_pylist(), decided[STORY].to_pylist(), strict=True)
    return [(article, story) for article, story in pairs if story is not None]
