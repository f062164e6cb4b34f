"""The Croissant description of the exported tables (http://mlcommons.org/croissant/1.0), as JSON-LD.

A file set takes the Parquet files of one table's folder, beside this file; a record set gives its columns, its key, and
what they refer to.
"""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from stages.dictionary.tables import Column, Table
from stages.resources import toml

NAME = "croissant.json"

_VERSION = "http://mlcommons.org/croissant/1.0"

#: The context that the specification prescribes, word for word.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def render(tables: Sequence[Table]) -> bytes:
    """Return the description of a dataset with one record set per table."""
    dataset = toml(__package__, "dataset.toml")
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _VERSION,
        "name": dataset["name"],
        "description": dataset["description"],
        "keywords": dataset["keywords"],
        # The tables change with the articles, this description does not: no digest of a file stands in it.
        "isLiveDataset": True,
        "distribution": [_files(table) for table in tables],
        "recordSet": [_records(table) for table in tables],
    }
    return (json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode()


def _files(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table.name}.parquet",
        "name": f"{table.name}.parquet",
        "description": f"The Parquet files of {table.name}.",
        "encodingFormat": "application/x-parquet",
        "includes": f"{table.name}/*.parquet",
    }


def _records(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table.name, column) for column in table.columns],
    }


def _field(table: str, column: Column) -> dict[str, Any]:
    null = "" if column.null is None else f" Null: {column.null}"
    kind = column.type.value_type if pa.types.is_list(column.type) else column.type
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": f"{column.description}{null}",
    }
    if pa.types.is_struct(kind):
        described["subField"] = [_part(table, column.name, part) for part in kind]
    else:
        described |= {"dataType": type_of(kind), "source": _source(table, column.name)}
    if pa.types.is_list(column.type):
        described["repeated"] = True
    # Not to its own table: readers join what is referred to, and a table that waits for itself is never read.
    if column.references and column.references[0] != table:
        described["references"] = {"field": {"@id": "/".join(column.references)}}
    return described


def _part(table: str, column: str, part: pa.Field) -> dict[str, Any]:
    """Describe one part of the values of a column, which the description of the column explains."""
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column}/{part.name}",
        "name": part.name,
        "dataType": type_of(part.type),
        "source": _source(table, column) | {"transform": {"jsonPath": part.name}},
    }


def _source(table: str, column: str) -> dict[str, Any]:
    return {"fileSet": {"@id": f"{table}.parquet"}, "extract": {"column": column}}


def type_of(kind: pa.DataType) -> str:
    """Return the type of schema.org that holds the values of an Arrow type; there is none for exact decimals.

    Raises:
        TypeError: none is known.
    """
    for fits, name in (
        (pa.types.is_string, "sc:Text"),
        (pa.types.is_large_string, "sc:Text"),
        (pa.types.is_boolean, "sc:Boolean"),
        (pa.types.is_integer, "sc:Integer"),
        (pa.types.is_floating, "sc:Float"),
        (pa.types.is_decimal, "sc:Float"),
        (pa.types.is_date, "sc:Date"),
        (pa.types.is_timestamp, "sc:DateTime"),
    ):
        if fits(kind):
            return name
    raise TypeError(f"no type of schema.org is known for {kind}")
