"""What other articles have in common with an erased one: of that, nothing proves that the erased one is still there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flows.erase import contents
from flows.erase.built import Built
from flows.erase.held import Seeds
from flows.erase.needles import TEXT, TITLE, URL, Hits, Needles
from flows.erase.places import Look, Place
from flows.erase.search import Search, add_hits
from stages.clean.read.forms import form_of

#: Share of the text's runs of words from which on it is told that another source has them.
_SHARE = 0.2

#: Sources that are told of.
_SHOWN = 50


@dataclass(frozen=True)
class Mention:
    """Another source that has something of an erased article.

    Attributes:
        source: path below the seeds.
        runs: how many of the text's runs of words stand in it.
        title, url: whether these do.
    """

    source: str
    runs: int
    title: bool
    url: bool


@dataclass
class Others:
    """What stands in other articles.

    Attributes:
        hits: the needles found in them.
        mentions: the sources that have much of it, those with most first.
    """

    hits: Hits = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)


def in_sources(look: Look, seeds: Seeds, gone: Iterable[str], ready: Mapping[str, Path]) -> Others:
    """Return what stands in the sources that stay.

    Args:
        look: looks for the needles.
        seeds: the folder of articles.
        gone: files that are about to go.
        ready: files that take the place of others.
    """
    leaving = set(gone)
    staying = [
        Place("seeds", ready.get(file.name, file.path), file.name)
        for file in seeds.visible()
        if file.name not in leaving and file.sha256 is not None
    ]
    archives = [place for place in staying if form_of(place.name).batch == "warc"]
    found = look.through([place for place in staying if place not in archives])
    by_source = {find.place.name: find.by for find in found}
    for place in archives:
        hits = _in_articles(place, look)
        add_hits(look.hits, hits)
        by_source[place.name] = {kind: len(values) for kind, values in hits.items()}
    total = look.needles.counts().get(TEXT, 0)
    mentions = [
        Mention(source, by.get(TEXT, 0), TITLE in by, URL in by)
        for source, by in by_source.items()
        if TITLE in by or URL in by or (total and by.get(TEXT, 0) >= _SHARE * total)
    ]
    mentions.sort(key=lambda mention: (-mention.runs, mention.source))
    return Others(look.hits, mentions[:_SHOWN])


def _in_articles(place: Place, look: Look) -> Hits:
    """Return what stands in the articles of a web archive: what else it holds about one that was erased must go too."""
    search = Search(look.needles, look.seeds)
    hits: Hits = {}
    for data in contents.opened(place.path.read_bytes()):
        for texts in contents.archived(data):
            add_hits(hits, search.texts(texts))
    return hits


def in_tables(needles: Needles, seeds: Seeds, built: Built, doc_ids: Iterable[str]) -> Hits:
    """Return what the tables say of other articles."""
    search = Search(needles, seeds.folder.name)
    hits: Hits = {}
    for table in built.others(doc_ids):
        add_hits(hits, search.table(table))
    return hits
