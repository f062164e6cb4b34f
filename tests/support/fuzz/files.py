"""Damaged files of the kinds that people and Khabar itself keep beside the articles, and queries that want out.

Each maker is a function of a number. What it begins with is right; what is put in is grammar of that kind.
"""

import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from flows.engine.fingerprints import Fingerprint
from flows.engine.ledger import Entry, Ledger, StepLedger
from tests.support.fuzz import articles, texts

ROOT = Path(__file__).parents[3]

_CSV = (
    ",",
    ";",
    '"',
    '""',
    "\n",
    "\r\n",
    "\r",
    "#",
    "\t",
    " ",
    "\ufeff",
    "0",
    "-1",
    "9" * 5000,
    "\x00",
    "/",
    ".",
    "..",
)
_PIECES: dict[str, Sequence[str]] = {
    "fields.csv": (
        *_CSV,
        "folder",
        "field",
        "name",
        "text",
        "html",
        "a.0.b",
        "a.-1",
        "٣",
        "reason",
        "wire,text,body\n",
    ),
    "outlets.csv": (
        *(*_CSV, "name", "also", "domains", "country", "PK", "pk", "rank", "DMY", "YMD", "Asia/Karachi", "../x"),
        *(
            "2021-04-29",
            "2021-02-30",
            "0000-00-00",
            "10000-01-01",
            "valid_from",
            "valid_until",
            "xn--a.example",
            "www.",
        ),
        *("A,A;a;A,,,,,,,,\n", "A,,a.example,PK,UTC,MDY,en,1,2020-01-01,2020-12-31\n"),
    ),
    "entities.csv": (
        *(*_CSV, "relation", "same", "different", "PERSON", "ORG", "PLACE", "Ali Khan", "ALI  KHAN", "ß", "İ"),
        *("same,PERSON,A,B\n", "different,PERSON,B,A\n", "same,PERSON,B,C\n", "different,PERSON,C,A\n"),
    ),
    "params.yaml": (
        *(
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "  ",
            "[",
            "]",
            "{",
            "}",
            "&a ",
            "*a",
            "!!python/object:os.system ",
            "!!set ",
            "? ",
        ),
        *(
            "|",
            ">",
            "'",
            '"',
            "#",
            "~",
            "null",
            "true",
            "0o7",
            "1e999",
            ".inf",
            ".nan",
            "-1",
            "0",
            "9" * 400,
            "2021-13-45",
        ),
        *(
            "<<: *a",
            "---\n",
            "...",
            "%YAML 9.9\n",
            "\t",
            "\x00",
            "clean",
            "read",
            "annotate",
            "gate",
            "!!binary x",
            "=",
            "2021-04-29",
        ),
        *(
            "clean: {read: {partition_least: 0}}\n",
            "annotate: {quotes: }\n",
            "1:20:30",
            "0x_",
            "!!float ''",
            "!!int ''",
            "!!timestamp x",
        ),
    ),
    "ledger.json": (
        *(
            "{",
            "}",
            "[",
            "]",
            '"',
            ",",
            ":",
            "null",
            "-1",
            "1e999",
            "9" * 400,
            "\\ud800",
            "\\u0000",
            '{"a":' * 50,
            "[" * 200,
        ),
        *('"format": 1', '"steps"', '"digest": "', "\n", "\x00", "run", "p"),
    ),
}


def table(name: str) -> Callable[[int], bytes]:
    """Return the maker of a file by its name: fields.csv, outlets.csv, entities.csv, params.yaml or ledger.json."""

    def make(number: int) -> bytes:
        rng = random.Random(number)  # noqa: S311 - the same files every time
        text = rng.choice(_begun(name))
        for _ in range(rng.choice((0, 1, 2, 3, 8))):
            text = _damaged(text, _PIECES[name], rng)
        data = text.encode(rng.choice(("utf-8",) * 8 + ("utf-16", "utf-8-sig", "cp1256")), "replace")
        if rng.random() < 0.2 and data:
            changed = bytearray(data)
            changed[rng.randrange(len(changed))] = rng.randrange(256)
            data = bytes(changed)
        return data

    return make


def query(number: int) -> str:
    """Return a query: one of those that ask the tables, or one that wants a file, a network or another setting."""
    rng = random.Random(number)  # noqa: S311 - the same queries every time
    text = rng.choice(_QUERIES)
    for _ in range(rng.choice((0, 0, 1, 2, 4))):
        text = _damaged(text, _SQL, rng)
    return text


def _damaged(text: str, pieces: Sequence[str], rng: random.Random) -> str:
    """Return a text with something of its own grammar, or of anybody's, put in, taken out or said twice."""
    at = rng.randrange(len(text) + 1)
    way = rng.randrange(6)
    if way < 3:
        return text[:at] + rng.choice(pieces) + text[at:]
    if way == 3:
        lines = text.split("\n")
        return "\n".join(rng.sample(lines, len(lines)) if rng.random() < 0.5 else [*lines, rng.choice(lines)])
    return rng.choice(texts.MUTATIONS)(text, rng)


@cache
def _begun(name: str) -> tuple[str, ...]:
    """Return files that are right."""
    if name == "ledger.json":
        made_by = Fingerprint({"stages/x/rules.toml": "1"}, {"knob": 2}, {"pyarrow": "3"}, {"run": "stages.x:run"})
        entry = Entry("1", {"a/0.parquet": "b"}, {"a/0.parquet": 3}, 1)
        return (Ledger("x", {"a": StepLedger(made_by, {"run": {"p": entry, "q": entry}})}).encode().decode(),)
    if name == "params.yaml":
        whole = (ROOT / name).read_text(encoding="utf-8")
        plain = "\n".join(line for line in whole.splitlines() if not line.lstrip().startswith("#"))
        return plain, "clean:\n  read:\n    least_letters: 3\n", "gate: {slack: 3}\n", "{}"
    own = (ROOT / "seeds" / name).read_text(encoding="utf-8")
    more = {
        "fields.csv": "folder;field;name\nwire;text;content.rendered\nwire;author;authors.0.name\n",
        "outlets.csv": articles.OUTLETS_CSV.decode(),
        "entities.csv": "relation,type,name,other\nsame,PERSON,Ali Khan,A. Khan\ndifferent,ORG,PTA,P.T.A.\n",
    }
    return own, more[name]


#: Begin with what asks and with what must not be had; ``SONG`` stands for a file that no query may read.
_QUERIES = (
    "from documents",
    "select outlet, count(*) from documents group by all order by 2 desc",
    "with x as (select * from amounts where kind = 'money') select max(value_high) from x",
    "from figures_of('exports')",
    'select d.title, t.value from documents d join timexes t using (doc_id) where t."end" > 3',
    "create table mine as from documents; select * from mine",
    "pivot amounts on kind using count(*)",
    "select * from read_text('SONG')",
    "from 'SONG'",
    "from read_csv_auto('SONG')",
    "from glob('*')",
    "copy (select 1) to 'OUT'",
    "with x as (copy (select 1) to 'OUT') select * from x",
    "copy documents from 'SONG'",
    "export database 'OUT'",
    "import database 'OUT'",
    "attach 'OUT' as other; create table other.t as select 1",
    "install httpfs; load httpfs",
    "set enable_external_access = true",
    "reset lock_configuration",
    "pragma enable_external_access",
    "set temp_directory = 'OUT'",
    "call pragma_database_list()",
    "select * from query('from read_text(''SONG'')')",
    "from query_table('SONG')",
    "from duckdb_settings() where name like '%access%'",
    "from read_blob(['SONG'])",
    "from parquet_scan('SONG')",
    "from sniff_csv('SONG')",
    "select getenv('HOME')",
    "prepare p as from documents; execute p",
    "explain analyze select 1",
    "drop view documents",
    "create secret s (type s3)",
    "create macro x() as table from read_text('SONG'); from x()",
    "checkpoint 'OUT'",
    "use documents",
    "describe documents",
    "summarize amounts",
    "from arrow_scan(1, 2, 3)",
    "from pandas_scan(1)",
    "from python_map_function(1)",
    "select 1; select 2;;",
)

_SQL = (
    *(
        ";",
        "'",
        '"',
        "(",
        ")",
        ",",
        "--",
        "/*",
        "*/",
        "$1",
        "?",
        "$$",
        "\x00",
        "\n",
        "::int",
        "[1]",
        "{'a': 1}",
        "*",
        "#1",
    ),
    *(
        "select ",
        " from documents ",
        " union all ",
        " where ",
        " limit 3 ",
        " group by all ",
        " order by all ",
        " null ",
    ),
    *(
        " from read_text('SONG') ",
        " 'SONG' ",
        " to 'OUT' ",
        " (copy (select 1) to 'OUT') ",
        " set memory_limit='1KB'; ",
    ),
    *(
        " end ",
        " cast(1 as date) ",
        " '1-1-1'::date ",
        " interval 1e9 year ",
        " 1/0 ",
        "x -> x + 1",
        " exclude (text) ",
        " 9e999 ",
    ),
)
