"""`khabar sql` as a person calls it."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.sql.questions import questions
from stages.export.schema import schemas
from tests.support.samples import name_of


def sql(artifacts: Path, *arguments: object, piped: str | None = None) -> Result:
    given = [str(each) for each in arguments]
    return CliRunner().invoke(main, ["sql", *given, "--artifacts", str(artifacts)], input=piped)


def out(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


ROWS = "select doc_id, value_low, begin from figures where indicator like '%IT %' order by begin"


def test_without_a_query_it_shows_what_can_be_asked(artifacts: Path) -> None:
    told = out(sql(artifacts))
    assert all(f"  {table} " in told for table in schemas())
    assert all(name in told and each.asks in told for name, each in questions().items())
    assert all(macro in told for macro in ("figures_of('IT exports')", "said_by(", "source_of("))


def test_a_table_is_printed(artifacts: Path) -> None:
    told = out(
        sql(artifacts, "select outlet, count(*) as articles from documents where outlet like 'The%' group by all")
    )
    assert told.splitlines()[0].split() == ["outlet", "articles"]
    assert "The Paper" in told
    assert told.endswith("(1 row)\n")


def test_rows_that_are_too_wide_are_printed_as_blocks_and_sums_by_their_thousands(artifacts: Path) -> None:
    told = out(
        sql(artifacts, "select * exclude (raw_sha256), 2500000000::decimal(38, 9) as much from documents limit 1")
    )
    assert "Zara Khan" in told
    assert "2,500,000,000" in told
    assert max(map(len, told.splitlines())) <= 160


def test_rows_that_are_not_printed_are_told_of(artifacts: Path) -> None:
    assert "more than 2 rows; --rows 0 shows all" in out(sql(artifacts, "from documents", "--rows", 2))
    assert "(7 rows)" in out(sql(artifacts, "from documents", "--rows", 0))


def test_nothing_in_an_article_acts_on_the_terminal(artifacts: Path) -> None:
    told = out(sql(artifacts, "select '[red]x[/red]' || chr(27) || '[2J' || chr(8238) as title"))
    assert "[red]x[/red]" in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_csv(artifacts: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(out(sql(artifacts, ROWS, "--format", "csv")))))
    assert rows[0] == {"doc_id": name_of(0), "value_low": "2", "begin": "2020-07-01"}
    odd = "select null as a, ['x', 'ü'] as b, 'l' || chr(10) || '\"' as c, 1e-7::decimal(20, 9) as d"
    assert list(csv.reader(io.StringIO(out(sql(artifacts, odd, "--format", "csv")))))[1] == [
        "",
        '["x", "ü"]',
        'l\n"',
        "0.0000001",
    ]


def test_json_keeps_every_digit(artifacts: Path) -> None:
    rows = json.loads(out(sql(artifacts, ROWS, "--format", "json")), parse_float=Decimal, parse_int=Decimal)
    assert rows[0] == {"doc_id": name_of(0), "value_low": 2, "begin": "2020-07-01"}
    exact = "select 12345678901234567890.123456789::decimal(38, 9) as d, null as n, ['ü'] as l"
    told = out(sql(artifacts, exact, "--format", "json"))
    assert told == '[\n{"d": 12345678901234567890.123456789, "n": null, "l": ["ü"]}\n]\n'
    assert out(sql(artifacts, "from documents limit 0", "--format", "json")) == "[]\n"


def test_parquet_has_the_types_and_the_same_bytes_each_time(artifacts: Path, tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        out(sql(artifacts, "from figures order by all", "--output", tmp_path / name))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert pq.read_schema(tmp_path / "a.parquet").types == schemas()["figures"].types
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_the_suffix_of_the_output_says_the_format(artifacts: Path, tmp_path: Path) -> None:
    out(sql(artifacts, ROWS, "-o", tmp_path / "x.json"))
    assert len(json.loads((tmp_path / "x.json").read_text())) == 2
    refused = sql(artifacts, ROWS, "-o", tmp_path / "x.xlsx")
    assert refused.exit_code == 2
    assert "--format" in refused.stderr
    assert not (tmp_path / "x.xlsx").exists()


def test_the_query_may_come_from_a_file_or_a_pipe(artifacts: Path, tmp_path: Path) -> None:
    expected = out(sql(artifacts, ROWS, "--format", "csv"))
    path = tmp_path / "q.sql"
    path.write_text(f"-- Mine.\n{ROWS};\n", encoding="utf-8")
    assert out(sql(artifacts, "--file", path, "--format", "csv")) == expected
    assert out(sql(artifacts, "--format", "csv", piped=ROWS)) == expected
    assert out(sql(artifacts, "-", "--format", "csv", piped=ROWS)) == expected
    assert sql(artifacts, ROWS, "--file", path).exit_code == 2


def test_a_script_may_make_tables_of_its_own(artifacts: Path) -> None:
    script = "create table mine as select 41 as a; insert into mine values (1); select sum(a) as sum from mine"
    assert json.loads(out(sql(artifacts, script, "--format", "json"))) == [{"sum": 42}]
    refused = sql(artifacts, "select 1; select 2", "--format", "csv")
    assert refused.exit_code == 2
    assert "2 answers" in refused.stderr
    assert out(sql(artifacts, "select 1; select 2")).count("(1 row)") == 2


@pytest.mark.parametrize(
    ("query", "what", "then"),
    [
        ("from document", 'no table "document"; near to it: "documents"', "Tables: documents, duplicates"),
        ("select outlett from documents", 'no column "outlett"; near to it: "outlet"', "documents has doc_id, source"),
        ("select d.nope from documents d", 'no column "nope"', "documents has doc_id, source"),
        ("from figure_of('x')", 'no function or macro "figure_of"', "figures_of('IT exports')"),
        ("select figures_of('x')", "FROM clause", "from figures_of"),
        ("from source_of('x')", "source_of", "source_of(doc_id, start"),
        ("selec 1", 'syntax error at or near "selec"', "LINE 1: selec 1"),
        ("select end from amounts", 'near "end"', "with its table, amounts.end"),
        (
            "select text from amounts join documents using (doc_id)",
            'Ambiguous reference to column name "text"',
            "amounts has",
        ),
        ("select 'x'::int", "Could not convert", "LINE"),
        ("select error('stop')", "stop", "Mend the query"),
        ("copy documents to 'x.csv'", "nothing else", "--output"),
        ("/* nothing */", "empty", "khabar sql"),
    ],
)
def test_a_mistake_is_said_with_what_there_is_instead(artifacts: Path, query: str, what: str, then: str) -> None:
    result = sql(artifacts, query)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("khabar: ")
    assert "Traceback" not in result.stderr
    assert what in result.stderr
    assert then in result.stderr.partition("\n")[2]


@pytest.mark.parametrize("query", ["describe documents", "summarize amounts", "explain from documents", "show tables"])
def test_questions_about_the_tables_are_answered(artifacts: Path, query: str) -> None:
    assert "rows)" in out(sql(artifacts, query)) or "(1 row)" in out(sql(artifacts, query))


def test_a_query_that_is_not_utf_8_is_refused(artifacts: Path, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_bytes(b"select '\xff'")
    assert "UTF-8" in sql(artifacts, "--file", tmp_path / "q.sql").stderr


def test_folders_without_tables_are_told_what_to_do(tmp_path: Path) -> None:
    result = sql(tmp_path, "from documents")
    assert result.exit_code == 2
    assert "dvc repro" in result.stderr


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ("table", "select 'infinity'::timestamp as a"),
        ("csv", "select ['294000-01-01'::date] as a"),
        ("json", "select '2021-01-01 00:00:00.123456789'::timestamp_ns as a"),
        ("parquet", "select interval '1' year as a"),
        ("table", "select '\udcff' as a"),
    ],
)
def test_what_a_form_cannot_hold_is_said(form: str, query: str, artifacts: Path) -> None:
    found = sql(artifacts, query, "--format", form)
    assert (found.exit_code, type(found.exception)) == (2, SystemExit)
    assert "varchar" in found.stderr or "not UTF-8" in found.stderr


def test_an_error_that_quotes_a_value_does_nothing_to_the_terminal(artifacts: Path) -> None:
    found = CliRunner().invoke(
        main, ["sql", "select (chr(27) || '[31m' || chr(155))::int", "--artifacts", str(artifacts)], color=True
    )
    assert found.exit_code == 2
    assert r"\x1b[31m\x9b" in found.stderr
    assert not {"\x1b", "\x9b"} & set(found.stderr)


def test_an_answer_that_cannot_be_put_in_its_place_leaves_nothing_behind(artifacts: Path, tmp_path: Path) -> None:
    (tmp_path / "taken.csv").mkdir()
    assert sql(artifacts, "select 1", "--output", tmp_path / "taken.csv").exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["taken.csv"]


def test_tables_of_another_version_are_asked_as_far_as_they_go(artifacts: Path, tmp_path: Path) -> None:
    export = tmp_path / "export"
    for name in ("documents", "figures"):
        (export / name).mkdir(parents=True)
    table = pq.read_table(artifacts / "export" / "documents")
    pq.write_table(table.drop_columns(["url", "topics"]), export / "documents" / "all.parquet")
    told = out(sql(tmp_path, "select count(*) as a, count(url) as b from documents", "--format", "csv"))
    assert told == f"a,b\n{table.num_rows},0\n"
    assert out(sql(tmp_path, "it_exports", "--format", "json")) == "[]\n"
    moved = table.set_column(table.column_names.index("text"), "text", pa.array([[1]] * table.num_rows))
    pq.write_table(moved, export / "documents" / "all.parquet")
    found = sql(tmp_path, "from documents")
    assert (found.exit_code, type(found.exception)) == (1, SystemExit)
    assert "made by another version of Khabar" in found.stderr
