"""What stands around a candidate: words that modify it or pair it, and what speaks against it (the guards)."""

import re
from functools import cache
from typing import NamedTuple

from stages.annotate.amounts.fragments import fragments
from stages.annotate.amounts.lexer import Token
from stages.annotate.amounts.lexicon import lexicon
from stages.annotate.amounts.numerals import Number

#: Code points looked at before an amount and behind it: room for the longest phrases of the lexicon.
BEFORE = 64
BEHIND = 16

#: Code points before an amount that a guard's regular expression sees.
_BESIDE = 3


class Context(NamedTuple):
    """What stands directly before an amount.

    Attributes:
        mod: how it is modified (over, about).
        pair: what two figures it says that these are (range, change).
        guards: the guards in words that it meets.
    """

    mod: str | None
    pair: str | None
    guards: frozenset[str]


#: Words before an amount that are looked at: those of a phrase that pairs it and of one that modifies it.
_WORDS = 8

_NO_CONTEXT = Context(None, None, frozenset())


def context(text: str, start: int) -> Context:
    """Return what the words before ``text[start]``, on the same line, say of an amount that starts there."""
    low = max(0, start - BEFORE)
    low = max(low, text.rfind("\n", low, start) + 1)
    phrases = lexicon().phrases
    words = text[low:start].lower().replace("-", " ").rsplit(None, _WORDS)[-_WORDS:]
    if not words or not phrases.may_end_with(words[-1]):
        return _NO_CONTEXT
    length, roles = phrases.last(words)
    mod = roles.get("mod")
    if mod:
        length, roles = phrases.last(words[:-length])
    return Context(mod, roles.get("pair"), frozenset(roles) - {"mod", "pair"})


#: What a cue behind an amount may begin with.
_CUES_BEGIN = frozenset(" \u00a0-+")


def mod_behind(text: str, end: int) -> str | None:
    """Return how the words behind an amount that ends at ``end`` modify it."""
    if text[end : end + 1] not in _CUES_BEGIN:
        return None
    found = _cue_behind().match(text[end : end + BEHIND])
    return lexicon().cues_behind[found.group().strip()] if found else None


@cache
def _cue_behind() -> re.Pattern[str]:
    cues = sorted(lexicon().cues_behind, key=len, reverse=True)
    return re.compile("|".join(rf"[^\S\n]{re.escape(cue)}\b" if cue[0].isalpha() else re.escape(cue) for cue in cues))


def sign_end(text: str, start: int, end: int) -> int:
    """Return where a minus sign that ``text[start:end]`` begins with ends; ``start`` if there is none."""
    found = _sign().match(text, start, end)
    return found.end() if found else start


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(fragments().sign)


def guarded_before(text: str, kinds: str, tokens: list[Token], met: frozenset[str]) -> bool:
    """Say whether what stands before a candidate speaks against it; ``met`` are the guards in words that it meets."""
    start = tokens[0].start
    beside = start > 0 and not text[start - 1].isspace()
    if not (beside or met):
        return False
    begins = _begins(text, kinds, tokens[0])
    if beside and _guards_before(begins).search(text[max(0, start - _BESIDE) : start]):
        return True
    for name in met:
        starts = lexicon().word_guards[name]
        if not starts.isdisjoint(begins) or ("year" in starts and _is_year(kinds, tokens)):
            return True
    return False


#: What follows most amounts, which no guard speaks against: it spares them the patterns. A test holds it to that.
_HARMLESS = re.compile("(?i:[ \\n][ad-knp-su-z(]|[,;)] ?[a-z(])")


def guarded_behind(text: str, last: Token) -> bool:
    """Say whether what stands behind the last token of an amount speaks against it."""
    if _HARMLESS.match(text, last.end):
        return False
    guards = _guards_behind(_ends(text, last))
    return guards is not None and guards.match(text[last.end : last.end + BEHIND]) is not None


def _begins(text: str, kinds: str, first: Token) -> tuple[str, ...]:
    """Return what `starts` of a guard may say of an amount of these tokens."""
    sign = ("sign",) if sign_end(text, first.start, first.end) > first.start else ()
    if first.kind == "C":
        return ("any", "currency", *sign)
    spelled = text[first.start].isalpha() and text[first.end - 1].isalpha()
    count: tuple[str, ...] = ()
    if kinds.endswith("K"):
        count = ("count", "label") if kinds == "NK" and text[first.start : first.end].isdigit() else ("count",)
    return ("any", "word" if spelled else "figure", *count, *sign)


def _ends(text: str, last: Token) -> tuple[str, ...]:
    """Return what `ends` of a guard may say of an amount that ends with this token."""
    letter = text[last.end - 1].isalpha()
    kinds = ("any", "word") if letter else ("any",)
    if last.kind == "C":
        denomination = last.value[1] or last.value[0]
        return (*kinds, *denomination.tags) if denomination else kinds
    if last.kind == "M":
        return (*kinds, "magnitude")
    if letter:
        return kinds
    return (*kinds, "sign" if last.kind == "P" else "figure")


def _is_year(kinds: str, tokens: list[Token]) -> bool:
    number = tokens[0].value
    return kinds == "NC" and isinstance(number, Number) and number.year


@cache
def _guards_before(begins: tuple[str, ...]) -> re.Pattern[str]:
    patterns = [guard.before for guard in lexicon().guards if guard.before and not guard.starts.isdisjoint(begins)]
    return re.compile(f"(?:{'|'.join(patterns)})\\Z")


@cache
def _guards_behind(ends: tuple[str, ...]) -> re.Pattern[str] | None:
    patterns = [guard.behind for guard in lexicon().guards if guard.behind and not guard.ends.isdisjoint(ends)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None
