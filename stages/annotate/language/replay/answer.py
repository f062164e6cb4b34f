"""What langdetect answers."""

from typing import NamedTuple


class Answer(NamedTuple):
    """langdetect's best language of a text.

    Attributes:
        language: its code; None where the text has no features, or where no language passes `replay.THRESHOLD`.
        probability: of that language; None where there is none.
        features: whether the text has an n-gram of any profile.
    """

    language: str | None
    probability: float | None
    features: bool
