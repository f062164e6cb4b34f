"""Which names of persons may be one person's, and what says that they are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from stages.annotate.entities.nodes import Edge, Node
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.rules import rules
from stages.spelling import may_be_one, parts, sound_of

#: How sure a pair is; the surest are joined first.
SAME_NAME, CALLED_SO, SHORTER, FAMILY_NAME = 4, 3, 2, 1

#: Articles from which a name has to be a bearer's for a single name to mean that one.
SEVERAL = 2

#: Articles from which a person is known by the family name alone, if hardly anybody else has it.
_WELL_KNOWN = 5


class Words(NamedTuple):
    """A person's name as it is compared.

    Attributes:
        all: its words in small letters.
        core: those that tell persons apart; all where fewer than two would be left.
    """

    all: tuple[str, ...]
    core: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def words_of(name: str) -> Words:
    """Return the words of a name.

    >>> words_of("Syed Amin-ul-Haq").core
    ('amin', 'haq')
    """
    words = parts(name)
    core = tuple(word for word in words if word not in rules().optional)
    return Words(words, core if len(core) > 1 else words)


@lru_cache(maxsize=1 << 16)
def same_name(one: str, other: str) -> bool:
    """Say whether two full names are spellings of one: word for word, but for words that papers leave out."""
    first, second = words_of(one).core, words_of(other).core
    if len(first) != len(second) or len(first) < 2:
        return False
    return all(may_be_one(left, right) for left, right in zip(first, second, strict=True)) and not _initials(
        first, second
    )


def _initials(first: Sequence[str], second: Sequence[str]) -> bool:
    """Say whether one of the two has an initial for the first word of the other."""
    return (len(first[0]) == 1) != (len(second[0]) == 1)


@lru_cache(maxsize=1 << 16)
def shortens(short: str, long: str) -> bool:
    """Say whether the words of one name stand in the other in that order, the first first or the last last."""
    words, others = words_of(short).core, words_of(long).all
    if len(words) < 2 or len(words) >= len(others):
        return False
    at = 0
    for word in words:
        while at < len(others) and not may_be_one(word, others[at]):
            at += 1
        if at == len(others):
            return False
        at += 1
    core = words_of(long).core
    return may_be_one(words[0], core[0]) and (may_be_one(words[-1], core[-1]) or len(core) > len(words))


def compatible(one: str, other: str) -> bool:
    """Say whether two names do not contradict each other: neither first names nor family names differ."""
    if len(words_of(one).all) < 2 or len(words_of(other).all) < 2:
        short, long = sorted((one, other), key=lambda name: len(words_of(name).all))
        return any(may_be_one(word, part) for word in words_of(short).all for part in words_of(long).all)
    return same_name(one, other) or shortens(one, other) or shortens(other, one)


def edges(nodes: Sequence[Node], params: EntitiesParams) -> Iterator[Edge]:
    """Yield the pairs of names that are one person's, with the evidence, but for single names.

    Args:
        nodes: all persons, or those among them that may be another one by the whole name.
        params: the knobs.
    """
    by_name = {node.name: node for node in nodes}
    longer: dict[str, set[str]] = defaultdict(set)
    for one, other in _pairs(nodes, params):
        if same_name(one.name, other.name):
            yield from _spellings(one, other)
        elif shortens(one.name, other.name):
            longer[one.name].add(other.name)
        elif shortens(other.name, one.name):
            longer[other.name].add(one.name)
    yield from _shorter(by_name, longer)
    yield from _called(by_name)


def buckets_of(name: str) -> set[tuple[str, str]]:
    """Return what full names share that may be one: how the first word of each sounds, and another word."""
    first, *others = words_of(name).core or ("",)
    return {(sound_of(first).skeleton, sound_of(word).skeleton) for word in set(others)}


def _pairs(nodes: Sequence[Node], params: EntitiesParams) -> Iterator[tuple[Node, Node]]:
    """Yield pairs of full names whose first words sound alike, and another word of each, each pair once."""
    buckets: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in nodes:
        for key in buckets_of(node.name):
            buckets[key].append(node)
    seen: set[tuple[str, str]] = set()
    for bucket in buckets.values():
        if len(bucket) == 1:
            continue
        alike = sorted(bucket, key=lambda node: (-node.documents, node.name))[: params.compared]
        for one, other in combinations(alike, 2):
            pair = (min(one.name, other.name), max(one.name, other.name))
            if pair not in seen:
                seen.add(pair)
                yield one, other


def _spellings(one: Node, other: Node) -> Iterator[Edge]:
    """Yield the pair if nothing contradicts that two spellings of one name are one person's."""
    shared = one.shares(other)
    if (one.contradicts(other) or (_generic(one.name) and _generic(other.name))) and not shared:
        return
    yield Edge.of(SAME_NAME, one, other, "spelling", shared or "the same name but for its spelling")


def _generic(name: str) -> bool:
    """Say whether a name is a single word, or has no word that only few persons have: Ahmad Khan."""
    words = words_of(name).all
    telling = [word for word in words if word not in rules().common and word not in rules().optional]
    return len(words) < 2 or len(telling) < 1 + ("abdul" in words)  # Abdul Qadir is one given name


def _shorter(by_name: dict[str, Node], longer: dict[str, set[str]]) -> Iterator[Edge]:
    """Yield names with the fuller ones that they are short for, where one only is meant, or evidence says which."""
    for name, others in longer.items():
        short = by_name[name]
        full = sorted(others)
        one_thing = all(compatible(left, right) for left in full for right in full if left < right)
        for other in full:
            long = by_name[other]
            extra = [word for word in words_of(other).all if word not in words_of(name).all]
            shared = short.shares(long)
            if short.contradicts(long) and not shared:
                continue
            weak = all(word in rules().common or word in rules().optional for word in words_of(name).core[-1:])
            dropped = all(word in rules().optional for word in extra)
            if not _generic(name) and (shared or (one_thing and dropped and not weak)):
                yield Edge.of(SHORTER, short, long, "shorter_name", shared or "only words that papers leave out differ")


def _called(by_name: dict[str, Node]) -> Iterator[Edge]:
    """Yield names with those that an article uses for them."""
    for node in by_name.values():
        for alias in node.aliases():
            other = by_name.get(alias)
            if (
                other is not None
                and other is not node
                and not _generic(alias)
                and compatible(alias, node.name)
                and not other.contradicts(node)
            ):
                yield Edge.of(CALLED_SO, other, node, "called_so", "an article calls the one by the other name")


def _only_bearer(node: Node, best: Node) -> str | None:
    """Return the evidence that a family name means somebody whom the corpus knows well and who has no other office."""
    known = best.documents >= _WELL_KNOWN and words_of(node.name).all[0] == words_of(best.name).all[-1]
    return "hardly anybody else is called so" if known and not node.contradicts(best) else None


def _mean_one(bearers: Sequence[Node], best: Node, least: float) -> bool:
    """Say whether a share of all articles with somebody who is called so name one person."""
    weights = {other.name: other.documents for other in bearers}
    alike = total = sum(weights.values())
    # Many persons may share a family name: the first few with another first name decide.
    for name, count in weights.items():
        if not compatible(name, best.name):
            alike -= count
            if alike < least * total:
                return False
    return True


def family_names(nodes: Sequence[Node], params: EntitiesParams) -> Iterator[tuple[Node, Node, str]]:
    """Yield single names with the one person of the corpus whom they nearly always mean, where an office agrees.

    Args:
        nodes: all persons, or single names with all that bear them.
        params: the knobs.

    Yields:
        The single name, whom it means, and the evidence.
    """
    bearers: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if len(words_of(node.name).all) > 1:
            for word in {words_of(node.name).all[0], words_of(node.name).all[-1]}:
                bearers[word].append(node)
    for node in nodes:
        words = words_of(node.name).all
        if len(words) != 1 or words[0] not in bearers:
            continue
        best = max(bearers[words[0]], key=lambda other: (other.documents, other.name))
        if best.documents >= SEVERAL and _mean_one(bearers[words[0]], best, params.dominance):
            shared = node.shares(best) or _only_bearer(node, best)
            if shared:
                yield node, best, shared
