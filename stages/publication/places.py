"""The country of a place that stands in a dateline, and the spelling that we show."""

import re
import unicodedata
from functools import lru_cache

from stages.composing import normal
from stages.resources import toml

_TABLE = toml(__package__, "places.toml")
_SMALL_WORDS = frozenset(_TABLE["small_words"])
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)  # datelines repeat the same few hundred names
def key_of(name: str) -> str:
    """Return what two spellings of one name share: case, full stops, accents and the kind of apostrophe are left out.

    >>> key_of("ST. LOUIS"), key_of("S\u00e3o Paulo")
    ('st louis', 'sao paulo')
    """
    letters = normal("NFKD", name.casefold().replace(".", " ").replace("\u2019", "'"))
    return " ".join("".join(sign for sign in letters if not unicodedata.combining(sign)).split())


def _by_key(table: dict[str, list[str]]) -> dict[str, str | None]:
    """Return the country by the key of its places; None for a place that stands under several."""
    countries: dict[str, str | None] = {}
    for country, names in table.items():
        for name in names:
            key = key_of(name)
            countries[key] = country if countries.get(key, country) == country else None
    return countries


_CITIES = _by_key(_TABLE["cities"]) | {key_of(name): None for name in _TABLE["unassigned"]}
_REGIONS = _by_key(_TABLE["regions"])
_PLACES = _REGIONS | _CITIES  # a name that is both means the city: New York, Washington
_SPELLINGS: dict[str, str] = {
    key_of(name): name
    for names in (*_TABLE["regions"].values(), *_TABLE["cities"].values(), _TABLE["unassigned"])
    for name in names
}


def is_place(name: str) -> bool:
    """Say whether a name stands in the table of places; countries and states count."""
    return key_of(name) in _PLACES


def is_region(name: str) -> bool:
    """Say whether a name stands in the table of countries, states and provinces."""
    return key_of(name) in _REGIONS


def country_of(place: str, region: str | None) -> str | None:
    """Return the ISO 3166-1 code of a place, or None where the table does not say or knows several.

    Args:
        place: one place, or several with a slash between them, which then must agree.
        region: what stands after the place. Where the table knows one country for it, it decides: Hyderabad, Sindh;
            London, Ontario.
    """
    if region is not None and (country := _REGIONS.get(key_of(region))):
        return country
    countries = [_PLACES.get(key_of(name)) for name in place.split("/")]
    return countries[0] if len(set(countries)) == 1 else None


def _titled(word: str) -> str:
    return word.lower() if word.lower() in _SMALL_WORDS else word.capitalize()


def _spelling(name: str) -> str:
    if known := _SPELLINGS.get(key_of(name)):
        return known
    if not name.isupper() and not name.islower():
        return name
    titled = _WORD.sub(lambda match: _titled(match[0]), name)
    titled = re.sub(r"(['\u2019])S\b", r"\1s", titled)
    return titled[:1].upper() + titled[1:]


@lru_cache(maxsize=4096)
def spelling_of(place: str) -> str:
    """Return a place as we show it: the table's spelling, or title case for a name in capitals.

    >>> spelling_of("RIO DE JANEIRO"), spelling_of("ISLAMABAD / UPPER KOHISTAN"), spelling_of("McAllen")
    ('Rio de Janeiro', 'Islamabad/Upper Kohistan', 'McAllen')
    """
    return "/".join(_spelling(" ".join(name.split())) for name in place.split("/"))
