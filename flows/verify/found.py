"""What a verification found: what was done, and what was wrong if anything was."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """Something that is not as it must be.

    Attributes:
        kind: ``difference`` (the artifacts are not those of a build from nothing), ``in_place`` (a file was written
            in place), ``ledger`` (a ledger does not say what tables were made by), ``carried_over`` (results of other
            code, params or libraries were kept), or ``failed`` (a build ended with an error).
        step: after which it was found; 0 is the corpus as it came.
        change: the last change before it.
        what: what is wrong, as a sentence without a full stop.
        detail: where, line by line.
        place: the stage, table and partition, as far as it has one.
    """

    kind: str
    step: int
    change: str
    what: str
    detail: tuple[str, ...] = ()
    place: dict[str, str] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """Return it for a program."""
        return {**vars(self), "detail": list(self.detail)}


@dataclass
class Tally:
    """What was done.

    Attributes:
        changes: steps by kind.
        refused: changes taken back since no build can be made of them: a rule that another needs, say.
        kills: builds killed, by what told the instant: a step on the disk, or the clock.
        computed, reused, pruned: partitions, in all builds that nobody killed and that followed no kill.
        comparisons: with a build from nothing.
        files, bytes: compared.
    """

    changes: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    computed: int = 0
    reused: int = 0
    pruned: int = 0
    comparisons: int = 0
    files: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Spoken:
    """What a certificate speaks of.

    Attributes:
        files: of the corpus that was verified.
        sample: articles and records that were asked for; None for all.
        seeds, params, tables, code: digests of the articles and the tables beside them, of the settings, of the
            exported tables, and of the code with its rules and libraries.
    """

    files: int
    sample: int | None
    seeds: str
    params: str
    tables: str
    code: str
