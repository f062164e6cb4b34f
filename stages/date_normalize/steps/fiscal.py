"""The steps of fiscal periods: a year of some calendar, a part of it, and the same part of another year."""

from fractions import Fraction

from stages.date_normalize import fiscal
from stages.date_normalize.draft import NO_FISCAL, Draft, Fiscal
from stages.date_normalize.periods import at
from stages.date_normalize.steps.anchors import publication, shift, to
from stages.date_normalize.steps.parts import ordinal_of
from stages.date_normalize.steps.registry import contextual, verb
from stages.date_normalize.steps.years import year
from stages.publication.almanac import last_of_month

_MONTHS = 12
_COMMON_YEAR = 2001


def _choose(draft: Draft, year: int, *, ranged: bool) -> fiscal.Choice | None:
    context = draft.context
    return fiscal.choose(context.text, context.start, context.end, context.setting, year=year, ranged=ranged)


def _of_label(draft: Draft, label: str) -> bool:
    """Take the fiscal year of a label: FY2020-21, 2019-20, FY21; several years in a row are a run of them."""
    first, last = fiscal.years_of(label)
    if first is not None and not first < last <= first + 20:
        return False
    choice = _choose(draft, first if first is not None else last - 1, ranged=first is not None)
    if choice is None:
        draft.fiscal_year = Fiscal(None, None, first, last)
        return True
    calendar = choice.calendar
    if first is None:
        start = end = calendar.start_of(last)
    else:
        start, end = first, (last if calendar.month == 1 else last - 1)
    draft.fiscal_year = Fiscal(calendar, choice.source, start, end)
    return True


@contextual
def fiscal_(draft: Draft, words: str) -> bool:
    """Take a fiscal year: of a label, or the last, current, next, outgoing or new one, counted from publication."""
    if any(map(str.isdigit, words)):
        return _of_label(draft, words)
    which = fiscal.which_of(words)
    day = draft.context.published
    choice = _choose(draft, day.year if day else 2000, ranged=False)
    if day is not None:
        draft.anchor = day.isoformat()
    if choice is None:
        start = None
        if day is not None:
            start = day.year + {"last": -1, "next": 1, "new": 0}.get(which, 0)
        draft.fiscal_year = Fiscal(None, None, None, start)
        return True
    start = fiscal.shifted(choice.calendar, day, which) if day is not None else None
    draft.fiscal_year = Fiscal(choice.calendar, choice.source, start, start)
    return True


@contextual
def fiscal_if_said(draft: Draft, label: str) -> bool:
    """Take two years in a row for a fiscal year where the sentence tells of accounts."""
    context = draft.context
    if not fiscal.says_fiscal(context.text, context.start, context.end, context.setting):
        return False
    return _of_label(draft, label)


def _label(known: Fiscal, part: str) -> str:
    calendar, start, end = known.calendar, known.start, known.end
    if calendar is None:
        years = "XXXX" if end is None else str(end) if start is None else f"{start}-{end % 100:02d}"
        return f"FY{years}{part}"
    if start is None or end is None:
        return f"{calendar.country} FYXXXX{part}"
    run = "" if start == end else f"/{calendar.label(end)}"
    return f"{calendar.country} {calendar.label(start)}{run}{part}"


def _take(draft: Draft, first: int, last: int, part: str) -> bool:
    """Take the months of the fiscal year from one to another, counted from its beginning."""
    known = draft.fiscal_year
    draft.fiscal = _label(known, part)
    calendar = known.calendar
    if calendar is None:
        return _without_calendar(draft, known, part)
    begin = calendar.first_month(0) + first
    months = last - first + 1
    if known.start is None or known.end is None:
        opening, closing = begin % _MONTHS + 1, (begin + months - 1) % _MONTHS + 1
        if not calendar.exact:
            return draft.leave_open("XXXX/XXXX")
        day = last_of_month(_COMMON_YEAR, closing).day
        return draft.leave_open(f"XXXX-{opening:02d}-01/XXXX-{closing:02d}-{day:02d}")
    begin += known.start * _MONTHS
    end = begin + months - 1 + (known.end - known.start) * _MONTHS
    return _take_months(draft, begin, end, exact=calendar.exact)


def _take_months(draft: Draft, first: int, last: int, *, exact: bool = True, quarters: bool = False) -> bool:
    """Take a run of months by their numbers; a calendar year or month (a quarter, where asked for) is called so."""
    if not exact:
        draft.value = f"{first // 12:04d}-{first % 12 + 1:02d}/{(last + 1) // 12:04d}-{(last + 1) % 12 + 1:02d}"
        return True
    begin, finish = fiscal.days_of(first, last)
    for unit, months in (("year", 12), ("month", 1), *([("quarter", 3)] if quarters else [])):
        if last - first + 1 == months and first % months == 0:
            return draft.take(at(unit, begin))
    draft.begin, draft.finish = begin, finish
    draft.value = f"{begin.isoformat()}/{finish.isoformat()}"
    draft.months = (first, last)
    return True


def _without_calendar(draft: Draft, known: Fiscal, part: str) -> bool:
    """Write a fiscal year whose calendar is not known: its number, without days."""
    if known.end is None:
        draft.value = "XXXX"
    elif known.start is None:
        quarter = part.strip() if part.strip()[:1] in ("Q", "H") else ""
        draft.value = f"{known.end:04d}-{quarter}" if quarter else f"{known.end:04d}"
    else:
        draft.value = f"{known.start:04d}/{known.end:04d}"
    return True


@verb
def fiscal_whole(draft: Draft) -> bool:
    """Take the whole of the fiscal year, if there is one."""
    return draft.fiscal_year is not NO_FISCAL and _take(draft, 0, _MONTHS - 1, "")


@verb
def fiscal_part(draft: Draft, unit: str, ordinal: int) -> bool:
    """Take a quarter or half of the fiscal year."""
    size, letter = {"quarter": (3, "Q"), "half": (6, "H")}[unit]
    number = ordinal_of(_MONTHS // size, ordinal)
    return number is not None and _take(draft, (number - 1) * size, number * size - 1, f" {letter}{number}")


@verb
def fiscal_first(draft: Draft, count: Fraction | str | int, _field: object = None) -> bool:
    """Take the first months of the fiscal year."""
    if isinstance(count, str) or not 1 <= count <= _MONTHS or Fraction(count).denominator != 1:
        return False
    return _take(draft, 0, int(count) - 1, f" M1-{int(count)}")


@verb
def fiscal_last(draft: Draft, count: Fraction | str | int) -> bool:
    """Take the last months of the fiscal year."""
    if isinstance(count, str) or not 1 <= count <= _MONTHS or Fraction(count).denominator != 1:
        return False
    return _take(draft, _MONTHS - int(count), _MONTHS - 1, f" M{_MONTHS + 1 - int(count)}-{_MONTHS}")


@verb
def fiscal_months(draft: Draft, first: int, second: int | None) -> bool:
    """Take the months of the fiscal year from one to another, by their names; the year says which calendar years."""
    second = first if second is None else second
    known = draft.fiscal_year
    calendar = known.calendar
    if calendar is not None:
        from_first, from_second = ((month - calendar.month) % _MONTHS for month in (first, second))
        if from_first > from_second:
            return False
        part = f" M{from_first + 1}" + (f"-{from_second + 1}" if second != first else "")
        return _take(draft, from_first, from_second, part)
    draft.fiscal = _label(known, "")
    if known.start is not None and known.end == known.start + 1 and first > second:
        # July-March of 2020-21: where the months cross the turn of the year, the label says which years they are of.
        return _take_months(draft, known.start * 12 + first - 1, known.end * 12 + second - 1)
    return draft.leave_open(f"XXXX-{first:02d}/XXXX-{second:02d}")


# --- The same period of another year ---------------------------------------------------------------------------------


def _span_of(draft: Draft) -> tuple[int, int] | None:
    """Return the run of months that a figure before this one is told of, by their numbers."""
    return draft.context.story.months


@contextual
def same_months_of_fiscal_year(draft: Draft) -> bool:
    """Take the months named last, in the fiscal year so far; without any, the whole of it."""
    known, months = draft.fiscal_year, _span_of(draft)
    if months is None or known.calendar is None or known.start is None:
        return fiscal_whole(draft)
    first = (months[0] - known.calendar.first_month(0)) % _MONTHS
    last = first + months[1] - months[0]
    if last >= _MONTHS:
        return fiscal_whole(draft)
    part = f" M{first + 1}" + (f"-{last + 1}" if last != first else "")
    return _take(draft, first, last, part)


@contextual
def same_months_years_on(draft: Draft, by: int) -> bool:
    """Take the months named last, so many years before or after; without any, the whole year before or after."""
    months = _span_of(draft)
    if months is None:
        return publication(draft) and to(draft, "year") and shift(draft, by)
    draft.anchor = f"{months[0] // 12:04d}-{months[0] % 12 + 1:02d}"
    return _take_months(draft, months[0] + by * _MONTHS, months[1] + by * _MONTHS, quarters=True)


@contextual
def same_months_of_year(draft: Draft, number: int) -> bool:
    """Take the months named last, in a stated year."""
    months = _span_of(draft)
    return year(draft, number) if months is None else same_months_years_on(draft, number - months[0] // 12)
