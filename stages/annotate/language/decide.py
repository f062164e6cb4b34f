"""From langdetect's answer to ours: what must hold for it to be believed, and what decides where it does not."""

from typing import NamedTuple

from stages.annotate.language import words as lexicon
from stages.annotate.language.letters import LATIN, language_of, letters_of
from stages.annotate.language.params import LanguageParams
from stages.annotate.language.replay.answer import Answer as Guess

#: What stands for a language that is not known (ISO 639-2).
UNDETERMINED = "und"

#: Decimal digits kept of a probability: more would tell of the order of float additions, not of the text.
SCORE_DIGITS = 6

#: For so many different words one function word of its own is asked of the language that langdetect names, up to
#: `_MOST_ASKED`: prose has ten times as many, a table none.
_WORDS_PER_VOTE = 40
_MOST_ASKED = 6
#: Different function words without which langdetect is not contradicted.
_LEAST_VOTES = 3
#: By how much, in votes, the language that contradicts it is ahead of any other.
_AHEAD = 1.5


class Answer(NamedTuple):
    """The language of one text, and why.

    Attributes:
        language: its code, or `UNDETERMINED`.
        reason: a name of reasons.toml.
        guess: what langdetect says; None where it has no answer.
        score: langdetect's probability of that, rounded; None where it has no answer.
    """

    language: str
    reason: str
    guess: str | None
    score: float | None


class Text:
    """A text with what is known of it before its language is decided.

    Attributes:
        text: itself.
        letters: counted.
    """

    def __init__(self, text: str, params: LanguageParams) -> None:
        self.text = text
        self.letters = letters_of(text, params.min_letters)
        self._words: frozenset[str] | None = None
        self._signs: bool | None = None

    @property
    def words(self) -> frozenset[str]:
        """Its different words, looked for once: many texts are told without."""
        if self._words is None:
            self._words = lexicon.words_of(self.text)
        return self._words

    @property
    def may_have_roman_urdu(self) -> bool:
        """Whether there is a sign of Urdu in Latin letters."""
        if self._signs is None:
            self._signs = lexicon.has_signs(self.text, lexicon.ROMAN_URDU, 1)
        return self._signs


def decide(text: Text, guess: Guess, params: LanguageParams, outlet: str | None = None) -> Answer:
    """Return the language of a text.

    Args:
        text: what is known of it.
        guess: langdetect's answer to it.
        params: the knobs.
        outlet: the language of its outlet, where that is known.
    """
    score = None if guess.probability is None else round(guess.probability, SCORE_DIGITS)
    sure = score is not None and score >= params.min_score and text.letters.small >= params.min_letters
    language, reason = _by_letters(text, guess, params, sure=sure) or _by_text(text, guess, params, sure=sure)
    if outlet and language != outlet and _ties(text, language, reason, outlet, params):
        language, reason = outlet, "outlet"
    return Answer(language, reason, guess.language, score)


def _by_letters(text: Text, guess: Guess, params: LanguageParams, *, sure: bool) -> tuple[str, str] | None:
    if text.letters.in_script < params.min_script_letters:
        return None
    told = language_of(text.letters)
    return (told[0], "detected") if told and sure and told[0] == guess.language else told


def _by_text(text: Text, guess: Guess, params: LanguageParams, *, sure: bool) -> tuple[str, str]:
    if text.letters.small < params.min_letters:
        # langdetect skips words in capitals; function words do not mind.
        told = _by_words(text, None) if text.letters.total >= params.min_letters else (UNDETERMINED, "")
        return told if told[0] != UNDETERMINED else (UNDETERMINED, "too_few_letters")
    if not guess.features:
        return UNDETERMINED, "no_features"
    return _by_words(text, guess.language if sure else None)


def _by_words(text: Text, claimed: str | None) -> tuple[str, str]:
    """Return what function words make of what langdetect says, ``claimed``, if it is sure of something."""
    script = text.letters.script or ""
    if claimed and lexicon.script_of(claimed) != script:
        if script not in lexicon.scripts():
            return claimed, "detected"  # Chinese and Japanese have no words between spaces.
        claimed = None
    if claimed == lexicon.ENGLISH and _plainly_english(text):
        return claimed, "detected"
    found = lexicon.votes(text.words, script)
    ranked = sorted(found, key=lambda language: (-found[language], language))
    best, second = (found[ranked[at]] if at < len(ranked) else 0 for at in (0, 1))
    mine = found[claimed] if claimed else 0
    if best >= max(_LEAST_VOTES, 2 * mine + 1) and best >= _AHEAD * second:
        return ranked[0], "words"
    if claimed is None:
        return UNDETERMINED, "low_score"
    asked = 0
    if script == LATIN and claimed != lexicon.ENGLISH:
        # Tables and lists of names in English, which have none, are taken for other languages.
        asked = min(_MOST_ASKED, 1 + len(text.words) // _WORDS_PER_VOTE)
    if lexicon.own_votes(text.words, claimed) < asked:
        return UNDETERMINED, "no_words"
    return claimed, "detected"


def _plainly_english(text: Text) -> bool:
    """Say whether English words are there and no Roman Urdu: then no other language outvotes what langdetect says."""
    if not text.may_have_roman_urdu and lexicon.has_signs(text.text, lexicon.ENGLISH, _LEAST_VOTES):
        return True
    english, urdu = (lexicon.own_votes(text.words, each) for each in (lexicon.ENGLISH, lexicon.ROMAN_URDU))
    return english >= _LEAST_VOTES > urdu


def _ties(text: Text, language: str, reason: str, outlet: str, params: LanguageParams) -> bool:
    """Say whether nothing in the text speaks against the language of its outlet.

    That is so where nothing decides, or where langdetect says otherwise of a short text in the same script that has as
    many function words of the outlet's language.
    """
    letters = text.letters
    if letters.script is None or letters.script != lexicon.script_of(outlet):
        return False
    if letters.in_script < params.min_script_letters:
        return False
    if language == UNDETERMINED:
        return True
    if reason != "detected" or letters.total >= params.short_letters:
        return False
    found = lexicon.votes(text.words, letters.script)
    return found[outlet] >= found[language]
