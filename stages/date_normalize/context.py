"""Where an expression stands: the day of publication, the text before it, and the direction that its cues point to."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.setting import Setting
from stages.date_normalize.story import Story
from stages.publication.patterns import alternation
from stages.resources import toml

Direction = Literal["past", "future"]

_CUES = toml(__package__, "lexicon.toml")["cues"]
_SENTENCE_END = re.compile(_CUES["sentence_end"])


def _cue_pattern() -> re.Pattern[str]:
    between = rf"(?:\s+{alternation(_CUES['prepositions'])}){{0,3}}\s*$"
    alternatives = [
        rf"(?P<{meaning}_{kind}>(?<!\w){alternation(_CUES[meaning][kind])}(?!\w)){rest}"
        for meaning in ("future", "past", "settled")
        for kind, rest in (("touching", between), ("words", ""))
        if _CUES[meaning][kind]
    ]
    return re.compile("|".join(alternatives), re.IGNORECASE)


#: Direction by the group that matched; settled cues point nowhere.
_DIRECTIONS: dict[str, Direction] = {
    "future_touching": "future",
    "future_words": "future",
    "past_touching": "past",
    "past_words": "past",
}
_CUE = _cue_pattern()


@dataclass(frozen=True, slots=True)
class Context:
    """What a value may depend on besides its own words.

    Attributes:
        text: the whole text.
        start, end: the candidate in it.
        setting: what is known of the article.
        params: the knobs.
        story: what the text has named before.
    """

    text: str
    start: int
    end: int
    setting: Setting
    params: DateNormalizeParams
    story: Story = field(default_factory=Story)

    @property
    def published(self) -> date | None:
        """The day that "today" is."""
        return self.setting.day

    def direction(self) -> Direction | None:
        """Return the direction that the last cue before the expression, in its sentence, points to."""
        before = self.text[max(0, self.start - self.params.cue_reach) : self.start]
        sentence = _SENTENCE_END.split(before)[-1]
        found = None
        for match in _CUE.finditer(sentence):
            found = match.lastgroup
        return _DIRECTIONS.get(found) if found else None
