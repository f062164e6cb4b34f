"""Indirect speech in Urdu, by the few words of urdu.toml: verbs stand last there, and کہ leads to what was said."""

import re
from collections.abc import Iterator
from functools import cache

from stages.annotate.quotes.marks import Quotation
from stages.annotate.quotes.speech import Sentences, Span, Speech
from stages.resources import toml

#: Words between the speaker and کہ, and of a speaker, at most.
_REACH = 12

#: White space of any kind: a sentence may hold what is no line break, tabs and spaces of other widths among them.
_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

#: What stands before the first word that was said, and behind the last.
_LEADING = _SPACE + ":،‘’"
_TRAILING = _SPACE + "۔.،‘’؛:"

_WORD = re.compile(r"\w+|[^\w\s]")


@cache
def _words() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["text"].split()) for row in toml(__package__, "urdu.toml")["words"]}


@cache
def _reporting() -> tuple[str, ...]:
    """Return the words of which one stands in every report."""
    return tuple(sorted(_words()["that"] | _words()["source"]))


def _may_report(text: str) -> bool:
    for word in _reporting():  # noqa: SIM110 # a generator for any() costs more than what it looks for
        if word in text:
            return True
    return False


def find(text: str, sentences: Sentences, quotations: list[Quotation]) -> list[Speech]:
    """Return what an Urdu text says that somebody said, ordered and disjoint.

    What follows کہ in quotation marks is direct speech; else what was said ends with its sentence, or before the next
    speaker.
    """
    if not _may_report(text):
        return []
    openings = {each.start: each for each in quotations}
    found: list[Speech] = []
    for begin, end in zip(sentences.starts, sentences.ends, strict=True):
        reports = list(_reports(text, begin, end))
        for number, (speaker, cue, start, rule) in enumerate(reports):
            stop = reports[number + 1][0][0] if number + 1 < len(reports) else end
            piece = text[start:stop]
            first = start + len(piece) - len(piece.lstrip(_LEADING))
            quotation = openings.get(first)
            if quotation and quotation.end <= stop:
                found.append(Speech(first, quotation.end, "direct", speaker, cue, rule))
                continue
            last = start + len(piece.rstrip(_TRAILING))
            if any(character.isalnum() for character in text[first:last]):
                found.append(Speech(first, last, "indirect", speaker, cue, rule))
    return found


def _reports(text: str, begin: int, end: int) -> Iterator[tuple[Span, Span, int, str]]:
    """Yield of each report its speaker, its cue, where what was said begins, and the rule."""
    words = _words()
    spans: list[Span] = []
    tokens: list[str] = []
    agent = verb = -_REACH
    done = 0
    for match in _WORD.finditer(text, begin, end):
        word, at = match.group(), len(tokens)
        spans.append(match.span())
        tokens.append(word)
        if word in words["verb"]:
            verb = at
        elif word in words["agent"]:
            agent = at
        elif word in words["that"] and done < agent < verb and at - agent <= _REACH:
            first = _speaker(tokens, agent, done)
            if first < agent:
                yield (spans[first][0], spans[agent - 1][1]), spans[verb], match.end(), "urdu_said"
                done = at
        elif (
            word in words["source"]
            and at - 2 >= done
            and tokens[at - 1] in words["of"]
            and tokens[at - 2] not in words["no_source"]
        ):
            first = _speaker(tokens, at - 1, done)
            if first < at - 1:
                yield (spans[first][0], spans[at - 2][1]), match.span(), match.end(), "urdu_source"
                done = at


def _speaker(tokens: list[str], behind: int, low: int) -> int:
    """Return the first word of the noun phrase that ends before ``behind``."""
    bound = _words()["bound"]
    if behind > low and tokens[behind - 1] in _words()["pronoun"]:
        return behind - 1
    at = behind
    while at > low and behind - at < _REACH and tokens[at - 1] not in bound and tokens[at - 1][0].isalnum():
        at -= 1
    return at
