"""The knobs of the topics step, and nothing else."""

from typing import Annotated

import msgspec


class TopicsParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many keywords an article has, and how much of a topic makes it one of the article's.

    Attributes:
        keywords: keywords at most. More brings words that say less. Costs no time.
        least_terms: different terms of a topic that must stand in an article. One takes any article that mentions a
            port for one about shipping; three misses short ones.
        least_hits: terms in all, counted as often as they stand there; one in the title counts twice.
        least_density: terms per 100 words. Lower gives long articles topics that they touch in passing.
    """

    keywords: Annotated[int, msgspec.Meta(ge=0, le=50)] = 8
    least_terms: Annotated[int, msgspec.Meta(ge=1, le=20)] = 2
    least_hits: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    least_density: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0.6
