"""Runs of capitalised words: everything that may be a name, found in one scan."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.names.signs import Bytes, Integers

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

#: Signs are those of `stages.annotate.names.signs`.
_LETTERS = r"[A-Za-z0-9\x01\x02]"
_CAPITAL = r"[A-Z\x02]"

#: An ordinal before a name, letters with stops, an abbreviation, or a capitalised word with what is joined to it.
_INITIALS = rf"(?:{_CAPITAL}\.){{1,6}}-?(?:{_CAPITAL}\.)*"
_ABBREVIATED = rf"\b(?:[RDI]-)?(?:{'|'.join(_DOTTED)})\."
_JOINED = rf"(?:[-'\x03&]{_LETTERS}+|/{_CAPITAL}{_LETTERS}*|\.(?:com|org|net|tv|pk)\b)"
_PLAIN = rf"(?:(?:al|el|ul|ur|as|ash|bin|d|l|de|an)[-'\x03])?{_CAPITAL}{_LETTERS}*{_JOINED}*"
_WORD = rf"(?:[0-9]{{2}}ers|(?:[0-9]{{1,2}}(?:st|nd|rd|th) )?(?:{_INITIALS}|{_ABBREVIATED}|{_PLAIN}))"
_SPACE = r"[ \x04]{1,2}"
_RUN = rf"{_WORD}(?:{_SPACE}(?:(?:{'|'.join(CONNECTORS)}){_SPACE}){{0,2}}{_WORD})*"

#: Bytes that no text has, put around each run.
_BEFORE, _BEHIND = 0xFF, 0xFE


def runs(signs: Bytes) -> tuple[Integers, Integers]:
    """Return where the runs in a text begin and end, in order and apart. Linear in the length of the text.

    Arrow's RE2 puts a mark around each, and the marks are looked for: a call for each run would take longer than the
    scan.

    Args:
        signs: of the text.
    """
    bounds = pa.py_buffer(np.array([0, len(signs)], np.int64))
    text = pa.LargeStringArray.from_buffers(1, bounds, pa.py_buffer(signs))
    marked = pc.replace_substring_regex(text, _RUN, bytes((_BEFORE, *rb"\0", _BEHIND)))
    _, offsets, data = marked.buffers()
    (_, end) = np.frombuffer(offsets, np.int64)
    marks = np.flatnonzero(np.frombuffer(data, np.uint8)[:end] >= _BEHIND)
    marks -= np.arange(len(marks))
    return marks[::2], marks[1::2]
