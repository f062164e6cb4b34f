"""Pages that list articles instead of being one: the front page of a section, the answer of a search, an archive.

Tables, results and verse are made of short lines too, and are articles: a line only counts where it reads like a
headline, in words.
"""

#: The name under which such a text is rejected.
RULE = "index_page"

#: Paragraphs from which on a text can be a list.
LEAST = 12

#: Share of them that has to look like headlines.
SHARE = 0.9

#: Characters and words of a headline.
SHORTEST, LONGEST, FEWEST_WORDS = 25, 160, 5

#: Characters that the headlines of a list have on average: lines of verse and entries of tables are shorter.
USUAL = 40

#: Share of digits from which on a line is one of a table.
FIGURES = 0.15

_ENDS = tuple(".,:;!،؛۔")
_CLOSERS = "\"'”’»)]"
_DOTS = ("...", "…")


def is_listing(text: str) -> bool:
    """Return whether the paragraphs of a clean text are the headlines of other articles."""
    if text.count("\n") + 1 < LEAST or len(text) > LONGEST * (text.count("\n") + 1):
        return False
    lines = text.split("\n")
    spare = int((1 - SHARE) * len(lines))
    headlines = 0
    length = 0
    for line in lines:
        if _is_headline(line):
            headlines += 1
            length += len(line)
        elif spare:
            spare -= 1
        else:
            return False
    return length >= USUAL * headlines


def _is_headline(line: str) -> bool:
    if not SHORTEST <= len(line) <= LONGEST or line.count(" ") + 1 < FEWEST_WORDS or line[0].islower():
        return False
    if not line.endswith(_DOTS) and line.rstrip(_CLOSERS).endswith(_ENDS):
        return False
    return sum(map(str.isdigit, line)) < FIGURES * len(line)
