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
    answers = list(range(len(found)))
    persons: list[int] = []
    longest: dict[tuple[str, str], int] = {}
    others: list[tuple[int, tuple[str, str]]] = []
    for at, each in enumerate(found):
        if each.type == PERSON:
            persons.append(at)
            continue
        key = each.type, names[at]
        others.append((at, key))
        first = longest.setdefault(key, at)
        if first != at and len(each.text) > len(found[first].text):
            longest[key] = at
    if len(longest) + len(persons) < len(found):
        for at, key in others:
            answers[at] = longest[key]
    if len(persons) > 1:
        _lead_persons(answers, persons, [sounds(found[at].text) for at in persons])
    return answers


def _lead_persons(answers: list[int], persons: list[int], spoken: list[Sounds]) -> None:
    """Set the answers of the persons.

    Args:
        answers: by the number of the mention.
        persons: the numbers of those that name persons.
        spoken: the words of each of them.
    """
    first: dict[Sounds, int] = {}
    for at, words in zip(persons, spoken, strict=True):
        first.setdefault(words, at)
    if len(first) == 1:
        for at in persons:
            answers[at] = persons[0]
        return
    full, by_word = _fullest(first)
    recent: dict[Sounds, int] = {}  # the words of a full name -> the last mention of its bearer
    for at, words in zip(persons, spoken, strict=True):
        chosen = words
        if words not in full:
            fitting = [longer for longer in by_word.get(words[-1] if words else "", []) if part_of(words, longer)]
            if fitting:
                chosen = max(fitting, key=lambda longer: (recent.get(longer, -1), -full[longer]))
        recent[chosen] = at
        answers[at] = full.get(chosen, at)


def _fullest(first: dict[Sounds, int]) -> tuple[dict[Sounds, int], dict[str, list[Sounds]]]:
    """Return the names of persons that are no part of another's, and these by each of their words.

    Args:
        first: the words of each name -> the first mention by them.

    Returns:
        the same of those that are no part of another's, and their words by each of these.
    """
    seen: dict[str, list[Sounds]] = {}
    full: dict[Sounds, int] = {}
    for words in sorted(first, key=lambda words: (-len(words), first[words])):
        if not any(part_of(words, longer) for longer in seen.get(words[-1] if words else "", ())):
            full[words] = first[words]
        _add(seen, words)
    if len(full) == len(first):
        return full, seen
    by_word: dict[str, list[Sounds]] = {}
    for words in full:
        _add(by_word, words)
    return full, by_word


def _add(by_word: dict[str, list[Sounds]], words: Sounds) -> None:
    """Add a full name under each of its words, as long as they have few; a single word is longer than no name."""
    if len(words) < 2:
        return
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
