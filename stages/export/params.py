"""The knobs of export."""

import msgspec


class ExportParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None yet: what the tables hold is decided by the stages before."""
