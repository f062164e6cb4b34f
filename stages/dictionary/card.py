"""The dataset card: the page by which dataset hubs and `datasets.load_dataset` know the exported tables.

Its YAML head names the files and the columns of each table; the page itself is a template beside this module, in which
the data dictionary has its place.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from stages.dictionary.markdown import dictionary
from stages.dictionary.tables import Table
from stages.resources import data, toml

#: Hubs and `datasets` look for a card of this name at the top of a folder of data.
NAME = "README.md"

#: The table that is loaded where none is named.
_FIRST = "documents"


def render(tables: Sequence[Table]) -> bytes:
    """Return the card."""
    import yaml

    dataset = toml(__package__, "dataset.toml")
    head = {
        "pretty_name": dataset["title"],
        "license": dataset["license"],
        "tags": dataset["keywords"],
        "annotations_creators": ["machine-generated"],
        "configs": [_files(table) for table in tables],
        "dataset_info": [_features(table) for table in tables],
    }
    page = data(__package__, "card.md").decode()
    page = page.replace("{title}", dataset["title"]).replace("{dictionary}", dictionary(tables))
    written = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=120)
    return f"---\n{written}---\n\n{page}".encode()


def _files(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {"config_name": table.name, "data_files": f"{table.name}/*.parquet"}
    return found | ({"default": True} if table.name == _FIRST else {})


def _features(table: Table) -> dict[str, Any]:
    return {
        "config_name": table.name,
        "features": [{"name": column.name, **type_of(column.type)} for column in table.columns],
    }


def type_of(kind: pa.DataType) -> dict[str, Any]:
    """Return an Arrow type as `datasets` writes it in a card."""
    if pa.types.is_list(kind):
        (inner,) = type_of(kind.value_type).values()
        return {"list": inner}
    if pa.types.is_struct(kind):
        return {"struct": [{"name": field.name, **type_of(field.type)} for field in kind]}
    names = {"double": "float64", "date32[day]": "date32"}
    return {"dtype": names.get(str(kind), str(kind))}
