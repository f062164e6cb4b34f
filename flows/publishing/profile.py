"""What a version of the corpus is like, by its report: the next version is judged by no more than that."""

import msgspec

from flows.errors import GitError
from flows.git import Git
from flows.versions import Version

#: Where the report says it.
PATH = "artifacts/report/profile.json"

#: The tables in one of which every source record stands.
ENDS = ("documents", "duplicates", "rejects")


class Table(msgspec.Struct, frozen=True):
    """An exported table: its rows, the Arrow type of each column, and the number of nulls where there are any."""

    rows: int
    types: dict[str, str]
    nulls: dict[str, int] = {}


class Profile(msgspec.Struct, frozen=True):
    """What a version is like.

    Attributes:
        tables: by name.
        languages: documents by language.
        rejects: rejects by code.
    """

    tables: dict[str, Table]
    languages: dict[str, int] = {}
    rejects: dict[str, int] = {}

    def rows(self, table: str) -> int:
        """Return the rows of a table, none where there is no such table."""
        return self.tables[table].rows if table in self.tables else 0

    @property
    def records(self) -> int:
        """All source records."""
        return sum(self.rows(table) for table in ENDS)

    def counts(self) -> str:
        """Return where the records went, in words."""
        return ", ".join(f"{self.rows(table):,} {table}" for table in ENDS)


def of_workspace(git: Git) -> Profile | None:
    """Return what stands in the workspace is like; None where there is no profile, or one that cannot be read."""
    try:
        return msgspec.json.decode((git.root / PATH).read_bytes(), type=Profile)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors
        return None


def of_version(git: Git, version: Version) -> Profile | None:
    """Return what a published version is like; None where it has no profile, or one that cannot be read."""
    try:
        return msgspec.json.decode(git.run("show", f"{version.commit}:{PATH}"), type=Profile)
    except (GitError, ValueError):
        return None
