"""Stories that several articles tell: how many articles, and which outlets carried the same ones.

A story may have articles in any partition, so each partition says which stories its articles tell, and only the sum of
all says how large a story is. Stories that a single article tells are counted nowhere here.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.report.schema import COUNTS

#: Of one partition: articles by story (the label is its cluster_id) and outlet.
TELLING = "telling"

#: Stories by the number of articles that tell them (the label).
STORIES = "stories"

#: Stories that more than one known outlet carried.
SHARED = "shared_stories"

#: Stories that two outlets both carried (outlet and label), both ways round; with itself, those that an outlet shares
#: with any other. Null stands for all outlets after the first `OUTLETS`.
BOTH = "carried_by_both"

#: Outlets that are told apart, those that share the most stories.
OUTLETS = 20

_TOLD = pa.schema([("cluster_id", pa.string()), ("outlet", pa.string())])


def tellings(documents: pa.Table, duplicates: pa.Table) -> dict[str, pa.ChunkedArray]:
    """Return story (``label``) and outlet of each article of one partition whose story others tell too."""
    # Of the two tables only one has articles without a story.
    told = pa.concat_tables([table.select(_TOLD.names).cast(_TOLD) for table in (documents, duplicates)])
    told = told.filter(pc.is_valid(told["cluster_id"]))
    return {"label": told["cluster_id"], "outlet": told["outlet"]}


def stories(told: pa.Table) -> pa.Table:
    """Return the counts of stories, a table of `COUNTS`.

    Args:
        told: the rows of `TELLING` of all partitions, one for each pair of story and outlet.
    """
    story = told["label"].combine_chunks().dictionary_encode().indices.to_numpy()
    articles = np.bincount(story, told["count"].to_numpy()).astype(np.int64)
    sizes, counts = np.unique(articles, return_counts=True)
    carried = told["outlet"].combine_chunks().dictionary_encode()
    known = carried.is_valid().to_numpy(zero_copy_only=False)
    # A gap filled with any number, as it is left out.
    outlet = carried.indices.fill_null(0).to_numpy()[known]
    names = carried.dictionary.to_pylist()
    several = np.bincount(story[known], minlength=len(articles)) > 1
    shared = several[story[known]]
    return pa.concat_tables(
        [
            _rows(STORIES, counts, label=[str(size) for size in sizes]),
            _rows(SHARED, several.sum(keepdims=True)),
            _both(story[known][shared], outlet[shared], names),
        ]
    )


def _both(story: NDArray[np.int32], outlet: NDArray[np.int32], names: Sequence[str]) -> pa.Table:
    """Return the rows of `BOTH`, given distinct pairs of story and outlet, in which no story stands alone."""
    share = np.bincount(outlet, minlength=len(names)).tolist()
    order = sorted((one for one in range(len(names)) if share[one]), key=lambda one: (-share[one], names[one]))
    place = np.full(len(names), OUTLETS)
    place[order[:OUTLETS]] = np.arange(min(len(order), OUTLETS))
    told: list[str | None] = [names[number] for number in order[:OUTLETS]]
    if len(order) > OUTLETS:
        told.append(None)
    distinct, number = np.unique(story, return_inverse=True)
    carries = np.zeros((len(told), len(distinct)), dtype=np.bool_)
    carries[place[outlet], number] = True
    both = np.array([carries[:, row].sum(axis=1) for row in carries], np.int64).reshape(len(told), len(told))
    rows, columns = np.nonzero(both)
    return _rows(BOTH, both[rows, columns], [told[row] for row in rows], [told[column] for column in columns])


def _rows(
    measure: str,
    counts: NDArray[np.int64],
    outlet: Sequence[str | None] | None = None,
    label: Sequence[str | None] | None = None,
) -> pa.Table:
    nothing = [None] * len(counts)
    columns = {
        "measure": [measure] * len(counts),
        "outlet": outlet or nothing,
        "month": nothing,
        "label": label or nothing,
    }
    return pa.table({**columns, "count": counts}, schema=COUNTS)
