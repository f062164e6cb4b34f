"""Forms of batch files, a module for each: what their records are, and each record as one JSON object.

Whatever the form of its file, a record is a JSON object from here on, so that one reader (`stages.clean.read.records`)
and one set of names (`stages.clean.read.batch`) do for all of them. A new form is a module with the two functions of
`protocol.Form`, and a row in `FORMS`.
"""

from functools import cache
from importlib import import_module
from typing import cast

from stages.clean.read.batches.protocol import Form

#: Name of the form, as in `stages.clean.read.forms` -> module.
FORMS = {"jsonl": "json_lines", "csv": "delimited", "parquet": "parquet", "warc": "warc"}


@cache
def form(name: str) -> Form:
    """Return the form of this name; its module is loaded when it is first asked for."""
    return cast("Form", import_module(f"{__package__}.{FORMS[name]}"))
