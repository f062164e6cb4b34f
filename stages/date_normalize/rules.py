"""Compile the rules into one scan, and read a candidate back into the fields of the rules that explain it.

Three steps, each linear in the text: one RE2 pass finds candidates (all rules in one alternation, nothing captured, so
that RE2 stays with its automaton); an RE2 set tells which rules read the whole candidate; the rule's own pattern, with
named groups, cuts it into fields. The last two are remembered by surface: news repeats "Tuesday" and "yesterday".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

import re2

from stages.date_normalize import lexicon
from stages.date_normalize.branches import merged, rows_of
from stages.date_normalize.lexicon import Side
from stages.date_normalize.steps import Step, compiled
from stages.publication.patterns import expand
from stages.resources import toml
from stages.spans import found_in, stands_in

#: Code points on either side of a candidate that a guard may look at.
WINDOW = 32

#: The files of rules, in the order of their precedence.
FILES = (
    "holidays",
    "apart",
    "fiscal",
    "days",
    "times",
    "months",
    "history",
    "years",
    "quarters",
    "relative",
    "lengths",
    "vague",
    "urdu",
)

_SURFACES = 1 << 16  # remembered readings; a corpus has some ten thousand surfaces
_AUTOMATON_BYTES = 256 << 20  # RE2 falls back to a slow search where the states do not fit
_PLACEHOLDER = re.compile(r"<(?P<name>[a-z_]+)(?::(?P<key>[a-z_0-9]+))?>")

Fields = Mapping[str, Any]


class Piece(NamedTuple):
    """One expression that a rule makes of a candidate, the whole of it or a part.

    Attributes:
        type: DATE, TIME, DURATION or SET.
        steps: from the fields to the value.
        begin, end: the fields at whose beginning and end it is cut out of the candidate; None for the whole. Where a
            field is not there the rule makes no such piece; with a question mark behind its name, it is not cut there.
    """

    type: str
    steps: tuple[Step, ...]
    begin: str | None
    end: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row of a file of rules.

    Attributes:
        name: shown with every expression.
        pattern: as in the file, the phrases written out.
        pieces: the expressions that it makes; none keeps the candidate from the other rules.
        unless_before, only_before: the guards that look at the text before the candidate, joined; they read bytes.
        unless_after, only_after: those that look at the text after it.
        examples: surfaces that the rule must win.
        signed: whether it may begin with a sign or a letter of another script, where RE2 sees no edge of a word.
        contextual: whether its values depend on more than the surface and the day of publication.
    """

    name: str
    pattern: str
    pieces: tuple[Piece, ...]
    unless_before: Any
    only_before: Any
    unless_after: re.Pattern[str] | None
    only_after: re.Pattern[str] | None
    examples: tuple[str, ...]
    signed: bool
    guarded: bool = field(init=False)
    contextual: bool = field(init=False)

    def __post_init__(self) -> None:
        guards = (self.unless_before, self.only_before, self.unless_after, self.only_after)
        object.__setattr__(self, "guarded", any(guard is not None for guard in guards))
        object.__setattr__(self, "contextual", any(step.contextual for piece in self.pieces for step in piece.steps))

    def allows(self, text: str, start: int, end: int) -> bool:
        """Say whether what stands around ``text[start:end]`` lets the rule read it."""
        if not self.guarded:
            return True
        if self.unless_before or self.only_before:
            before = text[max(0, start - WINDOW) : start].encode("utf-8", "replace")
            if self.unless_before and stands_in(self.unless_before, before):
                return False
            if self.only_before and not stands_in(self.only_before, before):
                return False
        if self.unless_after and self.unless_after.match(text, end, end + WINDOW):
            return False
        return self.only_after is None or self.only_after.match(text, end, end + WINDOW) is not None


class Reading(NamedTuple):
    """How one rule reads a candidate: the value and the span of each field, relative to the candidate."""

    rule: Rule
    fields: Fields
    spans: Mapping[str, tuple[int, int]]


def _named(names: list[str], guards: Mapping[str, tuple[Side, str]], side: Side) -> str:
    """Return the guards of a rule for one side as one pattern; nothing where there are none."""
    if any(guards[name][0] != side for name in names):
        message = f"a guard among {names} does not look at the text {side} the candidate"
        raise ValueError(message)
    return "|".join(guards[name][1] for name in names)


def _before(names: list[str], guards: Mapping[str, tuple[Side, str]]) -> Any:
    """Compile guards that end where the candidate begins: RE2 reads them from there backwards."""
    pattern = _named(names, guards, "before")
    options = re2.Options()
    options.log_errors = False
    return re2.compile(f"(?:{pattern})$", options) if pattern else None


def _after(names: list[str], guards: Mapping[str, tuple[Side, str]]) -> re.Pattern[str] | None:
    """Compile guards that begin where the candidate ends; some look further ahead, which RE2 cannot."""
    pattern = _named(names, guards, "after")
    return re.compile(pattern) if pattern else None


def _pieces(row: dict[str, Any]) -> tuple[Piece, ...]:
    rows = row.get("pieces") or ([row] if "steps" in row else [])
    return tuple(
        Piece(
            each.get("type", row.get("type", "DATE")),
            tuple(compiled(step) for step in each["steps"]),
            each.get("begin"),
            each.get("end"),
        )
        for each in rows
    )


def _rules(rows: list[dict[str, Any]], guards: Mapping[str, tuple[Side, str]]) -> list[Rule]:
    return [
        Rule(
            name=row["name"],
            pattern=lexicon.pattern_of(row["pattern"]),
            pieces=_pieces(row),
            unless_before=_before(row.get("unless_before", []), guards),
            only_before=_before(row.get("only_before", []), guards),
            unless_after=_after(row.get("unless_after", []), guards),
            only_after=_after(row.get("only_after", []), guards),
            examples=tuple(row["examples"]),
            signed=row.get("signed", False),
        )
        for row in rows
    ]


class Rulebook:
    """All rules, compiled.

    Attributes:
        rules: in the order of the files, which is their precedence.
    """

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        """Compile.

        Raises:
            KeyError: a rule names a part, a guard or a step that there is not.
            ValueError: a guard is named for the wrong side, or an alternation is empty.
            re2.error: a pattern is none.
        """
        parts = lexicon.parts()
        options = re2.Options()
        options.longest_match = True
        options.log_errors = False
        options.max_mem = _AUTOMATON_BYTES
        self.rules = _rules(rows, lexicon.guards())
        read = parts.keys() - lexicon.SILENT
        bare = [expand(f"(?:{rule.pattern})", parts) for rule in self.rules]
        inside = merged(row for rule in self.rules if not rule.signed for row in rows_of(rule.pattern))
        signed = "".join(f"|(?:{rule.pattern})" for rule in self.rules if rule.signed)
        self._scan = re2.compile(expand(rf"\b(?:{inside}){signed}", parts), options)
        patterns = [expand(rule.pattern, parts, read=read) for rule in self.rules]
        # Most rules read nothing in a text or two: each is compiled when it is asked.
        self._reader = cache(lambda index: re2.compile(patterns[index], options))
        self._values = [
            {
                match["key"] or match["name"]: lexicon.reader_of(match["name"])
                for match in _PLACEHOLDER.finditer(rule.pattern)
            }
            for rule in self.rules
        ]
        self._set = re2.Set.FullMatchSet(options)
        for pattern in bare:
            self._set.Add(pattern)
        self._set.Compile()
        self.readings = lru_cache(_SURFACES)(self._readings)

    def _readings(self, surface: str) -> tuple[Reading, ...]:
        """Return the readings of a candidate, the first rule first."""
        readings = []
        for index in sorted(self._set.Match(surface) or []):
            reader, values = self._reader(index), self._values[index]
            match = reader.fullmatch(surface)
            spans = {name: match.span(group) for name, group in reader.groupindex.items() if match.start(group) >= 0}
            fields = {name: values[name](surface[start:end]) for name, (start, end) in spans.items()}
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
        for span in found_in(self._scan, data):
            start, end = span
            if not ascii_only:
                first = seen + len(data[seen_bytes:start].decode())
                last = first + len(data[start:end].decode())
                seen_bytes, seen = end, last
                start, end = first, last
            if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
                continue
            yield start, end


def rows() -> list[dict[str, Any]]:
    """Return the rows of all files, in the order of their precedence."""
    return [row for name in FILES for row in toml(__package__, f"rules/{name}.toml")["rules"]]


@cache
def rulebook() -> Rulebook:
    """Return the rules of this package, compiled once per process."""
    return Rulebook(rows())
