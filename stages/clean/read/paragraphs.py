r"""White space: which lines make a paragraph, and the clean text made of them.

The clean text is its paragraphs, one after another, with one ``\n`` between two of them and none at either end. Within
a paragraph there is no line break, and one space wherever the source has any run of white space. Where the source has
one line for each paragraph (web pages, feeds), a line is a paragraph. Where lines were broken to fit a width (wire
copy, mail), those of a paragraph are joined.

Separators stand for the first of the white space characters that they replace, so that the map of offsets has a gap
only where the source has more than one of them.
"""

from collections.abc import Callable, Sequence
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

#: Lines among which one may be wider than all that was broken to fit: a line feed lost on the way.
LINES_PER_SLIP = 6

#: What parts the columns of a table inside one line: a break between two such lines is no accident.
COLUMNS = ("   ", ".....")

#: ASCII white space other than the space and the line feed.
_OTHER_SPACE = "\t\v\f\r\x1c\x1d\x1e\x1f"


#: A line with something on it: where it begins and ends without the white space around it, how many white space
#: characters stand before it on the line, and whether an empty line, or nothing at all, stands before it.
Line = tuple[int, int, int, bool]

#: A line break: the number and the start of the line after it, and the width and the end of the line before it.
Break = tuple[int, int, int, int]


class Paragraphs(NamedTuple):
    """A clean text, whose lines are the paragraphs, as it follows from white space alone."""

    text: str
    #: Its map to the source.
    segments: Segments
    #: For each paragraph, whether an empty line, or nothing at all, stands before it in the source.
    set_off: list[bool]


def find(text: str, widest: int, stands_alone: Callable[[str, str], bool]) -> Paragraphs:
    """Return the paragraphs of a text.

    Args:
        text: the source, repaired.
        widest: the longest line, in characters, that a text broken to fit a width may have; 0 never joins lines.
        stands_alone: whether a line, given with the one before it, says by itself that it is no part of the sentence
            before it (``Reuter``); asked of the last lines only.
    """
    plain = text.isascii() and not any(space in text for space in _OTHER_SPACE)
    found = _plain_lines(text) if plain else lines(text)
    inside = _continuations(text, found, widest, stands_alone)
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []  # what of the source the parts are, each with the character behind it
    set_off: list[bool] = []
    number = 0
    while number < len(found):
        start, end, _, after_blank = found[number]
        if number not in inside:
            set_off.append(after_blank)
        first = number
        number += 1
        if plain:  # lines of one paragraph with nothing but a line feed between two of them go together
            while number in inside and found[number][0] == end + 1:
                end = found[number][1]
                number += 1
            part = text[start:end]
            if "  " not in part:
                parts.append(part if number == first + 1 else part.replace("\n", " "))
                parts.append(" " if number in inside else "\n")
                pieces.append((start, end + 1))
                continue
        for start, end, *_ in found[first:number]:
            for begin, finish in _pieces(text, start, end):
                parts += text[begin:finish], " "
                pieces.append((begin, finish + 1))
        parts[-1] = " " if number in inside else "\n"
    if not parts:
        return Paragraphs("", [], [])
    parts.pop()
    pieces[-1] = (pieces[-1][0], pieces[-1][1] - 1)
    return Paragraphs("".join(parts), keep(pieces), set_off)


def lines(text: str) -> list[Line]:
    """Return the lines of a text that are not empty. Every line end of Unicode counts (``str.splitlines``)."""
    found = []
    position = 0
    after_blank = True
    for line in text.splitlines(keepends=True):
        content = line.rstrip()
        if content:
            indent = len(content) - len(content.lstrip())
            found.append((position + indent, position + len(content), indent, after_blank))
        after_blank = not content
        position += len(line)
    return found


def _plain_lines(text: str) -> list[Line]:
    """Return what `lines` does of a text that has no white space but spaces and line feeds, faster."""
    found = []
    position = 0
    after_blank = True
    for line in text.split("\n"):
        content = line.strip(" ")
        if content is line and content:  # nothing was stripped: most lines
            end = position + len(line)
            found.append((position, end, 0, after_blank))
            after_blank = False
            position = end + 1
            continue
        if content:
            start = position if content[0] == line[0] else position + line.index(content[0])
            found.append((start, start + len(content), start - position, after_blank))
            after_blank = False
        else:
            after_blank = True
        position += len(line) + 1
    return found


def _continuations(
    text: str, found: Sequence[Line], widest: int, stands_alone: Callable[[str, str], bool]
) -> frozenset[int]:
    """Return the numbers of the lines that continue the one before them."""
    count = len(found)
    if count < 2 or _is_wide(found, widest):
        return frozenset()
    while count > 1:
        before, last = found[count - 2], found[count - 1]
        if not stands_alone(text[last[0] : last[1]], text[before[0] : before[1]]):
            break
        count -= 1
    breaks, indented = _breaks(found[:count])
    # Sentences that must be broken, where indents alone do not say that lines were.
    told = len(breaks) <= INDENTED_PARAGRAPH * indented
    return _joined(text, found, breaks, 0 if told else max(1, round(BROKEN_SENTENCE_SHARE * len(breaks))))


def _is_wide(found: Sequence[Line], widest: int) -> bool:
    """Return whether more lines are wider than what is broken to fit than a slip explains."""
    widths = [end - start for start, end, _, _ in found]
    return max(widths) > widest and sum([width > widest for width in widths]) > len(found) // LINES_PER_SLIP


def _joined(text: str, found: Sequence[Line], breaks: Sequence[Break], wanted: int) -> frozenset[int]:
    """Return the numbers of the lines behind breaks that were made to fit a width; none if most were not.

    Args:
        text: the source.
        found: its lines.
        breaks: the breaks that can stand inside a paragraph.
        wanted: how many of them must stand in the middle of a sentence; counted no further.
    """
    if not breaks:
        return frozenset()
    # The usual width is the upper quartile, and of three or four lines not the widest, which may be a slip.
    usual = min(len(breaks) * 3 // 4, max(len(breaks) - 2, 1), len(breaks) - 1)
    room = sorted([one[2] for one in breaks])[usual] - SLACK
    capitals = text.isupper()
    has_rows = has_columns(text)
    joined: list[int] = []
    rows = full_breaks = broken_sentences = 0
    for number, start, width, end in breaks:
        if has_rows and _is_row(text, found[number]) and _is_row(text, found[number - 1]):
            rows += 1
            continue
        # Full is a line on which the first word of the next one had no room.
        full = width >= room
        if not full:
            space = text.find(" ", start, found[number][1])
            full = width + 1 + (space if space >= 0 else found[number][1]) - start > room
        if full:
            full_breaks += 1
            joined.append(number)
            if broken_sentences >= wanted:
                continue
        if text[end - 1] not in TERMINATORS and (capitals or text[start].islower() or text[start].isdigit()):
            broken_sentences += 1
            if not full:
                joined.append(number)
    if full_breaks < FULL_SHARE * (len(breaks) - rows) or broken_sentences < wanted:
        return frozenset()
    return frozenset(joined)


def has_columns(text: str) -> bool:
    """Return whether any line can be the row of a table: few texts, and then each line is asked (`_is_row`)."""
    if COLUMNS[1] in text:
        return True
    at = text.find(COLUMNS[0])
    while at >= 0:
        behind = at + len(COLUMNS[0])
        while text[behind : behind + 1] == " ":
            behind += 1
        # Indents part nothing, nor does what stands behind the end of a line.
        if at and text[at - 1] != "\n" and text[behind : behind + 1] not in ("\n", ""):
            return True
        at = text.find(COLUMNS[0], behind)
    return False


def _is_row(text: str, line: Line) -> bool:
    """Return whether a line is the row of a table."""
    return text.find(COLUMNS[0], line[0], line[1]) >= 0 or text.find(COLUMNS[1], line[0], line[1]) >= 0


def _breaks(found: Sequence[Line]) -> tuple[list[Break], int]:
    """Return the line breaks that can stand inside a paragraph, and how many lines are marked as the first of one.

    A break can be one inside a paragraph only where the line after it is neither indented nor set off.
    """
    margin = min([indent for _, _, indent, _ in found])
    breaks: list[Break] = []
    indented = width = end = 0
    for number, (start, next_end, indent, after_blank) in enumerate(found):
        if not after_blank:
            if indent == margin:
                breaks.append((number, start, width, end))
            elif indent >= margin + INDENT:
                indented += 1
        width, end = indent + next_end - start, next_end
    return breaks, indented


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of a line in which words are parted by exactly one space."""
    line = text[start:end]
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
