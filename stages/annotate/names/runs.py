"""Runs of capitalised words: everything that may be a name, found in one scan."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

#: Small words within names: Ministry of Finance, Moin ul Haque, Council for the Promotion of Trade.
CONNECTORS = (
    *("of", "for", "and", "&", "on", "the", "to", "in", "at"),
    *("ul", "al", "el", "ur", "un", "us", "uz", "ud", "ash", "bin", "bint", "ibn", "arap"),
    *(
        "de",
        "del",
        "della",
        "da",
        "di",
        "dos",
        "das",
        "du",
        "la",
        "le",
        "les",
        "der",
        "den",
        "van",
        "von",
        "e",
        "y",
        "i",
    ),
)

#: Connectors that part names wherever neither an organisation nor a place goes on behind them.
JOINTS = frozenset({"of", "for", "and", "&", "on", "the", "to", "in", "at"})

#: Abbreviations that keep their full stop within a run.
_DOTTED = (
    *(
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Prof",
        "Gen",
        "Lt",
        "Col",
        "Maj",
        "Capt",
        "Sgt",
        "Cpl",
        "Brig",
        "Adm",
        "Cmdr",
        "Sen",
        "Rep",
    ),
    *(
        "Gov",
        "Rev",
        "Fr",
        "St",
        "Jr",
        "Sr",
        "Hon",
        "Engr",
        "Adv",
        "Sens",
        "Reps",
        "Messrs",
        "Supt",
        "Det",
        "Mt",
        "Ft",
        "Pvt",
    ),
    *(
        "Inc",
        "Corp",
        "Co",
        "Ltd",
        "Cos",
        "Bros",
        "Dept",
        "Assn",
        "Calif",
        "Mass",
        "Conn",
        "Fla",
        "Ga",
        "Ill",
        "Ind",
        "Kan",
    ),
    *(
        "Ky",
        "La",
        "Md",
        "Mich",
        "Minn",
        "Miss",
        "Mo",
        "Mont",
        "Neb",
        "Nev",
        "Okla",
        "Ore",
        "Pa",
        "Tenn",
        "Va",
        "Vt",
        "Wash",
    ),
    *("Wis", "Wyo", "Ala", "Ariz", "Ark", "Colo", "Del", "Ont", "Que", "Ph", "Muhd", "Mohd", "Md"),
)

_LETTERS = r"[\p{L}\p{M}\p{N}]"

#: An ordinal before a name, letters with stops, an abbreviation, or a capitalised word with what is joined to it.
_INITIALS = r"(?:\p{Lu}\.){1,6}-?(?:\p{Lu}\.)*"
_ABBREVIATED = rf"\b(?:[RDI]-)?(?:{'|'.join(_DOTTED)})\."
_JOINED = rf"(?:[-'’&]{_LETTERS}+|/\p{{Lu}}{_LETTERS}*|\.(?:com|org|net|tv|pk)\b)"
_PLAIN = rf"(?:(?:al|el|ul|ur|as|ash|bin|d|l|de|an)[-'’])?\p{{Lu}}{_LETTERS}*{_JOINED}*"
_WORD = rf"(?:[0-9]{{2}}ers|(?:[0-9]{{1,2}}(?:st|nd|rd|th) )?(?:{_INITIALS}|{_ABBREVIATED}|{_PLAIN}))"
_SPACE = r"[ \x{a0}]{1,2}"


@cache
def scan() -> Any:
    """Return the pattern of a run, for UTF-8 bytes."""
    joints = "|".join(CONNECTORS)
    options = re2.Options()
    options.max_mem = 64 << 20
    return re2.compile(rf"{_WORD}(?:{_SPACE}(?:(?:{joints}){_SPACE}){{0,2}}{_WORD})*", options)


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of runs in ``text``, in order and apart. Linear in the length of the text."""
    data = text.encode()
    if len(data) == len(text):
        for match in scan().finditer(data):
            yield match.span()
        return
    seen = seen_byte = 0
    for match in scan().finditer(data):
        start_byte, end_byte = match.span()
        start = seen + len(data[seen_byte:start_byte].decode())
        end = start + len(data[start_byte:end_byte].decode())
        seen, seen_byte = end, end_byte
        yield start, end
