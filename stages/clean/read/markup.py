"""What a reader sees of the source of a web page: its text without markup, and where in the source it stands.

Not a parser: what belongs together is for `stages.clean.read.page` and trafilatura to say. One pass, linear also for pages
full of tags that never end.
"""

import string
from html import unescape

import re2

from stages.offsets import Segments, append

#: Elements whose content no reader sees.
HIDDEN = frozenset({"head", "noscript", "script", "style", "svg", "template"})

#: Characters of a tag within which its name ends, if it is one of `HIDDEN`.
NAME_LONGEST = 12

#: What the HTML standard calls a character reference, as long as the longest of them; the semicolon may be missing.
#: Which of them exist is for `html.unescape` to say.
_ENTITY = re2.compile("&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][0-9A-Za-z]{1,31});?")

_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class _Reader:
    """Goes through one page and collects what is seen of it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lowered = source.translate(_ASCII_LOWER)  # not lower(): that of some letters is longer
        self.parts: list[str] = []
        self.segments: Segments = []
        self.length = 0
        self.missing: set[str] = set()  # marks that do not occur any more, so that none is looked for twice

    def after(self, mark: str, start: int) -> int:
        """Return the place after the next ``mark``; the end of the page if there is none."""
        found = -1 if mark in self.missing else self.lowered.find(mark, start)
        if found >= 0:
            return found + len(mark)
        self.missing.add(mark)
        return len(self.source)

    def add(self, new: str, start: int, end: int) -> None:
        """Add a piece of text that stands for ``source[start:end]``."""
        if new:
            self.parts.append(new)
            append(self.segments, self.length, start, len(new), end - start)
            self.length += len(new)

    def text(self, start: int, end: int) -> None:
        """Add what stands between two tags."""
        piece = self.source[start:end]
        done = 0
        for entity in _ENTITY.finditer(piece) if "&" in piece else ():
            new = unescape(entity[0])
            if new != entity[0]:
                self.add(piece[done : entity.start()], start + done, start + entity.start())
                self.add(new, start + entity.start(), start + entity.end())
                done = entity.end()
        self.add(piece[done:], start + done, end)

    def markup(self, start: int) -> int:
        """Return the place after the tag, comment or hidden element that begins at ``start``."""
        if self.source.startswith("<!--", start):
            return self.after("-->", start + 4)
        end = self.after(">", start)
        name = self.lowered[start + 1 : min(end - 1, start + NAME_LONGEST)].split(maxsplit=1)
        if name and name[0] in HIDDEN:
            return self.after(">", self.after("</" + name[0], end))
        return end


def seen(source: str) -> tuple[str, Segments]:
    r"""Return what is left of a page's source without markup, with entities read, and its map to the source.

    >>> seen("<p>Food&nbsp;&amp; <b>water</b></p>")
    ('Food\xa0& water', [(0, 3, 4, 4), (4, 7, 1, 6), (5, 13, 1, 5), (6, 18, 1, 1), (7, 22, 5, 5)])
    """
    reader = _Reader(source)
    position = 0
    while position < len(source):
        tag = source.find("<", position)
        tag = len(source) if tag < 0 else tag
        opens = source[tag + 1 : tag + 2]
        if tag < len(source) and not (opens.isalpha() or opens in ("/", "!", "?")):
            reader.text(position, tag + 1)  # a loose "<" is text
            position = tag + 1
            continue
        reader.text(position, tag)
        position = reader.markup(tag) if tag < len(source) else tag
    return "".join(reader.parts), reader.segments
