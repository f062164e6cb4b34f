"""What a file name means: which form its content has, and how it is compressed.

Pure on the name, so that the listing of a folder already tells what will be read; the content is looked at later. A new
form of input is a row in `FORMS`.
"""

from pathlib import PurePosixPath
from typing import NamedTuple

from stages.clean.rejects import Reject, reject


class Form(NamedTuple):
    """What the name of a file says about its content."""

    #: "text", "html" or "record", as in the column ``form`` of the raw records; "unknown" where no rule fits.
    kind: str
    #: "gzip" or "zstd"; None for a file that is not compressed.
    compression: str | None
    #: How it holds many articles, each a record (`stages.clean.read.batches.FORMS`); None where the file is one.
    batch: str | None
    #: Why no article can be made of such a file; None where one can.
    reject: Reject | None = None


#: Suffix, in lower case -> kind, and the form of the batch.
FORMS: dict[str, tuple[str, str | None]] = {
    ".txt": ("text", None),
    ".md": ("text", None),
    ".html": ("html", None),
    ".htm": ("html", None),
    ".jsonl": ("record", "jsonl"),
    ".ndjson": ("record", "jsonl"),
    ".csv": ("record", "csv"),
    ".tsv": ("record", "csv"),
    ".parquet": ("record", "parquet"),
    ".warc": ("record", "warc"),
}

#: Tables that people keep beside the articles, directly below the folder of all of them: they hold no articles.
FIELDS = "fields.csv"
REFERENCES = ("outlets.csv", FIELDS, "entities.csv")

#: Suffix, in lower case -> compression.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}


def form_of(path: str) -> Form:
    """Return what the name of the file at ``path`` (posix, relative) says about its content; case does not matter.

    >>> form_of("dawn/2021-04.JSONL.gz")
    Form(kind='record', compression='gzip', batch='jsonl', reject=None)
    >>> form_of("dawn/scan.pdf").reject.code
    'unknown_form'
    """
    name = PurePosixPath(path)
    compression = COMPRESSIONS.get(name.suffix.lower())
    if compression:
        name = name.with_suffix("")
    form = FORMS.get(name.suffix.lower())
    if form is None:
        suffix = name.suffix or "no suffix"
        problem = reject("unknown_form", suffix=suffix, known=" ".join(FORMS))
        return Form("unknown", compression, None, problem)
    kind, batch = form
    return Form(kind, compression, batch)
