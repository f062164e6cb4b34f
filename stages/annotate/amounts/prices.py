"""For one of what a price or a rate is: Rs120 per kg, $85 a barrel, 87 cts a share, Rs300/litre, 5 percent a year."""

import re
import string
from functools import cache
from typing import NamedTuple

from stages.annotate.amounts.nouns import nouns, singular_of
from stages.resources import toml

#: Of a number that stands before the noun: per 40 kg.
_FIGURE = r"[0-9]{1,3}(?:,?[0-9]{3})?"


class _Words(NamedTuple):
    """The table `per` of nouns.toml, the pattern of what may stand behind an amount, and how that may begin."""

    pattern: re.Pattern[str]
    begins: frozenset[str]
    nouns: frozenset[str]
    same: dict[str, str]
    adverbs: dict[str, str]


def per(text: str, position: int) -> str | None:
    """Return the noun, in the singular, for one of which the amount before ``position`` is; None if none is said."""
    words = _words()
    if text[position : position + 2].lower().replace("\u00a0", " ") not in words.begins:
        return None
    found = words.pattern.match(text, position)
    if found is None:
        return None
    if found["adverb"]:
        return words.adverbs[found["adverb"].lower()]
    word = found["noun"].lower()
    noun = words.same.get(word) or nouns().measures.get(word) or singular_of(word) or word
    if found["link"].strip(" \u00a0-").lower() != "per" and noun not in words.nouns and word not in words.same:
        return None
    return " ".join(part for part in (found["number"], found["before"], noun) if part).lower()


@cache
def _words() -> _Words:
    table = toml(__package__, "nouns.toml")["per"]
    before, adverbs = "|".join(table["before"]), "|".join(table["adverbs"])
    space = "[ \u00a0]"
    articles = rf"{space}(?:an?|each|every|for{space}(?:each|every)){space}"
    link = rf"{space}per{space}|{articles}|{space}?/{space}?|-an?-|-per-"
    past = "|".join(table["past"])
    number = rf"(?:(?P<number>{_FIGURE}){space}?-?)?"
    noun = (
        rf"(?P<link>{link}){number}(?:(?P<before>{before}){space})?(?!cents?\b)(?P<noun>[a-z]+)(?!{space}(?:{past})\b)"
    )
    pattern = rf"(?:{noun}|{space}(?P<adverb>{adverbs}))\b"
    # A quick look at two characters spares most amounts the pattern: a space and the first letter of a word.
    letters = {*"paef", *(adverb[0] for adverb in table["adverbs"])}
    begins = {f" {letter}" for letter in letters} | {" /", "/ "}
    begins |= {f"{sign}{letter}" for sign in "/-" for letter in string.ascii_lowercase + string.digits}
    return _Words(
        re.compile(pattern, re.IGNORECASE),
        frozenset(begins),
        frozenset(table["nouns"]),
        table["same"],
        table["adverbs"],
    )
