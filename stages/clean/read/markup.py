"""The source of a web page: its tags, its text without them, and where in the source both stand.

Not a parser: what belongs together is for lxml and trafilatura to say. One pass, linear also for pages full of tags
that never end.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

import re2

from stages.offsets import Segments, append
from stages.resources import toml

#: The attributes of a tag. Only a quote after an equals sign opens a value (HTML standard, 13.2.5.37).
_ATTRIBUTES = r"""(?:[^>=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|=)*+"""

#: What the HTML standard calls a character reference, as long as the longest of them; the semicolon may be missing.
#: Which of them exist is for `html.unescape` to say.
_ENTITY = re2.compile("&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][0-9A-Za-z]{1,31});?")

#: One attribute of a tag: its name, and its value as it is written.
_ATTRIBUTE = re.compile(r"""([^\s=>/]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"']*+))?""")


#: Characters that no document has (XML 1.0, 2.2). A parser writes a replacement character for each; lxml takes none.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def allowed(text: str) -> str:
    """Return a text without what no document has: controls are dropped, halves of surrogate pairs become ``?``."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_FORBIDDEN).encode("utf-8", "replace").decode()


@cache
def elements(kind: str) -> frozenset[str]:
    """Return the names of one kind of elements of ``markup.toml``: "inline", "raw" or "hidden"."""
    return frozenset(toml(__package__, "markup.toml")[kind]["names"].split())


@cache
def _token(*whole: str) -> Any:
    """Return the pattern of a piece of markup; its group is the name of a tag, with the slash of an end tag.

    Not RE2, which takes 14 microseconds for each of the thousands of matches in a page. It is linear all the same: no
    repetition gives back what it has taken, and what looks ahead for an end takes the end of the page for it, so that
    nothing is looked for twice.
    """
    opening = {"svg": "(?<!/)>"}  # of these only drawings may be empty: <svg/>
    named = "|".join(
        rf"{name}(?=[\s/>]){_ATTRIBUTES}{opening.get(name, '>')}.*?(?:</{name}(?=[\s/>])[^>]*+(?:>|\Z)|\Z)"
        for kind in whole
        for name in sorted(elements(kind))
    )
    comment = r"!--(?:-?>|.*?(?:--!?>|\Z))"
    tag = rf"(/?[A-Za-z][^\s/>]*+){_ATTRIBUTES}(?:>|\Z)"
    return re.compile(rf"<(?s:(?ai:{named})|{comment}|{tag}|[!?/][^>]*+(?:>|\Z))")


def tokens(source: str, whole: tuple[str, ...] = ("raw", "hidden")) -> Iterator[re.Match[str]]:
    """Yield the markup of a page from its beginning to its end: tags, comments, and some elements with their content.

    The first group of a match is the name of a tag, after a slash for an end tag; None for what is not a tag.

    Args:
        source: the page.
        whole: the kinds of elements that are one piece each.
    """
    found: Iterator[re.Match[str]] = _token(*whole).finditer(source)
    return found


def attributes(tag: str) -> list[tuple[str, str]]:
    """Return the attributes of a start tag: their names, and their values as they are written, with quotes.

    >>> attributes("<a href='/x' download>")
    [('href', "'/x'"), ('download', '')]
    """
    found: list[tuple[str, str]] = _ATTRIBUTE.findall(tag)
    return found[1:]


def plain(source: str) -> str:
    r"""Return the text of a fragment of markup, with a line break wherever a block begins or ends.

    >>> plain("<p>One &amp; <b>two</b></p>three")
    '\nOne & two\nthree'
    """
    parts: list[str] = []
    position = 0
    for token in tokens(source):
        name = (token[1] or "").lstrip("/").lower()
        parts += source[position : token.start()], "" if name in elements("inline") else "\n"
        position = token.end()
    parts.append(source[position:])
    return unescape("".join(parts))


class _Text:
    """The visible text of one page, piece by piece."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.segments: Segments = []
        self.length = 0

    def add(self, new: str, start: int, end: int) -> None:
        """Add a piece of text that stands for ``source[start:end]``."""
        if new:
            self.parts.append(new)
            append(self.segments, self.length, start, len(new), end - start)
            self.length += len(new)

    def between_tags(self, start: int, end: int) -> None:
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


def seen(source: str) -> tuple[str, Segments]:
    r"""Return what is left of a page's source without markup, with entities read, and its map to the source.

    >>> seen("<p>Food&nbsp;&amp; <b>water</b></p>")
    ('Food\xa0& water', [(0, 3, 4, 4), (4, 7, 1, 6), (5, 13, 1, 5), (6, 18, 1, 1), (7, 22, 5, 5)])
    """
    text = _Text(source)
    position = 0
    for token in tokens(source):
        start, end = token.span()
        if position < start:
            text.between_tags(position, start)
        position = end
    text.between_tags(position, len(source))
    return "".join(text.parts), text.segments


def unescaped(source: str) -> tuple[str, Segments]:
    """Return a text with its character references read once, and its map to what it was.

    >>> unescaped("a &lt;b&gt;")
    ('a <b>', [(0, 0, 2, 2), (2, 2, 1, 4), (3, 6, 1, 1), (4, 7, 1, 4)])
    """
    text = _Text(source)
    text.between_tags(0, len(source))
    return "".join(text.parts), text.segments
