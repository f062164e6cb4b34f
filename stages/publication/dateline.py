"""Recognise a dateline: the place, date and agency that many articles put in front of their first sentence.

It is read part by part, left to right, because papers put the parts in several orders; each part may come once.
"""

import datetime as dt
import re
from typing import NamedTuple

from stages.publication.almanac import MONTH_PATTERN, WEEKDAY_PATTERN, existing_day
from stages.publication.dateline_day import DAY, Day, day_of
from stages.publication.patterns import alternation
from stages.publication.places import country_of, is_place, is_region, key_of, spelling_of
from stages.resources import toml


class Dateline(NamedTuple):
    """A dateline.

    Attributes:
        start, end: where it stands in the text, its closing separator included; half-open, in code points.
        place: as we show it; several have a slash between them.
        country: ISO 3166-1 code where the table of places gives one.
        agency: as in the table of agencies, or as written; None where none is named.
        year: None where the date has no year.
        month, day: None where there is no date, or none that exists.
        weekday: the ISO number of the weekday beside the date; None where none is named.
    """

    start: int
    end: int
    place: str
    country: str | None
    agency: str | None
    year: int | None
    month: int | None
    day: int | None
    weekday: int | None = None

    @property
    def date(self) -> dt.date | None:
        """The day, where the dateline states all of it."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return existing_day(self.year, self.month, self.day)


_TABLE = toml(__package__, "dateline.toml")
REACH: int = _TABLE["reach"]
_NOT_PLACES = frozenset(_TABLE["not_places"])
_CALENDAR_WORD = re.compile(rf"(?:{WEEKDAY_PATTERN}|{MONTH_PATTERN})(?![^\W\d_])", re.IGNORECASE)
_AGENCIES: dict[str, str] = {name.casefold(): name for name in _TABLE["agencies"]}

# All patterns run at one position of the few hundred characters that are looked at, and every repeat is bounded.
_LEAD = re.compile(r"\s{0,8}[*\\(\[]{0,4}")
_WORD = r"[^\W\d_][^\W\d_.'\u2019]{0,30}(?:[.'\u2019][^\W\d_]{0,20}){0,4}"
_NAME = re.compile(rf"{_WORD}(?:(?: ?/ ?| (?!{MONTH_PATTERN} [0-9])|-){_WORD}){{0,{_TABLE['words'] - 1}}}")
_REGION = re.compile(rf"{_WORD}(?:[ -]{_WORD}){{0,3}}")
_SEPARATOR = re.compile(rf" {{0,3}},? {{0,3}}(?P<sign>{alternation(_TABLE['separators'])})? {{0,3}}")
_COMMA = re.compile(r" ?[,.]? {0,3}")
_BRACKETS = re.compile(r"\((?P<inside>[^()\n]{2,80})\)|/(?P<wire>[A-Za-z ]{2,30})/")
_BARE_AGENCY = re.compile(alternation(_TABLE["agencies"]) + r"\b", re.IGNORECASE)
_INNER_SEPARATOR = re.compile(r"\s*[,\u2013\u2014-]+\s*$|\s*:\s*$")


def _agency(name: str, *, only_known: bool) -> str | None:
    """Return an agency as we show it, or None where the words cannot be one."""
    if known := _AGENCIES.get(name.casefold()):
        return known
    return None if only_known or not name[0].isupper() or any(sign.isdigit() for sign in name) else name


def _bracketed(inside: str, *, only_known: bool) -> tuple[str | None, Day | None] | None:
    """Read what stands in brackets: an agency, a date, or both; None where it is neither."""
    inside = " ".join(inside.split())
    found = DAY.search(inside)
    if found:
        inside = inside[: found.start()] + inside[found.end() :]
    day = day_of(found) if found else None
    name = _INNER_SEPARATOR.sub("", inside).strip(" ,")
    if not name:
        return (None, day) if day else None
    agency = _agency(name, only_known=only_known)
    return (agency, day) if agency else None


def _place_end(text: str, start: int) -> int | None:
    """Return where the name of a place at ``start`` ends, or None where no name stands there."""
    match = _NAME.match(text, start)
    return match.end() if match else None


def _may_be_place(name: str) -> bool:
    if all(is_place(part) for part in name.split("/")):
        return True
    key = key_of(name)
    first, _, rest = key.partition(" ")
    if first == "the" and rest and name.isupper():  # THE WOODLANDS
        first = rest.split(" ", 1)[0]
    return key not in _NOT_PLACES and first not in _NOT_PLACES and not _CALENDAR_WORD.match(name)


class _Reader:
    """The parts of one dateline, as far as they are read."""

    def __init__(self, text: str, place: str, end: int) -> None:
        self.text = text
        self.place = place
        self.end = end
        self.region: str | None = None
        self.agency: str | None = None
        self.day: Day | None = None
        self.dated = False
        self.sign = ""

    def take_date(self, at: int) -> int | None:
        """Take a date; return where it ends."""
        match = None if self.dated else DAY.match(self.text, at)
        if not match:
            return None
        self.day, self.dated = day_of(match), True
        return match.end()

    def take_agency(self, at: int, *, only_known: bool) -> int | None:
        """Take an agency, in brackets with or without a date, or bare if its name is known; return where it ends."""
        if self.agency is not None:
            return None
        if match := _BRACKETS.match(self.text, at):
            read = _bracketed(match["inside"] or match["wire"], only_known=only_known)
            if read is None:
                return None
            self.agency = read[0]
            if read[1] and not self.dated:
                self.day, self.dated = read[1], True
            return match.end()
        if match := _BARE_AGENCY.match(self.text, at):
            self.agency = _AGENCIES[match[0].casefold()]
            return match.end()
        return None

    def take_region(self, at: int) -> int | None:
        """Take a country, state or province; an unknown name counts if a date stands after it, as does a second one."""
        match = None if self.dated else _REGION.match(self.text, at)
        if not match:
            return None
        after = _COMMA.match(self.text, match.end())
        dated = match.end() if after and DAY.match(self.text, after.end()) else None
        if self.region:
            return dated
        words = match[0]
        while words:
            if is_region(words):
                self.region = words
                return at + len(words)
            words = words.rpartition(" ")[0]
        return dated

    def read(self) -> bool:
        """Take all parts up to the sign that ends the dateline; say whether there is one.

        A sign may also stand between two parts ("KARACHI: March 3 (APP) -"). What looks like a part after it but leads
        to no further sign belongs to the sentence ("LAHORE: March 3 is a holiday").
        """
        closed = None
        for _ in range(8):
            separator = _SEPARATOR.match(self.text, self.end)
            if separator and separator["sign"]:
                self.sign = separator["sign"]
                if self._ends(separator[0]):
                    end = self.end + len(separator[0].rstrip())
                    closed = (end, self.agency, self.day, self.dated, self.sign)
                taken = self.take_date(separator.end()) or self.take_agency(separator.end(), only_known=True)
            else:
                comma = _COMMA.match(self.text, self.end)
                begin = comma.end() if comma else self.end
                taken = self.take_date(begin) or self.take_agency(begin, only_known=False)
                if taken is None and begin > self.end:
                    taken = self.take_region(begin)
            if taken is None:
                break
            self.end = taken
        if closed is None:
            return False
        self.end, self.agency, self.day, self.dated, self.sign = closed
        return True

    def _ends(self, separator: str) -> bool:
        """Say whether a sign ends the dateline: a bare hyphen between two words joins them."""
        return self.dated or self.agency is not None or self.sign == ":" or len(separator) > 1

    def convincing(self) -> bool:
        """Say whether the parts make a dateline of a name that may be a place."""
        if all(is_place(name) for name in self.place.split("/")):
            return self.place[0].isupper() or self.dated
        capitalised = all(word[0].isupper() for word in self.place.replace("/", " ").split() if len(word) > 3)
        if self.region or self.dated or self.agency:
            return capitalised and sum(sign.isalpha() for sign in self.place) > 2
        letters = sum(sign.isalpha() for sign in self.place)
        bare = self.place.isupper() and not self.place.startswith("THE ") and self.sign == ":"
        return bare and letters >= _TABLE["fewest_letters"]


def _read_at(text: str, start: int) -> Dateline | None:
    lead = _LEAD.match(text, start)
    begin = lead.end() if lead else start
    end = _place_end(text, begin)
    if end is None or not _may_be_place(text[begin:end]):
        return None
    reader = _Reader(text, text[begin:end], end)
    if not reader.read() or not reader.convincing():
        return None
    year, month, day, weekday = reader.day or (None, None, None, None)
    place = spelling_of(reader.place)
    country = country_of(place, reader.region)
    return Dateline(begin, reader.end, place, country, reader.agency, year, month, day, weekday)


def find_dateline(text: str) -> Dateline | None:
    """Return the dateline of an article, or None.

    It stands at the beginning, or at the beginning of one of the lines (a headline may come first) within the first
    `REACH` characters; there it needs capitals or a date, since a list may name places.
    """
    head = text[:REACH]
    if found := _read_at(head, 0):
        return found
    start = head.find("\n") + 1
    while start:
        found = _read_at(head, start)
        if found and (head[found.start : found.start + len(found.place)].isupper() or found.day):
            return found
        start = head.find("\n", start) + 1
    return None
