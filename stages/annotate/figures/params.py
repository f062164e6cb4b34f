"""The knobs of the figures step, and nothing else."""

from typing import Annotated

import msgspec


class FiguresParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What decides which claims are told apart, beyond the rules themselves.

    Attributes:
        home: the country whose indicators are told without its name: "Pakistan's IT exports" and "IT exports" are one
            series. Empty: they are two, as are those of any two wordings that name the country or do not.
        look_back: sentences. How far before a sentence the indicator may stand that "it" or "these exports" means.
            More finds more, and more that mean something else; 0 reads none.
    """

    home: str = "Pakistan"
    look_back: Annotated[int, msgspec.Meta(ge=0, le=3)] = 2
