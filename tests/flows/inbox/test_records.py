"""The lines of a day's batch file: canonical, under our names, and with what else a record said."""

import json
from typing import Any

import pytest

from flows.inbox import records
from stages.clean.read.fields import as_text
from stages.clean.read.records import Record, read_record


def line(record: object, names: dict[str, str] | None = None) -> dict[str, Any]:
    content = record if isinstance(record, bytes) else json.dumps(record).encode()
    read = read_record(content, as_text(names or {}))
    assert isinstance(read, Record)
    fields: dict[str, Any] = json.loads(records.line_of("a/b.jsonl#1", records.of_record(content, read, names or {})))
    return fields


def test_our_fields_come_first_whatever_the_order_they_came_in() -> None:
    one = {"published": "2021-04-29", "text": "A", "b": 1, "id": "x", "a": {"d": 1, "c": 2}, "title": "T"}
    other = dict(reversed(one.items()))
    assert list(line(one)) == ["id", "text", "title", "published", "other"]
    content = json.dumps(one).encode(), json.dumps(other).encode()
    lines = []
    for each in content:
        read = read_record(each)
        assert isinstance(read, Record)
        lines.append(records.line_of("i", records.of_record(each, read, {}) | {"file_sha256": "0", "encoding": "x"}))
    assert lines[0] == lines[1]
    assert lines[0].endswith(b',"other":{"a":{"c":2,"d":1},"b":1},"file_sha256":"0","encoding":"x"}\n')


@pytest.mark.parametrize(
    ("record", "names", "other"),
    [
        ({"text": "A"}, {}, None),
        ({"text": "A", "id": 7, "title": None, "author": ["B"]}, {}, None),
        ({"text": "A", "published": 1619654400}, {}, None),
        ({"text": "A", "published": 1619654400.25}, {}, {"published": 1619654400.25}),
        (
            {"text": "A", "author": [{"name": "B", "mail": "b@b.example"}]},
            {},
            {"author": [{"mail": "b@b.example", "name": "B"}]},
        ),
        ({"body": "A", "text": "teaser"}, {"text": "body"}, {"text": "teaser"}),
        ({"c": {"r": "A", "p": False}}, {"text": "c.r"}, {"c": {"p": False}}),
        ({"c": {"r": "A"}}, {"text": "c.r"}, None),
        ({"c.r": "A", "c": {"r": "B"}}, {"text": "c.r"}, {"c": {"r": "B"}}),
        (
            {"text": "A", "tags": ["x", None], "n": 1.5, "big": 10**30},
            {},
            {"tags": ["x", None], "n": 1.5, "big": 10**30},
        ),
        (b'{"text": "A", "n": [NaN, Infinity, -Infinity]}', {}, {"n": [None, "inf", "-inf"]}),
        (b'{"text": "A", "note": "a\tb"}', {}, {"note": "a\tb"}),
    ],
)
def test_what_clean_does_not_read_is_kept(record: object, names: dict[str, str], other: object) -> None:
    assert line(record, names).get("other") == other


def test_content_is_what_an_article_says_and_not_what_it_is_called() -> None:
    def content(identity: str, **fields: object) -> str | None:
        return records.content_of(records.line_of(identity, fields))

    assert content("a", text="A", file_sha256="1") == content("b", text="A", other={"x": 1})
    different = [content("a", text="A"), content("a", html="A"), content("a", text="A", outlet="B")]
    assert len(set(different)) == 3
    assert content("a", outlet="B") is None
