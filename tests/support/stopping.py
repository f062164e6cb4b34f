"""A runner that ends in the middle of its work."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from flows.engine.runners import InProcess

J = TypeVar("J")
R = TypeVar("R")


class Stopping(InProcess):
    """Does so many jobs and raises."""

    def __init__(self, jobs: int, error: type[BaseException]) -> None:
        self._jobs, self._error = jobs, error

    def map(self, function: Callable[[J], R], jobs: Iterable[J], count: int) -> Iterator[R]:
        del count
        yield from map(function, islice(jobs, self._jobs))
        raise self._error
