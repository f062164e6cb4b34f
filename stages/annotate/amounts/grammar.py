"""The rules of rules.toml, and the one pattern that finds in a text what any of them may be about."""

import re
from functools import cache
from typing import Any, NamedTuple

import re2

from stages.annotate.amounts.fragments import GAP, JOIN, SPACES, fragments
from stages.annotate.amounts.numerals import FIGURE
from stages.resources import toml

#: Magnitudes in a row: lakh crore, hundred thousand million.
_MAGNITUDES = "{0,3}"

#: What each letter of a pattern is among the kinds of tokens.
_KINDS = {
    "B": "C",
    "A": "C",
    "H": "C",
    "U": "[CPK]",
    "P": "P",
    "Q": "Q",
    "N": "N",
    "D": "N(?:RN)+",
    "F": "F",
    "O": "O",
    "M": "M+",
    "T": f"NM{_MAGNITUDES}",
    "R": "R",
    "V": "R",
    "_": "",
}

#: RE2's budget in bytes, an upper bound. With its default of 8 MiB it has no room for the states that news text visits
#: and falls back to a hundred times slower ways, with a line in the log each time.
_MEMORY = 128 << 20


class Rule(NamedTuple):
    """A row of rules.toml; ``shape`` matches the kinds of the tokens that it is about, from the first one on."""

    name: str
    shape: re.Pattern[str]
    links: frozenset[str]
    pair: str | None
    filler: bool
    open_left: bool
    widest: int | None
    steepest: int | None
    bare: bool
    per: bool
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
            row.get("steepest"),
            row.get("bare", False),
            row.get("per", False),
            row["reading"],
        )
        for row in _rows()
    )


@cache
def scan() -> Any:
    """Return the pattern that finds candidates, to be run over UTF-8 bytes. It has no groups: only spans are wanted."""
    options = re2.Options()
    options.max_mem = _MEMORY
    return re2.compile(_merged([pattern.split() for row in _rows() for pattern in row["patterns"]]), options)


@cache
def count_scan() -> Any:
    """Return the pattern that finds numbers and ranges before a noun that they may count, over UTF-8 bytes."""
    options = re2.Options()
    options.max_mem = _MEMORY
    return re2.compile(numbers() + fragments().counted, options)


@cache
def numbers() -> str:
    """Return the pattern of what may stand before a counted noun: one number, or two that make a range or a sum."""
    part = fragments()
    number = f"(?:\\b{FIGURE}|{part.cardinal}){part.things}{_MAGNITUDES}"
    first = f"(?:{number}|{part.numeral}{part.things}{{1,3}}|{part.dozen})"
    return f"(?:{part.order}|{first}(?:(?:{part.link}|{SPACES}){number})?)"


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = toml(__package__, "rules.toml")["rule"]
    return rows


def _shape(pattern: str) -> str:
    """Return ``pattern`` as a regular expression over the kinds of tokens."""
    return "".join(_KINDS[item[0]] + item[1:] for item in pattern.split())


def _merged(patterns: list[list[str]]) -> str:
    """Return an alternation of ``patterns`` as a regular expression over text, with what they begin with written once.

    Longer ones are preferred where one is the beginning of another, else those that come first.
    """
    branches: dict[str, list[list[str]]] = {}
    for first, *rest in filter(None, patterns):
        branches.setdefault(first, []).append(rest)
    if not branches:
        return ""
    alternatives = [f"(?:{_letters()[first[0]]}){first[1:]}{_merged(rests)}" for first, rests in branches.items()]
    return f"(?:{'|'.join(alternatives)})" + ("?" if [] in patterns else "")


@cache
def _letters() -> dict[str, str]:
    """Return what each letter of a pattern stands for in text."""
    part = fragments()
    number = f"{part.sign}?(?:{FIGURE}|{part.numeral})"
    magnitude = f"(?:{JOIN}{part.magnitude}|{part.glued})"
    return {
        "B": f"{part.sign}?{part.before}{GAP}",
        "N": number,
        "M": f"{magnitude}{{1,3}}",
        "T": f"{number}{magnitude}{_MAGNITUDES}",
        "A": f"{JOIN}{part.after}",
        "U": f"{JOIN}(?:{part.percent}|{part.after})",
        "P": f"{JOIN}{part.percent}",
        "F": part.part,
        "O": part.order,
        "Q": part.percent_of,
        "R": f"{part.link}(?:{part.filler})?",
        "V": part.base,
        "D": f"{FIGURE}(?:{part.comma}{FIGURE}){{1,5}}",
        "H": f"{JOIN}{part.hundredth}",
        "_": SPACES,
    }
