"""Which articles came, were edited, went or got another name, and which partitions hold the same articles.

Articles are told by what the first step of the line read: every source record, rejects and copies among them. Only
partitions whose bytes differ are opened.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from networkx import Graph, connected_components

from flows.diff.lineage import EXPORT, step_of, upstream_of
from flows.diff.version import Version, differing
from flows.explain import name_of
from stages.contract import SOURCE

#: Partitions that hold the same articles in both versions, and so can be compared without any other.
Group = tuple[str, ...]

ADDED, EDITED, DELETED, RENAMED = "added", "edited", "deleted", "renamed"


class Change(NamedTuple):
    """What became of one article.

    Attributes:
        kind: added, edited, deleted or renamed.
        doc_id: the article, in the new version if it is there.
        name: what people call it there.
        before: what it was called, if it got another name.
        partitions: those that hold it, in the old version and in the new one; None where it is not there.
    """

    kind: str
    doc_id: str
    name: str
    before: str | None
    partitions: tuple[str | None, str | None]


@dataclass
class Articles:
    """What became of the articles.

    Attributes:
        added, edited, deleted: how many, those renamed not among them.
        renamed: how many have the bytes of one that has gone, under another name.
        unchanged: all others.
        changes: by doc_id, of articles of either version.
        together: partitions that are compared together, since an article of one stands in the other now; by each.
    """

    added: int = 0
    edited: int = 0
    deleted: int = 0
    renamed: int = 0
    unchanged: int = 0
    changes: dict[str, Change] = field(default_factory=dict)
    together: dict[str, Group] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """The counts by their names."""
        return {kind: getattr(self, kind) for kind in (ADDED, EDITED, DELETED, RENAMED, "unchanged")}

    def listed(self, kind: str) -> list[Change]:
        """Return the changes of one kind in the order of their names."""
        found = {change for change in self.changes.values() if change.kind == kind}
        return sorted(found, key=lambda change: (change.name, change.doc_id))


class _Known(NamedTuple):
    """An article as one version knows it."""

    name: str
    content: tuple[str | None, ...]
    partition: str


#: What is read of a record: how it is called, and what tells its bytes. One that cannot be read has no digest, and what
#: is wrong with it in its place.
_COLUMNS = ["doc_id", "source", "record", "raw_sha256", "reject_code", "reject_message"]


def compare(old: Version, new: Version) -> Articles:
    """Compare the articles of two versions."""
    reads = _first_step()
    there, here = old.entries(reads), new.entries(reads)
    found, moved = Articles(), Graph()
    gone: dict[str, _Known] = {}
    come: dict[str, _Known] = {}
    for partition in differing(there, here):
        before, after = _read(old, reads, partition), _read(new, reads, partition)
        for doc_id in before.keys() & after.keys():
            _edited(found, doc_id, before[doc_id], after[doc_id])
        gone |= {doc_id: before[doc_id] for doc_id in before.keys() - after.keys()}
        come |= {doc_id: after[doc_id] for doc_id in after.keys() - before.keys()}
    for doc_id in gone.keys() & come.keys():
        then, now = gone.pop(doc_id), come.pop(doc_id)
        moved.add_edge(then.partition, now.partition)
        _edited(found, doc_id, then, now)
    for group in connected_components(moved):
        found.together |= dict.fromkeys(group, tuple(sorted(group)))
    found.renamed = _renamed(found, gone, come)
    for doc_id, known in gone.items():
        found.changes[doc_id] = Change(DELETED, doc_id, known.name, None, (known.partition, None))
    for doc_id, known in come.items():
        found.changes[doc_id] = Change(ADDED, doc_id, known.name, None, (None, known.partition))
    found.added, found.deleted = len(come), len(gone)
    total = sum(rows for entry in here.values() for rows in entry.rows.values())
    found.unchanged = total - found.added - found.edited - found.renamed
    return found


def _first_step() -> str:
    """Return the step that reads the source."""
    return next(name for name in upstream_of(EXPORT) if SOURCE in step_of(name).inputs)


def _read(version: Version, step: str, partition: str) -> dict[str, _Known]:
    entries = version.entries(step)
    found = {}
    for path, digest in entries[partition].files.items() if partition in entries else ():
        for row in version.read(step, path, digest, _COLUMNS).to_pylist():
            sha256 = row["raw_sha256"]
            content = (sha256,) if sha256 else (None, row["reject_code"], row["reject_message"])
            found[row["doc_id"]] = _Known(name_of(row), content, partition)
    return found


def _edited(found: Articles, doc_id: str, then: _Known, now: _Known) -> None:
    """Note an article that both versions have, if its bytes differ."""
    if then.content != now.content:
        found.changes[doc_id] = Change(EDITED, doc_id, now.name, None, (then.partition, now.partition))
        found.edited += 1


def _renamed(found: Articles, gone: dict[str, _Known], come: dict[str, _Known]) -> int:
    """Note articles that have gone and have come with the same bytes, in the order of their names; return how many.

    They are taken out of those that have gone and come.
    """

    def by_name(articles: Mapping[str, _Known]) -> list[str]:
        return sorted(articles, key=lambda doc_id: (articles[doc_id].name, doc_id))

    places: dict[str, deque[str]] = {}
    for doc_id in by_name(come):
        if sha256 := come[doc_id].content[0]:
            places.setdefault(sha256, deque()).append(doc_id)
    count = 0
    for was in by_name(gone):
        if waiting := places.get(gone[was].content[0] or ""):
            doc_id = waiting.popleft()
            then, now = gone.pop(was), come.pop(doc_id)
            change = Change(RENAMED, doc_id, now.name, then.name, (then.partition, now.partition))
            found.changes |= {was: change, doc_id: change}
            count += 1
    return count
