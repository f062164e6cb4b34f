"""What would run, and why: the engine's own questions, asked without doing anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow.parquet as pq

import stages
from flows import params
from flows.engine import fingerprints, interpreter, jobs, ledger, sources
from flows.engine.ledger import Entry, Ledger
from flows.engine.made import Made
from flows.engine.stage import Place
from flows.errors import CorruptError
from stages import keys
from stages.contract import SOURCE, Corpus, Stage, Step


class Article(NamedTuple):
    """An article by its key, the SHA-256 of its bytes, and the partition that holds it."""

    key: str
    sha256: str
    partition: str


#: Articles by doc_id.
Named = dict[str, Article]


@dataclass(frozen=True)
class Reason:
    """Why something would run: ``kind`` is new, edited, deleted, code, params, library, first, damaged or input."""

    kind: str
    detail: str


@dataclass
class Standing:
    """How one stage stands.

    Attributes:
        stage: its name.
        partitions: how many there should be.
        stale: the partitions that would be computed for certain; a corpus-wide decision may add some.
        decides: whether a corpus-wide decision would be made again.
        reasons: why.
    """

    stage: str
    partitions: int = 0
    stale: set[str] = field(default_factory=set)
    decides: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def fresh(self) -> bool:
        """Nothing would be computed or deleted."""
        return not (self.stale or self.decides or self.reasons)

    def add(self, kind: str, detail: str) -> None:
        """Add a reason, once."""
        if Reason(kind, detail) not in self.reasons:
            self.reasons.append(Reason(kind, detail))


def of(place: Place, settings: Mapping[str, Any], params_path: Path | None = None) -> list[Standing]:
    """Return how every stage stands, in order.

    Raises:
        UsageError: the seeds or the params cannot be read.
    """
    found: dict[str, Standing] = {}
    wanted: set[str] = set()
    for name in stages.NAMES:
        stage = stages.load(name)
        look = _Look(stage, place, params.of_stage(stage, settings, params_path), found)
        found[name] = look.standing(wanted)
        wanted = look.wanted
    return list(found.values())


class _Look:
    """Looks at one stage, after those that stand before it."""

    def __init__(
        self, stage: Stage, place: Place, checked: Mapping[str, msgspec.Struct], before: Mapping[str, Standing]
    ) -> None:
        self._stage, self._place, self._params, self._before = stage, place, checked, before
        self._folder = place.artifacts / stage.name
        self._old = ledger.read(self._folder)
        self._killed = ledger.read_journal(self._folder)
        self._made = Made(place.artifacts, self._old or Ledger(stage.name, {}))
        self._standing = Standing(stage.name)
        self._code = fingerprints.Code()
        self.wanted: set[str] = set()

    def standing(self, wanted: set[str]) -> Standing:
        """Say how the stage stands, given the partitions that there should be."""
        self.wanted = wanted
        standing = self._standing
        if self._old is None:
            standing.add("first", "it has not run to its end here" if self._killed else "it has not run here")
        if elsewhere := interpreter.other(self._folder):
            standing.add("library", f"{elsewhere} -> {interpreter.current()}")
        for step in self._stage.steps:
            made_by = fingerprints.of_step(self._stage, step, self._params[step.name], self._code)
            known = self._old.steps.get(step.name) if self._old else None
            for kind, detail in made_by.differences(known.made_by) if known else ():
                standing.add(kind, detail)
            if SOURCE in step.inputs:
                self._from_source(step, made_by.digest())
            else:
                self._from_tables(step, made_by.digest())
        standing.decides |= any(self._before[name].decides for name in self._upstream_stages())
        if elsewhere:
            standing.stale = set(self.wanted)
            standing.decides = any(isinstance(step, Corpus) for step in self._stage.steps)
        standing.partitions = len(self.wanted)
        return standing

    def _from_tables(self, step: Step, fingerprint: str) -> None:
        """Compare what is there to be read with what was read."""
        part = "sign" if isinstance(step, Corpus) else "run"
        upstream = [name for name in step.inputs if name.partition(".")[0] in self._before]
        moved = [name for name in upstream if not self._before[name.partition(".")[0]].fresh]
        if moved:
            self._standing.add(
                "input", f"what {' and '.join(sorted({each.partition('.')[0] for each in moved}))} would make"
            )
        stale = {each for each in self.wanted if any(each in self._stale_of(name) for name in step.inputs)}
        for partition in self.wanted - stale:
            try:
                contents = [self._made.table(name, partition).digest for name in step.inputs]
            except (KeyError, ValueError, OSError, CorruptError):
                stale.add(partition)
                continue
            if not self._stands(step, part, partition, jobs.digest_of(fingerprint, part, partition, contents)):
                stale.add(partition)
        self._standing.stale |= stale
        if isinstance(step, Corpus):
            self._decision(step, fingerprint, signed_again=bool(stale))

    def _decision(self, step: Corpus, fingerprint: str, *, signed_again: bool) -> None:
        """Say whether the corpus-wide decision would be made again, and if not, whether it is applied everywhere."""
        signed = {each: self._entry(step, "sign", each) for each in sorted(self.wanted)}
        contents = [text for each, entry in signed.items() if entry for text in (each, *entry.files.values())]
        if step.reference:
            contents.append(jobs.Reference.of(self._place.seeds / step.reference).digest)
        name = jobs.digest_of(fingerprint, "decide", "", contents)
        known = self._entry(step, "decide", "")
        if step.reference and known and known.job != name and not (signed_again or self._standing.reasons):
            self._standing.add("edited", step.reference)
        if signed_again or not self._stands(step, "decide", "", name):
            self._standing.decides = True
            return
        decided = self._entry(step, "decide", "")
        if step.apply is None or decided is None:
            return
        for partition in self.wanted:
            read = [self._made.table(each, partition).digest for each in step.inputs]
            read.append(decided.files[jobs.slice_path(step.name, partition, decided)])
            if not self._stands(step, "apply", partition, jobs.digest_of(fingerprint, "apply", partition, read)):
                self._standing.stale.add(partition)

    def _upstream_stages(self) -> set[str]:
        names = {each.partition(".")[0] for step in self._stage.steps for each in step.inputs}
        return names & self._before.keys()

    def _stale_of(self, name: str) -> set[str]:
        stage = name.partition(".")[0]
        return self._standing.stale if stage == self._stage.name else self._before[stage].stale

    def _entry(self, step: Step, part: str, partition: str) -> Entry | None:
        own = self._old.entry(step.name, part, partition) if self._old else None
        return self._killed.get((step.name, part, partition)) or own

    def _stands(self, step: Step, part: str, partition: str, digest: str) -> bool:
        """Say whether a job's result is there, byte for byte; if not, note why."""
        key = (step.name, part, partition)
        entries = [self._killed.get(key), self._old.entry(*key) if self._old else None]
        same = [entry for entry in entries if entry is not None and entry.job == digest]
        if any(ledger.intact(self._folder, entry) for entry in same):
            return True
        if same:
            self._standing.add("damaged", f"files of {step.name} are missing or changed on disk")
        elif not self._standing.reasons:
            self._standing.add("input", "what it reads has been made anew since it ran")
        return False

    def _from_source(self, step: Step, fingerprint: str) -> None:
        """Compare the articles that are there with those that the ledger knows."""
        there, plan = _there(self._place, self._params[step.name])
        self.wanted = set(plan)
        damaged = {
            partition
            for partition, entry in (self._old.partitions(step.name, "run") if self._old else {}).items()
            if not ledger.intact(self._folder, entry)
        }
        known = _known(self._folder, self._old, step.name, damaged)
        # The articles of a damaged partition cannot be looked up; if its job is the same, so are they.
        unchanged = {
            partition
            for partition in damaged & plan.keys()
            if (entry := self._entry(step, "run", partition))
            and entry.job == jobs.digest_of(fingerprint, "run", partition, [plan[partition]])
        }
        if self._old is not None:
            self._standing.reasons += _compared(there, known, unchanged)
        for partition, content in plan.items():
            if not self._stands(step, "run", partition, jobs.digest_of(fingerprint, "run", partition, [content])):
                self._standing.stale.add(partition)


def _compared(there: Named, known: Named, passed_over: set[str]) -> list[Reason]:
    """Name the articles that are new, edited or deleted, but for those of some partitions."""
    reasons = []
    for doc_id, article in sorted(there.items(), key=lambda item: item[1].key):
        if article.partition in passed_over:
            continue
        if doc_id not in known:
            reasons.append(Reason("new", article.key))
        elif known[doc_id].sha256 != article.sha256:
            reasons.append(Reason("edited", article.key))
    gone = sorted(known[doc_id].key for doc_id in known.keys() - there.keys())
    return reasons + [Reason("deleted", key) for key in gone]


def _there(place: Place, step_params: Any) -> tuple[Named, dict[str, str]]:
    """Return the articles that are in the seeds, and the digest of each partition that they make."""
    there: Named = {}
    plan: dict[str, str] = {}
    found = sources.inventory(place.seeds)
    for each in sources.loose(found.loose, sources.sizes_of(step_params)):
        plan[each.id] = each.digest
        for record in each.slice().records:
            there[keys.doc_id(record.key)] = Article(record.key, record.sha256 or "", each.id)
    for batch in found.batches:
        index = sources.scan(batch, step_params)
        plan |= {name: content for name, content, _ in sources.listed(index.schema)}
        columns = (index[name].to_pylist() for name in ("key", "sha256", "partition"))
        for key, sha256, partition in zip(*columns, strict=True):
            there[keys.doc_id(key)] = Article(key, sha256 or "", partition)
    return there, plan


def _known(folder: Path, old: Ledger | None, step: str, damaged: set[str]) -> Named:
    """Return every article that the stage holds, but for those of partitions that cannot be read."""
    known: Named = {}
    if old is None:
        return known
    for partition, entry in old.partitions(step, "run").items():
        for path in entry.files if partition not in damaged else ():
            table = pq.read_table(folder / path, columns=["doc_id", "source", "record", "raw_sha256"])
            for row in table.to_pylist():
                name = row["source"] if row["record"] is None else keys.record_key(row["source"], row["record"])
                known[row["doc_id"]] = Article(name, row["raw_sha256"] or "", partition)
    return known
