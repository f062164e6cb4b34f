"""What two spellings of one name share: Haque and Haq, Amin ul Haq and Aminul Haque, Mohammed and Muhammad.

They have the same consonants, and vowels that transliteration takes for one another.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from stages.composing import normal

#: The second parts of Arabic names, written apart or behind the first: Amin ul, Aminul, Zia-ur-Rehman, Salahuddin.
_ARTICLES = frozenset({"ul", "ur", "ud", "un", "us", "uz", "al", "el", "ash", "as", "an", "az"})
#: An article written before the second part.
_BEHIND = re.compile(r"^(?:ulha|urr[ae])")

#: Abdul is a word of its own.
_JOINED = re.compile(r"^(?!abd)([a-z]{3,})(?:ul|ur)$")

#: Letters for one sound, in the order in which they are replaced; c is a k that no h follows.
_WITH_H, _CONSONANTS = (
    tuple(tuple(pair.split(":")) for pair in pairs.split())
    for pairs in ("tch:C sch:S ch:C sh:S kh:X gh:g ph:f th:t dh:d bh:b", "ck:k que:k q:k w:v x:ks c:k")
)

#: Groups of vowels for one sound.
_VOWELS = (
    {"a": "a", "aa": "a", "ah": "a", "e": "e", "i": "i", "ee": "i", "ie": "i", "y": "i", "iy": "i", "ii": "i"}
    | {"o": "u", "oo": "u", "ou": "u", "u": "u", "uu": "u", "ai": "E", "ay": "E", "ei": "E", "ey": "E", "ae": "E"}
    | {"au": "O", "aw": "O", "ao": "O", "ow": "O"}
)

#: Sounds that one spelling has where another has the other; none where a short vowel is left out.
_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        ("a", "e"),
        ("e", "i"),
        ("e", "E"),
        ("a", "E"),
        ("i", "E"),
        ("u", "O"),
        ("", "a"),
        ("", "e"),
        ("", "i"),
    )
)

_WORDS = re.compile(r"[^\W\d_]+")
_PIECES = re.compile(r"[aeiouy]+|[^aeiouy]+")

#: A y that is a consonant: in front of a vowel, at the beginning or behind another vowel.
_CONSONANT_Y = re.compile(r"(?:^|(?<=[aeiouy]))y(?=[aeiou])")


class Sound(NamedTuple):
    """A word as it sounds.

    Attributes:
        skeleton: its consonants, each once.
        vowels: what stands before each of them, and behind the last.
    """

    skeleton: str
    vowels: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def sound_of(word: str) -> Sound:
    """Return how a word sounds.

    >>> sound_of("Haque").skeleton == sound_of("Haq").skeleton
    True
    """
    letters = word.lower()
    if not (letters.isascii() and letters.isalpha()):
        decomposed = normal("NFKD", letters)
        letters = "".join(sign for sign in decomposed if sign.isalpha() and not unicodedata.combining(sign))
    for old, new in (_WITH_H + _CONSONANTS) if "h" in letters else _CONSONANTS:
        letters = letters.replace(old, new)
    if "y" in letters:
        letters = _CONSONANT_Y.sub("Y", letters)
    skeleton: list[str] = []
    vowels: list[str] = []
    last = ""
    for piece in _PIECES.findall(letters):
        if piece[0] in "aeiouy":
            last += _VOWELS.get(piece, piece)
            continue
        before = skeleton[-1] if skeleton and not last else ""
        for sign in piece:
            if sign != before:
                skeleton.append(sign)
                vowels.append(last)
                last = ""
            before = sign
    if skeleton and skeleton[-1] == "h" and not last and len(skeleton) > 1:  # Abdullah, Abdulla
        skeleton.pop()
        last = vowels.pop()
    return Sound("".join(skeleton), (*vowels, last))


@lru_cache(maxsize=1 << 17)
def may_be_one(one: str, other: str) -> bool:
    """Say whether two words may be spellings of one.

    >>> [may_be_one(*pair.split()) for pair in ("Haq Haque", "Mohammed Muhammad", "Jamal Jamil", "Amin Imran")]
    [True, True, False, False]
    """
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]  # an initial
    first, second = sound_of(one), sound_of(other)
    if first.skeleton != second.skeleton or not first.skeleton or (not first.vowels[0]) != (not second.vowels[0]):
        return False
    return all(
        left == right or frozenset((left, right)) in _ALIKE or {one, other} <= _MUHAMMAD
        for left, right in zip(first.vowels, second.vowels, strict=True)
    )


#: One first name, with vowels of every kind.
_MUHAMMAD = frozenset({"mohammad", "mohammed", "muhammad", "muhammed", "mohamed", "mohamad", "muhamad", "mohd"})


@lru_cache(maxsize=1 << 15)
def parts(name: str) -> tuple[str, ...]:
    """Return the words of a person's name in small letters, without articles and stops; Aminul is amin.

    >>> parts("Syed Amin-ul-Haq"), parts("Syed Aminul Haque"), parts("J.R. Smith")
    (('syed', 'amin', 'haq'), ('syed', 'amin', 'haque'), ('j', 'r', 'smith'))
    >>> parts("Amin Ulhaq"), parts("Zia-ur-Rehman"), parts("Abdul Qadir")
    (('amin', 'haq'), ('zia', 'rehman'), ('abdul', 'qadir'))
    """
    words = _WORDS.findall(name.lower().replace("'", "").replace("\u2019", ""))
    found = []
    for at, word in enumerate(words):
        if word in _ARTICLES and 0 < at < len(words) - 1:
            continue
        if at and _BEHIND.match(word):
            word = word[2:]  # noqa: PLW2901 # Ulhaque
        joined = _JOINED.match(word)
        found.append(joined[1] if joined and at < len(words) - 1 else word)
    return tuple(found)


@lru_cache(maxsize=1 << 15)
def sounds(name: str) -> tuple[str, ...]:
    """Return the consonants of each word of a person's name: a key that its spellings share.

    >>> sounds("Syed Amin Ul Haq") == sounds("Syed Aminul Haque")
    True
    """
    return tuple(_key(word) for word in parts(name))


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> str:
    """Return the consonants of a word with what its spellings share of its vowels: u, and whether one is at an end.

    >>> _key("Omar") == _key("Umer"), _key("Omar") == _key("Marri"), _key("Haque") == _key("Haq")
    (True, False, True)
    """
    sound = sound_of(word)
    inner = sound.skeleton[:1]
    for sign, vowel in zip(sound.skeleton[1:], sound.vowels[1:], strict=False):
        inner += "u" + sign if vowel in {"u", "O"} else sign
    return ("'" if sound.vowels[0] else "") + inner + ("" if sound.vowels[-1] in {"", "e"} else "'") if inner else word
