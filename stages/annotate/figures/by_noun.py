"""Indicators that stand beside their amount as nouns: exports of $2 billion, an increase of 5 percent in exports."""

from stages.annotate.figures.by_verb import subject_of
from stages.annotate.figures.letters import AMOUNTS, LETTERS, NOUNS, TIES, VERBS, WITHIN, letters
from stages.annotate.figures.lexicon import lexicon
from stages.annotate.figures.measured import Match, Measured, loose
from stages.annotate.figures.naming import COUNTED, SAID
from stages.annotate.figures.phrases import Phrase, left, right
from stages.annotate.figures.tokens import Tokens

#: Tokens of the longest attribute.
_ATTRIBUTE = 6

#: Tokens of what is said of a share.
_SAID = 8

_PASSED = letters("THE", "FILL", "MORE", "OVER")


def noun(tokens: Tokens, match: Match) -> Measured | None:
    """Exports of $2 billion; a package worth Rs5 billion for the city."""
    phrase = left(tokens, match.start, subject=False)
    if phrase is None or _hangs(tokens, phrase.start):
        return None
    tied = _tied(tokens, match.amount + 1, letters("FOR"))
    verb = _over(tokens, phrase.start) - 1
    if tied is None and phrase.end - phrase.start == 1 and verb >= 0 and tokens.letters[verb] == LETTERS["SHOW"]:
        shown = subject_of(tokens, verb)  # The current account posted a surplus.
        if shown:
            return Measured(shown._replace(suffix=f" {tokens.words[phrase.start]}"), verb=verb)
    return Measured(phrase._replace(more=tied))


def collection(tokens: Tokens, match: Match) -> Measured | None:
    """A portfolio of 83 projects: the noun before of, with what is counted."""
    if tokens.words[match.start] not in lexicon().collections:
        return None
    phrase = left(tokens, match.start + 1, subject=False)
    return Measured(phrase._replace(link=COUNTED, more=(match.amount, match.amount + 1))) if phrase else None


def _hangs(tokens: Tokens, at: int) -> bool:
    """Say whether a phrase hangs on a noun, so that of the two either may be measured: levy on fuel of Rs5."""
    edges = tokens.letters[max(0, at - 2) : at]
    return len(edges) == 2 and edges[0] in NOUNS and edges[1] in letters("IN", "FOR", "FROM", "PREP", "OVER")


def _tied(tokens: Tokens, at: int, ties: frozenset[str]) -> tuple[int, int] | None:
    """Return the tokens of the phrase that hangs on what ends before token ``at``, with what ties it."""
    if tokens.letters[at : at + 1] not in ties or tokens.letters[at + 1 : at + 2] in ("", LETTERS["DATE"]):
        return None
    if tokens.letters[at] == LETTERS["PREP"] and tokens.words[at] != "on":
        return None
    phrase = right(tokens, at + 1, tied=False)
    return (at, phrase.end) if phrase else None


def growth(tokens: Tokens, match: Match) -> Measured | None:
    """An increase of 5 percent in exports; export growth of 5 percent; exports registered a growth of 5 percent."""
    at = match.start
    sign = _direction(tokens, at)
    phrase = _hanging(tokens, match.amount + 1)
    if phrase:
        return Measured(phrase, sign)
    phrase = left(tokens, at, subject=False)
    plain = phrase is not None and any(_solid(tokens, each) for each in range(phrase.start, at))
    start = _over(tokens, phrase.start if phrase else at)
    edge = tokens.letters[start - 1] if start else ""
    if edge in letters("SHOW", "STAND"):
        shown = None if _reports(tokens, start - 1) else subject_of(tokens, start - 1)
        return Measured(shown, sign, start - 1) if shown else loose(at, sign)
    if plain and phrase:
        return Measured(phrase, sign)
    return loose(at, sign)


def grows(tokens: Tokens, match: Match) -> Measured | None:
    """A 40 percent increase in exports, a 7 percent pension increase; exports saw a 5 percent increase."""
    at = tokens.letters.find(LETTERS["GROWTH"], match.amount + 1, match.behind)
    sign = _direction(tokens, at)
    if tokens.letters[at + 1 : at + 2] == LETTERS["IN"]:
        phrase = _hanging(tokens, at + 1)
        return Measured(phrase, sign) if phrase else None
    if any(_solid(tokens, each) for each in range(match.amount + 1, at)):
        return Measured(Phrase(match.amount + 1, at), sign)
    start = _over(tokens, match.amount)
    if start and tokens.letters[start - 1] in letters("SHOW", "STAND") and not _reports(tokens, start - 1):
        shown = subject_of(tokens, start - 1)
        return Measured(shown, sign, start - 1) if shown else None
    return None


def _hanging(tokens: Tokens, at: int) -> Phrase | None:
    """Return the phrase behind an "in" at token ``at``, unless a date follows."""
    if tokens.letters[at : at + 1] != LETTERS["IN"] or tokens.letters[at + 1 : at + 2] == LETTERS["DATE"]:
        return None
    return right(tokens, at + 1)


def _over(tokens: Tokens, at: int) -> int:
    """Return ``at``, or the first of the determiners and adverbs right before it."""
    while at and tokens.letters[at - 1] in _PASSED:
        at -= 1
    return at


def _direction(tokens: Tokens, at: int) -> int:
    return lexicon().nouns[tokens.words[at]][1]


def _reports(tokens: Tokens, at: int) -> bool:
    """Say whether a verb tells who reports a figure, and not whose it is."""
    return tokens.words[at].startswith("report") and tokens.letters[at - 1 : at] != LETTERS["BE"]


def _solid(tokens: Tokens, at: int) -> bool:
    """Say whether a word before a noun of growth may be what grows: a noun, and no adjective of its size."""
    suffixes = ("ive", "ous", "able", "ful", "fold", "digit")
    return tokens.letters[at] == LETTERS["WORD"] and not tokens.words[at].endswith(suffixes)


def goal(tokens: Tokens, match: Match) -> Measured | None:
    """The export target of $25 billion; a target of $5 billion for IT exports; ..., with a target of $5 billion."""
    tied = _tied(tokens, match.amount + 1, letters("FOR", "IN"))
    if tied:
        return Measured(Phrase(tied[0] + 1, tied[1]))
    phrase = left(tokens, match.start, subject=False)
    if phrase is None or not any(_owns(tokens, at) for at in range(phrase.start, phrase.end)):
        return loose(match.start)
    return Measured(phrase)


#: What a target is of that is told of a time alone: the year's target, a new target.
_TIMES = frozenset(
    ("s", "year's", "month's", "quarter's", "annual", "new", "original", "revised", "initial", "overall")
)


def _owns(tokens: Tokens, at: int) -> bool:
    """Say whether a word before a target may be what is to be reached."""
    return _solid(tokens, at) and tokens.words[at].replace("’", "'") not in _TIMES


def attribute(tokens: Tokens, match: Match) -> Measured | None:
    """A Rs36 billion mini budget, 18 percent sales tax: the noun phrase right behind the amount."""
    at = end = match.amount + 1
    while end < len(tokens.letters) and tokens.letters[end] in NOUNS | WITHIN:
        end += 1
    while end > at and tokens.letters[end - 1] not in NOUNS:
        end -= 1
    if not 0 < end - at <= _ATTRIBUTE or tokens.words[end - 1] not in lexicon().quantities:
        return None
    return Measured(Phrase(at, end, more=_tied(tokens, end, letters("OF", "FOR", "IN", "PREP"))))


def inside(tokens: Tokens, match: Match) -> Measured | None:
    """$1.5 billion in exports, Rs5 billion worth of goods."""
    at = match.amount + 1
    worth = tokens.letters[at] == LETTERS["WORTH"]
    phrase = right(tokens, at + 1 + worth, tied=False)
    if phrase is None:
        return None
    of = tokens.letters.find(LETTERS["OF"], phrase.start, phrase.end)
    head = tokens.words[(of if of > phrase.start else phrase.end) - 1]
    return Measured(phrase) if worth or head in lexicon().quantities else None


_CLAUSE = letters("BREAK", "COMMA", "STOP", "QUOTE", "SAY", "AND")
_BEFORE_SHARE = letters("FILL", "OVER", "MORE", "THAN", "PREP", "TO")
_AFTER_SHARE = letters("COMMA", "STOP", "QUOTE", "BREAK", "SHUT", "AS", "AFTER")


def share(tokens: Tokens, match: Match) -> Measured | None:
    """60 percent of Pakistanis are young: where the percentage begins a clause, with what is said of its whole."""
    start = match.amount
    while start and tokens.letters[start - 1] in _BEFORE_SHARE:
        start -= 1
    phrase = right(tokens, match.amount + 2)
    if phrase is None or phrase.end >= len(tokens.letters) or (start and tokens.letters[start - 1] not in _CLAUSE):
        return None
    at = phrase.end
    if tokens.letters[at] not in VERBS or tokens.letters[at] in letters("SAY", "MODAL"):
        return None
    end = at + 1
    ends = _AFTER_SHARE | AMOUNTS | letters("DATE")
    while end < len(tokens.letters) and end - at < _SAID and tokens.letters[end] not in ends:
        end += 1
    if end < len(tokens.letters) and tokens.letters[end] not in _AFTER_SHARE | letters("DATE"):
        return None
    while tokens.letters[end - 1] in TIES:
        end -= 1
    return Measured(phrase._replace(prefix="share of ", link=SAID, more=(at, end)), 0, at)
