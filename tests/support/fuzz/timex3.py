"""The values that TIMEX3 knows (TimeML 1.2.1, the attribute ``value``), with what Khabar adds to them.

Its own are the intervals of ISO 8601 (``2019-07-01/2020-06-30``), years of the Hijra (``AH``) and before Christ
(``BC``), and X for whatever the text leaves open.
"""

import re

_YEAR = r"(?:AH|BC)?(?:\d{4}|XXXX)"
_MONTH = r"(?:0[1-9]|1[0-2]|XX)"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|XX|WXX)"
_WEEK = r"W(?:0[1-9]|[1-4]\d|5[0-3]|XX)(?:-(?:[1-7]|WE))?"
_PART = r"(?:Q[1-4X]|H[12X]|SP|SU|FA|WI)"
_DATE = rf"(?:{_YEAR}(?:-{_MONTH}(?:-{_DAY})?|-{_WEEK}|-{_PART})?|(?:BC)?[\dX]{{2,3}}|(?:PAST|PRESENT|FUTURE)_REF)"
_CLOCK = r"(?:[01]\d|2[0-4])(?::[0-5]\d(?::[0-5]\d)?)?(?:Z|[+-]\d\d:\d\d)?"
_TIME = rf"{_DATE}(?:T(?:{_CLOCK}|MO|MI|AF|EV|NI|DT))?"
_NUMBER = r"(?:\d+(?:\.\d+)?|X)"
_LENGTH = rf"P(?=[\dXT])(?:{_NUMBER}(?:Y|M|W|D|Q|DE|CE|WE|X))*(?:T(?=[\dX])(?:{_NUMBER}[HMS])*)?"

#: What the value of each type may be.
VALUES = {
    "DATE": re.compile(rf"{_DATE}(?:/{_DATE})?"),
    "TIME": re.compile(rf"{_TIME}(?:/{_TIME})?"),
    # A length whose first or last day is meant has a date for its value: "within 90 days".
    "DURATION": re.compile(rf"{_LENGTH}|{_DATE}"),
    "SET": re.compile(rf"{_LENGTH}|{_TIME}"),
}


def is_value(kind: str, value: str) -> bool:
    """Say whether TIMEX3 knows such a value of a type.

    >>> is_value("DATE", "2021-W05-WE"), is_value("DATE", "2021-13-01"), is_value("DURATION", "P1e+06Y")
    (True, False, False)
    """
    return VALUES[kind].fullmatch(value) is not None
