"""Which names and hosts the articles of a partition have."""

import pyarrow as pa
import pyarrow.compute as pc

from stages.clean.outlets.params import OutletsParams
from stages.clean.outlets.schema import SIGNATURES

#: The host of an address, without who asks and through which port (RFC 3986, 3.2).
_HOST = r"^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(?P<host>[^/?#:@]+)"


def sign(read: pa.Table, params: OutletsParams) -> pa.Table:
    """Return the distinct pairs of `SIGNATURES` of the articles of ``clean.read``, in order."""
    del params
    pairs = stated(read)
    order = [(name, "ascending") for name in SIGNATURES.names]
    return pairs.group_by(SIGNATURES.names).aggregate([]).select(SIGNATURES.names).sort_by(order).cast(SIGNATURES)


def stated(read: pa.Table) -> pa.Table:
    """Return the pair (`SIGNATURES`) of each article of ``clean.read``."""
    host = pc.struct_field(pc.extract_regex(read["url"], _HOST), "host")
    pairs = pa.table([read["outlet"], pc.utf8_lower(host)], schema=SIGNATURES)
    return pairs.combine_chunks()
