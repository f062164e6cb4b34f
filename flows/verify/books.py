"""Whether the ledgers say what is so: which code, rules, params and libraries the tables were made by.

Tables alone do not tell. That a rule, or a library's version, is missing in a fingerprint is seen in them only once the
rule changes something in this corpus; the ledger is wrong before.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

import stages
from flows import params
from flows.engine import digests, fingerprints, ledger
from flows.engine.ledger import Ledger
from flows.verify import code


def read(artifacts: Path) -> dict[str, Ledger]:
    """Return the ledgers of all stages that have one."""
    found = {name: ledger.read(artifacts / name) for name in stages.NAMES}
    return {name: each for name, each in found.items() if each is not None}


def wrong(
    books: Mapping[str, Ledger], tree: Path, settings: Mapping[str, Any], versions: Mapping[str, str] | None
) -> list[str]:
    """Return, as sentences, what ledgers leave out of what their tables were made by, or say otherwise.

    Args:
        books: the ledgers by stage.
        tree: the folder that holds the code by which they were written.
        settings: the mappings of the params file.
        versions: of the libraries; None for those that are installed.
    """
    versions = versions or code.libraries()
    found = []
    contents: dict[str, dict[str, str]] = {}
    for name in stages.NAMES:
        stage = stages.load(name)
        checked = params.of_stage(stage, settings)
        for step in stage.steps:
            where = f"{name}.{step.name}"
            known = books[name].steps.get(step.name) if name in books else None
            if known is None:
                found.append(f"{where} stands in no ledger")
                continue
            package = fingerprints.Functions.of(step).package()
            if package not in contents:
                contents[package] = _digests(tree, package)
            declared = {library: versions[library] for library in sorted({"pyarrow", *step.libraries})}
            found += [
                *_differing(where, contents[package], known.made_by.code),
                *_differing(where, msgspec.to_builtins(checked[step.name]), known.made_by.params),
                *_differing(where, declared, known.made_by.libraries),
            ]
    return found


def _differing(where: str, made_by: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    for name, value in made_by.items():
        if name not in told:
            yield f"{where} depends on {name}, which its ledger leaves out"
        elif told[name] != value:
            yield f"{where} was made with {name} {value}, where its ledger says {told[name]}"


def _digests(tree: Path, package: str) -> dict[str, str]:
    """Return the digests of the files of a package by their path in the tree."""
    folder = tree.joinpath(*package.split("."))
    above = folder.parent.relative_to(tree).as_posix()
    return {f"{above}/{path}": digests.of_file(file) for path, file in code.files_below(folder).items()}


def carried_over(before: Mapping[str, Ledger], after: Mapping[str, Ledger]) -> list[str]:
    """Return, as sentences, which steps kept results of other code, rules, params or libraries."""
    found = []
    for name, books in after.items():
        for step, now in books.steps.items():
            then = before[name].steps.get(step) if name in before else None
            if then is None or then.made_by == now.made_by:
                continue
            jobs = {entry.job for entries in then.parts.values() for entry in entries.values()}
            kept = sum(entry.job in jobs for entries in now.parts.values() for entry in entries.values())
            if kept:
                why = ", ".join(detail for _, detail in now.made_by.differences(then.made_by)[:2])
                found.append(f"{name}.{step} kept {kept} results though this has changed: {why}")
    return found
