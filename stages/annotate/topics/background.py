"""How frequent a word is in the language: the background against which the words of an article stand out.

The frequencies are those of wordfreq (books, subtitles, encyclopedias, news and the web), of the words that come once
in a million or more. They are frozen with the library's version: no article changes another's keywords.
"""

from functools import cache
from math import log10

#: Languages whose words are known; what is too short to have a language is read as one of them.
LANGUAGES = ("en", "ur")

#: A word this frequent says nothing of what an article is about: once in 3,000 words.
_COMMON = 10**-3.5

#: As frequent as this is taken what the background does not have: once in two million words.
_UNKNOWN = 10**-6.3


@cache
def information() -> dict[str, float]:
    """Return for each word of the background how much rarer than common words it is, in powers of ten.

    Words of all languages stand in one table, a word of several as in the first: so English words in Urdu are no Urdu.
    """
    from wordfreq import get_frequency_dict

    found: dict[str, float] = {}
    for language in LANGUAGES:
        for word, frequency in get_frequency_dict(language, wordlist="small").items():
            found.setdefault(word, max(0.0, round(log10(_COMMON / frequency), 2)))
    return found


#: That of a word which the background does not have.
RARE = round(log10(_COMMON / _UNKNOWN), 2)
