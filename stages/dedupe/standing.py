"""What decides among articles that tell the same story, besides their texts: when, by whom, how long, under what name.

Only articles that have a copy come here. They are numbered by their place in the order of survivors.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.contract import Rows

#: The order of survivors: who stands for a story that several tell. The first that differs decides, and its name is
#: the rule of the decision. Earliest: the day of publication, then the instant, then the time of day as the source
#: states it, which is all that most of them have; what is not known comes last. Outlet rank: as seeds/outlets.csv has
#: it, 1 first. Longest: in words. First key: source, then record, in the order of code points; doc_id makes the order
#: total whatever the input.
#: Arrow puts nulls last unless told otherwise, which is what all that is not known wants.
_ORDER = [
    ("published", "ascending"),
    ("moment", "ascending"),
    ("clock", "ascending"),
    ("rank", "ascending"),
    ("words", "descending"),
    ("source", "ascending"),
    ("record", "ascending"),
    ("doc_id", "ascending"),
]

_COLUMNS = ["partition", "outlet", "revision", "subject", "heading", *(name for name, _ in _ORDER)]

#: Stands for a day, an instant or a rank that is not known; later than all others.
UNKNOWN = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Standing:
    """Articles in the order of survivors, in columns of one length.

    Attributes:
        row: number of the row of signatures.
        table: partition and doc_id.
        day: days since 1970, or `UNKNOWN`.
        instant: microseconds since 1970, or `UNKNOWN`.
        clock: day and time of day in whatever zone, in microseconds, or `UNKNOWN`.
        rank: of the outlet, or `UNKNOWN`.
        words: of the text.
        outlet: a number for each outlet, -1 where it is not known.
        revision: what the article says of itself (`stages.dedupe.revision`).
        subject, heading: of its title (`stages.dedupe.titles`).
    """

    row: NDArray[np.int64]
    table: pa.Table
    day: NDArray[np.int64]
    instant: NDArray[np.int64]
    clock: NDArray[np.int64]
    rank: NDArray[np.int64]
    words: NDArray[np.int64]
    outlet: NDArray[np.int64]
    revision: NDArray[np.int64]
    subject: NDArray[np.uint64]
    heading: NDArray[np.uint64]

    @classmethod
    def of(cls, rows: Rows, wanted: NDArray[np.int64]) -> Self:
        """Read what is needed of some rows, whose numbers ascend."""
        table = rows.take(wanted, _COLUMNS)
        order = pc.sort_indices(table, sort_keys=_ORDER)
        table = table.take(order)
        outlet = pc.fill_null(table["outlet"].combine_chunks().dictionary_encode().indices, -1)
        return cls(
            row=wanted[order.to_numpy()],
            table=table.select(["partition", "doc_id"]),
            day=_known(table["published"].cast(pa.int32())),
            instant=_known(table["moment"].cast(pa.int64())),
            clock=_known(table["clock"].cast(pa.int64())),
            rank=_known(table["rank"]),
            words=table["words"].to_numpy().astype(np.int64),
            outlet=outlet.to_numpy(zero_copy_only=False).astype(np.int64),
            revision=table["revision"].to_numpy().astype(np.int64),
            subject=table["subject"].to_numpy(),
            heading=table["heading"].to_numpy(),
        )

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.row)

    def later(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int8]:
        """Say of pairs of articles of one outlet which came later: 1 the other, -1 the one, 0 nobody knows.

        By their instants where both have one, else by the outlet's clock, else by the day, and where these say nothing
        by what the articles say of themselves.
        """
        sign = np.sign(self.revision[other] - self.revision[one])
        for time in (self.day, self.clock, self.instant):
            known = (time[one] != UNKNOWN) & (time[other] != UNKNOWN)
            order = (time[one] < time[other]).astype(np.int64) - (time[one] > time[other])
            sign = np.where(known & (order != 0), order, sign)
        later: NDArray[np.int8] = sign.astype(np.int8)
        return later

    def days_between(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many days lie between pairs of articles, -1 where nobody knows."""
        known = (self.day[one] != UNKNOWN) & (self.day[other] != UNKNOWN)
        return np.where(known, np.abs(np.where(known, self.day[one], 0) - np.where(known, self.day[other], 0)), -1)


def _known(column: pa.ChunkedArray) -> NDArray[np.int64]:
    filled: NDArray[np.int64] = pc.fill_null(column.cast(pa.int64()), UNKNOWN).to_numpy()
    return filled
