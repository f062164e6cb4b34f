"""Which names of organisations, and of places, are one thing's."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

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


def form_of(name: str) -> tuple[str, ...]:
    """Return what kind of company a name says that it is; Arif Habib Limited and Arif Habib Corporation are two.

    >>> form_of("Kestrel Corporation"), form_of("Kestrel Pvt. Limited"), form_of("Kestrel")
    (('corp',), ('ltd', 'pvt'), ())
    """
    return _parted(name)[1]


@lru_cache(maxsize=1 << 16)
def _parted(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the key and the form of a name."""
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


def organisation_edges(nodes: Sequence[Node], params: EntitiesParams) -> Iterator[Edge]:
    """Yield the pairs of names that are one organisation's, with the evidence."""
    yield from _same_keys(nodes)
    yield from _spellings(nodes, params)
    yield from _short_names(nodes, params)
    yield from _prefixes(nodes)


def _same_keys(nodes: Sequence[Node]) -> Iterator[Edge]:
    by_key: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in nodes:
        by_key[key_of(node.name)].append(node)
    for alike in by_key.values():
        if len(alike) == 1:
            continue
        forms = {form_of(node.name) for node in alike} - {()}
        by_form: dict[tuple[str, ...], list[Node]] = defaultdict(list)
        for node in alike:
            by_form[form_of(node.name) if len(forms) > 1 else ()].append(node)
        for same in by_form.values():
            first = min(same, key=lambda node: (-node.documents, node.name))
            for other in same:
                if other is not first:
                    evidence = "the same but for case, stops and what companies are"
                    yield Edge.of(SAME_NAME, other, first, "same_name", evidence)


def _spellings(nodes: Sequence[Node], params: EntitiesParams) -> Iterator[Edge]:
    """Yield long names that are spelled in two ways: Muttahida Qaumi Movement, Mutahida Quami Movement."""
    by_sound: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in nodes:
        key = key_of(node.name)
        if len(key) >= _LONG and node.name.isascii():
            by_sound[tuple(sound_of(word).skeleton for word in key)].append(node)
    for bucket in by_sound.values():
        if len(bucket) == 1:
            continue
        alike = sorted(bucket, key=lambda node: (-node.documents, node.name))[: params.compared]
        for other in alike[1:]:
            pairs = zip(key_of(alike[0].name), key_of(other.name), strict=True)
            if all(may_be_one(left, right) for left, right in pairs):
                yield Edge.of(SPELLING, other, alike[0], "spelling", "the same name but for its spelling")


def _short_names(nodes: Sequence[Node], params: EntitiesParams) -> Iterator[Edge]:
    """Yield acronyms and short names with what they nearly always stand for in the articles that say so."""
    by_name = {node.name: node for node in nodes}
    meant: dict[str, dict[tuple[str, ...], int]] = defaultdict(lambda: defaultdict(int))
    full: dict[tuple[str, ...], Node] = {}
    for node in nodes:
        key = key_of(node.name)
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


def _prefixes(nodes: Sequence[Node]) -> Iterator[Edge]:
    """Yield names with the one longer name that goes on with and, or of: Ministry of Law, Ministry of Law and Justice.

    Where two go on in different ways, nothing says which is meant: the Supreme Court of Pakistan, or of India.
    """
    by_key: dict[tuple[str, ...], Node] = {}
    named: set[tuple[str, ...]] = set()
    for node in sorted(nodes, key=lambda node: (node.documents, node.name)):
        by_key[key_of(node.name)] = node
        named.update(key_of(alias) for alias in (node.name, *node.aliases()))
    longer: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for key in by_key:
        for at in range(_LONG, len(key) - 1):
            if key[:at] in by_key and key[at + 1 :] not in named and _goes_on(key, at, by_key):
                longer[key[:at]].append(key)
    for key, others in longer.items():
        chain = sorted(others, key=len)
        if all(other[: len(one)] == one for one, other in pairwise(chain)):
            evidence = "the only longer name that goes on with and, or of"
            yield Edge.of(ACRONYM, by_key[key], by_key[chain[0]], "shorter_name", evidence)


def _goes_on(key: tuple[str, ...], at: int, by_key: dict[tuple[str, ...], Node]) -> bool:
    """Say whether a name may end at ``at``: without its second field, or without the country if it has that oftener."""
    if key[at] == "and":
        return "of" in key[:at] or "for" in key[:at]
    return key[at] == "of" and len(key) == at + 2 and by_key[key].documents >= by_key[key[:at]].documents


def place_edges(nodes: Sequence[Node]) -> Iterator[Edge]:
    """Yield the pairs of names that are one place's, with the evidence."""
    by_key: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        name = node.name.removeprefix("The ").removeprefix("the ")
        by_key[rules().places.get(name, name).casefold()].append(node)
    for alike in by_key.values():
        if len(alike) == 1:
            continue
        first = min(alike, key=lambda node: (-node.documents, node.name))
        for other in alike:
            if other is not first:
                yield Edge.of(SAME_NAME, other, first, "same_place", "names of one place")
