"""Which values of two columns differ, place by place, whatever their type."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def unequal(old: pa.Array, new: pa.Array) -> Flags:
    """Say of each place whether two arrays of one type and length hold different values there.

    A null equals a null, and a NaN a NaN; lists and structs are equal where all that is in them is.
    """
    valid = flags(pc.is_valid(old)), flags(pc.is_valid(new))
    both = valid[0] & valid[1]
    kind = old.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        inside = _in_lists(old, new, both)
    elif pa.types.is_struct(kind):
        inside = np.zeros(len(old), np.bool_)
        for at in range(kind.num_fields):
            inside |= unequal(old.field(at), new.field(at))
    else:
        inside = flags(pc.fill_null(pc.not_equal(old, new), False))
        if pa.types.is_floating(kind):
            inside &= ~flags(pc.fill_null(pc.and_(pc.is_nan(old), pc.is_nan(new)), False))
    found: Flags = (valid[0] != valid[1]) | (both & inside)
    return found


def _in_lists(old: pa.Array, new: pa.Array, both: Flags) -> Flags:
    lengths = [pc.fill_null(pc.list_value_length(each), 0).to_numpy(zero_copy_only=False) for each in (old, new)]
    found: Flags = lengths[0] != lengths[1]
    # What is left has lists of one length on both sides, so that their items stand beside one another.
    place = np.flatnonzero(both & ~found)
    one, other = old.take(pa.array(place)), new.take(pa.array(place))
    items = unequal(pc.list_flatten(one), pc.list_flatten(other))
    found[place[pc.list_parent_indices(one).to_numpy(zero_copy_only=False)[items]]] = True
    return found


def flags(values: pa.Array) -> Flags:
    """Return an array of booleans without nulls for numpy."""
    found: Flags = values.to_numpy(zero_copy_only=False).astype(np.bool_)
    return found


def joined(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    chunks = column.combine_chunks()
    return chunks if isinstance(chunks, pa.Array) else pa.concat_arrays(chunks.chunks)
