"""Where a verb of saying stands among tokens, and which of its readings fits there."""

from stages.annotate.quotes.lexicon import Lexicon, Verb
from stages.annotate.quotes.tokens import Tokens


def verb_at(t: Tokens, at: int, words: Lexicon) -> Verb | None:
    """Return what the token ``at`` reports as a verb; None where it is none, or there a noun or an infinitive."""
    readings = words.verbs.get(t.low[at])
    if not readings:
        return None
    previous = t.low[at - 1] if at else ""
    noun = previous in words.sets["determiner"] and previous not in words.sets["pronoun"]
    if previous in words.sets["attribute"] and at > 1 and t.low[at - 2] in words.sets["determiner"]:
        return None  # the average declared value
    if noun or (previous == "of" and not t.low[at].endswith("ing")):
        return None  # the claims, a set of proposed changes
    for verb in readings:
        behind = at + 1 + bool(verb.particle)
        if verb.particle and t.low[at + 1 : behind] != [verb.particle]:
            continue
        infinitive = verb.infinitive and t.low[behind : behind + 1] == ["that"]
        if (previous == "to" and infinitive) or (previous != "to" and not verb.infinitive):
            return verb
    return None


def cue(t: Tokens, at: int, verb: Verb) -> tuple[int, int]:
    """Return where the verb stands in the text, with its particle."""
    return t.start[at], t.end[at + bool(verb.particle)]
