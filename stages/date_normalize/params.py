"""The knobs of the stage."""

from typing import Annotated

import msgspec


class DateNormalizeParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What decides how temporal expressions are read, beyond the rules themselves.

    Attributes:
        first_year: the earliest year that four bare digits may mean ("in 1947"). Lower takes more numbers for years;
            higher loses history.
        last_year: the latest year that four bare digits may mean. Higher takes more numbers for years; lower loses
            plans ("Vision 2047").
        ahead_days: days. A day or month without a year is looked for in the twelve months that end this many days
            after publication. 183 would mean the nearest one; less leans to the past, of which most news tells (on
            TimeBank 133 of 140 years are right with 100, 128 with 183, 107 with 0); more finds more plans without a
            cue ("will", "until") and moves more of last year's days into the next.
        cue_reach: code points, within the sentence. How far before an expression a cue for its direction may stand.
            Further finds more cues, and more that belong to another clause.
        story_reach: code points. How far before "a year earlier" the quarter may stand whose figure is compared.
            Further finds it over more sentences; nearer compares with the whole year before.
    """

    first_year: Annotated[int, msgspec.Meta(ge=1900, le=2099)] = 1900
    last_year: Annotated[int, msgspec.Meta(ge=1900, le=2099)] = 2099
    ahead_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 100
    cue_reach: Annotated[int, msgspec.Meta(ge=0, le=300)] = 120
    story_reach: Annotated[int, msgspec.Meta(ge=0, le=5000)] = 1200
