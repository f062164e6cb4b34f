"""Words to make hostile texts of: all that the rules of the stages know, and characters with effects of their own.

Read from the rules as they stand, so that a new row is tried without anything being said here.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]

#: Keys of rules under which sentences for people stand, and the steps that a rule takes: no words of an article.
_NOT_WORDS = frozenset({"reason", "message", "steps", "why", "note", "description"})

#: What only a pattern has. Such strings are no words; the examples beside them are.
_PATTERN = re.compile(r"[\\\[\]{}()<>|*+?^]")

#: Spellings of one kind of token each. Two of different kinds side by side are what grammars branch on.
TOKENS: dict[str, tuple[str, ...]] = {
    "figure": ("5", "1,20,000", "2.5", "0300", "1,2345", "½", "1/2", "99999999999999999999999", "۵", "٫", "-3", "1e9"),
    "year": ("2020", "2019-20", "FY21", "1445", "31-12-2020", "5/6/2021", "2021-04-29T10:30:00Z", "’90s"),
    "number word": ("one", "a hundred and", "several thousand", "half", "دو", "twenty-five", "third", "one in "),
    "magnitude": ("million", "bn", "lakh", "crore", "m", "ارب", "k", "-billion"),
    "money": ("$", "Rs", "Rs.", "US $", "€", "PKR", "rupees", "dlrs", "cents", "% ", "pc", "percentage points"),
    "name": ("Khan", "Syed Amin ul", "A. B.", "PTA", "(PTA)", "Karachi", "Ministry of", "O’Brien-Łukasz", "ß", "É"),
    "title": ("Mr", "Lt. Gen.", "Prime Minister", "Minister for", "Dr", "وزیر", "Sir", "President"),
    "verb": ("said", "rose to", "told", "fell by", "according to", "نے کہا کہ", "was", "will", "added that"),
    "noun": ("exports", "inflation", "growth", "target", "the house", "branches", "people", "برآمدات", "remittances"),
    "small word": ("of", "and", "the", "to", "in", "by", "from", "that", "than", "کے", "who", "it", "but"),
    "time": ("May", "Monday", "last year", "July-March", "in the third quarter of", "ago", "the same period", "آج"),
    "opening": ("“", "‘", "(", "[", "«", "``", "„", "<", "{", '"', "'", "—"),
    "closing": ("”", "’", ")", "]", "»", "''", '"', "'", "’’", "’s", ">", "}"),
    "stop": (".", "!", "?", "...", "۔", "؟", "…", ",", ";", ":", "،", "|", "-", "/", "•"),
    "break": ("\n", " ", "\n\n", "\t", "\u00a0", "\u2028", "\r\n", "\x0b", "\u2003", "\x85"),
    "address": ("https://a.example/2021/04/29/x?y=1", "a@b.example", "www.a.pk", "@khan", "#budget", "a.b.c"),
    "markup": ("<p>", "</p>", "&amp;", "&#0;", "<!--", "<script>", "&nbsp;", "**", "<br>", "](", "\\u0041"),
}

#: Characters that change what stands beside them, or have no letter's or digit's shape: combining, of no width,
#: bidirectional, of another plane, compatibility forms, unassigned, private, and no characters at all.
EFFECTS = (
    *("\u0301", "\u0308", "\u064b", "\u0651", "\u093f", "\u20dd", "\U000e0100", "\ufe0f", "\u034f"),
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e"),
    *("\u202a", "\u202b", "\u202e", "\u202c", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"),
    *("\U0001f1f5\U0001f1f0", "\U0001f468\u200d\U0001f469", "\U00010400", "\U0001d7d8", "\U0002f800"),
    *("ﬁ", "Ａ", "５", "①", "㎏", "ß", "ı", "İ", "ǆ", "ﷺ", "ﷲ", "ﾊﾞ", "Ω", "Å"),
    *("\x00", "\x1b", "\x7f", "\x9f", "\ufffd", "\ufffe", "\U0010ffff", "\ue000", "\u0378"),
)


@cache
def phrases() -> tuple[str, ...]:
    """Return every word and phrase that a rule of a stage spells out, once each, in order."""
    found: set[str] = set()
    for path in sorted((ROOT / "stages").rglob("*.toml")):
        for key, value in _strings(tomllib.loads(path.read_text(encoding="utf-8")), ""):
            if key in _NOT_WORDS or (_PATTERN.search(value) and key != "examples"):
                continue
            # A long list of single words is written as one string.
            found.update(value.split() if len(value) > 200 or key in {"words", "forms"} else (value,))
    return tuple(sorted(each for each in found if each.strip()))


@cache
def sentences() -> tuple[str, ...]:
    """Return texts in which rules find something: those of the tests' cases, and paragraphs of our own articles."""
    found: set[str] = set()
    for path in sorted((ROOT / "tests").rglob("cases/*.toml")):
        values = _strings(tomllib.loads(path.read_text(encoding="utf-8")), "")
        found.update(value for key, value in values if key in {"text", "title", "raw", "line"} and value.strip())
    for path in sorted((ROOT / "seeds").glob("*/*.txt")):
        found.update(line for line in path.read_text(encoding="utf-8", errors="replace").split("\n") if line.strip())
    return tuple(sorted(found))


def _strings(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield all strings of a TOML file with the key that they stand under; a key of a table may be a word as well."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(inner, (dict, list)):
                yield "key", name
            yield from _strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)
