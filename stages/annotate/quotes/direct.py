"""Direct speech: which words in quotation marks were said, and by whom.

A quotation counts where it stands as a whole: it opens a sentence, or follows a verb of saying, a colon, or the
interruption of a quotation. Words in quotation marks inside a reporter's own sentence (a "strategic" asset) are no
quotation of their own; where that sentence is indirect speech they are part of what it says.

For the speaker the nearest words are asked first: behind the quotation (..., he said), before it (He said: ...), then
what the paragraph said last, and the quotation before.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from stages.annotate.quotes import subjects
from stages.annotate.quotes.lexicon import Lexicon, Verb
from stages.annotate.quotes.marks import Quotation
from stages.annotate.quotes.speech import Attribution, Sentences, Span, Speech, span
from stages.annotate.quotes.tokens import Tokens, Whole, stretch
from stages.annotate.quotes.verbs import cue, verb_at

#: Tokens around a quotation in which its verb of saying is looked for.
_REACH = 40

#: Tokens between a verb of saying and the comma before a quotation, which tell when and where.
_SETTING = 14

#: Tokens between a verb of telling and a quotation, which tell to whom.
_LISTENER = 4

#: Marks at the end of a quotation, or behind it, with which its sentence is not at its end.
_UNFINISHED = frozenset(",?!—–-…")

#: Marks between a quotation and the words that say whose it is.
_JOINTS = frozenset(",—–-.…")


class Findings(NamedTuple):
    """What direct speech takes of a text.

    Attributes:
        speeches: the quotations that were said.
        cues: where the verbs stand that report them, and who speaks by each.
    """

    speeches: list[Speech]
    cues: dict[int, Span | None]


class _Place(NamedTuple):
    """A quotation in its surroundings.

    Attributes:
        quotation: it.
        text: of the article.
        whole: the tokens of the article.
        before: the tokens of its sentence before it, back to the quotation before.
        behind: the tokens behind it, up to the end of the sentence or the next quotation.
        ends: the last character in the quotation, as a stop or comma.
        opens: whether it opens a sentence.
        closes: whether the sentence ends with the quotation.
    """

    quotation: Quotation
    text: str
    whole: Whole
    before: Tokens
    behind: Tokens
    ends: str
    opens: bool
    closes: bool


#: What may follow a quotation that closes its sentence.
_CLOSING = re.compile(r"[ .,;]*+")


def find(
    text: str,
    whole: Whole,
    sentences: Sentences,
    quotations: list[Quotation],
    words: Lexicon,
    sentence_words: int,
) -> Findings:
    """Return the quotations of ``text`` that were said, with their speakers.

    Args:
        text: the clean text.
        whole: its tokens.
        sentences: its sentences.
        quotations: what stands in quotation marks, ordered and disjoint.
        words: the lexicon.
        sentence_words: words from which a quotation without a stop and without a verb of saying is a sentence and not a
            name or a phrase.
    """
    speeches: list[Speech] = []
    cues: dict[int, Span | None] = {}
    previous: tuple[Quotation, Attribution] | None = None
    for at, quotation in enumerate(quotations):
        low = quotations[at - 1].end if at else 0
        high = quotations[at + 1].start if at + 1 < len(quotations) else len(text)
        place = _place(text, whole, sentences, quotation, low, high)
        same = _goes_on(place, previous, low, words)
        # What stands behind “We will.” is another sentence, what stands behind “We will,” or “Will we?” is not.
        found = (place.ends == "." and same) or _attribution(place, words) or same
        if found is None and _stands_alone(place, sentence_words):
            found = _inherited(text, sentences, place, previous, words)
        if found is None:
            continue
        if found.cue:
            cues[found.cue[0]] = found.speaker
        speeches.append(Speech(quotation.start, quotation.end, "direct", found.speaker, found.cue, found.rule))
        previous = quotation, found
    return Findings(speeches, cues)


def _place(text: str, whole: Whole, sentences: Sentences, quotation: Quotation, low: int, high: int) -> _Place:
    starts, ends = sentences
    first = max(bisect_right(starts, quotation.start) - 1, 0)
    begin = max(low, min(starts[first], quotation.start))
    last = max(bisect_right(starts, quotation.end - 1) - 1, 0)
    end = ends[last]
    # Looked at where it stands: a sentence of many quotations would be copied for each.
    rest = _CLOSING.match(text, quotation.end, max(quotation.end, end))
    closes = rest is not None and rest.end() >= end
    if closes and last + 1 < len(starts) and "\n" not in text[quotation.end : starts[last + 1]]:
        end = ends[last + 1]  # “Why?” Khan asked; what follows is told apart by its form
    before = stretch(whole, text, begin, quotation.start)
    return _Place(
        quotation,
        text,
        whole,
        before,
        stretch(whole, text, quotation.end, max(quotation.end, min(end, high))),
        text[quotation.inner : quotation.inner_end].rstrip()[-1:],
        not any(word.isalnum() for word in before.low) and (begin != low or not low or begin == starts[first]),
        closes,
    )


def _attribution(place: _Place, words: Lexicon) -> Attribution | None:
    """Return who said a quotation, by the words of its own sentence or those right behind it."""
    if place.opens or place.before.low[-1:] == [":"]:
        behind = _behind(place, words)
        if behind:
            return behind
    return _before(place, words)


def _behind(place: _Place, words: Lexicon) -> Attribution | None:
    """Return who said a quotation by what stands right behind it: he said, said Khan, according to officials."""
    t = place.behind
    size = len(t.low)
    at = next((at for at in range(size) if t.low[at] not in _JOINTS), size)
    if t.low[at : at + 2] == ["according", "to"]:
        subject = subjects.after(t, at + 2, words, long=True)
        return Attribution(span(t, subject), (t.start[at], t.end[at + 1]), "source_behind")
    # “We will,” or “Will we?” go on with who said so; behind “We will.” a sentence may begin that does not say so.
    unfinished = place.ends in _UNFINISHED or any(mark in _UNFINISHED for mark in t.low[:at])
    number, verb = next(
        (
            (i, v)
            for i in range(at, min(size, at + _REACH))
            if t.low[i] in words.verbs and (v := verb_at(t, i, words)) and not v.participle
        ),
        (0, None),
    )
    if verb is None:
        return None
    behind = number + 1 + bool(verb.particle)
    if number == at:
        subject = subjects.after(t, behind, words) if unfinished or not place.closes else None
        return subject and Attribution(span(t, subject), cue(t, number, verb), "verb_behind")
    subject = subjects.before(t, number, words, at)
    if subject is None or subject.outer > at:
        subject = subjects.opening(t, words, at, number)
    whole = subject is not None and not subject.passive and subject.first <= at + 1
    if not whole or not ((unfinished and not place.closes) or _is_bare(t, behind, words)):
        return None
    return Attribution(span(t, subject), cue(t, number, verb), "subject_behind")


def _is_bare(t: Tokens, at: int, words: Lexicon) -> bool:
    """Say whether nothing that was said follows a verb: its sentence ends, or tells only when, where and to whom."""
    sets = words.sets
    while at < len(t.low) and (t.low[at] in sets["adverb"] or t.low[at].endswith("ly")):
        at += 1
    if at >= len(t.low) or t.low[at] in _JOINTS or t.low[at] in {";", ":"}:
        return True
    word = t.low[at]
    participle = word.endswith("ing") and word in words.verbs
    return (
        participle or word in sets["day"] or word in sets["preposition"] or word in {"to", "of", "while", "when", "as"}
    )


def _before(place: _Place, words: Lexicon) -> Attribution | None:
    """Return who said a quotation by what stands before it in its sentence: he said, Khan told reporters: ..."""
    t = place.before
    size = len(t.low)
    numbers = range(size - 1, max(-1, size - 1 - _REACH), -1)
    verbs = ((at, found) for at in numbers if t.low[at] in words.verbs and (found := verb_at(t, at, words)))
    number, verb = next(verbs, (-1, None))
    last = t.low[-1] if size else ""
    if last == ":":
        if verb:
            return _reported(t, number, verb, words, "verb_colon")
        subject = subjects.opening(t, words, 0, size - 1)
        return Attribution(span(t, subject), None, "colon")
    if verb is None:
        return None
    between = t.low[number + 1 + bool(verb.particle) :]
    if last == ",":
        clause = any(word in words.sets["auxiliary"] or word == "that" for word in between)
        reports = not clause and len(between) <= _SETTING
    elif between:
        listener = verb.takes in {"tell", "whether"} and len(between) <= _LISTENER and "that" not in between
        reports = listener and _completes(place)
    else:
        reports = verb.takes == "clause" or _completes(place)
    return _reported(t, number, verb, words, "verb_before") if reports else None


def _completes(place: _Place) -> bool:
    """Say whether the sentence has nothing of its own behind the quotation."""
    return place.closes or place.ends in {",", ".", "?", "!", "…"} or place.behind.low[:1] in ([","], ["."], [";"])


def _reported(t: Tokens, number: int, verb: Verb, words: Lexicon, rule: str) -> Attribution:
    """Return who is the subject of the verb before a quotation."""
    subject = subjects.before(t, number, words)
    if subject is None and not any(word[0].isalnum() for word in t.low[:number]):
        subject = subjects.after(t, number + 1 + bool(verb.particle), words)  # Said Khan: “We will”
    if verb.participle or subject is None or subject.passive:
        subject = _governor(t, number, words) or subjects.opening(t, words, 0, number)
    return Attribution(span(t, subject), cue(t, number, verb), rule)


def _governor(t: Tokens, number: int, words: Lexicon) -> subjects.Subject | None:
    """Return the subject of the verb of saying that a participle goes on from."""
    for at in range(number - 1, max(-1, number - _REACH), -1):
        verb = verb_at(t, at, words)
        if verb and not verb.participle:
            found = subjects.before(t, at, words)
            if found and not found.passive:
                return found
    return None


def _goes_on(
    place: _Place, previous: tuple[Quotation, Attribution] | None, low: int, words: Lexicon
) -> Attribution | None:
    """Return who said the quotation before, where this is its next part (“We,” he said, “will.” “And soon.”)."""
    if not previous or not previous[1].cue or not previous[0].end == low <= previous[1].cue[0] < place.quotation.start:
        return None
    between = place.text[low : place.quotation.start]
    stop = between.rstrip()[-1:]
    if "\n" in between or not (stop in _JOINTS or stop == ";") or (stop == "." and not place.opens):
        return None
    t = stretch(place.whole, place.text, previous[1].cue[1], place.quotation.start)
    if any(word in words.verbs and verb_at(t, at, words) for at, word in enumerate(t.low)):
        return None
    return previous[1]._replace(cue=None, rule="same_speaker")


def _stands_alone(place: _Place, least: int) -> bool:
    """Say whether a quotation whose sentence names nobody is a whole one: it was said, and is no name or phrase."""
    if not place.opens:
        return False
    count = place.text.count(" ", place.quotation.inner, place.quotation.inner_end) + 1
    whole = place.ends in {".", "?", "!", "…", ",", "—"} or place.closes
    return whole and (count >= least or place.ends in {".", "?", "!"})


def _inherited(
    text: str,
    sentences: Sentences,
    place: _Place,
    previous: tuple[Quotation, Attribution] | None,
    words: Lexicon,
) -> Attribution | None:
    """Return who said a quotation by what stands before its sentence."""
    start = place.quotation.start
    line = text.rfind("\n", 0, start) + 1
    before = bisect_left(sentences.starts, start) - 1
    if before >= 0:
        end = sentences.ends[before]
        begin = max(sentences.starts[before], previous[0].end if previous else 0)
        t = stretch(place.whole, text, begin, min(end, start))
        if begin < line and t.low[-1:] == [":"]:
            return _before(place._replace(before=t), words)
        if sentences.starts[before] >= line:
            if previous and previous[0].end >= begin:
                return Attribution(previous[1].speaker, None, "same_speaker")
            return _of_sentence(t, words)
    if place.quotation.inner - start == 1 and text[start] in "'‘`‚":
        return None  # a heading
    if previous and previous[1].speaker:
        return Attribution(previous[1].speaker, None, "quotation_before")
    return Attribution(None, None, "unattributed")


def _of_sentence(t: Tokens, words: Lexicon) -> Attribution:
    """Return who says what follows a sentence: the one who says something in it, or whom it is about."""
    verbs = (
        at for at, word in enumerate(t.low) if word in words.verbs and (v := verb_at(t, at, words)) and not v.participle
    )
    number = next(verbs, None)
    found = subjects.before(t, number, words) if number else None
    found = found if found and not found.passive else subjects.opening(t, words, 0, len(t.low))
    return Attribution(span(t, found), None, "sentence_before")
