"""What a build would say of the lines that come in: the stage `clean` is run on them, as it will be below the seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

import stages
from flows import incoming
from flows.add import tell_articles
from flows.engine import ledger
from flows.engine.runners import Runner
from flows.engine.stage import Place, Watch
from flows.engine.stage import run as run_stage
from flows.errors import StageError
from flows.inbox import day, reading
from flows.inbox.reading import Line
from flows.inbox.report import Problem
from flows.incoming import Duplicate, Incoming
from stages.clean.read.forms import REFERENCES

#: Why an article is set aside that is not what it was.
_CHANGED = (
    "changed_on_the_way",
    "It does not read the same in the file of its day. This is a fault of Khabar; please report it with the file.",
)


@dataclass
class Checked:
    """What a build would say.

    Attributes:
        problems: why lines are no articles, by id.
        duplicates: lines that are copies of articles that are there, or of one another.
        compared: articles of the last build that they were compared with; None where there was nothing to compare with.
        why: there was not.
    """

    problems: dict[str, Problem] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    compared: int | None = None
    why: str | None = None


def check(
    lines: Sequence[tuple[str, Line]],
    name: str,
    scratch: Path,
    place: Place,
    settings: Mapping[str, Mapping[str, msgspec.Struct]],
    runner: Runner,
    watch: Watch,
    *,
    compare: bool,
) -> Checked:
    """Clean the lines and, if asked for, compare their articles with those of the last build.

    Args:
        lines: with the ids that they get; one at least.
        name: what the day's file is called.
        scratch: a folder of its own.
        place: the seeds that they come to, and the artifacts of the last build.
        settings: the checked knobs of the steps, by stage: of clean and of dedupe.
        runner: where the stage runs.
        watch: is told how far it is.
        compare: whether to look for copies.

    Raises:
        StageError: the stage failed.
        UsageError: one of the tables beside the articles is wrong.
    """
    there = Place(scratch / "seeds", scratch / "artifacts")
    there.seeds.mkdir(parents=True)
    for reference in REFERENCES:
        if (place.seeds / reference).is_file():
            incoming.copy(place.seeds / reference, there.seeds / reference)
    day.write(there.seeds / name, day.Existing(), lines)
    run_stage(stages.load("clean"), there, settings["clean"], runner, watch)
    result = Checked(_problems(lines, there.artifacts))
    if compare and len(result.problems) < len(lines):
        known = Incoming(there.seeds / name, Path(name))
        knobs = settings["dedupe"]["decisions"]
        result.compared, result.why = tell_articles(there.artifacts, place.artifacts, {name: known}, knobs)
        result.duplicates = known.duplicates
    return result


def _problems(lines: Sequence[tuple[str, Line]], artifacts: Path) -> dict[str, Problem]:
    """Return why lines are no articles, and see that every other one reads as it did where it came from."""
    wanted = {identity: line.said for identity, line in lines}
    problems: dict[str, Problem] = {}
    folder = artifacts / "clean"
    made = ledger.require(folder)
    for entry in made.tables("read").values():
        for path in entry.files:
            rows = pq.read_table(folder / path)
            for identity, said in zip(rows["record"].to_pylist(), reading.said(rows), strict=True):
                if wanted.pop(identity, None) != said:
                    problems[identity] = Problem(identity, *_CHANGED)
    if wanted:
        raise StageError(
            f"Cleaning what came in has lost {len(wanted)} of {len(lines)} articles",
            "Nothing has come in. This is a fault of Khabar; please report it.",
        )
    for entry in made.tables("articles").values():
        for path in entry.files:
            columns = ["record", "reject_code", "reject_message"]
            for row in pq.read_table(folder / path, columns=columns).to_pylist():
                if row["reject_code"]:
                    problems[row["record"]] = Problem(*row.values())
    return problems
