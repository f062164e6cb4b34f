"""The articles that we ship, from end to end: what an analyst finds in the tables."""

import datetime as dt
import hashlib
import html
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

import stages
from flows import build, conservation
from flows.engine.stage import Place
from flows.fsck.keys import broken
from stages.clean.read.decoding import to_text
from stages.export.schema import schemas
from tests.support.tables import Tables

SEEDS = Path(__file__).parents[1] / "seeds"
PAGE = "karakoram-bulletin/ajk-gb-spectrum-sale-what-it-means-for-hunza.html"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    artifacts = tmp_path_factory.mktemp("seeds") / "artifacts"
    settings = {"clean": {"read": {"partition_least": 2, "partition_mean": 3, "partition_greatest": 6}}}
    build.run(stages.NAMES, Place(SEEDS, artifacts), settings, workers=1)
    assert conservation.check(artifacts) == 41
    return Tables(artifacts)


def test_every_record_is_in_exactly_one_table(tables: Tables) -> None:
    ends = " union all ".join(f"select doc_id from {{{table}}}" for table in ("documents", "duplicates", "rejects"))
    assert tables.rows(f"select count(*), count(distinct doc_id) from ({ends})") == [(41, 41)]


@pytest.mark.parametrize("table", sorted(schemas()))
def test_a_table_has_its_schema_and_is_readable_as_a_folder(tables: Tables, table: str) -> None:
    folder = tables.export / table
    assert all(path.suffix == ".parquet" for path in folder.iterdir())
    expected = schemas()[table]
    for path in folder.iterdir():
        found = pa.parquet.read_schema(path)
        assert found.equals(expected)
        assert all(field.metadata[b"description"] for field in found)
        assert found.metadata[b"description"] == expected.metadata[b"description"]
    read = ds.dataset(folder, format="parquet").to_table()
    assert read.num_rows == tables.rows(f"select count(*) from {{{table}}}")[0][0]


@pytest.mark.parametrize("table", sorted(schemas()))
def test_files_are_sorted_as_they_declare(tables: Tables, table: str) -> None:
    columns = schemas()[table].metadata[b"sorted_by"].decode().split()
    for path in (tables.export / table).iterdir():
        rows = pa.parquet.read_table(path, columns=columns).to_pylist()
        keys = [tuple((row[name] is not None, row[name]) for name in columns) for row in rows]
        assert keys == sorted(keys)


def test_keys_hold_and_nulls_stand_where_they_may(tables: Tables) -> None:
    assert broken(tables.export.parent) == []


def test_copies_are_counted_where_they_are_folded(tables: Tables) -> None:
    wrong = """
        select count(*) from {documents} d
        where duplicates != (select count(*) from {duplicates} c where c.duplicate_of = d.doc_id)"""
    assert tables.rows(wrong) == [(0,)]


@pytest.mark.parametrize("table", ["timexes", "amounts"])
def test_spans_cut_their_text_out_of_the_article(tables: Tables, table: str) -> None:
    found = tables.rows(
        f'select d.text, m.start, m."end", m.text from {{{table}}} m join {{documents}} d using (doc_id)'
    )
    assert len(found) > 100
    assert all(text[start:end] == surface for text, start, end, surface in found)


@pytest.mark.parametrize("table", ["timexes", "amounts"])
def test_raw_spans_cut_it_out_of_the_file(tables: Tables, table: str) -> None:
    found = tables.rows(
        f"""select source, raw_start, raw_end, m.text from {{{table}}} m join {{documents}} using (doc_id)
            where record is null"""
    )
    assert len(found) > 80
    for source, start, end, surface in found:
        raw = to_text((SEEDS / source).read_bytes())
        assert " ".join(html.unescape(raw[start:end]).split()) == surface


def test_the_evidence_of_a_day_stands_in_the_file(tables: Tables) -> None:
    found = tables.rows(
        """select source, published_raw_start, published_raw_end, published_text, published_rule from {documents}
           where record is null and published is not null"""
    )
    assert {rule for *_, rule in found} == {"date_prefix", "dateline", "page_metadata", "published_line"}
    for source, start, end, said, _ in found:
        raw = to_text((SEEDS / source).read_bytes())
        assert " ".join(html.unescape(raw[start:end]).split()) == said


def test_the_digest_is_that_of_the_file(tables: Tables) -> None:
    for source, digest in tables.rows("select source, raw_sha256 from {documents} where record is null"):
        assert hashlib.sha256((SEEDS / source).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(
    ("kept", "outlets", "copies"),
    [
        (
            "capital-dispatch/new-business-or-old-money-coming-home.txt",
            4,
            [
                ("indus-wire/1173402.txt", "contained", "longer_holds_it"),
                ("karachi-ledger/it-exports-swell-4359pc-in-nine-months.txt", "contained", "longer_holds_it"),
                ("ravi-herald/software-exports-cross-1.5bn.txt", "contained", "longer_holds_it"),
            ],
        ),
        (
            "indus-wire/1301277.txt",
            3,
            [
                ("karachi-ledger/phone-plant-halts-two-lines.txt", "exact", "earliest"),
                ("ravi-herald/letters-of-credit-stop-phone-lines.txt", "near", "earliest"),
            ],
        ),
        ("indus-wire/1266540.txt", 1, [("indus-wire/1266118.txt", "update", "revision")]),
    ],
    ids=["an analysis that holds an agency's report", "a report and its reprints", "a report and its update"],
)
def test_every_story_is_kept_once(tables: Tables, kept: str, outlets: int, copies: list[tuple[str, str, str]]) -> None:
    found = tables.rows(
        f"""select d.outlets, c.source, c.kind, c.rule from {{duplicates}} c
            join {{documents}} d on c.duplicate_of = d.doc_id where d.source = '{kept}' order by c.source"""
    )
    assert found == [(outlets, *copy) for copy in copies]


@pytest.mark.parametrize(
    ("source", "record", "published", "rule"),
    [
        ("capital-dispatch/house-panel-told-it-exports-up-40pc.txt", None, dt.date(2021, 1, 21), "date_prefix"),
        ("indus-wire/1094821.txt", None, dt.date(2020, 11, 13), "dateline"),
        (PAGE, None, dt.date(2021, 10, 1), "page_metadata"),
        ("hisaab-weekly/export-2023-08.jsonl", "hw-2021-0719-01", dt.date(2021, 7, 19), "record_published"),
        ("hisaab-weekly/export-2023-08.jsonl", "hw-nd-0007", None, "not_stated"),
        ("gwadar-gazette/stories-2022-04.csv", "GG-2203", dt.date(2022, 4, 3), "record_published"),
        ("khyber-courier/software-exporters-forum-peshawar-loans.txt", None, None, "dateline_without_year"),
        ("techbaithak/5g-in-pakistan-what-we-know.txt", None, None, "not_stated"),
    ],
)  # fmt: skip
def test_days_of_publication(
    tables: Tables, source: str, record: str | None, published: dt.date | None, rule: str | None
) -> None:
    found = tables.rows(
        f"""select published, published_rule from {{documents}} where source = '{source}'
            and record is not distinct from {f"'{record}'" if record else "null"}"""
    )
    assert found == [(published, rule)]


def test_what_the_owner_says_of_an_outlet_and_of_its_fields_counts(tables: Tables) -> None:
    (story,) = tables.rows(
        """select outlet, outlet_country, title, author, section, published_at at time zone 'UTC' from {documents}
           where record = 'GG-2203'"""
    )
    assert story == (
        "Gwadar Gazette",
        "PK",
        "Fibre reaches the fish harbour, and with it the bidders",
        "Sanober Rind",
        "Coast",
        dt.datetime(2022, 4, 3, 13, 45),  # noqa: DTZ001 - DuckDB gives the clock of the zone that was asked for
    )


def test_rejects_say_what_to_do(tables: Tables) -> None:
    found = dict(tables.rows("select code, message from {rejects}"))
    assert found.keys() == {"bad_json", "bad_row", "empty"}
    assert all(":" in message and message.endswith(".") for message in found.values())


def test_languages(tables: Tables) -> None:
    assert tables.rows("select language, count(*) from {documents} group by 1 order by 1") == [("en", 30), ("ur", 2)]


def test_residue_is_gone_and_accounted_for(tables: Tables) -> None:
    for phrase in ("Leave a Reply", "Table of Contents", "Copyright ©", "follow us on", "Read more:", " date 20"):
        assert tables.rows(f"select count(*) from {{documents}} where contains(text, '{phrase}')") == [(0,)], phrase
    reasons = {reason for (reason,) in tables.rows("select distinct reason from {removed}")}
    assert reasons >= {"leave_a_reply", "table_of_contents", "copyright", "follow_us", "read_more", "date_prefix"}


def test_what_was_removed_stood_in_the_source(tables: Tables) -> None:
    found = tables.rows(
        """select source, raw_start, raw_end, r.text from {removed} r join {documents} using (doc_id)
           where record is null"""
    )
    assert found
    for source, start, end, text in found:
        assert to_text((SEEDS / source).read_bytes())[start:end] == text


def test_characters_are_repaired(tables: Tables) -> None:
    assert tables.rows("select count(*) from {documents} where contains(text, 'â€') or contains(text, chr(65279))") == [
        (0,)
    ]
    (pounds,) = tables.rows(
        "select count(*) from {documents} where source like 'karachi-ledger/karachi-package%' and contains(text, '£')"
    )
    assert pounds == (1,)
