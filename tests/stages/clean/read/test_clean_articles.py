"""The whole way of an article through the clean stage."""

import gzip
import html
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stages import keys, offsets
from stages.clean.read import headline
from stages.clean.read.articles import Article, read_article, run
from stages.clean.read.decoding import to_text
from stages.clean.read.params import ReadParams
from stages.clean.rejects import Reject
from stages.clean.schema import ARTICLES_SCHEMA, SOURCE_SCHEMA

PARAMS = ReadParams()
ROOT = Path(__file__).parents[4]


#: Fields of an article that a case can state.
FIELDS = ("title", "author", "credit", "syndicated_from", "stated_date", "stated_date_rule")


def content_of(case: dict[str, Any]) -> bytes:
    if "title_stated" in case:
        return json.dumps({"text": case["raw"], "title": case["title_stated"]}).encode()
    return bytes.fromhex(case["hex"]) if "hex" in case else case["raw"].encode(case.get("encoding", "utf-8"))


def source(*rows: dict[str, Any]) -> pa.Table:
    defaults = {"form": "text", "source": "a.txt"}
    filled = [{"key": f"k{number}"} | defaults | row for number, row in enumerate(rows)]
    return pa.Table.from_pylist(filled, schema=SOURCE_SCHEMA)


def test_case(articles_case: dict[str, Any], check_map: Callable[..., None]) -> None:
    case = articles_case
    content = content_of(case)
    form = "record" if "title_stated" in case else "text"
    result = read_article(form, content, PARAMS)
    if "reject" in case:
        assert isinstance(result, Reject)
        assert result.code == case["reject"]
        return
    assert isinstance(result, Article)
    raw = case["raw"] if form == "record" else to_text(content)
    assert result.text == case["text"]
    assert [[reason, raw[start:end]] for start, end, reason in result.removed] == case.get("removed", [])
    assert [text for _, text in case.get("removed", [])] == list(result.removed_texts)
    assert {name: getattr(result, name) for name in FIELDS} == {name: case.get(name) for name in FIELDS}
    stated = [[case["stated_date_rule"], case["stated_date"]]] if "stated_date" in case else []
    assert [[each.rule, each.text] for each in result.stated_dates] == case.get("stated_dates", stated)
    for each in result.stated_dates:
        assert raw[each.raw_start : each.raw_end] == each.text
    check_map(raw, result)


def test_every_case_of_a_negative_keeps_everything() -> None:
    import tomllib

    for case in tomllib.loads((Path(__file__).parent / "cases/articles.toml").read_text(encoding="utf-8"))["case"]:
        if case["kind"] == "negative":
            assert "removed" not in case
            assert case["text"].split() == case["raw"].split()


def test_rows_and_columns() -> None:
    text = "The mill crushed 4,100 tonnes of cane on Sunday."
    record = {
        "id": 7,
        "text": text,
        "title": " Mill\n sets  record ",
        "outlet": "The Bund",
        "author": ["A. Khan", " B"],
    }
    record |= {"section": "Business", "published": "4 May 2021", "url": "https://x.example/7", "unknown": [1]}
    table = source(
        {"content": text.encode(), "sha256": "ab", "outlet": "dawn"},
        {"form": "record", "record": "7", "sha256": "cd", "content": json.dumps(record).encode(), "outlet": "folder"},
        {"content": None, "problem_code": "broken_compression", "problem_message": "cut off"},
        {"content": b"x"},
    )
    result = run(table, PARAMS)
    assert result.schema == ARTICLES_SCHEMA
    rows = result.to_pylist()
    assert [row["doc_id"] for row in rows] == [keys.doc_id(f"k{number}") for number in range(4)]
    assert [row["raw_sha256"] for row in rows] == ["ab", "cd", None, None]
    assert [row["reject_code"] for row in rows] == [None, None, "broken_compression", "too_short"]
    assert rows[2]["reject_message"] == "cut off"
    assert rows[3] | {"text": None, "offsets": None, "removed": None} == rows[3]
    assert rows[0]["outlet"] == "dawn"
    assert rows[0]["removed"] == []
    assert rows[0]["offsets"] == [{"start": 0, "raw_start": 0, "length": 48, "raw_length": 48}]
    expected = {"outlet": "The Bund", "title": "Mill sets record", "author": "A. Khan; B", "section": "Business"}
    expected |= {"url": "https://x.example/7", "stated_date": "4 May 2021", "stated_date_rule": "record_published"}
    expected |= {"text": text, "record": "7"}
    assert rows[1] | expected == rows[1]


def test_an_empty_partition() -> None:
    result = run(SOURCE_SCHEMA.empty_table(), PARAMS)
    assert result.schema == ARTICLES_SCHEMA
    assert result.num_rows == 0


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    contents = [b"The mill crushed 4,100 tonnes.", "The cafÃ© on the corner opens at six.".encode(), b"", b"\0" * 9]
    rows = [{"key": str(number), "content": content} for number, content in enumerate(contents)]
    together = run(source(*rows), PARAMS)
    assert pa.concat_tables([run(source(row), PARAMS) for row in rows]).equals(together)
    assert run(source(*rows[::-1]), PARAMS).to_pylist() == together.to_pylist()[::-1]


def test_an_article_larger_than_allowed() -> None:
    result = read_article("text", b"x" * (1 << 20) + b"y", ReadParams(article_limit_mib=1))
    assert isinstance(result, Reject)
    assert result.code == "too_large"
    assert "clean.read.article_limit_mib" in result.message


def test_least_letters_is_a_knob() -> None:
    content = b"Mill sets record, 4,100 tonnes."
    assert isinstance(read_article("text", content, PARAMS), Article)
    result = read_article("text", content, ReadParams(least_letters=21))
    assert isinstance(result, Reject)
    assert result.message.startswith("Only 20 letters")


#: Of what generated texts are made: words, white space of all kinds, what is repaired, what is dropped. Nothing whose
#: repair depends on the rest of its line: that is for the next test.
PIECES = st.sampled_from(
    [
        "the mill",
        "crushed ",
        "4,100",
        " tonnes",
        ".",
        "Said",
        "é",
        "حکومت",
        "🙂",
        "\n",
        "\n\n",
        "\r\n",
        "  ",
        "\t",
        "    ",
        " \n ",
        "\xa0",
        "\u2028",
        "\x0c",
        "\u3000",
        "\u200b",
        "\u200f",
        "\xad",
        "\ufb01ne",
        "e\u0301",
        "\u0622\u0653",
        "\u0627\u0653",
        "\x00",
        "\x81",
        "COMMENTS",
        "\nReuter\n",
        "Leave a Reply",
        "Table of Contents\n",
        "By Sana Memon\n",
        "Published 4 May 2021\n",
        "Canal to be closed in May\n",
        "\n“Canal” to be closed in May \n",
        ". (Reporting by Sana Memon; Editing by A. Khan)\n",
        ".  REUTER",
        ". AFP\n",
        "\n(WITH INPUT FROM APP)\n",
        "\nThe board will close the canal for the month of May, its chairman told growers who had come...\n",
        "\nRelated news\n",
        "US\n",
        " date 2021-01-02 ",
        "Copyright © 2020",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_the_map_of_generated_texts(check_map: Callable[..., None], raw: str) -> None:
    result = read_article("text", raw.encode(), ReadParams(least_letters=1))
    if isinstance(result, Article):
        check_map(raw.encode().decode("utf-8-sig"), result)


TITLES = ["Canal to be closed in May", "Said the mill - The Bund"]


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(TITLES))
def test_the_map_and_the_title_of_generated_records(check_map: Callable[..., None], raw: str, title: str) -> None:
    result = read_article("record", json.dumps({"text": raw, "title": title}).encode(), ReadParams(least_letters=1))
    if isinstance(result, Article):
        check_map(raw, result)
        assert result.title == title
        lines = result.text.split("\n")
        # A flash is all in its headline, which then is the text.
        assert len(lines) == 1 or not [line for line in lines if headline.known(title).repeated(line)]


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_text_is_the_same_whether_the_title_stands_in_it_or_beside_it(raw: str) -> None:
    title = "Who will pay for the second bridge?"
    params = ReadParams(least_letters=1, wrap_widest=0)  # whether lines are joined depends on all of them
    beside = read_article("record", json.dumps({"text": raw, "title": title}).encode(), params)
    inside = read_article("record", json.dumps({"text": f"{title}\n{raw}", "title": title}).encode(), params)
    if isinstance(inside, Article):
        assert inside.text == (beside.text if isinstance(beside, Article) else title)
    else:
        assert isinstance(beside, Reject)


MOJIBAKE = st.text(st.sampled_from("aé“—ڑ¬ ñ&;lt<Ã©â€œ\u009d\n\u00a0Âœ°²ö ")).map(
    lambda text: text.encode().decode("latin-1")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, MOJIBAKE, st.text(max_size=8)), max_size=30).map("".join))
def test_the_map_where_the_repair_of_a_word_depends_on_the_line(check_map: Callable[..., None], raw: str) -> None:
    content = raw.encode("utf-8", "replace")
    result = read_article("text", content, ReadParams(least_letters=1))
    if isinstance(result, Article):
        check_map(to_text(content), result, again=False)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["text", "html", "record"]), st.binary(max_size=400), st.binary(max_size=40))
@example("text", b"\x80!\xc3\x80", b"\x80!\xc3\x80")
def test_no_bytes_are_too_strange(form: str, content: bytes, end: bytes) -> None:
    for bytes_ in (content, b'{"text":"' + content + b'"}', b"<html><p>" + content * 3 + b"</p>" + end):
        result = read_article(form, bytes_, PARAMS)
        assert isinstance(result, Article | Reject)


REAL = {
    "000": (None, []),
    "001": ("2021-01-27", ["date_prefix"]),
    "002": ("2021-04-29", ["date_prefix"]),
    "003": (None, ["table_of_contents", "follow_us", "leave_a_reply"]),
    "004": (None, ["title", "title_repeated", "originally_published"]),
}


@pytest.mark.parametrize("number", REAL)
def test_real_articles(shared: Path, check_map: Callable[..., None], number: str) -> None:
    (path,) = (shared / "seeds").glob(f"{number}*.txt")
    article = read_article("text", path.read_bytes(), PARAMS)
    assert isinstance(article, Article)
    raw = path.read_text(encoding="utf-8")
    stated_date, removed = REAL[number]
    assert article.stated_date == stated_date
    assert [reason for _, _, reason in article.removed] == removed
    assert (article.title is not None) == (number == "004")
    assert (article.syndicated_from is not None) == (number == "004")
    assert article.credit is None
    assert article.author is None
    check_map(raw, article)
    kept = raw
    for start, end, _ in reversed(article.removed):
        kept = kept[:start] + kept[end:]
    assert kept.split() == article.text.split()


@pytest.mark.parametrize(
    ("name", "rows"),
    [("reuters21578", 700), ("the-news-express-tribune-2025", 350), ("urdu-news-snippets", 700)],
)
def test_corpora(shared: Path, check_map: Callable[..., None], name: str, rows: int) -> None:
    with gzip.open(shared / "corpora" / f"{name}.jsonl.gz") as file:
        lines = [line.rstrip(b"\n") for line in itertools.islice(file, rows)]
    codes = set()
    for line in lines:
        result = read_article("record", line, PARAMS)
        text = json.loads(line)["text"]
        if isinstance(result, Reject):
            codes.add(result.code)
            continue
        check_map(text, result)
        assert "Copyright ©" not in result.text
        assert not result.text.endswith(("COMMENTS", "Reuter", "REUTER"))
        assert not all(line.endswith("...") for line in result.text.split("\n")[-2:])
    assert codes <= {"not_an_article", "too_short"}


SCRIPT = """
import hashlib, sys
from pathlib import Path
from stages.clean.read.articles import read_article
from stages.clean.read.params import ReadParams
page = Path(sys.argv[1]).read_bytes()
broken = "caf\u00c3\u00a9 \u00e2\u20ac\u0153 one two three four five".encode()
for form, content in (("html", page), ("text", page), ("text", broken)):
    print(ascii(read_article(form, content, ReadParams())))
"""


def test_the_answer_does_not_depend_on_the_process() -> None:
    page = Path(__file__).parent / "cases" / "page.html"
    answers = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(page)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone, locale in (("1", "Asia/Karachi", "C"), ("2", "America/Lima", "C.UTF-8"))
    }
    assert len(answers) == 1
    assert b"2023-05-04" in answers.pop()


TAGGED = (
    "<h1>Canal opened again</h1><p>The canal of the left bank was opened again on Monday, after eleven weeks in which "
    "the growers &amp; their herds had no water at all, officials said.</p><p>They expect the first crop in May, and "
    "said that the second would follow if it rains.</p><p>Nobody was hurt when the gate was lifted.</p>"
)


@pytest.mark.parametrize("form", ["text", "record"])
@pytest.mark.parametrize("raw", [TAGGED, html.escape(TAGGED)], ids=["tags", "escaped tags"])
def test_a_text_that_is_full_of_tags_is_read_as_a_page(form: str, raw: str, check_map: Callable[..., None]) -> None:
    result = read_article(form, (raw if form == "text" else json.dumps({"text": raw})).encode(), PARAMS)
    assert isinstance(result, Article)
    assert result.title == "Canal opened again"
    assert result.text.startswith("The canal of the left bank")
    assert "&" in result.text
    assert "<" not in result.text
    assert [text for text in result.removed_texts if text.strip()] == ["Canal opened again"]
    for word in ("canal", "herds", "lifted"):
        start = result.text.index(word)
        place = offsets.to_raw(result.offsets, start, start + len(word))
        assert place
        assert raw[slice(*place)] == word
    check_map(raw, result, page=True, again=False)
