"""Where sentences end, as far as a window of text shows it (the full stops of Sept., Feb. and U.S. are none), and what
words stand in one."""

import re

import re2

from stages.date_normalize.lexicon import LEXICON
from stages.publication.patterns import alternation

_TABLE = LEXICON["sentences"]
_END = re.compile(_TABLE["end"])
_SHORT = frozenset(_TABLE["abbreviations"])

#: Code points on either side of an expression in which a word of its sentence counts.
_NEAR = 160

_LAST_WORD = re.compile(r"[^\s(\"\u201c]*$")


def _is_end(window: str, match: re.Match[str]) -> bool:
    """Say whether what looks like the end of a sentence is one."""
    if window[match.start()] != ".":
        return True
    found = _LAST_WORD.search(window, max(0, match.start() - 12), match.start())
    word = found[0] if found else ""
    # U.S., D.C., J. Smith: single letters with stops between.
    return not (word in _SHORT or len(word) == 1 or (len(word) >= 3 and word[-2] == "."))


def last_sentence(window: str) -> str:
    """Return what follows the last end of a sentence.

    >>> last_sentence("It rained. On Sept. 30 the U.S. team will play on ")
    'On Sept. 30 the U.S. team will play on '
    """
    for match in reversed(list(_END.finditer(window))):
        if _is_end(window, match):
            return window[match.end() :]
    return window


def first_sentence(window: str) -> str:
    """Return what stands before the first end of a sentence."""
    for match in _END.finditer(window):
        if _is_end(window, match):
            return window[: match.start() + 1]
    return window


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence that holds an expression, as far as it stands near."""
    before = last_sentence(text[max(0, start - _NEAR) : start])
    return f"{before}{text[start:end]}{first_sentence(text[end : end + _NEAR])}"


class Words:
    """Words in any case, looked for by RE2: a sentence is read for them at every expression that asks."""

    def __init__(self, words: list[str]) -> None:
        """Compile."""
        options = re2.Options()
        options.case_sensitive = False
        self._pattern = re2.compile(rf"\b{alternation(words)}\b", options)

    def stand_in(self, sentence: str) -> bool:
        """Say whether one of them stands in a sentence."""
        return self._pattern.search(sentence.encode("utf-8", "replace")) is not None
