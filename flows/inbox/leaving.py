"""The end of a run: what came in leaves the inbox, and what did not is set aside first. Safe to do again."""

from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from flows.errors import CorruptError
from flows.inbox import names, quarantine
from flows.inbox.gathering import side_by_side
from flows.inbox.intent import Intent, Leaving
from flows.inbox.stores import DamagedError, Store

#: Where the copies of files lie in the scratch folder.
COPIES = "files"


def leave(begun: Intent, scratch: Path, inbox: Store, aside: Store) -> dict[str, str]:
    """Take the files of a run out of the inbox.

    Args:
        begun: what the run began.
        scratch: the folder with its copies.
        inbox: where the files are.
        aside: the quarantine.

    Returns:
        Where files were set aside, by their keys.

    Raises:
        StoreError: one of the two stores cannot be written.
        CorruptError: the copy of a file is damaged, and the file is not there any more.
    """

    def one(each: Leaving) -> str | None:
        place = None if each.reason is None else _set_aside(each, begun.day, scratch / COPIES, inbox, aside)
        inbox.remove(each.item, each.sha256)
        return place

    places = side_by_side(one, begun.leaving, max(inbox.at_once, aside.at_once))
    return {each.item.key: place for each, place in zip(begun.leaving, places, strict=True) if place is not None}


def _set_aside(each: Leaving, day: str, copies: Path, inbox: Store, aside: Store) -> str | None:
    """Set one file aside and return where; None for one that nobody read and that is not there any more."""
    reason = each.reason or {}
    copy = None if each.copy is None else copies / each.copy
    if copy is not None and copy.is_file():
        try:
            return quarantine.put(aside, day, each.item.key, each.sha256, reason, partial(_open, copy))
        except DamagedError:
            pass  # the machine lost power before all of it was on the disk
    if inbox.digest(each.item.key) == each.sha256:
        try:
            return quarantine.put(aside, day, each.item.key, each.sha256, reason, partial(inbox.opened, each.item.key))
        except DamagedError:
            pass  # it was changed this very moment
    if copy is None:
        return None  # another file is there now, for the next run to look at
    raise CorruptError(
        f"The copy of {names.shown(each.item.name)} in {copies} is damaged, and the inbox does not hold it any more",
        f"Fetch the file again, then remove {copies.parent} and run the command again.",
    )


def _open(path: Path) -> AbstractContextManager[BinaryIO]:
    return path.open("rb")
