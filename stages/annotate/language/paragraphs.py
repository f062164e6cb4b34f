"""The paragraphs of an article that may be in more than one language, and what they make of the article."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stages.annotate.language import words as lexicon
from stages.annotate.language.decide import UNDETERMINED, Answer, Text
from stages.annotate.language.letters import LATIN
from stages.annotate.language.params import LanguageParams

#: Function words of a language that no other language of the article has: as many stand in a sentence or two.
_LEAST_VOTES = 3


class Paragraph(NamedTuple):
    """A line of the text without the white space around it; half-open, in code points."""

    start: int
    end: int


def may_be_mixed(text: Text, answer: Answer, params: LanguageParams) -> bool:
    """Say whether the paragraphs of a text may be in several languages: they are looked at where they may.

    That is where many letters of another script stand; where English and Roman Urdu words stand; and where langdetect
    is not believed and there are words of two languages. What it is sure of is taken as one language.
    """
    letters = text.letters
    if letters.others and max(letters.others.values()) >= max(params.min_letters, params.mixed_share * letters.total):
        return "\n" in text.text
    if answer.reason in {"low_score", "words"}:
        return "\n" in text.text and lexicon.told_apart(text.words, letters.script or "", _LEAST_VOTES) > 1
    return (
        letters.script == LATIN
        and text.may_have_roman_urdu
        and "\n" in text.text
        and all(lexicon.own_votes(text.words, each) >= _LEAST_VOTES for each in (lexicon.ENGLISH, lexicon.ROMAN_URDU))
    )


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """Yield the lines of ``text`` that are not blank."""
    start = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            begin = start + len(line) - len(line.lstrip())
            yield Paragraph(begin, begin + len(bare))
        start += len(line) + 1


def languages_of(paragraphs: Sequence[tuple[Text, Answer]]) -> list[str]:
    """Return the languages of some paragraphs, that with most letters first, without those that are not told."""
    letters: Counter[str] = Counter()
    for known, answer in paragraphs:
        if answer.language != UNDETERMINED:
            letters[answer.language] += known.letters.total
    return sorted(letters, key=lambda language: (-letters[language], language))
