"""The words of a run, each with what the tables say of it, cut where nothing can be one name."""

from functools import lru_cache
from typing import NamedTuple

from stages.annotate.names.gazetteer import known
from stages.annotate.names.lexicon import CALENDAR, COMMON, GIVEN, NOT_ORG, ROLE, STOP, flags_of
from stages.annotate.names.runs import JOINTS

#: Words of grammar that are names of countries or organisations where all their letters are capitals.
_CAPITALS = frozenset({"US", "WHO", "IT", "AN"})

#: What may be left of a word behind a hyphen for it to be a word of its own: Hezbollah-backed, not Tehreek-e-Insaf.
_LEAST_SUFFIX = 3


class Token(NamedTuple):
    """A word of a run.

    Attributes:
        text: without a possessive ending.
        start, end: in the run.
        flags: the bits of `stages.annotate.names.lexicon`.
        joint: whether it is a small word that parts names: of, and.
        small: whether it is any small word: ul, of.
    """

    text: str
    start: int
    end: int
    flags: int
    joint: bool
    small: bool


def pieces(run: str, least_population: int) -> list[list[Token]]:
    """Return the words of a run, cut where a word of grammar, a day, or a possessive ending parts names.

    Args:
        run: the run.
        least_population: of the cities that are known.
    """
    found: list[list[Token]] = [[]]
    position = 0
    words = run.replace("\u00a0", " ").split(" ")
    for at, word in enumerate(words):
        start, position = position, position + len(word) + 1
        if not word:
            continue
        text, skipped, cut, flags, small = _bare(word, least_population)
        if small:
            if found[-1]:
                found[-1].append(Token(word, start, start + len(word), flags, word in JOINTS, True))
            continue
        if flags & (CALENDAR | STOP) and _parts(text, flags, words[at + 1] if at + 1 < len(words) else ""):
            cut = True
        else:
            start += skipped
            found[-1].append(Token(text, start, start + len(text), flags, False, False))
        if cut:
            found.append([])
    return found


@lru_cache(maxsize=1 << 16)
def _bare(word: str, least_population: int) -> tuple[str, int, bool, int, bool]:
    """Return a word without what is no part of a name, and what is known of it.

    Returns:
        the word, how many code points before it are no part of it, whether names are parted behind it, its bits, and
        whether it is a small word.
    """
    if word == "&" or (word[0].islower() and word.isalpha()):
        return word, 0, False, flags_of(word), True
    table = known(least_population).table
    text, cut, skipped = word, False, 0
    if text[-1] in "sS" and text[-2:-1] in {"'", "’"} and len(text) > 2 and word not in table:
        text, cut = text[:-2], True
    hyphen = text.rfind("-")
    if hyphen > 0 and text not in table:
        suffix = text[hyphen + 1 :]
        if len(suffix) >= _LEAST_SUFFIX and suffix.islower() and flags_of(suffix) & COMMON:
            text, cut = text[:hyphen], True
        elif hyphen == 1 and text[0] in "RDI" and suffix in table:
            text, skipped = suffix, 2  # R-Calif.
    return text, skipped, cut, flags_of(text), False


def _parts(word: str, flags: int, following: str) -> bool:
    """Say whether a capitalised word is a day or a word of grammar, unless it is a first name here: Will Smith."""
    if len(word) > 1 and word.isupper():
        return bool(flags & STOP) and not flags & NOT_ORG and word not in _CAPITALS
    if not flags & GIVEN or not (flags & CALENDAR or word == "Will"):
        return True
    return not following[:1].isupper() or bool(flags_of(following) & (STOP | CALENDAR | COMMON | ROLE))


def is_acronym(word: str) -> bool:
    """Say whether a word looks like an acronym.

    >>> [is_acronym(word) for word in ("PTA", "U.N.", "PML-N", "J.R.", "Ali")]
    [True, True, True, False, False]
    """
    if not word[-1:].isupper() and word[-1:] != ".":
        return False
    letters = word.replace(".", "").replace("-", "").replace("&", "").replace("/", "")
    return (
        2 <= len(letters) <= 7 and letters.isupper() and letters.isalpha() and (not is_initial(word) or word in _STATES)
    )


#: Written like initials.
_STATES = frozenset({"U.S.", "U.N.", "U.K.", "E.U."})


def is_initial(word: str) -> bool:
    """Say whether a word is an initial, or several without spaces: J. or J.R."""
    return len(word) == 1 or (word[-1] == "." and word[1] == "." and len(word) in {2, 4} and word[0].isupper())
