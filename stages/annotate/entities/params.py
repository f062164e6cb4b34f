"""The knobs of entities."""

from typing import Annotated

import msgspec


class EntitiesParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How names of the whole corpus are led to the things that they name.

    Attributes:
        dominance: least share, 0 to 1, of the articles with a short name (an acronym, a family name) in which it means
            one thing, for it to mean that elsewhere. Lower explains more short names, some wrongly.
        compared: names of one beginning that each is compared with at most. Higher misses fewer spellings of very
            common names, at a time that grows with it.
    """

    dominance: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.9
    compared: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 64
