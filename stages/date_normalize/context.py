"""Where an expression stands: the day of publication, the text before it, and the direction that its cues point to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import re2

from stages.date_normalize.lexicon import LEXICON, plain
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.sentences import first_sentence, last_sentence
from stages.date_normalize.setting import Setting
from stages.date_normalize.story import Story
from stages.publication.patterns import alternation

Direction = Literal["past", "future", "planned"]

_CUES: Mapping[str, Any] = LEXICON["cues"]

#: What may stand between a touching cue and the expression.
_BETWEEN = re.compile(rf"(?:\s+{alternation(_CUES['prepositions'])}){{0,3}}\s*", re.IGNORECASE)

#: Direction by cue, in small letters; None for one that settles it.
_WORDS: Mapping[str, Direction | None] = {
    **dict.fromkeys(_CUES["settled"]["words"]),
    **dict.fromkeys(_CUES["past"]["words"], "past"),
    **dict.fromkeys(_CUES["future"]["words"], "future"),
    **dict.fromkeys(_CUES["planned"]["words"], "planned"),
}
_TOUCHING: Mapping[str, Direction] = {
    **dict.fromkeys(_CUES["past"]["touching"], "past"),
    **dict.fromkeys(_CUES["future"]["touching"], "future"),
}


_TOLD: Mapping[str, list[str]] = _CUES["told"]
_PAST_FORMS = frozenset(_TOLD["settled"])
_NO_VERBS = frozenset([*_TOLD["no_verbs"], *_TOLD["plans"]])
_PARTICIPLE_AFTER = frozenset(_TOLD["participle_after"])
_PASSIVE_AFTER = frozenset(_TOLD["passive_after"])
_WORD_BEFORE = re.compile(r"([a-z]+)\s+$", re.IGNORECASE)
_NO_NOUN_AFTER = re.compile(rf"\s+(?:{alternation(_TOLD['follows'])}\b|[^a-z\s])|\s*$|[^\w\s]")
_UNREAL = re.compile(rf"\b{alternation(_TOLD['unreal'])}\s+(?:[\w'-]+\s+){{0,5}}$", re.IGNORECASE)
_FOR = re.compile(r"(?<!had been scheduled)(?<!had been planned)\s+for\s+(?:(?:early|late)\s+)?$", re.IGNORECASE)
_OWNED = re.compile(r"['\u2019\u00b4]s\b")
_IN = re.compile(r"\b(?:in|during)\s+$", re.IGNORECASE)
_NOTHING_BUT_IN = re.compile(r"\W*(?:in|during)\s+$", re.IGNORECASE)
#: Between a verb in the past tense and the expression: another verb, that the expression hangs on.
_ANOTHER_VERB = re.compile(
    r"\bto\s+(?!(?:an?|his|her|its|our|that|the|their|these|this)\b)[a-z]"
    r"|\b(?:is|are|be|has|have|can|could|may|might|must|shall|should|will|would)\b"
)
_AHEAD = 80  # code points behind an expression at the beginning of a sentence that may hold its verb
_NEAR = 48  # bytes beside a verb, for the words next to it


def _scan() -> Any:
    options = re2.Options()
    options.longest_match = True
    options.case_sensitive = False
    words = alternation([*_WORDS, *_TOUCHING]).replace(" ", r"\s+")
    verbs = rf"(?-i:{alternation(_TOLD['irregular'])}|[a-z]+[^e\W]ed)"
    return re2.compile(rf"\b(?:{words}|{verbs})\b", options)


_CUE = _scan()


def _tells(data: bytes, start: int, end: int) -> bool:
    """Say whether a word is a verb in the past tense, and no participle."""
    word = data[start:end].decode().lower()
    left = data[max(0, start - _NEAR) : start].decode("utf-8", "replace")
    before = _WORD_BEFORE.search(left)
    participle = _PASSIVE_AFTER if word in _PAST_FORMS else _PARTICIPLE_AFTER
    if word in _NO_VERBS or (before is not None and before[1].lower() in participle):
        return False
    if word in _PAST_FORMS:
        return True
    right = data[end : end + _NEAR].decode("utf-8", "replace")
    return not _UNREAL.search(left) and _NO_NOUN_AFTER.match(right) is not None


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

    def _before(self) -> str:
        """Return the sentence before the expression, as far as a cue may stand."""
        return last_sentence(self.text[max(0, self.start - self.params.cue_reach) : self.start])

    def direction(self) -> Direction | None:
        """Return the direction that the last cue before the expression, in its sentence, points to."""
        return self._cue(self._before())[0]

    def planned_for(self) -> bool:
        """Say whether the expression is what something is planned for: a strike for Monday, not for Monday's attack."""
        before = self.text[max(0, self.start - _NEAR) : self.start]
        return _FOR.search(before) is not None and _OWNED.match(self.text, self.end) is None

    def told_in(self) -> bool:
        """Say whether the expression is in what a verb in the past tense tells: the last cue before "in March", or the
        first one behind it, where it begins the sentence."""
        before = self._before()
        if not _IN.search(before):
            return False
        if not _NOTHING_BUT_IN.fullmatch(before):
            rest = self._cue(before)[1]
            return rest is not None and _ANOTHER_VERB.search(rest) is None
        behind = first_sentence(self.text[self.end : self.end + _AHEAD]).encode("utf-8", "replace")
        for match in _CUE.finditer(behind):
            start, end = match.span()
            cue = plain(behind[start:end].decode())
            if cue in _WORDS and cue not in _PAST_FORMS:
                return False
            if cue not in _TOUCHING and _tells(behind, start, end):
                return True
        return False

    def _cue(self, sentence: str) -> tuple[Direction | None, str | None]:
        """Return the direction of the last cue, and what follows it, if it is a verb in the past tense."""
        data = sentence.encode("utf-8", "replace")
        for start, end in reversed([match.span() for match in _CUE.finditer(data)]):
            cue = plain(data[start:end].decode())
            if cue in _TOUCHING and _BETWEEN.fullmatch(data[end:].decode("utf-8", "replace")):
                return _TOUCHING[cue], None
            past = (cue in _PAST_FORMS or not (cue in _WORDS or cue in _TOUCHING)) and _tells(data, start, end)
            if past or (cue in _WORDS and cue not in _PAST_FORMS):
                return _WORDS.get(cue), data[end:].decode("utf-8", "replace") if past else None
        return None, None
