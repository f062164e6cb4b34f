"""What the function words of a text say of its language."""

from collections import Counter
from functools import cache
from typing import NamedTuple

from stages.resources import toml

#: Urdu in Latin letters (BCP 47), which langdetect does not know.
ROMAN_URDU = "ur-Latn"

ENGLISH = "en"

#: Code points that are read.
_READ = 10_000

#: What may stand on either side of a word.
_PUNCTUATION = ".,;:!?\"'()[]«»“”‘’…-–—،۔؟؛।"


class _Lexicon(NamedTuple):
    """words.toml: by word, languages; by language, script, words that neither English nor Roman Urdu has, and signs.

    Of these two the words are those that the other has not: "the", "is" and "in" are Urdu words too.
    """

    languages: dict[str, tuple[str, ...]]
    scripts: dict[str, str]
    own: dict[str, frozenset[str]]
    signs: dict[str, tuple[str, ...]]


def votes(words: frozenset[str], script: str) -> Counter[str]:
    """Return how many different function words of each language of a script are among ``words``."""
    lexicon = _lexicon()
    return Counter(
        language
        for word in words
        for language in lexicon.languages.get(word, ())
        if lexicon.scripts[language] == script
    )


def own_votes(words: frozenset[str], language: str) -> int:
    """Return how many function words of ``language`` are among ``words`` that are not English or Roman Urdu as well."""
    return len(_lexicon().own.get(language, frozenset()) & words)


def told_apart(words: frozenset[str], script: str, least: int) -> int:
    """Return how many languages of a script have ``least`` words of their own among ``words``."""
    lexicon = _lexicon()
    return sum(
        len(own & words) >= least for language, own in lexicon.own.items() if lexicon.scripts[language] == script
    )


def has_signs(text: str, language: str, least: int) -> bool:
    """Say whether ``least`` different signs of ``language`` stand in ``text``."""
    for sign in _lexicon().signs[language]:
        if sign in text:
            least -= 1
            if not least:
                return True
    return False


def words_of(text: str) -> frozenset[str]:
    """Return the different words of the first 10,000 characters of ``text``, in small letters."""
    some = set(text[:_READ].lower().split())
    return frozenset([word if word.isalpha() else word.strip(_PUNCTUATION) for word in some])


def script_of(language: str) -> str | None:
    """Return the script of a language that has a row in words.toml."""
    return _lexicon().scripts.get(language)


def scripts() -> frozenset[str]:
    """Return the scripts of which there are rows."""
    return frozenset(_lexicon().scripts.values())


@cache
def _lexicon() -> _Lexicon:
    rows = toml(__package__, "words.toml")["language"]
    words: dict[str, frozenset[str]] = {}
    for row in rows:
        words[row["code"]] = words.get(row["code"], frozenset()) | frozenset(row["words"].split())
    languages: dict[str, tuple[str, ...]] = {}
    for language, some in words.items():
        for word in some:
            languages[word] = (*languages.get(word, ()), language)
    return _Lexicon(
        languages,
        {row["code"]: row["script"] for row in rows},
        {
            language: some
            - words[ROMAN_URDU if language == ENGLISH else ENGLISH]
            - (frozenset() if language in {ENGLISH, ROMAN_URDU} else words[ROMAN_URDU])
            for language, some in words.items()
        },
        {row["code"]: tuple(row["signs"]) for row in rows if "signs" in row},
    )
