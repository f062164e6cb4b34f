"""The knobs of report."""

import msgspec


class ReportParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None yet: everything is counted."""
