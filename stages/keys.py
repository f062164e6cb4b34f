"""What an article is called: one key per article, and the short digest of it that every table carries."""

from hashlib import sha256

#: Hexadecimal digits of a `doc_id`: 80 bits, so that a billion articles share one with a chance below one in a million.
DOC_ID_DIGITS = 20


def doc_id(key: str) -> str:
    """Return the identifier of the article with this key; it survives every rebuild.

    >>> doc_id("dawn/budget.txt")
    '4b2bea00b855c8131a58'
    """
    return sha256(key.encode()).hexdigest()[:DOC_ID_DIGITS]


def file_key(path: str) -> str:
    """Return the key of the file at ``path``: the path, without the sign that parts it from a record.

    >>> file_key("dawn/budget#2.txt")
    'dawn/budget%232.txt'
    """
    return path.replace("%", "%25").replace("#", "%23")


def record_key(path: str, record: str) -> str:
    """Return the key of the record called ``record`` inside the batch file at ``path``.

    No file has this key and no other record, since what stands before the first ``#`` is a file's key.

    >>> record_key("dawn/2021.jsonl.gz", "a17")
    'dawn/2021.jsonl.gz#a17'
    """
    return f"{file_key(path)}#{record}"
