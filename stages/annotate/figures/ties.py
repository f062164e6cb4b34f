"""How the claims of one sentence belong together: level, growth and base of one indicator, a target beside what is."""

from stages.annotate.figures.claims import Claim, letter_of
from stages.annotate.figures.kinds import FACT
from stages.annotate.figures.letters import LETTERS


def tied(found: list[tuple[Claim, int]], topic: Claim | None = None) -> list[Claim]:
    """Tie claims and return those that stand, all with a name.

    Args:
        found: the claims of a sentence in order, each with the token of the amount before it, -1 for the first.
        topic: the level with which the article begins: what a target is of that names nothing itself.
    """
    claims: list[Claim] = []
    for claim, before in found:
        if _bare_goal(claim) and topic is not None and not claims and _alike(topic, claim):
            claim.name = topic.name
        if _stands(claim, claims, before):
            claims.append(claim)
    return [claim for claim in claims if claim.name is not None]


def _bare_goal(claim: Claim) -> bool:
    """Say whether a claim is a target of what its sentence does not name: the target for the year is $2 billion."""
    goal = claim.rule.name in ("goal_of", "aims_at") and claim.kind.kind == "target"
    return goal and claim.name is None and letter_of(claim.amount) == LETTERS["MONEY"]


def is_topic(claim: Claim) -> bool:
    """Say whether a claim tells what an article is about: a level in money that is so, and may be told again."""
    told = claim.role == "level" and claim.kind.kind == "actual" and claim.verb >= 0
    return told and claim.rule.indicator == "subject" and letter_of(claim.amount) == LETTERS["MONEY"]


def _stands(claim: Claim, claims: list[Claim], before: int) -> bool:
    """Tie a claim to those before it; say whether it stands. What is tied to a claim stands next to it."""
    near = bool(claims) and claims[-1].at == before
    last = next((each for each in reversed(claims) if each.role in ("level", "change")), None) if near else None
    if last is not None and last.name is None:
        last = None
    if claim.role == "base":
        return _base(claim, last, claims)
    if claim.role == "growth":
        claim.role = "change"
        return claim.name is not None or _growth(claim, last)
    if claim.role == "aim" or (claim.name is None and claim.verb < 0):
        return _aim(claim, last)
    if claim.name is None:
        return _going_on(claim, last)
    _level(claim, claims[-1] if claims else None)
    return True


def _base(claim: Claim, last: Claim | None, claims: list[Claim]) -> bool:
    """Tie a base to the level before it; where its own verb leads from it, the level comes behind."""
    claim.kind = FACT
    if claim.verb >= 0:
        return not (claims and claims[-1].role == "base" and claims[-1].owner is None)
    if last is None:
        return False
    main = last.owner if last.owner and last.role == "change" else last
    of_level = main.role == "level" and _alike(main, claim)
    of_change = main.role == "change" and letter_of(claim.amount) == LETTERS["MONEY"]
    if main.base is not None or not (of_level or of_change):
        return False
    claim.owner, claim.name, main.base = main, main.name, claim
    return True


def _alike(one: Claim, other: Claim) -> bool:
    """Say whether two amounts are told in the same unit."""
    return letter_of(one.amount) == letter_of(other.amount) and one.amount["currency"] == other.amount["currency"]


def _growth(claim: Claim, last: Claim | None) -> bool:
    """Tie a growth to the level before it; that of a percentage would be told in points."""
    if last is None or last.role != "level" or last.growth or letter_of(last.amount) == LETTERS["PERCENT"]:
        return False
    claim.name, claim.owner, last.growth, claim.kind = last.name, last, claim, last.kind
    return True


def _aim(claim: Claim, last: Claim | None) -> bool:
    """Tie a target to the level that it is told beside."""
    if last is None or last.role != "level" or not _alike(last, claim):
        return False
    claim.role, claim.owner, claim.name = "aim", last, last.name
    if claim.kind.kind == "actual":
        claim.kind = claim.kind._replace(kind="target")
    return True


#: Rules that may tell the sum of what was told before: ..., totalling Rs375 million.
_SUMS = ("reaches", "amounts_to")


def _going_on(claim: Claim, last: Claim | None) -> bool:
    """Tie what a participle goes on to tell of the same indicator: ..., rising to $3.9 billion."""
    if last is None or last.base or (last.role == "level" and claim.rule.name in _SUMS):
        return False
    claim.name, claim.kind = last.name, last.kind
    if last.role == "change" and claim.role == "level" and last.owner is None:
        last.owner, claim.growth = claim, last
    return True


def _level(claim: Claim, before: Claim | None) -> None:
    """Tie a level to the base or the growth that the same verb told before it."""
    if before is None or claim.role != "level":
        return
    if before.role == "base" and before.name is None:
        if claim.rule.name == "level_from_to":
            before.name, before.owner, claim.base = claim.name, claim, before
    elif before.role == "change" and before.verb == claim.verb >= 0 and before.owner is None:
        before.owner, claim.growth = claim, before
