"""A candidate taken apart into tokens."""

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

import re2

from stages.annotate.amounts.fragments import GAP, JOIN, SPACES, fragments
from stages.annotate.amounts.lexicon import lexicon
from stages.annotate.amounts.numerals import FIGURE, figure, spelled

#: The point behind letters is theirs: Rs.50 is 50 rupees.
_FIGURE = re.compile(rf"(?:(?<![A-Za-z])|(?!\.)){FIGURE}")


class Token(NamedTuple):
    """A part of a candidate.

    Attributes:
        kind: N figure, M magnitude, C currency, P percent, R link.
        start: where it begins in the text; a minus sign before it counts.
        end: where it ends.
        value: of N a `Number` or None, of M its zeros, of P its unit, of R a pair (link, has a filler), of C a pair of
            `Denomination` or None: what it means in front of a figure and behind it.
    """

    kind: str
    start: int
    end: int
    value: Any


def lex(text: str, start: int, end: int) -> tuple[str, list[Token]]:
    """Return the tokens of ``text[start:end]`` up to the first part that is none, and their kinds as one string.

    A minus sign is no token of its own: the token behind it begins with it, and the next figure is negative.
    """
    tokens: list[Token] = []
    position, sign = start, -1
    for found in (*_FIGURE.finditer(text, start, end), None):
        piece = text[position : found.start() if found else end]
        parts, complete = _lex_piece(piece, after=position > start, before=found is not None)
        shifted = [Token(kind, position + first, position + last, value) for kind, first, last, value in parts]
        if complete and found:
            shifted.append(Token("N", found.start(), found.end(), figure(found.group())))
        for token in shifted:
            if token.kind == "S":
                sign = token.start
            elif sign < 0:
                tokens.append(token)
            elif token.kind != "N":
                tokens.append(token._replace(start=sign))
            else:
                tokens.append(token._replace(start=sign, value=token.value.negated() if token.value else None))
                sign = -1
        if not complete or not found:
            break
        position = found.end()
    return "".join([token.kind for token in tokens]), tokens


@lru_cache(maxsize=8192)
def _lex_piece(piece: str, *, after: bool, before: bool) -> tuple[tuple[Token, ...], bool]:
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
        if kind == "C" and before and end == len(piece) and piece[position] in lexicon().links:
            end = position + 1  # $5-$6: the hyphen does not join what stands before the next figure.
            kind, start = "R", position
        surface = piece[start:end]
        value = _value(kind, surface)
        if kind == "R" and surface.strip().isalpha():
            filled = _filler_end(piece, end)
            value, end = (value, filled > end), filled
        elif kind == "R":
            # A dash before any figure is a minus sign.
            kind, value = ("R", (value, False)) if after else ("S", None)
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


def _value(kind: str, text: str) -> object:
    """Return the value of a token that is not a figure in digits; "G" is a glued magnitude."""
    words = lexicon()
    if kind == "C":
        return words.before.get(text), words.after.get(text)
    if kind == "N":
        return spelled(text, words.words)
    if kind == "R":
        return words.links[text.strip().lower()]
    table = {"M": words.magnitudes, "G": words.glued, "P": words.percent}.get(kind)
    return table.get(text) if table else None


@cache
def _lexer(*, after: bool) -> Any:
    """Return the pattern of one token, where a figure stands before it or not.

    RE2 compiles it ten times as fast as the standard library does.
    """
    part, join = fragments(), JOIN if after else ""
    return re2.compile(
        f"{join}(?P<M>{part.magnitude})|(?P<G>{part.glued})|{join}(?P<P>{part.percent})|{join}(?P<C>{part.currency})"
        f"|(?P<R>{part.link})|{GAP}(?P<N>{part.numeral})|(?P<S>{part.sign})|(?P<_>{SPACES})"
    )


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(fragments().filler)
