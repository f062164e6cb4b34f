"""A token is what is kept of a word: 30 bits of its hash above two that say what it is to a comparison of facts."""

import numpy as np
import pyarrow as pa

from stages.dedupe.ragged import Ragged

#: The classes. A number is written in digits or in words of ``numbers.toml``; a name has a capital that its place in
#: the sentence does not explain, so that only scripts with case have names; weekdays and months are among them.
PLAIN, NUMBER, NAME = 0, 1, 2

#: The bits that hold the class. Nothing but the comparison of facts looks at them.
CLASS = np.uint32(3)


def of_column(column: pa.ChunkedArray | pa.Array) -> Ragged:
    """Return the column ``tokens`` of signatures as rows of ``uint32``; a view of it where it is in one piece."""
    return Ragged.of_binary(column, np.uint32)
