r"""White space: which lines make a paragraph, and the clean text made of them.

The clean text is its paragraphs, one after another, with one ``\n`` between two of them and none at either end. Within
a paragraph there is no line break, and one space wherever the source has any run of white space. Where the source has
one line for each paragraph (web pages, feeds), a line is a paragraph. Where lines were broken to fit a width (wire
copy, mail), those of a paragraph are joined.

Separators stand for the first of the white space characters that they replace, so that the map of offsets has a gap
only where the source has more than one of them.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from stages.offsets import Segments, keep

#: Characters after which a paragraph may end. A line that ends otherwise, before one with a small letter or a digit
#: first, was broken to fit a width.
TERMINATORS = frozenset(".!?:;\"'”’)…۔؟")

#: Share of the breaks of a text that must look made to fit a width: the next word had no room on the line.
FULL_SHARE = 0.75

#: Characters by which a line may fall short of the usual width and still have been full; editors cut words in and out.
SLACK = 6

#: Share of the breaks that must stand in the middle of a sentence: about two of three in wire copy, none in lists.
BROKEN_SENTENCE_SHARE = 0.25

#: White space characters before the first line of a paragraph, where that is how a text marks one.
INDENT = 2

#: Breaks for each such line up to which indents alone say that lines were broken: paragraphs of a wire are that short.
INDENTED_PARAGRAPH = 4

#: ASCII white space other than the space and the line feed.
_OTHER_SPACE = "\t\v\f\r\x1c\x1d\x1e\x1f"


class Line(NamedTuple):
    """A line with something on it: ``text[start:end]`` begins and ends with a character that is not white space."""

    start: int
    end: int
    #: White space characters before it on the line.
    indent: int
    #: Whether an empty line, or nothing at all, stands before it.
    after_blank: bool


class Paragraph(NamedTuple):
    """The pieces ``(start, end)`` of the source that make a paragraph when they are joined with single spaces."""

    pieces: list[tuple[int, int]]
    #: Whether an empty line, or nothing at all, stands before it.
    after_blank: bool


def split(text: str, widest: int, stands_alone: Callable[[str], bool]) -> list[Paragraph]:
    """Return the paragraphs of a text.

    Args:
        text: the source, repaired.
        widest: the longest line, in characters, that a text broken to fit a width may have; 0 never joins lines.
        stands_alone: whether a line says by itself that it is no part of the sentence before it (``Reuter``); asked of
            the last lines only.
    """
    found = lines(text)
    inside = _continuations(text, found, widest, stands_alone)
    plain = text.isascii() and not any(space in text for space in _OTHER_SPACE)
    paragraphs: list[Paragraph] = []
    for line in found:
        pieces = _pieces(text, line.start, line.end, plain=plain)
        if line.start in inside:
            paragraphs[-1].pieces.extend(pieces)
        else:
            paragraphs.append(Paragraph(pieces, line.after_blank))
    return paragraphs


def lines(text: str) -> list[Line]:
    """Return the lines of a text that are not empty. Every line end of Unicode counts (``str.splitlines``)."""
    found = []
    position = 0
    after_blank = True
    for line in text.splitlines(keepends=True):
        content = line.rstrip()
        if content:
            indent = len(content) - len(content.lstrip())
            found.append(Line(position + indent, position + len(content), indent, after_blank))
        after_blank = not content
        position += len(line)
    return found


def _continuations(
    text: str, found: Sequence[Line], widest: int, stands_alone: Callable[[str], bool]
) -> frozenset[int]:
    """Return where the lines begin that continue the one before them."""
    nowhere: frozenset[int] = frozenset()
    if len(found) < 2 or max(line.end - line.start for line in found) > widest:
        return nowhere
    while found and stands_alone(text[found[-1].start : found[-1].end]):
        found = found[:-1]
    if not found:
        return nowhere
    margin = min(line.indent for line in found)
    # A break can be one inside a paragraph only where the next line is neither indented nor set off.
    breaks = [(a, b) for a, b in pairwise(found) if not b.after_blank and b.indent == margin]
    if not breaks:
        return nowhere
    widths = sorted(a.indent + a.end - a.start for a, _ in breaks)
    room = widths[len(widths) * 3 // 4] - SLACK

    def full(a: Line, b: Line) -> bool:
        space = text.find(" ", b.start, b.end)
        return a.indent + a.end - a.start + 1 + (space if space >= 0 else b.end) - b.start > room

    capitals = text.isupper()

    def mid_sentence(a: Line, b: Line) -> bool:
        return text[a.end - 1] not in TERMINATORS and (capitals or text[b.start].islower() or text[b.start].isdigit())

    indented = sum(line.indent >= margin + INDENT and not line.after_blank for line in found)
    broken_sentences = sum(mid_sentence(a, b) for a, b in breaks)
    if sum(full(a, b) for a, b in breaks) < FULL_SHARE * len(breaks):
        return nowhere
    if len(breaks) > INDENTED_PARAGRAPH * indented and broken_sentences < max(1, BROKEN_SENTENCE_SHARE * len(breaks)):
        return nowhere
    return frozenset(b.start for a, b in breaks if full(a, b) or mid_sentence(a, b))


def _pieces(text: str, start: int, end: int, *, plain: bool) -> list[tuple[int, int]]:
    """Return the stretches of a line in which words are parted by exactly one space.

    Args:
        text: the source.
        start: where the line begins in it.
        end: where it ends.
        plain: whether the source is known to have no white space but spaces and line feeds.
    """
    line = text[start:end]
    if "  " not in line and (plain or (line.isascii() and not any(space in line for space in _OTHER_SPACE))):
        return [(start, end)]
    words = line.split()
    if len(words) - 1 + sum(map(len, words)) == len(line) and " ".join(words) == line:
        return [(start, end)]
    pieces = []
    position = begin = line_end = 0
    for word in words:
        found = line.index(word, position)
        if found != line_end and line[line_end:found] != " ":
            pieces.append((start + begin, start + line_end))
            begin = found
        position = line_end = found + len(word)
    pieces.append((start + begin, end))
    return pieces


def without_beginning(paragraph: Paragraph, length: int) -> Paragraph:
    """Return a paragraph without its first ``length`` characters, a single space counted between two pieces."""
    pieces = []
    for start, end in paragraph.pieces:
        if length < end - start:
            pieces.append((start + length, end))
        length = max(0, length - (end - start) - 1)
    return Paragraph(pieces, paragraph.after_blank)


def assemble(text: str, paragraphs: Iterable[Paragraph]) -> tuple[str, Segments]:
    """Return the clean text of the paragraphs, and its map to ``text``."""
    parts: list[str] = []
    ranges: list[tuple[int, int]] = []
    for paragraph in paragraphs:
        for start, end in paragraph.pieces:
            parts += text[start:end], " "
            ranges.append((start, end + 1))
        parts[-1] = "\n"
    if not ranges:
        return "", []
    parts.pop()
    ranges[-1] = (ranges[-1][0], ranges[-1][1] - 1)
    return "".join(parts), keep(ranges)
