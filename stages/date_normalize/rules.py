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
from stages.date_normalize.lexicon import Side
from stages.date_normalize.steps import Step, compiled
from stages.publication.patterns import expand
from stages.resources import toml

#: Code points on either side of a candidate that a guard may look at.
WINDOW = 32

#: The files of rules, in the order of their precedence.
FILES = ("apart", "fiscal", "days", "times", "months", "years", "quarters", "relative", "lengths", "vague", "urdu")

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
        unless, only: the guards, already joined per side of the candidate.
        examples: surfaces that the rule must win.
        signed: whether it may begin with a sign or a letter of another script, where RE2 sees no edge of a word.
        contextual: whether its values depend on more than the surface and the day of publication.
    """

    name: str
    pattern: str
    pieces: tuple[Piece, ...]
    unless: Mapping[Side, re.Pattern[str]]
    only: Mapping[Side, re.Pattern[str]]
    examples: tuple[str, ...]
    signed: bool
    guarded: bool = field(init=False)
    contextual: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "guarded", bool(self.unless or self.only))
        object.__setattr__(self, "contextual", any(step.contextual for piece in self.pieces for step in piece.steps))

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
    """How one rule reads a candidate: the value and the span of each field, relative to the candidate."""

    rule: Rule
    fields: Fields
    spans: Mapping[str, tuple[int, int]]


def _joined(names: list[str], guards: Mapping[str, tuple[Side, str]], side: Side) -> dict[Side, re.Pattern[str]]:
    patterns = [guards[name][1] for name in names]
    if any(guards[name][0] != side for name in names):
        message = f"a guard among {names} does not look at the text {side} the candidate"
        raise ValueError(message)
    if not patterns:
        return {}
    return {side: re.compile("(?:" + "|".join(patterns) + ")" + ("$" if side == "before" else ""))}


def _pieces(row: dict[str, Any]) -> tuple[Piece, ...]:
    rows = row.get("pieces") or ([row] if "steps" in row else [])
    return tuple(
        Piece(
            each.get("type", row["type"] if "type" in row else "DATE"),
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
            unless=_joined(row.get("unless_before", []), guards, "before")
            | _joined(row.get("unless_after", []), guards, "after"),
            only=_joined(row.get("only_before", []), guards, "before")
            | _joined(row.get("only_after", []), guards, "after"),
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
        inside = "|".join(each for each, rule in zip(bare, self.rules, strict=True) if not rule.signed)
        signed = "".join(f"|{each}" for each, rule in zip(bare, self.rules, strict=True) if rule.signed)
        self._scan = re2.compile(rf"\b(?:{inside}){signed}", options)
        self._readers = [re2.compile(expand(rule.pattern, parts, read=read), options) for rule in self.rules]
        self._values = [
            {match["key"] or match["name"]: lexicon.reader_of(match["name"]) for match in _PLACEHOLDER.finditer(rule.pattern)}
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
            reader, values = self._readers[index], self._values[index]
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


def rows() -> list[dict[str, Any]]:
    """Return the rows of all files, in the order of their precedence."""
    return [row for name in FILES for row in toml(__package__, f"rules/{name}.toml")["rules"]]


@cache
def rulebook() -> Rulebook:
    """Return the rules of this package, compiled once per process."""
    return Rulebook(rows())
