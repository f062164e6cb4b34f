"""Web archives (WARC, ISO 28500): a record with a page or a text is an article, named by its WARC-Record-ID.

Articles are the records ``response``, ``resource`` and ``conversion``. What tells about the crawl is passed over:
``warcinfo``, ``request``, ``metadata``, ``revisit`` (the page is in an earlier record), and answers of name servers.
WARC-Date is the day of the crawl, so it is never taken for the day of publication.

`warcio` reads the headers of HTTP and chunked bodies. Where a record ends is found out here: by its Content-Length, if
what follows there is the next record, two line ends or the end of the file; else the record is damaged, and the next
line that begins with ``WARC/1.`` begins the next one.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import msgspec

from stages.clean.read.batches.protocol import BatchError, Bytes, Found, Locate, Names
from stages.clean.read.containers import MIB, decompress
from stages.clean.read.decoding import decode
from stages.clean.read.params import ReadParams
from stages.clean.rejects import Reject, reject

#: Types of records that may be articles, and those that tell about the crawl.
ARTICLES = ("response", "resource", "conversion")
ABOUT = ("warcinfo", "request", "metadata", "revisit")
_ABOUT_SCHEMES = ("dns:", "whois:")

#: Content types -> the field of a record that they give.
CONTENTS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "": "html",  # nothing is declared: as good a guess as any, and a text without tags survives it
}

#: How bodies may be compressed on their way. Brotli and zstd have no decoder here that bounds its output.
CODINGS = {"": None, "identity": None, "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}

#: Bytes among which the header of a record must end.
HEADER_BYTES = 1 << 16

#: Bytes of line ends that may stand between two records. The format asks for four.
MOST_LINE_ENDS = 16

#: Bytes among which the header of a site's answer must end: `warcio` takes quadratic time for one of many folded lines.
HTTP_HEADER_BYTES = 1 << 16

_EMPTY_LINE = re.compile(rb"\n\r?\n")
_START = b"WARC/1."
_NEXT = b"\nWARC/1."
_LINE_ENDS = b"\r\n"
_SEPARATOR = 2 * _LINE_ENDS


class _NoArticleError(Exception):
    """The record gives no article; never leaves this module."""

    def __init__(self, problem: Reject) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Header(NamedTuple):
    """What is read of a record's header before the record."""

    kind: str
    id: str | None
    url: str
    content_type: str
    begins: int  # where the content does, in bytes from the beginning of the record
    length: int  # of the content

    @property
    def is_about(self) -> bool:
        """Whether the record tells about the crawl."""
        return self.kind in ABOUT or self.url.startswith(_ABOUT_SCHEMES)


def records(data: bytes, params: ReadParams, names: Names) -> Iterator[Found]:
    """Yield the articles of the archive, and what is damaged.

    Raises:
        BatchError: nothing in it is a record, or none of its records is one of an article.
    """
    del names
    passed_over, found = 0, False
    for start, end, header in _stretches(data):
        if isinstance(header, _Header) and header.is_about:
            passed_over += 1
            continue
        found = True
        record = memoryview(data)[start:end]
        if isinstance(header, Reject):
            yield Found(start, end - start, record, header, _id_in(record))
            continue
        try:
            yield Found(start, end - start, _article(record, header, params))
        except _NoArticleError as error:
            yield Found(start, end - start, record, error.problem, header.id)
    if passed_over and not found:
        kinds = ", ".join(ARTICLES)
        raise BatchError(reject("no_text", detail=f"none of the {passed_over} records is one of {kinds}"))


def locate(data: Bytes, params: ReadParams, names: Names) -> Locate:
    """Return what gives the article of the record at an offset."""
    del names

    def article(offset: int, length: int) -> bytes | None:
        record = data[offset : offset + length]
        try:
            return _article(record, _header(record, 0, len(record)), params)
        except _NoArticleError:
            return None

    return article


def _stretches(data: bytes) -> Iterator[tuple[int, int, _Header | Reject]]:
    """Yield where each record begins and ends, and its header or what is wrong with it."""
    if not data.strip():
        return
    if not data.startswith(_START) and _NEXT not in data:
        raise BatchError(reject("damaged", form="WARC", detail="no line in it begins with WARC/1."))
    at = following = 0
    while at < len(data):
        if following <= at:  # else it is still the next place: looked for once, however many records come before it
            following = data.find(_NEXT, at) + 1 or len(data)
        try:
            if not data.startswith(_START, at):
                raise _damaged("it does not begin with WARC/1.")
            header = _header(data, at, following)
            end = at + header.begins + header.length
            after = _after(data, end)
        except _NoArticleError as error:
            yield at, following, error.problem
            at = following
        else:
            yield at, end, header
            at = after


def _after(data: bytes, end: int) -> int:
    """Return where the record after the one that ends here begins."""
    if end > len(data):
        raise _damaged("it is cut off, or its Content-Length is too large")
    after = end
    while after < min(len(data), end + MOST_LINE_ENDS) and data[after] in _LINE_ENDS:
        after += 1
    if after < len(data) and not data.startswith(_START, after) and not data.startswith(_SEPARATOR, end):
        raise _damaged("its Content-Length does not lead to the next record")
    return after


def _damaged(detail: str) -> _NoArticleError:
    return _NoArticleError(reject("damaged", form="a WARC record", detail=detail))


def _header(data: bytes, at: int, following: int) -> _Header:
    """Return the header of the record at an offset.

    Args:
        data: the archive.
        at: where the record begins.
        following: the next place where one may begin; the header ends before it.
    """
    end = _EMPTY_LINE.search(data, at, min(following, at + HEADER_BYTES))
    if not end:
        raise _damaged("its header does not end")
    fields: dict[str, str] = {}
    for line in data[at : end.start()].decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdecimal() and len(length) < 16):
        raise _damaged("it has no Content-Length")
    if "warc-type" not in fields:
        raise _damaged("it has no WARC-Type")
    return _Header(
        kind=fields["warc-type"].lower(),
        id=_bare(fields.get("warc-record-id", "")),
        url=fields.get("warc-target-uri", "").strip("<>"),
        content_type=fields.get("content-type", ""),
        begins=end.end() - at,
        length=int(length),
    )


def _id_in(record: memoryview) -> str | None:
    """Return the id of a damaged record, if it can be told."""
    for line in bytes(record[:HEADER_BYTES]).splitlines()[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"warc-record-id":
            return _bare(value.decode("utf-8", "replace").strip())
    return None


def _bare(identity: str) -> str | None:
    """Return an id without the brackets that the format puts around it."""
    return identity.removeprefix("<").removesuffix(">").strip() or None


def _article(record: bytes | memoryview, header: _Header, params: ReadParams) -> bytes:
    """Return a record as the JSON object of an article."""
    too_large = reject("too_large", limit=params.article_limit_mib, knob="clean.read.article_limit_mib")
    most = params.article_limit_mib * MIB
    if header.kind not in ARTICLES:
        raise _NoArticleError(reject("other_content", content=f'something of the type "{header.kind[:40]}"'))
    if len(record) > most + HEADER_BYTES:
        raise _NoArticleError(too_large)
    content_type, body, coding = _body(
        bytes(record[header.begins : header.begins + header.length]), header.content_type
    )
    media_type, _, options = content_type.partition(";")
    field = CONTENTS.get(media_type.strip().lower())
    if field is None:
        raise _NoArticleError(reject("other_content", content=media_type.strip()[:100]))
    content = _decoded(body, coding, params.article_limit_mib)
    if len(content) > most:
        raise _NoArticleError(too_large)
    text = decode(content, html=field == "html", declared=_charset(options))
    if isinstance(text, Reject):
        raise _NoArticleError(text)
    return msgspec.json.encode({"id": header.id, "url": header.url or None, field: text})


def _body(content: bytes, content_type: str) -> tuple[str, bytes, str]:
    """Return what a record's content is the answer of a site with: its type, its body without chunks, its coding."""
    if not content_type.lower().startswith("application/http"):
        return content_type, content, ""
    if len(content) > HTTP_HEADER_BYTES and not _EMPTY_LINE.search(content, 0, HTTP_HEADER_BYTES):
        raise _damaged("the header of the site's answer does not end")
    from warcio.bufferedreaders import ChunkedDataReader  # only archives need it
    from warcio.statusandheaders import StatusAndHeadersParser

    stream = BytesIO(content)
    try:
        # The protocol is not verified, since there are archives of HTTP/2; the status is looked at below.
        http = StatusAndHeadersParser([], verify=False).parse(stream)
    except EOFError as error:
        raise _damaged("the answer of the site is empty") from error
    if http.get_statuscode() != "200":
        status = " ".join(http.statusline.split())[:100] or "no status"
        raise _NoArticleError(reject("http_status", status=status))
    body = stream
    if "chunked" in (http.get_header("transfer-encoding") or "").lower():
        body = ChunkedDataReader(stream)
    return http.get_header("content-type") or "", body.read(), (http.get_header("content-encoding") or "").lower()


def _decoded(body: bytes, coding: str, limit_mib: int) -> bytes:
    """Return a body as it was before it was compressed, or a little more of it than an article may have.

    Crawlers that undo the compression often leave the header as it was, so a body that is not compressed will do.
    """
    method = CODINGS.get(coding.strip(), "unknown")
    if method == "unknown":
        raise _NoArticleError(reject("other_content", content=f"a body compressed as {coding.strip()[:40]}"))
    if method == "gzip" and body.startswith(b"\x1f\x8b"):
        content, problem = decompress(body, "gzip", limit_mib + 1)
        if problem is not None and problem.code != "too_large":
            raise _NoArticleError(problem)
        return content
    if method == "deflate":
        return _inflated(body, limit_mib * MIB + 1)
    return body


def _inflated(body: bytes, most: int) -> bytes:
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # with the header that the standard asks for, and without
        decoder = zlib.decompressobj(window)
        try:
            content = decoder.decompress(body, most)
        except zlib.error:
            continue
        if decoder.eof or len(content) == most:
            return content
    if isinstance(decode(body), Reject):
        raise _NoArticleError(reject("broken_compression", detail="deflate"))
    return body


def _charset(options: str) -> str | None:
    """Return the encoding that the options of a content type name."""
    for option in options.split(";"):
        name, _, value = option.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
