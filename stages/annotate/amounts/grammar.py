"""rules.toml and lexicon.toml made into one pattern that finds candidates, and a lexer that takes a candidate apart.

The fragments of both are composed from the same tables, and are written so that both regular expression engines read
them: RE2 for the scan of the text, the standard library's on the short strings that the scan found.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

import re2

from stages.annotate.amounts.lexicon import Lexicon, Surfaces, lexicon
from stages.annotate.amounts.numerals import FIGURE, figure, spelled
from stages.resources import toml

#: White space within a line.
_SPACE = "[ \\t\u00a0\u2009\u202f]"
_GAP = f"{_SPACE}{{0,2}}"
_SPACES = f"{_SPACE}{{1,2}}"
#: Between a figure and its magnitude or unit: 5 billion, 5bn, one-billion-dollar.
_JOIN = f"(?:{_GAP}|-)"

#: Magnitudes in a row: lakh crore, hundred thousand million.
_MAGNITUDES = "{0,3}"

#: RE2's budget in bytes. The scan needs more than the default of 8 MiB to keep the states that news text visits.
_MEMORY = 64 << 20


#: A minus sign; ``words`` is an alternation.
SIGN = f"(?:[-−]|(?i:{{words}}){_SPACES.replace('{', '{{').replace('}', '}}')})"


class Token(NamedTuple):
    """A part of a candidate.

    Attributes:
        kind: N figure, M magnitude, C currency, P percent, R link.
        start, end: within the candidate.
        value: of N a `Number` or None, of M its zeros, of P its unit, of R a pair (link, has a filler), of C a pair of
            `Denomination` or None: what it means in front of a figure and behind it.
    """

    kind: str
    start: int
    end: int
    value: Any


class Rule(NamedTuple):
    """A row of rules.toml; ``shape`` matches the kinds of the tokens that it is about, from the first one on."""

    name: str
    shape: re.Pattern[str]
    links: frozenset[str]
    pair: str | None
    filler: bool
    open_left: bool
    widest: int | None
    reading: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried."""
    return tuple(
        Rule(
            row["name"],
            re.compile("|".join(_shape(pattern) for pattern in row["patterns"])),
            frozenset(row.get("links", ())),
            row.get("pair"),
            row.get("filler", False),
            row.get("open_left", False),
            row.get("widest"),
            row["reading"],
        )
        for row in toml(__package__, "rules.toml")["rule"]
    )


def _shape(pattern: str) -> str:
    """Return ``pattern`` as a regular expression over the kinds of tokens."""
    kinds = {"B": "C", "A": "C", "U": "[CP]", "N": "N", "M": "M+", "T": f"NM{_MAGNITUDES}", "R": "R"}
    return "".join(kinds[letter[0]] + letter[1:] for letter in pattern.split())


@cache
def scan() -> Any:
    """Return the pattern that finds candidates, to be run over UTF-8 bytes. It has no groups: only spans are wanted."""
    words = lexicon()
    patterns: dict[str, None] = {}  # Each once, in the order of the rules.
    for row in toml(__package__, "rules.toml")["rule"]:
        patterns.update(dict.fromkeys(row["patterns"]))
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True
    return re2.compile("|".join(_expanded(pattern, _fragments(words)) for pattern in patterns), options)


def _fragments(words: Lexicon) -> dict[str, str]:
    """Return what each letter of a pattern stands for in text."""
    sign = f"{SIGN.format(words=_any(words.negative))}?"
    fragments = {
        "B": f"{sign}(?:{_alternatives(words.before, initial=True)})",
        "N": f"{sign}(?:{FIGURE}|{_numeral(words)})",
        "M": f"(?:{_JOIN}(?:{_alternatives(words.magnitudes)})|(?:{_alternatives(words.glued)}))",
        "A": f"{_JOIN}(?:{_alternatives(words.after)})",
        "U": f"{_JOIN}(?:{_alternatives(words.percent)}|{_alternatives(words.after)})",
        "R": _link(words),
    }
    fragments["T"] = f"{fragments['N']}{fragments['M']}{_MAGNITUDES}"
    fragments["M"] += "{1,3}"
    return fragments


def _expanded(pattern: str, fragments: dict[str, str]) -> str:
    """Return ``pattern`` as a regular expression over text."""
    expanded, last = "", ""
    for item in pattern.split():
        letter, optional = item[0], item[1:]
        fragment = fragments[letter]
        if letter == "B":
            fragment += _GAP
        elif last == "M" and letter == "N":
            fragment = _SPACES + fragment
        expanded += f"(?:{fragment}){optional}"
        last = letter
    return expanded


def _numeral(words: Lexicon) -> str:
    """Return the pattern of a numeral in words: twenty-five, two hundred and six, one and a half."""
    word = _any(words.words.all())
    half = f"(?:{_SPACES}and{_SPACES}a{_SPACES}(?:{_any(words.words.fractions)}))?"
    return f"\\b(?i:(?:(?:hundred{_SPACES}and|{word})(?:-|{_SPACES})){{0,4}}(?:{word}){half})\\b"


def _link(words: Lexicon, not_filler: str = "") -> str:
    spelled_links = _any(surface for surface in words.links if surface.isalpha())
    dashes = "".join(re.escape(surface) for surface in words.links if not surface.isalpha())
    filler = (
        f"(?:(?i:{_any(words.filler_words)}){_SPACES}"
        f"|(?i:{_any(words.filler_articles)}){_SPACES}{not_filler}[a-z]+{_SPACES})?"
    )
    return f"(?:{_GAP}[{dashes}]{_GAP}|{_SPACES}(?i:{spelled_links}){_SPACES}{filler})"


def _alternatives(surfaces: Surfaces, *, initial: bool = False) -> str:
    """Return an alternation of ``surfaces``, the longest first; ``initial``: none begins within a word."""
    written = surfaces.written()
    exact = "|".join(_surface(surface, initial=initial) for surface, any_case in written if not any_case)
    folded = "|".join(_surface(surface, initial=initial) for surface, any_case in written if any_case)
    return "|".join(part for part in (exact, f"(?i:{folded})" if folded else "") if part)


def _surface(surface: str, *, initial: bool) -> str:
    """Return one surface as a pattern: ``initial`` ones begin where a word begins, the others end where it ends.

    What follows an initial one is a figure, glued or not (Rs5), or a numeral that begins with a word of its own.
    """
    pattern = _SPACES.join(re.escape(part) for part in surface.split(" "))
    if initial:
        return f"\\b{pattern}" if _in_word(surface[0]) else pattern
    return f"{pattern}\\b" if _in_word(surface[-1]) else pattern


def _in_word(character: str) -> bool:
    """Say whether RE2's word boundary knows the character; what other scripts need, the guards check."""
    return character.isascii() and character.isalnum()


def _any(words: Iterable[str]) -> str:
    """Return an alternation of plain words, the longest first."""
    return "|".join(_SPACES.join(re.escape(part) for part in word.split()) for word in sorted(words, key=len, reverse=True))


# ---- The lexer.

#: The point behind letters is theirs: Rs.50 is 50 rupees.
_FIGURE = re.compile(rf"(?:(?<![A-Za-z])|(?!\.)){FIGURE}")


def lex(candidate: str) -> tuple[str, list[Token]]:
    """Return the kinds of the tokens of ``candidate`` as one string, and the tokens, up to the first part that is none.

    A minus sign is no token of its own: the token behind it begins with it, and the figure is negative.
    """
    tokens: list[Token] = []
    position, sign_at = 0, -1
    for found in (*_FIGURE.finditer(candidate), None):
        piece = candidate[position : found.start() if found else len(candidate)]
        parts, complete = _lex_piece(piece, after_figure=position > 0)
        shifted = [Token(kind, position + start, position + end, value) for kind, start, end, value in parts]
        if complete and found:
            shifted.append(Token("N", found.start(), found.end(), figure(found.group())))
            position = found.end()
        for token in shifted:
            if token.kind == "S":
                sign_at = token.start
                continue
            if sign_at >= 0:
                token = token._replace(start=min(sign_at, token.start))
            if token.kind == "N" and sign_at >= 0:
                token = token._replace(value=token.value and token.value._replace(mantissa=-token.value.mantissa))
                sign_at = -1
            tokens.append(token)
        if not complete:
            break
    return "".join([token.kind for token in tokens]), tokens


@lru_cache(maxsize=8192)
def _lex_piece(piece: str, *, after_figure: bool) -> tuple[tuple[Token, ...], bool]:
    """Return the tokens of what stands between two figures, and whether they are all of it; "S" is a minus sign.

    There are few different pieces in news text, hence the cache.
    """
    words = lexicon()
    tokens: list[Token] = []
    position = 0
    while position < len(piece):
        found = _lexer().match(piece, position)
        if not found or not found.group():
            return tuple(tokens), False
        kind, text = found.lastgroup or "", found.group(found.lastgroup or 0)
        value: object = None
        if kind == "R" and not after_figure and not text.strip().isalpha():
            kind = "S"  # A dash before any figure is a minus sign.
        if kind == "M":
            value = words.magnitudes.get(text)
        elif kind == "G":
            kind, value = "M", words.glued.get(text)
        elif kind == "P":
            value = words.percent.get(text)
        elif kind == "C":
            value = (words.before.get(text), words.after.get(text))
        elif kind == "R":
            link, *filler = text.split() or ["-"]
            value = (words.links[link.lower()], bool(filler))
        elif kind == "N":
            value = spelled(text, words.words)
        if kind != "_":
            tokens.append(Token(kind, found.start(kind), found.end(kind), value))
        after_figure = kind in {"N", "M", "P"} or (kind in {"C", "_"} and after_figure)
        position = found.end()
    return tuple(tokens), True


@cache
def _lexer() -> re.Pattern[str]:
    words = lexicon()
    not_filler = _any([*words.words.all(), *(surface for surface, _ in words.magnitudes.written())])
    money = Surfaces()
    for table in (words.before, words.after):
        for surface, any_case in table.written():
            if not money.get(surface):
                money.add(surface, True, exact=not any_case)
    return re.compile(
        f"{_JOIN}(?P<M>{_alternatives(words.magnitudes)})|(?P<G>{_alternatives(words.glued)})"
        f"|{_JOIN}(?P<P>{_alternatives(words.percent)})|{_JOIN}(?P<C>{_alternatives(money)})"
        f"|(?P<R>{_link(words, not_filler=f'(?!{not_filler})')})|{_GAP}(?P<N>{_numeral(words)})"
        f"|(?P<S>{SIGN.format(words=_any(words.negative))})|(?P<_>{_SPACES})"
    )
