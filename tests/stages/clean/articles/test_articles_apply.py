"""Articles without their residue, every raw character still in its place."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages import offsets
from stages.clean.articles.apply import apply
from stages.clean.articles.cut import RECURRING, Removed, cut
from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.schema import DECISIONS
from stages.clean.articles.sign import sign

TableOf = Callable[..., pa.Table]


# --- one article


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, str, offsets.Segments, list[Removed]]:
    """Draw a raw text and an article made of it: white space lost, characters replaced, stretches removed, gaps."""
    raw = text = ""
    segments: offsets.Segments = []
    removed: list[Removed] = []
    count = draw(st.integers(1, 5))
    for number in range(count):
        if draw(st.booleans()):
            gone = draw(st.sampled_from(["SHARE", "X"]))
            removed.append(Removed(len(raw), len(raw) + len(gone), "share", gone))
            raw += gone + "\n"
        for place in range(draw(st.integers(1, 3))):
            if place:
                offsets.append(segments, len(text), len(raw), 1, 1)
                text, raw = text + " ", raw + " " + draw(st.sampled_from(["", "  "]))
                if draw(st.integers(0, 3)) == 0:
                    removed.append(Removed(len(raw), len(raw) + 1, "invisible", "\u200b"))
                    raw += "\u200b "
            word, source = draw(
                st.sampled_from([("tide", "tide"), ("fish", "\N{LATIN SMALL LIGATURE FI}sh"), ("é", "e'")])
            )
            if word == "fish":
                offsets.append(segments, len(text), len(raw), 2, 1)
                offsets.append(segments, len(text) + 2, len(raw) + 1, 2, 2)
            else:
                offsets.append(segments, len(text), len(raw), len(word), len(source))
            text, raw = text + word, raw + source
        if number + 1 < count:
            offsets.append(segments, len(text), len(raw), 1, 1)
            text, raw = text + "\n", raw + "\n" + draw(st.sampled_from(["", "\n"]))
    return raw, text, segments, removed


def account(raw: str, segments: Sequence[Sequence[int]], removed: Sequence[tuple[int, int]]) -> None:
    """Assert that every raw character is in exactly one of kept, removed and white space."""
    owners = [0] * len(raw)
    for _, start, _, length in segments:
        for place in range(start, start + length):
            owners[place] += 1
    for start, end in removed:
        for place in range(start, end):
            owners[place] += 1
    assert max(owners, default=0) <= 1
    assert all(owner or character.isspace() for owner, character in zip(owners, raw, strict=True))


@given(articles(), st.integers(0, 3), st.integers(0, 3))
def test_every_raw_character_is_kept_removed_or_white_space(
    article: tuple[str, str, offsets.Segments, list[Removed]], head: int, tail: int
) -> None:
    raw, text, segments, removed = article
    account(raw, segments, [one[:2] for one in removed])
    lines = text.split("\n")
    left = cut(text, segments, removed, head, tail)
    if left is None:
        assert head + tail >= len(lines)
        return
    kept = lines[head : len(lines) - tail]
    assert left.text == "\n".join(kept)
    assert left.removed == sorted(left.removed)
    assert set(removed) <= set(left.removed)
    account(raw, left.offsets, [one[:2] for one in left.removed])
    assert sum(segment[2] for segment in left.offsets) == len(left.text)
    words = [one.text for one in left.removed if one.reason == RECURRING]
    assert " ".join(" ".join(words).split()) == " ".join(" ".join(lines[:head] + lines[len(lines) - tail :]).split())
    # What is kept stands where it stood.
    begin = sum(len(line) + 1 for line in lines[:head])
    for place, character in enumerate(left.text):
        if not character.isspace():
            there = offsets.to_raw(segments, begin + place, begin + place + 1)
            assert offsets.to_raw(left.offsets, place, place + 1) == there


def test_a_line_with_no_known_place_leaves_no_stretch() -> None:
    left = cut("tide\nWrite to us.", [(0, 10, 4, 4)], [], 0, 1)
    assert left is not None
    assert (left.text, left.offsets, left.removed) == ("tide", [(0, 10, 4, 4)], [])


def test_a_character_that_is_kept_is_not_removed() -> None:
    # The source's one character became the end of one line and the beginning of the next.
    left = cut("ab\ncd", [(0, 0, 1, 1), (1, 1, 3, 1), (4, 2, 1, 1)], [], 0, 1)
    assert left is not None
    assert left.offsets == [(0, 0, 2, 2)]
    assert left.removed == [Removed(2, 3, RECURRING, "cd")]


# --- a partition


def lines_of(table: pa.Table, outlets: pa.Table, params: ArticlesParams) -> dict[str, int]:
    """Return the number of each line of a small partition."""
    signed = sign(table, outlets, params)["lines"].to_pylist()
    return {line["text"]: line["line"] for row in signed for line in row or []}


def decided(rows: list[tuple[str, str, int]]) -> pa.Table:
    columns = [{"outlet": outlet, "side": side, "line": line} for outlet, side, line in rows]
    return pa.Table.from_pylist(columns, schema=DECISIONS).drop_columns(["partition"])


@pytest.fixture
def partition(table_of: TableOf) -> pa.Table:
    return table_of(
        [
            {"doc_id": "a", "outlet": "one", "title": "A", "text": "The tide is late.\nWrite to us."},
            {"doc_id": "b"},
            {"doc_id": "c", "outlet": "two", "text": "The tide is early.\nWrite to us."},
            {"doc_id": "d", "outlet": "one", "title": "D", "author": "Sailor", "text": "Write to us."},
            {"doc_id": "e", "outlet": "one", "text": "Write to us.\nThe tide is high.\nWrite to us.\nWrite to us."},
        ]
    )


def test_lines_are_cut_where_they_stand_outermost(partition: pa.Table, outlets_of: TableOf) -> None:
    params = ArticlesParams()
    line = lines_of(partition, outlets_of(partition), params)["Write to us."]
    made = apply(partition, outlets_of(partition), decided([("one", "tail", line)]), params)
    assert made.schema.equals(partition.schema)
    texts = ["The tide is late.", None, "The tide is early.\nWrite to us.", None, "Write to us.\nThe tide is high."]
    assert made["text"].to_pylist() == texts
    assert made["removed"].to_pylist()[0] == [
        {"raw_start": 19, "raw_end": 31, "reason": "recurring", "text": "Write to us."}
    ]
    for row in (1, 2):
        assert made.slice(row, 1).to_pylist() == partition.slice(row, 1).to_pylist()


def test_the_lines_of_one_outlet_are_not_cut_from_another_s(partition: pa.Table, outlets_of: TableOf) -> None:
    params = ArticlesParams()
    keys = lines_of(partition, outlets_of(partition), params)
    slice_ = decided([("one", "tail", keys["Write to us."]), ("two", "tail", keys["The tide is late."])])
    made = apply(partition, outlets_of(partition), slice_, params)
    assert made.slice(2, 1).equals(partition.slice(2, 1))
    assert made["text"].to_pylist()[0] == "The tide is late."


def test_what_is_residue_from_end_to_end_is_a_reject(partition: pa.Table, outlets_of: TableOf) -> None:
    params = ArticlesParams()
    line = lines_of(partition, outlets_of(partition), params)["Write to us."]
    row = apply(partition, outlets_of(partition), decided([("one", "head", line)]), params).to_pylist()[3]
    assert row["reject_code"] == "not_an_article"
    assert "recurring" in row["reject_message"]
    kept = {"doc_id", "source", "outlet", "raw_sha256", "reject_code", "reject_message"}
    assert {name for name, value in row.items() if value is not None} == kept


def test_without_decisions_only_the_outlet_changes(partition: pa.Table) -> None:
    outlets = pa.table({"doc_id": list("abcde"), "outlet": pa.array(["One", "One", None, "One", "One"])})
    made = apply(partition, outlets, decided([]), ArticlesParams())
    assert made["outlet"].to_pylist() == ["One", "One", "two", "One", "One"]
    assert made.drop_columns(["outlet"]).equals(partition.drop_columns(["outlet"]))


def test_outlets_of_other_articles_are_refused(partition: pa.Table) -> None:
    outlets = pa.table({"doc_id": list("abcdf"), "outlet": ["One"] * 5})
    with pytest.raises(ValueError, match="other articles"):
        apply(partition, outlets, decided([]), ArticlesParams())


LINES = ["Write to us.", "Join us.", "The tide is late.", "The tide is high.", "No ice."]


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=6).map("\n".join), min_size=1, max_size=5),
    st.lists(st.tuples(st.sampled_from(["head", "tail"]), st.sampled_from(LINES[:2])), max_size=4),
    st.integers(1, 6),
)
def test_a_cut_partition_is_what_is_left_when_its_lines_are_peeled(
    table_of: TableOf, outlets_of: TableOf, texts: list[str], dropped: list[tuple[str, str]], reach: int
) -> None:
    params = ArticlesParams(edge_lines=reach, least_share=1e-9)
    every = table_of([{"doc_id": line, "outlet": "one", "text": line} for line in LINES])
    keys = lines_of(every, outlets_of(every), params)
    table = table_of([{"doc_id": str(n), "outlet": "one", "text": text} for n, text in enumerate(texts)])
    slice_ = decided([("one", side, keys[line]) for side, line in dropped])
    made = apply(table, outlets_of(table), slice_, params)
    for row, text in zip(made.to_pylist(), texts, strict=True):
        lines = text.split("\n")
        head = tail = 0
        while head < min(reach, len(lines)) and ("head", lines[head]) in dropped:
            head += 1
        while tail < min(reach, len(lines)) and ("tail", lines[-1 - tail]) in dropped:
            tail += 1
        assert row["text"] == ("\n".join(lines[head : len(lines) - tail]) if head + tail < len(lines) else None)
    if reach >= 6:  # no run is longer than the edge, so that nothing new comes within its reach
        assert apply(made, outlets_of(made), slice_, params).equals(made)


def test_a_long_block_is_cut_by_the_lines_of_an_edge_only(table_of: TableOf, outlets_of: TableOf) -> None:
    params = ArticlesParams(edge_lines=2)
    table = table_of([{"doc_id": "a", "outlet": "one", "text": "The tide is late." + 3 * "\nJoin us."}])
    keys: dict[str, Any] = lines_of(table, outlets_of(table), params)
    made = apply(table, outlets_of(table), decided([("one", "tail", keys["Join us."])]), params)
    assert made["text"].to_pylist() == ["The tide is late.\nJoin us."]
