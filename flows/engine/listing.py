"""The files below ``seeds/``: which there are, what they are called, and the digest of each."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.engine import digests
from flows.engine.statcache import SEEDS, StatCache
from flows.errors import UsageError
from stages import keys
from stages.clean.read.forms import REFERENCES

#: Where a link may lead besides ``seeds/`` itself: into the stores of DVC (``files/md5/3f/...``, and ``3f/...`` before
#: DVC 3) and git-annex. A file there is named by its content, and the link is how these tools put it into the folder.
STORES = re.compile(r"/[0-9a-f]{2}/[0-9a-f]{30}\Z|/\.git/annex/objects/")


@dataclass(frozen=True)
class Problem:
    """Why a record cannot be processed: it becomes a reject with this code and message."""

    code: str
    message: str


@dataclass(frozen=True)
class File:
    """A file below ``seeds/``. ``name`` is its path there, with forward slashes; ``sha256`` is null if unreadable."""

    name: str
    path: Path
    sha256: str | None
    problem: Problem | None

    @property
    def key(self) -> str:
        """What the article is called, if the file is one."""
        return keys.file_key(self.name)

    @property
    def top(self) -> str:
        """The top folder, nothing for a file that is in none."""
        return self.name.partition("/")[0] if "/" in self.name else ""


def files(seeds: Path, seen: StatCache | None = None) -> Iterator[File]:
    """Yield every file below ``seeds`` in the order of its key; hidden ones and `REFERENCES` are passed over.

    A link to a file below ``seeds``, or in one of `STORES`, is read. One that leads elsewhere is a problem: what it
    leads to belongs to somebody else, changes without a trace here, and is not there on another machine. A link to a
    folder is not followed, and is a problem rather than nothing.

    Args:
        seeds: the folder.
        seen: knows the digests of files that have not changed; where it is None, each is hashed.

    Raises:
        UsageError: there is no such folder, or a folder below it cannot be listed.
    """
    if not seeds.is_dir():
        raise UsageError(f"{seeds} is not a folder", "Name the folder that holds the articles with --seeds.")

    def fail(error: OSError) -> None:
        raise UsageError(
            f"{error.filename} cannot be listed: {error.strerror}", "Give yourself read access to it, or move it away."
        )

    home = seeds.resolve()
    found: list[tuple[str, Path, bool]] = []
    for here, folders, names in os.walk(seeds, onerror=fail):
        folder = Path(here)
        # What is above a name is looked at once: there may be as many files as articles.
        above = "" if folder == seeds else f"{name_of(folder.relative_to(seeds))}/"
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if (folder / name).is_symlink()]
        found += [(f"{above}{_text(name)}", folder / name, False) for name in names if not name.startswith(".")]
        found += [(f"{above}{_text(name)}", folder / name, True) for name in links]
    for name, path, is_folder in sorted(found):
        if is_folder:
            problem = Problem("linked_folder", "This is a link to a folder. Copy the folder itself below seeds/.")
            yield File(name, path, None, problem)
        elif name not in REFERENCES:
            yield _file(name, path, home, seen)


def name_of(path: Path) -> str:
    """Return a path as text that any table can hold: bytes that are not UTF-8 are written as escapes."""
    return _text(path.as_posix())


def _text(name: str) -> str:
    # A backslash of the name's own is doubled, or it could be taken for an escape.
    return os.fsencode(name.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")


def _file(name: str, path: Path, home: Path, seen: StatCache | None = None) -> File:
    text = str(path)
    try:
        found = os.lstat(text)
        is_link = stat.S_ISLNK(found.st_mode)
        if is_link:
            found = os.stat(text)  # noqa: PTH116 - no `Path` for each of many thousands
        if not stat.S_ISREG(found.st_mode):
            return File(name, path, None, Problem("unreadable", "This is not a regular file. Remove it from seeds/."))
        if is_link and _leads_out(path, home):
            message = "This is a link to a file outside seeds/. Copy the file itself below seeds/."
            return File(name, path, None, Problem("outside_seeds", message))
        sha256 = digests.sha256_of_file(text) if seen is None else seen.sha256(text, f"{SEEDS}{name}", found)
    except OSError as error:
        message = f"The file cannot be read ({error.strerror}). Mend its permissions or its link, or remove it."
        return File(name, path, None, Problem("unreadable", message))
    return File(name, path, sha256, None)


def _leads_out(link: Path, home: Path) -> bool:
    target = link.resolve()
    return not (target.is_relative_to(home) or STORES.search(target.as_posix()))
