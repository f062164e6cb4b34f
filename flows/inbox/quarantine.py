"""What is set aside: the file as it came, and beside it, as JSON, why, and what its owner can do."""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, BinaryIO

from flows.errors import StoreError
from flows.inbox import names
from flows.inbox.report import Problem
from flows.inbox.stores import DamagedError, Store

#: How the name of a reason ends.
SUFFIX = ".reason.json"

#: Bytes of the longest name that a file system takes.
_LONGEST = 255

#: Records that a reason lists; the others are counted.
LISTED = 10_000

#: Bytes copied at a time.
_BLOCK = 1 << 20

_SOME = (
    "{bad} of its {all} records did not come in, for the reasons below; the others are in {file}. Mend those that did "
    "not, and put a file with them alone into the inbox."
)
_NONE = (
    "None of its {all} records is an article that can come in, for the reasons below. Mend them, and put the file into "
    "the inbox again."
)


def verdict(problems: Sequence[Problem], sound: int, file: str) -> Problem:
    """Return why a file is set aside.

    Args:
        problems: its records that are no articles, one at least.
        sound: how many are.
        file: where those are.
    """
    if len(problems) == 1 and problems[0].record is None and not sound:
        return problems[0]
    code, message = ("some_records", _SOME) if sound else ("no_article", _NONE)
    return Problem(None, code, message.format(bad=len(problems), all=len(problems) + sound, file=file))


def reason(
    name: str, size: int, sha256: str, day: dt.date, told: Problem, problems: Sequence[Problem], sound: int
) -> dict[str, Any]:
    """Return what is written beside a file that is set aside."""
    listed = [] if problems == [told] else [each._asdict() for each in problems[:LISTED]]
    return {
        "path": name,
        "day": day.isoformat(),
        "bytes": size,
        "sha256": sha256,
        "code": told.code,
        "message": told.message,
        "records_that_came_in": sound,
        "records": listed,
        "records_not_listed": max(0, len(problems) - LISTED) if listed else 0,
    }


def put(
    store: Store,
    day: str,
    key: str,
    sha256: str,
    why: dict[str, Any],
    source: Callable[[], AbstractContextManager[BinaryIO]],
) -> str:
    """Set a file aside, and return where. It never takes the place of another one, and is not set aside twice.

    Args:
        store: the quarantine.
        day: the folder in it.
        key: the path of the file below the inbox.
        sha256: of its bytes.
        why: the reason.
        source: gives its bytes.

    Raises:
        DamagedError: these are others.
        StoreError: there is no place for it.
    """
    told = (json.dumps(why, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")
    told_sha256 = hashlib.sha256(told).hexdigest()
    for candidate in names.candidates(key, sha256):
        place = f"{day}/{candidate}"
        if len(os.fsencode(place.rpartition("/")[2] + SUFFIX)) > _LONGEST:
            continue
        if store.digest(place + SUFFIX) not in (None, told_sha256):
            continue
        if not store.create(place, _copying(source, sha256)) and store.digest(place) != sha256:
            continue
        if store.create(place + SUFFIX, lambda stream: _write(stream, told)) or (
            store.digest(place + SUFFIX) == told_sha256
        ):
            return place
    raise StoreError(
        f"{store.address} has no place for {names.shown(key)}", "Look at what stands there, and run the command again."
    )


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)


def _copying(source: Callable[[], AbstractContextManager[BinaryIO]], sha256: str) -> Callable[[BinaryIO], None]:
    def copy(target: BinaryIO) -> None:
        digest = hashlib.sha256()
        with source() as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                target.write(block)
        if digest.hexdigest() != sha256:
            raise DamagedError

    return copy
