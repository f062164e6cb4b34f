"""Who remembers an earlier decision comes to the decisions, and to the memory, of who does not."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.rows import TableRows
from stages.annotate.entities.decide import decide
from stages.contract import Decided
from tests.stages.annotate.entities.articles import PARAMS, signatures
from tests.stages.annotate.entities.test_entity_properties import SENTENCES

MORE = [
    *SENTENCES,
    "ROMAN TOIVONEN spoke. Roman Toivonen left.",
    "Toivonen won.",
    "Prime Minister Toivonen of the Bank of Finland met President Ilmari Toivonen.",
    "Kestrel fell.",
    "The Ministry of Law and Justice and the Ministry of Law agreed.",
    "The PTA and the Ministry of Law wrote.",
    "Muttahida Qaumi Movement met Mutahida Quami Movement.",
    "Ahmad Khan and Khan came. Mohammad Rizwan, a batsman, won.",
    "The Justice Fund met.",
]
TABLES = [
    "",
    "relation,type,name,other\nsame,PERSON,Murad Ali Shah,Ilmari Toivonen\n",
    "relation,type,name,other\ndifferent,ORG,Kestrel Ltd,Kestrel Corp.\nsame,PLACE,Lahore,Multan\n",
]

#: Articles of three partitions by their numbers, some of which are not there.
_TEXTS = st.lists(st.sampled_from(MORE), min_size=1, max_size=3).map(" ".join)
STATES = st.dictionaries(st.tuples(st.sampled_from("xyz"), st.integers(0, 5)), _TEXTS, max_size=9)
EDITS = st.dictionaries(st.tuples(st.sampled_from("wxyz"), st.integers(0, 5)), st.none() | _TEXTS, max_size=3)


def _decided(
    articles: Mapping[tuple[str, int], str], memory: pa.Table | None, table: str
) -> tuple[Decided, dict[str, pa.Table]]:
    corpus: dict[str, dict[str, str]] = {}
    for (partition, number), text in sorted(articles.items()):
        corpus.setdefault(partition, {})[f"a{number}{partition}"] = text
    rows = TableRows(signatures(corpus or {"x": {}}))
    decided = decide(rows, memory, table.encode(), PARAMS)
    decisions = decided.decisions
    slices = {
        name: decisions.filter(pc.equal(decisions["partition"], name)).combine_chunks()
        for name in pc.unique(decisions["partition"]).to_pylist()
    }
    return decided, slices


@settings(max_examples=60, deadline=None)
@given(STATES, st.lists(st.tuples(EDITS, st.sampled_from(TABLES)), min_size=1, max_size=4))
def test_memory_changes_nothing_whatever_comes_and_goes(
    articles: dict[tuple[str, int], str], changes: list[tuple[dict[tuple[str, int], str | None], str]]
) -> None:
    last, kept = _decided(articles, None, "")
    for edits, table in changes:
        texts = {key: text for key, text in {**articles, **edits}.items() if text is not None}
        now, slices = _decided(texts, last.memory, table)
        anew, all_slices = _decided(texts, None, table)
        assert now.memory.equals(anew.memory)
        assert not anew.same
        assert not now.same & slices.keys()
        kept = slices | {name: kept[name] for name in now.same & kept.keys()}
        assert kept == all_slices
        articles, last = texts, now


def test_one_article_more_leaves_other_partitions_alone() -> None:
    texts = {(partition, at): "Kestrel Ltd of Multan fell." for partition in "xyz" for at in range(3)}
    first, _ = _decided(texts, None, "")
    same, slices = _decided(texts, first.memory, "")
    assert same.same == {"x", "y", "z"}
    assert not slices
    more, slices = _decided({**texts, ("z", 4): "Rana Tanveer came."}, first.memory, "")
    assert more.same == {"x", "y"}
    assert slices.keys() == {"z"}
