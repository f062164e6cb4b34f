"""Compile lexicon and rules into one scan, and read a candidate back into the fields of the rules that explain it.

Three steps, each linear in the text: one RE2 pass finds candidates (all rules in one alternation, nothing captured, so
that RE2 stays with its automaton); an RE2 set tells which rules read the whole candidate; the rule's own pattern, with
named groups, cuts it into fields. The last two are remembered by surface: news repeats "Tuesday" and "yesterday".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import re2

from stages.publication.almanac import (
    MONTH_NAME_PATTERN,
    MONTH_PATTERN,
    SHORT_MONTH_PATTERN,
    WEEKDAY_NAME_PATTERN,
    WEEKDAY_PATTERN,
    month_names_pattern,
    month_number,
)
from stages.publication.patterns import alternation, expand
from stages.resources import toml

#: Code points on either side of a candidate that a guard may look at.
WINDOW = 32

_SURFACES = 1 << 16  # remembered readings; a corpus has some ten thousand surfaces
_AUTOMATON_BYTES = 64 << 20  # RE2 falls back to a slow search where the states do not fit

#: Parts that hold an expression together and mean nothing.
_SILENT = frozenset({"sp", "dash"})

Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row of rules.toml.

    Attributes:
        name: shown with every expression.
        op: the operation of resolve.py that gives the value, or ``skip``.
        pattern: as in the file.
        unless, only: the guards, already joined per side of the candidate.
        examples: surfaces that the rule must win.
    """

    name: str
    op: str
    pattern: str
    unless: Mapping[Side, re.Pattern[str]]
    only: Mapping[Side, re.Pattern[str]]
    examples: tuple[str, ...]
    guarded: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "guarded", bool(self.unless or self.only))

    def allows(self, text: str, start: int, end: int) -> bool:
        """Say whether what stands around ``text[start:end]`` lets the rule read it."""
        if not self.guarded:
            return True
        before, after = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
        for guards, needed in ((self.unless, False), (self.only, True)):
            if "before" in guards and bool(guards["before"].search(before)) != needed:
                return False
            if "after" in guards and bool(guards["after"].match(after)) != needed:
                return False
        return True


class Reading(NamedTuple):
    """How one rule reads a candidate: the text and the span of each field, relative to the candidate."""

    rule: Rule
    fields: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]


def _parts(lexicon: Mapping[str, Any]) -> dict[str, str]:
    """Return the pattern of each part by name."""
    rows = {row["name"]: row for row in lexicon["parts"]}
    space = rows["sp"]["pattern"]

    def any_case(words: list[str]) -> str:
        return f"(?i:{alternation(words).replace(' ', space)})"

    unsure = {month_number(name) for name in lexicon["unsure_months"]}
    parts = {
        "month": MONTH_PATTERN,
        "month_name": MONTH_NAME_PATTERN,
        "sure_month": month_names_pattern(set(range(1, 13)) - unsure),
        "unsure_month": month_names_pattern(unsure),
        "short_month": SHORT_MONTH_PATTERN,
        "weekday": WEEKDAY_PATTERN,
        "weekday_name": WEEKDAY_NAME_PATTERN,
    }
    parts |= {name: any_case(row["words"]) if "words" in row else row["pattern"] for name, row in rows.items()}
    parts |= {name: any_case(list(table)) for name, table in lexicon["tables"].items()}
    return parts


def _guards(lexicon: Mapping[str, Any]) -> dict[str, tuple[Side, str]]:
    """Return side and pattern of each guard by name."""
    guards: dict[str, tuple[Side, str]] = {}
    for row in lexicon["guards"]:
        pattern = row.get("pattern")
        if pattern is None and row["side"] == "before":
            pattern = rf"(?i:(?<!\w){alternation(row['words'])}[\s-]{{1,3}})"
        elif pattern is None:
            pattern = rf"(?i:[\s-]{{0,3}}{alternation(row['words'])}(?!\w))"
        guards[row["name"]] = (row["side"], pattern)
    return guards


def _joined(names: list[str], guards: Mapping[str, tuple[Side, str]], side: Side) -> dict[Side, re.Pattern[str]]:
    patterns = [guards[name][1] for name in names]
    if any(guards[name][0] != side for name in names):
        message = f"a guard among {names} does not look at the text {side} the candidate"
        raise ValueError(message)
    if not patterns:
        return {}
    return {side: re.compile("(?:" + "|".join(patterns) + ")" + ("$" if side == "before" else ""))}


def _rules(rows: list[dict[str, Any]], guards: Mapping[str, tuple[Side, str]]) -> list[Rule]:
    return [
        Rule(
            name=row["name"],
            op=row["op"],
            pattern=row["pattern"],
            unless=_joined(row.get("unless_before", []), guards, "before")
            | _joined(row.get("unless_after", []), guards, "after"),
            only=_joined(row.get("only_before", []), guards, "before")
            | _joined(row.get("only_after", []), guards, "after"),
            examples=tuple(row["examples"]),
        )
        for row in rows
    ]


class Rulebook:
    """All rules, compiled.

    Attributes:
        rules: in the order of the file, which is their precedence.
    """

    def __init__(self, lexicon: Mapping[str, Any], rows: list[dict[str, Any]]) -> None:
        """Compile.

        Raises:
            KeyError: a rule names a part or a guard that the lexicon does not have.
            ValueError: a guard is named for the wrong side, or an alternation is empty.
            re2.error: a pattern is none.
        """
        parts = _parts(lexicon)
        options = re2.Options()
        options.longest_match = True
        options.log_errors = False
        options.max_mem = _AUTOMATON_BYTES
        self.rules = _rules(rows, _guards(lexicon))
        read = parts.keys() - _SILENT
        bare = [expand(f"(?:{rule.pattern})", parts) for rule in self.rules]
        self._scan = re2.compile(r"\b(?:" + "|".join(bare) + ")", options)
        self._readers = [re2.compile(expand(rule.pattern, parts, read=read), options) for rule in self.rules]
        self._set = re2.Set.FullMatchSet(options)
        for pattern in bare:
            self._set.Add(pattern)
        self._set.Compile()
        self.readings = lru_cache(_SURFACES)(self._readings)

    def _readings(self, surface: str) -> tuple[Reading, ...]:
        """Return the readings of a candidate, the first rule first."""
        readings = []
        for index in sorted(self._set.Match(surface) or []):
            reader = self._readers[index]
            match = reader.fullmatch(surface)
            spans = {name: match.span(group) for name, group in reader.groupindex.items() if match.start(group) >= 0}
            fields = {name: surface[start:end] for name, (start, end) in spans.items()}
            readings.append(Reading(self.rules[index], fields, spans))
        return tuple(readings)

    def candidates(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of all candidates, in order and without overlap, in code points.

        The leftmost candidate wins, and among those the longest. Letters or digits of any script that touch it on
        either side make it a piece of a word.
        """
        data = text.encode("utf-8", "replace")
        ascii_only = len(data) == len(text)
        seen_bytes = seen = 0
        for match in self._scan.finditer(data):
            start, end = match.span()
            if not ascii_only:
                first = seen + len(data[seen_bytes:start].decode())
                last = first + len(data[start:end].decode())
                seen_bytes, seen = end, last
                start, end = first, last
            if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
                continue
            yield start, end


@cache
def rulebook() -> Rulebook:
    """Return the rules of this package, compiled once per process."""
    return Rulebook(toml(__package__, "lexicon.toml"), toml(__package__, "rules.toml")["rules"])
