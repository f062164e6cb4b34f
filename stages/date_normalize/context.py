"""Where an expression stands: the day of publication, the text before it, and the direction that its cues point to."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, cast

import re2

from stages.date_normalize.lexicon import LEXICON, plain
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.sentences import first_sentence, last_sentence
from stages.date_normalize.setting import Setting
from stages.date_normalize.story import Story
from stages.publication.patterns import alternation
from stages.spans import found_in

Direction = Literal["past", "future", "planned"]

#: What a question about the surroundings may be answered with.
Answer = Direction | date | Setting | bool | None

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


class Context:
    """What a value may depend on besides its own words, and what of that was asked.

    Steps are functions of the fields of the surface, the knobs, and the answers that they get here. So what they made
    of a surface holds wherever the questions have the same answers (`stages.date_normalize.memory`).

    Attributes:
        start, end: the candidate in the text.
        params: the knobs.
        asked: the questions so far with their answers, in order, up to the first look at the text or the story.
        bound: whether the text itself, or what it has named before, was looked at: nothing holds elsewhere.
        lasting: whether the expression is a length that is compared.
    """

    __slots__ = (
        "_answers",
        "_said_before",
        "_setting",
        "_story",
        "_text",
        "asked",
        "bound",
        "end",
        "lasting",
        "params",
        "start",
    )

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        setting: Setting,
        params: DateNormalizeParams,
        story: Story | None = None,
    ) -> None:
        """Stand at a candidate of a text, of which ``story`` is what it has named before."""
        self._text, self.start, self.end, self._setting, self.params = text, start, end, setting, params
        self._story = Story() if story is None else story
        self.asked: list[tuple[str, Answer]] = []
        self._answers: dict[str, Answer] = {}
        self._said_before: str | None = None
        self.bound = self.lasting = False

    @property
    def text(self) -> str:
        """The whole text."""
        self.bound = True
        return self._text

    @property
    def surface(self) -> str:
        """The candidate itself."""
        return self._text[self.start : self.end]

    @property
    def story(self) -> Story:
        """What the text has named before."""
        self.bound = True
        return self._story

    @property
    def published(self) -> date | None:
        """The day that "today" is."""
        return cast("date | None", self.answer("published"))

    @property
    def setting(self) -> Setting:
        """What is known of the article."""
        return cast("Setting", self.answer("setting"))

    def compare_lengths(self) -> None:
        """Take note that a length of some months or weeks stands here: "a year earlier" compares with it."""
        self._story.length_at = self.start
        self.lasting = True

    def answer(self, question: str) -> Answer:
        """Return the answer to a question by the name of its method."""
        answers = self._answers
        if question in answers:
            return answers[question]
        found = answers[question] = _QUESTIONS[question](self)
        if not self.bound:
            self.asked.append((question, found))
        return found

    def _before(self) -> str:
        """Return the sentence before the expression, as far as a cue may stand."""
        if self._said_before is None:
            window = self._text[max(0, self.start - self.params.cue_reach) : self.start]
            self._said_before = last_sentence(window)
        return self._said_before

    def direction(self) -> Direction | None:
        """Return the direction that the last cue before the expression, in its sentence, points to."""
        return cast("Direction | None", self.answer("direction"))

    def planned_for(self) -> bool:
        """Say whether the expression is what something is planned for: a strike for Monday, not for Monday's attack."""
        return bool(self.answer("planned_for"))

    def told_in(self) -> bool:
        """Say whether the expression is in what a verb in the past tense tells: the last cue before "in March", or the
        first one behind it, where it begins the sentence."""
        return bool(self.answer("told_in"))

    def find_published(self) -> date | None:
        """Answer `published`."""
        return self._setting.day

    def find_whole_setting(self) -> Setting:
        """Answer `setting`."""
        return self._setting

    def find_direction(self) -> Direction | None:
        """Answer `direction`."""
        return self._cue(self._before())[0]

    def find_planned_for(self) -> bool:
        """Answer `planned_for`."""
        before = self._text[max(0, self.start - _NEAR) : self.start]
        return _FOR.search(before) is not None and _OWNED.match(self._text, self.end) is None

    def find_told_in(self) -> bool:
        """Answer `told_in`."""
        before = self._before()
        if not _IN.search(before):
            return False
        if not _NOTHING_BUT_IN.fullmatch(before):
            rest = self._cue(before)[1]
            return rest is not None and _ANOTHER_VERB.search(rest) is None
        behind = first_sentence(self._text[self.end : self.end + _AHEAD]).encode("utf-8", "replace")
        for start, end in found_in(_CUE, behind):
            cue = plain(behind[start:end].decode())
            if cue in _WORDS and cue not in _PAST_FORMS:
                return False
            if cue not in _TOUCHING and _tells(behind, start, end):
                return True
        return False

    def _cue(self, sentence: str) -> tuple[Direction | None, str | None]:
        """Return the direction of the last cue, and what follows it, if it is a verb in the past tense."""
        data = sentence.encode("utf-8", "replace")
        for start, end in reversed(list(found_in(_CUE, data))):
            cue = plain(data[start:end].decode())
            if cue in _TOUCHING and _BETWEEN.fullmatch(data[end:].decode("utf-8", "replace")):
                return _TOUCHING[cue], None
            past = (cue in _PAST_FORMS or not (cue in _WORDS or cue in _TOUCHING)) and _tells(data, start, end)
            if past or (cue in _WORDS and cue not in _PAST_FORMS):
                return _WORDS.get(cue), data[end:].decode("utf-8", "replace") if past else None
        return None, None


_QUESTIONS: Mapping[str, Callable[[Context], Answer]] = {
    "published": Context.find_published,
    "setting": Context.find_whole_setting,
    "direction": Context.find_direction,
    "planned_for": Context.find_planned_for,
    "told_in": Context.find_told_in,
}
