"""What single words say of a name that they stand in or beside: lexicon.toml, words.toml and the lists of names."""

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any

import msgspec

from stages.resources import toml

# Each kind of word of lexicon.toml is a bit, so that a word may be of several kinds.
TITLE = 1 << 0  #: Mr, Gen, Maulana: before a person's name
ROLE = 1 << 1  #: Minister, Chairman: an office, alone, with a field, or before a name
MODIFIER = 1 << 2  #: Deputy, Federal: before an office
APPOSITION = 1 << 3  #: an occupation in small letters before a name or after it
SUFFIX = 1 << 4  #: Jr, III
PARTICLE = 1 << 5  #: ul, bin, de
HEAD = 1 << 6  #: Ministry, Corp: makes an organisation of what stands before it
SOFT = 1 << 7  #: of the heads, those that do so only behind a name
OF_HEAD = 1 << 8  #: Ministry of, Council for
PLACE_HEAD = 1 << 9  #: Valley, County
PLACE_FRONT = 1 << 10  #: Lake, Mount
THING = 1 << 11  #: Act, Cup
CALENDAR = 1 << 12  #: Monday
COMMON = 1 << 13  #: a word that news writes small
STOP = 1 << 14  #: a word of grammar
PEOPLE = 1 << 15  #: Pakistani, Muslims
NOT_ORG = 1 << 16  #: GDP, TV
GIVEN = 1 << 17  #: a first name
FAMILY = 1 << 18  #: a family name

_KINDS = {
    "title": TITLE,
    "role": ROLE,
    "modifier": MODIFIER,
    "apposition": APPOSITION,
    "suffix": SUFFIX,
    "particle": PARTICLE,
    "head": HEAD,
    "soft": SOFT,
    "of_head": OF_HEAD,
    "place_head": PLACE_HEAD,
    "place_front": PLACE_FRONT,
    "thing_head": THING,
    "calendar": CALENDAR,
    "common": COMMON,
    "stop": STOP,
    "people": PEOPLE,
    "not_org": NOT_ORG,
}

#: Lists of mimesis in Latin letters. Their names are given and family names of Europe, America and Turkey.
_LOCALES = "cs da de en en-gb es es-mx fi fr hr hu it nl no pl pt pt-br sv tr"

#: Endings of common words, for those that words.toml lacks.
_ENDINGS = (
    *("tion", "tions", "ment", "ments", "ness", "ity", "ities", "ing", "ings", "ology", "ance", "ence", "ism"),
    *("ly", "ised", "ized"),
)


class _Names(msgspec.Struct):
    """What is read of a list of mimesis."""

    names: dict[str, list[str]]
    surnames: Any


@cache
def _flags() -> dict[str, int]:
    flags: dict[str, int] = {}

    def add(words: Any, bit: int) -> None:
        for word in words:
            flags[word] = flags.get(word, 0) | bit

    for row in toml(__package__, "lexicon.toml")["word"]:
        add(row["words"].split(), _KINDS[row["kind"]])
    for row in toml(__package__, "words.toml")["common"]:
        add(row["words"].split(), COMMON)
    for row in toml(__package__, "south_asia.toml")["group"]:
        names = row["names"].lower().split()
        add(names, GIVEN | FAMILY)
    for locale in _LOCALES.split():
        given, family = _listed(locale)
        add(given, GIVEN)
        add(family, FAMILY)
    return flags


def _listed(locale: str) -> tuple[set[str], set[str]]:
    """Return the given and the family names of one list of mimesis, in small letters.

    The file is read as data: importing the library takes longer than all else that the step does for one article.
    """
    spec = find_spec("mimesis")
    if spec is None or spec.origin is None or spec.loader is None:
        raise ModuleNotFoundError("mimesis")
    path = PurePath(spec.origin).parent / "datasets" / locale / "person.json"
    read = msgspec.json.decode(spec.loader.get_data(str(path)), type=_Names)  # type: ignore[attr-defined] # of file loaders
    lists = read.surnames.values() if isinstance(read.surnames, dict) else [read.surnames]
    given = {name.lower() for names in read.names.values() for name in names if len(name) > 2 and " " not in name}
    family = {name.lower() for names in lists for name in names if len(name) > 2 and " " not in name}
    return given, family


def listed(word: str) -> int:
    """Return the bits of a word by the tables alone."""
    return _flags().get(word.lower(), 0)


@lru_cache(maxsize=1 << 16)
def flags_of(word: str) -> int:
    """Return the bits of a word as it stands in a text, whatever its case."""
    key = word.lower().rstrip(".")
    if not key.isalpha() and any(sign.isdigit() for sign in key):
        return COMMON
    if "." in key:
        key = key.replace(".", "")
    known = _flags().get(key)
    if known is not None:
        return known
    if "-" in key:
        return _flags().get(key.rsplit("-", 1)[-1], 0) & ~(GIVEN | FAMILY | TITLE)
    return COMMON if key.endswith(_ENDINGS) and len(key) > 6 else 0
