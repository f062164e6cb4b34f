r"""A reference as BibTeX, for classic styles as for biblatex.

An article of a newspaper is ``@article`` with the newspaper as ``journal``; the passage stands in ``note``. Letters of
all scripts stay as they are (biber and the newer LaTeX read UTF-8); what TeX would act on is escaped.
"""

import re

from flows.citing.passages import Passage
from flows.views import harmless

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

#: What TeX acts on, and how each is written for itself.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ACTING = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")

#: What an address may not hold inside ``\url``, as it stands percent-encoded.
_ADDRESS = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def write(passages: list[Passage]) -> str:
    """Return an entry for each passage, parted by empty lines; passages that are asked for twice have one."""
    return "\n".join(_entry(each) for each in dict.fromkeys(passages))


def _entry(passage: Passage) -> str:
    day = passage.published
    fields = {
        # Braces twice: a style may not lower the capitals of a headline.
        "title": f"{{{escaped(passage.title)}}}" if passage.title else None,
        # One name, whatever commas or "and" the byline has.
        "author": f"{{{escaped(passage.author)}}}" if passage.author else None,
        "journal": escaped(passage.outlet) if passage.outlet else None,
        "year": str(day.year) if day else None,
        "month": _MONTHS[day.month - 1] if day else None,
        "day": str(day.day) if day else None,
        "url": harmless("".join(_ADDRESS.get(letter, letter) for letter in passage.url)) if passage.url else None,
        "note": escaped(passage.sentence) if passage.sentence else None,
    }
    lines = [
        # A month is one of BibTeX's own words, which a style puts into its language.
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
        if value is not None
    ]
    return "\n".join([f"@article{{{_key(passage)},", *lines, "}", ""])


def _key(passage: Passage) -> str:
    """Return a key that no other row has: letters and digits, as every style takes them."""
    span = f"-{passage.span[0]}-{passage.span[1]}" if passage.span else ""
    return f"khabar-{passage.doc_id}{span}"


def escaped(text: str) -> str:
    r"""Return a text on one line, as TeX prints it.

    >>> print(escaped("Up 5% & more"))
    Up 5\% \& more
    """
    return _ACTING.sub(lambda found: _SPECIAL[found[0]], harmless(" ".join(text.split())))
