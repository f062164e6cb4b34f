"""Which names of organisations, and of places, are one thing's."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from stages.annotate.entities.nodes import Edge, Node
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.rules import rules
from stages.spelling import may_be_one, sound_of

#: How sure a pair is; the surest are joined first.
SAME_NAME, SPELLING, ACRONYM = 3, 2, 1

#: Words of the shortest name of an organisation whose spellings are compared by sound, or that may go on.
_LONG = 3


def key_of(name: str) -> tuple[str, ...]:
    """Return what spellings of an organisation's name share: case, stops, an article, and what companies are, aside.

    >>> key_of("The Kestrel Corp."), key_of("Centre for Defence")
    (('kestrel',), ('center', 'for', 'defense'))
    """
    return _parted(name)[0]


@lru_cache(maxsize=1 << 16)
def _parted(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the key of a name, and what kind of company it says: Arif Habib Limited and Arif Habib Corp. are two.

    >>> [_parted(name)[1] for name in ("Kestrel Corporation", "Kestrel Pvt. Limited", "Kestrel")]
    [('corp',), ('ltd', 'pvt'), ()]
    """
    words = _words(name)
    end = len(words)
    while end > 1 and words[end - 1] in rules().legal:
        end -= 1
    return words[:end], tuple(sorted(rules().forms.get(word, word) for word in words[end:]))


def _words(name: str) -> tuple[str, ...]:
    words = [word.strip(".,") for word in name.casefold().replace("-", " ").replace("’", "'").split()]
    words = [rules().spelled.get(word, word) for word in words if word]
    for phrase, short in rules().phrases.items():
        if phrase[0] in words:
            at = words.index(phrase[0])
            if tuple(words[at : at + len(phrase)]) == phrase:
                words[at : at + len(phrase)] = [short]
    return tuple(words[1:] if words[:1] == ["the"] else words)


class Keyed(NamedTuple):
    """An organisation with the key and the form of its name, which are looked at again and again."""

    node: Node
    key: tuple[str, ...]
    form: tuple[str, ...]


def organisation_edges(nodes: Sequence[Node], params: EntitiesParams) -> Iterator[Edge]:
    """Yield the pairs of names that are one organisation's, with the evidence."""
    keyed = [Keyed(node, *_parted(node.name)) for node in nodes]
    yield from _same_keys(keyed)
    yield from _spellings(keyed, params)
    yield from _short_names(keyed, params)
    yield from _prefixes(keyed)


def _same_keys(keyed: Sequence[Keyed]) -> Iterator[Edge]:
    by_key: dict[tuple[str, ...], list[Keyed]] = defaultdict(list)
    for each in keyed:
        by_key[each.key].append(each)
    for alike in by_key.values():
        if len(alike) == 1:
            continue
        forms = {each.form for each in alike} - {()}
        by_form: dict[tuple[str, ...], list[Node]] = defaultdict(list)
        for each in alike:
            by_form[each.form if len(forms) > 1 else ()].append(each.node)
        for same in by_form.values():
            first = min(same, key=lambda node: (-node.documents, node.name))
            for other in same:
                if other is not first:
                    evidence = "the same but for case, stops and what companies are"
                    yield Edge.of(SAME_NAME, other, first, "same_name", evidence)


def sounds_of(name: str) -> tuple[str, ...]:
    """Return what spellings of a long name share: how its words sound; nothing for a short one."""
    key = key_of(name)
    return tuple(sound_of(word).skeleton for word in key) if len(key) >= _LONG and name.isascii() else ()


def _spellings(keyed: Sequence[Keyed], params: EntitiesParams) -> Iterator[Edge]:
    """Yield long names that are spelled in two ways: Muttahida Qaumi Movement, Mutahida Quami Movement."""
    by_sound: dict[tuple[str, ...], list[Keyed]] = defaultdict(list)
    for each in keyed:
        if sounds := sounds_of(each.node.name):
            by_sound[sounds].append(each)
    for bucket in by_sound.values():
        if len(bucket) == 1:
            continue
        alike = sorted(bucket, key=lambda each: (-each.node.documents, each.node.name))[: params.compared]
        first = alike[0]
        for other in alike[1:]:
            if all(may_be_one(left, right) for left, right in zip(first.key, other.key, strict=True)):
                yield Edge.of(SPELLING, other.node, first.node, "spelling", "the same name but for its spelling")


def _short_names(keyed: Sequence[Keyed], params: EntitiesParams) -> Iterator[Edge]:
    """Yield acronyms and short names with what they nearly always stand for in the articles that say so."""
    by_name = {each.node.name: each.node for each in keyed}
    meant: dict[str, dict[tuple[str, ...], int]] = defaultdict(lambda: defaultdict(int))
    full: dict[tuple[str, ...], Node] = {}
    for node, key, _ in keyed:
        if key not in full or (-node.documents, node.name) < (-full[key].documents, full[key].name):
            full[key] = node
        for alias in node.aliases():
            meant[alias][key] += node.documents
    for alias in sorted(meant):
        if alias not in by_name:
            continue
        node = by_name[alias]
        total = sum(meant[alias].values())
        key, count = max(meant[alias].items(), key=lambda item: (item[1], item[0]))
        if count >= params.dominance * total and full[key] is not node:
            yield Edge.of(
                ACRONYM, node, full[key], "short_name", f"where {alias} is spelled out, it is {full[key].name}"
            )


def _prefixes(keyed: Sequence[Keyed]) -> Iterator[Edge]:
    """Yield names with the one longer name that goes on with and, or of: Ministry of Law, Ministry of Law and Justice.

    Where two go on in different ways, nothing says which is meant: the Supreme Court of Pakistan, or of India.
    """
    by_key: dict[tuple[str, ...], Node] = {}
    named: set[tuple[str, ...]] = set()
    for node, key, _ in sorted(keyed, key=lambda each: (each.node.documents, each.node.name)):
        by_key[key] = node
        named.add(key)
        named.update(key_of(alias) for alias in node.aliases())
    longer: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for key in by_key:
        for at in ends_of(key):
            if key[:at] in by_key and key[at + 1 :] not in named and _goes_on(key, at, by_key):
                longer[key[:at]].append(key)
    for key, others in longer.items():
        chain = sorted(others, key=len)
        if all(other[: len(one)] == one for one, other in pairwise(chain)):
            evidence = "the only longer name that goes on with and, or of"
            yield Edge.of(ACRONYM, by_key[key], by_key[chain[0]], "shorter_name", evidence)


def ends_of(key: tuple[str, ...]) -> list[int]:
    """Return where a name may go on with and, or of."""
    return [at for at in range(_LONG, len(key) - 1) if key[at] in {"and", "of"}]


def _goes_on(key: tuple[str, ...], at: int, by_key: dict[tuple[str, ...], Node]) -> bool:
    """Say whether a name may end at ``at``: without its second field, or without the country if it has that oftener."""
    if key[at] == "and":
        return "of" in key[:at] or "for" in key[:at]
    return key[at] == "of" and len(key) == at + 2 and by_key[key].documents >= by_key[key[:at]].documents


def place_of(name: str) -> str:
    """Return what names of one place share: The Netherlands, Holland."""
    name = name.removeprefix("The ").removeprefix("the ")
    return rules().places.get(name, name).casefold()


def place_edges(nodes: Sequence[Node]) -> Iterator[Edge]:
    """Yield the pairs of names that are one place's, with the evidence."""
    by_key: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        by_key[place_of(node.name)].append(node)
    for alike in by_key.values():
        if len(alike) == 1:
            continue
        first = min(alike, key=lambda node: (-node.documents, node.name))
        for other in alike:
            if other is not first:
                yield Edge.of(SAME_NAME, other, first, "same_place", "names of one place")
