"""The knobs of the sentence splitter, and nothing else."""

from typing import Annotated

import msgspec


class SentencesParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the splitter looks around a stop.

    Attributes:
        reach: code points read on each side of a stop, to find the word before it and the word after it. Lower than
            the longest abbreviation in the rules: abbreviations are missed and sentences are cut too often. Higher:
            nothing is gained, at a cost in speed for text without spaces.
    """

    reach: Annotated[int, msgspec.Meta(ge=16, le=256)] = 32
