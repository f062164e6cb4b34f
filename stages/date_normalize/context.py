"""Where an expression stands: the day of publication, the text before it, and the direction that its cues point to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import re2

from stages.date_normalize.lexicon import LEXICON, plain
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.sentences import last_sentence
from stages.date_normalize.setting import Setting
from stages.date_normalize.story import Story
from stages.publication.patterns import alternation

Direction = Literal["past", "future"]

_CUES: Mapping[str, Any] = LEXICON["cues"]

#: What may stand between a touching cue and the expression.
_BETWEEN = re.compile(rf"(?:\s+{alternation(_CUES['prepositions'])}){{0,3}}\s*", re.IGNORECASE)

#: Direction by cue, in small letters; None for one that settles it.
_WORDS: Mapping[str, Direction | None] = {
    **dict.fromkeys(_CUES["settled"]["words"]),
    **dict.fromkeys(_CUES["past"]["words"], "past"),
    **dict.fromkeys(_CUES["future"]["words"], "future"),
}
_TOUCHING: Mapping[str, Direction] = {
    **dict.fromkeys(_CUES["past"]["touching"], "past"),
    **dict.fromkeys(_CUES["future"]["touching"], "future"),
}


def _scan() -> Any:
    options = re2.Options()
    options.longest_match = True
    options.case_sensitive = False
    words = alternation([*_WORDS, *_TOUCHING]).replace(" ", r"\s+")
    return re2.compile(rf"\b{words}\b", options)


_CUE = _scan()


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
        sentence = last_sentence(self.text[max(0, self.start - self.params.cue_reach) : self.start])
        data = sentence.encode("utf-8", "replace")
        for start, end in reversed([match.span() for match in _CUE.finditer(data)]):
            cue = plain(data[start:end].decode())
            if cue in _TOUCHING and _BETWEEN.fullmatch(data[end:].decode("utf-8", "replace")):
                return _TOUCHING[cue]
            if cue in _WORDS:
                return _WORDS[cue]
        return None
