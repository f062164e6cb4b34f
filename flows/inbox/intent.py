"""What a run is about to do to the inbox, noted before it does it, so that the next run can end what was begun.

The articles of a run come in at one instant, when the new file of the day takes the place of the old one. Until then
nothing has happened; from then on every file of the run has to leave the inbox, and those that are no articles have to
be set aside, however often that is interrupted. The intent stands in the scratch folder beside the new file of the day:
as long as that is still there, nothing has come in.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.engine import files
from flows.inbox.stores import Item

#: The intent, and the new file of the day, in the scratch folder.
NAME = "intent.json"
DAY_FILE = "day.jsonl"


@dataclass(frozen=True)
class Leaving:
    """A file that leaves the inbox.

    Attributes:
        item: as the inbox has it.
        sha256: of its bytes.
        copy: the name of the copy in the scratch folder; None where there is none.
        reason: what is written beside it where it is set aside; None for one that has come in.
    """

    item: Item
    sha256: str
    copy: str | None
    reason: dict[str, Any] | None


@dataclass(frozen=True)
class Intent:
    """What a run does once its articles have come in.

    Attributes:
        day: the folder in the quarantine.
        inbox: its address.
        quarantine: its address.
        brings: whether there are articles that come in.
        leaving: the files.
    """

    day: str
    inbox: str
    quarantine: str
    brings: bool
    leaving: tuple[Leaving, ...]


def note(intent: Intent, scratch: Path) -> None:
    """Write an intent so that it lasts. What it names must last already."""
    # Escapes, not UTF-8: a name may hold bytes that are none.
    files.write(scratch / NAME, json.dumps(asdict(intent)).encode(), scratch / files.SCRATCH)
    files.sync_folder(scratch)


def begun(scratch: Path) -> Intent | None:
    """Return the intent of a run whose articles have come in and which did not end; None where there is none."""
    path = scratch / NAME
    if not path.exists():
        return None
    told = json.loads(path.read_bytes())
    leaving = tuple(Leaving(**{**each, "item": Item(**each["item"])}) for each in told.pop("leaving"))
    intent = Intent(**told, leaving=leaving)
    return None if intent.brings and (scratch / DAY_FILE).exists() else intent


def drop(scratch: Path) -> None:
    """Forget an intent, before anything that it names."""
    if scratch.is_dir():
        (scratch / NAME).unlink(missing_ok=True)
        files.sync_folder(scratch)
