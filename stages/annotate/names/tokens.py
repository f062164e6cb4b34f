"""The words of a run, each with what the tables say of it, cut where nothing can be one name."""

from functools import cache

from stages.annotate.names.gazetteer import Names, known
from stages.annotate.names.lexicon import CALENDAR, COMMON, GIVEN, NOT_ORG, OF_HEAD, ROLE, STOP, flags_of
from stages.annotate.names.runs import JOINTS

#: Words of grammar that are names of countries or organisations where all their letters are capitals.
_CAPITALS = frozenset({"US", "WHO", "IT", "AN"})

#: What may be left of a word behind a hyphen for it to be a word of its own: Hezbollah-backed, not Tehreek-e-Insaf.
_LEAST_SUFFIX = 3

#: Kinds of words that may part names.
_MAY_PART = CALENDAR | STOP


#: What companies are, behind their names.
_COMPANIES = frozenset(
    ("corp", "inc", "ltd", "co", "cos", "limited", "plc", "llc", "llp", "group", "company", "corporation", "gmbh", "ag")
)

#: Words that are kept for when they come again, at most.
_WORDS = 1 << 16


class Token:
    """A word of runs, and all that is known of it alone.

    Args:
        word: as it stands in a run.
        names: what is known.

    Attributes:
        text: without a possessive ending and what stands before it.
        skipped: how many code points before it are no part of it.
        cut: whether names are parted behind it.
        parts: whether it may not simply stand as it is: something is cut off, or it may part names.
        flags: the bits of `stages.annotate.names.lexicon`.
        joint: whether it is a small word that parts names: of, and.
        small: whether it is any small word: ul, of.
        acronym, initial: whether it looks like one.
        institution: whether it is a head that only organisations have: Ministry, Ltd; not Technology.
        longest: the words of the longest known name that begins with it.
    """

    __slots__ = (
        "acronym",
        "cut",
        "flags",
        "initial",
        "institution",
        "joint",
        "longest",
        "parts",
        "skipped",
        "small",
        "text",
    )

    def __init__(self, word: str, names: Names) -> None:
        plain = word.isalpha()  # nothing can be cut off letters alone
        self.small = word == "&" or (plain and word[0].islower())
        text, self.skipped, self.cut = (word, 0, False) if plain or self.small else _bare(word, names)
        self.text = text
        self.flags = flags_of(text)
        self.parts = not self.small and bool(self.cut or self.skipped or self.flags & _MAY_PART)
        self.joint = self.small and word in JOINTS
        self.acronym = (text[-1].isupper() or text[-1] == ".") and is_acronym(text)
        self.initial = len(text) == 1 or (not plain and is_initial(text))
        self.institution = bool(self.flags & OF_HEAD) or text.lower().rstrip(".") in _COMPANIES
        self.longest = names.longest.get(text, 0)


class Tokens(dict[str, Token]):
    """The words of runs, looked up as they stand.

    Args:
        names: what is known.
    """

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, word: str) -> Token:
        """Look a word up for the first time."""
        if len(self) >= _WORDS:
            self.clear()
        token = self[word] = Token(word, self._names)
        return token


@cache
def tokens_of(least_population: int) -> Tokens:
    """Return the words that were met so far."""
    return Tokens(known(least_population))


#: Words in a row, and where in the run each begins.
Piece = tuple[list[Token], list[int]]


def pieces(run: str, least_population: int) -> list[Piece]:
    """Return the words of a run, cut where a word of grammar, a day, or a possessive ending parts names.

    Args:
        run: the run, with spaces that break alone.
        least_population: of the cities that are known.
    """
    known_words = tokens_of(least_population)
    if run and " " not in run:
        token = known_words[run]
        if not token.parts and not token.small:
            return [([token], [0])]
    words = run.split(" ")
    return _uncut(words, known_words) or _cut(words, known_words)


def _uncut(words: list[str], known_words: Tokens) -> list[Piece]:
    """Return all words as one piece where none of them parts names or is cut, as in most runs; else nothing."""
    if "" in words:
        return []
    together = [known_words[word] for word in words]
    if together[0].small or [1 for token in together if token.parts]:
        return []
    starts = [0]
    start = 0
    for word in words[:-1]:
        start += len(word) + 1
        starts.append(start)
    return [(together, starts)]


def _cut(words: list[str], known_words: Tokens) -> list[Piece]:
    """Return the words cut where names are parted."""
    tokens: list[Token] = []
    starts: list[int] = []
    found = [(tokens, starts)]
    position = 0
    for at, word in enumerate(words):
        start, position = position, position + len(word) + 1
        if not word:
            continue
        token = known_words[word]
        if token.small:
            if tokens:
                tokens.append(token)
                starts.append(start)
            continue
        cut = token.cut
        if token.flags & _MAY_PART and _parts(token.text, token.flags, words[at + 1] if at + 1 < len(words) else ""):
            cut = True
        else:
            tokens.append(token)
            starts.append(start + token.skipped)
        if cut:
            tokens, starts = [], []
            found.append((tokens, starts))
    return found


def _bare(word: str, names: Names) -> tuple[str, int, bool]:
    """Return a word without what is no part of a name.

    Returns:
        the word, how many code points before it are no part of it, and whether names are parted behind it.
    """
    table = names.table
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
    return text, skipped, cut


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
