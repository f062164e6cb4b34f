"""Which lines are residue: corpora as data, and a slow twin in plain Python."""

import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.clean.articles import rules
from stages.clean.articles.decide import decide
from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.schema import DECISIONS, SIDES

TableOf = Callable[..., pa.Table]
Convicted = set[tuple[str, str, str]]

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("corpora.toml").read_text(encoding="utf-8"))["case"]


# --- cases


def own_words(number: int, length: int) -> str:
    """Return words that no other number has."""
    letters = "bcdfghjklmnpqrstvwz"
    code = "".join(letters[number // 19**place % 19] + "aeiou"[place % 5] for place in range(3))
    return " ".join(f"{code}{'aeiou'[place % 5]}{letters[place % 19]}{place // 19 * 'x'}" for place in range(length))


def corpus(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    number = 0
    for group in case["groups"]:
        for _ in range(group["count"]):
            number += 1

            def fill(line: str, number: int = number) -> str:
                sentence, long = own_words(1000 + number, 6), own_words(5000, 60)
                return line.replace("{n}", str(number)).replace("{s}", sentence).replace("{long}", long)

            body = [group["body"]] if "body" in group else [own_words(number, 40), own_words(2000 + number, 20)]
            lines = [*group.get("head", []), *filter(None, body), *group.get("tail", [])]
            yield {
                "doc_id": f"{number:04}",
                "outlet": group.get("outlet", "one") or None,
                "title": fill(group.get("title", own_words(number, 3))),
                "text": "\n".join(map(fill, lines)),
            }


def marked() -> Iterator[Any]:
    for case in CASES:
        known = case["kind"] == "known_failure"
        marks = [pytest.mark.xfail(strict=True, reason=case["reason"])] if known else []
        yield pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", list(marked()))
def test_what_is_found_in_a_corpus(table_of: TableOf, clean: Callable[..., Any], case: dict[str, Any]) -> None:
    rows = list(corpus(case))
    tables, told = clean({"p": table_of(rows[::2]), "q": table_of(rows[1::2])}, ArticlesParams())
    found = [[row["outlet"], row["side"], row["text"]] for row in told]
    assert sorted(found) == sorted(case["dropped"])
    removed = [item for table in tables.values() for row in table["removed"].to_pylist() for item in row]
    assert len(removed) == sum(row["articles"] for row in told)
    assert {item["reason"] for item in removed} <= {"recurring"}
    for row in told:
        assert row["of_articles"] == sum(one["outlet"] == row["outlet"] for one in rows)
        assert 12 <= row["stories"] <= row["articles"] <= row["of_articles"]
        assert row["of_topics"] >= 12
        assert row["on_topic"] <= 0.1 * row["of_topics"]


def test_a_corpus_of_few_articles_per_outlet_convicts_nothing(table_of: TableOf, clean: Callable[..., Any]) -> None:
    rows = [
        {
            "doc_id": f"{outlet}-{number}",
            "outlet": f"{outlet}",
            "text": f"{own_words(5 * outlet + number, 30)}\nThe end of {outlet}.",
        }
        for outlet in range(12)
        for number in range(5)
    ]
    tables, told = clean({"p": table_of(rows)}, ArticlesParams())
    assert told == []
    assert tables["p"].equals(table_of(rows))


@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_no_signatures(signatures_of: Callable[..., pa.Table], chunks: int) -> None:
    schema = signatures_of({}, ArticlesParams()).schema
    empty = pa.Table.from_batches([pa.RecordBatch.from_pylist([], schema=schema)] * chunks, schema)
    assert decide(empty, ArticlesParams()).equals(DECISIONS.empty_table())


def test_a_slice_goes_only_where_a_line_would_be_dropped(
    table_of: TableOf, signatures_of: Callable[..., pa.Table]
) -> None:
    line = "Write to the editor."
    with_it = [{"doc_id": f"a{n}", "outlet": "one", "text": f"{own_words(n, 30)}\n{line}"} for n in range(14)]
    blocked = [
        {"doc_id": f"b{n}", "outlet": "one", "text": f"{own_words(50 + n, 30)}\n{line}\n{own_words(90 + n, 9)}"}
        for n in range(3)
    ]
    without = [{"doc_id": f"c{n}", "outlet": "one", "text": own_words(200 + n, 30)} for n in range(3)]
    parts = {"p": table_of(with_it), "q": table_of(blocked), "r": table_of(without)}
    decided = decide(signatures_of(parts, ArticlesParams()), ArticlesParams())
    assert decided["partition"].to_pylist() == ["p", None]
    first = decided.to_pylist()[0]
    assert {name for name, value in first.items() if value is None} == set(DECISIONS.names[4:])


def test_an_article_more_changes_no_slice(table_of: TableOf, signatures_of: Callable[..., pa.Table]) -> None:
    rows = [
        {"doc_id": f"a{n}", "outlet": "one", "text": f"{own_words(n, 30)}\nWrite to the editor."} for n in range(20)
    ]

    def slices(rows: list[dict[str, str]], more: list[dict[str, str]]) -> pa.Table:
        signed = signatures_of({"p": table_of(rows), "q": table_of(more)}, ArticlesParams())
        decided = decide(signed, ArticlesParams())
        return decided.filter(pc.equal(decided["partition"], "p"))

    assert slices(rows, []).num_rows == 1
    assert slices(rows, [{"doc_id": "b", "outlet": "one", "text": own_words(77, 30)}]).equals(slices(rows, []))


# --- properties

FEW = ArticlesParams(edge_lines=2, longest_line=12, least_articles=2, least_share=0.3, most_on_topic=0.4)
LINES = [
    "alpha",
    "beta gamma",
    "on May 3",
    "on June 4",
    "The trial continues",
    "delta",
    "1 vs 2",
    "a line that is too long",
]


@st.composite
def corpora(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw articles of few lines by few outlets, so that residue, guards and blocks of lines are common."""
    rows = []
    for number in range(draw(st.integers(0, 14))):
        body = [draw(st.sampled_from(["body one of all", "body two, as told", f"body {number} alone in this"]))]
        head = draw(st.lists(st.sampled_from(LINES), max_size=1))
        tail = draw(st.lists(st.sampled_from(LINES), max_size=3))
        rows.append(
            {
                "doc_id": f"{number:02}",
                "outlet": draw(st.sampled_from(["one", "one", "one", "two", None])),
                "title": draw(st.sampled_from([None, "quite another", "alpha again"])),
                "text": "\n".join([*head, *draw(st.sampled_from([body, body, body, []])), *tail]) or "alpha",
            }
        )
    return rows


class Twin:
    """Decides as the documentation says it, article by article."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.places = [
            (row, side, line) for row in rows for side in SIDES for line in dict.fromkeys(self.edge(row, side))
        ]
        places = {(row["outlet"], side, line) for row, side, line in self.places if row["outlet"]}
        self.frequent = {place for place in places if self.enough(place[0], self.count(*place))}
        self.suspected = {line for _, _, line in self.frequent}

    @staticmethod
    def edge(row: dict[str, Any], side: str) -> list[str]:
        lines = row["text"].split("\n")[:: 1 if side == "head" else -1][: FEW.edge_lines]
        kept = list(takewhile(lambda line: len(line) <= FEW.longest_line, lines))
        return [] if any(re.search(r"\d\S*\s(?:.*\D)?\d[^.!?…۔]*$", line) for line in kept) else kept

    @staticmethod
    def story(row: dict[str, Any], side: str) -> str:
        lines = row["text"].split("\n")
        rest = lines[FEW.edge_lines :] if side == "head" else lines[: -FEW.edge_lines]
        return max(rest or lines, key=len)

    def enough(self, outlet: str, count: int) -> bool:
        of_articles = sum(row["outlet"] == outlet for row in self.rows)
        return count >= FEW.least_articles and count >= FEW.least_share * of_articles

    def count(self, outlet: str, side: str, line: str) -> int:
        """Return how often a line stands at an edge; twice where one article has it twice."""
        return sum(self.edge(row, side).count(line) for row in self.rows if row["outlet"] == outlet)

    def free(self, outlet: str, side: str, line: str) -> bool:
        """Return whether nothing keeps a frequent line."""
        found = [(row, at) for row, at, one in self.places if one == line]
        mine = [(row, at) for row, at in found if row["outlet"] == outlet]
        if {self.story(*place) for place in found} != {self.story(*place) for place in mine}:
            return False
        forms = [re.sub(r"\d+|\b(?:may|june|one|two)\b", "0", one) for one in (line.lower(), *self.lines(outlet))]
        if forms[1:].count(forms[0]) != 1 or rules.keeps(line):
            return False
        told = [row for row, at in mine if at == side and self.story(row, "tail") not in self.suspected]
        about = [words(f"{row['title'] or ''} {self.story(row, 'tail')}") & words(line) for row in told]
        return len(told) >= FEW.least_articles and sum(map(bool, about)) <= FEW.most_on_topic * len(told)

    def lines(self, outlet: str) -> list[str]:
        return sorted({line.lower() for row, _, line in self.places if row["outlet"] == outlet})

    def guilty(self, place: tuple[str, str, str], convicted: Convicted) -> bool:
        outlet, side, line = place
        evidence = []
        for row in self.rows:
            left = [one for one in self.edge(row, side) if (outlet, side, one) not in convicted]
            if row["outlet"] == outlet and left[:1] == [line] != [self.story(row, side)]:
                evidence.append(self.story(row, side))
        return len(set(evidence)) >= FEW.least_articles and self.enough(outlet, len(evidence))

    def convicted(self) -> Convicted:
        free = {place for place in self.frequent if self.free(*place)}
        convicted: Convicted = set()
        while added := {place for place in free - convicted if self.guilty(place, convicted)}:
            convicted |= added
        return convicted


def words(text: str) -> set[str]:
    return set(re.findall("[a-z]{5,}", text.lower()))


@settings(max_examples=250, deadline=None)
@given(corpora())
def test_convicted_is_what_the_twin_convicts(
    table_of: TableOf, signatures_of: Callable[..., pa.Table], rows: list[dict[str, Any]]
) -> None:
    decided = decide(signatures_of({"p": table_of(rows)}, FEW), FEW)
    told = decided.filter(pc.is_null(decided["partition"])).to_pylist()
    assert {(row["outlet"], row["side"], row["text"]) for row in told} == Twin(rows).convicted()


@settings(deadline=None)
@given(corpora(), st.data())
def test_neither_order_nor_partitions_change_what_becomes_of_an_article(
    table_of: TableOf, clean: Callable[..., Any], rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rows))
    cut = sorted(data.draw(st.lists(st.integers(0, len(rows)), min_size=2, max_size=2)))
    parts = {"p": shuffled[: cut[0]], "q": shuffled[cut[0] : cut[1]], "r": shuffled[cut[1] :]}
    whole, told = clean({"all": table_of(rows)}, FEW)
    pieces, told_again = clean({name: table_of(part) for name, part in parts.items()}, FEW)
    together = pa.concat_tables(pieces.values()).sort_by("doc_id")
    assert together.to_pylist() == whole["all"].to_pylist()
    assert told_again == told


@settings(deadline=None)
@given(corpora(), st.data())
def test_decisions_do_not_depend_on_the_order_of_signatures(
    table_of: TableOf, signatures_of: Callable[..., pa.Table], rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    signed = signatures_of({"p": table_of(rows[::2]), "q": table_of(rows[1::2])}, FEW)
    order = data.draw(st.permutations(range(len(signed))))
    assert decide(signed.take(pa.array(order, pa.int64())), FEW).equals(decide(signed, FEW))
