"""What holds for any text."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.figures.reading import Figure
from tests.support.figures import figures_of

PIECES = st.sampled_from(
    [
        *[
            "IT exports",
            " exports of rice",
            "Inflation",
            " it",
            " these exports",
            " its",
            " the",
            " a record",
            " and",
            " of",
        ],
        *[
            " rose",
            " fell",
            " stood",
            " was",
            " will",
            " reached",
            " cut",
            " allocated",
            " amounting",
            " sold",
            " not",
            " if",
            " unless",
        ],
        *[" to", " by", " at", " from", " in", " for", " than", " up", " over", " compared with", " target", " growth"],
        *[" $5 billion", " Rs 2.5 lakh", " 43.59 percent", " 5 to 6 percent", " 1.5 percentage points", " -3%"],
        *[" 2020-21", " July-March", " last year", " by 2025", " May", " on Friday", " between May and July"],
        *[
            " he said",
            " that",
            " according to",
            ", said X",
            " told",
            "“",
            "”",
            "(",
            ")",
            ",",
            ". ",
            "\n",
            "; ",
            "—",
            "doubled",
            "to double",
            "doubled/tripled",
            "a network of",
            "70 branches",
            "é",
            "اردو",
        ],
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=24).map("".join))
DAY = dt.date(2021, 4, 29)


@pytest.fixture(scope="module", autouse=True)
def _lexicons() -> None:
    """Read the tables of all steps, so that no example is charged for it."""
    figures_of("IT exports rose to $5 billion, Ali Khan said on Friday.", DAY)


KINDS = {"actual", "target", "plan", "potential", "forecast"}


@given(TEXTS)
def test_figures_stand_in_the_text_in_order_and_within_their_sentence(text: str) -> None:
    end = 0
    for figure in figures_of(text, DAY):
        assert end <= figure.sentence_end
        assert figure.sentence_start <= figure.start < figure.end <= figure.sentence_end <= len(text)
        assert end <= figure.start
        assert text[figure.start : figure.end] == figure.text
        assert figure.sentence_start <= figure.indicator_start < figure.indicator_end <= figure.sentence_end
        end = figure.end


@given(TEXTS)
def test_every_figure_names_its_indicator_and_is_of_one_kind(text: str) -> None:
    for figure in figures_of(text, DAY):
        assert figure.indicator == figure.indicator.strip()
        assert figure.indicator
        assert figure.indicator_id
        assert figure.kind in KINDS
        assert figure.measure in {"level", "change"}
        assert figure.value_low <= figure.value_high
        assert (figure.base_low is None) == (figure.base_high is None)
        assert figure.consistent is None or None not in {figure.base_low, figure.value_low}


@given(TEXTS)
def test_speakers_are_cut_out_of_the_text(text: str) -> None:
    for figure in figures_of(text, DAY):
        spans = {figure.speaker_text, figure.speaker_start, figure.speaker_end}
        assert spans == {None} or figure.speaker_text == text[figure.speaker_start : figure.speaker_end]


@given(TEXTS, TEXTS)
def test_a_paragraph_does_not_change_those_after_the_next_two(first: str, last: str) -> None:
    # What "it" means may stand two sentences before, who "he" is eight.
    between = "\nNothing of it is known." * 9 + "\n"

    def bare(found: list[Figure], shift: int) -> list[tuple[object, ...]]:
        return [
            (each.start - shift, each.text, each.indicator, each.kind, each.value_low, each.period) for each in found
        ]

    alone = bare(figures_of(f"{between}{last}", DAY), len(between))
    shift = len(first) + len(between)
    together = [each for each in figures_of(f"{first}{between}{last}", DAY) if each.start >= shift]
    assert {each[1] for each in alone} == {each[1] for each in bare(together, shift)}


@pytest.mark.parametrize(
    "piece",
    [
        *[
            "$5 billion ",
            "exports of ",
            "5 percent of ",
            "he said ",
            "the ",
            "rose to ",
            "in May ",
            "(",
            "up 5%, ",
            "its $5 ",
        ],
        *[
            "from $5 to $6 billion ",
            "(5%) ",
            "A",
            "expected to ",
            "$5 he said exports of ",
            "from $5 rose ",
            "said, $5 its ",
            "$5 in May, ",
            "said X, ",
        ],
    ],
)
def test_time_grows_in_proportion_to_the_text(piece: str) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        figures_of_marked(text)
        return time.process_time() - start

    short = piece * (12_000 // len(piece))
    seconds(short)
    # Quadratic work would be sixteen times as much. The least of some counts, since the machine does other things.
    once = min(seconds(short) for _ in range(3))
    assert min(seconds(short * 4) for _ in range(3)) < 8 * once + 0.2


def figures_of_marked(text: str) -> list[Figure]:
    """Read a text as one sentence in which every $5 and 5 percent is an amount and every May a date."""
    import re

    from stages.annotate.figures.reading import figures
    from tests.support.figures import DEFAULTS

    kinds = {"$": ("money", "USD", None), "%": ("percent", None, "percent"), "p": ("percent", None, "percent")}
    amounts = [
        {
            "start": found.start(),
            "end": found.end(),
            "text": found[0],
            "mod": None,
            **dict(
                zip(("kind", "currency", "unit"), kinds["$" if found[0][0] == "$" else found[0][-1][0]], strict=True)
            ),
            "value_low": 5 * 10**9,
            "value_high": 5 * 10**9,
        }
        for found in re.finditer(r"\$\d|\d(?:%| p)", text)
    ]
    timexes = [
        {
            "start": found.start(),
            "end": found.end(),
            "type": "DATE",
            "value": "2021-05",
            "begin": DAY,
            "finish": DAY,
            "fiscal": None,
        }
        for found in re.finditer("May", text)
    ]
    return figures(text, [(0, len(text))], amounts, timexes, [], DEFAULTS)
