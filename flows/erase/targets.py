"""What is meant by a target: a doc_id or its first characters, a path below the seeds, or ``file#record``."""

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from flows.erase.article import Article
from flows.erase.built import Built
from flows.erase.held import Held, Seeds, key_of
from flows.errors import UsageError
from stages import keys
from stages.clean.read import forms

#: Names that a question that fits several articles, or none, is answered with.
_SHOWN = 5

#: Least characters of a doc_id's beginning.
_LEAST = 4

#: Names among which those that are near a wrong one are looked for.
_LOOKED_THROUGH = 20_000


@dataclass
class Meant:
    """All that is meant.

    Attributes:
        articles: by doc_id; a batch file that goes as a whole is one of them.
        records: keys of records to be cut out, by file.
        files: files that go as a whole.
    """

    articles: dict[str, Article] = field(default_factory=dict)
    records: dict[str, set[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def gone(self) -> list[str]:
        """The sources of articles that the seeds do not hold any more."""
        there = self.files | self.records.keys()
        return sorted({each.source for each in self.articles.values()} - there)


class Finder:
    """Finds what is meant in the seeds, in the last build, and among what an earlier run did not finish.

    Args:
        seeds: the folder of articles.
        built: the last build.
        known: articles of an earlier run by doc_id.
    """

    def __init__(self, seeds: Seeds, built: Built, known: Mapping[str, Article]) -> None:
        self._seeds, self._built, self._known = seeds, built, known
        self.meant = Meant()

    def add(self, wanted: str) -> None:
        """Add what a target means.

        Raises:
            UsageError: nothing is called so, or more than one article is.
        """
        given = os.fsencode(wanted).decode("utf-8", "backslashreplace")
        name = given if self._seeds.held(given) else self._below(given)
        held = self._seeds.held(name)
        if held is not None:
            self._add_file(held)
            return
        if once := self._once_in(name):
            whole = Article(keys.doc_id(keys.file_key(name)), name, None, keys.file_key(name), is_file=True)
            self.meant.articles.update({each.doc_id: each for each in [*once, whole]})
            return
        found = self._records_called(name) or self._built_called(name) or self._known_called(name)
        if not found:
            raise self._unknown(wanted, name)
        if len(found) > 1:
            some = ", ".join(f"{each.doc_id} ({each.source})" for each in found[:_SHOWN])
            more = " ..." if len(found) > _SHOWN else "."
            raise UsageError(f"{len(found)} articles fit {wanted!r}", f"Name those that are meant: {some}{more}")
        if found[0].is_file and forms.form_of(found[0].source).batch is not None:
            raise UsageError(
                f"{wanted} is what is wrong with {found[0].source} as a whole, and no article",
                f"To erase all that the file holds, name it: khabar erase {found[0].source}",
            )
        self.add_article(found[0])

    def add_article(self, article: Article) -> None:
        """Add an article, and how it is taken out of the seeds where it is there still."""
        held = self._seeds.held(article.source)
        if held is not None and held.is_batch and not article.is_file:
            key = article.key or self._key_in(held, article.doc_id)
            if key in held.records:
                self._add_records(held, [key])
                return
        elif held is not None and article.is_file:
            self._add_file(held)
            return
        self.meant.articles[article.doc_id] = article

    def is_there(self, article: Article) -> bool:
        """Say whether the seeds hold an article."""
        held = self._seeds.held(article.source)
        if held is None or article.is_file or not held.is_batch:
            return held is not None
        return article.key in held.records or self._key_in(held, article.doc_id) is not None

    def add_ids(self, doc_ids: Iterable[str]) -> None:
        """Add articles of the last build."""
        for row in self._built.of(doc_ids).values():
            self.add_article(self._of_row(row))

    # -- in the seeds -----------------------------------------------------------------------------------------------

    def _below(self, name: str) -> str:
        """Return a path below the seeds, however it was typed."""
        name = name.removeprefix("./")
        return name.removeprefix(f"{self._seeds.folder.as_posix()}/").removeprefix(f"{self._seeds.folder.name}/")

    def _add_file(self, held: Held) -> None:
        """Add all of a file."""
        source = held.file.name
        whole = Article(keys.doc_id(held.file.key), source, None, held.file.key, is_file=True)
        self.meant.articles[whole.doc_id] = whole
        self.meant.files.add(source)
        self.meant.records.pop(source, None)
        if held.is_batch:
            for key, record in held.records.items():
                each = Article(keys.doc_id(key), source, record.record, key, is_file=False)
                self.meant.articles[each.doc_id] = each
            # What the last build read of it, and is not there any more.
            for row in self._rows(pc.equal(self._built.names["source"], source)):
                self.meant.articles.setdefault(row.doc_id, row)

    def _add_records(self, held: Held, some: Sequence[str]) -> None:
        source = held.file.name
        if source in self.meant.files:
            return
        wanted = self.meant.records.setdefault(source, set())
        wanted.update(some)
        for key in some:
            each = Article(keys.doc_id(key), source, held.records[key].record, key, is_file=False)
            self.meant.articles[each.doc_id] = each
        if wanted >= held.records.keys() and held.problem is None:
            self._add_file(held)  # nothing else is in it

    def _records_called(self, name: str) -> list[Article]:
        """Return the records of a batch of the seeds with this name, ``file#record`` or key."""
        for at in (at for at, sign in enumerate(name) if sign == "#"):
            held = self._seeds.held(name[:at])
            if held is not None and held.is_batch:
                rest = name[at + 1 :]
                return [
                    Article(keys.doc_id(key), held.file.name, record.record, key, is_file=False)
                    for key, record in held.records.items()
                    if record.record == rest or key == keys.record_key(held.file.name, rest)
                ]
        return []

    @staticmethod
    def _key_in(held: Held, doc_id: str) -> str | None:
        return next((key for key in held.records if keys.doc_id(key) == doc_id), None)

    # -- elsewhere --------------------------------------------------------------------------------------------------

    def _built_called(self, name: str) -> list[Article]:
        names = self._built.names
        fits = pc.fill_null(pc.equal(pc.binary_join_element_wise(names["source"], names["record"], "#"), name), False)
        if _may_be_id(name):
            fits = pc.or_(fits, pc.starts_with(names["doc_id"], name.lower()))
        return self._rows(fits)

    def _rows(self, fits: pa.ChunkedArray) -> list[Article]:
        found = {row["doc_id"]: row for row in self._built.names.filter(fits).to_pylist()}
        return [self._of_row(row) for row in found.values()]

    @staticmethod
    def _of_row(row: Mapping[str, str | None]) -> Article:
        source, doc_id, record = str(row["source"]), str(row["doc_id"]), row["record"]
        if record is None and keys.doc_id(keys.file_key(source)) == doc_id:
            return Article(doc_id, source, None, keys.file_key(source), is_file=True)
        return Article(doc_id, source, record, key_of(source, record, row["raw_sha256"], doc_id), is_file=False)

    def _once_in(self, name: str) -> list[Article]:
        """Return what a file held that is gone from the seeds."""
        known = [each for each in self._known.values() if each.source == name]
        return [*self._rows(pc.equal(self._built.names["source"], name)), *known]

    def _known_called(self, name: str) -> list[Article]:
        return [
            each
            for each in self._known.values()
            if name == f"{each.source}#{each.record}" or (_may_be_id(name) and each.doc_id.startswith(name.lower()))
        ]

    def _unknown(self, wanted: str, name: str) -> UsageError:
        path = self._seeds.folder / name
        if path.is_dir():
            return UsageError(f"{path} is a folder", "Name the files in it that shall go.")
        if name in forms.REFERENCES:
            return UsageError(f"{path} holds no articles", "Edit that table where it stands.")
        top = name.partition("/")[0]
        sources = dict.fromkeys([*self._built.names["source"].to_pylist(), *self._beside(name)])
        some = sorted(sources, key=lambda source: source.partition("/")[0] != top)[:_LOOKED_THROUGH]
        near = difflib.get_close_matches(name.partition("#")[0], some, 3)
        hint = f"Is one of these meant: {', '.join(near)}?" if near else "Name a doc_id, a path in them, or file#id."
        return UsageError(f"No article is called {wanted!r} in the seeds, the last build or an unfinished erase", hint)

    def _beside(self, name: str) -> list[str]:
        """Return the files of the folder in which a name would be."""
        folder = (self._seeds.folder / name).parent
        if not folder.is_dir():
            return []
        return sorted(each.relative_to(self._seeds.folder).as_posix() for each in folder.iterdir() if each.is_file())


def _may_be_id(name: str) -> bool:
    return _LEAST <= len(name) <= keys.DOC_ID_DIGITS and all(sign in "0123456789abcdef" for sign in name.lower())
