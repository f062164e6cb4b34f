"""Which name of the article a speaker is: the one that stands there, or what a pronoun or an office stands for."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from stages.annotate.quotes.lexicon import Lexicon
from stages.annotate.quotes.mentions import ORGANISATION, PERSON, Mentions
from stages.annotate.quotes.speech import Span, Speech

#: Words before a name that make it part of a noun phrase about something else (a spokesman for Khan).
_OF = frozenset({"of", "for", "to", "by", "with", "from", "at", "in", "on", "against"})

_WORD = re.compile(r"\w+(?:['’\-&./]\w+)*")

#: Code points from the start of a sentence in which the name stands that it is about, behind a title or an office.
_SUBJECT = 90

#: Words that a name has at most, where it is looked for again.
_NAME = 5

#: Somebody at the beginning of a sentence who may be without a name: the minister, a senior executive.
_SOMEBODY = re.compile(r"(?:The|An?)(?: [a-z-]+){1,4}")

#: Sentences before a pronoun that are asked for such a subject.
_SENTENCES = 6

#: Names before a pronoun or an office that are asked.
_LOOKED_AT = 60


class Spoken(NamedTuple):
    """Something said, with its speaker led to a name.

    Attributes:
        speech: it; its speaker is the name where one stands there.
        mention: number of the name; None where none is known.
        rule: how the name was found, None where it stands there.
    """

    speech: Speech
    mention: int | None
    rule: str | None


def resolve(text: str, speeches: list[Speech], mentions: Mentions, starts: list[int], words: Lexicon) -> list[Spoken]:
    """Return the speeches with the names of their speakers.

    Args:
        text: the clean text.
        speeches: what was said, in order.
        mentions: the names of the article.
        starts: where its sentences begin.
        words: the lexicon.
    """
    found = []
    article = _Article(text, mentions, starts, words)
    known: dict[Span, tuple[Span, int | None, str | None]] = {}
    for speech in speeches:
        if speech.speaker is None:
            found.append(Spoken(speech, None, None))
            continue
        if speech.speaker not in known:
            known[speech.speaker] = article.name(speech.speaker)
        speaker, mention, rule = known[speech.speaker]
        article.remember(mention, speech.speaker[1])
        if speaker != speech.speaker:
            speech = Speech(speech.start, speech.end, speech.kind, speaker, speech.cue, speech.rule)  # noqa: PLW2901
        found.append(Spoken(speech, mention, rule))
    return found


@lru_cache(maxsize=1 << 14)
def _words_of(role: str) -> tuple[str, ...]:
    """Return the words of an office in small letters; most offices of an article are asked for many times."""
    return tuple(word.lower() for word in _WORD.findall(role))


class _Article:
    """The names of an article, and who spoke last."""

    __slots__ = ("body", "mentions", "people", "person", "roles", "sentences", "since", "text", "words")

    def __init__(self, text: str, mentions: Mentions, starts: list[int], words: Lexicon) -> None:
        self.text = text
        self.mentions = mentions
        self.sentences = starts
        self.words = words
        self.person: int | None = None  # the person who spoke last
        self.body: int | None = None  # the organisation that did
        self.since = 0  # where that was said
        self.people: dict[str, int] | None = None  # name -> the first mention by it
        self.roles: dict[int, list[str]] | None = None  # referent -> the offices stated with its names

    def remember(self, mention: int | None, place: int) -> None:
        """Keep who spoke last, and where that stands."""
        if mention is None:
            return
        self.since = max(self.since, place)
        if self.mentions.types[mention] == PERSON:
            self.person = mention
        else:
            self.body = mention

    def name(self, span: Span) -> tuple[Span, int | None, str | None]:
        """Return where the speaker stands, the number of the name, and how it was found where it stands elsewhere."""
        start, end = span
        here = self._standing(start, end)
        if here is not None:
            person = self.mentions.types[here] == PERSON
            return ((self.mentions.starts[here], self.mentions.ends[here]) if person else span), here, None
        said = self.text[start:end]
        people = any(self.mentions.types[at] == PERSON for at in self.mentions.within(start, end))
        again = None if people else self._named_elsewhere(said)
        if again is not None:
            return span, again, "same_name"
        mention, rule = self._meant([word.lower() for word in _WORD.findall(said)], said, start)
        return span, mention, rule

    def _meant(self, low: list[str], said: str, place: int) -> tuple[int | None, str | None]:
        """Return the name that a pronoun or an office stands for, and which of the two it is."""
        sets = self.words.sets
        if len(low) == 1 and (len(said) == 1 or not said.isupper()):
            if low[0] in sets["he"] or low[0] in sets["she"]:
                return self._person_before(place, woman=low[0] in sets["she"]), "pronoun"
            if low[0] in sets["it"]:
                return self._body_before(place), "pronoun"
        indefinite = not low or low[0] in sets["indefinite"]
        return (None, None) if indefinite else (self._office(low, place), "office")

    def _standing(self, start: int, end: int) -> int | None:
        """Return the name that stands there and is the speaker's: of the last person, else of what it begins with."""
        numbers = self.mentions.within(start, end)
        for number in reversed(numbers):
            if self.mentions.types[number] == PERSON and not self._is_about(number, start):
                return number
        for number in numbers:
            before = self.text[start : self.mentions.starts[number]].strip().lower()
            rest = self.text[self.mentions.ends[number] : end].strip()
            bare = before in {"", "the"} and (not rest or rest[0] in "(,")
            if self.mentions.types[number] != PERSON and bare:
                return number
        return None

    def _named_elsewhere(self, said: str) -> int | None:
        """Return the first mention of the person with whose name a noun phrase ends, where no name was found in it."""
        words = said.split()[-_NAME:]
        if len(words) < 2 or not words[-1][0].isupper():
            return None
        if self.people is None:
            self.people = {}
            for number, kind in enumerate(self.mentions.types):
                if kind == PERSON:
                    self.people.setdefault(self._text(number), number)
        found = (self.people.get(" ".join(words[at:])) for at in range(len(words) - 1))
        return next((number for number in found if number is not None), None)

    def _text(self, number: int) -> str:
        return self.text[self.mentions.starts[number] : self.mentions.ends[number]]

    def _is_about(self, number: int, start: int) -> bool:
        """Say whether a name belongs to something else: Khan's lawyer, a spokesman for Khan."""
        place, end = self.mentions.starts[number], self.mentions.ends[number]
        if self.text[end : end + 1] in {"'", "’"}:
            return True
        before = _WORD.findall(self.text[max(start, place - 24) : place])
        return bool(before) and before[-1].lower() in _OF

    def _is_subject(self, number: int) -> bool:
        """Say whether a sentence begins with the name, its titles before it not counted."""
        place = self.mentions.starts[number]
        low = max(0, place - _SUBJECT)
        before = bisect_right(self.sentences, place) - 1
        begins = self.sentences[before] if before >= 0 else -1
        if begins < low or self._is_about(number, begins):
            return False
        earlier = {self.mentions.types[other] for other in self.mentions.within(begins, place)}
        return not earlier & {PERSON, self.mentions.types[number]}

    def _fits(self, number: int, *, woman: bool) -> bool:
        """Say whether he, or she, may be the person: a title before the name may say otherwise."""
        place = self.mentions.starts[number]
        before = _WORD.findall(self.text[max(0, place - 12) : place])
        titles = {before[-1].lower()} if before else set()
        titles.update(_words_of(self.mentions.roles[number] or ""))
        return not titles & self.words.sets["man" if woman else "woman"]

    def _person_before(self, place: int, *, woman: bool) -> int | None:
        """Return who he or she is: the person whom a sentence since the last speech is about, else who spoke last."""
        upto = self.mentions.before(place)
        people = [at for at in range(max(0, upto - _LOOKED_AT), upto) if self.mentions.types[at] == PERSON]
        somebody = self._somebody_before(place)
        for at in reversed(people):
            if self.mentions.starts[at] < max(self.since, somebody):
                break
            if self._is_subject(at) and self._fits(at, woman=woman):
                return at
        if somebody >= 0:
            low = [word.lower() for word in _WORD.findall(self._somebody(somebody))]
            return None if low[0] in self.words.sets["indefinite"] else self._office(low, somebody)
        if self.person is not None and self._fits(self.person, woman=woman):
            return self.person
        return next((at for at in reversed(people) if self._fits(at, woman=woman)), None)

    def _somebody_before(self, place: int) -> int:
        """Return where the last sentence since the last speech begins that is about an office; -1 for none."""
        upto = bisect_right(self.sentences, place - 1)
        low = max(0, upto - _SENTENCES, bisect_left(self.sentences, self.since))
        return next(
            (self.sentences[at] for at in range(upto - 1, low - 1, -1) if self._somebody(self.sentences[at])), -1
        )

    def _somebody(self, start: int) -> str:
        """Return the noun phrase that begins there and ends with an office; empty where none does."""
        match = _SOMEBODY.match(self.text, start, start + _SUBJECT)
        words = match[0].split(" ") if match else []
        at = next((at for at, word in enumerate(words) if word in self.words.sets["office"]), 0)
        return " ".join(words[: at + 1]) if at and self.words.sets["preposition"].isdisjoint(words[:at]) else ""

    def _body_before(self, place: int) -> int | None:
        """Return what it is: the organisation that a sentence since the last speech is about, else the last speaker."""
        upto = self.mentions.before(place)
        for at in range(upto - 1, max(0, upto - _LOOKED_AT) - 1, -1):
            if self.mentions.starts[at] < self.since:
                break
            if self.mentions.types[at] == ORGANISATION and self._is_subject(at):
                return at
        return self.body

    def _office(self, low: list[str], place: int) -> int | None:
        """Return whose office, or which organisation, a noun phrase names: the one named last before that fits best."""
        sets = self.words.sets
        head = next((at for at, word in enumerate(low) if word in sets["office"] or word in sets["body"]), None)
        if head is None:
            return None
        noun, ranks = low[head], set(low[:head]) & sets["rank"]
        upto = self.mentions.before(place)
        best: tuple[int, int] | None = None
        for at in range(max(0, upto - _LOOKED_AT), upto):
            kind = self.mentions.types[at]
            if noun in sets["office"]:
                fit = self._office_fit(at, noun, ranks, low) if kind == PERSON else None
            else:
                named = self._text(at).lower() if kind == ORGANISATION else ""
                fit = len(set(low) & set(_WORD.findall(named))) if noun in named else None
            if fit is not None:
                best = max(best or (fit, at), (fit, at))
        return best and best[1]

    def _office_fit(self, at: int, noun: str, ranks: set[str], low: list[str]) -> int | None:
        fits = []
        for role in self._roles().get(self.mentions.referents[at], []):
            held = _words_of(role)
            if noun not in held:
                continue
            other = set(held[: held.index(noun)]) & self.words.sets["rank"]
            if ("prime" in other) != ("prime" in ranks) or (ranks and other and not ranks & other):
                continue
            fits.append(len(set(held) & set(low)))
        return max(fits, default=None)

    def _roles(self) -> dict[int, list[str]]:
        if self.roles is None:
            self.roles = {}
            for number, kind in enumerate(self.mentions.types):
                role = self.mentions.roles[number] or (self._before_name(number) if kind == PERSON else "")
                if role:
                    self.roles.setdefault(self.mentions.referents[number], []).append(role)
        return self.roles

    def _before_name(self, number: int) -> str:
        """Return the words right before a name, where an office may stand (Minister for Trade (MoT) Ali Khan)."""
        place = self.mentions.starts[number]
        words = self.text[max(0, place - _SUBJECT) : place].removesuffix(", ")
        last = max(words.rfind(mark) for mark in '.,;:\n”"')
        return words[last + 1 :]
