"""What the rules find: something said, before its speaker is led to a name."""

from typing import NamedTuple

from stages.annotate.quotes.subjects import Subject
from stages.annotate.quotes.tokens import Tokens

Span = tuple[int, int]


class Sentences(NamedTuple):
    """The sentences of an article, ordered and disjoint, as columns.

    Attributes:
        starts: where they begin.
        ends: where they end.
    """

    starts: list[int]
    ends: list[int]


class Speech(NamedTuple):
    """Something said.

    Attributes:
        start: where it begins, with its mark of quotation.
        end: where it ends.
        kind: direct or indirect.
        speaker: where the speaker stands, None where nobody is named.
        cue: where the word stands that reports it.
        rule: how it was found, and how its speaker, where another rule found that.
    """

    start: int
    end: int
    kind: str
    speaker: Span | None
    cue: Span | None
    rule: str


class Attribution(NamedTuple):
    """Who said something, and the words that say so.

    Attributes:
        speaker: where the speaker stands.
        cue: where the reporting words stand.
        rule: how it was found.
    """

    speaker: Span | None
    cue: Span | None
    rule: str


def span(t: Tokens, subject: Subject | None) -> Span | None:
    """Return where a noun phrase stands in the text; None for one of which cutting left no token."""
    if subject is None or subject.first >= subject.last:
        return None
    return t.start[subject.first], t.end[subject.last - 1]
