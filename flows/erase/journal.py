"""What an erase has begun and not finished: noted beside the artifacts, so that the same command goes on after a crash.

An article stays in the notes until nothing of it is known to be left: first until the proof is made, then as long as
an object in a DVC remote may hold it. The notes hold names, digests and hashes of its words, nothing that can be read.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from flows.engine import files
from flows.erase.article import Article
from flows.erase.needles import Needles
from flows.erase.places import NOTES
from flows.errors import CorruptError

_NAME = "journal.json"

#: Keeps git from showing the folder.
_IGNORED = b"*\n"


class Entry(msgspec.Struct):
    """An article that is being erased.

    Attributes:
        article: which one.
        needles: what it is looked for by.
        before: how many files held it before anything was changed, by where they are.
        objects: DVC's objects that held it, by MD5: a remote may have them still.
        proven: nothing of it is left here.
    """

    article: Article
    needles: Needles
    before: dict[str, int] = {}
    objects: set[str] = set()
    proven: bool = False

    def settle(self) -> None:
        """Note that nothing is left here; the id of a record, which may be its address, is not kept any longer."""
        self.proven = True
        self.article = msgspec.structs.replace(self.article, record=None, key=None)
        self.needles.records = {}


class Notes(msgspec.Struct):
    """All entries, by doc_id."""

    entries: dict[str, Entry] = {}


@dataclass(frozen=True)
class Journal:
    """The notes beside a folder of artifacts."""

    artifacts: Path

    @property
    def _folder(self) -> Path:
        return self.artifacts / NOTES

    def read(self) -> Notes:
        """Return what is noted.

        Raises:
            CorruptError: it cannot be read.
        """
        try:
            return msgspec.json.decode((self._folder / _NAME).read_bytes(), type=Notes)
        except FileNotFoundError:
            return Notes()
        except msgspec.DecodeError as error:
            raise CorruptError(
                f"{self._folder / _NAME} is damaged: what an earlier erase has not finished is not known",
                "Put it aside, and erase again what was to be erased, by doc_id.",
            ) from error

    def write(self, notes: Notes) -> None:
        """Note something in the place of what is noted; notes without entries go away."""
        if notes.entries:
            files.write(self._folder / ".gitignore", _IGNORED, self._folder)
            files.write(self._folder / _NAME, msgspec.json.encode(notes), self._folder)
            files.sync_folder(self._folder)
            return
        for name in (_NAME, ".gitignore"):
            (self._folder / name).unlink(missing_ok=True)
        if self._folder.is_dir():
            for left in self._folder.iterdir():  # of a run that was killed while it wrote
                left.unlink()
            self._folder.rmdir()
