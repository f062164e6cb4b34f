"""Acronyms and what they stand for in the same article: Pakistan Telecommunication Authority (PTA)."""

from typing import TYPE_CHECKING

from stages.annotate.names.gazetteer import ORG, Known
from stages.annotate.names.segment import LIKELY

if TYPE_CHECKING:
    from stages.annotate.names.article import Candidate

#: Code points before a bracket in which the words stand that it shortens.
_REACH = 120


class Acronyms:
    """What the acronyms of one article mean.

    Args:
        text: the article.
        found: its candidates, in order.
        table: the names that are known.
    """

    def __init__(self, text: str, found: list["Candidate"], table: dict[str, Known]) -> None:
        self._table = table
        self._full: dict[str, str] = {}
        self._type: dict[str, str] = {}
        by_initials: dict[str, str] = {}
        previous: Candidate | None = None
        for each in found:
            if _is_acronym(each.text):
                if text[each.start - 1 : each.start] == "(" and text[each.end : each.end + 1] in {
                    ")",
                    "-",
                    "–",
                    ":",
                    ";",
                    ",",
                }:
                    self._define(text, each, previous)
            elif each.type == ORG and each.strength >= LIKELY:
                by_initials.setdefault(_initials(each.text), each.text)
            previous = each
        for each in found:
            if each.text not in self._type and _is_acronym(each.text) and each.text in by_initials:
                self._type[each.text], self._full[each.text] = ORG, by_initials[each.text]

    def _define(self, text: str, acronym: "Candidate", previous: "Candidate | None") -> None:
        """Learn what stands before the bracket, or that what stands there is no name of ours."""
        if acronym.text in self._type:
            return
        gap = text[previous.end : acronym.start - 1] if previous else "-"
        if previous and previous.type and gap in {" ", "’s ", "'s "} and _fits(acronym.text, previous.text):
            self._type[acronym.text], self._full[acronym.text] = previous.type, previous.text
            return
        left = text[max(0, acronym.start - _REACH) : acronym.start - 1]
        words = left[left.rfind("\n") + 1 :].split()[-len(acronym.text) - 2 :]
        known = self._table.get(acronym.text)
        if _fits(acronym.text, " ".join(words)) and known is None:
            self._type[acronym.text] = "-"

    def type(self, name: str) -> str | None:
        """Return the type of an acronym that the article explains; "-" if it is none of ours, None if it is not one."""
        return self._type.get(name)

    def full(self, name: str) -> str:
        """Return the name that is meant, spelled out as the article or the table does."""
        if name in self._full:
            return self._full[name]
        known = self._table.get(name)
        return known.full if known and known.full else name


def _is_acronym(name: str) -> bool:
    bare = name.replace(".", "").replace("-", "")
    return 2 <= len(bare) <= 8 and sum(sign.isupper() for sign in bare) * 2 > len(bare) and " " not in name


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
