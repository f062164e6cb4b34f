"""The map of field names: what our fields are called in the batches of a folder, as its owner says in ``fields.csv``.

The table stands directly below the folder of all articles. Its columns are ``folder`` (a top folder), ``field`` (ours),
``name`` (what the field is called there) and, for people, ``reason``. A name with dots is a path into nested objects
and lists, unless a field has that very name: ``content.rendered``, ``authors.0.name``.
"""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from io import StringIO
from typing import Any

from stages.clean.read.decoding import to_text
from stages.contract import InputError

#: Our fields of a record; only a text or a page must be there.
FIELDS = ("id", "text", "html", "title", "url", "outlet", "author", "section", "published")

#: Columns of the table, and those that may be missing.
COLUMNS = ("folder", "field", "name", "reason")
OPTIONAL = ("reason",)

#: Digits of a place in a list. Python refuses to read numbers of thousands of them.
MOST_DIGITS = 18

_FILE = "seeds/fields.csv"


def read_fields(data: bytes) -> dict[str, dict[str, str]]:
    """Return the names by folder and field.

    Args:
        data: the file; none and nothing but white space mean that nothing is called otherwise.

    Raises:
        InputError: the table is wrong; the message names the line.
    """
    text = to_text(data)
    if not text.strip():
        return {}
    delimiter = ";" if ";" in text.strip().splitlines()[0] else ","  # what Excel writes depends on the country
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    maps: dict[str, dict[str, str]] = {}
    lines: dict[tuple[str, str], int] = {}
    columns: list[str] | None = None
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = _checked_columns(cells)
                continue
            folder, field, name = _checked(cells, columns, rows.line_num)
            if (folder, field) in lines:
                raise InputError(
                    f'{_FILE}, line {rows.line_num}: "{field}" of the folder "{folder}" is named on line '
                    f"{lines[folder, field]} already",
                    "Keep one of the two lines.",
                )
            lines[folder, field] = rows.line_num
            maps.setdefault(folder, {})[field] = name
    except csv.Error as error:
        raise InputError(f"{_FILE}, line {rows.line_num}: {error}", "Mend the quotes of that line.") from error
    return maps


def _checked_columns(cells: list[str]) -> list[str]:
    often = Counter(cells)
    wrong = [name for name in cells if name not in COLUMNS or often[name] > 1]
    missing = [name for name in COLUMNS if name not in cells and name not in OPTIONAL]
    if wrong or missing:
        raise InputError(
            f"{_FILE}, line 1: the columns are {', '.join(cells)}",
            f"Call them {', '.join(COLUMNS)} ({' and '.join(OPTIONAL)} may be left out).",
        )
    return cells


def _checked(cells: list[str], columns: list[str], line: int) -> tuple[str, str, str]:
    where = f"{_FILE}, line {line}"
    if len(cells) != len(columns):
        raise InputError(
            f"{where}: there are {len(cells)} cells below {len(columns)} columns",
            "Give the line a cell for each column, and put one that holds the delimiter in quotes.",
        )
    row = dict(zip(columns, cells, strict=True))
    folder, field, name = row["folder"], row["field"], row["name"]
    if not folder or "/" in folder:
        raise InputError(
            f'{where}: "{folder}" is not a top folder', "Name a folder that stands directly below seeds/, without a /."
        )
    if field not in FIELDS:
        raise InputError(f'{where}: there is no field "{field}"', f"Name one of {', '.join(FIELDS)}.")
    if not name:
        raise InputError(f'{where}: it does not say what "{field}" is called', "Fill in the name, or delete the line.")
    if any(step.isdecimal() and len(step) > MOST_DIGITS for step in name.split(".")):
        raise InputError(
            f'{where}: the name of "{field}" has a number of more than {MOST_DIGITS} digits',
            "Name a place that a list can have.",
        )
    return folder, field, name


def as_text(names: Mapping[str, str]) -> str | None:
    """Return the names of one folder as they are handed on (`names_of` reads them back); None where there are none."""
    return json.dumps(dict(names), ensure_ascii=False, sort_keys=True) if names else None


def names_of(text: str | None) -> dict[str, str]:
    """Return the names that `as_text` wrote."""
    return json.loads(text) if text else {}


def first_step(name: str) -> str:
    """Return the field in which a path begins.

    >>> first_step("content.rendered")
    'content'
    """
    return name.partition(".")[0]


def pick(fields: Mapping[str, Any], name: str) -> Any:
    """Return the value of a field by its name or path; None where there is none.

    >>> pick({"content": {"rendered": "<p>One.</p>"}}, "content.rendered")
    '<p>One.</p>'
    >>> pick({"authors": [{"name": "A. Malik"}], "authors.0.name": "B. Khan"}, "authors.0.name")
    'B. Khan'
    """
    if name in fields:
        return fields[name]
    value: Any = fields
    for step in name.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list):
            is_number = step.isdecimal() and step.isascii() and len(step) <= MOST_DIGITS
            value = value[int(step)] if is_number and int(step) < len(value) else None
        else:
            return None
    return value
