"""Indicators that a verb ties to their amount: its subject, its object, or what it does itself."""

from stages.annotate.figures.grammar import REACH
from stages.annotate.figures.kinds import cues
from stages.annotate.figures.letters import AMOUNTS, LETTERS, NOUNS, letters
from stages.annotate.figures.lexicon import ING, PAST, Doing, lexicon
from stages.annotate.figures.measured import Match, Measured, loose, sign_of
from stages.annotate.figures.phrases import Phrase, before_verb, left, right
from stages.annotate.figures.tokens import Tokens

#: With these a rule begins that has no verb: ..., up 5 percent.
_VERBLESS = letters("COMMA", "STOP", "OPEN", "AND", "MORE")


#: Tokens from the beginning of a sentence to a participle that still goes on from its subject.
_OPENED = 40


def subject_of(tokens: Tokens, at: int) -> Phrase | None:
    """Return the subject of the verb at token ``at``; None where it is denied or has none."""
    end, denied = before_verb(tokens, at)
    return None if denied or not end else left(tokens, end, subject=True)


def subject(tokens: Tokens, match: Match) -> Measured | None:
    """IT exports rose to $5 billion; remittances amounting to $5 billion; it rose to $5 billion."""
    start = match.start
    if tokens.letters[start] in _VERBLESS:
        return None
    verb = next((at for at in range(start, match.amount) if at in tokens.verbs), start)
    end, denied = before_verb(tokens, start)
    if denied or not end:
        return None
    sign, edge = sign_of(tokens, start, match.amount), tokens.letters[end - 1]
    form = tokens.verbs[verb].form if verb in tokens.verbs else ""
    if form == ING and edge == LETTERS["COMMA"]:  # Improved by 12 percent, rising to $3.9 billion.
        opening = _opening_subject(tokens, verb) if tokens.letters[verb] == LETTERS["REACH"] else None
        return Measured(opening, sign, verb) if opening else loose(verb, sign, verb)
    if edge == LETTERS["IT"]:
        return Measured(Phrase(end - 1, end), sign, verb, pronoun=True)
    hanging = form == ING and letters("BE", "AUX").isdisjoint(tokens.letters[end:verb])
    phrase = left(tokens, end, subject=not hanging)
    return Measured(phrase, sign, verb) if phrase else None


def _opening_subject(tokens: Tokens, at: int) -> Phrase | None:
    """Return the subject that opens a sentence without another amount before ``at``, if its head may be measured."""
    if at > _OPENED:
        return None
    first = next((place for place in range(at) if place in tokens.verbs and tokens.verbs[place].form != ING), at)
    if first == at or any(letter in AMOUNTS for letter in tokens.letters[:at]):
        return None
    phrase = subject_of(tokens, first)
    if phrase is None or phrase.start > 1:
        return None
    of = tokens.letters.find(LETTERS["OF"], phrase.start, phrase.end)
    return phrase if tokens.words[(of if of > 0 else phrase.end) - 1] in lexicon().quantities else None


def object_(tokens: Tokens, match: Match) -> Measured | None:
    """Increase its exports to $10 billion; double it to $5 billion."""
    if match.object is None:
        return None
    start, end = match.object
    found = Measured(Phrase(start, end), sign_of(tokens, match.start, match.amount), match.start)
    if tokens.letters[start:end] == LETTERS["IT"]:
        return found._replace(pronoun=True)
    _, denied = before_verb(tokens, match.start)
    if _is_passive(tokens, match.start):
        return None  # A sum had been set aside for pumps at 90 sites.
    return None if denied or tokens.letters[end - 1] not in NOUNS | letters("CLOSE") else found


def _is_passive(tokens: Tokens, at: int) -> bool:
    """Say whether the verb at token ``at`` is a participle behind a form of be, so that it has no object."""
    verb, before = tokens.verbs.get(at), at - 1
    if verb is None or verb.form != PAST:
        return False
    while before > 0 and tokens.letters[before] in letters("FILL", "NOT"):
        before -= 1
    return before >= 0 and (tokens.letters[before] == LETTERS["BE"] or tokens.words[before] in ("been", "being"))


def price(tokens: Tokens, match: Match) -> Measured | None:
    """Eggs are sold at Rs288 per dozen: the price of eggs."""
    return _with(tokens, match, "price")


def cost(tokens: Tokens, match: Match) -> Measured | None:
    """The plant is expected to cost $250 million: the cost of the plant."""
    return _with(tokens, match, "cost")


def _with(tokens: Tokens, match: Match, word: str) -> Measured | None:
    """Return the subject as that whose price or cost is told, unless it says so itself."""
    found = subject(tokens, match)
    if found is None or found.pronoun or found.loose:
        return None
    named = tokens.words[found.phrase.start : found.phrase.end]
    prefix = "" if {word, f"{word}s"}.intersection(named) else f"{word} of "
    return found._replace(phrase=found.phrase._replace(prefix=prefix))


def portion(tokens: Tokens, match: Match) -> Measured | None:
    """Women constitute 49 percent of the population: the share of women in the population."""
    found, whole = subject(tokens, match), right(tokens, match.behind, tied=False)
    if found is None or whole is None or found.pronoun or found.loose:
        return None
    phrase = found.phrase._replace(prefix="share of ", link=" in ", more=(whole.start, whole.end))
    return found._replace(phrase=phrase)


#: What may stand before a verb that is a multiple: has more than doubled.
_MORE_THAN = letters("MORE", "THAN", "FILL", "OVER")


def multiplied(tokens: Tokens, match: Match) -> Measured | None:
    """Exports doubled, were doubled; will double it, hopes to double exports."""
    at = first = match.amount
    while first and tokens.letters[first - 1] in _MORE_THAN:
        first -= 1
    end, denied = before_verb(tokens, first)
    if denied:
        return None
    if LETTERS["BE"] not in tokens.letters[end:at]:
        if tokens.letters[at + 1 : at + 2] == LETTERS["IT"]:
            return Measured(Phrase(at + 1, at + 2), 1, at, pronoun=True)
        what = right(tokens, at + 1, tied=False)
        if what is not None:
            # The tax on phones; but doubled the lead in the 20th minute.
            hangs = tokens.words[what.end : what.end + 1] in (["on"], ["for"])
            return Measured((right(tokens, at + 1) if hangs else None) or what, 1, at)
    phrase = left(tokens, end, subject=True) if end else None
    return Measured(phrase, 1, at) if phrase else None


def done(tokens: Tokens, match: Match) -> Measured | None:
    """Rs5 billion has been allocated for roads; for roads, Rs5 billion has been allocated."""
    at = match.behind - 1
    doing, between = tokens.verbs[at].doing, tokens.letters[match.amount : at]
    if doing is None or doing.by in ("subject", "counted") or LETTERS["NOT"] in between:
        return None
    word, target = "for", None
    if tokens.words[at + 1 : at + 2] and tokens.words[at + 1] in doing.preps:
        word, target = tokens.words[at + 1], _behind(tokens, at + 1)
    elif tokens.letters[0] == LETTERS["FOR"] and match.amount < REACH:
        target = _opening(tokens, match.amount)
    if target is None:
        return None
    cue = next((cues()[each] for each in tokens.words[match.amount + 1 : at] if each in cues()), None)
    kind = doing.kind if cue is None else "plan" if cue.weak else cue.kind
    return Measured(target._replace(prefix=f"{doing.noun} {word} "), 0, at, kind)


def _opening(tokens: Tokens, amount: int) -> Phrase | None:
    """Return the phrase behind the For with which a sentence begins, where it ends before the amount."""
    phrase = right(tokens, 1)
    ends = phrase is not None and phrase.end <= amount and tokens.letters[phrase.end] in AMOUNTS | letters("COMMA")
    return phrase if ends else None


def _behind(tokens: Tokens, at: int) -> Phrase | None:
    """Return the phrase behind the preposition at token ``at``, unless a date follows."""
    return None if tokens.letters[at + 1 : at + 2] == LETTERS["DATE"] else right(tokens, at + 1)


def doing(tokens: Tokens, match: Match) -> Measured | None:
    """Plans to invest Rs5 billion in a plant; the board collected Rs5 billion."""
    at = match.start
    verb = tokens.verbs[at]
    alone = verb.form == ING and not (at and tokens.letters[at - 1] == LETTERS["BE"])
    end, denied = before_verb(tokens, at)
    counted = tokens.letters[match.amount] == LETTERS["COUNT"]
    if verb.doing is None or alone or denied or counted != (verb.doing.by == "counted"):
        return None
    if counted:
        return Measured(Phrase(match.amount, match.amount + 1, prefix=f"{verb.doing.noun} of ", counted=True), 0, at)
    phrase = _told_of(tokens, match.amount + 1, verb.doing)
    if phrase is None and verb.doing.by != "object" and end:
        doer = left(tokens, end, subject=True)
        phrase = doer._replace(suffix=f" {verb.doing.noun}") if doer else None
    return Measured(phrase, 0, at, verb.doing.kind) if phrase else None


def _told_of(tokens: Tokens, at: int, told: Doing) -> Phrase | None:
    """Return what is done, with what stands behind the amount: investment in a plant."""
    if told.by == "subject" or tokens.words[at : at + 1] == [] or tokens.words[at] not in told.preps:
        return None
    target = _behind(tokens, at)
    return target._replace(prefix=f"{told.noun} {tokens.words[at]} ") if target else None
