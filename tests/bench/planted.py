"""Copies made on purpose, so that it is known what tells the same story, and what an answer about them is worth.

Kinds of copies: words replaced at three rates, a story inside a longer one, a template filled with other numbers. Pure
and fixed by the seed; used by the bench and by a test.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Share of the words that are replaced, by the kind of copy.
EDITED = {"edited_5": 0.05, "edited_10": 0.10, "edited_20": 0.20}
CONTAINED = "contained"
TEMPLATE = "template"

#: What is planted on the corpora.
COUNTS = {"edited_5": 1000, "edited_10": 1000, "edited_20": 1000, CONTAINED: 500, TEMPLATE: 500}

#: An article that shares more than this of its shingles with another has a relative, and is no original: where the two
#: are folded, it is for a third one to say what becomes of a copy, and that is not what is measured.
RELATED = 0.3

#: Words that an original has at least; of a template that changes every number, and as many numbers.
LEAST_WORDS = 40
LEAST_TEMPLATE_WORDS, LEAST_NUMBERS = 12, 2

#: Number words that stand for one another: what is replaced by another of its row keeps the form of the sentence.
_NUMBER_WORDS = (
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    (
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ),
    ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_ROW_OF = {word: row for row in _NUMBER_WORDS for word in row}

#: A number: digits with what may stand between them, or a number word.
_NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|\b(?:{'|'.join(_ROW_OF)})\b", re.IGNORECASE)
_WORD = re.compile(r"\S+")

#: In how many texts a shingle stands at most to be looked at when relatives are sought: common phrases make none.
_RARE = 50


@dataclass(frozen=True)
class Plant:
    """A copy.

    Attributes:
        kind: one of `COUNTS`.
        original: place of the story that it is made of, among the texts that were given.
        text: the copy.
    """

    kind: str
    original: int
    text: str


def words_in(text: str) -> int:
    """Return how many words the text has: runs of characters with a letter or digit in them, between white space."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def numbers_in(text: str) -> int:
    """Return how many numbers the text has, in digits or words."""
    return len(_NUMBER.findall(text))


def alone(texts: Sequence[str]) -> list[bool]:
    """Return which texts have no relative among the others, by the runs of three lower-cased words that they share."""
    numbers: dict[str, int] = {}
    rows = [[numbers.setdefault(word, len(numbers)) for word in re.findall(r"\w+", text.lower())] for text in texts]
    ids = [np.array(row, dtype=np.int64) for row in rows]
    if len(numbers) >= 1 << 21:
        raise ValueError("more different words than three of them have room for in 63 bits")
    runs = [np.unique((row[:-2] << 42) | (row[1:-1] << 21) | row[2:]) for row in ids]
    sizes = np.array([len(run) for run in runs])
    owner = np.repeat(np.arange(len(texts)), sizes)
    order = np.argsort(np.concatenate(runs), kind="stable")
    run, owner = np.concatenate(runs)[order], owner[order]
    counts = np.diff(np.flatnonzero(np.diff(run, prepend=-1)), append=len(run))
    # The shingles are in order, so those who share one stand side by side: neighbours, next but one, and so on.
    keep = np.repeat(counts <= _RARE, counts)
    run, owner = run[keep], owner[keep]
    pairs = [np.zeros(0, np.int64)]
    for distance in range(1, _RARE):
        first = np.flatnonzero(run[distance:] == run[:-distance])
        pairs.append(owner[first] * len(texts) + owner[first + distance])
    pair, shared = np.unique(np.concatenate(pairs), return_counts=True)
    related = np.zeros(len(texts), dtype=np.bool_)
    for side in np.divmod(pair, len(texts)):
        related[side[shared > RELATED * sizes[side]]] = True
    return (~related).tolist()


def plant(
    texts: Sequence[str],
    sizes: Sequence[int],
    numbers: Sequence[int],
    counts: Mapping[str, int],
    seed: int,
) -> tuple[list[Plant], frozenset[int]]:
    """Make the copies.

    Args:
        texts: what they are made of.
        sizes, numbers: words of each text, and numbers among them, as they are compared.
        counts: how many of each kind; fewer are made where there are not as many stories that will do.
        seed: of the choice of stories, words and numbers.

    Returns:
        The copies, and the places of the stories that others were set into: hosts. They are not originals, and belong
        taken out of the texts, or the copy would hold two stories of them.
    """
    dice = random.Random(seed)  # noqa: S311
    pool = [word for text in texts for word in text.split() if any(map(str.isalnum, word))]
    free = [place for place, single in enumerate(alone(texts)) if single and sizes[place] >= LEAST_TEMPLATE_WORDS]
    dice.shuffle(free)
    long = [place for place in free if sizes[place] >= LEAST_WORDS]
    # At most a third, so that a small corpus keeps something to be contained.
    hosts = long[: min(counts.get(CONTAINED, 0), len(long) // 3)]
    taken = set(hosts)
    made: list[Plant] = []
    for kind in (kind for kind in COUNTS if kind in counts):
        # A template needs numbers that are seen both in the text and by the comparison: those of a dateline are not.
        fits = [
            place
            for place in (free if kind == TEMPLATE else long)
            if place not in taken
            and (kind != TEMPLATE or min(numbers[place], numbers_in(texts[place])) >= LEAST_NUMBERS)
        ]
        originals = fits[: len(hosts) if kind == CONTAINED else counts[kind]]
        for number, place in enumerate(originals):
            if kind == CONTAINED:
                text = contained(texts[place], texts[hosts[number]], number % 3)
            elif kind == TEMPLATE:
                text = template(texts[place], dice)
            else:
                text = edited(texts[place], EDITED[kind], pool, dice)
            made.append(Plant(kind, place, text))
        taken.update(originals)
    return made, frozenset(hosts)


def edited(text: str, share: float, pool: Sequence[str], dice: random.Random) -> str:
    """Return the text with this share of its words, at least one, replaced by other words of the pool."""
    spans = [found.span() for found in _WORD.finditer(text) if any(map(str.isalnum, found[0]))]
    count = max(1, round(share * len(spans)))
    parts, done = [], 0
    for start, end in sorted(dice.sample(spans, count)):
        word = dice.choice(pool)
        while word.casefold() == text[start:end].casefold():
            word = dice.choice(pool)
        parts += [text[done:start], word]
        done = end
    return "".join([*parts, text[done:]])


def contained(story: str, host: str, where: int) -> str:
    """Return the host with the story set into it: 0 before it, 1 in its middle (between two words), 2 behind it."""
    words = [found.start() for found in _WORD.finditer(host)]
    cut = (0, words[len(words) // 2], len(host))[where]
    return "\n".join(part.strip() for part in (host[:cut], story, host[cut:]) if part.strip())


def template(text: str, dice: random.Random) -> str:
    """Return the text with every number replaced by a different one of the same form."""
    return _NUMBER.sub(lambda found: _other_number(found[0], dice), text)


def _other_number(number: str, dice: random.Random) -> str:
    row = _ROW_OF.get(number.casefold())
    if row:
        word = dice.choice([each for each in row if each != number.casefold()])
        return word.upper() if number.isupper() else word.capitalize() if number[0].isupper() else word
    while True:
        # A first digit that is not 0 stays so: a number of three places remains one.
        other = "".join(
            each if not each.isdigit() else str(dice.randint(1 if not place and each != "0" else 0, 9))
            for place, each in enumerate(number)
        )
        if _value(other) != _value(number):
            return other


def _value(number: str) -> str:
    """Return what a number says, however it is written: 4.50 is 4.5, and 1,000 is 1000."""
    whole, _, part = number.replace(",", "").partition(".")
    return f"{whole.lstrip('0')}.{part.rstrip('0')}"


def among(
    rows: Sequence[Mapping[str, Any]], plants: Sequence[Plant], hosts: frozenset[int]
) -> tuple[list[Mapping[str, Any]], list[tuple[str, int, int]]]:
    """Set the copies behind the articles that they were made of.

    A copy comes from elsewhere, undated and without a title, so that only its text speaks for it.

    Args:
        rows: of ``clean.articles``.
        plants, hosts: as `plant` returns them for the texts of ``rows``.

    Returns:
        The rows without the hosts and with the copies, and of each copy the kind, the row of its original and its own.
    """
    stays = [place for place in range(len(rows)) if place not in hosts]
    now = {place: number for number, place in enumerate(stays)}
    copies = [
        {"doc_id": f"plant-{number}", "source": f"planted/{number}.txt", "text": each.text}
        for number, each in enumerate(plants)
    ]
    pairs = [(each.kind, now[each.original], len(stays) + number) for number, each in enumerate(plants)]
    return [*(rows[place] for place in stays), *copies], pairs


# --- what an answer is worth


Shingles = frozenset[tuple[str, ...]]


def shingles_of(words: tuple[str, ...], width: int) -> Shingles:
    """Return the shingles of a text, made slowly: a text of fewer words than ``width`` is one, one without has none."""
    if len(words) < width:
        return frozenset([words] if words else [])
    return frozenset(words[place : place + width] for place in range(len(words) - width + 1))


class Truth:
    """How alike two texts really are, counted with sets of words.

    Args:
        words: gives the words of the text at a place, as they are compared; asked once for each.
        width: words per shingle.
    """

    def __init__(self, words: Callable[[int], tuple[str, ...]], width: int) -> None:
        self._words = words
        self._width = width
        self._known: dict[int, Shingles] = {}

    def of(self, place: int) -> Shingles:
        """Return the shingles of a text."""
        if place not in self._known:
            self._known[place] = shingles_of(self._words(place), self._width)
        return self._known[place]

    def similarity(self, a: int, b: int) -> float:
        """Return the Jaccard similarity: the share of all shingles of the two that both have."""
        one, other = self.of(a), self.of(b)
        shared = len(one & other)
        return shared / (len(one) + len(other) - shared) if one or other else 0.0

    def containment(self, a: int, b: int) -> float:
        """Return the share of the shingles of ``a`` that ``b`` has too."""
        one = self.of(a)
        return len(one & self.of(b)) / len(one) if one else 0.0


@dataclass(frozen=True)
class Score:
    """What an answer is worth.

    Attributes:
        recall: by kind, the share of the planted pairs that stand in one cluster. Of templates it is what is wrong.
        pairs: by kind, how many.
        over: by kind, the same share of the pairs that are over the threshold.
        pairs_over: by kind, how many.
        folded: articles that another is kept for.
        unlike: of these, articles that are neither over the threshold with the one that is kept, nor is one of the two
            contained in the other.
    """

    recall: Mapping[str, float]
    pairs: Mapping[str, int]
    over: Mapping[str, float]
    pairs_over: Mapping[str, int]
    folded: int
    unlike: int


def score(
    kept: Sequence[int],
    pairs: Sequence[tuple[str, int, int]],
    truth: Truth,
    threshold: float,
    contained: float,
    updates: frozenset[int] = frozenset(),
) -> Score:
    """Return what an answer is worth.

    Args:
        kept: for each text the one that is kept for it, itself where it is kept.
        pairs: kind, place of the original, place of the copy.
        truth: about the texts.
        threshold: least similarity of near copies.
        contained: least containment of a story in a longer one.
        updates: texts that may be unlike the one that is kept, since that says of itself that it revises them.
    """
    recall, over, of, of_over = {}, {}, {}, {}
    for kind in dict.fromkeys(kind for kind, _, _ in pairs):
        both = [(a, b) for each, a, b in pairs if each == kind]
        near = [(a, b) for a, b in both if truth.similarity(a, b) >= threshold]
        recall[kind], of[kind] = _share(kept, both), len(both)
        over[kind], of_over[kind] = _share(kept, near), len(near)
    folded = [(place, head) for place, head in enumerate(kept) if place != head]
    unlike = sum(
        truth.similarity(a, b) < threshold and max(truth.containment(a, b), truth.containment(b, a)) < contained
        for a, b in folded
        if a not in updates
    )
    return Score(recall, of, over, of_over, len(folded), unlike)


def _share(kept: Sequence[int], pairs: Sequence[tuple[int, int]]) -> float:
    return sum(kept[a] == kept[b] for a, b in pairs) / len(pairs) if pairs else 1.0
