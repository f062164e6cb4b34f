"""``outlets.csv``: what people know of outlets, one row for each outlet, or for each time in which it was otherwise.

Columns, of which only ``name`` must be there: ``name``; ``also`` (other names and folders) and ``domains``, several
parted by ``;``; ``country``; ``time_zone``; ``date_order``; ``language``; ``rank`` (1 is the outlet
trusted most); ``valid_from`` and ``valid_until`` (ISO days, both included). Columns with other names are notes.
"""

import datetime as dt
import difflib
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from stages import reference
from stages.contract import InputError
from stages.resources import data

#: The name of the file, directly below the folder of all articles.
NAME = "outlets.csv"

COLUMNS = (
    "name",
    "also",
    "domains",
    "country",
    "time_zone",
    "date_order",
    "language",
    "rank",
    "valid_from",
    "valid_until",
)

#: A whole number from 1, which fits the 32 bits of the column.
_RANK = re.compile("[1-9][0-9]{0,8}", re.ASCII)
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]{2,}")


class Outlet(NamedTuple):
    """A row of the table; null where it says nothing."""

    name: str
    also: tuple[str, ...]
    #: In lower case, without ``www.``.
    domains: tuple[str, ...]
    country: str | None
    time_zone: str | None
    date_order: str | None
    language: str | None
    #: From 1, the most trusted; the last are those without one.
    rank: int | None
    valid_from: dt.date | None
    valid_until: dt.date | None


def folded(name: str) -> str:
    """Return an outlet's name as it is compared: case, punctuation and white space aside.

    >>> folded("The Karachi-Ledger") == folded("the karachi ledger")
    True
    """
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())


def read_outlets(table: bytes) -> list[Outlet]:
    """Return the rows of ``outlets.csv``, in their order.

    Args:
        table: the file; no bytes where there is none.

    Raises:
        InputError: it is not UTF-8, has no column ``name``, or a cell cannot be read; the line is named.
    """
    outlets = [_outlet(row, line) for line, row in reference.read(table, NAME, _check_header)]
    _check_overlaps(outlets)
    return outlets


def _check_header(header: list[str]) -> None:
    """Check the names of the columns.

    Raises:
        InputError: ``name`` is missing, a column stands twice, or one is nearly called like one that counts.
    """
    if not header:
        return
    if "name" not in header:
        then = "Name the columns in the first line, and part the cells with commas."
        raise InputError(f'{NAME}: line 1 has no column "name"', then)
    often = Counter(header)
    for column in header:
        if column and often[column] > 1:
            raise InputError(f'{NAME}: line 1 has the column "{column}" twice', "Keep one of them.")
        near = [] if column in COLUMNS else difflib.get_close_matches(column, COLUMNS, 1, cutoff=0.8)
        if near:
            raise InputError(
                f'{NAME}: line 1 has the column "{column}"', f'Call it "{near[0]}", or a note by another name.'
            )


def _wrong(line: int, what: str) -> InputError:
    return reference.wrong(NAME, line, what)


def _outlet(row: dict[str, str], line: int) -> Outlet:
    def cell(name: str, fits: Callable[[str], Any], means: str) -> Any:
        value = row.get(name) or None
        if value is not None and not fits(value):
            raise _wrong(line, f"has {name} {value!r}, which is not {means}")
        return value

    def day(name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(row[name]) if row.get(name) else None
        except ValueError as error:
            raise _wrong(line, f"has {name} {row[name]!r}, which is not a day like 2021-04-29") from error

    if not folded(row["name"]):
        raise _wrong(line, "names no outlet")
    domains = tuple(domain.lower().removeprefix("www.") for domain in _several(row.get("domains")))
    for domain in domains:
        if not _HOST.fullmatch(domain):
            raise _wrong(line, f"has the domain {domain!r}, which is not one like example.com.pk")
    rank = cell("rank", _RANK.fullmatch, "a whole number from 1, the most trusted, of nine digits at most")
    outlet = Outlet(
        row["name"],
        _several(row.get("also")),
        domains,
        cell("country", lambda value: re.fullmatch("[A-Z]{2}", value), "an ISO 3166-1 code like PK"),
        cell("time_zone", lambda value: value in _time_zones(), "an IANA time zone like Asia/Karachi"),
        cell("date_order", lambda value: value in ("DMY", "MDY"), "DMY or MDY"),
        cell("language", lambda value: re.fullmatch("[a-z]{2,3}", value), "an ISO 639 code like ur"),
        None if rank is None else int(rank),
        day("valid_from"),
        day("valid_until"),
    )
    if outlet.valid_from and outlet.valid_until and outlet.valid_until < outlet.valid_from:
        raise _wrong(line, f"is valid until {outlet.valid_until}, before it begins on {outlet.valid_from}")
    return outlet


def _several(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


@cache
def _time_zones() -> frozenset[str]:
    """Return the names of all time zones, from the pinned tables rather than the machine's."""
    return frozenset(data("tzdata", "zones").decode().split())


def _check_overlaps(outlets: list[Outlet]) -> None:
    """Check that no name and no domain leads to two rows on one day.

    Raises:
        InputError: one does.
    """
    by_sign: dict[tuple[str, str], list[Outlet]] = {}
    for outlet in outlets:
        signs = {("name", folded(name)) for name in (outlet.name, *outlet.also)}
        for sign in sorted(signs | {("domain", domain) for domain in outlet.domains}):
            by_sign.setdefault(sign, []).append(outlet)
    for (kind, value), rows in sorted(by_sign.items()):
        rows.sort(key=lambda row: row.valid_from or dt.date.min)
        for before, after in pairwise(rows):
            if after.valid_from is None or before.valid_until is None or before.valid_until >= after.valid_from:
                raise InputError(
                    f"{NAME}: the {kind} {value!r} leads to {before.name} and to {after.name} on the same day",
                    "Give the two rows times that do not overlap (valid_from, valid_until), or take it from one.",
                )
