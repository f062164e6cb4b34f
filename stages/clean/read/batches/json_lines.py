"""JSON lines (jsonlines.org, ndjson): a record is a line, and the line is the record.

Whether a line is a sound record is found out when it is read (`stages.clean.read.records`), in one place only.
"""

from collections.abc import Iterator

import numpy as np

from stages.clean.read.batches.protocol import Bytes, Found, Locate, Names
from stages.clean.read.containers import MIB
from stages.clean.read.params import ReadParams
from stages.clean.rejects import reject

#: Bytes looked through at a time for line ends; bounds the memory that takes.
BLOCK = 1 << 22

_UTF8_MARK = b"\xef\xbb\xbf"


def records(data: bytes | memoryview, params: ReadParams, names: Names) -> Iterator[Found]:
    """Yield the lines of the file that have anything on them; one larger than an article may be is not looked into."""
    del names
    view = memoryview(data)
    limit = params.article_limit_mib * MIB
    too_large = reject("too_large", limit=params.article_limit_mib, knob="clean.read.article_limit_mib")
    for start, end in lines(view):
        if end - start > limit:
            yield Found(start, end - start, view[start:end], too_large)
            continue
        line = bytes(view[start:end])
        if line and not line.isspace():
            yield Found(start, end - start, line)


def locate(data: Bytes, params: ReadParams, names: Names) -> Locate:
    """Return what gives the line at an offset."""
    del params, names
    return lambda offset, length: data[offset : offset + length]


def lines(view: memoryview) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends that is not empty, without its line end and without a byte order mark."""
    start = len(_UTF8_MARK) if view[: len(_UTF8_MARK)] == _UTF8_MARK else 0
    codes = np.frombuffer(view, np.uint8)
    for block in range(0, len(view), BLOCK):
        ends = np.flatnonzero(codes[block : block + BLOCK] == ord("\n")) + block
        starts = np.concatenate([[start], ends + 1])
        start = int(starts[-1])
        some = ends > starts[:-1]
        for begin, end in zip(starts[:-1][some].tolist(), ends[some].tolist(), strict=True):
            yield begin, end - (view[end - 1] == ord("\r"))
    if start < len(view):
        yield start, len(view)
