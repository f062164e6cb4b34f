"""From an article to its figures: the claims of each sentence, their periods and speakers, as rows."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from stages.annotate.figures import growth, periods
from stages.annotate.figures.claims import PLACES, Amount, Claim, Context, all_claims, letter_of, multiplied
from stages.annotate.figures.dating import date
from stages.annotate.figures.grammar import rules_for
from stages.annotate.figures.letters import AMOUNTS, LETTERS
from stages.annotate.figures.lexicon import ING, lexicon
from stages.annotate.figures.naming import Name
from stages.annotate.figures.params import FiguresParams
from stages.annotate.figures.speakers import Speaker, Speakers
from stages.annotate.figures.ties import is_topic, tied
from stages.annotate.figures.tokens import Mark, Tokens, last_look, tokens

Rows = Sequence[Mapping[str, Any]]
Span = tuple[int, int]


class Figure(NamedTuple):
    """A row of the table, in its order: see schema.py. Values are integers in units of ``10 ** -PLACES``."""

    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int
    indicator: str
    indicator_id: str
    indicator_start: int
    indicator_end: int
    kind: str
    measure: str
    value_low: int
    value_high: int
    unit: str | None
    mod: str | None
    growth: int | None
    base_low: int | None
    base_high: int | None
    base_begin: Any
    base_finish: Any
    consistent: bool | None
    begin: Any
    finish: Any
    period: str | None
    fiscal: str | None
    speaker_text: str | None
    speaker_start: int | None
    speaker_end: int | None
    speaker_mention: int | None
    cue: str | None
    rule: str


def figures(
    text: str,
    sentences: Sequence[Span],
    amounts: Sequence[Amount],
    timexes: Rows,
    quotes: Rows,
    params: FiguresParams,
) -> list[Figure]:
    """Return the figures of an article, in the order of their amounts. Linear.

    Args:
        text: of the article.
        sentences: their spans, in order.
        amounts: rows of ``annotate.amounts``, in order; values as integers in units of ``10 ** -PLACES``.
        timexes: rows of ``date_normalize.dates``, in order.
        quotes: rows of ``annotate.quotes``.
        params: the knobs.
    """
    found: list[Figure] = []
    home = frozenset(filter(None, [params.home.lower()]))
    recent: list[tuple[int, list[Name]]] = []
    topic: Claim | None = None
    speakers: Speakers | None = None
    for number, marks, multiples in _marked(text, sentences, amounts, timexes):
        start, end = sentences[number]
        taken = tokens(text, start, end, marks)
        names = [each for at, each in recent if number - at <= params.look_back]
        around = Context(text, home, names, sentences[max(0, number - params.look_back) : number])
        claims = tied(all_claims(taken, amounts, around), topic)
        if multiples:
            claims = _with_multiples(
                taken, tokens(text, start, end, sorted(marks + multiples)), claims, amounts, around
            )
        if not claims:  # Most sentences with amounts tell no figure.
            continue
        date(taken, claims, timexes)
        _undate(taken, claims, timexes, topic)
        if topic is None and number < _LEAD:
            topic = next((claim for claim in claims if is_topic(claim)), None)
        if speakers is None:
            speakers = Speakers(quotes)
        for claim in claims:
            who = speakers.of(claim.amount["start"], claim.amount["end"])
            found.append(_figure(taken, claim, (start, end), who))
        recent = [*recent[-2:], (number, [claim.name for claim in claims if claim.name])]
    return found


#: Sentences at the beginning of an article that tell what it is about.
_LEAD = 3

#: Letters of an expression that is no period, and of one that is.
_DATES = (LETTERS["WHEN"], LETTERS["DATE"])


def _before(text: str, row: Mapping[str, Any]) -> str:
    return text[max(0, row["start"] - 4) : row["start"]]


def _marked(
    text: str, sentences: Sequence[Span], amounts: Sequence[Amount], timexes: Rows
) -> Iterator[tuple[int, list[Mark], list[Mark]]]:
    """Yield the number of each sentence that has amounts, with its amounts and dates, and the multiples in it."""
    two = 0
    for number, inside in _sentences(sentences, amounts):
        start, end = sentences[number]
        told, multiples = list[Mark](), list[Mark]()
        for at in inside:
            row = amounts[at]
            if _is_verb(row):
                multiples.append(Mark(row["start"], row["end"], LETTERS["MULTIPLE"], at))
            else:
                told.append(Mark(row["start"], row["end"], letter_of(row), at))
        if not multiples and not any(may_claim(text, start, mark) for mark in told):
            continue
        while two < len(timexes) and timexes[two]["end"] <= start:
            two += 1
        last = two
        while last < len(timexes) and timexes[last]["start"] < end:
            last += 1
        marks = _marks(text, told, timexes, range(two, last), (start, end))
        left = [mark for mark in marks if mark.letter in AMOUNTS]
        # Of two amounts that overlap one is left, which may be the one that claims nothing.
        if multiples or len(left) == len(told) or any(may_claim(text, start, mark) for mark in left):
            yield number, marks, multiples


def _sentences(sentences: Sequence[Span], amounts: Sequence[Amount]) -> Iterator[tuple[int, list[int]]]:
    """Yield the number of each sentence that has amounts, with the numbers of these."""
    starts = [start for start, _ in sentences]
    for number, inside in groupby(range(len(amounts)), key=lambda at: bisect_right(starts, amounts[at]["start"]) - 1):
        if number >= 0:
            whole = [at for at in inside if amounts[at]["end"] <= sentences[number][1]]
            if whole:
                yield number, whole


def may_claim(text: str, start: int, mark: Mark) -> bool:
    """Say whether a rule may apply to an amount by the word before it, so that its sentence is worth taking apart.

    Of counts few are claims: five people came, but the staff rose to five people.

    Args:
        text: of the article.
        start: of the sentence.
        mark: the amount.
    """
    if rules_for(mark.letter, ""):
        return True
    before = last_look(text, max(start, mark.start - _WORD), mark.start)
    if before is None:
        return False
    verb = before.verb and rules_for(mark.letter, LETTERS[before.verb.name])
    return bool(verb or rules_for(mark.letter, before.letter))


#: Code points in which the word before an amount is looked for.
_WORD = 40


def _marks(text: str, told: list[Mark], timexes: Rows, dates: range, sentence: Span) -> list[Mark]:
    """Return the amounts and dates of a sentence in order; where two overlap, the amount."""
    start, end = sentence
    inside = [(timexes[at], at) for at in dates if start <= timexes[at]["start"] and timexes[at]["end"] <= end]
    marks = told + [
        Mark(row["start"], row["end"], _DATES[periods.is_period(row, _before(text, row))], -1 - at)
        for row, at in inside
    ]
    marks.sort()
    apart: list[Mark] = []
    for mark in marks:
        if apart and mark.start < apart[-1].end:
            if mark.number < 0:
                continue
            apart.pop()
        apart.append(mark)
    return [mark if mark.number >= 0 else mark._replace(number=-1 - mark.number) for mark in apart]


def _is_verb(amount: Amount) -> bool:
    """Say whether a ratio is a verb of the sentence, which a rule needs as such: will double it to $5 billion."""
    return amount["kind"] == "ratio" and amount["text"].lower() in lexicon().verbs


def _tells(taken: Tokens, at: int) -> bool:
    """Say whether a verb tells that something was or will be so; rather than doubling fares, nobody says it."""
    verb = taken.verbs.get(at)
    return verb is not None and verb.form != ING


def _with_multiples(
    taken: Tokens, marked: Tokens, claims: list[Claim], amounts: Sequence[Amount], around: Context
) -> list[Claim]:
    """Return the claims of a sentence with those that its multiples make, in order.

    Args:
        taken: the sentence, its multiples verbs.
        marked: likewise, its multiples amounts.
        claims: what its other amounts claim.
        amounts: of the article.
        around: the sentence.
    """
    if len(taken.letters) != len(marked.letters):
        return claims  # A part of a longer token is none.
    places = [at for at in marked.numbers if marked.letters[at] == LETTERS["MULTIPLE"]]
    found = (multiplied(marked, at, amounts[marked.numbers[at]], around) for at in places if _tells(taken, at))
    return sorted([*claims, *(claim for claim in found if claim and claim.name)], key=lambda claim: claim.at)


def _figure(taken: Tokens, claim: Claim, sentence: Span, who: Speaker | None) -> Figure:
    amount, name = claim.amount, claim.name or Name("", "", 0, 0)
    low, high = amount["value_low"], amount["value_high"]
    change = claim.role == "change"
    if change and claim.sign < 0:
        low, high = -high, -low
    main = claim.owner if claim.owner is not None and change else claim
    grown, base = claim if change else main.growth, main.base
    cue = claim.kind.at
    return Figure(
        amount["start"],
        amount["end"],
        amount["text"],
        *sentence,
        name.name,
        name.identity,
        name.start,
        name.end,
        claim.kind.kind,
        "change" if change else "level",
        low,
        high,
        amount["currency"] or amount["unit"],
        amount["mod"],
        _percent(grown),
        base.amount["value_low"] if base else None,
        base.amount["value_high"] if base else None,
        base.when.begin if base else None,
        base.when.finish if base else None,
        _consistent(main, grown, base),
        claim.when.begin,
        claim.when.finish,
        claim.when.value,
        claim.when.fiscal,
        who.text if who else None,
        who.start if who else None,
        who.end if who else None,
        who.mention if who else None,
        taken.written[cue] if cue >= 0 else None,
        claim.rule.name,
    )


#: TIMEX3 value of a calendar year.
_YEAR = re.compile(r"\d{4}")


def _undate(taken: Tokens, claims: list[Claim], timexes: Rows, topic: Claim | None) -> None:
    """Take the calendar year from targets for "the year" where the article tells fiscal years."""
    if topic is None or topic.when.fiscal is None:
        return
    years = [timexes[taken.numbers[at]] for at, letter in enumerate(taken.letters) if letter == LETTERS["DATE"]]
    plain = {
        row["value"]
        for row in years
        if row["fiscal"] is None and _YEAR.fullmatch(row["value"] or "") and not any(map(str.isdigit, row["text"]))
    }
    for claim in claims:
        if claim.kind.kind == "target" and claim.when.value in plain:
            claim.when = periods.NEVER


def _percent(grown: Claim | None) -> int | None:
    """Return a growth that is told in percent, and as one number."""
    if grown is None or letter_of(grown.amount) != LETTERS["PERCENT"]:
        return None
    return _signed(grown) if grown.amount["value_low"] == grown.amount["value_high"] else None


def _signed(claim: Claim) -> int:
    value: int = claim.amount["value_low"]
    return -value if claim.role == "change" and claim.sign < 0 else value


def _consistent(main: Claim, grown: Claim | None, base: Claim | None) -> bool | None:
    """Say whether level, base and growth agree; None where one of them is missing, a range, or only about right."""
    if main.role != "level" or grown is None or base is None:
        return None
    parts = (main, base, grown)
    if any(each.amount["mod"] or each.amount["value_low"] != each.amount["value_high"] for each in parts):
        return None
    level, before, change = (growth.told(each.amount["text"], _signed(each), PLACES) for each in parts)
    if level is None or before is None or change is None:
        return None
    unit, of_change = letter_of(main.amount), letter_of(grown.amount)
    if of_change == LETTERS["PERCENT"]:
        return None if unit == of_change else growth.agree(level, before, change)
    points = unit == LETTERS["PERCENT"] and of_change == LETTERS["POINT"]
    return growth.differ(level, before, change) if points or unit == of_change else None
