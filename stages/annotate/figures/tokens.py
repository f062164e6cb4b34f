"""A sentence as tokens, each with the letter of its class, so that rules can be matched on a string of letters."""

import re
from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from stages.annotate.figures.letters import AMOUNTS, LETTERS, letters
from stages.annotate.figures.lexicon import ING, PAST, PRESENT, Verb, lexicon

#: A number, a word with what joins its parts and the apostrophe of a plural, or a mark. Underscores are none of these.
_TOKEN = re.compile(
    r"[Pp]er capita|\d+(?:[,.]\d+)*(?:-[^\W_]+)*(?!\w)"
    r"|[^\W_]++(?:['’\-.&/][^\W_]++)*+(?:(?<=s)['’](?=\s))?|&|[^\w\s]"
)

#: The same where there is no underscore: one class of characters instead of a set takes half the time.
_PLAIN = re.compile(_TOKEN.pattern.replace(r"[^\W_]", r"\w"))

_PUNCTUATION = {
    **dict.fromkeys(",", LETTERS["COMMA"]),
    **dict.fromkeys(";:–—-…", LETTERS["STOP"]),
    **dict.fromkeys("([", LETTERS["OPEN"]),
    **dict.fromkeys(")]", LETTERS["CLOSE"]),
    **dict.fromkeys('“”‘"', LETTERS["QUOTE"]),
    "&": LETTERS["AND"],
}

_WORD, _FILL, _MONEY, _MULTIPLE = (LETTERS[name] for name in ("WORD", "FILL", "MONEY", "MULTIPLE"))

#: Different words that are remembered: those of all but a few sentences.
_REMEMBERED = 1 << 15


class Mark(NamedTuple):
    """An amount or date that stands in a sentence: its ends, the letter of its class, and its number in its list."""

    start: int
    end: int
    letter: str
    number: int


class Tokens:
    """A sentence, taken apart.

    Attributes:
        letters: the class of each token.
        words: each token in small letters; empty for an amount or date.
        written: each token as it stands in the text.
        numbers: place of an amount or date -> its number in its list.
        verbs: place of a token -> the verb that it is a form of.
    """

    __slots__ = ("_place", "_spans", "letters", "numbers", "verbs", "words", "written")

    def __init__(self, place: "_Place", written: list[str], numbers: dict[int, int]) -> None:
        """Take the tokens as they are written, of amounts and dates the letters of their classes alone.

        Args:
            place: where they stand.
            written: each token.
            numbers: place of an amount or date -> its number in its list.
        """
        self._place = place
        self._spans: list[tuple[int, int]] | None = None
        self.written = written
        self.numbers = numbers
        looks = list(map(_LOOKS.__getitem__, written))
        for (at, _), mark in zip(numbers.items(), place.marks, strict=True):
            looks[at] = _marked(mark.letter)
            written[at] = place.text[mark.start : mark.end]
        self.words: list[str] = list(map(_WORD_OF, looks))
        self.letters, self.verbs = _classes(looks)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each token stands in the text; of most sentences nobody asks."""
        if self._spans is None:
            text, at, end, marks = self._place
            self._spans = []
            for mark in marks:
                self._spans += [each.span() for each in _TOKEN.finditer(text, at, mark.start)]
                self._spans.append((mark.start, mark.end))
                at = mark.end
            self._spans += [each.span() for each in _TOKEN.finditer(text, at, end)]
        return self._spans


class _Place(NamedTuple):
    """Where a sentence stands, and the amounts and dates in it."""

    text: str
    start: int
    end: int
    marks: Sequence[Mark]


class Look(NamedTuple):
    """What a word is by itself.

    Attributes:
        word: in small letters.
        letter: of its class, unless it is a verb where it stands.
        verb: the verb that it may be a form of.
        noun: whether it is a noun with a meaning of its own (growth, target).
        inner: the verb that it may be a form of within a sentence: of a name no verb is read.
    """

    word: str
    letter: str
    verb: Verb | None
    noun: bool
    inner: Verb | None = None


#: Stands for an amount or date until its letter is known.
_ANY = "&"

_WORD_OF, _LETTER_OF = itemgetter(0), itemgetter(1)


def tokens(text: str, start: int, end: int, marks: Sequence[Mark]) -> Tokens:
    """Take ``text[start:end]`` apart; ``marks`` stand in it in order and apart. Linear."""
    written: list[str] = []
    numbered: dict[int, int] = {}
    at = start
    findall = (_PLAIN if text.find("_", start, end) < 0 else _TOKEN).findall
    for mark in marks:
        written += findall(text, at, mark.start)
        numbered[len(written)] = mark.number
        written.append(_ANY)
        at = mark.end
    written += findall(text, at, end)
    return Tokens(_Place(text, start, end, marks), written, numbered)


def _classes(looks: list[Look]) -> tuple[str, dict[int, Verb]]:
    """Return the letters of tokens by what stands beside them, and their verbs."""
    classes = list(map(_LETTER_OF, looks))
    verbs: dict[int, Verb] = {}
    for place, look in enumerate(looks):
        verb = look[4] if place else look[2]
        if verb is not None:
            before = classes[place - 1] if place else ""
            behind = classes[place + 1] if place + 1 < len(classes) else ""
            if _is_verb(look, verb, before, _MONEY if behind in AMOUNTS and behind != _MULTIPLE else behind):
                classes[place] = LETTERS[verb.name]
                verbs[place] = verb
    return "".join(classes), verbs


def last_look(text: str, start: int, end: int) -> Look | None:
    """Return what the last token between two places is by itself; None where there is none."""
    found = _TOKEN.findall(text, start, end)
    return _LOOKS[found[-1]] if found else None


@cache
def _marked(letter: str) -> Look:
    """Return what an amount or date is."""
    return Look("", letter, None, noun=False)


class _Remembered(dict[str, Look]):
    """What tokens are by themselves, as they are asked for; forgets all of them where they become too many."""

    def __missing__(self, written: str) -> Look:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[written] = look = look_of(written)
        return look


_LOOKS = _Remembered()


def look_of(written: str) -> Look:
    """Return what a token is by itself."""
    known = lexicon()
    word = written.lower().replace("’", "'")
    letter = _PUNCTUATION.get(written)
    if letter:
        return Look(word, letter, None, noun=False)
    if not written[0].isalnum():
        return Look(word, LETTERS["SHUT"], None, noun=False)
    if written[0].isdigit():
        return Look(word, LETTERS["NUMBER"], None, noun=False)
    letter = known.words.get(word)
    if letter:
        # IT, US and WHO are names, and the All Pakistan Traders.
        name = (len(written) > 1 and written.isupper() and written.isalpha()) or written == "All"
        return Look(word, _WORD if name else letter, None, noun=False)
    noun = known.nouns.get(word)
    if word == written and word.endswith("ly") and word not in known.adverbs:
        return Look(word, _FILL, None, noun=False)
    verb = known.verbs.get(word) or _guessed(word)
    return Look(word, noun[0] if noun else _WORD, verb, noun is not None, None if written[0].isupper() else verb)


def _guessed(word: str) -> Verb | None:
    """Take a word that looks like one for a verb that only parts what stands around it."""
    if "-" in word or word in lexicon().adjectives:
        return None
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        return Verb("VERB", PAST)
    return Verb("VERB", ING) if len(word) > 5 and word.endswith("ing") else None


class _Sides(NamedTuple):
    """Classes beside a form by which it is told whether it is a verb."""

    verb: frozenset[str]
    noun: frozenset[str]
    object: frozenset[str]
    direct: frozenset[str]
    clause: frozenset[str]


@cache
def _sides() -> _Sides:
    return _Sides(
        verb=letters("TO", "MODAL", "NOT", "PRONOUN"),
        noun=letters("THE", "OF", "IN", "FOR", "PER", "PREP", "WITH", "FROM", "AT", "BY", "AFTER"),
        object=letters("TO", "AT", "BY", "FROM", "MONEY", "FILL", "THE", "OVER", "AMOUNT", "MORE", "BREAK", "LIKELY"),
        direct=letters("MONEY", "FILL", "OVER", "MORE", "THE"),
        clause=letters("COMMA", "BE", "BREAK", "AUX"),
    )


def _is_verb(look: Look, verb: Verb, before: str, behind: str) -> bool:
    """Say whether a form that may be a verb is one, by the classes on either side of it."""
    sides = _sides()
    if before in sides.verb:  # To rise, will rise; but not to revised estimates.
        return verb.form != PAST or behind != _WORD or before != LETTERS["TO"]
    if verb.form == PAST:  # The proposed levy, of revised estimates.
        return before not in sides.noun or (behind not in {_WORD, _MONEY} and not look.noun)
    if verb.form == ING:
        return before in sides.clause or (behind in sides.object and verb.name != "SAY")
    if look.noun:
        return verb.form == PRESENT and behind == _MONEY and before == _WORD
    if verb.name == "AIM" and behind == LETTERS["TO"]:
        return before not in sides.noun
    both = look.word in lexicon().both or f"{look.word}s" in lexicon().both
    return before not in sides.noun and (behind in sides.direct if both else True)


def is_plural(word: str) -> bool:
    """Say whether a word that is no verb where it stands is mostly a noun, although it may be a verb."""
    return word in lexicon().both and word in lexicon().verbs
