"""The Croissant description as its reference implementation reads it."""

import datetime as dt
import shutil
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what it imports is not ours to mend
    import mlcroissant
    import pandas as pd

from stages.dictionary import croissant
from stages.dictionary.tables import tables
from stages.export.schema import schemas
from tests.support.samples import sample

# How mlcroissant uses rdflib and pandas is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Any:
    return mlcroissant.Dataset(jsonld=folder / croissant.NAME)


def test_it_is_valid(dataset: Any) -> None:
    assert dataset.metadata.ctx.issues.errors == set()
    # Nobody but the owner of the articles knows these.
    unknown = {"citeAs", "datePublished", "license", "version"}
    assert {each.split('"')[1].rpartition("/")[2] for each in dataset.metadata.ctx.issues.warnings} == unknown


def test_keys_and_references_are_those_of_the_schemas(dataset: Any) -> None:
    sets = {each.id: each for each in dataset.metadata.record_sets}
    assert list(sets) == list(schemas())
    for table in tables():
        record = sets[table.name]
        assert [each.rpartition("/")[2] for each in record.key] == list(table.key)
        for field, column in zip(record.fields, table.columns, strict=True):
            referred = field.references.field if field.references else None
            other = column.references and column.references[0] != table.name
            assert referred == ("/".join(column.references) if other and column.references else None)


@pytest.mark.parametrize("table", schemas())
def test_it_gives_every_row(dataset: Any, table: str) -> None:
    found = [named(row) for row in dataset.records(table)]
    assert found == [{name: as_told(value) for name, value in row.items()} for row in sample({})[table].to_pylist()]


def named(value: Any) -> Any:
    """Return a row, or a part of one, with the names of its columns in place of their identifiers."""
    if isinstance(value, dict):
        return {name.rpartition("/")[2]: named(each) for name, each in value.items()}
    return [named(each) for each in value] if isinstance(value, list) else value


def as_told(value: Any) -> Any:
    """Return a value as mlcroissant gives it: text as bytes, dates as moments, decimals as floats."""
    if isinstance(value, dict):
        return {name: as_told(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_told(each) for each in value]
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, Decimal):
        return float(value)
    return pd.Timestamp(value) if isinstance(value, dt.date) else value


def test_a_description_that_drifts_fails(folder: Path, tmp_path: Path) -> None:
    said = (folder / croissant.NAME).read_text().replace('"column": "message"', '"column": "other"')
    (tmp_path / croissant.NAME).write_text(said)
    shutil.copytree(folder / "rejects", tmp_path / "rejects")
    with pytest.raises(Exception, match="rejects"):
        list(mlcroissant.Dataset(jsonld=tmp_path / croissant.NAME).records("rejects"))
