"""What is found, and what can be done about it."""

import shlex
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flows.engine.stage import Place

#: What is counted of what was looked at.
COUNTED = ("ledgers", "files", "bytes", "rows", "objects")


@dataclass(frozen=True)
class Remedy:
    """How a finding is repaired: what is wrong goes, and a build makes it again.

    Attributes:
        delete: names that go; a link goes as a name, never what it leads to.
        write: files whose bytes follow from the code alone, and what they are.
        drop: entries of ledgers that go, with their files: stage, step, part and partition.
        reset: folders of stages whose ledger goes, so that all of the stage is made again.
    """

    delete: tuple[Path, ...] = ()
    write: tuple[tuple[Path, bytes], ...] = ()
    drop: tuple[tuple[str, str, str, str], ...] = ()
    reset: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something that does not agree.

    Attributes:
        kind: one word, for programs.
        where: the path or the stage.
        what: what is wrong there, as a sentence without a full stop.
        then: what to do.
        wrong: whether something is damaged or lies about; else it is merely not done yet.
        remedy: how it can be repaired; None where it cannot, or need not.
    """

    kind: str
    where: str
    what: str
    then: str
    wrong: bool = True
    remedy: Remedy | None = None

    def record(self) -> dict[str, Any]:
        """Return the finding for a program."""
        told = {name: value for name, value in asdict(self).items() if name != "remedy"}
        return {**told, "repairable": self.remedy is not None}


@dataclass
class Report:
    """All that was found, and how much was looked at.

    Attributes:
        findings: in the order of the questions.
        repaired: those that were repaired; they are not among the others.
        counts: what was looked at: ledgers, files, bytes, rows, objects.
        next: the command that makes again what is missing; None where nothing is to be done.
    """

    findings: list[Finding] = field(default_factory=list)
    repaired: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    next: str | None = None

    @property
    def wrong(self) -> list[Finding]:
        """What is damaged or lies about."""
        return [finding for finding in self.findings if finding.wrong]

    def record(self) -> dict[str, Any]:
        """Return all of it for a program."""
        return {
            "sound": not self.wrong,
            "findings": [finding.record() for finding in self.findings],
            "repaired": [finding.record() for finding in self.repaired],
            "counts": self.counts,
            "next": self.next,
        }


def again(place: Place, params_path: Path | None, *, dvc: bool) -> str:
    """Return the command that makes again what is missing or stale."""
    if dvc:
        return "dvc repro"
    told = ["khabar", "build", "--seeds", str(place.seeds), "--artifacts", str(place.artifacts)]
    return shlex.join([*told, *(["--params", str(params_path)] if params_path else [])])
