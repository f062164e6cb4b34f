"""Acronyms and what they stand for in the same article: Pakistan Telecommunication Authority (PTA)."""

from functools import lru_cache

from stages.annotate.names.candidates import Candidate
from stages.annotate.names.gazetteer import ORG, PLACE, Names
from stages.annotate.names.reader import LIKELY

#: Code points before a bracket in which the words stand that it shortens.
_REACH = 120

#: What stands behind an acronym in brackets: (PTA), (PTA – the regulator).
_AFTER = frozenset({")", "-", "–", ":", ";", ","})


class Acronyms:
    """What the acronyms of one article mean.

    Args:
        text: the article.
        found: its candidates, in order.
        names: what is known.

    Attributes:
        types: by the acronym that the article explains, its type; "-" if it is none of ours.
        full: by the acronym, the name that the article spells out.
    """

    def __init__(self, text: str, found: list[Candidate], names: Names) -> None:
        self._table = names.table
        self.full: dict[str, str] = {}
        self.types: dict[str, str] = {}
        short = [at for at, each in enumerate(found) if each.reading.acronym]
        if not short:
            return
        for at in short:
            each = found[at]
            if text[each.start - 1 : each.start] == "(" and text[each.end : each.end + 1] in _AFTER:
                self._define(text, each, found[at - 1] if at else None)
        initials: dict[str, str] = {}
        for each in found:
            if each.type == ORG and each.strength >= LIKELY and " " in each.text:
                initials.setdefault(_initials(each.text), each.text)
        if initials:
            for at in short:
                name = found[at].text
                if name not in self.types and name in initials:
                    self.types[name], self.full[name] = ORG, initials[name]

    def _define(self, text: str, acronym: Candidate, previous: Candidate | None) -> None:
        """Learn what stands before the bracket, or that what stands there is no name of ours."""
        if acronym.text in self.types:
            return
        gap = text[previous.end : acronym.start - 1] if previous else "-"
        if (
            previous
            and previous.type in {ORG, PLACE}
            and gap in {" ", "’s ", "'s "}
            and _fits(acronym.text, previous.text)
        ):
            self.types[acronym.text], self.full[acronym.text] = previous.type, previous.text
            return
        left = text[max(0, acronym.start - _REACH) : acronym.start - 1]
        words = left[left.rfind("\n") + 1 :].split()[-len(acronym.text) - 2 :]
        known = self._table.get(acronym.text)
        if _fits(acronym.text, " ".join(words)) and known is None:
            self.types[acronym.text] = "-"

    def spelled(self, name: str) -> str:
        """Return the name that an acronym stands for, spelled out as the article or the table does."""
        name = self.full[name]
        known = self._table.get(name)
        return known.full if known and known.full else name


@lru_cache(maxsize=1 << 14)
def _initials(name: str) -> str:
    """Return the capitals that the words of a name begin with.

    >>> _initials("Pakistan Telecommunication Authority")
    'PTA'
    """
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())


def _fits(acronym: str, name: str) -> bool:
    """Say whether the letters of an acronym stand in a name in that order, the first one at the beginning of a word."""
    letters = [sign.lower() for sign in acronym if sign.isalnum()]
    words = name.lower().replace("-", " ").split()
    starts = {word[0] for word in words if word}
    if not letters or letters[0] not in starts:
        return False
    rest = iter(name.lower())
    hits = sum(letter in starts for letter in letters)
    return all(letter in rest for letter in letters) and hits * 2 >= len(letters)
