"""What became of the inbox: file by file, and in numbers."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

#: in: all of its articles came in, or had before. quarantined: it was set aside, whole, whatever came in of it. left:
#: it stays in the inbox.
Fate = Literal["in", "quarantined", "left"]


class Problem(NamedTuple):
    """A record that is no article."""

    record: str | None
    code: str
    message: str


@dataclass
class FileReport:
    """What became of one file.

    Attributes:
        name: its path below the inbox.
        fate: see `Fate`.
        articles: how many came in.
        there: how many had come in before.
        duplicates: how many of those that came in are copies of other articles.
        rejects: its records that are no articles.
        code: why it was set aside or left.
        message: the same for people, with what they can do.
        place: where it was set aside, below the quarantine.
    """

    name: str
    fate: Fate
    articles: int = 0
    there: int = 0
    duplicates: int = 0
    rejects: list[Problem] = field(default_factory=list)
    code: str | None = None
    message: str | None = None
    place: str | None = None

    def record(self) -> dict[str, Any]:
        """Return the same for a program."""
        return vars(self) | {"rejects": [each._asdict() for each in self.rejects]}


@dataclass
class Ingested:
    """What became of the inbox.

    Attributes:
        day: the day of the run.
        file: the batch file of the day below the seeds, if anything came in.
        files: in the order of their names.
        compared: articles of the last build that the new ones were compared with; None where they were not.
        why: they were not.
        resumed: files of an earlier run, which was killed, that have left the inbox now.
        dry: whether nothing was changed.
    """

    day: str
    file: str | None = None
    files: list[FileReport] = field(default_factory=list)
    compared: int | None = None
    why: str | None = None
    resumed: int = 0
    dry: bool = False

    def with_fate(self, fate: Fate) -> list[FileReport]:
        """Return the files of one fate."""
        return [each for each in self.files if each.fate == fate]

    def counts(self) -> dict[str, Any]:
        """Return what happened in numbers.

        ``files`` counts those that did not stay; ``compared`` tells what ``duplicates`` are copies of.
        """
        return {
            "day": self.day,
            "file": self.file,
            "files": len(self.files) - len(self.with_fate("left")),
            "articles": sum(each.articles for each in self.files),
            "there": sum(each.there for each in self.files),
            "duplicates": sum(each.duplicates for each in self.files),
            "compared": self.compared,
            "rejects": sum(len(each.rejects) for each in self.files),
            "quarantined": len(self.with_fate("quarantined")),
            "left": len(self.with_fate("left")),
            "resumed": self.resumed,
        }

    def record(self) -> dict[str, Any]:
        """Return all of it for a program."""
        more = {"why_not_compared": self.why, "dry_run": self.dry}
        return self.counts() | more | {"of_each": [each.record() for each in self.files]}
