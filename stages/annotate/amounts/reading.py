"""From text to amounts: each candidate of the scan is tried by the rules, and what they make of it is valued."""

from collections.abc import Iterator
from typing import NamedTuple

from stages.annotate.amounts.grammar import Rule, rules, scan
from stages.annotate.amounts.lexer import Token, lex
from stages.annotate.amounts.lexicon import Denomination
from stages.annotate.amounts.numerals import PLACES, Number, scaled
from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.surroundings import (
    Context,
    context,
    guarded_before,
    guarded_behind,
    mod_behind,
    sign_end,
)

_ONE = 10**PLACES

#: So many times the second figure of a pair, and the first does not share its magnitude.
_FULL = 1000


class Amount(NamedTuple):
    """A row of the table, in its order: see schema.py. The values are integers in units of ``10 ** -PLACES``."""

    start: int
    end: int
    text: str
    kind: str
    value_low: int
    value_high: int
    currency: str | None
    unit: str | None
    mod: str | None
    rule: str


class Side(NamedTuple):
    """A figure with what belongs to it.

    Attributes:
        start, end: in the text.
        number: its figure.
        zeros: those of its magnitudes together.
        magnitude: whether it has one.
        unit: a `Denomination`, the name of a unit of percent, or None.
    """

    start: int
    end: int
    number: Number
    zeros: int
    magnitude: bool
    unit: Denomination | str | None

    @property
    def value(self) -> int | None:
        """Its value in units of ``10 ** -PLACES``; None if the table cannot hold it."""
        hundredth = self.unit.zeros if isinstance(self.unit, Denomination) else 0
        return scaled(self.number, self.zeros + hundredth)


def amounts(text: str, params: AmountsParams) -> list[Amount]:
    """Return the amounts of ``text``, ordered and disjoint. Linear in the length of the text."""
    return list(_amounts(text, params))


def _amounts(text: str, params: AmountsParams) -> Iterator[Amount]:
    data = text.encode()
    ascii_only = len(data) == len(text)
    pattern = scan()
    seen = seen_byte = at_byte = 0
    while True:
        for match in pattern.finditer(data, at_byte):
            start, end = start_byte, end_byte = match.span()
            if not ascii_only:
                start = seen + len(data[seen_byte:start_byte].decode())
                end = start + len(data[start_byte:end_byte].decode())
                seen, seen_byte = start, start_byte
            found, further = _read(text, start, end, params)
            yield from found
            if further < end:
                # Only a part of the candidate was read; in what is left of it an amount may begin.
                at_byte = start_byte + (further - start if ascii_only else len(text[start:further].encode()))
                break
        else:
            return


def _read(text: str, start: int, end: int, params: AmountsParams) -> tuple[list[Amount], int]:
    """Return the amounts at the beginning of the candidate ``text[start:end]``, and where to search further."""
    kinds, tokens = lex(text, start, end)
    if not tokens:
        return [], start + 1
    before = context(text, start)
    if not guarded_before(text, kinds, tokens, before.guards):
        for rule in rules():
            shape = rule.shape.match(kinds)
            if shape is None or (rule.pair and rule.pair != before.pair):
                continue
            parts = tokens[: shape.end()]
            if guarded_behind(text, parts[-1]):
                continue
            found = _apply(rule, text, parts, before, params)
            if found:
                return found, parts[-1].end
    # No amount begins here; without a minus sign, or behind the first part, one may.
    unsigned = sign_end(text, start, end)
    return [], unsigned if unsigned > start else tokens[0].end


def _apply(rule: Rule, text: str, tokens: list[Token], before: Context, params: AmountsParams) -> list[Amount]:
    """Return what ``rule`` makes of ``tokens``; nothing if it does not apply."""
    found: list[Amount] = []
    for low, high in _sides(rule, tokens):
        mod = (context(text, low.start) if found else before).mod or mod_behind(text, high.end)
        amount = _amount(rule, text[low.start : high.end], (low, high), mod, params)
        if amount is None:
            return []
        found.append(amount)
    return found


# ---- How the parts of a candidate belong together.


def _sides(rule: Rule, tokens: list[Token]) -> list[tuple[Side, Side]]:
    """Return, for each amount that ``rule`` makes, the figures it goes from and to: the same one twice for a point."""
    if rule.reading == "point":
        side = _side(tokens)
        return [(side, side)] if side else []
    if rule.reading == "sum":
        side = _sum(tokens)
        return [(side, side)] if side else []
    pair = _pair(rule, tokens)
    if pair is None:
        return []
    low, high = pair
    return [(low, low), (high, high)] if rule.reading == "two" else [(low, high)]


def _side(tokens: list[Token]) -> Side | None:
    """Return one figure with its magnitudes and unit; None if a part has no value, or no meaning where it stands."""
    number: Number | None = None
    unit: Denomination | str | None = None
    zeros = last = 0
    previous = ""
    for token in tokens:
        if token.kind == "N":
            number = token.value
            if number is None:
                return None
        elif token.kind == "M":
            if token.value <= last or (last and previous != "M"):
                return None  # Magnitudes stand together and grow: lakh crore, but not million million.
            last = token.value
            zeros += last
        else:
            unit = token.value if token.kind == "P" else token.value[number is not None]
            if unit is None:
                return None
        previous = token.kind
    if number is None:
        return None
    return Side(tokens[0].start, tokens[-1].end, number, zeros, zeros > 0, unit)


def _sum(tokens: list[Token]) -> Side | None:
    """Return two figures, each with magnitudes, as one: 2 crore 50 lakh. None unless the magnitudes fall."""
    second = max(at for at, token in enumerate(tokens) if token.kind == "N")
    left, right = _side(tokens[:second]), _side(tokens[second:])
    if left is None or right is None or left.zeros <= right.zeros:
        return None
    high, low = scaled(left.number, left.zeros), scaled(right.number, right.zeros)
    if high is None or low is None:
        return None
    unit = right.unit if left.unit is None else left.unit
    return left._replace(end=right.end, number=Number(high + low, -PLACES), zeros=0, unit=unit)


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
    if rule.widest:
        low, high = left.value, right.value
        if low is None or high is None or high > rule.widest * low:
            return None
    return left, right


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


# ---- What they are worth.


def _amount(
    rule: Rule, surface: str, sides: tuple[Side, Side], mod: str | None, params: AmountsParams
) -> Amount | None:
    """Return the amount from the first side to the second; None if it has no value, or is no money after all."""
    first, last = sides
    unit = last.unit
    if unit is None or any(side.number.bare and not side.magnitude for side in sides):
        return None
    low = first.value
    high = low if last is first else last.value
    if low is None or high is None or low > high:
        return None
    if isinstance(unit, str):
        return Amount(first.start, last.end, surface, "percent", low, high, None, unit, mod, rule.name)
    if (unit.wary and not last.magnitude) or (unit.singular and abs(high) >= 2 * _ONE):
        return None
    currency, name = unit.currency, rule.name
    if currency is None:
        currency = getattr(params, unit.family)
        name += f"+{unit.family}_{'default' if currency else 'open'}"
    return Amount(first.start, last.end, surface, "money", low, high, currency, None, mod, name)
