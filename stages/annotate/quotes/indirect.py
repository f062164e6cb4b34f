"""Indirect speech: what a reporting verb or "according to" says that somebody said.

Each verb of saying that the scan finds outside quotation marks is asked for its clause. What follows it was said (he
said exports would rise), or what stands before it (exports would rise, he said). What was said ends with its sentence,
or where the reporter takes over again (..., adding that). Nothing is said twice: a verb inside what was said is part of
it.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from stages.annotate.quotes import clauses, subjects
from stages.annotate.quotes.direct import Findings
from stages.annotate.quotes.lexicon import Lexicon, Verb
from stages.annotate.quotes.speech import Sentences, Span, Speech, span
from stages.annotate.quotes.subjects import Subject
from stages.annotate.quotes.tokens import Tokens, Whole, stretch
from stages.annotate.quotes.verbs import cue, verb_at

#: What the verbs take that may stand behind what they report, and whose passive reports speech too (was told that).
_PASSIVE = frozenset({"clause", "that", "tell"})

_ANY_WORD = re.compile(r"[^\W_]")

#: Tokens of a clause before its verb of saying in which a verb of its own is looked for.
_CLAUSE = 60

#: Tokens in which a dateline ends.
_DATELINE = 24

#: Marks between the place and the first words of a story.
_DATELINE_ENDS = frozenset(":—–-")


class _Article(NamedTuple):
    """What all sentences of an article share.

    Attributes:
        text: the clean text.
        starts, ends: the direct speech, ordered and disjoint.
        cues: where the verbs stand that report it, and who speaks by each.
        words: the lexicon.
        acts: whether a verb may report a deed or a thing instead of a clause.
    """

    text: str
    whole: Whole
    starts: list[int]
    ends: list[int]
    cues: dict[int, Span | None]
    words: Lexicon
    acts: bool

    def is_direct(self, place: int) -> bool:
        """Say whether a place lies in direct speech."""
        at = bisect_right(self.ends, place)
        return at < len(self.starts) and self.starts[at] <= place


def find(
    text: str, whole: Whole, sentences: Sentences, hits: list[int], direct: Findings, words: Lexicon, *, acts: bool
) -> list[Speech]:
    """Return the indirect speech of ``text``, ordered and disjoint, also from direct speech.

    Args:
        text: the clean text.
        whole: its tokens.
        sentences: its sentences.
        hits: where the scan of the lexicon found something, and the verbs that report direct speech; ascending.
        direct: the direct speech.
        words: the lexicon.
        acts: whether a verb may report a deed or a thing instead of a clause.
    """
    starts = [speech.start for speech in direct.speeches]
    ends = [speech.end for speech in direct.speeches]
    article = _Article(text, whole, starts, ends, direct.cues, words, acts)
    found: list[Speech] = []
    at = 0
    while at < len(hits):
        number = bisect_right(sentences.starts, hits[at]) - 1
        begin, end = sentences.starts[number], sentences.ends[number]
        upto = max(bisect_left(hits, end, at), at + 1)
        outside = [hit for hit in hits[at:upto] if not article.is_direct(hit)] if starts else hits[at:upto]
        if outside:
            found += _Sentence(article, begin, end, found[-1] if found else None).speeches(outside)
        at = upto
    return found


def _in_brackets(t: Tokens, at: int) -> bool:
    """Say whether a mark near the start of a text stands in brackets (KARACHI (Wire - 9th Mar): ...)."""
    return t.low[:at].count("(") > t.low[:at].count(")")


class _Sentence:
    """The reporting verbs of one sentence, read from left to right.

    Attributes:
        done: the first token of which nothing has been taken yet.
        governor: the subject of the last verb of saying, which participles go on from.
    """

    __slots__ = ("article", "begin", "done", "governor", "last", "t", "words")

    def __init__(self, article: "_Article", begin: int, end: int, last: Speech | None) -> None:
        self.article = article
        self.words = article.words
        self.t = stretch(article.whole, article.text, begin, end)
        self.begin = self._behind_dateline(first=not begin) if not begin or article.text[begin - 1] == "\n" else 0
        self.done = self.begin
        self.governor: Subject | None = None
        self.last = last

    def _behind_dateline(self, *, first: bool) -> int:
        """Return the first token behind a dateline (KARACHI: ..., BEIJING, June 4 (Xinhua) -- ...).

        Args:
            first: whether the line is the first; a later one, behind a headline, must name its wire in brackets.
        """
        t = self.t
        place = self.article.text[t.start[0] : t.end[0]] if t.low else ""
        if len(place) < 3 or not place.isupper():
            return 0
        reach = min(len(t.low), _DATELINE)
        at = next((at for at in range(reach) if t.low[at] in _DATELINE_ENDS and not _in_brackets(t, at)), reach)
        if at == reach or not (first or t.low[at - 1] == ")"):
            return 0
        while at < len(t.low) and t.low[at] in _DATELINE_ENDS:
            at += 1
        return at

    def speeches(self, hits: list[int]) -> list[Speech]:
        """Return what the verbs at ``hits`` report."""
        found: list[Speech] = []
        t = self.t
        for hit in hits:
            at = bisect_left(t.start, hit)
            if at >= len(t.low) or t.start[at] != hit or at < self.done:
                continue
            if hit in self.article.cues:
                self.governor = self._quoted(self.article.cues[hit]) or self.governor
                self.done = at + 1
            elif t.low[at] == "according":
                found += self._according(at)
            else:
                verb = verb_at(t, at, self.words)
                found += self._reported(at, verb) if verb else []
        return sorted(found)

    # ---- Verbs.

    def _reported(self, at: int, verb: Verb) -> list[Speech]:
        """Return what a verb of saying reports, behind it or before it."""
        t = self.t
        behind = at + 1 + bool(verb.particle)
        trails = verb.trails and not verb.participle and verb.takes in _PASSIVE
        content = clauses.beginning(t, behind, verb, self.words)
        if not (content or trails) or self._is_denied(at):
            return []
        subject = self._subject(at, verb) if content else None
        if content and self._is_said(verb, subject, content[1]):
            first, rule = content
            last = clauses.end(t, first, self._upto(first), self.words)
            if last > first:
                passive = subject is not None and subject.passive
                speaker = self._again(at, verb) or span(t, None if passive else subject)
                self.governor = subject or self.governor
                self.done = last
                return self._piece(first, last, speaker, cue(t, at, verb), f"{rule}+passive" if passive else rule)
        if not trails or (subject and subject.passive):
            return []
        if verb.takes == "tell":
            listener = subjects.after(t, behind, self.words)
            behind = listener.last if listener else behind
        return self._before(at, behind, cue(t, at, verb))

    def _quoted(self, speaker: Span | None) -> Subject | None:
        """Return who speaks directly in this sentence, before the verb or behind it."""
        if speaker is None or not self.t.start or not self.t.start[0] <= speaker[0] < self.t.end[-1]:
            return None
        first = self.t.at(speaker[0])
        return Subject(first, self.t.at(speaker[1]), first)

    def _is_denied(self, at: int) -> bool:
        """Say whether a verb says that nothing was said (did not say)."""
        low, denial = self.t.low, self.words.sets["denial"]
        for before in range(max(self.begin, at - 3), at):  # noqa: SIM110 # any() takes twice as long
            if low[before] in denial:
                return True
        return False

    def _is_said(self, verb: Verb, subject: Subject | None, rule: str) -> bool:
        """Say whether what follows a verb was said, given who its subject is and how it was found."""
        if subject is None or subject.passive:
            return rule in {"that_clause", "after_colon"} and (subject is None or verb.takes in _PASSIVE)
        first = self.t.low[subject.first]
        if rule == "thing":
            governed = not verb.participle or self.governor or verb.thing == "any"
            return bool(self.article.acts and governed) and first not in self.words.sets["thing"]
        own = verb.name == "expect" and first in {"i", "you", "we"}  # the writer, or a question to somebody
        if first == "you" and subject.first > 0:  # a word to the reader (before you have said hello)
            own = own or self.t.low[subject.first - 1] in self.words.sets["subordinator"]
        return not own and (self.article.acts or verb.takes not in {"act", "deed"})

    def _subject(self, at: int, verb: Verb) -> Subject | None:
        """Return the subject of a verb: its own, that of the verb it goes on from, or that of its sentence."""
        t, words = self.t, self.words
        subject = None if verb.infinitive else subjects.before(t, at, words, self.begin)
        progressive = at > 0 and t.low[at - 1] in words.sets["being"]
        if verb.participle and not progressive:
            goes_on = at > 0 and (t.low[at - 1] in {",", "and"} or t.low[at - 1] in words.sets["adverb"])
            subject = None if goes_on or self.governor else subject
        subject = subject or self.governor or subjects.opening(t, words, self.begin, at)
        return subject if subject and subject.first < at else None

    def _again(self, at: int, verb: Verb) -> Span | None:
        """Return who spoke last, where "adding" goes on from that over a sentence that reports nothing."""
        if verb.name != "add" or not verb.participle or self.governor or self.last is None:
            return None
        between = self.article.text[self.last.end : self.t.start[at]]
        return None if "\n" in between else self.last.speaker

    # ---- What was said before the verb.

    def _before(self, at: int, behind: int, here: Span) -> list[Speech]:
        """Return the clause before the verb and its subject: exports rose, he said."""
        t, words = self.t, self.words
        if clauses.closes(t, behind, words):
            subject = subjects.before(t, at, words, self.done)
            outer = subject.first if subject else 0
        else:
            subject = None if self._closes_aside(at) else subjects.after(t, behind, words)
            outer = at if subject and clauses.closes(t, subject.last, words) else 0
        if subject is None or subject.passive or outer <= self.done or t.low[outer - 1] not in {",", "—", "–", "-"}:
            return []
        first, last = self._first(words.sets["conjunction"], outer - 1), outer - 1
        more = behind + 1 if t.low[behind : behind + 1] == [","] and self._is_verbal(behind + 1) else 0
        clause = any(self._is_verbal(at) for at in range(max(first + 1, last - _CLAUSE), last))
        if last - first < 1 + (not more) or not (clause or more):
            return []
        self.done = max(behind, subject.last)
        self.governor = subject
        found = self._piece(first, last, span(t, subject), here, "clause_before")
        if more and not clause:  # The deal, analysts said, was late
            self.done = clauses.end(t, more, self._upto(more), words)
            found += self._piece(more, self.done, span(t, subject), here, "clause_around")
        return found

    def _closes_aside(self, at: int) -> bool:
        """Say whether the comma before ``at`` ends a relative clause about a subject that still lacks its verb.

        In "officials, who were not named, estimated the loss" the loss is no speaker.
        """
        t, sets = self.t, self.words.sets
        low = max(self.done, at - _CLAUSE)
        comma = next((i for i in range(at - 2, low, -1) if t.low[i] == "," and t.low[i + 1] in sets["relative"]), 0)
        return comma > 0 and not any(
            t.low[i] in sets["auxiliary"] or t.low[i] in sets["past"] or t.low[i].endswith("ed")
            for i in range(low, comma)
        )

    def _first(self, openers: frozenset[str], upto: int) -> int:
        """Return the first token before ``upto`` of which nothing has been taken, behind marks and openers."""
        while self.done < upto and (self.t.low[self.done] in clauses.STOPS or self.t.low[self.done] in openers):
            self.done += 1
        return self.done

    def _is_verbal(self, at: int) -> bool:
        """Say whether a token may be the verb of a clause: an auxiliary, a form in -ed or -s, or a known past."""
        t, sets = self.t, self.words.sets
        if at >= len(t.low):
            return False
        word = t.low[at]
        return word in sets["auxiliary"] or word in sets["past"] or (not t.cap[at] and word.endswith(("ed", "s")))

    def _according(self, at: int) -> list[Speech]:
        """Return what a source says: the clause before "according to", or the one behind its comma."""
        t, words = self.t, self.words
        subject = subjects.after(t, at + 2, words, long=True) if t.low[at + 1 : at + 2] == ["to"] else None
        if subject is None:
            return []
        here = t.start[at], t.end[at + 1]
        first, last, rule = self._first(words.sets["opener"], at), at, "source_behind"
        if first == at:
            if t.low[subject.last : subject.last + 1] != [","]:
                return []
            first, rule = subject.last + 1, "source_before"
            last = clauses.end(t, first, self._upto(first), words) if first < len(t.low) else first
        while last > first and t.low[last - 1] in clauses.STOPS:
            last -= 1
        self.done = max(last, subject.last)
        return self._piece(first, last, span(t, subject), here, rule) if last - first > 1 else []

    # ---- Beside direct speech.

    def _upto(self, first: int) -> int:
        """Return the token before which what begins with ``first`` ends at the latest: where direct speech begins."""
        t, article = self.t, self.article
        at = bisect_right(article.starts, t.start[first])
        return t.at(article.starts[at]) if at < len(article.starts) else len(t.low)

    def _piece(self, first: int, last: int, speaker: Span | None, here: Span, rule: str) -> list[Speech]:
        """Return the tokens ``first`` to ``last`` as speech, up to direct speech or from it on."""
        start, end = self.t.start[first], self.t.end[last - 1]
        article = self.article
        at = bisect_right(article.ends, start)
        if at < len(article.starts) and article.starts[at] <= start:
            start = article.ends[at]
            at += 1
        if at < len(article.starts):
            end = min(end, article.starts[at])
        if not _ANY_WORD.search(article.text, start, end):
            return []
        if article.starts:
            piece = article.text[start:end]
            start += len(piece) - len(piece.lstrip())
            end -= len(piece) - len(piece.rstrip())
        return [Speech(start, end, "indirect", speaker, here, rule)]
