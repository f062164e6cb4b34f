"""Places: their country and their spelling."""

import re

import pytest

from stages.publication.places import country_of, is_place, is_region, spelling_of
from stages.resources import toml

TABLE = toml("stages.publication", "places.toml")


@pytest.mark.parametrize(
    ("place", "region", "country"),
    [
        ("Islamabad", None, "PK"),
        ("ISLAMABAD", None, "PK"),
        ("St. Louis", None, "US"),
        ("Hyderabad", None, None),
        ("Hyderabad", "Sindh", "PK"),
        ("Lahore", "Punjab", "PK"),
        ("London", "Ontario", "CA"),
        ("Atlanta", "Georgia", "US"),
        ("Tbilisi", "Georgia", "GE"),
        ("Islamabad/Lahore", None, "PK"),
        ("London/Paris", None, None),
        ("Islamabad/Atlantis", None, None),
        ("Atlantis", None, None),
        ("Atlantis", "Greece", "GR"),
        ("Washington", None, "US"),
        ("Saudi Arabia", None, "SA"),
        ("United Nations", None, None),
    ],
)
def test_country(place: str, region: str | None, country: str | None) -> None:
    assert country_of(place, region) == country


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ISLAMABAD", "Islamabad"),
        ("Islamabad", "Islamabad"),
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("ISLAMABAD /  LAHORE", "Islamabad/Lahore"),
        ("BOMBAY", "Bombay"),
        ("KOT SAMABA", "Kot Samaba"),
        ("BASTI-UR-RAHMAN", "Basti-Ur-Rahman"),
        ("ST. JOHN'S", "St. John's"),
        ("AL KHOR", "Al Khor"),
        ("MIRPUR MATHELO AND GHOTKI", "Mirpur Mathelo and Ghotki"),
        ("McAllen", "McAllen"),
    ],
)
def test_spelling(written: str, shown: str) -> None:
    assert spelling_of(written) == shown


def test_countries_are_iso_codes_and_names_are_clean() -> None:
    for table in (TABLE["cities"], TABLE["regions"]):
        assert [code for code in table if not re.fullmatch("[A-Z]{2}", code)] == []
        for names in table.values():
            assert len(set(names)) == len(names)
            assert [name for name in names if name != " ".join(name.split())] == []


def test_places_and_regions_are_told_apart() -> None:
    assert (is_place("Karachi"), is_region("Karachi")) == (True, False)
    assert (is_place("Pakistan"), is_region("Pakistan")) == (True, True)
    assert (is_place("Nowhere"), is_region("Nowhere")) == (False, False)
