"""The named rules of ``boilerplate.toml``: which of them a line of a clean text, its beginning or its end obeys.

Which paragraphs are asked about is decided in `stages.clean.read.residue`. `suspects` is one scan of RE2 over the whole
text that finds nothing in most articles; what it finds is looked at line by line.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import re2

from stages.resources import toml

#: Where a rule may act (``boilerplate.toml``); "notice" is a line of a text that is no article.
Where = Literal["prefix", "first", "line", "last", "edge", "heading", "end", "suffix", "notice"]

#: Characters of the longest line that a rule may drop, and that is looked at, where the rule itself does not say.
LONGEST = 300

#: How a paragraph ends that has no mark behind its last sentence: nearly all.
_UNMARKED = tuple(".!?\"'”’…۔")

#: A paragraph that ends like this can be followed by a line that only stands behind a sentence or a table.
_ENDED = tuple(".!?…۔؟\"'”’)0123456789")


class Rule(NamedTuple):
    """One row of the table."""

    name: str
    where: Where
    longest: int
    #: Whether it only acts after a paragraph that ends like a sentence or with a figure.
    after_sentence: bool
    #: Whether a text of nothing but such lines, and residue, is a notice and no article.
    notice: bool
    #: RE2, with the fields of the article as its groups.
    pattern: Any

    def fields(self, line: str) -> dict[str, str]:
        """Return the fields of the article that a line states which the rule matches whole."""
        if not self.pattern.groups:
            return {}
        return _given(self.pattern.fullmatch(line))


class Part(NamedTuple):
    """What a rule drops of a paragraph: ``line[start:end]``."""

    rule: Rule
    start: int
    end: int
    fields: dict[str, str]


class Lines:
    """Rules about whole lines as one automaton that says which of them match."""

    def __init__(self, rules: Sequence[Rule], bare: Sequence[str]) -> None:
        """Compile them; ``bare`` are their patterns without groups."""
        self.rules = tuple(rules)
        self.longest = max(rule.longest for rule in rules)
        self.automaton = re2.Set.FullMatchSet()
        for pattern in bare:
            self.automaton.Add(pattern)
        self.automaton.Compile()
        # "Reuter" and "COMMENTS" end whole corpora, and each paragraph at an end of a text is asked about twice.
        self.remembered = lru_cache(maxsize=2048)(self._find)

    def find(self, line: str) -> tuple[Rule, ...]:
        """Return the rules that match a line, in the order of the table."""
        return self.remembered(line) if len(line) <= self.longest else ()

    def _find(self, line: str) -> tuple[Rule, ...]:
        found = self.automaton.Match(line)
        if not found:
            return ()
        return tuple(rule for rule in map(self.rules.__getitem__, sorted(found)) if len(line) <= rule.longest)


class _Rules(NamedTuple):
    #: What may stand anywhere: the beginning of a paragraph that a rule may be about, or the end of it.
    scan: Any
    anywhere: Lines
    above: Lines
    below: Lines
    #: What may stand at the beginning of the first paragraph, and at the end of any or of the last.
    prefixes: tuple[Rule, ...]
    ends: tuple[Rule, ...]
    suffixes: tuple[Rule, ...]
    #: With which characters what may stand at the beginning begins.
    begins: tuple[str, ...]
    #: What may stand at the beginning of the first paragraph, and at the end of the last, each without groups.
    a_prefix: Any
    a_suffix: Any


def _expanded(pattern: str, words: dict[str, str]) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace("{" + name + "}", alternatives)
    return pattern


@cache
def rules() -> _Rules:
    """Return the compiled tables."""
    tables = toml(__package__, "boilerplate.toml")
    words: dict[str, str] = {}
    for name, alternatives in tables["words"].items():
        words[name] = _expanded(f"(?:{'|'.join(alternatives)})", words)
    rows = [*tables["rule"], *({"where": "notice", **row} for row in tables["notice"])]
    sources = [_expanded(row["pattern"], words) for row in rows]
    table = [
        Rule(
            row["name"],
            row["where"],
            row.get("longest", LONGEST),
            row.get("follows") == "sentence",
            row["where"] == "notice" or row.get("alone") == "notice",
            re2.compile(source),
        )
        for row, source in zip(rows, sources, strict=True)
    ]
    bare = [_without_names(source) for source in sources]

    def lines(*places: str) -> Lines:
        chosen = [(rule, one) for rule, one in zip(table, bare, strict=True) if rule.where in places]
        return Lines([rule for rule, _ in chosen], [one for _, one in chosen])

    def alternation(*places: str) -> str:
        return "|".join(f"(?:{one})" for one, rule in zip(bare, table, strict=True) if rule.where in places)

    return _Rules(
        scan=re2.compile(f"(?m)^(?:{alternation('line', 'heading')})$|(?:{alternation('end')})$"),
        anywhere=lines("line", "heading"),
        above=lines("first", "edge", "notice"),
        below=lines("line", "last", "edge"),
        prefixes=tuple(rule for rule in table if rule.where == "prefix"),
        ends=tuple(rule for rule in table if rule.where == "end"),
        suffixes=tuple(rule for rule in table if rule.where == "suffix"),
        begins=tuple(row["begins"] for row in rows if row["where"] == "prefix"),
        a_prefix=re2.compile(alternation("prefix")),
        a_suffix=re2.compile(f"(?:{alternation('suffix')})$"),
    )


def _without_names(pattern: str) -> str:
    """Return the pattern with its named groups as mere brackets: one alternation may hold each name only once."""
    head, *rest = pattern.split("(?P<")
    return head + "".join("(?:" + part.partition(">")[2] for part in rest)


def suspects(text: str) -> list[int]:
    """Return the numbers of the paragraphs of a clean text that a rule may be about that acts anywhere, ascending."""
    numbers: list[int] = []
    number = position = 0
    for match in rules().scan.finditer(text):
        number += text.count("\n", position, match.start())
        position = match.start()
        numbers.append(number)
    return numbers


def anywhere(line: str) -> tuple[Rule, ...]:
    """Return the rules that match a whole line and act anywhere."""
    return rules().anywhere.find(line)


def above(line: str) -> tuple[Rule, ...]:
    """Return the rules that match a whole line and act above the text, or say that there is no text."""
    return rules().above.find(line)


def below(line: str, before: str) -> Rule | None:
    """Return the rule by which a line can end a text, whatever stands after it; None if there is none.

    Args:
        line: the line.
        before: the one before it; empty if there is none.
    """
    for rule in rules().below.find(line):
        if not rule.after_sentence or before.endswith(_ENDED):
            return rule
    return None


def stands_alone(line: str, before: str) -> bool:
    """Return whether a line is residue that can end a text (`below`)."""
    return below(line, before) is not None


def prefix(line: str) -> Part | None:
    """Return what a rule drops at the beginning of the first paragraph."""
    table = rules()
    if not line.startswith(table.begins) or not table.a_prefix.match(line):
        return None
    for rule in table.prefixes:
        match = rule.pattern.match(line)
        if match and match.end() <= rule.longest:
            return Part(rule, 0, match.end(), _given(match))
    return None


def suffix(line: str) -> Part | None:
    """Return what a rule drops at the end of the last paragraph."""
    if line.endswith(_UNMARKED):
        return None
    table = rules()
    longest = max(rule.longest for rule in table.suffixes)
    return _end(table.suffixes, line) if table.a_suffix.search(line[-longest:]) else None


def end(line: str) -> Part | None:
    """Return what a rule drops at the end of any paragraph."""
    return _end(rules().ends, line)


def _end(rules: Sequence[Rule], line: str) -> Part | None:
    for rule in rules:
        # What is dropped is short: no need to search all of the paragraph.
        match = _to_the_end(rule.pattern.pattern).search(line[-rule.longest :])
        if match:
            fields = _given(match)
            start = len(line) - len(fields.pop("cut", match[0]))
            return Part(rule, start, len(line), fields) if start else None
    return None


@cache
def _to_the_end(pattern: str) -> Any:
    return re2.compile(f"(?:{pattern})$")


def _given(match: Any) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value}
