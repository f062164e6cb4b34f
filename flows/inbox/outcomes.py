"""What becomes of a file, from all that was found out about it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from flows.inbox import quarantine
from flows.inbox.checking import Checked
from flows.inbox.day import Plan
from flows.inbox.gathering import Fetched
from flows.inbox.intent import Leaving
from flows.inbox.reading import Found, Line
from flows.inbox.report import Fate, FileReport, Problem
from stages.clean.read.params import ReadParams
from stages.clean.rejects import reject

_DAY_FULL = Problem(
    None,
    "day_full",
    "The file of the day is as large as clean.read.decompressed_limit_mib allows. It comes in on another day; bring a "
    "large stock in by `khabar add`.",
)


@dataclass
class Outcome:
    """What becomes of one file.

    Attributes:
        fetched: the file.
        fate: whether it comes in, is set aside, or stays.
        lines: those that come in, with their ids.
        there: how many of its articles have come in before.
        duplicates: how many of the lines are copies of other articles.
        problems: its records that are no articles.
        verdict: why it is set aside or stays.
    """

    fetched: Fetched
    fate: Fate
    lines: list[tuple[str, Line]] = field(default_factory=list)
    there: int = 0
    duplicates: int = 0
    problems: list[Problem] = field(default_factory=list)
    verdict: Problem | None = None

    def leaving(self, day: dt.date) -> Leaving:
        """Return how it leaves the inbox."""
        item, sound, reason = self.fetched.item, len(self.lines) + self.there, None
        if self.verdict is not None:
            reason = quarantine.reason(
                item.name, item.size, self.fetched.sha256, day, self.verdict, self.problems, sound
            )
        copy = self.fetched.copy.name if self.fetched.copy else None
        return Leaving(item, self.fetched.sha256, copy, reason)

    def report(self, places: dict[str, str]) -> FileReport:
        """Return the same for people.

        Args:
            places: where files were set aside, by their keys.
        """
        return FileReport(
            self.fetched.item.name,
            self.fate,
            len(self.lines),
            self.there,
            self.duplicates,
            self.problems,
            self.verdict.code if self.verdict else None,
            self.verdict.message if self.verdict else None,
            places.get(self.fetched.item.key),
        )


@dataclass
class Judge:
    """Says what becomes of files.

    Attributes:
        plan: which of their lines are new.
        checked: what a build would say of these.
        file: what the day's file is called.
        knobs: those of the step `clean.read`.
    """

    plan: Plan
    checked: Checked
    file: str
    knobs: ReadParams

    def of(self, fetched: Fetched, found: Found) -> Outcome:
        """Return what becomes of one file."""
        if found.number in self.plan.full:
            return Outcome(fetched, "left", verdict=_DAY_FULL)
        planned = self.plan.lines.get(found.number, [])
        lines = [(identity, line) for identity, line in planned if identity not in self.checked.problems]
        problems = [*found.problems]
        for identity, line in planned:
            if problem := self.checked.problems.get(identity):
                own = line.id.partition("#")[2] or None  # what it is called in the file in which it came
                problems.append(problem._replace(record=own))
        if found.number in self.plan.too_large:
            limit = self.knobs.decompressed_limit_mib
            problems = [Problem(None, *reject("too_large", limit=limit, knob="clean.read.decompressed_limit_mib"))]
        there = self.plan.there.get(found.number, 0)
        copies = sum(self._copies[identity] for identity, _ in lines)
        verdict = quarantine.verdict(problems, len(lines) + there, self.file) if problems else None
        return Outcome(fetched, "quarantined" if problems else "in", lines, there, copies, problems, verdict)

    @cached_property
    def _copies(self) -> Counter[str | None]:
        return Counter(dict.fromkeys((each.record for each in self.checked.duplicates), 1))
