"""One batch of hostile articles through the line, twice: whole, and cut and ordered otherwise."""

import random
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tests.support.fuzz import articles, holds, memory_line
from tests.support.fuzz.memory_line import Tables

#: Articles of a batch: as many as a partition of the line holds.
BATCH = 500

#: CPU seconds after which a batch hangs: some hundred times what one takes.
HANGS = 120

_REFERENCE = {"outlets.csv": articles.OUTLETS_CSV}

Checks = Callable[[Sequence[int]], None]


def bare(numbers: Sequence[int]) -> None:
    """Check the rule sets on articles as no `clean` leaves them."""

    def given(parts: dict[str, list[int]]) -> dict[str, Tables]:
        tables = {at: articles.bare(part) for at, part in parts.items()}
        return {
            "clean.articles": {at: one for at, (one, _) in tables.items()},
            "clean.outlets": {at: other for at, (_, other) in tables.items()},
        }

    _twice(numbers, given, "annotate")


def raw(numbers: Sequence[int]) -> None:
    """Check the whole line, from raw records to exported tables."""
    _twice(numbers, lambda parts: {"source": {at: articles.raw(part) for at, part in parts.items()}}, "export")


def _twice(numbers: Sequence[int], given: Callable[[dict[str, list[int]]], dict[str, Tables]], upto: str) -> None:
    whole = memory_line.run(given({"p": list(numbers)}), _REFERENCE, upto=upto)
    holds.check(whole)
    rng = random.Random(numbers[0])  # noqa: S311 - the same cut every time
    order = rng.sample(list(numbers), len(numbers))
    cut = rng.randrange(len(order) + 1)
    # Partitions may be empty: all articles of one may be gone.
    holds.same(whole, memory_line.run(given({"y": order[cut:], "x": order[:cut]}), _REFERENCE, upto=upto))


def check(checks: Checks, numbers: Sequence[int]) -> None:
    """Run the checks on a batch; where they fail, say on which numbers.

    Raises:
        AssertionError: they fail. The message names as few numbers as halving the batch finds to fail.
    """
    with in_time(HANGS):
        try:
            checks(numbers)
        except Exception as error:
            few = _blame(checks, list(numbers))
            raise AssertionError(f"{checks.__name__}({few}): {type(error).__name__}: {error}") from error


def _blame(checks: Checks, numbers: list[int]) -> list[int]:
    """Return as few of the numbers as halves of them fail alone."""
    while len(numbers) > 1:
        middle = len(numbers) // 2
        failing = next((half for half in (numbers[:middle], numbers[middle:]) if _fails(checks, half)), None)
        if failing is None:
            break
        numbers = failing
    return numbers


def _fails(checks: Checks, numbers: list[int]) -> bool:
    try:
        checks(numbers)
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return True
    return False


@contextmanager
def in_time(seconds: int) -> Iterator[None]:
    """Fail where the block takes more CPU seconds: it hangs.

    Raises:
        AssertionError: it does.
    """

    def fail(*_: object) -> None:
        raise AssertionError(f"not done within {seconds} seconds of CPU")

    before = signal.signal(signal.SIGPROF, fail)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
