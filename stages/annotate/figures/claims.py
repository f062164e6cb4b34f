"""What the rules make of the amounts of one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from stages.annotate.figures import kinds
from stages.annotate.figures.grammar import END, REACH, Rule, rules_between
from stages.annotate.figures.indicators import measured
from stages.annotate.figures.kinds import FACT, Kind
from stages.annotate.figures.letters import AMOUNTS, LETTERS, VERBS, letters
from stages.annotate.figures.measured import Match, Measured, loose, match_of
from stages.annotate.figures.naming import OWNED, Name, name_of
from stages.annotate.figures.periods import NEVER, Period
from stages.annotate.figures.phrases import Phrase, before_verb, left
from stages.annotate.figures.tokens import Tokens, tokens

Amount = Mapping[str, Any]

#: Decimals of the values of amounts, and one in units of the last of them.
PLACES = 9
ONE = 10**PLACES


@dataclass(slots=True)
class Claim:
    """What a rule made of an amount.

    Attributes:
        at: the token of the amount.
        amount: its row.
        rule: that applied.
        role: as in rules.toml; a growth becomes a change.
        name: of the indicator; None until it is taken from another claim.
        sign: of a change.
        verb: the token of its verb, -1 where it has none.
        kind: of the claim.
        owner: the claim whose base, growth or aim this is.
        growth, base: claims that belong to this one.
        when: its period.
    """

    at: int
    amount: Amount
    rule: Rule
    role: str
    name: Name | None
    sign: int
    verb: int
    kind: Kind
    owner: "Claim | None" = None
    growth: "Claim | None" = None
    base: "Claim | None" = None
    when: Period = NEVER


class Context(NamedTuple):
    """What stands around a sentence.

    Attributes:
        text: of the article.
        home: names of the country whose indicators are told without its name.
        names: of the last sentences that told figures, as far as they may still be meant.
        before: the spans of the sentences before it, likewise.
    """

    text: str
    home: frozenset[str]
    names: list[list[Name]]
    before: Sequence[tuple[int, int]]


def letter_of(amount: Amount) -> str:
    """Return the class of an amount."""
    return _letter(amount["kind"], amount["unit"])


@lru_cache(maxsize=1 << 10)
def _letter(kind: str, unit: str | None) -> str:
    if kind == "percent" and unit not in (None, "percent"):
        kind = "point"
    return LETTERS.get(kind.upper(), LETTERS["RATIO"])


def multiplied(taken: Tokens, at: int, amount: Amount, around: Context) -> Claim | None:
    """Return what is claimed by the verb at token ``at`` that is a multiple itself: by 100 percent where it doubled."""
    claim = claim_of(taken, at, amount, around)
    if claim is None:
        return None
    change = 100 * (amount["value_low"] - ONE)
    told = {"kind": "percent", "unit": "percent", "value_low": abs(change), "value_high": abs(change)}
    claim.amount, claim.sign = {**amount, **told}, 1 if change > 0 else -1
    return claim


def claim_of(taken: Tokens, at: int, amount: Amount, around: Context) -> Claim | None:
    """Return what the first rule that applies makes of the amount at token ``at``; None where none does."""
    classes = taken.letters
    backwards = classes[max(0, at - REACH) : at][::-1]
    for rule in rules_between(classes[at], backwards[:2], classes[at + 1 : at + 2] or END):
        before = rule.before.match(backwards)
        if before is None:
            continue
        behind = at + 1
        if rule.behind is not None:
            following = rule.behind.match(classes, behind)
            if following is None:
                continue
            behind = following.end()
        claim = _claim(rule, taken, match_of(before, at, behind), amount, around)
        if claim is not None:
            return claim
    return None


def _claim(rule: Rule, taken: Tokens, match: Match, amount: Amount, around: Context) -> Claim | None:
    found = measured(rule.indicator, taken, match)
    if found is None:
        if rule.role != "growth":
            return None
        found = loose(match.start)
    if rule.indicator in _ENDS and taken.letters[match.amount + 1 : match.amount + 2] in _HEADS:
        return None
    kind = _kind(rule, taken, match.amount, found)
    name = None if found.loose else _name(rule, taken, found, around)
    if kind is None or (name is None and not found.loose):
        return None
    sign = _sign(taken, match, found.sign)
    return Claim(match.amount, amount, rule, rule.role, name, sign, found.verb, kind)


#: Indicators whose amount ends what is said: before a noun it belongs to that one (is Rs10 federal duty).
_ENDS = frozenset(("subject", "object", "price", "cost", "noun", "goal", "growth"))
_HEADS = letters("WORD", "GROWTH", "SHARE")

#: Beside an amount: it is less than it was.
_LESS = frozenset(["down", "less", "lower", "fewer", "below", "smaller", "cheaper"])


def _sign(taken: Tokens, match: Match, told: int) -> int:
    """Return the sign that a verb tells, or up or down, more or less beside the amount; gone down is down."""
    if told and "down" not in taken.words[match.start : match.amount]:
        return told
    if "up" in taken.words[match.start : match.amount]:
        return 1
    words = taken.words[match.start : match.amount] + taken.words[match.amount + 1 : match.behind]
    return -1 if _LESS.intersection(words) else 1


#: Indicators that stand beside their amount, so that both may be the subject of a verb behind them.
_NOUNS = frozenset(("noun", "in", "attribute", "growth", "grows"))

#: Rules about what somebody decides.
_DECIDED = frozenset(("does", "raised_to", "raised_by"))


def _kind(rule: Rule, taken: Tokens, at: int, found: Measured) -> Kind | None:
    """Return the kind of a claim: what the clause says before what its verb says, before what its subject says."""
    told = kinds.kind_of(taken, at)
    if told is not None and told.at >= 0:
        # Who says that he will spend, or what will be raised, does not foretell: he plans.
        decided = rule.name in _DECIDED or (found.verb >= 0 and taken.letters[found.verb] in letters("CAUSE", "CUT"))
        cue = kinds.cues().get(taken.words[told.at])
        weak = decided and cue is not None and cue.weak
        return Kind("plan", told.at) if weak else told
    if found.kind:
        return Kind(found.kind, found.verb)
    goal = kinds.goal_in(taken, found.phrase) if rule.indicator == "subject" else None
    if rule.indicator in _NOUNS and kinds.opens(taken, min(at, found.phrase.start)):
        goal = kinds.kind_behind(taken, at + 1)
    return goal or (FACT if rule.role == "base" else told)


# ---- What is named.


def _name(rule: Rule, taken: Tokens, found: Measured, around: Context) -> Name | None:
    if found.pronoun:
        return _meant(taken, found.phrase, around.names)
    owner = _owner(taken, found)
    change = rule.role in ("change", "growth")
    name = name_of(taken, found.phrase, around.home, owner, change=change)
    return _pointed(taken, found.phrase, name, around) if name and not found.phrase.prefix else name


def _meant(taken: Tokens, phrase: Phrase, recent: list[list[Name]]) -> Name | None:
    """Return the indicator that "it" means: that of the last sentence that told figures, where it told of one alone."""
    if not recent or len({name.identity for name in recent[-1]}) != 1:
        return None
    return recent[-1][0]._replace(start=taken.spans[phrase.start][0], end=taken.spans[phrase.end - 1][1])


#: Determiners that point back to what was named before.
_POINTING = frozenset(("these", "those", "such"))


def _pointed(taken: Tokens, phrase: Phrase, name: Name, around: Context) -> Name:
    """Return the name that "these exports" means: that of the exports in the sentences before; else the name itself."""
    at = phrase.start
    if phrase.end - at != 1 or not at or taken.words[at - 1] not in _POINTING:
        return name
    noun = taken.words[at]
    for start, end in reversed(around.before):
        if noun not in around.text[start:end]:
            continue
        earlier = tokens(around.text, start, end, [])
        places = [place for place, word in enumerate(earlier.words) if word == noun]
        whole = left(earlier, places[-1] + 1, subject=False) if places else None
        if whole is not None:
            last = earlier.letters.rfind(LETTERS["OF"], whole.start, whole.end)  # Of what, not what of it.
            whole = whole._replace(start=max(whole.start, last + 1))
            meant = name_of(earlier, whole, around.home, None, change=False)
            if meant:
                return meant._replace(start=name.start, end=name.end)
    return name


def _owner(taken: Tokens, found: Measured) -> Phrase | None:
    """Return whose "its" is: the subject of the verb before it."""
    at = found.phrase.start
    if taken.words[at] not in OWNED:
        at -= 1
        if at < 0 or taken.words[at] not in OWNED:
            return None
    lowest = max(0, at - REACH)
    while at > lowest and taken.letters[at - 1] not in VERBS:
        at -= 1
    if at == lowest:
        return None
    end, _ = before_verb(taken, at - 1)
    return left(taken, end, subject=True)


def all_claims(taken: Tokens, amounts: Sequence[Amount], around: Context) -> list[tuple[Claim, int]]:
    """Return the claims of a sentence in order, each with the token of the amount before it, -1 for the first."""
    found = []
    before = -1
    for at in taken.numbers:
        if taken.letters[at] in AMOUNTS:
            claim = claim_of(taken, at, amounts[taken.numbers[at]], around)
            if claim is not None:
                found.append((claim, before))
            before = at
    return found
