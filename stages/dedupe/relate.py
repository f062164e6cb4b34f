"""What the measures of a pair say of it, whoever published the two and when.

A template is a text that is written again and again with other facts in it: the market report, the road accidents of
the last 24 hours, the terms of a bond. Two of them have most of their words in common and are two stories. A copy that
somebody edited has other words as well, and its figures, but for a corrected one, are those of the other. So the guard
asks two things of the passages that stand against each other where the texts are aligned: what share of the numbers was
replaced by others, and how much else was.

What the guard cannot see is a template in which nothing was replaced by its like: a figure left out, "nil" for a
number, or one figure in a text that is longer than a notice, where it would be a correction.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.params import DedupeParams

#: Numbers, or names, that must have been replaced in a text that is no notice: one alone is a correction.
_FEWEST = 2


class Related(NamedTuple):
    """One value per pair.

    Attributes:
        similarity: Jaccard similarity of the shingles of the two.
        containment_a, containment_b: share of the shingles of the one that stand in the other.
        template: whether they are alike in words and different in facts: two stories.
        near: whether the similarity is that of a near copy, a template or not.
        inside_a: whether the first text stands inside the second one, a template or not.
        inside_b: whether the second text stands inside the first one.
        akin: whether they share enough for the one to be an announced correction of the other.
    """

    similarity: NDArray[np.float64]
    containment_a: NDArray[np.float64]
    containment_b: NDArray[np.float64]
    template: NDArray[np.bool_]
    near: NDArray[np.bool_]
    inside_a: NDArray[np.bool_]
    inside_b: NDArray[np.bool_]
    akin: NDArray[np.bool_]

    def take(self, pairs: NDArray[np.int64]) -> "Related":
        """Return what is said of some pairs."""
        return Related(**{name: getattr(self, name)[pairs] for name in self._fields})

    @property
    def worth(self) -> NDArray[np.bool_]:
        """Whether the two may tell the same story, if who published them and when says so too."""
        return self.near | self.inside_a | self.inside_b | self.akin


def relate(measures: NDArray[np.void], params: DedupeParams) -> Related:
    """Return what the measures of each pair say.

    Args:
        measures: `stages.dedupe.compare.MEASURES`.
        params: the knobs.
    """
    shared, size_a, size_b = (measures[name].astype(np.int64) for name in ("shared", "size_a", "size_b"))
    similarity = _share(shared, size_a + size_b - shared)
    containment_a, containment_b = _share(shared, size_a), _share(shared, size_b)
    return Related(
        similarity=similarity,
        containment_a=containment_a,
        containment_b=containment_b,
        template=is_template(measures, params),
        near=similarity >= params.threshold,
        inside_a=(containment_a >= params.contained) & (size_a <= size_b),
        inside_b=(containment_b >= params.contained) & (size_b <= size_a),
        akin=np.maximum(containment_a, containment_b) >= params.corrected,
    )


def least_shared(params: DedupeParams) -> float:
    """Return the share of the shingles of the smaller text below which nothing comes of a pair.

    Of n and m shingles, n the fewer, a similarity of t takes t (n + m) / (1 + t) shared ones, and so 2 t n / (1 + t).
    """
    # A hair less, so that no rounding costs a pair on the line.
    return min(2 * params.threshold / (1 + params.threshold), params.contained, params.corrected) * (1 - 1e-9)


def is_template(measures: NDArray[np.void], params: DedupeParams) -> NDArray[np.bool_]:
    """Return which pairs are alike in words and different in facts.

    In a notice, a text of fewer than ``notice_words``, one replaced number or name is enough. In a longer text
    ``template_facts`` of its numbers must have been replaced, and ``template_words`` of all the words that were must be
    numbers or names. One number alone is a correction there, unless the names went with it; names alone have many
    spellings, and say nothing.

    Args:
        measures: `stages.dedupe.compare.MEASURES`.
        params: the knobs.
    """
    numbers, names, words = (measures[f"{what}_changed"] for what in ("numbers", "names", "words"))
    other_numbers = (numbers > 0) & (numbers >= params.template_facts * (numbers + measures["numbers_kept"]))
    other_names = (names >= _FEWEST) & (names >= params.template_facts * (names + measures["names_kept"]))
    other_facts = other_numbers & ((numbers >= _FEWEST) | other_names)
    mostly_facts = numbers + names >= params.template_words * words
    is_notice = measures["words_kept"] + words < params.notice_words
    template: NDArray[np.bool_] = np.where(is_notice, numbers + names > 0, other_facts & mostly_facts)
    return template


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return one over the other; 0 where there is nothing."""
    share: NDArray[np.float64] = part / np.maximum(whole, 1)
    return share
