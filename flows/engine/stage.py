"""One stage from start to end: what is stale is computed, the rest is verified and kept, what has no input is pruned.

For each step, every partition that should exist gets a job digest: the step's fingerprint and the digests of what it
reads. A partition is reused if the ledger (or the journal of a run that was killed) has an entry of that digest *and*
its files still have the recorded bytes. Since a job reads its input by content, a partition whose input was made again
with the same bytes is reused too: the change stops there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from flows.engine import constants, files, fingerprints, interpreter, jobs, ledger, shape, sources, statcache
from flows.engine.ledger import Entry, Ledger, StepLedger
from flows.engine.made import Made, Table
from flows.engine.runners import InProcess, Runner
from flows.engine.statcache import Encoded, StatCache
from flows.errors import KhabarError, UsageError
from stages.contract import SOURCE, Corpus, Map, Stage, Step


@dataclass(frozen=True)
class Place:
    """Where a corpus is: the folder of articles and the folder of artifacts."""

    seeds: Path
    artifacts: Path


class Watch(Protocol):
    """Told how far a run is; a progress bar, a log line or nothing."""

    def begin(self, what: str, jobs: int) -> None:
        """``jobs`` jobs of ``what`` start."""
        ...

    def step(self) -> None:
        """One of them is done."""
        ...


@dataclass
class Summary:
    """What a run of one stage did, in partitions and in documents (source records).

    Attributes:
        computed: partitions of which something was computed.
        unchanged: those of the computed whose files came out as they were: nothing that reads them runs again.
        reused: partitions kept after their bytes were verified.
        pruned: partitions deleted because their input is gone.
        rejected: source records that are rejects, in all partitions.
        decided: whether the corpus-wide part of a stage ran.
        cpu_seconds: of the jobs, wherever they ran.
    """

    stage: str
    computed: int = 0
    computed_documents: int = 0
    unchanged: int = 0
    reused: int = 0
    reused_documents: int = 0
    pruned: int = 0
    rejected: int = 0
    decided: bool = False
    cpu_seconds: float = 0.0


@dataclass(slots=True)
class _Wanted:
    """A partition that should exist: what a job on it reads, and how many records it holds."""

    partition: str
    inputs: tuple[Table, ...]
    records: int
    source: sources.Partition | None = None


class _Work(NamedTuple):
    """What should be done. Most of it is reused: only what must run becomes a `jobs.Job`."""

    partition: str
    digest: str
    inputs: Sequence[Table] = ()
    source: sources.Partition | sources.Slice | sources.Batch | None = None
    reference: jobs.Reference | None = None


@dataclass
class StageRun:
    """The state of one run of one stage. Use `run`."""

    stage: Stage
    place: Place
    params: Mapping[str, msgspec.Struct]
    runner: Runner
    watch: Watch
    old: Ledger | None = field(init=False)
    killed: dict[tuple[str, str, str], Entry] = field(init=False)
    new: Ledger = field(init=False)
    made: Made = field(init=False)
    seen: StatCache = field(init=False)
    computed: dict[str, bool] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    summary: Summary = field(init=False)
    _changed: dict[str, bool] = field(default_factory=dict)
    _code: fingerprints.Code = field(default_factory=fingerprints.Code)

    def __post_init__(self) -> None:
        self.folder = self.place.artifacts / self.stage.name
        interpreter.settle(self.folder)
        self.old = ledger.read(self.folder)
        self.killed = ledger.read_journal(self.folder)
        self.new = Ledger(self.stage.name, {})
        self.made = Made(self.place.artifacts, self.new)
        self.summary = Summary(self.stage.name)

    def run(self) -> Summary:
        """Do what must be done, prune what has no input, put the ledger in place."""
        # Before anything is written: a folder with other things in it is somebody's, and would be pruned.
        if stranger := shape.stranger(self.folder, (*self.stage.rendered, *self.stage.guests)):
            raise UsageError(
                f"{stranger} is not a file that khabar makes, and all of {self.folder} belongs to khabar",
                "Move it away, or choose another folder for the artifacts.",
            )
        with ledger.Journal(self.folder, self.killed.items()) as journal:
            self.seen = StatCache(self.folder / statcache.NAME, journal.began_ns)
            for step in self.stage.steps:
                self._run_step(step, journal)
            fixed = constants.of(self.stage, self.folder, self.new)
            for path, data in fixed.items():
                if not path.is_file() or path.read_bytes() != data:
                    files.write(path, data, self.folder / files.SCRATCH)
            interpreter.sign(self.folder)
            self.seen.forget_tables_but(self.new.paths())
            self.seen.write(self.folder / files.SCRATCH)
            ledger.write(self.folder, self.new)
            files.prune(self.folder, self._expected(fixed))
            for folder in self._folders():
                folder.mkdir(exist_ok=True)
            journal.remove()
        files.sync_folder(self.folder)
        return self._summarise()

    # -- what should exist ------------------------------------------------------------------------------------------

    def _wanted(self, step: Step, fingerprint: str, journal: ledger.Journal) -> list[_Wanted]:
        upstream = [name for name in step.inputs if name != SOURCE]
        if SOURCE in step.inputs:
            found = [_Wanted(each.id, (), each.records, each) for each in self._source(step, fingerprint, journal)]
        else:
            found = [_Wanted(partition, (), 0) for partition in sorted(self.made.outputs(upstream[0]))]
        for wanted in found:
            wanted.inputs = tuple(self.made.table(name, wanted.partition) for name in upstream)
            if wanted.source is None:
                wanted.records = self.made.rows(upstream[0], wanted.partition)
        return found

    def _source(self, step: Step, fingerprint: str, journal: ledger.Journal) -> Iterator[sources.Partition]:
        found = sources.inventory(self.place.seeds, self.seen)
        scans = []
        for batch in found.batches:
            digest = jobs.digest_of(fingerprint, "scan", batch.file.key, batch.contents)
            scans.append(_Work(batch.id, digest, source=batch))
        self._do(step, "scan", scans, journal)
        yield from sources.loose(found.loose, sources.sizes_of(self.params[step.name]))
        for batch in found.batches:
            yield from sources.batched(batch, self.folder / sources.INDEX / f"{batch.id}.parquet")

    # -- doing it ---------------------------------------------------------------------------------------------------

    def _run_step(self, step: Step, journal: ledger.Journal) -> None:
        made_by = fingerprints.of_step(self.stage, step, self.params[step.name], self._code)
        fingerprint = made_by.digest()
        self.new.steps[step.name] = StepLedger(made_by, {})
        wanted = self._wanted(step, fingerprint, journal)
        self.records.update({each.partition: each.records for each in wanted})
        if isinstance(step, Map):
            self._per_partition(step, "run", fingerprint, wanted, journal)
            return
        self._per_partition(step, "sign", fingerprint, wanted, journal)
        self._decide(step, fingerprint, journal)
        decided = self.new.entry(step.name, "decide", "")
        if step.apply is not None and decided is not None:
            name, folder = f"{self.stage.name}.{step.name}", str(self.folder)
            for each in wanted:
                path = jobs.slice_path(step.name, each.partition, decided)
                each.inputs = (*each.inputs, Table(name, folder, path, decided.files[path]))
            self._per_partition(step, "apply", fingerprint, wanted, journal)

    def _per_partition(
        self, step: Step, part: str, fingerprint: str, wanted: Sequence[_Wanted], journal: ledger.Journal
    ) -> None:
        todo = []
        for each in wanted:
            content = [each.source.digest] if each.source else []
            content += [table.digest for table in each.inputs]
            digest = jobs.digest_of(fingerprint, part, each.partition, content)
            todo.append(_Work(each.partition, digest, each.inputs, each.source))
        self._do(step, part, todo, journal)

    def _decide(self, step: Corpus, fingerprint: str, journal: ledger.Journal) -> None:
        inputs, read = [], []
        name, folder = f"{self.stage.name}.{step.name}", str(self.folder)
        for partition, entry in sorted(self.new.partitions(step.name, "sign").items()):
            ((path, content),) = entry.files.items()
            inputs.append(Table(name, folder, path, content, partition, entry.rows[path]))
            read += [partition, content]
        reference = jobs.Reference.of(self.place.seeds / step.reference) if step.reference else None
        read += [reference.digest] if reference else []
        digest = jobs.digest_of(fingerprint, "decide", "", read)
        computed = self._do(step, "decide", [_Work("", digest, inputs, reference=reference)], journal)
        if not computed:
            self.seen.keep(f"{step.name}.decide/")
        self.summary.decided |= bool(computed)

    def _memory(self, step: Corpus) -> jobs.Input | None:
        """Return what the last `decide` of the same code and params remembered, if it is there byte for byte."""
        path = f"{step.name}.decide/{jobs.MEMORY_STEM}.parquet"
        known = self.old.steps.get(step.name) if self.old else None
        same = known is not None and known.made_by.digest() == self.new.steps[step.name].made_by.digest()
        entry = known.parts.get("decide", {}).get("") if known and same else None
        if entry is None or path not in entry.files:
            return None
        intact = self.seen.intact(str(self.folder), [(path, entry.files[path])])
        return jobs.Input(f"{self.stage.name}.{step.name}", self.folder / path, entry.files[path]) if intact else None

    def _job(self, step: Step, part: str, params: bytes, work: _Work) -> jobs.Job:
        return jobs.Job(
            self.stage.name,
            step.name,
            part,
            work.partition,
            work.digest,
            self.folder,
            tuple(table.input() for table in work.inputs),
            params,
            work.source,
            work.reference,
            self._memory(step) if part == "decide" and isinstance(step, Corpus) else None,
            self._standing(step) if part == "decide" else {},
            self.old.entry(step.name, part, "") if part == "decide" and self.old else None,
        )

    def _standing(self, step: Step) -> dict[str, Encoded]:
        """Return what slices of the decisions are known to hold that are there byte for byte."""
        entry = self.old.entry(step.name, "decide", "") if self.old else None
        fingerprint = self.new.steps[step.name].made_by.digest()
        return self.seen.standing(str(self.folder), fingerprint, entry.files if entry else ())

    def _do(self, step: Step, part: str, wanted: Sequence[_Work], journal: ledger.Journal) -> list[_Work]:
        """Reuse what can be reused, run the rest; return what ran."""
        entries = self.new.steps[step.name].parts.setdefault(part, {})
        todo = []
        for work in wanted:
            entry = self._reusable((step.name, part, work.partition), work.digest)
            if entry is None:
                todo.append(work)
            else:
                entries[work.partition] = entry
                self.computed.setdefault(work.partition, False)
        if not todo:
            return []
        self.watch.begin(f"{self.stage.name}.{step.name}" + ("" if part == "run" else f" ({part})"), len(todo))
        # A decision is one job, and stays here to hand its parts to the runner.
        here = part == "decide"
        execute = partial(jobs.execute, runner=self.runner) if here else jobs.execute
        runner = InProcess() if here else self.runner
        params = msgspec.json.encode(self.params[step.name])
        for done in runner.map(execute, (self._job(step, part, params, _sliced(work)) for work in todo), len(todo)):
            journal.add(*done.job.key, done.entry)
            entries[done.job.partition] = done.entry
            fingerprint = self.new.steps[step.name].made_by.digest() if done.contents else ""
            for path, content in done.contents.items():
                self.seen.encoded[path] = Encoded(fingerprint, content, done.entry.files[path])
            self.summary.cpu_seconds += done.cpu_seconds
            self._count(done)
            self.watch.step()
        return todo

    def _reusable(self, key: tuple[str, str, str], digest: str) -> Entry | None:
        """Return the entry of a job whose result is there, byte for byte, or None."""
        for entry in (self.killed.get(key), self.old.entry(*key) if self.old else None):
            if entry is not None and entry.job == digest and self.seen.intact(str(self.folder), entry.files.items()):
                return entry
        return None

    # -- the end ----------------------------------------------------------------------------------------------------

    def _folders(self) -> Iterator[Path]:
        """Yield the folders that are there even when the corpus is empty, since each may be an output of DVC's."""
        for step in self.stage.steps:
            if isinstance(step, Corpus):
                yield self.folder / f"{step.name}.sign"
                yield self.folder / f"{step.name}.decide"

    def _expected(self, fixed: Iterable[Path]) -> Iterator[str]:
        """Yield the paths of all files that should be here, as text: there may be many thousands."""
        yield from map(str, fixed)
        yield from (str(self.folder / name) for name in (ledger.NAME, ledger.JOURNAL, *self.stage.guests))
        folder = str(self.folder)
        yield from (f"{folder}/{path}" for path in self.new.paths())

    def _count(self, done: jobs.Done) -> None:
        if done.job.part in ("scan", "decide"):
            return
        before = self.old.entry(*done.job.key) if self.old else None
        same = before is not None and before.files == done.entry.files
        # A partition came out unchanged only if all of its computed parts did.
        self._changed[done.job.partition] = self._changed.get(done.job.partition, False) or not same
        self.computed[done.job.partition] = True

    def _summarise(self) -> Summary:
        summary = self.summary
        for partition, records in self.records.items():
            if self.computed.get(partition):
                summary.computed += 1
                summary.computed_documents += records
                summary.unchanged += not self._changed[partition]
            else:
                summary.reused += 1
                summary.reused_documents += records
        summary.pruned = len(_partitions(self.old) - self.records.keys())
        last = self.stage.steps[-1].name
        summary.rejected = sum(entry.rejected for entry in self.new.tables(last).values())
        return summary


def _sliced(work: _Work) -> _Work:
    """Give what is about to run the records that it reads; nobody lists them for what is reused."""
    return work._replace(source=work.source.slice()) if isinstance(work.source, sources.Partition) else work


def _partitions(of: Ledger | None) -> set[str]:
    if of is None:
        return set()
    return {
        partition
        for step in of.steps.values()
        for part, entries in step.parts.items()
        if part not in ("scan", "decide")
        for partition in entries
    }


def run(stage: Stage, place: Place, params: Mapping[str, msgspec.Struct], runner: Runner, watch: Watch) -> Summary:
    """Bring one stage up to date.

    Args:
        stage: its declaration.
        place: the folders; the caller holds the lock on the artifacts.
        params: the knobs of each step by its name.
        runner: where jobs run.
        watch: is told how far it is.

    Raises:
        KhabarError: see `flows.errors`; what was done until then is kept and continued by the next run.
    """
    try:
        return StageRun(stage, place, params, runner, watch).run()
    except MemoryError as error:  # in this process or in a worker; Arrow's is one too
        raise KhabarError(
            f"Stage {stage.name} ran out of memory",
            "What was done is kept; run the same command again, with fewer --workers or more memory.",
        ) from error
