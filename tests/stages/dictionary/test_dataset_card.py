"""The dataset card as `datasets` reads it, without a network."""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what it imports is not ours to mend
    import datasets

from stages.dictionary import card
from stages.export.schema import schemas
from tests.support.samples import sample


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    datasets.disable_progress_bars()
    yield str(tmp_path_factory.mktemp("cache"))
    datasets.enable_progress_bars()


def load(folder: Path, table: str | None, cache: str) -> Any:
    return datasets.load_dataset(str(folder), table, split="train", cache_dir=cache)


@pytest.mark.parametrize("table", schemas())
def test_every_table_is_loaded_with_its_types(folder: Path, table: str, cache: str) -> None:
    found = load(folder, table, cache)
    schema = schemas()[table]
    assert found.features == datasets.Features.from_arrow_schema(schema.remove_metadata())
    assert found.features.arrow_schema.types == schema.types
    assert found.to_list() == sample({})[table].to_pylist()


def test_articles_are_loaded_where_no_table_is_named(folder: Path, cache: str) -> None:
    assert load(folder, None, cache).column_names == schemas()["documents"].names


def test_a_table_without_rows_still_has_its_columns(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "export"
    shutil.copytree(folder, copy)
    for path in (copy / "figures").glob("[01]*.parquet"):
        path.unlink()
    # Only as a stream: `datasets` refuses to load no rows at all.
    found = datasets.load_dataset(str(copy), "figures", split="train", streaming=True)
    assert list(found) == []
    assert found.column_names == schemas()["figures"].names


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - name: message\n    dtype: string\n", ""),
        ("  - name: message\n", "  - name: other\n"),
        ("  - name: message\n    dtype: string\n", "  - name: message\n    dtype: int32\n"),
    ],
    ids=["a column that is missing", "a column of another name", "a column of another type"],
)
def test_a_card_that_drifts_fails(folder: Path, tmp_path: Path, cache: str, old: str, new: str) -> None:
    copy = tmp_path / "export"
    shutil.copytree(folder, copy)
    said = (copy / card.NAME).read_text(encoding="utf-8")
    assert old in said
    (copy / card.NAME).write_text(said.replace(old, new), encoding="utf-8")
    with pytest.raises(datasets.exceptions.DatasetGenerationError):
        load(copy, "rejects", cache)
