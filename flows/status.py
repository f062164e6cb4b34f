"""What would run, and why: the engine's own questions, asked without doing anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

import stages
from flows import params
from flows.engine import digests, fingerprints, interpreter, ledger, sources
from flows.engine.ledger import Entry, Ledger
from flows.engine.stage import Place
from stages import keys
from stages.contract import SOURCE, Corpus, Step


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


def of(place: Place, settings: Mapping[str, Any], params_path: Path | None = None) -> list[Standing]:
    """Return how every stage stands, in order.

    Raises:
        UsageError: the seeds or the params cannot be read.
    """
    found: dict[str, Standing] = {}
    wanted: set[str] = set()
    for name in stages.NAMES:
        stage = stages.load(name)
        standing = Standing(name)
        folder = place.artifacts / name
        old = ledger.read(folder)
        if old is None:
            standing.reasons.append(Reason("first", "it has not run here"))
        elif elsewhere := interpreter.other(folder):
            standing.reasons.append(Reason("library", f"{elsewhere} -> {interpreter.current()}"))
            old = None
        for step in stage.steps:
            made_by = fingerprints.of_step(stage, step, params.of_stage(stage, settings, params_path)[step.name])
            known = old.steps.get(step.name) if old else None
            changes = [Reason(*change) for change in made_by.differences(known.made_by)] if known else []
            standing.reasons += [reason for reason in changes if reason not in standing.reasons]
            if SOURCE in step.inputs:
                step_params = params.of_stage(stage, settings, params_path)[step.name]
                wanted, stale = _from_source(place, step, old, made_by.digest(), step_params, standing)
            else:
                stale = set().union(
                    *(found[each.partition(".")[0]].stale for each in step.inputs if _other(each, name))
                )
            if changes or known is None:
                stale = set(wanted)
            damaged = _damaged(folder, old, step.name) - stale
            if damaged:
                standing.reasons.append(Reason("damaged", f"{len(damaged)} partitions are missing or changed on disk"))
            standing.stale |= (stale | damaged) & wanted
            standing.decides |= isinstance(step, Corpus) and bool(stale or damaged or _gone(old, step, wanted))
        upstream = {each.partition(".")[0] for step in stage.steps for each in step.inputs if _other(each, name)}
        moved = [each for each in sorted(upstream & found.keys()) if not found[each].fresh]
        if moved:
            standing.reasons.append(Reason("input", f"what {' and '.join(moved)} would make"))
        standing.partitions = len(wanted)
        found[name] = standing
    return list(found.values())


def _other(each: str, stage: str) -> bool:
    return each != SOURCE and each.partition(".")[0] != stage


def _gone(old: Ledger | None, step: Step, wanted: set[str]) -> bool:
    return old is not None and bool(old.partitions(step.name, "sign").keys() - wanted)


def _damaged(folder: Path, old: Ledger | None, step: str) -> set[str]:
    if old is None or step not in old.steps:
        return set()
    return {
        partition
        for part, entries in old.steps[step].parts.items()
        for partition, entry in entries.items()
        if part not in ("scan", "decide") and not _intact(folder, entry)
    }


def _intact(folder: Path, entry: Entry) -> bool:
    try:
        return all(digests.of_file(folder / path) == content for path, content in entry.files.items())
    except OSError:
        return False


def _from_source(
    place: Place, step: Step, old: Ledger | None, fingerprint: str, step_params: Any, standing: Standing
) -> tuple[set[str], set[str]]:
    """Compare the articles that are there with those that the ledger knows; return all partitions and the stale."""
    folder = place.artifacts / standing.stage
    there, plan = _there(place, step_params)
    damaged = _damaged(folder, old, step.name)
    known = _known(folder, old, step.name, damaged)
    stale: set[str] = set()
    unchanged: set[str] = set()
    for partition, content in plan.items():
        entry = old.entry(step.name, "run", partition) if old else None
        same = entry is not None and entry.job == digests.of_fields("job", [fingerprint, "run", partition, content])
        (unchanged if same else stale).add(partition)
    # The articles of a damaged partition cannot be looked up, but if its job is the same, so are they.
    standing.reasons += _compared(there, known, unchanged & damaged)
    return set(plan), stale


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
    found = list(sources.files(place.seeds))
    loose = [file for file in found if not sources.is_batch(file)]
    for each in sources.loose(loose, sources.sizes_of(step_params)):
        plan[each.id] = each.digest
        for record in each.slice().records:
            there[keys.doc_id(record.key)] = Article(record.key, record.sha256 or "", each.id)
    for file in found:
        if sources.is_batch(file):
            index = sources.scan(sources.Batch(file), step_params)
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
