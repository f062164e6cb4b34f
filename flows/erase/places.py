"""Where an erased article is looked for, and what was found where."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flows.engine import runners
from flows.erase.needles import Hits, Needles
from flows.erase.search import UNREAD, Search

#: The folder in which a run notes what it has not finished (`flows.erase.journal`).
NOTES = ".khabar-erase"

#: Bytes from which on several processes are worth their start.
_MANY = 1 << 28

#: Files that one job looks through.
_TOGETHER = 64


@dataclass(frozen=True)
class Place:
    """A file to look through.

    Attributes:
        group: what it is counted as.
        path: where it is.
        name: what people call it, and what a name is looked for in.
    """

    group: str
    path: Path
    name: str


@dataclass(frozen=True)
class Find:
    """A file that holds something of the article.

    Attributes:
        place: which one.
        by: how many needles of each kind were found in it; `UNREAD` for one that could not be looked through.
        why: for such a one.
    """

    place: Place
    by: dict[str, int]
    why: str = ""


@dataclass
class Look:
    """Looks through places, and remembers which files hold nothing.

    Args:
        needles: what to look for.
        seeds: name of the folder of articles.
        workers: processes, as for a build.

    Attributes:
        hits: everything that was found.
    """

    needles: Needles
    seeds: str
    workers: int | None = None
    hits: Hits = field(default_factory=dict)

    def through(self, places: Sequence[Place]) -> list[Find]:
        """Return the places that hold something, in their order."""
        parts = [places[start : start + _TOGETHER] for start in range(0, len(places), _TOGETHER)]
        size = sum(_size(place.path) for place in places)
        job = partial(_look, self.needles, self.seeds)
        found = []
        with runners.local(self.workers if size > _MANY else 1) as runner:
            for some in runner.map(job, parts, len(parts)):
                for place, hits in some:
                    for kind, values in hits.items():
                        self.hits.setdefault(kind, set()).update(values)
                    by = {kind: len(values) for kind, values in sorted(hits.items())}
                    found.append(Find(place, by, ", ".join(map(str, sorted(hits.get(UNREAD, ()))))))
        order = {place: number for number, place in enumerate(places)}
        return sorted(found, key=lambda find: order[find.place])


def _look(needles: Needles, seeds: str, places: Iterable[Place]) -> list[tuple[Place, Hits]]:
    unread: list[tuple[Place, Hits]] = []
    found = Search(needles, seeds).files(_read(places, unread))
    return [(place, hits) for place, hits in found if hits] + unread


def _read(places: Iterable[Place], unread: list[tuple[Place, Hits]]) -> Iterator[tuple[Place, bytes, str]]:
    """Yield the bytes of files; of links to nowhere and the like, the name alone."""
    for place in places:
        try:
            data = place.path.read_bytes() if place.path.is_file() else b""
        except FileNotFoundError:
            continue  # it went away meanwhile
        except OSError as error:
            unread.append((place, {UNREAD: {error.strerror or type(error).__name__}}))
            continue
        yield place, data, place.name


def below(folder: Path, root: str, group: str | None = None) -> list[Place]:
    """Return all files below a folder, hidden ones included, and links, which are names at least.

    Args:
        folder: where to look.
        root: what the folder is called.
        group: what the files are counted as; by default the table that they are of.
    """
    return sorted(_below(folder, root, group), key=lambda place: place.name)


def _below(folder: Path, root: str, group: str | None) -> Iterator[Place]:
    for here, folders, names in os.walk(folder):
        # What git keeps is decoded by git alone (`flows.erase.history`).
        folders[:] = [name for name in folders if name not in (NOTES, ".git")]
        linked = [name for name in folders if Path(here, name).is_symlink()]
        for name in [*names, *linked]:
            path = Path(here, name)
            inner = path.relative_to(folder)
            called = f"{root}/{inner.as_posix()}"
            yield Place(group or "/".join([root, *inner.parts[:2]]), path, called)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def counted(found: Iterable[Find]) -> dict[str, int]:
    """Return how many files hold something, by group."""
    counts: dict[str, int] = {}
    for find in found:
        counts[find.place.group] = counts.get(find.place.group, 0) + 1
    return counts
