"""What can be asked: every table, the macros, the dictionary, and nothing beside them."""

from pathlib import Path

import pyarrow as pa
import pytest

from flows.errors import CorruptError, UsageError
from flows.sql.session import MACROS, Session, connect
from stages.dictionary.tables import tables
from stages.export.schema import schemas
from tests.support.asked import STORY
from tests.support.samples import name_of


@pytest.fixture(scope="module")
def session(artifacts: Path) -> Session:
    return connect(artifacts)


@pytest.mark.parametrize("table", schemas())
def test_every_table_is_a_view_with_its_columns_and_types(session: Session, table: str) -> None:
    found = session.table(f"from {table}").schema
    assert found.names == schemas()[table].names
    # DuckDB has one kind of text.
    assert found.types == [pa.string() if kind == pa.large_string() else kind for kind in schemas()[table].types]


def test_the_dictionary_has_every_column(session: Session) -> None:
    rows = session.table("from dictionary").to_pylist()
    assert [(row["table"], row["column"], row["null_means"]) for row in rows] == [
        (table.name, column.name, column.null) for table in tables() for column in table.columns
    ]
    assert {row["column"] for row in rows if row["table"] == "timexes" and row["key"]} == {"doc_id", "start", "end"}


def test_figures_of_an_indicator_stand_in_the_order_of_their_periods(session: Session) -> None:
    rows = session.table("from figures_of('IT exports')").to_pylist()
    assert [(row["kind"], row["begin"].year, row["outlet"]) for row in rows] == [
        ("actual", 2020, "The Paper"),
        ("target", 2021, "The Paper"),
    ]
    assert rows[1]["sentence"] == "Exports of software rose to $2 billion."
    start = STORY.index("$2")
    assert rows[1]["cite"] == f"{name_of(0)}:{start}-{start + len('$2 billion')}"


@pytest.mark.parametrize("asked", ["minister", "MINISTERS", "malik", "ayesha malik", "Ms. Malik"])
def test_what_somebody_said_is_found_by_any_of_their_names(session: Session, asked: str) -> None:
    (row,) = [row for row in session.table("from said_by($1)", [asked]).to_pylist() if row["kind"] == "direct"]
    assert (row["speaker"], row["text"]) == ("Ayesha Malik", '"It will be five,"')
    assert session.table("from said_by($1)", [f"{asked} nobody"]).num_rows == 0


def test_a_passage_leads_to_its_source(session: Session) -> None:
    start = STORY.index("asked")
    (row,) = session.table("from source_of($1, $2, $3)", [name_of(0), start, start + 5]).to_pylist()
    # After a character outside the first plane: places count code points.
    assert (row["passage"], row["sentence"]) == ("asked", "\U0001f600 Nobody asked.")
    assert (row["source"], row["record"], row["outlet"]) == ("paper/story.txt", None, "The Paper")
    assert row["cite"] == f"{name_of(0)}:{start}-{start + 5}"


def test_a_passage_over_two_sentences_gives_both(session: Session) -> None:
    (row,) = session.table("select sentence_of($1, 5, 50) as both", [name_of(0)]).to_pylist()
    assert row["both"] == STORY[: STORY.index(" \U0001f600")]


def test_source_of_is_asked_for_every_row_of_a_table(session: Session) -> None:
    query = 'select f.text, s.passage from figures f, source_of(f.doc_id, f.start, f."end") s where f.doc_id = $1'
    rows = session.table(query, [name_of(0)]).to_pylist()
    assert len(rows) >= 3
    assert any(row["text"] == row["passage"] for row in rows)


@pytest.mark.parametrize(
    ("said", "asked", "expected"),
    [
        ("IT exports of Pakistan", "exports it", True),
        ("the country's IT-exports", "IT export", True),
        ("Italy's exports", "it exports", False),
        ("the exporters of IT", "it exports", False),
        ("gas prices", "gas price", True),
        ("ga prices", "gas price", False),
        ("an export of IT", "it exports", True),
        ("the I.T. sector", "IT", False),
        ("وزیر اعظم نے کہا", "وزیر", True),
        ("a.b*c", "b*c", True),
        ("anything", "", True),
    ],
)
def test_names_are_matched_by_their_words(session: Session, said: str, asked: str, expected: bool) -> None:
    assert session.table("select names($1, $2) as found", [said, asked]).to_pylist() == [{"found": expected}]


def test_every_macro_says_how_it_is_called(session: Session) -> None:
    made = {
        row["function_name"]
        for row in session.table(
            "select function_name from duckdb_functions() where function_type like '%macro' and not internal"
        ).to_pylist()
    }
    assert made == {call.removeprefix("from ").partition("(")[0] for call, _ in MACROS}
    assert all(gives for _, gives in MACROS)


@pytest.mark.parametrize(
    "query",
    [
        "copy documents to '{path}'",
        "with x as (copy (select 1) to '{path}') from x",
        "explain analyze copy (select 1) to '{path}'",
        "copy (pivot documents on outlet using count(*)) to '{path}'",
        "export database '{path}'",
        "attach '{path}'",
        "from read_text('{other}')",
        "from read_csv('{other}')",
        "from glob('{folder}/*')",
        "from 'https://127.0.0.1:9/x.parquet'",
        "from read_parquet('s3://bucket/x.parquet')",
        "install httpfs",
        "load httpfs",
        "create persistent secret s (type s3)",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "reset lock_configuration",
    ],
)
def test_nothing_else_is_read_or_written(session: Session, tmp_path: Path, query: str) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    with pytest.raises(UsageError):
        session.table(query.format(path=tmp_path / "made", other=other, folder=tmp_path))
    assert list(tmp_path.iterdir()) == [other]


def test_a_variable_of_the_program_is_no_table(session: Session) -> None:
    documents_of_mine = session.table("from documents")
    assert documents_of_mine.num_rows
    with pytest.raises(UsageError, match="documents_of_mine"):
        session.table("from documents_of_mine")


def test_a_table_that_an_older_build_did_not_make_has_no_rows(artifacts: Path, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "documents").symlink_to(artifacts / "export" / "documents")
    found = connect(tmp_path)
    assert found.table("from figures_of('IT')").num_rows == 0
    assert found.table("from documents").num_rows > 0


def test_folders_without_tables_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no tables"):
        connect(tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "export" / "documents"
    folder.mkdir(parents=True)
    (folder / "schema.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(CorruptError, match="documents"):
        connect(tmp_path)
