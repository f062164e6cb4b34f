"""What titles say: the subject, and the heading of a column; and which texts take the subject along."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from stages.dedupe import words
from stages.dedupe.titles import NONE, Titles, add_subjects
from stages.dedupe.tokens import NAME


def titles_of(*titles: str | None, outlet: str | None = "Gazette") -> Titles:
    return Titles.of(list(titles), [outlet] * len(titles))


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Acme sets dividend", "acme"),
        ("ACME PUMPS INC <ACME> SETS DIVIDEND", "acme"),
        ("CORRECTED - Acme sets dividend", "acme"),
        ("UPDATE 2-The Acme dividend", "acme"),
        ("25 hurt as bus falls", "hurt"),
        ("<ACME PUMPS> 1ST QTR", "acme"),
        ("۲۵ زخمی", "زخمی"),
    ],
)
def test_the_subject_is_the_first_word_that_says_something(title: str, subject: str) -> None:
    assert titles_of(title).subject.tolist() == words.read([subject]).hashes.values.tolist()


@pytest.mark.parametrize("title", [None, "", " - ", "2021", "CORRECTED:"])
def test_titles_without_a_subject(title: str | None) -> None:
    found = titles_of(title)
    assert found.subject.tolist() == found.heading.tolist() == [NONE]


def test_headings_are_those_of_one_outlet_without_numbers_days_and_marks() -> None:
    alike = titles_of("Gold rates, March 3, 2021", "GOLD RATES: Monday", "Updated: gold rates 12").heading
    assert len(set(alike.tolist())) == 1
    assert titles_of("Gold rates today").heading[0] != alike[0]
    assert titles_of("Gold rates", outlet="Herald").heading[0] != alike[0]
    assert titles_of("Gold rates", outlet=None).heading[0] == NONE


NOTICE = "Interim dividend 7 cents against 7. Paid on April 15. Record March One."


@pytest.mark.parametrize(
    ("text", "title", "taken"),
    [
        pytest.param(NOTICE, "Acme sets dividend", True, id="a notice that names months alone"),
        pytest.param(NOTICE, None, False, id="no title"),
        pytest.param(NOTICE, "2021", False, id="a title without a subject"),
        pytest.param(NOTICE + " Said by Acme.", "Acme sets dividend", False, id="a notice that names somebody"),
        pytest.param(NOTICE * 5, "Acme sets dividend", False, id="a text that is no notice"),
        pytest.param("", "Acme sets dividend", False, id="no text"),
        pytest.param("سہ ماہی منافع بیس روپے", "ایکمی کا منافع", False, id="a script without capitals"),
    ],
)
def test_who_takes_the_subject_along(text: str, title: str | None, taken: bool) -> None:
    alone = words.read(["Before it.", text, "Behind it."])
    together = add_subjects(alone, Titles.of([None, title, None], [None] * 3), 40)
    before = alone.hashes.starts[1]
    if not taken:
        assert together.hashes.values.tolist() == alone.hashes.values.tolist()
        return
    assert together.hashes.lengths.tolist() == (alone.hashes.lengths + np.array([0, 1, 0])).tolist()
    assert together.hashes.values[before] == titles_of(title).subject[0]
    assert together.classes[before] == NAME
    assert np.delete(together.hashes.values, before).tolist() == alone.hashes.values.tolist()
    assert np.delete(together.classes, before).tolist() == alone.classes.tolist()


def test_of_no_articles() -> None:
    nothing = words.read([])
    assert add_subjects(nothing, Titles.of([], []), 40) is nothing


def test_is_signed(articles_of: Callable[[list[dict[str, Any]]], Any], signatures_of: Callable[..., Any]) -> None:
    from stages.dedupe.params import DedupeParams

    rows = [{"doc_id": "a", "text": NOTICE, "title": "Acme", "outlet": "Gazette"}, {"doc_id": "b", "text": NOTICE}]
    one, other = signatures_of({"p": rows}, DedupeParams()).to_pylist()
    assert one["words"] == other["words"] + 1
    assert one["subject"] == titles_of("Acme").subject[0]
    assert one["heading"] == titles_of("Acme").heading[0]
    assert other["subject"] == other["heading"] == NONE
