"""Names in Arabic script, found by the table of urdu.toml and led to their names in Latin letters."""

from functools import cache
from typing import Any, NamedTuple

from stages.resources import toml

#: Letters of Arabic and Persian that texts have for those of Urdu, one for one.
_LETTERS = str.maketrans("يىكهةأإ", "ییکہہاا")

#: What an office is, among the types of the table.
_ROLE = "ROLE"

#: What stands between an office and the name that it goes with.
_BETWEEN = frozenset({" ", "، ", " جناب ", " پاکستان ", " پنجاب ", " سندھ "})


class Found(NamedTuple):
    """A name in Arabic script: half-open span, type, name in Latin letters, and the office before it as it stands."""

    start: int
    end: int
    type: str
    name: str
    role: str | None


class Table(NamedTuple):
    """The automaton, and for each of its patterns the type and the name."""

    automaton: Any
    rows: list[tuple[str, str]]


@cache
def table() -> Table:
    """Return the table of urdu.toml."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    rows, forms = [], []
    for group in toml(__package__, "urdu.toml")["group"]:
        for row in group["names"]:
            for form in row["forms"]:
                forms.append(form.translate(_LETTERS))
                rows.append((group["type"], row["name"]))
    return Table(AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest), rows)


@cache
def _arabic() -> Any:
    import re2

    return re2.compile(r"\p{Arabic}{2}")


def has_arabic(text: str) -> bool:
    """Say whether a word in Arabic script stands in a text."""
    return not text.isascii() and _arabic().search(text.encode()) is not None


def urdu_names(text: str) -> list[Found]:
    """Return the names of the table in ``text``, in order and apart; none begins or ends within a word."""
    written = text.translate(_LETTERS)
    automaton, rows = table()
    found: list[Found] = []
    office: tuple[int, int] | None = None
    for pattern, start, end in automaton.find_matches_as_indexes(written):
        if (start and _joins(written[start - 1])) or _joins(written[end : end + 1]):
            continue
        type_, name = rows[pattern]
        if type_ == _ROLE:
            office = (start, end)
            continue
        before = office and written[office[1] : start] in _BETWEEN
        role = text[office[0] : office[1]] if office and before and type_ == "PERSON" else None
        found.append(Found(start, end, type_, name, role))
    return found


def _joins(sign: str) -> bool:
    """Say whether a sign is a part of a word: a letter, a mark on one, or the joiner of two."""
    return sign.isalnum() or "\u064b" <= sign <= "\u065f" or (sign in {"\u200c", "\u200d", "\u0670"} and bool(sign))
