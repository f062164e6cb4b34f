"""What a number counts."""

import pytest

from stages.annotate.amounts.nouns import counted, singular_of


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("projects", "project"),
        ("countries", "country"),
        ("movies", "movie"),
        ("heroes", "hero"),
        ("shoes", "shoe"),
        ("matches", "match"),
        ("headaches", "headache"),
        ("clashes", "clash"),
        ("classes", "class"),
        ("boxes", "box"),
        ("campuses", "campus"),
        ("houses", "house"),
        ("policemen", "policeman"),
        ("women", "woman"),
        ("schoolchildren", "schoolchild"),
        ("half-centuries", "half-century"),
        ("PEOPLE", "person"),
        ("MPs", "MP"),
        ("km", "kilometre"),
        ("tonnes", "tonne"),
    ],
)
def test_singular(plural: str, singular: str) -> None:
    assert singular == singular_of(plural)


@pytest.mark.parametrize("word", ["business", "virus", "analysis", "famous", "news", "GPS", "this", "specimen", "of"])
def test_no_plural(word: str) -> None:
    assert singular_of(word) is None


@pytest.mark.parametrize(
    ("phrase", "unit"),
    [
        (" schools", "school"),
        (" new government schools in", "school"),
        (" sports clubs", "club"),
        (" people says", "person"),
        (" firms' workers", "worker"),
        (" sq km", "square kilometre"),
        ("km", "kilometre"),
        ("-kilometre line", "kilometre"),
        (" of the schools", None),
        (" won seats", None),
        (" years", None),
        (" consecutive years", None),
        (" day strikes", None),
        (" very big old new schools", None),
        (" school", None),
        ("th rounds", None),
        (", schools", None),
        ("", None),
    ],
)
def test_what_a_number_before_a_phrase_counts(phrase: str, unit: str | None) -> None:
    found, end = counted(f"5{phrase}", 1)
    assert unit == (found and found.unit)
    assert 1 <= end <= len(phrase) + 1
