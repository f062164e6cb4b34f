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
    #: True where the file holds many records, each an article; False where it is one article.
    batch: bool
    #: Why no article can be made of such a file; None where one can.
    reject: Reject | None = None


#: Suffix, in lower case -> kind, and whether the file is a batch.
FORMS: dict[str, tuple[str, bool]] = {
    ".txt": ("text", False),
    ".md": ("text", False),
    ".html": ("html", False),
    ".htm": ("html", False),
    ".jsonl": ("record", True),
    ".ndjson": ("record", True),
}

#: Suffix, in lower case -> compression.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}


def form_of(path: str) -> Form:
    """Return what the name of the file at ``path`` (posix, relative) says about its content; case does not matter.

    >>> form_of("dawn/2021-04.JSONL.gz")
    Form(kind='record', compression='gzip', batch=True, reject=None)
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
        return Form("unknown", compression, batch=False, reject=problem)
    kind, batch = form
    return Form(kind, compression, batch)
