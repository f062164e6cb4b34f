"""How the parts of a candidate belong together: figures with their magnitudes and units, one by one or in pairs."""

from typing import NamedTuple

from stages.annotate.amounts.grammar import Rule
from stages.annotate.amounts.lexer import Token
from stages.annotate.amounts.lexicon import Denomination, Percent
from stages.annotate.amounts.nouns import Counted
from stages.annotate.amounts.numerals import PLACES, Number, scaled

#: So many times the second figure of a pair, and the first does not share its magnitude.
_FULL = 1000

#: What a figure is a figure of: money, a unit of percent, or what is counted.
Unit = Denomination | Percent | Counted


class Side(NamedTuple):
    """A figure with what belongs to it.

    Attributes:
        start, end: in the text.
        number: its figure.
        zeros: those of its magnitudes together.
        magnitude: whether it has one.
        unit: None if nothing says it.
    """

    start: int
    end: int
    number: Number
    zeros: int
    magnitude: bool
    unit: Unit | None

    @property
    def value(self) -> int | None:
        """Its value in units of ``10 ** -PLACES``; None if the table cannot hold it."""
        hundredth = 0 if self.unit is None or isinstance(self.unit, Counted) else self.unit.zeros
        return scaled(self.number, self.zeros + hundredth)


def sides(rule: Rule, tokens: list[Token]) -> list[tuple[Side, Side]]:
    """Return, for each amount that ``rule`` makes, the figures it goes from and to: the same one twice for a point."""
    if rule.reading in ("point", "sum", "minor"):
        side = {"point": _side, "sum": _sum, "minor": _minor}[rule.reading](tokens)
        return [(side, side)] if side else []
    if rule.reading == "order":
        side = _side(tokens)
        return [(side, side._replace(zeros=side.zeros + 1))] if side else []
    if rule.reading == "list":
        return [(side, side) for side in _list(rule, tokens)]
    pair = _pair(rule, tokens)
    if pair is None:
        return []
    low, high = pair
    return [(low, low), (high, high)] if rule.reading == "two" else [(low, high)]


def _side(tokens: list[Token]) -> Side | None:
    """Return one figure with its magnitudes and unit; None if a part has no value, or no meaning where it stands."""
    number: Number | None = None
    unit: Unit | None = None
    part: tuple[int, int] | None = None
    zeros = last = 0
    previous = ""
    for token in tokens:
        if token.kind in "NO":
            number = token.value if part is None or token.value is None else token.value.part(*part)
            if number is None:
                return None
        elif token.kind == "F":
            part = token.value
        elif token.kind == "M":
            if token.value <= last or (last and previous != "M"):
                return None  # Magnitudes stand together and grow: lakh crore, but not million million.
            last = token.value
            zeros += last
        else:
            unit = token.value[number is not None] if token.kind == "C" else token.value
            if unit is None:
                return None
        previous = token.kind
    if number is None:
        return None
    return Side(tokens[0].start, tokens[-1].end, number, zeros, zeros > 0, unit)


def _sum(tokens: list[Token]) -> Side | None:
    """Return several figures, each but the last with magnitudes, as one: 2 crore 50 lakh, two thousand five hundred.

    None unless each is worth less than one in the magnitude before it.
    """
    starts = [at for at, token in enumerate(tokens) if token.kind == "N"]
    starts[0] = 0
    parts = [_side(tokens[start:end]) for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    total, unit, room = 0, None, None
    for part in parts:
        value = scaled(part.number, part.zeros) if part else None
        if part is None or value is None or (room is not None and value >= room):
            return None
        total, unit, room = total + value, unit or part.unit, 10 ** (part.zeros + PLACES)
    first, last = parts[0], parts[-1]
    if first is None or last is None:
        return None
    return first._replace(end=last.end, number=Number(total, -PLACES), zeros=0, unit=unit)


def _minor(tokens: list[Token]) -> Side | None:
    """Return so many dollars and so many cents as one; None unless both are of one family, and less than a hundred."""
    second = max(at for at, token in enumerate(tokens) if token.kind == "N")
    links = [token for token in tokens if token.kind == "R"]
    left, right = _side([token for token in tokens[:second] if token.kind != "R"]), _side(tokens[second:])
    if left is None or right is None or any(token.value != ("and", False) for token in links):
        return None
    major, minor = left.unit, right.unit
    if not (isinstance(major, Denomination) and isinstance(minor, Denomination)):
        return None
    whole, cents = left.value, right.value
    if whole is None or cents is None or major.zeros or not minor.zeros or not 0 < cents < 10**PLACES:
        return None
    if major.family != minor.family and major.family not in minor.tags:
        return None
    # Pounds are money where pence follow.
    unit = major._replace(wary=False)
    return left._replace(end=right.end, number=Number(whole + cents, -PLACES), zeros=0, unit=unit)


def _list(rule: Rule, tokens: list[Token]) -> list[Side]:
    """Return several figures of which the last says the unit of all; none if a link is another than the rule's."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind != "R":
            parts[-1].append(token)
        elif token.value[1] or token.value[0] not in rule.links:
            return []
        else:
            parts.append([])
    read = [side for part in parts if (side := _side(part))]
    dated = any(side.number.bare or (side.number.year and not side.magnitude) for side in read[:-1])
    if dated or len(read) < len(parts):
        return []
    last = read[-1]
    return [_with_magnitude(side._replace(unit=last.unit), last) for side in read]


def _pair(rule: Rule, tokens: list[Token]) -> tuple[Side, Side] | None:
    """Return both figures of a pair, with what only one says meant for both; None if ``rule`` does not apply."""
    middle = next(at for at, token in enumerate(tokens) if token.kind == "R")
    left, right = _side(tokens[:middle]), _side(tokens[middle + 1 :])
    link, filler = tokens[middle].value
    if left is None or right is None or link not in rule.links or (filler and not rule.filler):
        return None
    if rule.open_left and left.unit is not None and (left.magnitude or not right.magnitude):
        return None
    if _contradict(left, right):
        return None
    if rule.reading == "two" and left.unit is None and left.number.year and not left.magnitude:
        return None  # From 2019 to 12 percent.
    unit = right.unit if left.unit is None else left.unit
    left, right = _with_magnitude(left._replace(unit=unit), right), right._replace(unit=unit)
    if not _apart_enough(rule, left.value, right.value):
        return None
    return left, right


def _apart_enough(rule: Rule, low: int | None, high: int | None) -> bool:
    """Say whether two figures are as far apart as ``rule`` allows and needs."""
    if rule.widest is None and rule.steepest is None:
        return True
    if low is None or high is None or (rule.widest is not None and high > rule.widest * low):
        return False
    return rule.steepest is None or high >= rule.steepest * low


def _with_magnitude(left: Side, right: Side) -> Side:
    """Return ``left`` with the magnitude of ``right``, if only the latter says one and both mean it.

    They do not where the first is written in full: 800,000 to 1.2 million.
    """
    if left.magnitude or not right.magnitude:
        return left
    shared = left._replace(zeros=right.zeros, magnitude=True)
    ours, theirs = shared.value, right.value
    return left if ours is None or theirs is None or abs(ours) > _FULL * abs(theirs) else shared


def _contradict(left: Side, right: Side) -> bool:
    """Say whether two figures cannot be a pair."""
    if left.unit is not None and right.unit is not None and left.unit != right.unit:
        return True
    if left.number.bare and not left.magnitude:
        return True  # Fell by half to 4.2 billion dollars.
    if right.unit is None and not right.magnitude:
        # From $1 billion to 15 firms; from $5 to 2023.
        return left.magnitude or (right.number.year and not left.number.year)
    return False
