"""What stands among the paragraphs of an article and is not part of it, by the named rules of ``boilerplate.toml``.

One scan of RE2 over the whole text tells which paragraphs a rule would match; where in the text each rule may act is
checked afterwards. Nothing is dropped here: `find` says what is to be dropped, and why.
"""

from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import re2

from stages.resources import toml

#: Characters up to which a text can be a notice instead of an article.
NOTICE_LONGEST = 300


class Residue(NamedTuple):
    """What is not article in a text, by the numbers of its paragraphs."""

    #: Paragraph -> name of the rule that drops it whole.
    dropped: dict[int, str]
    #: Paragraph whose beginning is dropped, the characters to drop there, and the rule.
    prefix: tuple[int, int, str] | None
    #: The day of publication that the prefix states, as it stands there.
    stated_date: str | None


NOTHING = Residue({}, None, None)


class _Rules(NamedTuple):
    #: All rules as one pattern, a group for each.
    scan: Any
    #: Whole lines that end a text.
    closing: Any
    notices: Any
    #: Name of a rule -> where it may act.
    where: dict[str, str]
    #: Names of the groups of ``scan``, in their order.
    groups: tuple[str, ...]
    #: Name of a rule -> the most characters that it may drop.
    longest: dict[str, int]


@cache
def _rules() -> _Rules:
    tables = toml(__package__, "boilerplate.toml")

    def source(row: dict[str, str]) -> str:
        pattern = row["pattern"]
        for name, words in tables["words"].items():
            pattern = pattern.replace("{" + name + "}", f"(?:{'|'.join(words)})")
        return f"(?P<{row['name']}>{pattern})"

    rules = tables["rule"]
    prefixes = "|".join(source(row) for row in rules if row["where"] == "prefix")
    whole = "|".join(source(row) for row in rules if row["where"] != "prefix")
    closing = "|".join(source(row) for row in rules if row["where"] in ("line", "last"))
    scan = re2.compile(f"(?m)^(?:{prefixes}|(?:{whole})$)")
    return _Rules(
        scan=scan,
        groups=tuple(sorted(scan.groupindex, key=scan.groupindex.get)),
        closing=re2.compile(closing),
        notices=re2.compile("|".join(source(row) for row in tables["notice"])),
        where={row["name"]: row["where"] for row in rules},
        longest={row["name"]: row["longest"] for row in rules if "longest" in row},
    )


def closes(line: str) -> bool:
    """Return whether a line is residue that can end a text, whatever stands before it."""
    return bool(_rules().closing.fullmatch(line))


def notice(text: str) -> str | None:
    """Return the name of the rule by which a text is a notice of the site and no article; None if it is none."""
    if len(text) > NOTICE_LONGEST:
        return None
    found = _rules().notices.fullmatch(text)
    return str(found.lastgroup) if found else None


def find(text: str) -> Residue:
    """Return what is not article in a clean text, whose paragraphs are its lines."""
    rules = _rules()
    matches = list(rules.scan.finditer(text))
    if not matches:
        return NOTHING
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]
    hits: dict[int, tuple[str, Any]] = {}  # paragraph -> rule and match
    for match in matches:
        rule = rules.groups[next(index for index, group in enumerate(match.groups()) if group is not None)]
        if match.end() - match.start() <= rules.longest.get(rule, len(text)):
            hits[bisect_right(starts, match.start()) - 1] = rule, match
    allowed = {number: rules.where[rule] for number, (rule, _) in hits.items()}

    dropped = {number for number, where in allowed.items() if where == "line"}
    first = 0
    while allowed.get(first) in ("first", "line"):
        dropped.add(first)
        first += 1
    last = len(starts) - 1
    while allowed.get(last) in ("last", "line"):
        dropped.add(last)
        last -= 1

    prefix = stated_date = None
    if allowed.get(first) == "prefix":
        rule, match = hits[first]
        prefix = (first, match.end() - match.start(), rule)
        stated_date = match["stated_date"]
    return Residue({number: hits[number][0] for number in sorted(dropped)}, prefix, stated_date)
