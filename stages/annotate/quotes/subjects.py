"""Who is said to speak: the noun phrase before a verb of saying, the one behind it, and the one that opens a sentence.

A parser would be asked for the subject of a clause. Here the small words of words.toml bound it: a subject reaches from
the verb back to the last comma, conjunction or other verb, without what was put between for time and manner. No rule
looks further than `_REACH` tokens, so that all of it is linear.
"""

from typing import NamedTuple

from stages.annotate.quotes.lexicon import Lexicon
from stages.annotate.quotes.tokens import Tokens

#: Tokens that a noun phrase, with what stands between it and its verb, may have at most.
_REACH = 40

#: Marks at which a noun phrase ends.
_BOUNDS = frozenset(",;:()[]{}\"“”„«»‘’'`—–-…?!|")

#: Marks that part what explains a noun phrase from it.
_PARTED = frozenset(",—–-")

#: Letters that a title or an initial before a full stop has at most.
_ABBREVIATION = 4

#: Words that begin a noun phrase right behind a verb, as its object.
_OPENS_OBJECT = frozenset(("the", "a", "an", "its", "his", "her", "their", "our", "my"))

#: Tokens of a noun phrase that has only small letters.
_LONGEST_NOMINAL = 5


class Subject(NamedTuple):
    """A noun phrase.

    Attributes:
        first: its first token.
        last: the token behind its last.
        outer: the first token of the clause that it opens: before it stand only words that bound it.
        passive: whether the verb is a passive, so that the phrase names who was spoken to.
    """

    first: int
    last: int
    outer: int
    passive: bool = False


def before(t: Tokens, verb: int, words: Lexicon, low: int = 0) -> Subject | None:
    """Return the subject of the verb at ``verb``, looking back no further than the token ``low``."""
    low = max(low, verb - _REACH)
    at, passive = _skip_between(t, verb - 1, words, low)
    at = _before_brackets(t, at, low)
    if at < low or t.low[at] in words.sets["conjunction"]:
        return None  # and added: the subject is that of the verb before
    if t.low[at] in _PARTED:
        found = _before_apposition(t, at, words, low)
    elif t.low[at] in words.sets["relative"]:
        found = _antecedent(t, at, words, low)
    else:
        found = _phrase_ending(t, at, words, low)
    if found and passive and not t.low[verb].endswith("ing"):
        return Subject(found.first, found.last, found.outer, passive=True)
    return found


def _before_brackets(t: Tokens, at: int, low: int) -> int:
    """Return the token before what stands in brackets up to ``at``; ``at`` where nothing does."""
    if at < low or t.low[at] != ")":
        return at
    while at > low and t.low[at] != "(":
        at -= 1
    return at - 1


def _antecedent(t: Tokens, at: int, words: Lexicon, low: int) -> Subject | None:
    """Return the noun phrase that the relative clause which begins at ``at`` is about."""
    at -= 1 + (at > low and t.low[at - 1] == ",")
    if at < low or t.low[at] in _BOUNDS:
        return None
    first = _chunk(t, at, words, low)
    return Subject(first, at + 1, first)


def _skip_between(t: Tokens, at: int, words: Lexicon, low: int) -> tuple[int, bool]:
    """Return the last token before ``at`` that is no auxiliary, adverb or time, and whether a form of be was passed."""
    sets = words.sets
    passive = False
    while at >= low:
        word = t.low[at]
        if word not in words.between and not word.endswith("ly"):
            break
        day = word in sets["day"] and (t.cap[at] or word not in sets["modal_month"])
        before_day = word in sets["before_day"] and t.low[at + 1] in sets["day"]
        adverb = word in sets["adverb"] or (word.endswith("ly") and not t.cap[at])
        if not (day or before_day or adverb or word in sets["auxiliary"]):
            break
        passive = passive or word in sets["being"]
        at -= 1
    return at, passive


def _before_apposition(t: Tokens, comma: int, words: Lexicon, low: int) -> Subject | None:
    """Return the noun phrase that what stands between two commas or dashes before a verb belongs to."""
    mark = t.low[comma]
    best: Subject | None = None
    verbal = False
    at = comma - 1
    while at > low:
        if t.low[at] == mark or (mark != "," and t.low[at] in {"—", "–", "-"}):
            found = _phrase_ending(t, at - 1, words, low) if t.low[at - 1] not in _BOUNDS else None
            following = t.low[at + 1]
            explains = following in words.sets["determiner"] or following in words.sets["relative"] or not t.cap[at + 1]
            named = found is not None and (t.cap[found.last - 1] or t.low[found.first] in words.sets["determiner"])
            if found and (best is None or (named and explains and (not verbal or following in words.sets["relative"]))):
                best = found
        elif t.low[at] in words.sets["auxiliary"]:
            verbal = True
        elif t.low[at] in {";", ":", "“", "”", '"'}:
            break
        at -= 1
    return best


def _phrase_ending(t: Tokens, last: int, words: Lexicon, low: int) -> Subject | None:
    """Return the noun phrase whose last token is ``last``."""
    sets = words.sets
    if t.low[last] in sets["pronoun"]:
        return Subject(last, last + 1, _outer(t, last, words, low))
    if t.low[last] in _BOUNDS or t.low[last] in sets["preposition"] or t.low[last] in sets["subordinator"]:
        return None
    outer, verbal = _clause(t, last, words, low)
    first = outer
    while first < last and (
        t.low[first] in sets["opener"]
        or (t.cap[first] and (t.low[first].endswith("ly") or t.low[first] in sets["subordinator"]))
    ):
        first += 1
    adjunct = t.low[first] in sets["preposition"] or t.low[first] in sets["day"] or t.low[first] in {"last", "to"}
    if verbal or adjunct:  # what stands before it is the end of another clause, or when and where
        first = _chunk(t, last, words, first)
    return Subject(first, last + 1, outer)


def _clause(t: Tokens, last: int, words: Lexicon, low: int) -> tuple[int, bool]:
    """Return the first token of the clause that goes on to ``last``, and whether another one runs into it."""
    sets = words.sets
    at = last
    joined = None
    while at >= low:
        word = t.low[at]
        if word in _BOUNDS or (word == "." and not _is_abbreviated(t, at)):
            break
        if not t.cap[at]:
            if word in sets["subordinator"] or word == "but":
                break
            verb = word in words.verbs and t.low[at - 1] not in sets["determiner"]
            if verb or word in sets["auxiliary"]:
                return (at + 1, True) if joined is None else (joined + 1, False)
            if joined is None and word in {"and", "or"}:
                joined = at
        at -= 1
    return at + 1, False


def _outer(t: Tokens, first: int, words: Lexicon, low: int) -> int:
    while first > low and t.low[first - 1] in words.sets["opener"]:
        first -= 1
    return first


def _chunk(t: Tokens, last: int, words: Lexicon, low: int) -> int:
    """Return where the shortest noun phrase up to ``last`` begins: at a determiner, or behind a preposition."""
    sets = words.sets
    at = last
    link = None
    while at > low and last - at < _REACH:
        if t.low[at] in sets["determiner"]:
            return at
        previous = t.low[at - 1]
        if previous in sets["preposition"] or previous in sets["day"] or previous == "and":
            return at
        if previous in sets["auxiliary"] or previous in _BOUNDS or (previous in words.verbs and not t.cap[at - 1]):
            return at if link is None else link  # for Mr. Khan: what stands before "for" is no noun phrase
        if link is None and previous in {"for", "to", "of", "at"}:
            link = at
        at -= 1
    return at if link is None or t.cap[at] else link


def _is_abbreviated(t: Tokens, stop: int) -> bool:
    """Say whether the full stop belongs to an initial or a short title (J. K., Sen.)."""
    if not 0 < stop < len(t.low) - 1 or not t.cap[stop - 1]:
        return False
    return t.end[stop - 1] == t.start[stop] and t.end[stop - 1] - t.start[stop - 1] <= _ABBREVIATION


def after(t: Tokens, first: int, words: Lexicon, *, long: bool = False) -> Subject | None:
    """Return the noun phrase that begins with the token ``first``: who said it, behind the verb.

    Args:
        t: the tokens.
        first: its first token.
        words: the lexicon.
        long: whether it reaches to the next comma or stop, whatever prepositions come before (according to a report by
            the ministry).
    """
    sets = words.sets
    size = len(t.low)
    while first < size and (t.low[first] in sets["adverb"] and not t.cap[first]):
        first += 1
    if first >= size or not _begins_phrase(t, first, words):
        return None
    if t.low[first] in sets["pronoun"] and t.low[first + 1 : first + 2] != ["of"]:
        return Subject(first, first + 1, first)
    at = first + 1
    while at < min(size, first + _REACH) and not _bounds(t, at):
        word = t.low[at]
        if t.cap[at]:
            if word in sets["day"] and not long:
                break
        elif word == "and" and t.low[at + 1 : at + 2] and t.low[at + 1] in sets["preposition"]:
            break  # according to the union and on half pay
        elif word in sets["relative"] or not (long or _links(t, at, words) or not _ends_phrase(word, words)):
            break
        at += 1
    while t.low[at - 1] in sets["link"] or t.low[at - 1] in sets["preposition"]:
        at -= 1
    return Subject(first, at, first) if at > first else None


def _bounds(t: Tokens, at: int) -> bool:
    """Say whether a mark ends a noun phrase there."""
    return t.low[at] in _BOUNDS or (t.low[at] == "." and not _is_abbreviated(t, at))


def _begins_phrase(t: Tokens, at: int, words: Lexicon) -> bool:
    sets, word = words.sets, t.low[at]
    if word in _BOUNDS or word == ".":
        return False
    small = word in sets["preposition"] or word in sets["subordinator"] or word in sets["auxiliary"]
    return t.cap[at] or not small or word in sets["pronoun"]


def _links(t: Tokens, at: int, words: Lexicon) -> bool:
    """Say whether a small word joins two parts of one noun phrase (minister for trade, ambassador to China)."""
    following = t.low[at + 1] if at + 1 < len(t.low) else ""
    goes_on = bool(following) and (t.cap[at + 1] or following in words.sets["determiner"])
    return t.low[at] in words.sets["link"] and goes_on and (t.low[at] not in {"to", "at"} or not t.cap[at - 1])


def _ends_phrase(word: str, words: Lexicon) -> bool:
    sets = words.sets
    return (
        word in sets["preposition"]
        or word in sets["subordinator"]
        or word in sets["auxiliary"]
        or word in sets["day"]
        or word in sets["adverb"]
        or word in {"to", "but", "last", "this", "late", "earlier"}
        or word in words.verbs
    )


def opening(t: Tokens, words: Lexicon, low: int, high: int) -> Subject | None:
    """Return the subject of the clause that the tokens ``low`` to ``high`` are: its first noun phrase.

    What a preposition or participle puts before it, up to a comma, is passed over (Speaking in Beijing, the envoy ...).
    """
    sets = words.sets
    at = low
    high = min(high, low + 3 * _REACH)
    while at < high and (t.low[at] in sets["opener"] or t.low[at] in _BOUNDS):
        at += 1
    for _ in range(2):
        if at < high and _is_adjunct(t, at, words):
            comma = next((i for i in range(at, min(high, at + _REACH)) if t.low[i] == ","), None)
            if comma is None:
                return None
            at = comma + 1
    if at >= high:
        return None
    last = at + 1 if t.low[at] in sets["pronoun"] else _phrase_from(t, at, high, words)
    return Subject(at, last, low) if last > at else None


def _phrase_from(t: Tokens, first: int, high: int, words: Lexicon) -> int:
    """Return the token behind the noun phrase that begins with ``first``: a name, or a determiner and some nouns."""
    nominal = not t.cap[first] or t.low[first] in words.sets["determiner"]
    named = False
    at = first
    while at < min(high, first + _REACH) and not _bounds(t, at):
        word = t.low[at]
        if at > first and t.cap[at]:
            named = True
        elif at > first + 1 and word in _OPENS_OBJECT and not _links(t, at - 1, words):
            return at if t.cap[at - 1] else at - 1  # the committee kept its forecast
        elif named and nominal and (body := _body(t, at, high, words)):
            at = body
            continue
        elif at > first and not _links(t, at, words):
            plain = nominal and not named and at - first < _LONGEST_NOMINAL and not word.endswith("ed")
            if not plain or _ends_phrase(word, words):
                break
        at += 1
    return at


def _body(t: Tokens, first: int, high: int, words: Lexicon) -> int:
    """Return the token behind the kind of body that a name goes on with (Sindh local government department), else 0."""
    for at in range(first, min(high, first + _LONGEST_NOMINAL)):
        if t.cap[at] or _bounds(t, at) or _ends_phrase(t.low[at], words):
            break
        if t.low[at] in words.sets["body"]:
            return at + 1
    return 0


def _is_adjunct(t: Tokens, at: int, words: Lexicon) -> bool:
    word = t.low[at]
    return (
        word in words.sets["preposition"]
        or word in words.sets["subordinator"]
        or word in words.sets["day"]
        or word in words.sets["adverb"]
        or word.endswith("ing")
        or word in {"to", "asked", "last", "earlier", "later"}
    )
