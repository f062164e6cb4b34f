"""What the name of a file in the inbox says: that it is still being written, or where else it belongs."""

from pathlib import PurePosixPath

from flows.inbox.stores import Left
from stages.clean.read.forms import REFERENCES

#: How names end that programs give to what they have not finished.
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart")

#: Digits of a digest in a name.
DIGITS = 12


def waits(name: str) -> Left | None:
    """Return why a file with this name is not taken, whatever is in it; None where it is.

    >>> waits("dawn/story.txt.part").code
    'unfinished'
    """
    if any(part.startswith(".") for part in PurePosixPath(name).parts):
        return Left(name, "hidden", "Hidden files are passed over. Rename it if it is an article.")
    if name.lower().endswith(UNFINISHED):
        return Left(name, "unfinished", "Its name says that it is not finished. It comes in under its last name.")
    return None


def is_reference(name: str) -> bool:
    """Return whether a file is one of the tables that stand beside the articles, and hold none."""
    return name in REFERENCES


def shown(name: str) -> str:
    r"""Return a name for a line of a log or a terminal: no name can begin another line, or colour it.

    >>> shown("dawn/two\nlines.txt")
    'dawn/two\\nlines.txt'
    """
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name)


def candidates(key: str, sha256: str) -> tuple[str, ...]:
    """Return the names under which a file may be set aside, the best first; the last one is short, and its own.

    >>> candidates("dawn/batch.jsonl.gz", "0123456789abcdef")
    ('dawn/batch.jsonl.gz', 'dawn/batch~0123456789ab.jsonl.gz', '~0123456789ab/file.gz')
    """
    mark = f"~{sha256[:DIGITS]}"
    folder, slash, name = key.rpartition("/")
    stem, dot, endings = name.partition(".") if name.strip(".") else (name, "", "")
    suffix = PurePosixPath(name).suffix
    short = suffix if suffix.isascii() and len(suffix) <= DIGITS and suffix[1:].isalnum() else ""
    return key, f"{folder}{slash}{stem}{mark}{dot}{endings}", f"{mark}/file{short}"
