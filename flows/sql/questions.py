"""The questions that come with Khabar, by name."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NAME = "-- name: "


@dataclass(frozen=True)
class Question:
    """One of them.

    Attributes:
        name: by which `khabar sql` asks it.
        asks: the question, in words.
        sql: the query.
    """

    name: str
    asks: str
    sql: str


@cache
def questions() -> dict[str, Question]:
    """Return the questions of ``queries.sql`` by name, in their order."""
    script = files(__package__).joinpath("queries.sql").read_text(encoding="utf-8")
    found = {}
    for part in script.split(_NAME)[1:]:
        name, *lines = part.strip().splitlines()
        asks = [line for line in lines if line.startswith("-- ")]
        query = "\n".join(lines[len(asks) :]).strip()
        found[name] = Question(name, " ".join(line.removeprefix("-- ") for line in asks), query)
    return found


def named(query: str) -> str:
    """Return the SQL of the question that ``query`` names, or ``query`` where it is none of them."""
    word = query.strip()
    known = questions().get(word) if re.fullmatch(r"\w+", word) else None
    return known.sql if known else query
