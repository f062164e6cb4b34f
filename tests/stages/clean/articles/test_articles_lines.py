"""The lines at the edges of texts, beside a slow twin in plain Python."""

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.articles.lines import edges
from stages.clean.articles.params import ArticlesParams

LINES = ["a", "bb", "ccc", "ddd", "éé", "long line", "longer line", "1 2", "7 up 8", "in 1987, 3."]


def is_row(line: str) -> bool:
    return re.search(r"\d\S*\s(?:.*\D)?\d[^.!?…۔]*$", line) is not None


def twin(text: str, side: int, params: ArticlesParams) -> tuple[list[str], str]:
    """Return the lines at one edge, and the longest line apart from it."""
    lines = text.split("\n")
    if side:
        lines.reverse()
    edge: list[str] = []
    for line in lines[: params.edge_lines]:
        if len(line) > params.longest_line:
            break
        edge.append(line)
    told = lines[params.edge_lines :] or lines
    if side:
        told.reverse()
    return ([] if any(map(is_row, edge)) else edge), max(told, key=lambda line: len(line.encode()))


@given(
    st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=7).map("\n".join), max_size=5),
    st.integers(1, 3),
    st.sampled_from([3, 9, 20]),
    st.integers(0, 2),
)
def test_edges_are_those_of_the_twin(texts: list[str], reach: int, longest: int, before: int) -> None:
    params = ArticlesParams(edge_lines=reach, longest_line=longest)
    array = pa.array(["x\ny"] * before + texts, pa.large_string()).slice(before)
    found = edges(array, params)
    for number, side in enumerate(found.sides):
        for row, text in enumerate(texts):
            lines, story = twin(text, number, params)
            count = int(side.there[row].sum())
            assert side.there[row].tolist() == [place < count for place in range(reach)]
            assert [found.lines[int(place)].as_py() for place in side.places[row][:count]] == lines
            assert found.lines[int(side.tellers[row])].as_py() == story


def test_equal_lines_have_equal_keys_wherever_they_stand() -> None:
    found = edges(pa.array(["a\nb\nstory", "story\nb\na"], pa.large_string()), ArticlesParams(edge_lines=2))
    head, tail = found.sides
    assert head.keys[0].tolist() == tail.keys[1].tolist()
    assert head.stories[0] == tail.stories[1]
