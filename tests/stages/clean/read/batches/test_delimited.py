"""Rows of delimited text."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.batch import WHOLE, locate, scan
from stages.clean.read.batches import delimited
from stages.clean.read.fields import as_text
from stages.clean.read.params import ReadParams

PARAMS = ReadParams()


def read(data: bytes, params: ReadParams = PARAMS, fields: str | None = None) -> list[dict[str, Any]]:
    """Return what each row of the index gives: the record, or why there is none."""
    give = locate(data, "csv", params, fields)
    found = []
    for row in scan(data, "csv", params, fields).to_pylist():
        if row["problem_code"]:
            found.append({"reject": row["problem_code"], "message": row["problem_message"], "key": row["key"]})
        else:
            content = give(row["offset"], row["length"])
            assert content is not None
            found.append(json.loads(content))
    return found


def test_case(delimited_case: dict[str, Any]) -> None:
    data = delimited_case["data"].encode(delimited_case.get("encoding", "utf-8"))
    found = read(data, fields=as_text(delimited_case.get("fields", {})))
    whole = [found.pop()] if found and found[-1].get("key") == WHOLE else []
    expected = delimited_case["rows"]
    assert len(found) == len(expected)
    assert len(whole) == ("whole" in delimited_case)
    for one, other in zip(found + whole, [*expected, delimited_case.get("whole")], strict=False):
        assert other is not None
        if "reject" in other:
            assert one["reject"] == other["reject"]
            assert other["message"] in one["message"]
        else:
            assert one == other


def test_a_cell_larger_than_csv_allows() -> None:
    text = "x" * 200_000
    assert read(f'id,text\n1,"{text}, {text}"\n2,{text}\n'.encode())[0]["text"] == f"{text}, {text}"


def test_a_row_larger_than_an_article_may_be() -> None:
    huge = "x" * (1 << 20)
    small = ReadParams(article_limit_mib=1)
    for row in (f"1,{huge}", f'1,"{huge}"', f'1,"{huge[:700_000]}\n{huge[:700_000]}"'):
        found = read(f"id,text\n0,a\n{row}\n2,b\n".encode(), small)
        assert [each.get("id") for each in found if "id" in each] == ["0", "2"]
        assert {each["reject"] for each in found if "reject" in each} <= {"too_large", "bad_row"}


@pytest.mark.parametrize(
    "row",
    ['x,"', '"', 'a",b,"x', ',"",', '","', '"a', '""', 'x,"y""', '","""', 'a,"b\r'],
)
def test_stray_quotes_take_no_more_than_linear_time(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: the characters that are walked through, in the middle of a file and before its very end."""
    walked = 0
    walk: Callable[..., Any] = delimited._walk

    def counting(line: bytes, delimiter: int, *, inside: bool) -> Any:
        nonlocal walked
        walked += len(line) + 1
        return walk(line, delimiter, inside=inside)

    monkeypatch.setattr(delimited, "_walk", counting)
    for last in ("", 'z"\n', "1,x\n"):
        walked = 0
        data = ("id,text\n" + f"{row}\n" * 3000 + last).encode()
        assert scan(data, "csv", PARAMS).num_rows <= 3002
        assert walked <= 3 * len(data)


CELLS = st.text(st.sampled_from(list('ab,;\n\r" é|\t')) | st.characters(codec="utf-8"), max_size=12)
DAMAGE = ['9,"never closed', "9", "9,x,y,z", '9,"a "b" c"', '9,x"y"', '"', '9,"x" ', "\x00", '",', 'x,""",']


@given(st.lists(CELLS, max_size=8), st.lists(st.tuples(st.integers(0, 8), st.sampled_from(DAMAGE)), max_size=4))
def test_no_damaged_row_costs_a_good_one(cells: list[str], damage: list[tuple[int, str]]) -> None:
    good = []
    for number, cell in enumerate(cells):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow([f"good {number}", cell])
        good.append(line.getvalue())
    lines = list(good)
    for at, row in damage:
        lines.insert(min(at, len(lines)), row + "\n")
    found = read(("id,text\n" + "".join(lines)).encode())
    told = {each["id"]: each["text"] for each in found if str(each.get("id", "")).startswith("good")}
    assert told == {f"good {number}": cell for number, cell in enumerate(cells)}


@given(st.lists(CELLS, min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_as_csv_reads_it(cells: list[str], end: str) -> None:
    rows = [(f"{cell}{number}", cell) for number, cell in enumerate(cells)]
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([("id", "text"), *rows])
    data = written.getvalue()
    expected = list(csv.reader(io.StringIO(data, newline="")))[1:]
    found = [[each["id"], each["text"]] for each in read(data.encode()) if "reject" not in each]
    assert found == expected


@given(st.binary(max_size=60))
def test_any_bytes_are_answered(data: bytes) -> None:
    index = scan(b"id,text\n" + data, "csv", PARAMS)
    assert index.num_rows
    keys = index["key"].to_pylist()
    assert len(set(keys)) == len(keys)
    scan(data, "csv", PARAMS)


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        ("id,text\r" + "".join(f"{number},{'x' * 500}\r" for number in range(200)) + "\n", range(200)),
        ("id,text\r" + "".join(f"{number},{'x' * 500}\r" for number in range(200)) + "200,a\r\n201,b\n", range(202)),
        ('id,text\r1,"a\nb"\r2,"c"\r', (1, 2)),
        ('id,text\r1,"a\r\nb"\r2,c', (1, 2)),
        ('id,text,"of\nthe day"\r1,a,b\r2,c,d\r', (1, 2)),
        ('id,text,"of\rthe day"\n1,a,b\r\n2,c\rd,e\n', (1, 2)),
        ("\r\rid,text\r1,a\r", (1,)),
        ("id,text\r\r\n1,a\r\r\n", (1,)),
    ],
)
def test_what_ends_a_line_is_told_by_the_header(data: str, ids: Iterable[int]) -> None:
    assert [each.get("id") for each in read(data.encode())] == [str(number) for number in ids]


def test_text_of_a_file_whose_lines_end_in_cr() -> None:
    assert read(b'id,text\r1,"a\nb"\r2,"c"\r') == [{"id": "1", "text": "a\nb"}, {"id": "2", "text": "c"}]


@given(st.lists(CELLS, min_size=1, max_size=8), st.integers(0, 3))
def test_no_row_of_a_file_whose_lines_end_in_cr_is_lost(cells: list[str], rest: int) -> None:
    written = io.StringIO(newline="")
    rows = [(str(number), cell) for number, cell in enumerate(cells)]
    csv.writer(written, lineterminator="\r", quoting=csv.QUOTE_ALL).writerows([("id", "text"), *rows])
    found = read((written.getvalue() + "\n" * rest).encode())
    assert [(each["id"], each["text"]) for each in found] == rows


def test_a_cell_that_is_too_large_is_one_record() -> None:
    lines = "x\n" * (1 << 20)
    found = read(f'id,text\n0,a\n1,"{lines}"\n2,b\n'.encode(), ReadParams(article_limit_mib=1))
    assert [each.get("reject", each.get("id")) for each in found] == ["0", "too_large", "2"]
