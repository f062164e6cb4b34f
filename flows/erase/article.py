"""An article to be erased, by its names. What it says is not kept here."""

import msgspec


class Article(msgspec.Struct, frozen=True):
    """An article, a reject, or a batch file as a whole.

    Attributes:
        doc_id: as in all tables.
        source: path below the seeds.
        record: its id in a batch; None for a file, and for a record without one.
        key: what `stages.keys` calls it; None where neither the seeds nor the last build tell.
        is_file: the file goes as a whole.
    """

    doc_id: str
    source: str
    record: str | None
    key: str | None
    is_file: bool


class Told(msgspec.Struct):
    """What one place, the source or the last build, tells of an article. Never written anywhere.

    Attributes:
        texts: its words, in as many pieces as need be; nothing is looked for across their ends.
        title, url: as stated.
        sha256: of its bytes, in hexadecimal.
        digest: of its words, as `stages.dedupe` has it.
        numbers: hashes of its words that signatures and memories hold.
    """

    texts: list[str] = []
    title: str | None = None
    url: str | None = None
    sha256: str | None = None
    digest: bytes | None = None
    numbers: list[int] = []
