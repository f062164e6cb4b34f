"""The knobs of the step."""

import msgspec


class OutletsParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None: what is known of outlets stands in ``outlets.csv``."""
