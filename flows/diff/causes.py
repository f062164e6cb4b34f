"""Why: the reasons behind an origin, once all that differs is known."""

from functools import cache

from flows.diff.lineage import DECIDED, Part, step_of, upstream_of
from flows.diff.look import COPIES, Look, Origin, Pair
from flows.diff.reasons import CORPUS, REFERENCE, UNKNOWN, Cause, Reason, ordered
from stages.clean.read.forms import FIELDS
from stages.contract import SOURCE, Corpus, Step

#: What a decision over all articles is about.
_DECISIONS = {
    "clean.articles": Reason(CORPUS, "lines learned to be residue"),
    DECIDED: COPIES,
}

#: Why a row can be another one although nothing that is recorded changed.
_NOT_RECORDED = Reason(UNKNOWN, "nothing that a ledger records; perhaps another Python")


class Causes:
    """Turns origins into causes.

    Args:
        pair: the versions.
    """

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.of = cache(self._of)
        self._of_step = cache(self._resolved)

    def _of(self, origin: Origin) -> Cause:
        known = [each for each in origin if isinstance(each, Reason)]
        steps = [each for each in origin if isinstance(each, str)]
        return ordered([*known, *(reason for step in steps for reason in self._of_step(step))])

    def _resolved(self, step: str) -> Cause:
        """Return why a step made something else of an article that is as it was, from inputs that are as they were."""
        if step in self._pair.made_by:
            return self._pair.made_by[step]
        if beside := _beside(step_of(step)):
            return (Reason(REFERENCE, beside),)
        if not isinstance(step_of(step), Corpus):
            return (_NOT_RECORDED,)
        found = []
        if self._pair.articles.changes:
            found.append(_DECISIONS.get(step, Reason(CORPUS, f"what {step} decides")))
        # What changed the rows that others have may have reached this one through the decision.
        for other in upstream_of(step):
            if (other in self._pair.made_by or _beside(step_of(other))) and self._begins_at(other):
                found += self._of_step(other)
        return ordered(found) or (_NOT_RECORDED,)

    def _begins_at(self, step: str) -> bool:
        """Say whether there is any article as it was of which a step made something else."""
        for group in self._pair.groups(step):
            look = Look(self._pair, group)
            for article in look.differing(step).keys() - self._pair.articles.changes.keys():
                if step in look.of_article(Part(step), article):
                    return True
        return False


def _beside(step: Step) -> str | None:
    """Return the table beside the articles that a step reads."""
    if SOURCE in step.inputs:
        return FIELDS
    return step.reference if isinstance(step, Corpus) else None
