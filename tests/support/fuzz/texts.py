"""Hostile texts, each a function of its number: joined from what the rules know, or a sentence that was damaged.

A *mutation* damages a text. It is a function in a table: a new one is a row.
"""

import random
import unicodedata
from collections.abc import Callable

from tests.support.fuzz.vocabulary import EFFECTS, TOKENS, phrases, sentences

#: Code points that a text has at most before it is damaged: what breaks a rule is rarely long, and time is.
LONGEST = 240

Mutation = Callable[[str, random.Random], str]

_KINDS = tuple(TOKENS.values())
_MARKS = (("“", "”"), ("‘", "’"), ('"', '"'), ("'", "'"), ("(", ")"), ("[", "]"), ("«", "»"), ("``", "''"), ("—", "—"))


def text(number: int) -> str:
    """Return the text of a number."""
    rng = random.Random(number)  # noqa: S311 - the same texts every time
    made = rng.choice(_MAKERS)(rng)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3, 5))):
        made = rng.choice(MUTATIONS)(made, rng)
    return made


# --- What a text begins as


def _sentence(rng: random.Random) -> str:
    return rng.choice(sentences())[: rng.randrange(LONGEST // 2, LONGEST)]


def _two_sentences(rng: random.Random) -> str:
    return rng.choice((" ", "\n", "", ", ", " “")).join((_sentence(rng), _sentence(rng)))


def _word(rng: random.Random) -> str:
    return rng.choice(phrases()) if rng.random() < 0.5 else rng.choice(rng.choice(_KINDS))


def _words(rng: random.Random) -> str:
    joint = rng.choice((" ", " ", " ", "", ", ", "-", "\n"))
    return joint.join(_word(rng) for _ in range(rng.randrange(1, 24)))


def _characters(rng: random.Random) -> str:
    """Return any characters but surrogates, which no decoded text has."""
    planes = rng.choice((0x80, 0x800, 0x11_0000))
    drawn = (rng.randrange(planes) for _ in range(rng.randrange(40)))
    return "".join(chr(each) for each in drawn if not 0xD800 <= each < 0xE000)


_MAKERS = (_sentence, _sentence, _two_sentences, _words, _words, _words, _characters)


# --- Mutations


def _place(text: str, rng: random.Random) -> int:
    """Return a place in a text: of two, one beside a space, where words are damaged rather than letters."""
    at = rng.randrange(len(text) + 1)
    space = text.find(" ", at)
    return space + 1 if space >= 0 and rng.random() < 0.5 else at


def _stretch(text: str, rng: random.Random) -> tuple[int, int]:
    start, end = sorted((_place(text, rng), _place(text, rng)))
    return start, end


def put_word(text: str, rng: random.Random) -> str:
    at = _place(text, rng)
    return f"{text[:at]}{_word(rng)}{rng.choice((' ', '', ' '))}{text[at:]}"


def put_effect(text: str, rng: random.Random) -> str:
    for _ in range(rng.choice((1, 1, 4))):
        at = _place(text, rng)
        text = text[:at] + rng.choice(EFFECTS) * rng.choice((1, 1, 9)) + text[at:]
    return text


def drop(text: str, rng: random.Random) -> str:
    start, end = _stretch(text, rng)
    return text[:start] + text[min(end, start + 30) :]


def repeat(text: str, rng: random.Random) -> str:
    start, end = _stretch(text, rng)
    end = min(end, start + rng.choice((1, 3, 12)))
    return text[:start] + text[start:end] * rng.choice((2, 3, 8)) + text[end:]


def splice(text: str, rng: random.Random) -> str:
    other = _sentence(rng)
    return text[: _place(text, rng)] + other[_place(other, rng) :]


def shuffle(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    rng.shuffle(words)
    return " ".join(words)


def enclose(text: str, rng: random.Random) -> str:
    start, end = _stretch(text, rng)
    opening, closing = rng.choice(_MARKS)
    deep = rng.choice((1, 1, 2, 5))
    return text[:start] + opening * deep + text[start:end] + closing * rng.choice((deep, 0, 1)) + text[end:]


def change_case(text: str, rng: random.Random) -> str:
    start, end = _stretch(text, rng)
    return text[:start] + rng.choice((str.upper, str.lower, str.title, str.swapcase))(text[start:end]) + text[end:]


def change_digits(text: str, rng: random.Random) -> str:
    zero = rng.choice((0x30, 0x660, 0x6F0, 0x966, 0xFF10))
    return "".join(chr(zero + rng.randrange(10)) if each.isdigit() and rng.random() < 0.5 else each for each in text)


def change_breaks(text: str, rng: random.Random) -> str:
    breaks = (*TOKENS["break"], "")
    return "".join(rng.choice(breaks) if each.isspace() and rng.random() < 0.3 else each for each in text)


def normalise(text: str, rng: random.Random) -> str:
    return unicodedata.normalize(rng.choice(("NFC", "NFD", "NFKC", "NFKD")), text)


def garble(text: str, rng: random.Random) -> str:
    """Return a text that was decoded as what it is not."""
    return text.encode().decode(rng.choice(("latin-1", "cp1256", "cp437")), "replace")


MUTATIONS: tuple[Mutation, ...] = (
    *(put_word, put_word, put_word, put_effect, drop, repeat, splice, shuffle),
    *(enclose, enclose, change_case, change_digits, change_breaks, normalise, garble),
)
