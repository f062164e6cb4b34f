"""From candidate to amounts: what stands around it, how its parts belong together, what they are worth."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from stages.annotate.amounts.grammar import SIGN, Rule, Token, lex, rules, scan
from stages.annotate.amounts.lexicon import Denomination, Guard, lexicon
from stages.annotate.amounts.numerals import PLACES, Number, scaled
from stages.annotate.amounts.params import AmountsParams

#: Code points looked at before an amount for cues, and behind it; longer than every phrase of the lexicon.
_BEFORE = 48
_AFTER = 12


class Amount(NamedTuple):
    """A row of the table: see schema.py. The values are integers in units of 10**-9."""

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
        zeros: of its magnitudes and, for cents, of its unit.
        magnitude: whether it has one.
        unit: a `Denomination`, the name of a percent unit, or None.
    """

    start: int
    end: int
    number: Number
    zeros: int
    magnitude: bool
    unit: Denomination | str | None


class Context(NamedTuple):
    """What stands directly before an amount: how it is modified, what pair it begins, which guards in words it meets."""

    mod: str | None
    pair: str | None
    guards: frozenset[str]


def amounts(text: str, params: AmountsParams) -> list[Amount]:
    """Return the amounts of ``text`` in order, disjoint. Linear in the length of the text."""
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
            found, resume = _read(text, start, end, params)
            yield from found
            if resume < end:
                # Only a part of the candidate was read; what follows in it may begin an amount of its own.
                at_byte = start_byte + (resume - start if ascii_only else len(text[start:resume].encode()))
                break
        else:
            return


def _read(text: str, start: int, end: int, params: AmountsParams) -> tuple[list[Amount], int]:
    """Return the amounts at the beginning of the candidate ``text[start:end]``, and where to search on."""
    kinds, tokens = lex(text[start:end])
    if not tokens:
        return [], start + 1
    sign = _sign().match(text, start, end)
    # Where to go on if this is no amount: without its sign it may be one.
    further = sign.end() if sign else start + tokens[0].end
    begins = _begins(text[start : start + tokens[0].end], tokens[0], signed=sign is not None)
    if start and _guarded_before(text, start, begins):
        return [], further
    context = _context(text, start)
    if any(_counts(guard, begins, kinds, tokens) for guard in context.guards):
        return [], further
    for rule in rules():
        shape = rule.shape.match(kinds)
        if shape is None or (rule.pair and rule.pair != context.pair):
            continue
        parts = tokens[: shape.end()]
        if _guarded_after(text, start + parts[-1].end, parts[-1]):
            continue
        found = _apply(rule, text, start, parts, context, params)
        if found:
            return found, start + parts[-1].end
    return [], further


# ---- What stands around an amount.


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(SIGN.format(words="|".join(lexicon().negative)))


def _begins(surface: str, token: Token, *, signed: bool) -> tuple[str, ...]:
    """Return what a guard's `starts` may say of an amount whose first token has this surface."""
    kinds = ("sign",) if signed else ()
    if token.kind == "C":
        return ("any", "currency", *kinds)
    return ("any", "word" if surface[0].isalpha() and surface[-1].isalpha() else "figure", *kinds)


def _context(text: str, start: int) -> Context:
    low = max(0, start - _BEFORE)
    low = max(low, text.rfind("\n", low, start) + 1)
    words = text[low:start].lower().replace("-", " ").split()
    phrases = lexicon().phrases
    length, roles = phrases.last(words)
    mod = roles.get("mod")
    if mod:
        length, roles = phrases.last(words[:-length])
    return Context(mod, roles.get("pair"), frozenset(roles) - {"mod", "pair"})


def _counts(guard: str, begins: tuple[str, ...], kinds: str, tokens: list[Token]) -> bool:
    """Say whether a guard in words speaks against a candidate that begins so."""
    starts = lexicon().word_guards[guard]
    if "year" in starts:
        number = tokens[0].value
        return kinds == "NC" and isinstance(number, Number) and number.year
    return not set(starts).isdisjoint(begins)


@cache
def _before_guard(begins: tuple[str, ...]) -> re.Pattern[str]:
    patterns = [guard.before for guard in lexicon().guards if guard.before and not set(guard.starts).isdisjoint(begins)]
    return re.compile(f"(?:{'|'.join(patterns)})\\Z")


def _guarded_before(text: str, start: int, begins: tuple[str, ...]) -> bool:
    if text[start - 1].isspace():
        return False
    return _before_guard(begins).search(text[max(0, start - 3) : start]) is not None


@cache
def _after_guard(ends: tuple[str, ...]) -> re.Pattern[str] | None:
    patterns = [guard.after for guard in lexicon().guards if guard.after and not set(guard.ends).isdisjoint(ends)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


def _guarded_after(text: str, end: int, last: Token) -> bool:
    ends: tuple[str, ...]
    if last.kind == "C":
        # Behind its figure, unless it was found in front of one only.
        meaning = last.value[1] or last.value[0]
        ends = ("word", *meaning.tags) if text[end - 1].isalpha() else meaning.tags
    elif text[end - 1].isalpha():
        ends = ("word",)
    else:
        ends = ("sign",) if last.kind == "P" else ("figure",)
    pattern = _after_guard(("any", *ends))
    return pattern is not None and pattern.match(text[end : end + _AFTER]) is not None


@cache
def _cue_after() -> re.Pattern[str]:
    cues = sorted(lexicon().cues_after, key=len, reverse=True)
    return re.compile("|".join(rf"\s{re.escape(cue)}\b" if cue[0].isalpha() else re.escape(cue) for cue in cues))


def _mod_after(text: str, end: int) -> str | None:
    found = _cue_after().match(text[end : end + _AFTER])
    return lexicon().cues_after[found.group().strip()] if found else None


# ---- How the parts of a candidate belong together.


def _apply(
    rule: Rule, text: str, start: int, tokens: list[Token], context: Context, params: AmountsParams
) -> list[Amount]:
    """Return what ``rule`` makes of ``tokens``; nothing if it does not apply."""
    if rule.reading == "sum":
        side = _sum(tokens, start)
        return _one(rule, text, side, side, context.mod, params) if side else []
    at = next((at for at, token in enumerate(tokens) if token.kind == "R"), None)
    left = _side(tokens[:at], start)
    if at is None:
        return _one(rule, text, left, left, context.mod, params) if left else []
    link, filler = tokens[at].value
    right = _side(tokens[at + 1 :], start)
    if not left or not right or link not in rule.links or (filler and not rule.filler):
        return []
    if rule.open_left and left.unit is not None and (left.magnitude or not right.magnitude):
        return []
    pair = _shared(left, right)
    if pair is None:
        return []
    if rule.reading == "range":
        return _one(rule, text, *pair, context.mod, params)
    if left.unit is None and left.number.year and not left.magnitude:
        return []  # From 2019 to 12 percent.
    first = _one(rule, text, pair[0], pair[0], context.mod, params)
    second = _one(rule, text, pair[1], pair[1], _context(text, right.start).mod, params)
    return first + second if first and second else []


def _side(tokens: list[Token], offset: int) -> Side | None:
    """Return one figure with its magnitudes and unit; None if its parts have no value, or no meaning where they stand."""
    number: Number | None = None
    unit: Denomination | str | None = None
    zeros, last_zeros, magnitude = 0, 0, False
    for token in tokens:
        if token.kind == "N":
            number = token.value
            if number is None:
                return None
        elif token.kind == "M":
            if magnitude and token.value <= last_zeros:
                return None
            last_zeros = token.value
            zeros, magnitude = zeros + last_zeros, True
        elif token.kind == "P":
            unit = token.value
        else:
            denomination: Denomination | None = token.value[number is not None]
            if denomination is None:
                return None
            unit = denomination
    if number is None:
        return None
    return Side(offset + tokens[0].start, offset + tokens[-1].end, number, zeros, magnitude, unit)


def _sum(tokens: list[Token], offset: int) -> Side | None:
    """Return two figures, each with magnitudes, as one: 2 crore 50 lakh. None unless the magnitudes fall."""
    second = max(at for at, token in enumerate(tokens) if token.kind == "N")
    left, right = _side(tokens[:second], offset), _side(tokens[second:], offset)
    if left is None or right is None or left.zeros <= right.zeros:
        return None
    high, low = scaled(left.number, left.zeros), scaled(right.number, right.zeros)
    if high is None or low is None:
        return None
    unit = right.unit if left.unit is None else left.unit
    return Side(left.start, right.end, Number(high + low, -PLACES), 0, True, unit)


def _shared(left: Side, right: Side) -> tuple[Side, Side] | None:
    """Return both sides with what only one of them says meant for both; None if they contradict each other."""
    if left.unit is not None and right.unit is not None and left.unit != right.unit:
        return None
    if left.magnitude and not right.magnitude and right.unit is None:
        return None  # From $1 billion to 15 firms.
    if right.number.year and right.unit is None and not right.magnitude and not left.number.full:
        return None  # From $5 to 2023.
    unit = left.unit if left.unit is not None else right.unit
    if right.magnitude and not left.magnitude and not left.number.full:
        left = left._replace(zeros=right.zeros, magnitude=True)
    return left._replace(unit=unit), right._replace(unit=unit)


# ---- What they are worth.


def _one(
    rule: Rule, text: str, left: Side, right: Side, mod: str | None, params: AmountsParams
) -> list[Amount]:
    """Return the one amount from ``left`` to ``right`` (the same for a point); nothing if it has no value."""
    unit = right.unit
    if unit is None or (right.number.bare and not right.magnitude) or (left.number.bare and not left.magnitude):
        return []
    zeros = unit.zeros if isinstance(unit, Denomination) else 0
    low, high = scaled(left.number, left.zeros + zeros), scaled(right.number, right.zeros + zeros)
    if low is None or high is None or low > high or (rule.widest and high > rule.widest * low):
        return []
    mod = mod or _mod_after(text, right.end)
    if isinstance(unit, str):
        return [
            Amount(left.start, right.end, text[left.start : right.end], "percent", low, high, None, unit, mod, rule.name)
        ]
    if (unit.wary and not right.magnitude) or (unit.singular and not -2 * 10**9 < high < 2 * 10**9):
        return []
    currency, name = unit.currency, rule.name
    if currency is None:
        currency = getattr(params, unit.family)
        name += f"+{unit.family}_{'default' if currency else 'open'}"
    return [Amount(left.start, right.end, text[left.start : right.end], "money", low, high, currency, None, mod, name)]
