"""The batch file of a day: what is there stays, what is new comes in once, under an id of its own."""

import json
from pathlib import Path

import pytest

from flows.errors import UsageError
from flows.inbox import day, records
from flows.inbox.reading import Found, Line

DAY = "inbox-2021-04-29.jsonl"


class Parts:
    """Lines as workers leave them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    def found(self, *articles: tuple[str, str]) -> Found:
        self._number += 1
        path = self._folder / f"{self._number}.part"
        found = Found(self._number)
        with path.open("wb") as part:
            for identity, text in articles:
                line = records.line_of(identity, {"text": text})
                content = records.content_of(line)
                assert content
                found.lines.append(Line(identity, content, "", path, part.tell(), len(line)))
                part.write(line)
        return found


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path)


def add(folder: Path, *found: Found, limit: int = 1 << 30) -> day.Plan:
    target = folder / DAY
    before = day.existing(target)
    plan = day.plan(before, found, limit)
    day.write(folder / "new", before, [line for lines in plan.lines.values() for line in lines])
    (folder / "new").replace(target)
    return plan


def articles(folder: Path) -> list[tuple[str, str]]:
    return [(row["id"], row["text"]) for row in map(json.loads, (folder / DAY).read_text().splitlines())]


def test_lines_stand_by_id_whatever_the_order_they_came_in(tmp_path: Path, parts: Parts) -> None:
    add(tmp_path, parts.found(("b/2", "Two"), ("b/1", "One")), parts.found(("a/3", "Three")))
    first = (tmp_path / DAY).read_bytes()
    assert articles(tmp_path) == [("a/3", "Three"), ("b/1", "One"), ("b/2", "Two")]
    (tmp_path / DAY).unlink()
    add(tmp_path, parts.found(("b/1", "One")))
    add(tmp_path, parts.found(("a/3", "Three")), parts.found(("b/2", "Two")))
    assert (tmp_path / DAY).read_bytes() == first


def test_the_same_is_there_and_another_version_gets_an_id(tmp_path: Path, parts: Parts) -> None:
    add(tmp_path, parts.found(("a", "One")))
    plan = add(tmp_path, again := parts.found(("a", "One"), ("b", "Two")))
    assert (plan.there, len(plan.lines[again.number])) == ({again.number: 1}, 1)
    for _ in range(2):
        add(tmp_path, parts.found(("a", "Another one")))
    (_, same), (other, text), _ = articles(tmp_path)
    assert (same, text) == ("One", "Another one")
    assert other.startswith("a~")
    assert len(other) == len("a~") + 12
    plan = day.plan(day.existing(tmp_path / DAY), [parts.found(("a", "Third")), parts.found(("a", "Third"))], 1 << 30)
    assert [len(lines) for lines in plan.lines.values()] == [1, 0]


def test_an_id_that_looks_like_that_of_a_version_is_no_obstacle(tmp_path: Path, parts: Parts) -> None:
    add(tmp_path, parts.found(("a", "One"), ("a~", "Odd")))
    (new,) = (found := parts.found(("a", "Two"))).lines
    add(tmp_path, parts.found((f"a~{new.content[:12]}", "Squatter"), (f"a~{new.content}", "Squatter")))
    add(tmp_path, found)
    assert dict(articles(tmp_path))[f"a~{new.content}~2"] == "Two"


def test_what_people_wrote_stays_as_it_is(tmp_path: Path, parts: Parts) -> None:
    theirs = b'{"text": "No id, and no line end",  "x": 1}'
    (tmp_path / DAY).write_bytes(b'not json\n\n{"id": 7, "text": "Seven"}\n' + theirs)
    add(tmp_path, parts.found(("a", "One"), ("7", "Other")))
    lines = (tmp_path / DAY).read_bytes().splitlines()
    assert b"not json" in lines
    assert theirs in lines
    assert len(lines) == 5


def test_a_file_waits_whole_when_the_day_is_full(tmp_path: Path, parts: Parts) -> None:
    limit = 3 * 256
    add(tmp_path, parts.found(("a", "One"), ("b", "Two")), limit=limit)
    two, one, many = (parts.found(*((f"{n}/{k}", "x") for k in range(n))) for n in (2, 1, 4))
    plan = day.plan(day.existing(tmp_path / DAY), [two, one, many], limit)
    assert (plan.full, plan.too_large, set(plan.lines)) == ({two.number}, {many.number}, {one.number})


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / DAY).mkdir()
    with pytest.raises(UsageError, match="is not a file"):
        day.existing(tmp_path / DAY)
    assert day.existing(tmp_path / "none") == day.Existing()
