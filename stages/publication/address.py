"""The day of publication that the address of an article states, in its path alone."""

import re
from typing import NamedTuple

from stages.publication.almanac import MONTHS, existing_day, month_number
from stages.publication.patterns import alternation, expand
from stages.publication.stated import Stated
from stages.resources import toml


class Dated(NamedTuple):
    """What an address states: ``url[start:end]`` is the evidence."""

    rule: str
    start: int
    end: int
    stated: Stated


class _Form(NamedTuple):
    rule: str
    pattern: re.Pattern[str]


_TABLE = toml(__package__, "address.toml")

#: The longest path that is looked at, in characters.
LONGEST = 1000

# Nearly all addresses are done with after one look: none without a slash or a hyphen and a year behind it is read.
_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}:)?//[^/?#]*(?P<path>/[^?#]*)")
_YEAR = re.compile(r"[/_-](?:1[89]|2[01])[0-9]{2}(?![0-9]{5})")

_PARTS = {
    "year": r"(?:1[89]|2[01])[0-9]{2}",
    "month": "(?i:" + alternation(name for name in MONTHS if name.isascii()) + ")",
    "month_number": r"[0-9]{1,2}",
    "month_digits": r"[0-9]{2}",
    "day_number": r"[0-9]{1,2}",
    "day_digits": r"[0-9]{2}",
}


def _compiled() -> list[_Form]:
    forms = []
    for row in _TABLE["forms"]:
        stated = expand(row["form"], _PARTS, read=_PARTS.keys())
        pattern = re.compile(rf"/(?P<evidence>{stated})(?=/|\.[a-z]{{3,5}}$|$)")
        forms.append(_Form(row.get("rule", "url_path"), pattern))
    return forms


_FORMS = _compiled()


def _read(fields: dict[str, str | None]) -> Stated | None:
    """Return the day or the month of a match; None where the calendar has none such."""
    year = int(fields["year"] or 0)
    if not _TABLE["first_year"] <= year <= _TABLE["last_year"]:
        return None
    name = fields.get("month")
    month = month_number(name) if name else int(fields.get("month_number") or fields.get("month_digits") or 0)
    if number := fields.get("day_number") or fields.get("day_digits"):
        day = existing_day(year, month, int(number))
        return Stated(day, None, "day", year, month) if day else None
    return Stated(precision="month", year=year, month=month) if 1 <= month <= 12 else None


def read_address(url: str) -> Dated | None:
    """Return the day or month of publication that the path of an address states, or None."""
    found = _PATH.match(url)
    if not found or not _YEAR.search(url, found.start("path")):
        return None
    start, end = found.span("path")
    if end - start > LONGEST:
        return None
    for form in _FORMS:
        for match in form.pattern.finditer(url, start, end):
            if stated := _read(match.groupdict()):
                return Dated(form.rule, *_trimmed(match, form), stated)
    return None


def _trimmed(match: re.Match[str], form: _Form) -> tuple[int, int]:
    """Return where the date stands, without the words of the headline beside it."""
    if form.rule == "url_path":
        return match.span("evidence")
    return match.start("year"), match.end("day_digits")
