"""Where a record of a web archive stands, with what the archive says about it: requests, metadata, later visits."""

from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from flows.engine.sources import Record
from flows.erase.members import Spans

#: Types of records that tell about another, and the fields by which a record names others.
_ABOUT = ("request", "metadata", "revisit")
_NAMES = ("WARC-Concurrent-To", "WARC-Refers-To")

_LINE_ENDS = b"\r\n"


class _Part(NamedTuple):
    """A record of any type: where it stands, its type, id and address, and the ids that it names."""

    start: int
    end: int
    kind: str
    id: str
    url: str
    names: frozenset[str]


def spans(data: bytes, gone: Iterable[Record]) -> Spans:
    """Return where some records stand, with the line ends behind them, and the records that only tell about them.

    Those that tell about one name it or are named by it, or have an address that no record has that stays.
    """
    starts = {record.offset: record.offset + record.length for record in gone}
    parts = _parts(data)
    own = [part for part in parts if part.start in starts]
    others = [part for part in parts if part.start not in starts]
    ids = {part.id for part in own if part.id}
    named = {name for part in own for name in part.names}
    urls = {part.url for part in own if part.url} - {part.url for part in others if part.kind not in _ABOUT}
    about = [
        part for part in others if part.kind in _ABOUT and (part.names & ids or part.id in named or part.url in urls)
    ]
    ends = starts | {part.start: part.end for part in about}
    return sorted((start, _after(data, end)) for start, end in ends.items())


def _after(data: bytes, end: int) -> int:
    while end < len(data) and data[end] in _LINE_ENDS:
        end += 1
    return end


def _parts(data: bytes) -> list[_Part]:
    """Return all records up to the first that is damaged."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - only archives need it
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415 - likewise

    found = []
    stream = ArchiveIterator(BytesIO(data), no_record_parse=True)
    try:
        for record in stream:
            start = stream.get_record_offset()
            stream.read_to_end(record)
            headers = record.rec_headers
            names = frozenset(_bare(value) for name, value in headers.headers if name in _NAMES)
            url = (headers.get_header("WARC-Target-URI") or "").strip("<>")
            end = start + stream.get_record_length()
            identity = _bare(headers.get_header("WARC-Record-ID") or "")
            found.append(_Part(start, end, (headers.get_header("WARC-Type") or "").lower(), identity, url, names))
    except ArchiveLoadFailed:  # the rest is damaged, and stays
        pass
    return found


def _bare(identity: str) -> str:
    return identity.strip().removeprefix("<").removesuffix(">")
