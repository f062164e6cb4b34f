"""Which claims of a sentence are of which of its periods."""

from collections.abc import Mapping, Sequence
from typing import Any

from stages.annotate.figures import bases, periods
from stages.annotate.figures.claims import Claim
from stages.annotate.figures.tokens import Tokens

Rows = Sequence[Mapping[str, Any]]

#: Indicators whose amount has no verb that tells when it was so.
_DAYLESS = frozenset(("noun", "attribute", "in", "goal", "doing", "done"))


def date(taken: Tokens, claims: list[Claim], timexes: Rows) -> None:
    """Give every claim its period: one to a level and its growth, another to their base."""
    groups: dict[int, list[Claim]] = {}
    for claim in claims:
        head = claim.owner if claim.owner is not None and claim.role in ("change", "aim") else claim
        groups.setdefault(id(head), []).append(claim)
    chosen: dict[int, int | None] = {}
    for key, group in groups.items():
        places = frozenset(claim.at for claim in group)
        hanging = group[0].rule.indicator == "attribute"
        found = (periods.behind(taken, claim.at, places, hanging=hanging) for claim in group)
        chosen[key] = next((place for place in found if place is not None), None)
    used = frozenset(place for place in chosen.values() if place is not None)
    for key, group in groups.items():
        place = chosen[key]
        if place is None and group[0].role != "base":
            place = _date_before(taken, group, used, timexes)
        if place is not None and periods.is_day(timexes[taken.numbers[place]]) and group[0].rule.indicator in _DAYLESS:
            place = None  # On Friday a package was approved: the day is not the package's.
        if place is not None:
            when = periods.when(taken, place, timexes)
            for claim in group:
                claim.when = when
    _date_bases(taken, claims, chosen, timexes)


def _date_before(taken: Tokens, group: list[Claim], used: frozenset[int], timexes: Rows) -> int | None:
    """Return the date before claims that is theirs; of an attribute only a fiscal year that opens the sentence."""
    first = min(claim.at for claim in group)
    if group[0].rule.indicator != "attribute":
        return periods.before(taken, first, used)
    place = periods.opening(taken, first)
    return None if place is None or timexes[taken.numbers[place]]["fiscal"] is None else place


def _date_bases(taken: Tokens, claims: list[Claim], chosen: Mapping[int, int | None], timexes: Rows) -> None:
    """Give the bases of a year before the months of what they are the base of."""
    for claim in claims:
        place = chosen.get(id(claim))
        if claim.role != "base" or claim.owner is None or place is None:
            continue
        if bases.is_year_before(timexes[taken.numbers[place]]["text"]):
            claim.when = bases.year_before(claim.owner.when) or claim.when
