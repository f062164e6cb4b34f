"""Which characters of a line became which: the edits between a line and its repaired form.

ftfy tells what it did, not where. Since all repairs are local, the places can be found again: word by word, and where
the words do not correspond, by looking for the next four characters that agree. Linear in the length of the line.
"""

from collections.abc import Iterator

from stages.offsets import Edit

#: Characters in a row that must agree for two places to correspond again after a difference.
ANCHOR = 4
#: How far from a difference such a place is looked for, in characters; beyond it the rest of the line is one edit.
REACH = 32

#: Each white space character becomes a space, so that positions stay what they are.
_TO_SPACE = {code: " " for code in range(0x3001) if chr(code).isspace()}


def align(before: str, after: str, offset: int = 0) -> Iterator[Edit]:
    """Yield the edits, ascending, that turn ``before`` into ``after``; their positions are counted from ``offset``.

    An edit that drops characters from inside a word takes a neighbour with it, so that the word keeps all of its raw
    characters. Only words dropped whole become edits with nothing new.

    >>> list(align("to re\N{SOFT HYPHEN}port", "to report"))
    [Edit(start=4, end=6, new='e')]
    """
    pieces = _pieces(before, after) or _pieces(before, after, _TO_SPACE)
    if pieces is None:
        yield from _resynchronise(before, after, offset)
        return
    for piece, new in pieces:
        if piece != new:
            yield from _align_word(piece, new, offset)
        offset += len(piece)


def _align_word(before: str, after: str, offset: int) -> Iterator[Edit]:
    """Yield the edits between two words that differ; they may still have white space inside that is no space."""
    pieces = _pieces(before, after, _TO_SPACE)
    if pieces is None:
        yield from _resynchronise(before, after, offset)
        return
    for piece, new in pieces:
        if piece != new:
            yield _trim(piece, new, offset)
        offset += len(piece)


def _pieces(before: str, after: str, spaces: dict[int, str] | None = None) -> list[tuple[str, str]] | None:
    """Return the words of two lines and the spaces between them, side by side.

    Args:
        before: a line.
        after: the same, repaired.
        spaces: what counts as a space besides U+0020, as a table for `str.translate`.

    Returns:
        The pieces of both, in order; None where the words do not correspond one to one.
    """
    words = (before.translate(spaces) if spaces else before).split(" ")
    repaired = (after.translate(spaces) if spaces else after).split(" ")
    if len(words) != len(repaired) or any(new and not word for word, new in zip(words, repaired, strict=True)):
        return None
    pieces: list[tuple[str, str]] = []
    start = new_start = 0
    for word, new in zip(words, repaired, strict=True):
        end, new_end = start + len(word), new_start + len(new)
        pieces += (before[start:end], after[new_start:new_end]), (before[end : end + 1], after[new_end : new_end + 1])
        start, new_start = end + 1, new_end + 1
    return pieces


def _trim(before: str, after: str, offset: int) -> Edit:
    """Return the one edit between two strings that differ, without what they have in common at both ends."""
    prefix = _in_common(before, after)
    room = min(len(before), len(after)) - prefix
    suffix = min(room, _in_common(before[::-1], after[::-1]))
    if prefix + suffix in (len(before), len(after)):  # nothing dropped or nothing new: take a neighbour along
        if prefix:
            prefix -= 1
        elif suffix:
            suffix -= 1
    return Edit(offset + prefix, offset + len(before) - suffix, after[prefix : len(after) - suffix])


def _in_common(one: str, other: str) -> int:
    """Return how many characters two strings begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _resynchronise(before: str, after: str, offset: int) -> Iterator[Edit]:
    """Yield the edits between two lines whose words do not correspond one to one."""
    start = new_start = 0  # where the part that is not yet accounted for begins
    done = new_done = 0
    while done < len(before) or new_done < len(after):
        if before[done : done + 1] == after[new_done : new_done + 1]:
            done, new_done = done + 1, new_done + 1
            continue
        end, new_end = _next_anchor(before, done, after, new_done)
        if end == done or new_end == new_done:  # nothing dropped or nothing new: take a neighbour along
            if done > start and new_done > new_start:
                done, new_done = done - 1, new_done - 1
            elif end < len(before) and new_end < len(after):
                end, new_end = end + 1, new_end + 1
        if done < end:
            yield Edit(offset + done, offset + end, after[new_done:new_end])
        start, new_start = done, new_done = end, new_end


def _next_anchor(before: str, done: int, after: str, new_done: int) -> tuple[int, int]:
    """Return the nearest pair of places, from a difference on, that correspond again; the ends if there is none."""
    reach, new_reach = min(REACH, len(before) - done), min(REACH, len(after) - new_done)
    for distance in range(1, reach + new_reach + 1):
        for skip in range(max(0, distance - new_reach), min(distance, reach) + 1):
            place, new_place = done + skip, new_done + distance - skip
            if before[place : place + ANCHOR] == after[new_place : new_place + ANCHOR]:
                return place, new_place
    return len(before), len(after)
