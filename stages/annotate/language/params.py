"""The knobs of language detection, and nothing else."""

from typing import Annotated

import msgspec


class LanguageParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When an answer of langdetect is believed.

    Attributes:
        min_letters: letters, capitals not counted. A text with fewer is `und` without being asked about: langdetect
            skips words in capitals, and on a short line it answers with great confidence and is often wrong ("Polish
            0.86" for a headline on Karachi stocks). Lower: more headlines get a language, more of them a wrong one (at
            20 letters about one in four). Higher: more briefs stay `und`. Costs no time.
        min_score: probability from 0 to 1. An answer below it is `und`; its score is kept. langdetect averages seven
            random trials, so its scores sit near multiples of one seventh: 0.75 asks six of seven to agree. Higher:
            texts in two languages become `und`; lower: tables and lists of names get a language by chance.
    """

    min_letters: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 40
    min_score: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.75
