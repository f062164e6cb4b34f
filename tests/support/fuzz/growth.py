"""How the CPU time of each step grows with the length of one text, or with the number of articles.

Ratios only, of two measurements in one process: what a second is differs between machines and hours.
"""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import pyarrow as pa

from stages import keys
from stages.clean.outlets.schema import OUTLETS
from stages.clean.schema import ARTICLES_SCHEMA, SOURCE_SCHEMA
from tests.support.fuzz import articles, memory_line
from tests.support.fuzz.memory_line import Tables

#: How many times as long the longer of two texts is.
STEP = 4

#: Ratio of the two times from which a step grows faster than its text. Linear work gives `STEP`, quadratic 16.
MOST = 6.0

#: CPU seconds of the longer text below which a ratio says nothing.
LEAST = 0.03

#: Measurements of which the best counts, before a step is said to grow too fast.
TRIES = 5

Given = dict[str, Tables]
Make = Callable[[int], Given]

#: Returns CPU seconds by the name of a part.
Measure = Callable[[], Mapping[str, float]]


def too_fast(measure: Callable[[int], Measure], size: int, most: float = MOST) -> dict[str, float]:
    """Return the parts that grow faster than what they are given, each with the ratio of its times.

    Args:
        measure: returns what measures the work on a size.
        size: the smaller one.
        most: the ratio from which they do.
    """
    small, large = measure(size), measure(size * STEP)
    with _quiet():
        one, other = small(), large()
        for _ in range(TRIES - 1):
            if not _grown(one, other, most):
                return {}
            one, other = _least(one, small()), _least(other, large())
    return _grown(one, other, most)


def _grown(one: Mapping[str, float], other: Mapping[str, float], most: float) -> dict[str, float]:
    ratios = {step: seconds / max(one[step], 1e-5) for step, seconds in other.items() if seconds > LEAST}
    return {step: round(ratio, 1) for step, ratio in ratios.items() if ratio >= most}


def _least(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {step: min(seconds, other.get(step, seconds)) for step, seconds in one.items()}


def line(make: Make, upto: str) -> Callable[[int], Measure]:
    """Return what measures each step of the line on what is made of a size."""
    return lambda size: partial(_of_steps, make(size), upto)


def _of_steps(given: Given, upto: str) -> dict[str, float]:
    spent: Counter[str] = Counter()

    def clock(name: str, function: Callable[..., Any], *arguments: object) -> Any:
        began = time.process_time()
        result = function(*arguments)
        spent[name] += time.process_time() - began
        return result

    memory_line.run(given, {"outlets.csv": articles.OUTLETS_CSV}, clock, upto)
    return dict(spent)


def reader(pattern: str, read: Callable[[bytes], object], *refuses: type[Exception]) -> Callable[[int], Measure]:
    """Return what measures the reading of a file of the pattern; what it refuses, it has read until there."""

    def of_file(data: bytes) -> dict[str, float]:
        began = time.process_time()
        with suppress(*refuses):
            read(data)
        return {"read": time.process_time() - began}

    return lambda size: partial(of_file, repeated(pattern)(size).encode())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the collector of garbage out of the times: it looks through all that is in memory."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# --- What is measured


def repeated(pattern: str) -> Callable[[int], str]:
    """Return the maker of a text of a length: the pattern again and again.

    A pattern with an ``@`` has another word in its place each time; one with a ``¦`` is nested: what stands before it
    comes first, as often as what stands behind it comes last. What stands before ``⏎`` comes once, at the beginning.
    """

    once, _, again = pattern.rpartition("⏎")
    before, nested, behind = again.partition("¦")

    def make(length: int) -> str:
        if nested:
            times = length // (len(before) + len(behind))
            return f"{once}{before * times} x {behind * times}"
        if "@" in again:
            words = (_word(number) for number in range(length // (len(again) + 4)))
            return once + "".join([again.replace("@", word) for word in words])
        return once + again * (length // len(again))

    return make


def _word(number: int) -> str:
    """Return a capitalised word of its own for each number."""
    return "X" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def article(*patterns: str) -> Make:
    """Return the maker of an article of each pattern as `clean` leaves it, with a title of the same."""

    def make(length: int) -> Given:
        rows, outlets = [], []
        for at, pattern in enumerate(patterns):
            text, doc_id = repeated(pattern)(length), keys.doc_id(str(at))
            stated = [("record_published", "2021-04-29"), ("page_metadata", text[:2_000])]
            rows.append(
                {
                    "doc_id": doc_id,
                    "source": f"indus/{at}",
                    "outlet": "The Indus Wire",
                    "text": text,
                    "title": text[:2_000],
                    "stated_dates": [{"rule": rule, "text": says} for rule, says in stated],
                }
            )
            outlets.append({"doc_id": doc_id, "outlet": "The Indus Wire", "country": "PK", "date_order": "DMY"})
        return {
            "clean.articles": {"p": pa.Table.from_pylist(rows, schema=ARTICLES_SCHEMA)},
            "clean.outlets": {"p": pa.Table.from_pylist(outlets, schema=OUTLETS)},
        }

    return make


def record(pattern: str, form: str) -> Make:
    """Return the maker of one raw record of a form: text, html, or record."""

    def make(length: int) -> Given:
        content = repeated(pattern)(length).encode()
        row = {"key": "indus/x", "source": "indus/x", "outlet": "indus", "form": form, "sha256": "0" * 64}
        return {"source": {"p": pa.Table.from_pylist([row | {"content": content}], schema=SOURCE_SCHEMA)}}

    return make


def crowd(pattern: str) -> Make:
    """Return the maker of articles that are much like one another, as many as the size says."""

    def make(number: int) -> Given:
        rows, outlets = [], []
        for at in range(number):
            doc_id = keys.doc_id(str(at))
            text = pattern.replace("@next", _word(at + 1)).replace("@", _word(at))
            rows.append({"doc_id": doc_id, "source": f"indus/{at}", "outlet": "The Indus Wire", "text": text} | _EMPTY)
            outlets.append({"doc_id": doc_id, "outlet": "The Indus Wire"})
        return {
            "clean.articles": {"p": pa.Table.from_pylist(rows, schema=ARTICLES_SCHEMA)},
            "clean.outlets": {"p": pa.Table.from_pylist(outlets, schema=OUTLETS)},
        }

    return make


_EMPTY: dict[str, Any] = {"title": "A title of all", "stated_dates": []}
