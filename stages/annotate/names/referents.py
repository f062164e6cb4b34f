"""Which mention of an article names the same thing most fully: Haque is Syed Amin ul Haque, PTA the authority."""

from collections.abc import Sequence

from stages.annotate.names.candidates import Candidate
from stages.annotate.names.reader import PERSON
from stages.spelling import sounds

Sounds = tuple[str, ...]

#: Full names with one word that a shorter name is compared with at most, so that work grows with the text alone.
_COMPARED = 32


def referents(found: Sequence[Candidate], names: Sequence[str]) -> list[int]:
    """Return for each mention the number of the one that names the same thing most fully; its own where none does.

    A person is named by a part of the full name whose words stand in it in that order; where several people fit, it is
    the one named last before. Anything else is named by its name, spelled out.
    """
    full = _fullest(found)
    by_word: dict[str, list[Sounds]] = {}
    for words in full:
        _add(by_word, words)
    longest = _longest(found, names)
    recent: dict[Sounds, int] = {}  # the words of a full name -> the last mention of its bearer
    answers: list[int] = []
    for at, (each, name) in enumerate(zip(found, names, strict=True)):
        if each.type != PERSON:
            answers.append(longest[each.type, name])
            continue
        words = sounds(each.text)
        fitting = [longer for longer in by_word.get(words[-1] if words else "", []) if part_of(words, longer)]
        if words in full or not fitting:
            chosen = words
        else:
            chosen = max(fitting, key=lambda longer: (recent.get(longer, -1), -full[longer]))
        recent[chosen] = at
        answers.append(full.get(chosen, at))
    return answers


def _longest(found: Sequence[Candidate], names: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return the mention with the longest text by the type and name of what is no person."""
    longest: dict[tuple[str, str], int] = {}
    for at, (each, name) in enumerate(zip(found, names, strict=True)):
        key = each.type, name
        if key not in longest or len(each.text) > len(found[longest[key]].text):
            longest[key] = at
    return longest


def _fullest(found: Sequence[Candidate]) -> dict[Sounds, int]:
    """Return the names of persons that are no part of another's: their words -> the first mention by them."""
    first: dict[Sounds, int] = {}
    for at, each in enumerate(found):
        if each.type == PERSON:
            first.setdefault(sounds(each.text), at)
    by_word: dict[str, list[Sounds]] = {}
    full: dict[Sounds, int] = {}
    for words in sorted(first, key=lambda words: (-len(words), first[words])):
        if not any(part_of(words, longer) for longer in by_word.get(words[-1] if words else "", [])):
            full[words] = first[words]
        _add(by_word, words)
    return full


def _add(by_word: dict[str, list[Sounds]], words: Sounds) -> None:
    """Add a full name under each of its words, as long as they have few."""
    for word in set(words):
        bearers = by_word.setdefault(word, [])
        if len(bearers) < _COMPARED:
            bearers.append(words)


def part_of(words: Sounds, longer: Sounds) -> bool:
    """Say whether the words stand in the longer name in that order, but are not all of it."""
    if len(words) >= len(longer):
        return False
    rest = iter(longer)
    return all(word in rest for word in words)
