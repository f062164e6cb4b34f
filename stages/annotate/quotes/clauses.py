"""What follows a verb of saying: where the clause begins that tells what was said, and where it ends.

All of it looks at small words alone (words.toml), and no further than some tokens from where it is asked.
"""

from stages.annotate.quotes import subjects
from stages.annotate.quotes.lexicon import Lexicon, Verb
from stages.annotate.quotes.tokens import Tokens
from stages.annotate.quotes.verbs import verb_at

#: Tokens between a verb of saying and its clause, which tell when, where and to whom.
REACH = 14

#: Tokens of a subject before its auxiliary, by which a clause is seen to begin.
_SUBJECT = 12

#: Tokens from a comma to a verb of saying that takes over (..., he said).
_TAKES_OVER = 8

#: Marks that end a sentence or close behind its end: no part of what was said.
STOPS = frozenset(".!?…,;:—–")

#: Where what was said may end before its sentence does.
_CUTS = frozenset({",", "according", "and", "but"})

#: Where a clause begins, its rule; None where nothing that follows was said.
Beginning = tuple[int, str] | None


def beginning(t: Tokens, behind: int, verb: Verb, words: Lexicon) -> Beginning:
    """Return where what was said begins behind a verb of saying.

    Args:
        t: the tokens of the sentence.
        behind: the token behind the verb.
        verb: its reading.
        words: the lexicon.
    """
    at = _behind_setting(t, behind, words)
    if at >= len(t.low):
        return None
    that = _that(t, at, verb, words)
    if that is not None:
        return that, "that_clause"
    colon = t.low[at] == ":" and at + 1 < len(t.low) and verb.takes in {"clause", "that", "tell"}
    if colon or t.low[at] in STOPS:
        return (at + 1, "after_colon") if colon else None
    if verb.takes in {"tell", "whether"}:
        return (_told if verb.takes == "tell" else _asked)(t, at, words)
    if (verb.takes == "clause" and _is_clause(t, at, behind, words)) or (
        verb.takes == "that" and begins_clause(t, at, words)
    ):
        return at, "clause"
    return _deed(t, at, verb, words)


def _deed(t: Tokens, at: int, verb: Verb, words: Lexicon) -> Beginning:
    """Return where a deed or thing begins that stands for what was said (urged Korea to invest, stressed the need)."""
    if verb.takes == "deed":
        return (at, "act") if "to" in t.low[at : at + 2 * REACH] else None
    if t.low[at] in words.sets["preposition"] or t.low[at] in {"as", "for", "of", "but", "and"}:
        return None
    if verb.takes == "act":
        return at, "act"
    return (at, "thing") if verb.thing else None


def _behind_setting(t: Tokens, at: int, words: Lexicon) -> int:
    """Return the token behind what tells in single words when and where something was said."""
    sets = words.sets
    size = len(t.low)
    while at < size:
        word, following = t.low[at], t.low[at + 1] if at + 1 < size else ""
        day = word in sets["day"] and (t.cap[at] or word not in sets["modal_month"])
        before_day = word in sets["before_day"] and following in sets["day"]
        place = word in sets["setting"] and not (word == "there" and following in sets["auxiliary"])
        if not (day or before_day or place or (word == "," and following == "that")):
            break
        at += 1
    return at


def _that(t: Tokens, at: int, verb: Verb, words: Lexicon) -> int | None:
    """Return the "that" of the clause, where only to whom, when and where something was said comes before it."""
    sets = words.sets
    if t.low[at] == "that":
        follows = at + 1 < len(t.low) and t.low[at + 1] not in STOPS
        return at if follows and (verb.takes not in {"act", "deed"} or verb.name == "urge") else None
    told = verb.takes == "tell"
    if verb.takes in {"act", "deed"} or not (told or t.low[at] in sets["preposition"] or t.low[at] in {"to", ","}):
        return None
    for number in range(at, min(len(t.low) - 1, at + REACH)):
        word, following = t.low[number], t.low[number + 1]
        if word == "that":
            subject = t.cap[number + 1] or following in sets["determiner"] or following in sets["pronoun"]
            return number if subject or told else None
        ends = word in sets["auxiliary"] or (word in STOPS and word != ",")
        if ends or word in sets["away"] or (word == "of" and not told) or (word in sets["pronoun"] and number > at):
            return None
    return None


def begins_clause(t: Tokens, at: int, words: Lexicon) -> bool:
    """Say whether a clause is seen to begin: a noun phrase with an auxiliary close behind it."""
    sets = words.sets
    if at >= len(t.low) or t.low[at] in STOPS:
        return False
    word = t.low[at]
    if word in sets["subject"]:
        return True
    if word in sets["preposition"] or word in sets["conjunction"] or word in {"to", "as", "of", "for"}:
        return False
    for following in t.low[at + 1 : at + _SUBJECT]:
        if following in sets["auxiliary"]:
            return True
        if following in STOPS or following in sets["relative"] or following in {"to", "by", "from", "with"}:
            return False
    return False


def _is_clause(t: Tokens, at: int, behind: int, words: Lexicon) -> bool:
    """Say whether a clause, or words that stand for one, follow "said", and not who said it, or where."""
    sets = words.sets
    if t.low[at] in sets["preposition"]:
        return any(word in sets["auxiliary"] for word in t.low[at : at + 2 * REACH])
    said_before = behind > 1 and t.low[behind - 2] in {",", "'", '"', "”", "’"}
    if not said_before or begins_clause(t, at, words):
        return True
    inverted = subjects.after(t, behind, words)
    return not (inverted and closes(t, inverted.last, words))


def _told(t: Tokens, at: int, words: Lexicon) -> Beginning:
    """Return where the clause begins behind whom it was told (told them he would, told her to wait)."""
    sets = words.sets
    if not (t.cap[at] or t.low[at] in sets["determiner"] or t.low[at] in sets["listener"]):
        return None
    for number in range(at + 1, min(len(t.low), at + REACH)):
        word = t.low[number]
        if word in STOPS:
            return None
        if word in sets["subject"] or word in {"whether", "how", "why"}:
            return number, "clause"
        linked = t.cap[number - 1] or t.low[number - 1] in sets["link"]
        if word == "the" and not linked and begins_clause(t, number, words):
            return number, "clause"
        following = number + 1
        deed = word == "to" and following < len(t.low) and not t.cap[following]
        if deed and t.low[following] not in sets["determiner"]:
            return number, "told_to"
    return None


def _asked(t: Tokens, at: int, words: Lexicon) -> Beginning:
    """Return where a question begins, behind whom it was put to."""
    for number in range(at, min(len(t.low), at + REACH)):
        if t.low[number] in words.sets["question"]:
            return number, "question"
        if t.low[number] in STOPS:
            return None
    return None


def closes(t: Tokens, at: int, words: Lexicon) -> bool:
    """Say whether from ``at`` on a clause only tells when, where and to whom, up to a comma or its end."""
    sets = words.sets
    while at < len(t.low) and t.low[at] in sets["adverb"]:
        at += 1
    if at >= len(t.low) or t.low[at] in STOPS:
        return True
    word = t.low[at]
    return word in sets["day"] or word in sets["relative"] or word in sets["closing"]


def end(t: Tokens, first: int, last: int, words: Lexicon) -> int:
    """Return the token behind the last of what was said, which begins with ``first`` and ends before ``last``."""
    for at in range(first + 1, last):
        word = t.low[at]
        if word in _CUTS and (
            (word == "," and at + 1 < last and _takes_over(t, at + 1, words))
            or (word == "according" and t.low[at + 1 : at + 2] == ["to"])
            or (word in {"and", "but"} and _says_more(t, at + 1, words))
        ):
            last = at
            break
    while last > first and t.low[last - 1] in STOPS and not _abbreviates(t, last - 1):
        last -= 1
    return last


def _abbreviates(t: Tokens, stop: int) -> bool:
    """Say whether the last full stop belongs to letters before it (the U.S.), and another mark follows it."""
    glued = stop > 0 and t.end[stop - 1] == t.start[stop]
    return glued and t.low[stop] == "." and "." in t.low[stop - 1] and stop + 1 < len(t.low)


def _takes_over(t: Tokens, at: int, words: Lexicon) -> bool:
    """Say whether the reporter goes on at ``at``, behind a comma: adding that, and urged that, he said."""
    size = len(t.low)
    number = at
    while number < size and (t.low[number] in words.sets["going_on"] or t.low[number].endswith("ly")):
        number += 1
    verb = verb_at(t, number, words) if number < size else None
    if verb and verb.participle:
        return verb.takes in {"clause", "that", "tell"}
    if verb and number > at:
        return _is_that(t, number + 1 + bool(verb.particle))
    for number in range(at + 1, min(size, at + _TAKES_OVER)):
        verb = verb_at(t, number, words) if t.low[number] in words.verbs else None
        if verb and not verb.participle and verb.takes != "act":
            subject = subjects.before(t, number, words, at)
            whole = subject is not None and subject.first == at and not subject.passive
            return whole and closes(t, number + 1 + bool(verb.particle), words)
        if t.low[number] in STOPS:
            break
    return False


def _says_more(t: Tokens, at: int, words: Lexicon) -> bool:
    """Say whether behind "and" one more verb of the same speaker stands: and added that, and he urged that."""
    sets = words.sets
    while at < len(t.low) and (t.low[at] in sets["adverb"] or t.low[at] in {"he", "she", "they"}):
        at += 1
    verb = verb_at(t, at, words) if at < len(t.low) else None
    return verb is not None and _is_that(t, at + 1 + bool(verb.particle))


def _is_that(t: Tokens, at: int) -> bool:
    return at < len(t.low) and t.low[at] == "that"
