"""What the seeds hold under a name: a file that is an article, or a batch with its records, as a build reads them."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flows.engine import contents, listing, sources
from flows.engine.sources import Batch, File, Record
from flows.erase.article import Told
from flows.erase.contents import pieces, texts_in
from flows.errors import UsageError
from stages import keys
from stages.clean.read import fields, forms
from stages.clean.read.articles import run as clean
from stages.clean.read.decoding import to_text
from stages.contract import InputError


@dataclass
class Held:
    """One file below the seeds.

    Attributes:
        file: its name, path and digest.
        params: of ``clean.read``.
        names: what our fields are called in it, where it is a batch and they are called otherwise.
    """

    file: File
    params: Any
    names: Mapping[str, str]

    @property
    def is_batch(self) -> bool:
        """Whether it holds records."""
        return self.file.problem is None and self.form.batch is not None

    @property
    def form(self) -> forms.Form:
        """What its name says that it is."""
        return forms.form_of(self.file.name)

    @cached_property
    def batch(self) -> Batch:
        """It, as a build reads it."""
        return Batch(self.file, fields.as_text(self.names if self.form.batch != "warc" else {}))

    @cached_property
    def records(self) -> dict[str, Record]:
        """The records of a batch by key, without what is wrong with the file as a whole."""
        return {key: record for key, record in self._index.items() if key != self.file.key}

    @property
    def problem(self) -> str | None:
        """The code of what is wrong with a batch as a whole."""
        whole = self._index.get(self.file.key)
        return whole.problem.code if whole and whole.problem else None

    @cached_property
    def _index(self) -> dict[str, Record]:
        return index_of(self.batch, self.params)

    def told(self, wanted: set[str]) -> Iterator[tuple[str, Told]]:
        """Yield by doc_id what the file says of its articles.

        Args:
            wanted: the keys of those.

        Raises:
            ChangedError: the file changed meanwhile.
        """
        if self.is_batch:
            some = tuple(record for key, record in self.records.items() if key in wanted)
            part = sources.Slice(self.batch, some)
        else:
            some = (Record(self.file.key, None, self.file.sha256, self.file.problem, file=self.file),)
            part = sources.Slice(None, some)
        raw = sources.read(part, self.params)
        cleaned = clean(raw, self.params)
        for record, row, article in zip(some, raw.to_pylist(), cleaned.to_pylist(), strict=True):
            texts = [article["text"] or "", *(each["text"] for each in article["removed"] or ())]
            if row["content"]:
                texts += _texts(row["content"], row["form"])
            else:
                texts += [text for piece in pieces(self._bytes_of(record)) for text in piece.texts]
            told = Told([text for text in texts if text], article["title"], article["url"], row["sha256"])
            yield article["doc_id"], told

    def _bytes_of(self, record: Record) -> bytes:
        """Return the bytes of what is no article, as far as there are any."""
        if self.form.batch == "parquet" or self.file.sha256 is None or self.file.problem is not None:
            return b""
        data, _ = contents.whole(self.file, self.params.decompressed_limit_mib)
        return data[record.offset : record.offset + record.length] if self.is_batch else data


def _texts(content: bytes, form: str) -> list[str]:
    """Return what an article's raw bytes say, also what a build makes nothing of."""
    if form != "record":
        return [to_text(content, html=form == "html")]
    try:
        return list(texts_in(json.loads(content)))
    except ValueError:  # a build reads more than JSON allows
        return [to_text(content)]


def index_of(batch: Batch, params: Any) -> dict[str, Record]:
    """Return the records of a batch file by key, and what is wrong with it as a whole under the key of the file.

    Raises:
        ChangedError: the file changed meanwhile.
    """
    found = {}
    for row in sources.scan(batch, params).to_pylist():
        code = row["problem_code"]
        problem = listing.Problem(code, row["problem_message"]) if code is not None else None
        found[row["key"]] = Record(row["key"], row["record"], row["sha256"], problem, row["offset"], row["length"])
    return found


class Seeds:
    """The folder of articles.

    Args:
        folder: where it is.
        params: of ``clean.read``.
    """

    def __init__(self, folder: Path, params: Any) -> None:
        self.folder = folder
        self._params = params
        self._known: dict[str, Held | None] = {}

    def held(self, name: str) -> Held | None:
        """Return what a build reads under a name (a path below the folder); None where it reads nothing."""
        if name not in self._known:
            self._known[name] = self._look(name)
        return self._known[name]

    def visible(self) -> list[File]:
        """Return every file that a build reads.

        Raises:
            UsageError: a folder cannot be listed.
        """
        return list(listing.files(self.folder)) if self.folder.is_dir() else []

    def path_of(self, name: str) -> Path | None:
        """Return the file with this name; names that are not UTF-8, or have backslashes, are written as escapes."""
        path = self.folder / name
        if "\\" not in name:
            return path if os.path.lexists(path) else None
        beside = path.parent if path.parent.is_dir() else self.folder
        found = (each for each in beside.rglob("*") if listing.name_of(each.relative_to(self.folder)) == name)
        return next(found, None)

    def _look(self, name: str) -> Held | None:
        parts = name.split("/")
        if name in forms.REFERENCES or any(part.startswith(".") or not part for part in parts):
            return None
        path = self.path_of(name)
        if path is None or (path.is_dir() and not path.is_symlink()):
            return None
        file = listing._file(name, path, self.folder.resolve())  # noqa: SLF001 - what a build says of a single file
        return Held(file, self._params, self._names.get(file.top, {}))

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        path = self.folder / forms.FIELDS
        try:
            return fields.read_fields(path.read_bytes())
        except FileNotFoundError:
            return {}
        except InputError as error:
            raise UsageError(error.what, error.then) from error


def key_of(source: str, record: str | None, sha256: str | None, doc_id: str) -> str | None:
    """Return the key of a record of which a table tells source, id and digest, if it can be told from them."""
    digest = f"~{(sha256 or '')[:20]}"
    for name in (record, f"{record or ''}{digest}"):
        if name is not None and keys.doc_id(key := keys.record_key(source, name)) == doc_id:
            return key
    return None
