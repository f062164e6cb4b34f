"""A candidate taken apart into tokens."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

import re2

from stages.annotate.amounts import urdu
from stages.annotate.amounts.fragments import GAP, JOIN, SPACES, fragments
from stages.annotate.amounts.lexicon import lexicon
from stages.annotate.amounts.numerals import FIGURE, figure, spelled

_FIGURE = re.compile(FIGURE)
#: What a figure may begin with.
_FIRST = re.compile("[0-9\u0660-\u0669\u06f0-\u06f9.¼½¾]")

#: Code points of the longest candidate whose tokens are remembered.
_REMEMBERED = 40

#: The tokens of nothing.
_NOTHING: "tuple[tuple[Token, ...], bool]" = ((), True)


class Token(NamedTuple):
    """A part of a candidate.

    Attributes:
        kind: N figure, F part of a figure, O order of magnitude, M magnitude, C currency, P percent, Q percent of,
            K what is counted, R link.
        start: where it begins in the text; a minus sign before it counts.
        end: where it ends.
        value: of N and O a `Number` or None, of F a pair (1, 10), of M its zeros, of P and Q a `Percent`, of K what is
            `Counted`, of R a pair (link, has a filler), of C a pair of `Denomination` or None: what it means in front
            of a figure and behind it.
    """

    kind: str
    start: int
    end: int
    value: Any


def lex(text: str, start: int, end: int) -> tuple[str, list[Token]]:
    """Return the tokens of ``text[start:end]`` up to the first part that is none, and their kinds as one string.

    A minus sign is no token of its own: the token behind it begins with it, and the next figure is negative.
    """
    if end - start > _REMEMBERED or text[start] == ".":
        return _lex(text, start, end)  # what a point belongs to, the letter before it says
    kinds, tokens = _lex_surface(text[start:end])
    return kinds, [Token(kind, start + first, start + last, value) for kind, first, last, value in tokens]


@lru_cache(maxsize=1 << 14)
def _lex_surface(surface: str) -> tuple[str, tuple[Token, ...]]:
    """Return the same of a text that is one candidate: two of three candidates in news have been there before."""
    kinds, tokens = _lex(surface, 0, len(surface))
    return kinds, tuple(tokens)


def _lex(text: str, start: int, end: int) -> tuple[str, list[Token]]:
    tokens: list[Token] = []
    kinds = ""
    position, sign, after = start, -1, False
    while True:
        number = _next_figure(text, position, end)
        piece = text[position : number.start() if number else end]
        parts, complete = _lex_piece(piece, after, number is not None) if piece else _NOTHING
        for kind, first, last, value in parts:
            if kind == "S":
                sign = position + first
            else:
                tokens.append(Token(kind, position + first if sign < 0 else sign, position + last, value))
                if kind == "N" and sign >= 0:
                    tokens[-1] = tokens[-1]._replace(value=value and value.negated())
                    sign = -1
                kinds += kind
        if not complete or not number:
            return kinds, tokens
        found = figure(number.group())
        if sign < 0:
            tokens.append(Token("N", number.start(), number.end(), found))
        else:
            tokens.append(Token("N", sign, number.end(), found and found.negated()))
            sign = -1
        kinds += "N"
        position, after = number.end(), True


def _next_figure(text: str, start: int, end: int) -> "re.Match[str] | None":
    """Return the first figure of ``text[start:end]``. A point behind a letter is the letter's: Rs.50 is 50 rupees."""
    while True:
        first = _FIRST.search(text, start, end)
        if first is None:
            return None
        start = first.start()
        if text[start] != "." or not _is_latin(text[start - 1 : start]):
            found = _FIGURE.match(text, start, end)
            if found:
                return found
        start += 1


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


@lru_cache(maxsize=8192)
def _lex_piece(
    piece: str,
    after: bool,  # noqa: FBT001 - arguments by position make the cache twice as quick
    before: bool,  # noqa: FBT001 - the same
) -> tuple[tuple[Token, ...], bool]:
    """Return the tokens of what stands between two figures, and whether they are all of it; "S" is a minus sign.

    There are few different pieces in news text, hence the cache.

    Args:
        piece: the text.
        after: whether it stands after a figure.
        before: whether it stands before a figure.
    """
    tokens: list[Token] = []
    position = 0
    while position < len(piece):
        found = _lexer(after=after).match(piece, position)
        if found is None or found.lastgroup is None:
            return tuple(tokens), False
        kind, (start, end) = found.lastgroup, found.span(found.lastindex)
        if kind == "C" and before and end == len(piece) and lexicon().links.get(piece[position]) == "dash":
            end = position + 1  # $5-$6: the hyphen does not join what stands before the next figure.
            kind, start = "R", position
        surface = piece[start:end]
        value = _value(kind, surface)
        if kind == "R" and value == "dash":
            # A dash before any figure is a minus sign.
            kind, value = ("R", (value, False)) if after else ("S", None)
        elif kind == "R":
            filled = _filler_end(piece, end)
            value, end = (value, filled > end), filled
        if kind != "_":
            tokens.append(Token("M" if kind == "G" else kind, start, end, value))
        after = kind in "NMGP" or (kind in "C_" and after)
        position = end
    return tuple(tokens), True


def _filler_end(piece: str, position: int) -> int:
    """Return where words between a link and a figure end, ``position`` if there are none."""
    words = lexicon()
    found = _filler().match(piece, position)
    if found is None:
        return position
    last = found.group().split()[-1].lower()
    if last in words.words.all() or words.magnitudes.get(last):
        return position  # To a million: that is the figure.
    end: int = found.end()
    return end


def _part(text: str) -> tuple[int, int]:
    """Return numerator and denominator of a part in words: (7, 10) for seven-tenths of."""
    words = lexicon()
    *wholes, part = [word for word in text.lower().replace("-", " ").split() if word != "of"]
    return words.words.units.get(wholes[0], 1) if wholes else 1, words.parts[part]


def _value(kind: str, text: str) -> object:
    """Return the value of a token that is not a figure in digits; "G" is a glued magnitude."""
    words = lexicon()
    values: dict[str, Callable[[str], object]] = {
        "C": lambda surface: (words.before.get(surface), words.after.get(surface)),
        "F": _part,
        "G": words.glued.get,
        "M": words.magnitudes.get,
        "N": lambda surface: spelled(surface, words.words) if surface[0].isascii() else urdu.value(surface),
        "O": words.order.value,
        "P": words.percent.get,
        "Q": lambda surface: words.percent.get(surface.strip()[: -len("of")]),
        "R": lambda surface: words.links[" ".join(surface.lower().split())],
    }
    return values[kind](text) if kind in values else None


@cache
def _lexer(*, after: bool) -> Any:
    """Return the pattern of one token, where a figure stands before it or not.

    RE2 compiles it ten times as fast as the standard library does.
    """
    part, join = fragments(), JOIN if after else ""
    return re2.compile(
        f"{GAP}(?P<F>{part.part})|{GAP}(?P<O>{part.order})|(?P<Q>{part.percent_of})|{join}(?P<M>{part.magnitude})|(?P<G>{part.glued})|{join}(?P<P>{part.percent})|{join}(?P<C>{part.currency})"
        f"|(?P<R>{part.link}|{part.base}|{part.comma})|{GAP}(?P<N>{part.numeral})|(?P<S>{part.sign})|(?P<_>{SPACES})"
    )


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(fragments().filler)
