"""What a headline says that somebody said: a speaker before its colon, behind its last comma, or before "says"."""

from typing import NamedTuple

from stages.annotate.quotes import subjects
from stages.annotate.quotes.lexicon import Lexicon
from stages.annotate.quotes.mentions import ORGANISATION, PERSON, Mentions
from stages.annotate.quotes.tokens import Tokens, tokens
from stages.annotate.quotes.verbs import verb_at

#: Words that the name of a speaker in a headline has at most.
_LONGEST = 7

#: Words that must be left for what was said.
_LEAST = 3


#: What a headline that quotes somebody has in it.
_SIGNS = (":", ",", "—", "–", " says ", " said ", " say ")


class Headline(NamedTuple):
    """What a headline says that somebody said: a row of `HEADLINE`."""

    said: str
    speaker_text: str
    speaker_mention: int | None
    rule: str


def headline(title: str, text: str, mentions: Mentions, words: Lexicon) -> Headline | None:
    """Return what ``title`` says that somebody said, None where it quotes nobody.

    Before a colon and behind a comma stand also topics and places; so the words there must be the name of somebody whom
    the article names, or one of the few that headlines use instead (minister, officials).
    """
    if not _may_quote(title):
        return None
    t = tokens(title, 0, len(title))
    size = len(t.low)
    colon = next((at for at in range(min(size, _LONGEST + 1)) if t.low[at] == ":"), None)
    if colon and size - colon - 1 >= _LEAST:
        found = _speaker(t, 0, colon, title, text, mentions, words)
        if found is not None:
            return Headline(title[t.start[colon + 1] :].strip(), found[0], found[1], "headline_colon")
    verb = next((at for at in range(1, min(size, 2 * _LONGEST)) if t.low[at] in {"says", "said", "say"}), None)
    if verb and verb_at(t, verb, words) and size - verb - 1 >= _LEAST:
        subject = subjects.before(t, verb, words)
        if subject and subject.first == 0:
            speaker = title[: t.end[subject.last - 1]]
            mention = _named(speaker, text, mentions)
            return Headline(title[t.start[verb + 1] :].strip(), speaker, mention, "headline_says")
    comma = next(
        (at for at in range(size - 1, max(0, size - _LONGEST - 3), -1) if t.low[at] in {",", ":", "—", "–"}), None
    )
    if comma and comma >= _LEAST:
        first = comma + 1
        while first < size and t.low[first] in {"says", "said", "say"}:
            first += 1
        found = _speaker(t, first, size, title, text, mentions, words)
        if found is not None:
            return Headline(title[: t.end[comma - 1]].strip(), found[0], found[1], "headline_last")
    return None


def _may_quote(title: str) -> bool:
    for sign in _SIGNS:  # noqa: SIM110 # a generator for any() costs more than what it looks for
        if sign in title:
            return True
    return False


def _speaker(
    t: Tokens, first: int, last: int, title: str, text: str, mentions: Mentions, words: Lexicon
) -> tuple[str, int | None] | None:
    if first >= last or last - first > _LONGEST:
        return None
    speaker = title[t.start[first] : t.end[last - 1]]
    number = _named(speaker, text, mentions)
    if number is not None:
        return speaker, number
    return (speaker, None) if last - first <= 2 and t.low[last - 1].lower() in words.sets["source"] else None


def _named(speaker: str, text: str, mentions: Mentions) -> int | None:
    """Return the person or organisation whose name ends with ``speaker``, or the other way round, named first."""
    wanted = speaker.lower()
    for number, kind in enumerate(mentions.types):
        if kind not in {PERSON, ORGANISATION}:
            continue
        name = text[mentions.starts[number] : mentions.ends[number]].lower()
        if name == wanted or (kind == PERSON and (name.endswith(f" {wanted}") or wanted.endswith(f" {name}"))):
            return number
    return None
