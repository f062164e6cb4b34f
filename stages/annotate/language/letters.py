"""What the letters of a text say: how many there are, of which script, and whether one language alone has them."""

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from stages.resources import toml

LATIN = "LATIN"

_NOT_SMALL = bytes(each for each in range(256) if not chr(each).islower() or each > 127)
_NO_LETTERS = bytes(each for each in range(256) if not chr(each).isalpha() or each > 127)


class Letters(NamedTuple):
    """The letters of a text.

    Attributes:
        total: how many there are.
        small: how many of them are no capitals.
        script: the one that most of them are of; None where there are none.
        in_script: how many are of it.
        others: script -> letters, of the others.
        telling: language -> letters of ``script`` that it alone has.
    """

    total: int
    small: int
    script: str | None
    in_script: int
    others: dict[str, int]
    telling: dict[str, int]


class _Rules(NamedTuple):
    """scripts.toml: script -> language, letter -> language, and how many such letters are needed."""

    languages: dict[str, str]
    telling: dict[str, str]
    least_share: float
    least_letters: int


def letters_of(text: str, enough: int) -> Letters:
    """Return the letters of ``text``.

    Args:
        text: any text.
        enough: letters that decide: where fewer characters than this, and no half of them, are not ASCII, these are
            taken for quotation marks and the like, and are not looked at.
    """
    ascii_part = text.encode("ascii", "ignore")
    foreign = len(text) - len(ascii_part)
    if foreign < enough and 2 * foreign <= len(text):
        count = len(ascii_part.translate(None, _NO_LETTERS))
        return Letters(count, len(ascii_part.translate(None, _NOT_SMALL)), LATIN if count else None, count, {}, {})
    scripts: Counter[str] = Counter()
    telling: Counter[str] = Counter()
    small = 0
    rules = _rules()
    for character, times in Counter(text).items():
        if character.isalpha():
            scripts[script_of(character)] += times
            small += 0 if character.isupper() else times
        if character in rules.telling:
            telling[rules.telling[character]] += times
    if not scripts:
        return Letters(0, 0, None, 0, {}, {})
    # Of equals the first by name, whatever came first in the text.
    script, in_script = min(scripts.items(), key=lambda item: (-item[1], item[0]))
    del scripts[script]
    return Letters(sum(scripts.values()) + in_script, small, script, in_script, dict(scripts), dict(telling))


def language_of(letters: Letters) -> tuple[str, str] | None:
    """Return the language that the letters alone tell, and how: "letters" or "script"; None where they do not."""
    rules = _rules()
    if letters.telling:
        language, count = min(letters.telling.items(), key=lambda item: (-item[1], item[0]))
        if count >= max(rules.least_letters, rules.least_share * letters.in_script):
            return language, "letters"
    language_of_script = rules.languages.get(letters.script or "")
    return (language_of_script, "script") if language_of_script else None


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """Return the first word of a letter's name that names a script: LATIN, ARABIC, CJK ..."""
    words = unicodedata.name(character, "UNKNOWN").split()
    return next((word for word in words if word not in {"FULLWIDTH", "HALFWIDTH"}), words[0])


@cache
def _rules() -> _Rules:
    rows = toml(__package__, "scripts.toml")
    telling = {letter: row["language"] for row in rows["letters"] for letter in row["letters"]}
    languages = {row["name"]: row["language"] for row in rows["script"]}
    return _Rules(languages, telling, rows["least_share"], rows["least_letters"])
