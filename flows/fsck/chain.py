"""Whether each stage read what the stages before it made: its jobs are named by the digests of what they read."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import jobs, sources
from flows.engine.ledger import Entry, Ledger
from flows.engine.made import Made
from flows.errors import KhabarError
from stages.contract import SOURCE, Corpus, Stage, Step

#: An entry's name: step, part, partition.
Key = tuple[str, str, str]


def broken(stage: Stage, artifacts: Path, seeds: Path, own: Ledger) -> list[Key]:
    """Return the jobs of a stage that are there and read something else, and those that are missing or too many.

    Articles are not read: whether the seeds have changed is what `khabar status` says. Of a batch file, the index says
    what its partitions hold.

    Args:
        stage: its declaration.
        artifacts: the folder of all stages, all of which have ledgers that can be read.
        seeds: holds the tables that people keep beside the articles.
        own: the stage's ledger.
    """
    made = Made(artifacts, own)
    wanted = set(_first(own))
    found: list[Key] = []
    for step in stage.steps:
        known = own.steps.get(step.name)
        if known is None:
            continue  # the step is new: that is told as a change of code
        upstream = [name for name in step.inputs if name != SOURCE]
        if SOURCE not in step.inputs:
            wanted = set(made.outputs(upstream[0]))
        expected = _expected(step, known.made_by.digest(), made, own, wanted, seeds, artifacts / stage.name)
        there = {(step.name, part, name): entry for part in known.parts for name, entry in known.parts[part].items()}
        for key, digest in expected.items():
            if key not in there or (digest is not None and there[key].job != digest):
                found.append(key)
        found += [key for key in there if key not in expected and key[1] != "scan"]
    return found


def _expected(
    step: Step, fingerprint: str, made: Made, own: Ledger, wanted: set[str], seeds: Path, folder: Path
) -> Mapping[Key, str | None]:
    """Return the jobs that should be there with their digests; None for one that cannot be told from the tables."""
    part = "sign" if isinstance(step, Corpus) else "run"
    found: dict[Key, str | None] = {}
    for name in sorted(wanted):
        if SOURCE in step.inputs:
            found[step.name, part, name] = None
        else:
            found[step.name, part, name] = _reads(step, part, name, fingerprint, made)
    if SOURCE in step.inputs:
        for name, content in _batched(own, step, folder):
            found[step.name, part, name] = jobs.digest_of(fingerprint, part, name, [content])
    if isinstance(step, Corpus):
        found |= _decided(step, fingerprint, made, own, wanted, seeds)
    return found


def _decided(
    step: Corpus, fingerprint: str, made: Made, own: Ledger, wanted: set[str], seeds: Path
) -> Iterator[tuple[Key, str | None]]:
    signed = own.partitions(step.name, "sign")
    contents = [text for name in sorted(signed) for text in (name, *signed[name].files.values())]
    try:
        contents += [jobs.Reference.of(seeds / step.reference).digest] if step.reference else []
    except KhabarError:  # of a table that cannot be read, a build will tell
        contents = []
    digest = jobs.digest_of(fingerprint, "decide", "", contents) if contents or not step.reference else None
    yield (step.name, "decide", ""), digest
    decided = own.entry(step.name, "decide", "")
    if step.apply is None or decided is None or not decided.files:
        return
    for name in sorted(wanted):
        content = decided.files[jobs.slice_path(step.name, name, decided)]
        yield (step.name, "apply", name), _reads(step, "apply", name, fingerprint, made, content)


def _reads(step: Step, part: str, partition: str, fingerprint: str, made: Made, *more: str) -> str:
    """Return the digest of a job on what lies there now; nothing's where that is not there."""
    try:
        contents = [made.table(name, partition).digest for name in step.inputs]
    except (KeyError, ValueError, OSError):
        return ""
    return jobs.digest_of(fingerprint, part, partition, [*contents, *more])


def _first(own: Ledger) -> Iterator[str]:
    """Yield the partitions of the steps that read articles, which alone say which there are."""
    for step in own.steps.values():
        if SOURCE in step.made_by.declaration.get("inputs", "").split():
            yield from step.parts.get("run", {})


def _batched(own: Ledger, step: Step, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the partitions of batch files and what their records' digest is, as the indexes list them."""
    for entry in own.partitions(step.name, "scan").values():
        for name, content, _ in _listed(folder, entry):
            yield name, content


def _listed(folder: Path, entry: Entry) -> list[tuple[str, str, int]]:
    """Return what an index lists; nothing of one that is damaged, which is told by itself."""
    found = []
    for path in entry.files:
        try:
            found += sources.listed(pq.read_schema(folder / path))
        except (pa.ArrowException, OSError, KeyError, ValueError):
            continue
    return found
