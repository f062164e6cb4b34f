"""How frequent a word is in the language: the background against which the words of an article stand out.

The frequencies are those of wordfreq (books, subtitles, encyclopedias, news and the web), of the words that come once
in a million or more. They are frozen with the library's version: no article changes another's keywords.
"""

from functools import cache
from math import log10

#: Languages whose words are known; what is too short to have a language is read as one of them.
LANGUAGES = ("en", "ur")

#: Letters that a keyword has at least.
_SHORTEST = 3

#: A word this frequent says nothing of what an article is about: once in 3,000 words.
_COMMON = 10**-3.5

#: As frequent as this is taken what the background does not have: once in two million words.
_UNKNOWN = 10**-6.3


class _Information(dict[str, float]):
    """How much each word says: asked for a word that may be no keyword, or is in no background, it knows as well."""

    def __missing__(self, word: str) -> float:
        return RARE if _may_tell(word) else 0.0


@cache
def information() -> dict[str, float]:
    """Return for each word of the background how much rarer than common words it is, in powers of ten.

    Words of all languages stand in one table, a word of several as in the first: so English words in Urdu are no Urdu.
    """
    from wordfreq import cB_to_freq, get_frequency_list

    found: dict[str, float] = {}
    for language in LANGUAGES:
        own: dict[str, float] = {}
        # Words as frequent as one another, by hundredths of powers of ten: one logarithm for all of them.
        for rarity, words in enumerate(get_frequency_list(language, wordlist="small")):
            own |= dict.fromkeys(words, max(0.0, round(log10(_COMMON / cB_to_freq(-rarity)), 2)))
        found = own | found
    return found


@cache
def telling() -> dict[str, float]:
    """Return how much a word says where it stands as a keyword: nothing if it is too short, or begins with a digit.

    A word that is asked for and not in the background is a rare one.
    """
    told = information()
    return _Information(told | dict.fromkeys([word for word in told if not _may_tell(word)], 0.0))


def _may_tell(word: str) -> bool:
    return len(word) >= _SHORTEST and not word[0].isdigit()


#: That of a word which the background does not have.
RARE = round(log10(_COMMON / _UNKNOWN), 2)
