"""What a run through the inbox is asked to do."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.engine.stage import Place
from flows.errors import UsageError
from stages.clean.read.fields import read_fields
from stages.clean.read.forms import FIELDS
from stages.contract import InputError


@dataclass(frozen=True)
class Order:
    """What is to be done.

    Attributes:
        place: the seeds to bring articles to, and the artifacts to compare with.
        settings: the mappings of a params file; see `params.read`.
        inbox: a folder by its path from ``root``, or what fsspec takes.
        quarantine: likewise; beside the inbox where it is None.
        root: the folder that paths are read from.
        day: the day whose file the articles go to; today in UTC where it is None.
        settle_seconds: for so long a file in a folder must not have changed.
        wait: seconds to wait for another run in the same workspace.
        compare: whether to look for copies of articles of the last build. Takes as long, and as much memory, as the
            decision of `dedupe` does.
        dry_run: change nothing.
        make: make the inbox, a folder, if it is missing.
        params_path: where the settings come from, for messages.
    """

    place: Place
    settings: Mapping[str, Any] = field(default_factory=dict)
    inbox: str = "inbox"
    quarantine: str | None = None
    root: Path = Path()
    day: str | None = None
    settle_seconds: float = 60.0
    wait: float = 0.0
    compare: bool = True
    dry_run: bool = False
    make: bool = False
    params_path: Path | None = None

    def date(self) -> dt.date:
        """Return the day whose file the articles go to.

        Raises:
            UsageError: it is none.
        """
        if self.day is None:
            return dt.datetime.now(dt.UTC).date()
        try:
            found = dt.date.fromisoformat(self.day)
        except ValueError as error:
            raise UsageError(f"{self.day!r} is not a day", "Give one like 2021-04-29.") from error
        if found.isoformat() != self.day:  # a week, or digits alone: the name of a file, which one day must have once
            raise UsageError(f"{self.day!r} is not how a day is written here", f"Give {found.isoformat()}.")
        return found

    def names(self) -> dict[str, dict[str, str]]:
        """Return what our fields are called in the batches of each folder.

        Raises:
            UsageError: the table that says so is wrong, or cannot be read.
        """
        path = self.place.seeds / FIELDS
        if not path.is_file():
            return {}
        try:
            return read_fields(path.read_bytes())
        except InputError as error:
            raise UsageError(error.what, error.then) from error
        except OSError as error:
            raise UsageError(
                f"{path} cannot be read: {error.strerror}", "Mend its permissions, or move it away."
            ) from error
