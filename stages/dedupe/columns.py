"""Titles that are the headings of columns and forms: what stands under them is another story each time.

"Gold rates today", "City pulse", "Fed adds reserves": an outlet prints them over and over, and their texts are alike.
"""

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.titles import NONE


def headings(
    wanted: NDArray[np.uint64],
    heading: NDArray[np.uint64],
    day: NDArray[np.int64],
    unknown: int,
    story: NDArray[np.int64],
    issues: int,
) -> NDArray[np.uint64]:
    """Return those of ``wanted`` under which an outlet has published often enough.

    Args:
        wanted: headings to look at.
        heading: of each article (`stages.dedupe.titles`).
        day: of publication of each article.
        unknown: stands for a day that is not known; then the story counts instead.
        story: a number for what each article tells.
        issues: different days or stories that make a column.
    """
    wanted = np.unique(wanted[wanted != NONE])
    if not len(wanted):
        return wanted
    place = np.minimum(np.searchsorted(wanted, heading), len(wanted) - 1)
    rows = np.flatnonzero(wanted[place] == heading)
    undated = day[rows] == unknown
    issue = np.where(undated, story[rows], day[rows])
    distinct = np.unique(np.stack([place[rows], undated, issue], axis=1), axis=0)
    return wanted[np.bincount(distinct[:, 0], minlength=len(wanted)) >= issues]
