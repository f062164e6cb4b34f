"""What the searches of one erase find: with what they look, where, and what they leave out because others have it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flows.engine.stage import Place
from flows.erase import history, others, remains
from flows.erase.built import Built
from flows.erase.held import Seeds
from flows.erase.needles import KINDS, Hits, Needles
from flows.erase.others import Mention
from flows.erase.places import Find, Look, below, counted
from flows.erase.remains import Remain, Remote
from flows.erase.search import UNREAD, add_hits

if TYPE_CHECKING:
    from flows.erase.store import Store  # with DVC, which a plain folder does without

#: How the files below the seeds are counted.
_SEEDS = "seeds"

_Stamp = tuple[int, int, int]


@dataclass
class Evidence:
    """The searches.

    Args:
        needles: of all articles that go; from `set_apart` on, those that no other article has.
        place: the seeds and the artifacts.
        workers: processes, as for a build.

    Attributes:
        found: what the last search found.
        objects: the MD5 of DVC's objects that were found to hold something.
        mentions: other sources that have much of it.
    """

    needles: Needles
    place: Place
    workers: int | None
    found: list[Find] = field(default_factory=list)
    objects: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    _others: Hits = field(default_factory=dict)
    _clean: dict[Path, _Stamp] = field(default_factory=dict)

    @property
    def seeds(self) -> str:
        """The name of the folder of articles."""
        return self.place.seeds.name

    def set_apart(
        self, seeds: Seeds, built: Built, doc_ids: Iterable[str], ready: Mapping[str, Path], gone: Iterable[str]
    ) -> None:
        """Leave out what other articles have.

        Args:
            seeds: the folder of articles.
            built: the last build.
            doc_ids: of the articles that go.
            ready: files that take the place of others.
            gone: files that go.
        """
        found = others.in_sources(self._look(), seeds, gone, ready)
        self.mentions = found.mentions
        self._leave_out(found.hits)
        self.compare_again(seeds, built, doc_ids)

    def compare_again(self, seeds: Seeds, built: Built, doc_ids: Iterable[str]) -> None:
        """Leave out what the tables of the last build say of other articles."""
        self._leave_out(others.in_tables(self.needles, seeds, built, doc_ids))

    def _look(self) -> Look:
        return Look(self.needles, self.seeds, self.workers)

    def _leave_out(self, hits: Hits) -> None:
        add_hits(self._others, hits)
        self.needles = self.needles.without(hits)

    def shared(self) -> dict[str, int]:
        """Return how many needles other articles have, by kind."""
        left_out = {kind: len(self._others.get(kind, ())) for kind in KINDS[2:]}
        return {kind: count for kind, count in left_out.items() if count}

    def search(self, store: "Store | None") -> dict[str, int]:
        """Look everywhere; return how many files hold something, by where they are."""
        artifacts = self.place.artifacts
        spots = [*below(artifacts, artifacts.name), *below(self.place.seeds, self.seeds, _SEEDS)]
        spots += store.places() if store else []
        found = self._look().through(spots)
        self.found = [find for find in found if not self._is_of_others(find)]
        self.found += self.in_cache(store) if store else []
        return counted(self.found)

    def in_cache(self, store: "Store") -> list[Find]:
        """Return the files of DVC's cache that hold something.

        Needles only become fewer: a file that held none of them does not hold one later, as long as it is the same.
        """
        spots = [spot for spot in store.objects() if self._clean.get(spot.path) != _stamp(spot.path)]
        stamps = {spot.path: _stamp(spot.path) for spot in spots}
        found = self._look().through(spots)
        holding = {find.place.path for find in found}
        self._clean |= {path: stamp for path, stamp in stamps.items() if path not in holding and stamp is not None}
        self.objects |= {
            oid for find in found if find.by.keys() != {UNREAD} and (oid := store.id_of(find.place)) is not None
        }
        return found

    def _is_of_others(self, find: Find) -> bool:
        """Say whether a file is a source that a build cannot read either: it rejects it, and so do we."""
        hidden = any(part.startswith(".") for part in find.place.name.split("/"))
        return find.place.group == _SEEDS and not hidden and find.by.keys() == {UNREAD}


@dataclass
class Elsewhere:
    """Asks what is left where nobody deletes by himself."""

    found: Evidence
    root: Path | None
    also: tuple[Path, ...]

    def told(
        self, store: "Store | None", objects: set[str], again: str, *, purge: bool
    ) -> tuple[list[Remain], list[Remote], bool]:
        """Return what is left, what DVC's remotes have, and whether some of it may be known only later.

        Args:
            store: DVC's part of the workspace.
            objects: the MD5 of objects that held something.
            again: the command that erases the same again.
            purge: delete these objects from the remotes.
        """
        look = Look(self.found.needles, self.found.seeds, self.found.workers)
        git = history.repository(self.found.place.seeds)
        left: list[Remain] = []
        remotes: list[Remote] = []
        unknown = False
        if store is not None:
            from flows.erase.remotes import asked  # noqa: PLC0415 - with DVC, which a plain folder does without

            if git is not None and git.root.resolve() == store.root.resolve():
                versions = history.reaching(git, store, objects)
                left += remains.of_versions(versions, git.remotes(), again)
                unknown = any(version.unknown for version in versions)
            remotes = asked(store, objects, purge=purge)
            left += remains.of_remotes(remotes, again)
            unknown |= any(remote.objects or remote.unknown for remote in remotes)
        if git is not None:
            left += remains.of_git(history.kept(git, self.found.needles, self.found.seeds))
        home = self.root or self.found.place.seeds.resolve().parent
        left += remains.of_waiting(look, home, self.also)
        left += remains.of_prefect(look, home)
        return left, remotes, unknown


def merged(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the greatest count of each group."""
    found: dict[str, int] = {}
    for each in counts:
        for group, count in each.items():
            found[group] = max(count, found.get(group, 0))
    return dict(sorted(found.items()))


def _stamp(path: Path) -> _Stamp | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns
