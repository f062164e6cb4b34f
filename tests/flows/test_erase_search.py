"""The search that an erase is proven by: it finds an article wherever it stands, and takes nothing else for it."""

import gzip
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from flows.erase import needles
from flows.erase.article import Article, Told
from flows.erase.literals import Literal, Literals
from flows.erase.needles import DIGEST, DOC_ID, FINGERPRINT, KEY, SHA256, TEXT, TITLE, URL, Needles
from flows.erase.search import UNREAD, Search
from stages import keys

TEXT_OF = (
    "The ferry to Ormara was late again on Friday, since its pilot had lost a bet with the keeper of the light. "
    "Nobody on the quay, where forty goats and a bride were waiting, thought any the worse of him for it."
)
SHA = "c0ffee1234567890abcd" + "5f" * 22
NUMBER = 0x9E3779B97F4A7C15


def told(**more: object) -> Told:
    values = {
        "texts": [TEXT_OF],
        "title": "Pilot of the late ferry",
        "url": "https://coast.example/2021/ferry-late?id=77",
        "sha256": SHA,
        "digest": bytes(range(16)),
        "numbers": [NUMBER],
    }
    return Told(**(values | more))  # type: ignore[arg-type]


LOOSE = Article(keys.doc_id("coast/ferry.txt"), "coast/ferry.txt", None, "coast/ferry.txt", is_file=True)
RECORD = Article(keys.doc_id("coast/day.jsonl#7"), "coast/day.jsonl", "7", "coast/day.jsonl#7", is_file=False)
LOOKED_FOR = needles.of(LOOSE, [told()])


def search(wanted: Needles = LOOKED_FOR) -> Search:
    return Search(wanted, "seeds")


def parquet(table: pa.Table | dict[str, object], **options: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), sink, **options)
    return sink.getvalue()


def database(*values: object) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table notes (value)")
    connection.executemany("insert into notes values (?)", [(value,) for value in values])
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


SIGNS = {
    DOC_ID: LOOSE.doc_id,
    KEY: "coast/ferry.txt",
    SHA256: SHA,
    URL: "https://coast.example/2021/ferry-late?id=77",
    TITLE: "Pilot of the late ferry",
    TEXT: "lost a bet with the keeper of the light",
}

#: Where a sign may stand; each gives the bytes of a file.
HOLDERS: dict[str, Callable[[str], bytes]] = {
    "text": lambda sign: f'{{"x": "{sign}"}}\n'.encode(),
    "gzip": lambda sign: gzip.compress(f'"{sign}"'.encode()),
    "zstd in gzip": lambda sign: gzip.compress(zstandard.compress(f"\n{sign}\n".encode())),
    "utf-16": lambda sign: f'"{sign}"'.encode("utf-16"),
    "column": lambda sign: parquet({"x": ["other", None, sign]}),
    "large column": lambda sign: parquet({"x": pa.array(["other", sign], pa.large_string())}),
    "bytes": lambda sign: parquet({"x": [b"\xff\xfe", sign.encode()]}),
    "nested column": lambda sign: parquet({"x": [None, [{"a": 1, "b": ["other", sign]}]]}),
    "map": lambda sign: parquet({"x": pa.array([[("k", sign)]], pa.map_(pa.string(), pa.string()))}),
    "dictionary": lambda sign: parquet({"x": pa.array(["a", sign]).dictionary_encode()}),
    "entry of a dictionary that no row has": lambda sign: parquet(
        {"x": pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int8()), ["a", sign])}
    ),
    "metadata of a file": lambda sign: parquet(pa.table({"x": [1]}).replace_schema_metadata({"note": sign})),
    "metadata of a column": lambda sign: parquet(
        pa.table({"x": [1]}, schema=pa.schema([pa.field("x", pa.int64(), metadata={"note": sign})]))
    ),
    "database": lambda sign: database(1, None, f"{sign}", b"\xff"),
}


@pytest.mark.parametrize(
    ("kind", "holder"),
    # Names are ASCII, and nothing of ours writes them in two bytes.
    [(kind, each) for kind in SIGNS for each in HOLDERS if each != "utf-16" or kind not in (DOC_ID, KEY, SHA256)],
)
def test_it_finds_each_sign_wherever_it_stands(kind: str, holder: str) -> None:
    sign = SIGNS[kind]
    assert kind in search().data(HOLDERS[holder](sign))
    other = sign[:10] + "x" + sign[10:]
    assert kind not in search().data(HOLDERS[holder](other))


def test_it_finds_names_of_files() -> None:
    assert search().data(b"", f"artifacts/clean/articles/{LOOSE.doc_id}.parquet").keys() == {DOC_ID}
    assert search().data(b"", "seeds/coast/ferry.txt").keys() == {KEY}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bytes.fromhex(SHA), SHA256),
        (bytes(range(16)), DIGEST),
        (NUMBER.to_bytes(8, "little"), FINGERPRINT),
        (f'"identity": {NUMBER},'.encode(), FINGERPRINT),
        (parquet({"x": pa.array([bytes(range(16))], pa.binary(16))}), DIGEST),
        (parquet({"x": pa.array([b"...", b"ab" + bytes(range(16))], pa.large_binary())}), DIGEST),
        (parquet({"x": pa.array([None, NUMBER], pa.uint64())}), FINGERPRINT),
        (parquet({"x": pa.array([[1], [2, NUMBER]], pa.list_(pa.uint64()))}), FINGERPRINT),
        (parquet({"x": pa.array([NUMBER - (1 << 64)], pa.int64())}), FINGERPRINT),
    ],
)
def test_it_finds_digests_and_fingerprints(data: bytes, kind: str) -> None:
    assert search().data(data).keys() == {kind}


def test_it_finds_a_file_by_its_bytes_alone() -> None:
    data = "مضمون".encode("utf-16-be")
    import hashlib

    wanted = needles.of(LOOSE, [told(texts=[], title=None, url=None, sha256=hashlib.sha256(data).hexdigest())])
    assert search(wanted).data(data).keys() == {SHA256}
    assert search(wanted).data(gzip.compress(data)).keys() == {SHA256}
    assert search(wanted).data(data[:-2]) == {}


@pytest.mark.parametrize(
    "written",
    [
        json.dumps({"text": TEXT_OF.replace(" ", "\n")}),
        json.dumps(json.dumps({"text": TEXT_OF.replace("again", "again\u2013 ")})),
        TEXT_OF.replace(" ", "\\u0020"),
        TEXT_OF.replace(" ", "&nbsp;"),
        "<p>" + TEXT_OF.replace(" on ", " <b class='x'>on</b> ").replace("Friday", "Fri&shy;day"),
        TEXT_OF.upper().replace(" ", "\u00a0 "),
        TEXT_OF.replace("lost a bet", "lost a 'bet'"),
    ],
)
def test_it_reads_a_text_however_it_is_written(written: str) -> None:
    assert TEXT in search().data(written.encode())


def test_it_finds_what_stands_across_the_border_of_two_pieces() -> None:
    for size in (1 << 19, 1 << 20):
        for before in range(size - 60, size, 11):
            data = b"word " * (before // 5) + TEXT_OF[:70].encode() + b" word" * 3000 + LOOSE.doc_id.encode()
            assert search().data(data).keys() == {TEXT, DOC_ID}


def test_it_finds_a_record_by_source_and_id() -> None:
    wanted = needles.of(RECORD, [])
    rows = {"source": ["coast/day.jsonl", "coast/day.jsonl"], "record": ["8", "7"]}
    assert search(wanted).data(parquet(rows)).keys() == {KEY}
    assert search(wanted).data(parquet({"key": ["coast/day.jsonl#7"]})).keys() == {KEY}
    assert search(wanted).data(b'"coast/day.jsonl#7"').keys() == {KEY}
    others = {"source": ["coast/day.jsonl", "coast/eve.jsonl"], "record": ["8", "7"]}
    assert search(wanted).data(parquet(others)) == {}
    assert search(wanted).data(parquet({"key": ["coast/day.jsonl#77", "coast/day.jsonl#7 b", "7"]})) == {}


@pytest.mark.parametrize(
    "other",
    [
        "coast/ferry.txt.gz",
        "old-coast/ferry.txt",
        "old/coast/ferry.txt",
        "coast/ferry.txt (1).txt",
        "my coast/ferry.txt",
        "coast/ferry.txt~",
        "coast/ferry.txt#1.txt",
        "seeds/old/coast/ferry.txt",
    ],
)
def test_it_takes_no_other_path_for_one(other: str) -> None:
    data = [parquet({"source": [other]}), database(f"/home/{other}")]
    data += [f'{{"source": "{other}"}}\n'.encode()] if "#" not in other else []
    assert [search().data(each) for each in data] == [{}] * len(data)


def test_it_finds_a_path_below_the_seeds_wherever_these_are() -> None:
    assert search().data(database("/home/me/seeds/coast/ferry.txt")).keys() == {KEY}
    assert search().data(b"deps:\n- path: seeds/coast/ferry.txt\n").keys() == {KEY}


def test_all_that_was_in_a_batch_file_is_its_name_too() -> None:
    whole = Article(keys.doc_id("coast/day.jsonl"), "coast/day.jsonl", None, "coast/day.jsonl", is_file=True)
    wanted = needles.of(whole, [])
    assert search(wanted).data(parquet({"key": ["coast/day.jsonl#9"]})).keys() == {KEY}
    assert search(wanted).data(parquet({"source": ["coast/day.jsonl"]})).keys() == {KEY}


def test_what_cannot_be_decoded_is_no_miss() -> None:
    whole = parquet({"x": ["a"] * 100})
    for data in (whole[:-9], b"PAR1" + bytes(50) + b"PAR1", database("x" * 9000)[:5000]):
        assert UNREAD in search().data(data)


def test_a_damaged_archive_is_read_as_far_as_anybody_can() -> None:
    data = gzip.compress(f"{TEXT_OF} ".encode() * 2000)
    assert TEXT in search().data(data[: len(data) // 2])


@pytest.mark.parametrize("more", [{}, {"texts": [], "title": None, "url": None}])
def test_it_looks_through_tables_as_through_files(more: dict[str, object]) -> None:
    wanted = needles.of(LOOSE, [told(**more)])
    table = pa.table({"digest": pa.array([bytes(range(16))], pa.binary(16)), "sha": [SHA], "n": [NUMBER - (1 << 64)]})
    assert search(wanted).table(table).keys() == {DIGEST, SHA256, FINGERPRINT}


def test_what_others_have_is_not_looked_for() -> None:
    shared = search().data(TEXT_OF[:60].encode())
    assert shared.keys() == {TEXT}
    left = LOOKED_FOR.without(shared | {DOC_ID: {LOOSE.doc_id}, KEY: {"coast/ferry.txt"}})
    assert search(left).data(TEXT_OF[:60].encode()) == {}
    assert search(left).data(TEXT_OF.encode()).keys() == {TEXT}
    assert search(left).data(f'"{LOOSE.doc_id}" "coast/ferry.txt"'.encode()).keys() == {DOC_ID, KEY}
    counts = LOOKED_FOR.counts()
    assert left.counts() == counts | {TEXT: counts[TEXT] - len(shared[TEXT])}


def test_short_texts_are_looked_for_whole_and_nothing_of_a_few_words() -> None:
    wanted = needles.of(
        LOOSE, [told(texts=["Too little."], title="Nothing more came today", url="x.example", sha256=None)]
    )
    assert wanted.counts() == {DOC_ID: 1, KEY: 1, DIGEST: 1, FINGERPRINT: 1, TITLE: 1}
    assert search(wanted).data(b"There was nothing more, came today.").keys() == {TITLE}


def test_of_a_long_text_no_short_part_is_looked_for_by_itself() -> None:
    wanted = needles.of(LOOSE, [told(texts=[TEXT_OF, "On 4 May 2021 at noon"], title=None, url=None)])
    assert search(wanted).data(b"On 4 May 2021 at noon, the other day.") == {}
    alone = needles.of(LOOSE, [told(texts=["On 4 May 2021 at noon"], title=None, url=None)])
    assert search(alone).data(b"On 4 May 2021 at noon, the other day.").keys() == {TEXT}


def test_needles_of_many_articles_are_found_like_those_of_one() -> None:
    def text(number: int) -> str:
        letters = str.maketrans("0123456789", "abcdefghij")
        return " ".join(f"{number}z{place}z".translate(letters) for place in range(20))

    def article(number: int) -> Needles:
        name = f"coast/{number}.txt"
        return needles.of(Article(keys.doc_id(name), name, None, name, is_file=True), [Told(texts=[text(number)])])

    wanted = Needles.union(article(number) for number in range(1000))
    found = search(wanted)
    for number in (0, 123, 999):
        assert found.data(keys.doc_id(f"coast/{number}.txt").encode()) == {DOC_ID: {keys.doc_id(f"coast/{number}.txt")}}
        assert found.data(parquet({"source": [f"coast/{number}.txt"]})) == {KEY: {f"coast/{number}.txt"}}
        assert len(found.data(text(number).encode())[TEXT]) == 13
    assert found.data(keys.doc_id("coast/1000.txt").encode()) == {}


def test_needles_can_be_noted_and_hold_no_text(tmp_path: Path) -> None:
    import msgspec

    data = msgspec.json.encode(LOOKED_FOR)
    assert msgspec.json.decode(data, type=Needles) == LOOKED_FOR
    for word in ("ferry", "Pilot", "goats", "example"):
        assert word.encode() not in data.replace(b"coast/ferry.txt", b"")


@given(
    st.lists(st.binary(min_size=1, max_size=14), min_size=1, max_size=6, unique=True),
    st.lists(st.one_of(st.integers(0, 5), st.binary(max_size=30)), max_size=12),
)
def test_literals_are_found_as_by_looking_for_each(wanted: list[bytes], parts: list[int | bytes]) -> None:
    data = b"".join(part if isinstance(part, bytes) else wanted[part % len(wanted)] for part in parts)
    literals = Literals({each: Literal("kind", each.hex()) for each in wanted})
    assert {found.value for found in literals.find(data)} == {each.hex() for each in wanted if each in data}


@given(st.lists(st.lists(st.integers(0, 3), max_size=9), max_size=6), st.integers(1, 4))
def test_runs_never_cross_the_end_of_a_text(rows: list[list[int]], width: int) -> None:
    from stages.dedupe.ragged import Ragged

    values = np.array([value for row in rows for value in row], np.uint64)
    found = needles.runs(Ragged.of_lengths(values, np.array([len(row) for row in rows], np.int64)), width)
    slow = [row[at : at + width] for row in rows for at in range(len(row) - width + 1)]
    alone = [needles.runs(Ragged.of_lengths(np.array(run, np.uint64), np.array([width])), width)[0] for run in slow]
    assert found.tolist() == alone
