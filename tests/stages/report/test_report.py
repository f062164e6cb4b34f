import json

import pyarrow as pa
import pytest

from stages.export.schema import schemas
from stages.report.count import count
from stages.report.params import ReportParams
from stages.report.render import render
from stages.report.total import total


def tables(**rows: list[dict[str, object]]) -> list[pa.Table]:
    made = []
    for name in ("documents", "duplicates", "rejects", "timexes", "amounts", "quotes", "topics"):
        schema = schemas()[name]
        loose = pa.schema([field.with_nullable(True) for field in schema])
        made.append(pa.Table.from_pylist(rows.get(name, []), schema=loose))
    return made


@pytest.fixture
def counted() -> pa.Table:
    import datetime as dt

    documents = [
        {"outlet": "a", "published": dt.date(2021, 3, 2), "language": "en"},
        {"outlet": "b", "published": dt.date(2021, 3, 9), "language": "ur"},
        {"outlet": None, "published": None, "language": "en"},
    ]
    one = tables(documents=documents, duplicates=[{"kind": "near"}], rejects=[{"code": "empty"}])
    other = tables(
        documents=documents[:1],
        amounts=[{"kind": "money"}] * 2,
        quotes=[{"kind": "direct"}],
        topics=[{"topic": "telecom"}] * 3,
    )
    return pa.concat_tables([count(*one, ReportParams()), count(*other, ReportParams())])


def test_counts_are_added_in_any_order(counted: pa.Table) -> None:
    turned = counted.take(list(reversed(range(counted.num_rows))))
    assert total(turned, ReportParams()).equals(total(counted, ReportParams()))


def test_the_files_of_the_report(counted: pa.Table) -> None:
    files = render({"counts": total(counted, ReportParams())})
    metrics = json.loads(files["metrics.json"])
    assert metrics["records"] == 6
    assert metrics["documents"] == {"kept": 4, "dated": 3, "undated": 1}
    assert metrics["languages"] == {"en": 3, "ur": 1}
    assert metrics["amounts"] == {"money": 2}
    assert (metrics["quotes"], metrics["topics"]) == ({"direct": 1}, {"telecom": 3})
    assert files["documents_by_month.csv"].decode() == "month,documents\n2021-03,3\nundated,1\n"


def test_an_empty_corpus_has_a_report() -> None:
    files = render({})
    assert json.loads(files["metrics.json"])["records"] == 0
    assert files["documents_by_month.csv"] == b"month,documents\n"
