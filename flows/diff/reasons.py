"""The reasons for which a row can be another one, and those that the fingerprints of the steps tell."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import stages
from flows.diff.articles import ADDED, DELETED, EDITED, RENAMED
from flows.diff.lineage import EXPORT, upstream_of
from flows.diff.version import Version

CORPUS, REFERENCE, CODE, PARAMS, LIBRARY, UNKNOWN = "corpus", "reference", "code", "params", "library", "unknown"

#: What people call each kind of reason, in the order in which they are told.
WORDS = {
    ADDED: "article added",
    EDITED: "article edited",
    DELETED: "article deleted",
    RENAMED: "article renamed",
    CORPUS: "another article",
    REFERENCE: "reference table changed",
    CODE: "rule changed",
    PARAMS: "params changed",
    LIBRARY: "library changed",
    UNKNOWN: "not known",
}

_ORDER = {kind: at for at, kind in enumerate(WORDS)}


class Reason(NamedTuple):
    """One of the things that a change comes from: its kind, a key of `WORDS`, and what changed."""

    kind: str
    detail: str = ""


#: All that a change comes from, in the order of `WORDS`.
Cause = tuple[Reason, ...]


def ordered(reasons: Iterable[Reason]) -> Cause:
    """Return reasons once each, in the order of `WORDS`."""
    return tuple(sorted(set(reasons), key=lambda reason: (_ORDER[reason.kind], reason.detail)))


def words(cause: Cause, named: int) -> str:
    """Return a cause for people.

    Args:
        cause: the reasons.
        named: how many details of one kind to name; the rest are counted.
    """
    told = []
    for kind in dict.fromkeys(reason.kind for reason in cause):
        details = [reason.detail for reason in cause if reason.kind == kind and reason.detail]
        more = f" and {len(details) - named:,} more" if len(details) > named else ""
        told.append(WORDS[kind] + (f": {', '.join(details[:named])}{more}" if details else ""))
    return "; ".join(told)


def made_by(old: Version, new: Version) -> Mapping[str, Cause]:
    """Return what changed in the code, params and libraries of each step in which something did."""
    found = {step: _of_step(step, old, new) for step in (*reversed(upstream_of(EXPORT)), EXPORT)}
    return {step: reasons for step, reasons in found.items() if reasons}


def _of_step(step: str, old: Version, new: Version) -> Cause:
    then, now = old.made_by(step), new.made_by(step)
    if then is None or now is None:
        return () if then is now else (Reason(CODE, f"the step {step} is {'new' if then is None else 'gone'}"),)
    return ordered(_said(step, kind, detail) for kind, detail in now.differences(then))


def _said(step: str, kind: str, detail: str) -> Reason:
    """Return a difference of two fingerprints in words that need no other context."""
    if kind == PARAMS:
        stage = step.partition(".")[0]
        return Reason(PARAMS, f"{step if len(stages.load(stage).steps) > 1 else stage}.{detail}")
    # A file is one for all steps; a declaration is each step's own.
    return Reason(kind, detail if kind != CODE or "/" in detail else f"{detail} ({step})")
