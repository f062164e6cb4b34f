"""What two spellings of one name share: Haque and Haq, Amin ul Haq and Aminul Haque, Mohammed and Muhammad."""

import re
import unicodedata
from functools import lru_cache

#: The second parts of Arabic names, written apart or behind the first: Amin ul, Aminul, Zia-ur-Rehman, Salahuddin.
_ARTICLES = frozenset({"ul", "ur", "ud", "un", "us", "uz", "al", "el", "ash", "as", "an", "az"})
_JOINED = re.compile(r"^([a-z]{3,})(?:ul|ur)$")

#: One sound, several letters: in the order in which they are replaced.
_SOUNDS = """
que:k ck:k kh:x gh:g ph:f sch:sh tch:ch dh:d th:t bh:b q:k w:v z:s
ee:i oo:u ou:u aa:a ei:i ai:e ay:e ey:e ie:i au:o aw:o y:i e:a i:a o:u
"""
_REPLACED = tuple(tuple(pair.split(":")) for pair in _SOUNDS.split())


@lru_cache(maxsize=1 << 15)
def sound(word: str) -> str:
    """Return a key that spellings of one word share.

    >>> sound("Haque") == sound("Haq"), sound("Mohammed") == sound("Muhammad"), sound("Amin") == sound("Imran")
    (True, True, False)
    """
    letters = unicodedata.normalize("NFKD", word.lower())
    key = "".join(sign for sign in letters if sign.isalpha() and not unicodedata.combining(sign))
    for old, new in _REPLACED:
        key = key.replace(old, new)
    squeezed = "".join(sign for at, sign in enumerate(key) if not at or key[at - 1] != sign)
    return squeezed.rstrip("h") or squeezed


@lru_cache(maxsize=1 << 15)
def parts(name: str) -> tuple[str, ...]:
    """Return the words of a person's name in small letters, without articles and stops; Aminul is amin.

    >>> parts("Syed Amin-ul-Haq"), parts("Syed Aminul Haque"), parts("J.R. Smith")
    (('syed', 'amin', 'haq'), ('syed', 'amin', 'haque'), ('j', 'r', 'smith'))
    """
    words = re.findall(r"[^\W\d_]+", name.lower().replace("'", "").replace("\u2019", ""))
    found = []
    for at, word in enumerate(words):
        if word in _ARTICLES and 0 < at < len(words) - 1:
            continue
        joined = _JOINED.match(word)
        found.append(joined[1] if joined and at < len(words) - 1 else word)
    return tuple(found)


def sounds(name: str) -> tuple[str, ...]:
    """Return the keys of the words of a person's name.

    >>> sounds("Syed Amin Ul Haq") == sounds("Syed Aminul Haque")
    True
    """
    return tuple(sound(word) for word in parts(name))
