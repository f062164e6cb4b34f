"""Unicode's normal forms in linear time, whatever the text.

Marks that stand on one letter are sorted by their classes, and Python sorts them one by one: 100 KB of marks take
several seconds, and four times as many sixteen times as long. No script writes more than a few, so a run of more than
30, where Unicode's Stream-Safe Text Format (UAX 15) would end it too, is brought to its form in pieces.
"""

import unicodedata
from functools import cache
from typing import Any, Literal

#: Marks on one letter that are sorted together.
_MOST = 30

#: All marks, and the two letters that become marks in the forms of compatibility.
_MARK = r"[\pM\x{FF9E}\x{FF9F}]"

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


@cache
def _marks(number: int) -> Any:
    import re2

    return re2.compile(f"{_MARK}{{{number}}}")


def normal(form: Form, text: str) -> str:
    r"""Return a text in a normal form; with a run of more than 30 marks, each 30 of them are.

    >>> normal("NFC", "e\u0301"), len(normal("NFD", "\u0301\u0316" * 100_000))
    ('é', 200000)
    """
    if text.isascii():
        return text
    # Of a run of 31 one stands at a place that 31 divides: nearly all texts are known by a few of their characters.
    if len(text) <= _MOST or not _marks(1).search(text[:: _MOST + 1]) or not _marks(_MOST + 1).search(text):
        return unicodedata.normalize(form, text)
    # Marks decompose into marks alone, so that what is sorted together stays short.
    ends = [match.end() for match in _marks(_MOST).finditer(text)]
    pieces = zip([0, *ends], [*ends, len(text)], strict=True)
    return "".join([unicodedata.normalize(form, text[start:end]) for start, end in pieces])
